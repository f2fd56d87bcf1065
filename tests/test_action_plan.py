"""The action plan: its printable form, and the pure rules of dates, order and exports in the browser."""

import re
from html import unescape

import pytest

from ess_region import data, facts, paths
from ess_region.widgets import ActionPlan

NB = "\u00a0"
MODULE = "widgets/action_plan"


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def html():
    return ActionPlan().static_html()


# -- the static form ---------------------------------------------------------------------------


def test_the_five_actions_on_paper(html):
    text = words(html)
    for row in data.table("actions_immediates"):
        assert row["titre"] in text and row["avec"] in text
        if row["site"]:
            assert data.row("sites", row["site"])["adresse"] in text
        for change in (row["changements"] or "").split("|"):
            assert not change or f'href="depuis-2015.html#{change}"' in html
    assert html.count('<td class="pas-papier">') == 5, "room to write"
    assert html.count("<td></td>") == 4 * 3


def test_no_inline_style_handler_or_script(html):
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert repr(ActionPlan()).splitlines()[0] == "ActionPlan(5 actions immédiates)"


def test_who_one_would_do_it_with_is_short(html):
    assert re.findall(r'data-avec="([^"]+)"', html)[2:4] == ["Régions de France", "RTES"]


# -- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "today", "due"),
    [
        ("semaine", "2026-11-23", "2026-11-27"),  # Monday → Friday
        ("semaine", "2026-11-27", "2026-11-27"),
        ("semaine", "2026-11-28", "2026-12-04"),  # Saturday: the week to come
        ("semaine", "2026-12-31", "2027-01-01"),
        ("mois", "2026-11-03", "2026-11-30"),
        ("mois", "2026-10-15", "2026-10-30"),  # the 31st is a Saturday
        ("mois", "2026-10-31", "2026-11-30"),  # no working day left
        ("mois", "2028-02-10", "2028-02-29"),
        ("trimestre", "2026-11-22", "2026-12-31"),
        ("trimestre", "2026-01-01", "2026-03-31"),
        ("trimestre", "2026-12-31", "2026-12-31"),
        ("", "2026-11-22", ""),
        ("date", "2026-11-22", ""),
        ("n’importe quoi", "2026-11-22", ""),
    ],
)
def test_when_a_period_ends(run, period, today, due):  # noqa: F811
    assert run(MODULE, "m.dueDay(...a)", [[period, today]]) == [due]


def test_a_period_becomes_a_date_when_it_is_over(run):  # noqa: F811
    line = {"quand": "semaine", "date": "2026-11-27"}
    calls = [[line, "2026-11-23"], [line, "2026-12-10"], [{"quand": "", "date": ""}, "2026-11-23"]]
    assert run(MODULE, "m.periodNow(...a)", calls) == ["semaine", "date", ""]


# -- lines -------------------------------------------------------------------------------------

KEPT = [
    {"kind": "action", "id": "visiter", "title": "Visiter", "page": "des-demain", "note": ""},
    {"kind": "reseau", "id": "cress", "title": "Appeler : CRESS", "page": "levier-reseaux", "note": "Pour la liste"},
]
STATE = {
    "lignes": {"reseau:cress": {"quand": "date", "date": "2026-12-01", "avec": "Ma direction", "fait": False},
               "propre:1": {"quand": "mois", "date": "2026-11-30", "avec": "", "fait": True}},
    "ajouts": [{"id": "1", "titre": "Lire la convention"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def lines(run):  # noqa: F811
    [found] = run(MODULE, "m.lines(...a)", [[KEPT, STATE, {"action:visiter": "Entreprise sociale"}]])
    return found


def test_lines_are_what_was_kept_and_ones_own(lines):
    assert [(line["key"], line["date"], line["avec"], line["fait"]) for line in lines] == [
        ("action:visiter", "", "Entreprise sociale", False),
        ("reseau:cress", "2026-12-01", "Ma direction", False),
        ("propre:1", "2026-11-30", "", True),
    ]


def test_order_is_by_date_then_undated(run, lines):  # noqa: F811
    [found] = run(MODULE, "m.ordered(a[0])", [[lines]])
    assert [line["key"] for line in found] == ["propre:1", "reseau:cress", "action:visiter"]


def test_tally_in_words(run, lines):  # noqa: F811
    assert run(MODULE, "m.tally(a[0])", [[[]], [lines], [lines[1:2]]]) == [
        "", f"3{NB}actions, dont 1{NB}faite et 1 sans date.", f"1{NB}action.",
    ]  # fmt: skip


@pytest.mark.parametrize("stored", [None, 12, "x", [], {"lignes": [], "ajouts": {}}, {"lignes": {"a": 3}, "ajouts": [3, {"id": 1}]}])
def test_a_faulty_state_is_made_safe(run, stored):  # noqa: F811
    [found] = run(MODULE, "m.clean(a[0])", [[stored]])
    assert found["ajouts"] == []
    assert all(line == {"quand": "", "date": "", "avec": "", "fait": False} for line in found["lignes"].values())


def test_an_impossible_date_is_no_date(run):  # noqa: F811
    [found] = run(MODULE, "m.clean(a[0])", [[{"lignes": {"a:b": {"date": "2026-02-30", "quand": "date", "avec": "x" * 999}}}]])
    assert found["lignes"]["a:b"] == {"quand": "date", "date": "", "avec": "x" * 200, "fait": False}


# -- exports -----------------------------------------------------------------------------------


def test_the_document_is_the_same_each_time(run, lines):  # noqa: F811
    options = {"today": "2026-11-22", "region": "en Bretagne", "strategy": "Votre stratégie retient ces leviers."}
    one, two = run(MODULE, "m.planDocument(...a)", [[lines, options]] * 2)
    assert one == two
    assert one["subtitle"] == f"En Bretagne, le 22{NB}novembre 2026" and one["date"] == "2026-11-22"
    assert one["blocks"][0]["text"] == options["strategy"]
    rows = one["blocks"][1]["rows"]
    assert [row[0] for row in rows] == [f"30{NB}novembre 2026", f"1er{NB}décembre 2026", "sans date"]
    assert rows[1][1] == [{"bold": "Appeler : CRESS"}, " (réseau)", " Pour la liste"]
    assert [row[2] for row in rows] == ["à trouver", "Ma direction", "Entreprise sociale"]
    assert [row[3] for row in rows] == ["oui", "non", "non"]
    [empty] = run(MODULE, "m.planDocument(...a)", [[[], {**options, "region": ""}]])
    assert empty.startswith("Votre plan est vide")


def test_calendar_has_what_is_to_do_and_dated(run, lines):  # noqa: F811
    [found] = run(MODULE, "m.events(a[0])", [[lines]])
    assert found == [
        {"uid": "plan-reseau-cress@ess-en-region", "date": "2026-12-01", "titre": "Appeler : CRESS",
         "texte": f"Avec{NB}: Ma direction. Réseau."},
    ]  # fmt: skip


def test_spreadsheet_rows(run, lines):  # noqa: F811
    [rows] = run(MODULE, "m.tableRows(a[0])", [[lines]])
    assert rows[0] == ["Pour quand", "Action", "Nature", "Avec qui", "Faite"]
    assert rows[1] == ["30/11/2026", "Lire la convention", "Mon action", "", "oui"]
    assert rows[3][0] == ""


def test_strategy_is_recalled(run):  # noqa: F811
    levers = ActionPlan().levers
    kept = {"leviers": ["levier-reseaux", "levier-achats", "inconnu"], "etape": "buts"}
    got = run(MODULE, "m.strategySentence(...a)", [[kept, levers], [None, levers], [{"leviers": 3}, levers]])
    assert got == [f"Votre stratégie retient ces leviers{NB}: réseaux, achats responsables.", "", ""]


# -- the page ----------------------------------------------------------------------------------


def test_lost_addresses_are_counted():
    assert (facts.resolve("adresses-web").value, facts.resolve("adresses-perdues").value) == (18, 7)


def test_the_chapter_has_its_tables_and_changes():
    page = (paths.BOOK / "des-demain.md").read_text(encoding="utf-8")
    for word in ("{table-publications}", "{table-adresses}", "U012", "U013", "U032", "U033", "U036", "U059"):
        assert word in page
