"""What `est-ce-de-l-ess`, `secteurs`, `choix-region` and `reprise` say without any script, and their pure rules."""

import re
from html import unescape

import pytest
import traitlets
from test_vectors_js import chromium, run  # noqa: F401 — fixtures

from ess_region import data
from ess_region.errors import ContentError
from ess_region.widgets import EssTest, RegionChooser, Resume, SectorExplorer
from ess_region.widgets.resume import chapters


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def widgets():
    return {"est": EssTest(), "secteurs": SectorExplorer(), "region": RegionChooser(), "reprise": Resume()}


def test_no_inline_style_handler_or_script(widgets):
    for widget in widgets.values():
        html = widget.static_html()
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)


def test_ids_are_unique(widgets):
    for widget in widgets.values():
        ids = re.findall(r'\sid="([^"]+)"', widget.static_html())
        assert len(ids) == len(set(ids))


def test_repr_is_the_same_each_time(widgets):
    assert repr(widgets["est"]) == repr(EssTest())
    assert repr(EssTest()).startswith("EssTest(10 questions, 12 cas)")
    assert repr(widgets["secteurs"]).startswith("SectorExplorer(15 secteurs, 7 organisations)\n")
    assert repr(RegionChooser("53")).startswith("RegionChooser('53')\n")


# -- est-ce-de-l-ess ---------------------------------------------------------------------------


def test_the_grid_has_every_question_article_and_case(widgets):
    widget = widgets["est"]
    html = widget.static_html()
    text = words(html)
    for question in widget.rules["questions"]:
        assert question["question"] in unescape(html)
        assert all(option["texte"] in unescape(html) for option in question["options"])
    assert "article 1er de la loi ESS" in text.replace("\u00a0", " ")
    assert "article 2 de la loi ESS" in text.replace("\u00a0", " ")
    assert html.count('class="est-cas"') == 12
    # A verdict is always inside something that the learner opens.
    assert html.count('<details class="est-cas-verdict">') == 12
    for change in ("U039", "U040", "U041"):
        assert f'depuis-2015.html#{change}' in html


def test_traits_follow_the_answers():
    widget = EssTest()
    assert widget.verdict == "inconnu"
    widget.answers = {"forme": "publique"}
    assert widget.verdict == "non"
    assert EssTest(answers={"forme": "physique"}).verdict == "non"


# -- secteurs ----------------------------------------------------------------------------------


def test_sectors_static_form(widgets):
    html = widgets["secteurs"].static_html()
    assert html.count("<tr data-secteur=") == 7
    assert "<th scope=\"row\">Industries</th>" in html
    assert len(re.findall(r'data-fait="', html)) >= 7
    assert "sans les relier" in html
    for row in data.table("secteurs"):
        assert row["nom"] in unescape(html)


def test_each_example_goes_to_its_own_sector(widgets):
    widget = widgets["secteurs"]
    sectors = [one["secteur"] for one in widget.organisations]
    assert len(sectors) == len(set(sectors)) == 7
    assert set(sectors) == {s["id"] for s in widget.sectors if s["chiffre"]}
    assert all(one["justification"] for one in widget.organisations)


def test_unknown_sector_is_refused():
    with pytest.raises(traitlets.TraitError, match="secteur inconnu"):
        SectorExplorer("mines")


def test_what_compares(run, widgets):  # noqa: F811
    sectors = widgets["secteurs"].sectors
    calls = [[sectors, id] for id in ("arts-spectacles", "sports-loisirs", "peche", "zz")]
    got = run("widgets/sector_explorer", "m.comparable(...a).map((s) => s.id)", calls)
    assert got == [["finance-assurance"], [], [], []]


def test_matching_is_checked_one_by_one(run):  # noqa: F811
    organisations = [{"id": "a", "secteur": "x"}, {"id": "b", "secteur": "y"}, {"id": "c", "secteur": "z"}]
    calls = [[organisations, {"a": "x", "b": "x"}], [organisations, None]]
    assert run("widgets/sector_explorer", "m.check(...a)", calls) == [
        {"right": ["a"], "wrong": ["b"], "empty": ["c"]},
        {"right": [], "wrong": [], "empty": ["a", "b", "c"]},
    ]
    calls = [[{"right": ["a"], "wrong": ["b"], "empty": ["c"]}], [{"right": ["a", "b"], "wrong": [], "empty": []}]]
    assert run("widgets/sector_explorer", "m.sentence(...a)", calls) == [
        "1 sur 3 comme nous, 1 à revoir, 1 sans réponse.",
        "Les 2 organisations sont rattachées comme nous l’avons fait.",
    ]


# -- choix-region ------------------------------------------------------------------------------


def test_the_table_has_the_eighteen_regions(widgets):
    html = widgets["region"].static_html()
    assert html.count("<tr data-region=") == 18
    assert html.index("Corse") < html.index("Outre-mer") < html.index("Mayotte")


def test_mayotte_is_told_honestly(widgets):
    mayotte = next(region for region in widgets["region"].regions if region["code"] == "06")
    assert mayotte["nom_brochure"] == ""
    assert len(mayotte["chiffres"]) == 1
    assert "annonce" in mayotte["chiffres"][0]["titre"]
    row = re.search(r'<tr data-region="06">.*?</tr>', widgets["region"].static_html())[0]
    assert "donnée absente de la brochure" in row


def test_every_later_figure_carries_its_scope(widgets):
    for region in widgets["region"].regions:
        for source in region["chiffres"]:
            assert source["titre"] and source["note"] and source["valeurs"], region["nom"]
            assert len(source["valeurs"]) <= 2


def test_unknown_region_is_refused():
    with pytest.raises(traitlets.TraitError, match="région inconnue"):
        RegionChooser("99")


# -- reprise -----------------------------------------------------------------------------------


def test_chapters_come_from_the_contents(widgets):
    slugs = [chapter["slug"] for chapter in widgets["reprise"].chapters]
    assert "definition" in slugs
    assert not {"accueil", "glossaire", "chiffres-et-sources"} & set(slugs)
    for chapter in widgets["reprise"].chapters:
        assert f'href="{chapter["slug"]}.html"' in widgets["reprise"].static_html()


def test_a_missing_page_is_an_error(tmp_path):
    (tmp_path / "_toc.yml").write_text("root: book/accueil\nchapters:\n  - file: book/absente\n", encoding="utf-8")
    with pytest.raises(ContentError, match="introuvable") as caught:
        chapters(tmp_path)
    assert caught.value.line == 3


CHAPTERS = [
    {"slug": "un", "titre": "Un", "duree": 10, "questions": ["un-01", "un-02"]},
    {"slug": "deux", "titre": "Deux", "duree": None, "questions": []},
    {"slug": "trois", "titre": "Trois", "duree": 10, "questions": ["trois-01"]},
]
ANSWER = {"valeur": "a"}


@pytest.mark.parametrize(
    ("pages", "answers", "expected"),
    [
        ({}, {}, ["un", "debut"]),
        (None, None, ["un", "debut"]),
        ("foreign", 12, ["un", "debut"]),
        ({"un": {"vu": "2026-01-01"}}, {}, ["un", "reprise"]),
        ({"un": {"vu": "2026-01-02"}, "deux": {"vu": "2026-01-03"}}, {}, ["deux", "reprise"]),
        ({"un": {"vu": "2026-01-02"}}, {"un-01": ANSWER, "un-02": ANSWER}, ["deux", "suite"]),
        ({"trois": {"vu": "2026-01-04", "fini": True}}, {}, ["un", "suite"]),
        ({slug: {"vu": "2026-01-01", "fini": True} for slug in ("un", "deux", "trois")}, {}, ["trois", "fin"]),
    ],
)
def test_where_to_go_on(run, pages, answers, expected):  # noqa: F811
    calls = [[CHAPTERS, pages, answers]]
    got = run("widgets/resume", "(({ chapter, reason }) => [chapter.slug, reason])(m.next(...a))", calls)
    assert got == [expected]


def test_progress_sentences(run):  # noqa: F811
    calls = [
        [{"seen": False, "answered": 0, "total": 2, "done": False}],
        [{"seen": True, "answered": 0, "total": 2, "done": False}],
        [{"seen": True, "answered": 1, "total": 2, "done": False}],
        [{"seen": True, "answered": 2, "total": 2, "done": True}],
    ]
    assert run("widgets/resume", "m.sentence(...a)", calls) == [
        "", "Commencé", "Quiz\u00a0: 1 réponse sur 2", "Terminé",
    ]  # fmt: skip


def test_old_answers_are_left_aside(run, widgets):  # noqa: F811
    rules = widgets["est"].rules
    calls = [[rules, {"forme": "association", "but": "rien", "zz": "a"}], [rules, None], [rules, "texte"]]
    assert run("widgets/ess_test", "m.clean(...a)", calls) == [{"forme": "association"}, {}, {}]


def test_tally_of_the_cases(run, widgets):  # noqa: F811
    cases = widgets["est"].cases
    opinions = {cases[0]["id"]: cases[0]["verdict"], cases[3]["id"]: "oui", cases[1]["id"]: "peut-être", "zz": "oui"}
    [got] = run("widgets/ess_test", "m.tally(...a)", [[cases, opinions]])
    assert got == {"total": 12, "judged": 2, "agreed": 1}
