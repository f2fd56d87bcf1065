"""French typography of numbers, dates and lists. The browser's twin runs in `browser/test_modules.py`."""

import json
from datetime import date
from pathlib import Path

import pytest

from ess_region import french
from ess_region.french import NBSP, NNBSP

VECTORS = json.loads((Path(__file__).parent / "vectors" / "format.json").read_text(encoding="utf-8"))


def options(vector) -> dict:
    return {name: vector[name] for name in ("decimals", "sign") if name in vector}


def test_there_are_enough_vectors():
    assert sum(len(part) for name, part in VECTORS.items() if name != "comment") >= 30


@pytest.mark.parametrize("vector", VECTORS["number"], ids=str)
def test_number(vector):
    assert french.number(*vector["args"], **options(vector)) == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["percent"], ids=str)
def test_percent(vector):
    text = french.number(*vector["args"], **options(vector))
    assert french.with_unit(text, "%") == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["parse"], ids=str)
def test_parse(vector):
    assert french.parse_number(*vector["args"]) == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["enumeration"], ids=str)
def test_enumeration(vector):
    assert french.enumeration(*vector["args"]) == vector["expect"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_that_does_not_exist_is_never_printed(value):
    with pytest.raises(ValueError):
        french.number(value)


def test_what_is_printed_can_be_read_back():
    for value in (0, 0.5, 13.9, 221325, 2370301, -3.25):
        assert french.parse_number(french.number(value)) == value


@pytest.mark.parametrize(
    ("value", "expect"),
    [
        ("2014-07-31", f"31{NBSP}juillet 2014"),
        ("2015-08-01", f"1er{NBSP}août 2015"),
        (date(2014, 7, 31), f"31{NBSP}juillet 2014"),
        ("2021-05", "mai 2021"),
        ("2021", "2021"),
        ("fin 2015", "fin 2015"),
        ("", ""),
        (None, ""),
    ],
)
def test_day(value, expect):
    assert french.day(value) == expect


@pytest.mark.parametrize(
    ("value", "expect"),
    [
        ("2025-01-31", f"du 31{NBSP}janvier 2025"),
        (f"31{NBSP}janvier 2025", f"du 31{NBSP}janvier 2025"),
        ("2022-01-01", f"du 1er{NBSP}janvier 2022"),
        ("2024-04-11", f"du 11{NBSP}avril 2024"),
        ("2024-05", "de mai 2024"),
        ("2024-04", "d’avril 2024"),
        ("2024-08", "d’août 2024"),
        ("2024-10", "d’octobre 2024"),
        ("2013", "de 2013"),
        ("2008–2013", "de 2008–2013"),
        ("depuis 2000", "depuis 2000"),
        ("", ""),
        (None, ""),
    ],
)
def test_of_date(value, expect):
    assert french.of_date(value) == expect


def test_for_date():
    dates = ["2020", "2024-04", "2025-01-31", None]
    assert list(map(french.for_date, dates)) == ["pour 2020", "pour avril 2024", f"pour le 31{NBSP}janvier 2025", ""]


@pytest.mark.parametrize(
    ("value", "decimals", "expect"),
    [(18.747922, 0, 19), (31.252, 1, 31.3), (0.25, 1, 0.3), (-2.5, 0, -3), (13.9, None, 13.9), (7, 2, 7)],
)
def test_rounded_is_what_is_printed(value, decimals, expect):
    got = french.rounded(value, decimals)
    assert got == expect
    assert isinstance(got, int) == isinstance(expect, int)
    assert french.parse_number(french.number(value, decimals)) == got


def test_ordinal():
    assert [french.ordinal(rank) for rank in (1, 2, 17)] == ["1er", "2e", "17e"]
    assert french.ordinal(1, feminine=True) == "1re"


def test_with_unit():
    assert french.with_unit("13,9", "%") == f"13,9{NBSP}%"
    assert french.with_unit("5", None) == french.with_unit("5", "") == "5"
    assert NNBSP not in french.with_unit("5", "heures")


def test_lower_first():
    assert french.lower_first("La stratégie régionale") == "la stratégie régionale"
    assert french.lower_first("SPASER et seuils") == "SPASER et seuils"
    assert french.lower_first("") == ""
