"""Composing a strategy: the rules (vectors, in Python then in Chromium), the authors' file, the static form."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
import traitlets
from js_vectors import differences

from ess_region import data, strategy
from ess_region.checks import quizzes
from ess_region.errors import ContentError
from ess_region.paths import EXERCISES
from ess_region.widgets import Strategy

FILE = EXERCISES / "strategie" / "strategie.yml"
V = json.loads((Path(__file__).parent / "vectors" / "strategie.json").read_text(encoding="utf-8"))
FUNCTIONS = {
    "effort": strategy.effort,
    "coverage": strategy.coverage,
    "active": strategy.active,
    "findings": strategy.findings,
}


@pytest.fixture(scope="module")
def content():
    return strategy.load("strategie")


@pytest.fixture(scope="module")
def html():
    return unescape(Strategy().static_html())


# -- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
def test_rules_in_python(name):
    expected = [{**vector, "expect": vector["expect"][name]} for vector in V["vectors"]]
    assert differences(expected, [FUNCTIONS[name](V["catalog"], vector["choices"]) for vector in V["vectors"]]) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_rules_in_the_browser(run, name):  # noqa: F811
    expected = [{**vector, "expect": vector["expect"][name]} for vector in V["vectors"]]
    calls = [[V["catalog"], vector["choices"]] for vector in V["vectors"]]
    assert differences(expected, run("widgets/strategy", f"m.{name}(...a)", calls)) == []


def test_both_sides_read_the_real_rules_alike(run, content):  # noqa: F811
    catalog = strategy.catalog(content)
    every = strategy.known(content)
    choices = [{}, content["exemple"], every, {**every, "buts": []}, {**every, "leviers": ["levier-innovation"]}]
    got = run("widgets/strategy", "m.findings(...a)", [[catalog, one] for one in choices])
    assert got == [strategy.findings(catalog, one) for one in choices]


def test_every_rule_has_a_vector():
    fired = {found["regle"] for vector in V["vectors"] for found in vector["expect"]["findings"]}
    assert fired == {rule["id"] for rule in V["catalog"]["regles"]}


def test_kept_choices_are_made_safe(run):  # noqa: F811
    got = run("widgets/strategy", "m.clean(...a)", [[vector["kept"], V["known"]] for vector in V["clean"]])
    assert differences(V["clean"], got) == []


def test_words(run):  # noqa: F811
    assert run("widgets/strategy", "m.points(a)", [0, 1, 6]) == ["0\u00a0point", "1\u00a0point", "6\u00a0points"]
    assert run("widgets/strategy", "m.spots(a)", [1, 3]) == ["1\u00a0angle mort", "3\u00a0angles morts"]


# -- the authors' file -------------------------------------------------------------------------


def test_every_way_of_acting_action_and_argument_is_there(content):
    ways = [way for lever in content["leviers"] for way in lever["efforts"]]
    assert sorted(ways) == sorted(row["id"] for row in data.table("manieres"))
    assert [one["id"] for one in content["buts"]] == [row["id"] for row in data.table("arguments")]
    assert [one["id"] for one in content["leviers"]] == [row["id"] for row in data.table("leviers")]


def test_one_can_do_without_any_blind_spot(content):
    """The rules can all be satisfied, within the budget: nobody is asked the impossible."""
    catalog = strategy.catalog(content)
    choices = dict(content["exemple"])
    choices["partenaires"] = [*choices["partenaires"], "levier-achats:unea"]
    choices["demarche"] = [*choices["demarche"], "conference"]
    choices["indicateurs"] = [*choices["indicateurs"], "tonnes"]
    assert strategy.findings(catalog, choices) == []
    assert strategy.effort(catalog, choices) <= content["budget"]


def test_one_cannot_take_everything(content):
    assert strategy.effort(strategy.catalog(content), strategy.known(content)) > content["budget"]


def test_every_rule_can_speak(content):
    """Each rule of the file is heard at least once: none waits for something that never happens."""
    catalog, every, example = strategy.catalog(content), strategy.known(content), content["exemple"]
    bare = {"buts": every["buts"], "publics": every["publics"], "leviers": ["levier-sensibilisation"]}
    trials = [{}, every, bare, {"leviers": every["leviers"]}, {"demarche": ["srdeii"]}]
    trials += [{**example, "buts": ["cooperation"]}, {**example, "indicateurs": ["reunions"]}]
    heard = {found["regle"] for one in trials for found in strategy.findings(catalog, one)}
    assert heard == {rule["id"] for rule in content["regles"]}


def test_partners_have_a_page_and_a_current_name(content):
    for lever in content["leviers"]:
        for one in lever["partenaires"]:
            assert one["page"], one
            assert strategy.partner(one["partenaire"])[0]
    assert strategy.partner("mouves") == ("Mouvement Impact France", "Mouvement des entrepreneurs sociaux")
    with pytest.raises(ContentError, match="partenaire inconnu"):
        strategy.partner("personne")


def read(tmp_path, old, new):
    text = FILE.read_text(encoding="utf-8")
    assert old in text, old
    file = tmp_path / "strategie.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return strategy.load_file(file)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("budget: 8", "budget: beaucoup", "doit être un nombre"),
        ("budget: 8", "budget: 0", "nombre entier de 1 à 99"),
        ("budget: 8", "budjet: 8", "la clé « budjet » n’existe pas"),
        ("  - points: 1\n", "  - points: 0.5\n", "nombre entier"),
        ("  - id: emplois-locaux\n", "  - id: emplois\n", "but inconnu « emplois »"),
        ("  - id: emplois-locaux\n", "  - id: cooperation\n", "déjà pris, ligne"),
        ("  - id: jeunes\n    texte", "  - id: jeunes\n    text", "la clé « text » n’existe pas"),
        ("leviers: [levier-sensibilisation]", "leviers: [levier-magie]", "« levier-magie » n’existe pas"),
        ("leviers: [levier-sensibilisation]", "leviers: []", "« leviers » est vide"),
        ("leviers: [levier-sensibilisation]", "leviers: levier-sensibilisation", "doit être une liste"),
        ("  - id: levier-reseaux\n", "  - id: levier-magie\n", "il manque l’effort de « reseaux-accompagner »|n’existe pas"),
        ("      creation-chaine: 2\n", "", "il manque l’effort de « creation-chaine »"),
        ("creation-chaine: 2", "creation-chaine: 5", "l’effort « 5 » n’est pas expliqué"),
        ("creation-chaine: 2", "creation-chene: 2", "la clé « creation-chene » n’existe pas"),
        ("article: ess-9\n", "article: ess-99\n", "article inconnu « ess-99 »"),
        ("partenaire: ademe", "partenaire: mairie", "partenaire inconnu « mairie »"),
        ("page: 25", "page: 99", "nombre entier de 1 à 28"),
        ("nature: possibilite", "nature: peut-être", "n’existe pas"),
        ("au moins une tous les {fait}`conference-intervalle`", "{fait}`conference`", "« quand » : "),
        ("mesure: [emplois-locaux]", "mesure: [emplois-locaux, emplois-locaux]", "écrit deux fois"),
        ("nature: contexte", "nature: vague", "« nature: vague » n’existe pas"),
        ("si: {vide: buts}", "si: {vide: espoirs}", "« vide: espoirs » n’existe pas"),
        ("si: {vide: buts}", "si: {plein: buts}", "la forme « plein » n’existe pas"),
        ("si: {vide: buts}", "si: buts", "on attend par exemple"),
        ("si: {chaque: publics, sans: leviers}", "si: {chaque: publics, sans: buts}", "« chaque: publics, sans: buts »"),
        ("si: {absent: cress}", "si: {absent: mairie}", "« absent: mairie » n’existe pas"),
        ("    etape: moyens", "    etape: fin", "« etape: fin » n’existe pas"),
        ("    pourquoi: Sans but, on ne sait ni quel levier choisir, ni quoi mesurer.\n", "", "« pourquoi » manque"),
        ("  manque: [levier-sans-partenaire, ", "  manque: [", "n’a pas les angles morts annoncés"),
        ("levier-achats:ccp-l2112-2", "levier-achats:ess-9", "« levier-achats:ess-9 » n’existe pas"),
        ("    demande: Un accord", "    demande_: Un accord", "la clé « demande_ » n’existe pas"),
    ],
)  # fmt: skip
def test_a_bad_file_says_where_and_what(tmp_path, old, new, words):
    with pytest.raises(ContentError) as caught:
        read(tmp_path, old, new)
    error = caught.value
    assert re.search(words, error.message), error.message
    assert error.line and str(error.file).endswith("strategie.yml")
    text = FILE.read_text(encoding="utf-8")
    near = text[: text.index(old)].count("\n") + 1
    if "manque" not in words and "mort" not in words:
        assert abs(error.line - near) <= 8 or "inconnu « emplois" in words, (error.line, near)


def test_an_aim_that_nothing_measures_is_refused(tmp_path):
    text = FILE.read_text(encoding="utf-8").replace("mesure: [territoires-fragiles]", "mesure: [cooperation]")
    file = tmp_path / "strategie.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="aucun indicateur ne mesure le but « territoires-fragiles »"):
        strategy.load_file(file)


def test_the_check_reads_these_files(tmp_path):
    folder = tmp_path / "strategie"
    folder.mkdir()
    (folder / "strategie.yml").write_text("budget: 8\n", encoding="utf-8")
    [error] = quizzes.check(tmp_path)
    assert "efforts" in error.message


# -- the widget --------------------------------------------------------------------------------


def test_the_static_form_has_everything(html, content):
    for table, column in (("leviers", "titre"), ("manieres", "titre"), ("competences_actions", "action")):
        for row in data.table(table):
            assert row[column] in html, row["id"]
    for group in ("buts", "publics", "demarche", "indicateurs"):
        for one in content[group]:
            assert f'name="{group}" value="{one["id"]}"' in html
    for one in content["regles"]:
        for column in ("titre", "pourquoi", "faire"):
            assert one[column] in html
    assert html.count('class="strat-ligne"') >= 6
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_every_box_is_known(html, content):
    known = strategy.known(content)
    boxes = re.findall(r'type="checkbox" name="([a-z]+)" value="([^"]+)"', html)
    assert len(boxes) == len(set(boxes))
    for group, value in boxes:
        assert value in known[group]
    for group in set(known) - {"actions"}:
        assert {value for name, value in boxes if name == group} == set(known[group])


def test_what_is_ours_is_said(html):
    text = re.sub(r"<[^>]+>", "", html)
    for words in ("Ce barème est le nôtre", "sont notre lecture", "Ils sont de nous, sauf trois", "sont notre proposition"):
        assert words in text


def test_traits_follow_the_choices(content):
    widget = Strategy()
    assert repr(widget) == repr(Strategy())
    assert repr(widget).startswith("Strategy(6 leviers, 13 indicateurs, 20 règles, 8 points)")
    widget.choices = content["exemple"]
    assert [found["regle"] for found in widget.findings()] == ["levier-sans-partenaire", "conference", "but-sans-indicateur"]
    assert widget.effort() == 6
    assert widget.coverage()["buts"]["transition"] == {"leviers": ["levier-achats"], "indicateurs": []}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"buts": ["fortune"]}, "« fortune » n’existe pas dans « buts »"),
        ({"rêves": []}, "groupe inconnu « rêves »"),
        ({"textes": {"chanson": "x"}}, "texte inconnu « chanson »"),
        ({"textes": {"titre": 3}}, "n’est pas un texte"),
        ({"dates": {"cress": "2027-02-30"}}, "n’est pas une date"),
        ({"dates": {"mairie": "2027-02-01"}}, "étape inconnue « mairie »"),
    ],
)
def test_impossible_choices_are_refused(choices, words):
    with pytest.raises(traitlets.TraitError, match=words):
        Strategy(choices=choices)
