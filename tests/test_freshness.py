"""What to check before a session: ages counted to the data's own last day, order, pages, and the table."""

import re
from html import unescape

import pytest

from ess_region import data, freshness, toc
from ess_region.sphinx.tables import FreshnessTable

NB = "\u00a0"


@pytest.fixture(scope="module")
def items():
    return freshness.items()


@pytest.fixture(scope="module")
def groups():
    return freshness.groups()


@pytest.mark.parametrize(
    ("date", "age"),
    [
        ("2013", f"13{NB}ans"),
        ("2024-11-22", f"2{NB}ans"),
        ("2024-11-23", f"23{NB}mois"),
        ("2025", "un an"),
        ("2025-11-22", "un an"),
        ("2026", "de l’année"),
        ("2026-04", f"7{NB}mois"),
        ("2026-11-01", "moins d’un mois"),
        ("2026-11-22", "moins d’un mois"),
        ("2026-11-23", "à venir"),
        ("2027", "à venir"),
        ("", ""),
    ],
)
def test_ages(date, age):
    assert freshness.age_words(date, "2026-11-22") == age


def test_the_day_is_the_last_one_on_which_something_was_read():
    assert freshness.reference_day() == max(row["releve_le"] for row in data.table("changements"))


def test_everything_dated_is_there_once(items):
    names = [(item.kind, item.id) for item in items]
    assert len(names) == len(set(names))
    for kind, table in (("changement", "changements"), ("adresse", "sites"), ("donnee", "donnees_ulterieures")):
        assert {id for one, id in names if one == kind} == {row["id"] for row in data.table(table)}
    told = {row["id"] for row in data.table("faits") if row["type"] != "date" and row["theme"] != "histoire"}
    assert {id for one, id in names if one == "fait"} == told


def test_doubtful_first_then_the_oldest(groups):
    for group in groups:
        doubts = [bool(item.doubt) for item in group.items]
        assert doubts == sorted(doubts, reverse=True)
        for doubt in (True, False):
            dates = [item.date for item in group.items if bool(item.doubt) == doubt]
            assert dates == sorted(dates)


def test_each_doubt_of_the_data_is_told(items):
    by_name = {(item.kind, item.id): item for item in items}
    for row in data.table("changements"):
        assert bool(by_name["changement", row["id"]].doubt) == (row["certitude"] != "verifie")
    for row in data.table("donnees_ulterieures"):
        assert bool(by_name["donnee", row["id"]].doubt) == (row["certitude"] != "verifie")
    for row in data.table("sites"):
        assert bool(by_name["adresse", row["id"]].doubt) == (row["etat"] == "a-verifier")
        if row["etat"] in ("ferme", "remplace"):
            assert freshness.advice(by_name["adresse", row["id"]], "2026-11-22") == "Ne la donnez plus."


def test_by_page_in_the_order_of_the_course(groups):
    order = [entry.slug for entry in toc.entries()]
    slugs = [group.slug for group in groups]
    assert slugs[-1] == "" and slugs[:-1] == sorted(slugs[:-1], key=order.index)
    chapters = toc.chapters()
    for group in groups[:-1]:
        for item in group.items:
            assert item.pages[0] == group.slug
            # Under the chapter that teaches it, never under the test that asks it.
            assert group.slug in chapters or not chapters & {*item.pages}
    own = {item.id: item.pages for group in groups for item in group.items}
    assert own["salaries-ess"][0] == "poids-economique" and "accueil" in own["salaries-ess"]
    assert own["U085"][0] in chapters


def test_a_row_says_what_when_where_and_what_to_do(groups):
    table = FreshnessTable.__new__(FreshnessTable)
    titles = freshness.titles()
    day = freshness.reference_day()
    for group in groups:
        for item in group.items:
            row = table.item_row(item, day, titles)
            assert row.count("<td>") == 3
            assert not re.search(r"None|\{[a-z]+\}`|\bU\d{3}\b", re.sub(r"<[^>]+>", "", row)), row
            for target in re.findall(r'href="depuis-2015\.html#([^"]+)"', row):
                assert data.has("changements", target)
    fact = next(item for group in groups for item in group.items if item.id == "salaries-ess")
    text = unescape(re.sub(r"<[^>]+>", "", table.item_row(fact, day, titles)))
    assert "Salariés de l’ESS" in text and "Dites ce qui l’a remplacé. Voir ce changement" in text
