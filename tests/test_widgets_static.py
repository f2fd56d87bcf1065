"""What `est-ce-de-l-ess`, `secteurs`, `choix-region` and `reprise` say without any script, and their pure rules."""

import re
from html import unescape

import pytest
import traitlets

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
    # A verdict is always inside something that the learner opens, and all are together at the end.
    files, mark, answers = html.partition('<details class="est-corrige">')
    assert mark and answers.count('<details class="est-cas-verdict">') == 12
    for case in widget.cases:
        assert case["retours"][case["verdict"]] not in unescape(files)
        assert all(comment in unescape(answers) for comment in case["retours"].values())
    for change in ("U039", "U040", "U041"):
        assert f'depuis-2015.html#{change}' in html


def test_the_cases_are_files_with_three_boxes_in_the_order_to_follow(widgets):
    widget = widgets["est"]
    html = widget.static_html()
    assert [step["titre"] for step in widget.steps] == ["Commencez par ces quatre dossiers", "Les huit suivants"]
    assert [step["nombre"] for step in widget.steps] == [4, 8]
    assert html.index("Commencez par ces quatre") < html.index("Les huit suivants") < html.index("Corrigé des dossiers")
    boxes = re.findall(r'<span class="est-case">([^<]+)</span>', html)
    assert boxes == ["Oui", "Non", "On ne peut pas encore le dire"] * 12
    assert "Voir le verdict" not in html


def test_one_word_for_each_verdict(widgets):
    widget = widgets["est"]
    assert widget.rules["verdicts"]["inconnu"]["titre"] == "On ne peut pas encore le dire"
    text = words(widget.html).lower()
    assert "on ne peut pas dire encore" not in text and "il manque une information" not in text


def test_traits_follow_the_answers():
    widget = EssTest()
    assert widget.verdict == "inconnu"
    widget.answers = {"forme": "publique"}
    assert widget.verdict == "non"
    assert EssTest(answers={"forme": "physique"}).verdict == "non"


# -- secteurs ----------------------------------------------------------------------------------


def test_sectors_static_form(widgets):
    html = widgets["secteurs"].static_html()
    assert html.count("<table>") == 1
    assert html.count("<tr data-secteur=") == 15
    without = [row for row in data.table("secteurs") if not row["fait_recent"]]
    assert html.count("<td>aucun chiffre vu</td>") == len(without) > 0
    assert "<td></td>" not in html
    assert "Ce qui est compté" in html
    assert not re.search(r"\bchamp\b", words(html))
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
    traps = {"pieges": {"b": {"z": {"retour": "R.", "se_defend": True}, "y2": {"retour": "S.", "se_defend": False}}}}
    calls = [
        [organisations, {"a": "x", "b": "x"}, traps],
        [organisations, {"b": "z"}, traps],
        [organisations, {"b": "y2"}, traps],
        [organisations, None, traps],
        [organisations, {"a": {}, "b": "constructor"}, None],
    ]
    assert run("widgets/sector_explorer", "m.check(...a)", calls) == [
        {"right": ["a"], "arguable": [], "wrong": ["b"], "empty": ["c"]},
        {"right": [], "arguable": ["b"], "wrong": [], "empty": ["a", "c"]},
        {"right": [], "arguable": [], "wrong": ["b"], "empty": ["a", "c"]},
        {"right": [], "arguable": [], "wrong": [], "empty": ["a", "b", "c"]},
        {"right": [], "arguable": [], "wrong": ["a", "b"], "empty": ["c"]},
    ]
    calls = [
        [{"right": ["a"], "arguable": [], "wrong": ["b"], "empty": ["c"]}],
        [{"right": ["a"], "arguable": ["b", "c"], "wrong": [], "empty": []}],
        [{"right": ["a", "b"], "arguable": [], "wrong": [], "empty": []}],
    ]
    assert run("widgets/sector_explorer", "m.sentence(...a)", calls) == [
        "1 sur 3 comme nous, 1 à revoir, 1 sans réponse.",
        "1 sur 3 comme nous, 2 qui se défendent.",
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


def test_acronyms_of_the_figures_are_explained(run, widgets):  # noqa: F811
    widget = widgets["region"]
    assert {"Clap", "Flores", "Urssaf", "Insee"} <= set(widget.acronyms)
    for name in ("Clap", "Flores", "Urssaf"):
        assert re.search(rf'<abbr class="sigle" data-sigle="{name}" title="[^"]+">{name}</abbr>', widget.static_html())
    acronyms = {"Clap": "Base.", "GREF": "Court.", "GREF Bretagne": "Long."}
    calls = [["Clap, puis le GREF Bretagne.", acronyms], ["Rien.", acronyms], ["Rien.", {}]]
    assert run("widgets/region_chooser", "m.explained(...a)", calls) == [
        [["Clap", "Base."], [", puis le ", ""], ["GREF Bretagne", "Long."], [".", ""]],
        [["Rien.", ""]],
        [["Rien.", ""]],
    ]


def test_no_jargon_on_the_cards(widgets):
    text = words(widgets["region"].html)
    assert "emploi retenu" not in text and "dénominateur" not in text
    assert "ne dit pas de quels emplois c’est la part" in text


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


def test_the_last_section_read_is_offered(run):  # noqa: F811
    chapters = [{**CHAPTERS[0], "sections": {"idee": "Une idée"}}, *CHAPTERS[1:]]
    pages = [
        {"un": {"vu": "2026", "section": "idee"}},
        {"un": {"vu": "2026", "section": "disparue"}},
        {"un": {"vu": "2026", "section": "__proto__"}},
        {"un": {"vu": "2026", "section": {"a": 1}}},
        {"un": {"vu": "2026", "section": "idee", "fini": True}},
        {"deux": {"vu": "2026", "section": "idee"}},
    ]
    sections = run("widgets/resume", "m.next(...a).section", [[chapters, one, {}] for one in pages])
    assert sections == ["idee", "", "", "", "", ""]


def test_sections_come_from_the_pages(widgets):
    definition = next(one for one in widgets["reprise"].chapters if one["slug"] == "definition")
    assert definition["sections"]["familles"] == "Cinq familles"
    assert "quiz" in definition["sections"]


def test_last_heading_passed(run):  # noqa: F811
    tops = [["a", -400], ["b", 200], ["c", 900]]
    assert run("site/progress", "m.lastPassed(...a)", [[tops, 300], [tops, -500], [[], 300]]) == ["b", None, None]


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
    assert run("widgets/verdict_test", "m.clean(...a)", calls) == [{"forme": "association"}, {}, {}]


def test_tally_of_the_cases(run, widgets):  # noqa: F811
    cases = widgets["est"].cases
    opinions = {cases[0]["id"]: cases[0]["verdict"], cases[3]["id"]: "non", cases[1]["id"]: "peut-être", "zz": "oui"}
    [got] = run("widgets/verdict_test", "m.tally(...a)", [[cases, opinions]])
    assert got == {"total": 12, "judged": 2, "agreed": 1}


def test_next_case_is_the_next_without_an_opinion(run, widgets):  # noqa: F811
    cases = widgets["est"].cases
    ids = [case["id"] for case in cases]
    all_but = {id: "oui" for id in ids if id not in (ids[2], ids[7])}
    calls = [[cases, {}, 0], [cases, all_but, 3], [cases, all_but, 7], [cases, dict.fromkeys(ids, "oui"), 3], [cases, None, 11]]
    assert run("widgets/verdict_test", "m.nextCase(...a)", calls) == [1, 7, 2, -1, 0]


def test_the_condition_most_often_missed(run, widgets):  # noqa: F811
    widget = widgets["est"]
    right = {case["id"]: case["verdict"] for case in widget.cases}
    opinions = [
        right,
        {**right, "tournesols": "non"},
        {**right, "regie-val-clair": "oui", "chaussons-karim": "inconnu"},
        {**right, "cap-evasion": "oui"},
        {**right, "la-ruche-aux-idees": "non"},
    ]
    calls = [[widget.rules, widget.cases, one] for one in opinions]
    assert run("widgets/verdict_test", "m.missed(...a)", calls)[:4] == [[], [], ["droit-prive"], ["gouvernance", "gestion"]]
    sentences = run("widgets/verdict_test", "m.lesson(...a)", calls)
    assert sentences[0] == "Tous vos avis sont justes."
    assert "toutes les conditions étaient remplies" in sentences[1]
    assert sentences[2].endswith("«\u202fUne personne morale de droit privé\u202f».")
    assert sentences[3].count("«") == 2
    assert sentences[4] == "Aucune condition ne vous a échappé plus que les autres."


def test_each_side_words_a_verdict_the_same(run, widgets):  # noqa: F811
    rules = widgets["est"].rules
    calls = [[rules, {"value": "non", "nuance": "famille-historique"}], [rules, {"value": "non", "nuance": ""}]]
    titles = run("widgets/shared/verdict", "m.words(...a).titre", calls)
    assert titles == ["Au regard des trois conditions, non", "Non, elle ne relève pas de l’ESS"]
