"""`exemples`: every regional example of the brochure, whole, sited, and with what became of it."""

import re
from html import unescape

import pytest
import traitlets

from ess_region import data
from ess_region.widgets import Examples
from ess_region.widgets.examples import chosen, place

NB, NN = "\u00a0", "\u202f"
LEVERS = [row["id"] for row in data.table("leviers")]


def words(html):
    html = re.sub(r'<span class="info-bulle".*?</span></span>', "", html)
    html = re.sub(r"</?(?:abbr|a|b|small)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace(NB, " ").replace(NN, " "))


def cards(html):
    return {
        found[1]: found[0]
        for found in re.finditer(r'<li class="ess-card ex-fiche" data-exemple="([^"]+)".*?ex-pied.*?</li>', html, re.S)
    }


@pytest.fixture(scope="module")
def everything():
    return Examples().static_html()


def test_the_thirteen_examples_are_told_whole(everything):
    found = cards(everything)
    assert list(found) == [row["id"] for row in sorted(data.table("exemples"), key=lambda row: row["ordre"])]
    assert len(found) == 13
    for row in data.table("exemples"):
        text = words(found[row["id"]])
        for value in (row["titre"], row["demarche"], row["qui"], *(row["partenaires"] or "").split("|"), *row["beneficiaires"].split("|")):
            assert words(value) in text, (row["id"], value)
        assert f"Brochure, p. {row['page']}" in text
        assert row["region_2015"] in text and data.row("regions", row["region"])["nom"] in text


@pytest.mark.parametrize("lever", LEVERS)
def test_each_lever_shows_its_own(lever):
    found = cards(Examples(lever).static_html())
    assert set(found) == {row["id"] for row in data.table("exemples") if row["levier"] == lever}


def test_a_lever_without_example_says_so():
    html = Examples("levier-reseaux").static_html()
    assert "La brochure ne donne pas d’exemple régional pour ce levier." in html and not cards(html)


def test_an_address_is_a_link_only_when_nothing_is_said_against_it(everything):
    found = cards(everything)
    for row in data.table("exemples"):
        card, text = found[row["id"]], words(found[row["id"]])
        if not row["site"]:
            assert "La brochure n’en donne pas." in text
            continue
        site = data.row("sites", row["site"])
        assert site["adresse"] in text
        linked = f'href="http://{site["adresse"]}"' in card
        assert linked == (not site["etat"]), row["id"]
        if site["etat"] == "ferme":
            assert "l’organisme a fermé" in text
        elif site["etat"] == "a-verifier":
            assert "à vérifier avant de la donner" in text
        else:
            assert "adresse de 2015, non revérifiée" in text


def test_what_it_became_is_said_or_said_to_be_unknown(everything):
    found = cards(everything)
    for row in data.table("exemples"):
        if row["devenir"]:
            change = data.row("changements", row["devenir"])
            assert words(change["texte"]) in words(found[row["id"]])
            assert f'href="depuis-2015.html#{row["devenir"]}"' in found[row["id"]]
        else:
            assert "Nos sources ne disent pas ce que l’action est devenue." in words(found[row["id"]])
        for other in (row["changements"] or "").split("|"):
            assert other in ("", "U003") or f"depuis-2015.html#{other}" in found[row["id"]]


def test_a_result_sought_is_not_a_result_obtained(everything):
    found = cards(everything)
    for row in data.table("exemples"):
        for label in ("Recherché", "Obtenu", "Annoncé"):
            assert (f"<b>{label}{NB}:</b>" in found[row["id"]]) == (f"{label}{NB}:" in row["resultat"]), row["id"]
    assert "La brochure ne donne pas de résultat." in words(found["basse-normandie-lycees"])


def test_the_stages_of_an_example_are_in_order(everything):
    text = words(cards(everything)["lorraine-clauses-sociales"])
    steps = sorted(data.table("exemples_etapes"), key=lambda step: step["ordre"])
    assert [text.index(step["titre"]) for step in steps] == sorted(text.index(step["titre"]) for step in steps)


def test_the_map_counts_what_the_list_says(everything):
    drawing = re.search(r'<figure class="ex-carte">.*?</figure>', everything, re.S)[0]
    for region in data.table("regions"):
        count = sum(row["region"] == region["code"] for row in data.table("exemples"))
        tile = re.search(rf'<g data-region="{region["code"]}".*?</g>', drawing)[0]
        assert f'class="ex-compte" x="21" y="34">{count or ""}</text>' in tile
        assert ("ex-avec" in tile) == bool(count)
        item = re.search(rf'<li data-region="{region["code"]}">.*?</li>', drawing)
        assert bool(item) == bool(count)
        if item:
            assert f"{count}{NB}exemple" in item[0]


def test_each_acronym_is_explained_once(everything):
    assert everything.count('data-sigle="CRESS"') <= 1
    assert everything.count('data-sigle="DLA"') <= 1


def test_places_carry_the_name_of_2015_and_todays():
    rows = {row["id"]: row for row in data.table("exemples")}
    assert place(rows["bretagne-dla"]) == "Bretagne"
    assert place(rows["lorraine-capital-scop"]) == "Lorraine en 2015, aujourd’hui dans le Grand Est"


def test_ids_are_unique_and_nothing_is_inline():
    html = Examples().static_html() + "".join(Examples(lever).static_html() for lever in LEVERS)
    ids = re.findall(r'\sid="(?!info-)([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)


def test_repr_is_the_same_each_time():
    assert repr(Examples("levier-creation")) == repr(Examples("levier-creation"))
    assert repr(Examples("levier-achats")) == "Examples('levier-achats', 1 exemple)"
    assert repr(Examples()).startswith("Examples(13 exemples)\n")


def test_what_does_not_exist_is_refused():
    with pytest.raises(traitlets.TraitError, match="levier inconnu"):
        Examples("levier-magie")
    with pytest.raises(TypeError, match="filtre inconnu"):
        Examples(couleur="bleu")
    assert len(chosen("levier-creation")) == 6


# -- pure rules of the browser -----------------------------------------------------------------

NONE = {"levier": "", "region": "", "stade": "", "partenaire": ""}
DLA = {"levier": "levier-creation", "region": "53", "stades": ["creation", "consolidation"], "partenaires": ["État"]}
ALONE = {"levier": "levier-achats", "region": "44", "stades": [], "partenaires": []}


def test_what_passes_the_filters(run):  # noqa: F811
    calls = [
        [DLA, NONE],
        [DLA, NONE | {"region": "53", "stade": "consolidation", "partenaire": "État", "levier": "levier-creation"}],
        [DLA, NONE | {"stade": "changement-echelle"}],
        [DLA, NONE | {"region": "ma-region"}, "53"],
        [DLA, NONE | {"region": "ma-region"}, "11"],
        [DLA, NONE | {"partenaire": "aucun"}],
        [ALONE, NONE | {"partenaire": "aucun"}],
        [ALONE, NONE | {"levier": "levier-creation"}],
    ]
    assert run("widgets/examples", "m.passes(...a)", calls) == [True, True, False, True, False, False, True, False]


def test_count_sentences(run):  # noqa: F811
    calls = [[6, 6], [1, 6], [2, 13], [0, 6, ["Corse", "Création"]]]
    assert run("widgets/examples", "m.countSentence(...a)", calls) == [
        f"6{NB}exemples",
        f"1{NB}exemple sur 6",
        f"2{NB}exemples sur 13",
        f"Aucun exemple ne répond à{NB}: Corse et Création. La brochure ne raconte que quelques actions par levier.",
    ]


@pytest.mark.parametrize("kept", [None, 3, [], {"region": "99"}, {"region": ["53"]}, {"vue": "carte"}, "x"])
def test_filters_that_no_longer_exist_are_left_aside(run, kept):  # noqa: F811
    options = {"region": [{"value": "53"}]}
    assert run("widgets/examples", "m.clean(...a)", [[kept, options]]) == [NONE]
