"""Branching cases: what is read, what is refused and how it is said, the rules, the static form."""

import re
from html import unescape
from pathlib import Path

import pytest
from js_vectors import differences, load

from ess_region import branching
from ess_region.branching import END, paths_of, walk
from ess_region.checks import quizzes
from ess_region.errors import ContentError
from ess_region.paths import EXERCISES
from ess_region.widgets.case import Case

FIXTURES = Path(__file__).parent / "fixtures" / "parcours"
CASES = [path.parent.name for path in sorted(EXERCISES.glob("*/parcours.yml"))]

# Fixture → line, words of the message, words of the advice.
FAULTS = {
    "ancre-inconnue": (52, "l’ancre « pretts » n’existe pas dans book/modele.md", "prets"),
    "article-inconnu": (51, "article de loi inconnu « ess-77 »", "ess-7"),
    "aucun-meilleur": (56, "aucun choix n’est dit meilleur", "avis: meilleur"),
    "aucune-fin": (5, "aucune fin ne peut être atteinte", "vers: fin"),
    "avis-inconnu": (65, "« avis: coûteux » n’existe pas", "« couteux »"),
    "boucle": (91, "on tournerait en rond, sans sortie", "plus bas"),
    "changement-inconnu": (52, "changement inconnu « U999 »", "data/changements.csv"),
    "choix-double": (80, "déjà pris, ligne 57", "qu’une fois"),
    "cinq-choix": (56, "de 2 à 4 choix", "réunissez"),
    "cle-inconnue": (70, "la clé « conséquence » n’existe pas", "« consequence »"),
    "consequence-manquante": (63, "il manque la conséquence", "consequence: …"),
    "deux-meilleurs": (56, "plusieurs choix sont dits meilleurs", "un seul choix"),
    "etape-inaccessible": (29, "aucun choix ne mène à cette étape", "vers: deux"),
    "etape-inconnue": (68, "« vers: quattre » : cette étape n’existe pas", "quatre"),
    "fait-inconnu": (52, "fait inconnu « regions-volet »", "regions-volet-ess"),
    "fin-inaccessible": (149, "aucun chemin ne mène à cette fin", "plus haut"),
    "fin-ordinaire-manquante": (152, "sans « si »", "Retirez « si »"),
    "identifiant-double": (75, "déjà pris, ligne 29", "qu’une fois"),
    "identifiant-reserve": (98, "n’est pas un identifiant", "réservé"),
    "lundi-manquant": (52, "« lundi » manque", "lundi: …"),
    "page-inconnue": (52, "la page « modelle » n’existe pas", "page#ancre"),
    "pas-un-parcours": (1, "le fichier doit commencer par « titre: »", "exercises/modele/parcours.yml"),
    "retour-manquant": (63, "il manque le retour", "retour: …"),
    "role-fait-inconnu": (31, "fait inconnu « nul-part »", "data/faits.csv"),
    "sans-bifurcation": (5, "ne bifurque jamais", "détour"),
    "sans-renvoi": (52, "l’étape ne renvoie à rien", "changements"),
    "semaines-negatives": (69, "nombre entier de 0 à 8", "semaines: 1"),
    "si-inconnu": (148, "le choix « un-mois » n’existe pas", "identifiant d’un choix"),
    "trop-court": (5, "un chemin ne compte que 2 étapes", "ajoutez-en une"),
    "trop-long": (5, "un chemin compte 9 étapes", "Réunissez"),
    "un-seul-choix": (56, "cette étape en a 1", "tentation"),
}


def test_every_fixture_is_expected():
    assert {path.stem for path in FIXTURES.glob("*.yml")} == {*FAULTS, "valide"}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_named_with_its_place(name):
    line, message, hint = FAULTS[name]
    with pytest.raises(ContentError) as caught:
        branching.load_file(FIXTURES / f"{name}.yml", "modele")
    error = caught.value
    assert error.line == line
    assert message in error.message
    assert hint in error.hint
    assert f"{name}.yml, ligne {line}" in error.place
    if name != "pas-un-parcours":
        assert error.id


def test_the_check_of_authors_reads_these_files(tmp_path):
    (tmp_path / "modele").mkdir()
    text = (FIXTURES / "boucle.yml").read_text(encoding="utf-8")
    (tmp_path / "modele" / "parcours.yml").write_text(text, encoding="utf-8")
    [error] = quizzes.check(tmp_path)
    assert "tournerait en rond" in str(error)


def test_right_file():
    scenario = branching.load_file(FIXTURES / "valide.yml", "modele")
    assert scenario.lengths == (5, 6)
    assert [step.id for step in scenario.steps] == ["un", "deux", "trois", "quatre", "cinq", "six"]
    assert scenario.steps[0].best.to == "trois"
    assert scenario.endings[0].after == ("un-moins",)


# -- rules, in Python and in the browser -------------------------------------------------------

DATA = load("parcours")


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["why"])
def test_walk(vector):
    assert walk(DATA["graph"], vector["path"]) == vector["expect"]


def test_walk_in_the_browser(run):  # noqa: F811
    calls = [[DATA["graph"], vector["path"]] for vector in DATA["vectors"]]
    assert differences(DATA["vectors"], run("widgets/case", "m.walk(...a)", calls)) == []


def test_sentences(run):  # noqa: F811
    nb = "\u00a0"
    assert run("widgets/case", "m.trustWord(a)", [1, 0, -1, -2]) == ["renforcée", "intacte", "entamée", "fragile"]
    calls = [[{"semaines": 0, "confiance": 0}, "Confiance"], [{"semaines": 3, "confiance": -1}, "Confiance du maire"]]
    assert run("widgets/case", "m.costs(...a)", calls) == [
        f"Délai{nb}: aucun retard. Confiance{nb}: intacte.",
        f"Délai{nb}: 3{nb}semaines de retard. Confiance du maire{nb}: entamée.",
    ]
    assert run("widgets/case", "m.countSentence(...a)", [[6, 6], [2, 6], [0, 6]]) == [
        "Vous avez pris le meilleur choix à chaque étape.",
        f"Vous avez pris le meilleur choix 2{nb}fois sur 6.",
        "Aucun de vos choix n’était le meilleur. Rejouez pour voir où mènent les autres.",
    ]


# -- the cases of the course -------------------------------------------------------------------


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return Case(request.param)


def test_every_way_through_ends_somewhere(case):
    graph = case._scenario.graph()
    met = {walk(graph, path)["fin"] for path in paths_of(graph)}
    assert met == {ending.id for ending in case._scenario.endings}
    best = [step.best.id for step in case._scenario.steps]
    # Good decisions alone lead to the ordinary ending, and cost no trust.
    at, path = case._scenario.steps[0], []
    steps = {step.id: step for step in case._scenario.steps}
    while at:
        path.append(at.best.id)
        at = steps.get(at.best.to)
    end = walk(graph, path)
    assert end["fin"] == case._scenario.endings[-1].id
    assert end["confiance"] >= 0 and set(path) <= set(best)


def test_length_and_place_give_nothing_away(case):
    """The best choice is neither always the longest nor always in the same place."""
    steps = case._scenario.steps
    longest = [max(step.choices, key=lambda choice: len(choice.text)).id == step.best.id for step in steps]
    assert sum(longest) <= 0.5 * len(steps)
    places = [step.choices.index(step.best) for step in steps]
    assert max(places.count(place) for place in places) <= 0.5 * len(steps)


def test_a_poor_choice_costs_something(case):
    """In the two cases of the course, time, trust or a worse ending."""
    if case.slug == "modele":
        pytest.skip("the model stays short")
    told = {id for ending in case._scenario.endings for id in ending.after}
    for step in case._scenario.steps:
        for choice in step.choices:
            if choice.rating == "couteux":
                assert choice.weeks or choice.trust < 0 or choice.id in told, choice.id


def seen(html):
    html = re.sub(r'<span class="info-bulle".*?</span></span>', "", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def test_static_form_is_the_whole_story(case):
    html = case.static_html()
    text = seen(html)
    for rank, step in enumerate(case._scenario.steps, 1):
        assert f"Étape {rank}. " in text
        for choice in step.choices:
            assert choice.text.split("{")[0].strip()[:40].replace("\u00a0", " ").replace("\u202f", " ") in text
    assert text.count("Si vous choisissez") == sum(len(step.choices) for step in case._scenario.steps)
    assert "allez à la fin." in text and "Dans tous les autres cas." in text
    # What a choice leads to is only inside something that one opens.
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.S)
    for word in (*branching.RATINGS.values(), "Le mieux."):
        assert f">{word}." not in outside and f">{word}<" not in outside


def test_static_form_points_where_the_graph_goes(case):
    ranks = {step.id: rank for rank, step in enumerate(case._scenario.steps, 1)}
    found = re.findall(r'data-choix="([^"]+)".*?Si vous choisissez.[A-D], allez ([^<]*)\.</span>', case.static_html(), re.S)
    expected = [
        (choice.id, "à la fin" if choice.to == END else f"à l’étape\u00a0{ranks[choice.to]}")
        for step in case._scenario.steps
        for choice in step.choices
    ]
    assert found == expected


def test_static_form_is_safe_html(case):
    html = case.static_html()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)


def test_repr_and_traits(case):
    assert repr(case).startswith(f"Case({case.slug!r}, {len(case._scenario.steps)} étapes, ")
    assert repr(case) == repr(Case(case.slug))
    assert case.page_model() == {"slug": case.slug, "path": []}
    assert case.ending == ""
    graph = case._scenario.graph()
    case.path = next(paths_of(graph))
    assert case.ending in {ending.id for ending in case._scenario.endings}
    case.path = []
