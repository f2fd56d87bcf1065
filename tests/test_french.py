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


def test_ordinal():
    assert [french.ordinal(rank) for rank in (1, 2, 17)] == ["1er", "2e", "17e"]
    assert french.ordinal(1, feminine=True) == "1re"


def test_with_unit():
    assert french.with_unit("13,9", "%") == f"13,9{NBSP}%"
    assert french.with_unit("5", None) == french.with_unit("5", "") == "5"
    assert NNBSP not in french.with_unit("5", "heures")
