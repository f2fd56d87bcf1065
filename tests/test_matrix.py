"""The matrix: all the brochure says and nothing more, our suggestions marked as ours, faults said with their place."""

import re
from html import unescape

import pytest
import traitlets

from ess_region import crossings, data
from ess_region.errors import ContentError
from ess_region.widgets import Matrix
from ess_region.widgets.matrix import count_words

NB = "\u00a0"


@pytest.fixture(scope="module")
def content():
    return crossings.load("competences")


@pytest.fixture(scope="module")
def html():
    return Matrix().static_html()


def words(html):
    shown = re.sub(r'<span class="info-bulle".*?</span></span>', "", html, flags=re.S)
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", shown)))


def part(html, competence, lever):
    section = re.search(rf'<section class="mat-competence" data-competence="{competence}".*?</section>', html, re.S)[0]
    return re.search(rf'<article class="mat-partie" data-levier="{lever}".*?</article>', section, re.S)[0]


def cells(content):
    return [(one["id"], other["id"]) for one in content.competences for other in content.levers]


# -- data --------------------------------------------------------------------------------------


def test_actions_of_the_brochure_are_counted_by_competence():
    rows = data.table("competences_actions")
    counts = [sum(row["competence"] == one["id"] for row in rows) for one in data.table("competences")]
    assert counts == [3, 2, 3, 4, 3, 4, 4]  # plan of the brochure, pages 12 and 13


def test_a_second_lever_comes_after_a_first_one():
    for row in data.table("competences_actions"):
        assert not row["autre_levier"] or row["levier"] not in (None, row["autre_levier"]), row["id"]


def test_an_example_is_tied_to_its_own_lever_and_to_an_action_of_that_competence():
    actions = {row["id"]: row for row in data.table("competences_actions")}
    for row in data.table("competences_exemples"):
        assert bool(row["exemple"]) != bool(row["temoignage"]), row["id"]
        if row["exemple"]:
            example = data.row("exemples", row["exemple"])
            assert example["levier"] == row["levier"], row["id"]
        else:
            example = data.row("partenaires_actions", row["temoignage"])
            assert example["nature"] == "temoignage", row["id"]
        assert example["page"] == row["page"], row["id"]
        assert row["id"] == f"{row['competence']}-{example['id']}"
        if row["action"]:
            assert actions[row["action"]]["competence"] == row["competence"], row["id"]


def test_every_example_of_the_brochure_is_tied_to_a_competence():
    tied = {row["exemple"] for row in data.table("competences_exemples")}
    assert tied >= {row["id"] for row in data.table("exemples")}


def test_each_cell_has_an_action_or_a_suggestion_never_both(content):
    for cell in cells(content):
        assert bool(content.actions(*cell)) != (cell in content.suggestions), cell
        assert content.examples(*cell), cell


# -- static form -------------------------------------------------------------------------------


def test_the_grid_says_what_the_cells_hold(content, html):
    grid = re.search(r'<table class="mat-grille">.*?</table>', html, re.S)[0]
    assert len(re.findall(r'<th scope="col"', grid)) == 7 and len(re.findall(r'<th scope="row"', grid)) == 7
    links = dict(re.findall(r'<a class="mat-case" data-genre="\w+" href="#(mat-[a-z-]+)">(.*?)</a>', grid))
    assert len(links) == 42
    for competence, lever in cells(content):
        name = words(links[f"mat-{competence}-{lever}"])
        assert data.row("leviers", lever)["titre_court"] in name
        actions = len(content.actions(competence, lever))
        assert (count_words(actions, 0) if actions else "aucune action") in name
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert {f"mat-{'-'.join(cell)}" for cell in cells(content)} <= ids


def test_each_part_says_the_actions_or_that_there_are_none(content, html):
    for cell in cells(content):
        text = part(html, *cell)
        said = re.findall(r'data-action="([^"]+)"', text)
        assert said == [row["id"] for row in content.actions(*cell)]
        assert ("La brochure ne donne pas d’action ici." in text) == (not said)
        assert (f"Piste à étudier, écrite pour ce cours{NB}:" in text) == (not said)
        assert ("Brochure, p." in text) >= bool(said)
        assert 'data-exemple="' in text


def test_every_action_way_and_example_is_there(html):
    text = unescape(html)
    for row in data.table("competences_actions"):
        assert f'data-action="{row["id"]}"' in html
        for change in (row["changements"] or "").split("|"):
            assert not change or f'href="depuis-2015.html#{change}"' in html
    for row in data.table("manieres"):
        assert row["titre"] in text, row["id"]
    for row in data.table("exemples"):
        block = re.search(rf'<details class="mat-exemple" id="mat-ex-{row["id"]}".*?</details>', text, re.S)[0]
        assert row["region_2015"] in block and data.row("regions", row["region"])["nom"] in block
        assert row["devenir"] is None or f"#{row['devenir']}" in block


def test_a_closed_or_doubtful_address_is_never_a_link(html):
    for row in data.table("sites"):
        if row["etat"]:
            assert row["adresse"] not in html, row["id"]
    assert 'href="http://www.franceactive.org"' in html


def test_an_example_of_another_competence_says_so(html):
    assert "autre compétence" in part(html, "amenagement-transports", "levier-achats")
    assert "autre compétence" not in part(html, "emploi-formation", "levier-achats")


def test_clean_html_and_unique_ids(html):
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_repr_and_service():
    assert repr(Matrix()).splitlines()[0] == "Matrix(7 compétences × 6 leviers)"
    assert repr(Matrix("lycees")).startswith("Matrix('lycees', ")
    with pytest.raises(traitlets.TraitError, match="service inconnu"):
        Matrix("cantine")


# -- faults of the file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("competences: [affaires-europeennes]", "competences: [europe]", "identifiant inconnu"),
        ("competences: [affaires-europeennes]", "competences: [agriculture-alimentation]", "aucun service n’a la compétence"),
        ("leviers: [levier-sensibilisation]", "competences: []", "des compétences, ou bien des leviers"),
        ("id: transports", "id: economie", "écrit deux fois"),
        ("exemple: etat-bourgogne", "exemple: bretagne-dla", "n’est pas un exemple du levier"),
        ("  - levier: levier-achats\n    exemple: lorraine-clauses-sociales\n", "", "il manque un modèle"),
        ("    levier: levier-cooperation\n    piste", "    levier: levier-reseaux\n    piste", "la brochure donne une action"),
        ("    page: 11\n", "    page: 99\n", "de 1 à 28"),
        ("changements: [U083]", "changements: [U999]", "identifiant inconnu"),
        ("    piste: >-\n      Deux", "    idee: >-\n      Deux", "la clé « idee » n’existe pas"),
        ("pistes:\n", "piste:\n", "la clé « piste » n’existe pas"),
    ],
)
def test_a_faulty_file_says_where(tmp_path, old, new, message):
    file = tmp_path / "competences" / "matrice.yml"
    file.parent.mkdir()
    text = Matrix.file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=message) as caught:
        crossings.load_file(file)
    assert caught.value.line and caught.value.hint


def test_a_missing_suggestion_is_named(tmp_path):
    file = tmp_path / "competences" / "matrice.yml"
    file.parent.mkdir()
    text = Matrix.file.read_text(encoding="utf-8")
    at = text.rindex("  - competence: education-jeunesse")
    file.write_text(text[:at], encoding="utf-8")
    with pytest.raises(ContentError, match="il manque une piste : education-jeunesse × levier-achats"):
        crossings.load_file(file)


# -- rules of the browser ----------------------------------------------------------------------


def test_keys_of_the_grid(run):  # noqa: F811
    size = [7, 7]
    cases = [
        (["ArrowRight", False, [0, 0], *size], [0, 1]),
        (["ArrowLeft", False, [0, 0], *size], [0, 0]),
        (["ArrowDown", False, [6, 3], *size], [6, 3]),
        (["ArrowUp", False, [2, 3], *size], [1, 3]),
        (["Home", False, [4, 5], *size], [4, 0]),
        (["End", False, [4, 5], *size], [4, 6]),
        (["Home", True, [4, 5], *size], [0, 0]),
        (["End", True, [4, 5], *size], [6, 6]),
        (["ArrowDown", True, [4, 5], *size], None),
        (["a", False, [4, 5], *size], None),
        # Stacked, the arrows follow the reading.
        (["ArrowDown", False, [0, 6], *size, True], [1, 0]),
        (["ArrowLeft", False, [1, 0], *size, True], [0, 6]),
        (["ArrowUp", False, [0, 0], *size, True], [0, 0]),
        (["ArrowRight", False, [6, 6], *size, True], [6, 6]),
    ]
    assert run("widgets/matrix", "m.target(...a)", [call for call, _ in cases]) == [expected for _, expected in cases]


def test_summary_sentence(run):  # noqa: F811
    assert run("widgets/matrix", "m.summary(...a)", [[7, 6, 23], [1, 1, 1], [1, 6, 0]]) == [
        f"7{NB}compétences, 6{NB}leviers, 23{NB}actions dans la brochure.",
        f"1{NB}compétence, 1{NB}levier, 1{NB}action dans la brochure.",
        f"1{NB}compétence, 6{NB}leviers, aucune action dans la brochure.",
    ]
