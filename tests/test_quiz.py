"""Quiz banks: what is read, what is refused and how it is said, the schema, the grading rules."""

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest

from browser import learner
from ess_region import grading, quiz
from ess_region.content import load_yaml
from ess_region.errors import ContentError
from ess_region.paths import PACKAGE
from ess_region.widgets.quiz import RENDERERS, Quiz, question_html

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "quiz"
VECTORS = json.loads((HERE / "vectors" / "grading.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((PACKAGE / "schemas" / "quiz.schema.json").read_text(encoding="utf-8"))

# Fixture → line, words of the message, words of the advice.
FAULTS = {
    "appariement-deux-paires": (7, "au moins 3 éléments", "Ajoutez"),
    "appariement-leurre-juste": (17, "« Rouge » est une bonne réponse", "leurres"),
    "appariement-meme-reponse": (7, "la même réponse", "leurre"),
    "appariement-retour-manquant": (8, "paire 1 : il manque le retour", "retour: …"),
    "classement-categorie-inconnue": (16, "« categorie: C » n’existe pas", "« A » ou « B »"),
    "classement-categorie-vide": (7, "rien n’est à ranger dans « C »", "retirez-la"),
    "classement-une-categorie": (7, "au moins deux catégories", "categories: ["),
    "cle-double": (5, "écrite deux fois", "Gardez-en une seule"),
    "cle-inconnue": (13, "« retours » n’existe pas", "« retour »"),
    "deux-bonnes-reponses": (7, "plusieurs réponses sont justes", "choix_multiple"),
    "explication-manquante": (2, "il manque l’explication", "explication:"),
    "fait-inconnu": (14, "fait inconnu « part-emploi-privee »", "part-emploi-prive"),
    "identifiant-double": (15, "déjà pris, ligne 2", "propre identifiant"),
    "identifiant-etranger": (2, "nom du dossier « exemple »", "id: exemple-01"),
    "identifiant-sans-numero": (2, "nom du dossier « exemple »", "id: exemple-01"),
    "indices-pas-liste": (14, "doit être une liste", "indices: ["),
    "juste-oui": (9, "« juste: oui » n’est pas compris", "juste: true"),
    "melanger-oui": (7, "« melanger: oui » n’est pas compris", "melanger: false"),
    "niveau-inconnu": (4, "« niveau: connaître » n’existe pas", "« connaitre »"),
    "numerique-fait-et-valeur": (7, "un seul des deux", "fait: IDENTIFIANT"),
    "numerique-fait-texte": (7, "n’est pas un nombre", "data/faits.csv"),
    "numerique-marge-sans-proche": (8, "ne sert à rien", "proche: …"),
    "numerique-retour-manquant": (10, "retour « trop_bas »", "trop_bas: …"),
    "numerique-sans-donnee": (2, "il faut la donnée", "fait: IDENTIFIANT"),
    "numerique-tolerance": (8, "doit être un nombre", "tolerance: 0.5"),
    "ordre-categorie": (9, "« categorie » n’existe pas", "texte"),
    "ordre-element-double": (10, "écrit deux fois", "Retirez"),
    "pas-une-liste": (1, "doit être une liste de questions", "- id: …"),
    "question-vide": (6, "« question » est vide", "question: …"),
    "reponse-double": (11, "écrite deux fois", "Retirez"),
    "retour-manquant": (11, "réponse 2 : il manque le retour", "retour: …"),
    "retour-vide": (13, "réponse 2 : il manque le retour", "retour: …"),
    "role-fait-inconnu": (14, "fait inconnu « nul-part »", "data/faits.csv"),
    "sans-bonne-reponse": (7, "aucune réponse n’est juste", "juste: true"),
    "section-mal-ecrite": (5, "n’est pas une ancre", "ni espace"),
    "section-manquante": (2, "« section » manque", "section: les-conditions"),
    "texte-booleen": (8, "« true » est lu comme vrai ou faux", 'texte: "true"'),
    "texte-nombre": (8, "« 42 » est lu comme un nombre", 'texte: "42"'),
    "trous-deux-bonnes": (9, "trou 1 : plusieurs réponses sont justes", "une par trou"),
    "trous-numero-manquant": (7, "doit contenir [1] et [2]", "premier trou"),
    "type-inconnu": (3, "« type: choix_unik » n’existe pas", "« choix_unique »"),
    "une-seule-reponse": (7, "au moins 2 réponses", "plausible"),
    "vrai-faux-autres-textes": (7, "Vrai puis Faux", "choix_unique"),
    "yaml-mal-forme": (6, "mal formé", "guillemets"),
}
# What the schema cannot see: ids of facts, ids of other questions, what the folder is called.
BEYOND_SCHEMA = {
    "appariement-leurre-juste", "appariement-meme-reponse", "classement-categorie-inconnue",
    "classement-categorie-vide", "ordre-element-double", "trous-numero-manquant",
    "cle-double", "fait-inconnu", "identifiant-double", "identifiant-etranger", "numerique-fait-texte",
    "reponse-double", "role-fait-inconnu", "yaml-mal-forme",
}  # fmt: skip
RIGHT = {"valide", "mots-nus"}


def bank(name="valide"):
    return quiz.load_file(FIXTURES / f"{name}.yml", "exemple")


def test_every_fixture_is_expected():
    assert {path.stem for path in FIXTURES.glob("*.yml")} == FAULTS.keys() | RIGHT


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_named_with_its_place(name):
    line, message, hint = FAULTS[name]
    with pytest.raises(ContentError) as caught:
        bank(name)
    error = caught.value
    assert error.line == line
    assert message in error.message
    assert hint in error.hint
    assert f"{name}.yml, ligne {line}" in error.place
    if name not in {"cle-double", "pas-une-liste", "yaml-mal-forme"}:
        assert error.id


def test_bare_words_stay_text():
    [question] = bank("mots-nus")
    assert [answer.text for answer in question.answers] == ["oui", "non"]
    assert [answer.feedback for answer in question.answers] == ["on", "01"]


def test_right_bank():
    questions = bank()
    assert [question.type for question in questions] == [
        "choix_unique", "choix_multiple", "vrai_faux", "numerique", "numerique",
        "appariement", "classement", "ordre", "texte_a_trous",
    ]  # fmt: skip
    assert [answer.key for answer in questions[0].answers] == ["a", "b", "c"]
    assert [answer.key for answer in questions[2].answers] == ["vrai", "faux"]
    assert questions[1].expected == 2
    assert (questions[0].link, questions[2].link) == ("#les-conditions", "definition.html#les-conditions")
    by_fact, by_value = questions[3:5]
    assert (by_fact.value, by_fact.unit, by_fact.near) == (13.9, "%", 1.5)
    assert (by_value.value, by_value.unit, by_value.near) == (60, "heures", None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        by_fact.value = 1


def test_rows_hold_their_choices():
    matching, sorting, order, gaps = bank()[5:]
    assert [answer.text for answer in matching.rows[0].answers] == ["Bleu", "Gris", "Rouge", "Vert"]
    assert [row.right for row in matching.rows] == ["3", "4", "1"]
    assert [answer.text for answer in sorting.rows[0].answers] == ["A", "B"]
    assert [row.text for row in order.rows] == ["Un", "Deux", "Trois"]
    # By alphabet: neither the keys nor the order shown give the answer.
    assert [row.text for row in order.shown] == ["Deux", "Trois", "Un"]
    assert [row.key for row in order.shown] == ["a", "b", "c"]
    assert [row.right for row in gaps.rows] == ["1", "2"]
    assert [answer.text for answer in gaps.rows[1].answers] == ["ours", "rat"]


def test_an_order_already_in_alphabetical_order_is_turned_over():
    order = bank()[7]
    rows = tuple(sorted(order.rows, key=lambda row: row.key))
    turned = dataclasses.replace(order, rows=rows)
    assert turned.shown == rows[::-1]


def test_types_are_the_same_everywhere():
    types = set(SCHEMA["$defs"]["question"]["properties"]["type"]["enum"])
    assert types == set(quiz.READERS) == set(grading.GRADERS) == set(RENDERERS)
    script = (PACKAGE / "widgets" / "shared" / "question-forms.js").read_text(encoding="utf-8")
    for name in types:
        assert f"  {name}: " in script


# -- schema ------------------------------------------------------------------------------------


def test_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [FIXTURES / f"{name}.yml" for name in sorted(RIGHT)], ids=lambda p: p.stem)
def test_schema_accepts(path):
    jsonschema.validate(load_yaml(path), SCHEMA)


@pytest.mark.parametrize("name", sorted(FAULTS.keys() - BEYOND_SCHEMA))
def test_schema_refuses(name):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(load_yaml(FIXTURES / f"{name}.yml"), SCHEMA)


# -- the course's own banks ---------------------------------------------------------------------


@pytest.mark.parametrize("slug", quiz.slugs())
def test_bank_of_the_course(slug):
    questions = quiz.load(slug)
    jsonschema.validate(load_yaml(quiz.EXERCISES / slug / "quiz.yml"), SCHEMA)
    for question in questions:
        model = question.model()
        json.dumps(model)
        right = learner.right(question)
        # Keys of one choice alone are stored as the key itself.
        value = right[0] if question.type in ("choix_unique", "vrai_faux") else right
        assert grading.grade(model, value)["status"] == "right"


# -- grading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: f"{v['question']}-{v['value']!r}")
def test_grade(vector):
    question = VECTORS["questions"][vector["question"]]
    assert grading.grade(question, vector["value"]) == vector["expect"], vector["why"]


def test_enough_vectors():
    assert len(VECTORS["vectors"]) >= 25
    assert {vector["expect"]["status"] for vector in VECTORS["vectors"]} == set(grading.STATUSES)


# -- widget ------------------------------------------------------------------------------------


@pytest.fixture
def widget():
    return Quiz("exemple", file=FIXTURES / "valide.yml")


def test_static_form(widget):
    html = widget.static_html()
    assert html.count("<fieldset ") == html.count("<legend>") == 9
    assert html.count('type="radio"') == 5 + 6
    assert html.count("<select ") == 3 + 2
    assert html.count("<li data-key=") == 3
    assert html.count('type="checkbox"') == 4
    assert html.count('inputmode="decimal"') == 2
    assert "2 réponses attendues." in html
    assert 'data-question="exemple-01" data-type="choix_unique"' in html


def test_answers_are_not_in_the_form(widget):
    html = widget.static_html()
    for question in bank():
        assert question.explanation not in html
        for answer in (*question.answers, *(one for row in question.rows for one in row.answers)):
            assert len(answer.feedback) < 5 or answer.feedback not in html
    assert "juste" not in html.lower()
    assert "13,9" not in html


def test_html_is_the_same_at_each_call(widget):
    assert widget.static_html() == widget.static_html()
    assert widget.html.count("<fieldset ") == 9


def test_repr_and_traits(widget):
    assert repr(widget).splitlines()[0] == "Quiz('exemple', 9 questions)"
    assert widget.answers == {}
    assert widget.score == 0
    assert set(widget.page_model()) == {"answers", "code", "questions", "score", "slug"}


def test_acronyms_are_explained_in_questions_not_in_answers():
    [question] = bank("mots-nus")
    answers = tuple(dataclasses.replace(answer, text=f"{answer.text} ESS", feedback="L’ESS, dit l’ESS") for answer in question.answers)
    question = dataclasses.replace(question, text="L’ESS ?", explanation="L’ESS", answers=answers)
    model = question.model()
    assert model["explication"].count("<abbr ") == 1
    assert [answer["retour"].count("<abbr ") for answer in model["reponses"]] == [1, 1]
    assert question_html(question, 1, 1).count("<abbr ") == 1
    html = question_html(question, 1, 1)
    assert html.count("<abbr ") == 1 and html.index("<abbr ") < html.index("</legend>")


def test_only_facts_that_the_learner_met_are_sourced():
    by_fact = bank()[3]
    listed = ("part-emploi-prive", "esus-2025|date", "loi-ess-date", "structures-ess")
    texts = {"explanation": "Voir {fait}`structures-ess|complet`.", "facts": listed}
    assert dataclasses.replace(by_fact, fact="part-emploi-prive", **texts).told_facts == (listed[0], listed[3])
    answers = bank()[0].answers
    told = (dataclasses.replace(answers[0], feedback="Au {fait}`esus-2025|date`"), *answers[1:])
    assert dataclasses.replace(bank()[0], answers=told, **texts).told_facts == (listed[1], listed[3])


def test_a_fact_is_sourced_with_its_date():
    assert "donnée du 31\u00a0janvier 2025)" in quiz.fact_source("esus-2025")
    assert "projection pour 2020)" in quiz.fact_source("departs-retraite-2020")


def test_facts_in_answers_do_not_give_the_answer_away():
    html = quiz.neutral("Environ {fait}`part-emploi-prive` *des* emplois")
    assert "href" not in html and "info-bulle" not in html
    assert "13,9" in html and "<em>des</em>" in html
