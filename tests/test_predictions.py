"""Predictions: what is read, what is refused and how it is said, how far a prediction is."""

import json
import re
from pathlib import Path

import pytest

from ess_region import french, grading, predictions
from ess_region.errors import ContentError
from ess_region.widgets.predict import Predict

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "predictions"
VALID = FIXTURES / "valide.yml"
VECTORS = json.loads((HERE / "vectors" / "grading.json").read_text(encoding="utf-8"))

# Fixture → line, words of the message, words of the advice.
FAULTS = {
    "cle-inconnue": (9, "« minimum » n’existe pas", "« min »"),
    "deux-elements": (5, "au moins 3 éléments", "Ajoutez"),
    "echelle-trop-courte": (6, "n’est pas entre « min » et « max »", "Élargissez"),
    "explication-manquante": (2, "il manque l’explication", "explication:"),
    "fait-inconnu": (5, "fait inconnu « part-emploi-privee »", "part-emploi-prive"),
    "fait-texte": (5, "n’est pas un nombre", "data/faits.csv"),
    "forme-inconnue": (3, "« forme: chiffre » n’existe pas", "« nombre » ou « classement »"),
    "identifiant-double": (14, "déjà pris, ligne 2", "propre identifiant"),
    "identifiant-etranger": (2, "nom du dossier « exemple »", "id: exemple-p1"),
    "pas-manquant": (2, "« pas » manque", "pas: …"),
    "pas-nul": (8, "plus grand que 0", "pas: 0.5"),
    "phrase-manquante": (10, "la phrase « proche »", "proche: …"),
    "phrases-manquantes": (2, "il manque les phrases", "proche, trop_bas, trop_haut"),
    "sens-inconnu": (5, "« sens: montant » n’existe pas", "« decroissant »"),
    "unites-melees": (5, "pas la même unité", "même nature"),
    "valeurs-egales": (8, "même valeur que « Action sociale »", "Retirez"),
}


def load(name="valide"):
    return predictions.load_file(FIXTURES / f"{name}.yml", "exemple")


def test_every_fixture_is_expected():
    assert {path.stem for path in FIXTURES.glob("*.yml")} == FAULTS.keys() | {"valide"}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_named_with_its_place(name):
    line, message, hint = FAULTS[name]
    with pytest.raises(ContentError) as caught:
        load(name)
    error = caught.value
    assert error.line == line
    assert message in error.message
    assert hint in error.hint
    assert error.id
    assert f"{name}.yml, ligne {line}" in error.place


def test_a_number():
    number, _ = load()
    assert (number.fact.value, number.low, number.high, number.step, number.near) == (13.9, 0, 40, 0.5, 1.5)
    assert number.unit == "%"
    assert set(number.sentences) == {"proche", "trop_bas", "trop_haut"}


def test_a_ranking_is_sorted_by_the_data_and_shown_otherwise():
    _, ranking = load()
    values = [element.fact.value for element in ranking.elements]
    assert values == sorted(values, reverse=True)
    assert ranking.shown != ranking.elements
    assert set(ranking.shown) == set(ranking.elements)


def test_find():
    assert predictions.find("exemple", "exemple-p2", file=VALID).form == "classement"
    with pytest.raises(ContentError, match="plusieurs prédictions") as caught:
        predictions.find("exemple", file=VALID)
    assert "exemple-p1, exemple-p2" in caught.value.hint
    with pytest.raises(ContentError, match="inconnue"):
        predictions.find("exemple", "exemple-p9", file=VALID)


@pytest.mark.parametrize("slug", predictions.slugs())
def test_predictions_of_the_course(slug):
    for prediction in predictions.load(slug):
        json.dumps(Predict(slug, prediction.id).page_model())


@pytest.mark.parametrize("vector", VECTORS["compare_prediction"], ids=lambda v: f"{v['value']}-{v['target']}")
def test_compare_prediction(vector):
    got = grading.compare_prediction(vector["target"], vector["value"], vector["near"])
    assert got == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["compare_ranking"], ids=lambda v: "".join(v["proposed"]))
def test_compare_ranking(vector):
    assert grading.compare_ranking(vector["expected"], vector["proposed"]) == vector["expect"]


# -- widget ------------------------------------------------------------------------------------


def test_static_number():
    widget = Predict("exemple", "exemple-p1", file=VALID)
    question, datum = widget.static_html().split("<details")
    assert "Avant de voir la donnée" in question
    assert "entre 0\u00a0% et 40\u00a0%" in question
    assert "13,9" not in question
    assert "<summary>La donnée</summary>" in datum
    assert 'data-fait="part-emploi-prive"' in datum and "Source\u00a0:" in datum
    assert "13,9\u00a0% de l’emploi privé" in datum
    assert widget.static_html() == widget.static_html()


def test_static_ranking():
    question, datum = Predict("exemple", "exemple-p2", file=VALID).static_html().split("<details")
    assert question.count("<li ") == 5
    assert datum.count("<tr ") == 5
    assert datum.index("Action sociale") < datum.index("Enseignement")


def test_headings_of_a_ranking():
    plain = Predict("exemple", "exemple-p2", file=VALID).static_html()
    assert '<th scope="col">Élément</th><th scope="col">Donnée</th>' in plain
    assert load()[1].headings == ("Élément", "Donnée")
    named = Predict("modele", "modele-secteurs").static_html()
    assert '<th scope="col">Secteur</th><th scope="col">Part de l’emploi</th>' in named


def test_what_is_compared_is_what_is_printed():
    """A computed fact: no decimal that the reader does not see, not even in the gap."""
    model = Predict("definition", "definition-esus").prediction
    assert french.parse_number(model["cible_texte"]) == model["cible"]


def test_one_word_for_what_is_said():
    for form in ("exemple-p1", "exemple-p2"):
        assert not re.search("prévision|prédiction", Predict("exemple", form, file=VALID).static_html())


def test_traits_and_repr():
    widget = Predict("exemple", "exemple-p1", file=VALID)
    assert repr(widget).splitlines()[0] == "Predict('exemple-p1')"
    assert widget.value is None and widget.revealed is False
    assert set(widget.page_model()) == {"prediction", "revealed", "value"}
