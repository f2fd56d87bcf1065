"""Ranks, gaps and classes of regional values.

Only computed here: the page gets the map already classed, and the words of its table.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

from . import french
from .french import NBSP

# Mantissas of the widths that a class may have: limits that people read easily.
_WIDTHS = (1, 1.5, 2, 2.5, 3, 4, 5, 7.5)


def ranks(values: dict[str, float]) -> dict[str, int]:
    """Rank of each key, 1 = highest; equal values share the better rank."""
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


def tied(values: dict[str, float], key: str) -> list[str]:
    """The other keys that have the same value, in their order."""
    return [other for other, value in values.items() if other != key and value == values[key]]


def rank_words(rank: int, count: int, ties: int = 0) -> str:
    """« 1re sur 17 », « 7e ex æquo sur 17 » when `ties` others have the same value."""
    equal = f"{NBSP}ex æquo" if ties else ""
    return f"{french.ordinal(rank, feminine=True)}{equal} sur {count}"


def gap(value: float, reference: float) -> float:
    """`value` minus `reference`, in points, rounded half up to one decimal. Never −0."""
    exact = Decimal(str(value)) - Decimal(str(reference))
    rounded = abs(exact).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return float(-rounded if exact < 0 and rounded else rounded)


def class_limits(values: list[float], most: int = 6) -> list[float]:
    """Limits of classes of equal width that hold all values: n classes have n + 1 limits.

    The width is the smallest readable one that needs at most `most` classes; limits are multiples of
    it; a class holds its lower limit, not its upper one. No value, no limit.
    """
    if not values:
        return []
    low, high = min(values), max(values)
    span = high - low
    power = math.floor(math.log10(span / most)) - 1 if span > 0 else 0
    while True:
        for mantissa in _WIDTHS:
            width = mantissa * 10.0**power
            first = math.floor(_clean(low / width))
            last = math.floor(_clean(high / width)) + 1
            if last - first <= most:
                return [_clean(step * width) for step in range(first, last + 1)]
        power += 1


def class_of(value: float, limits: list[float]) -> int:
    """Class of a value, from 1; 0 when it is in none."""
    for number, (low, high) in enumerate(zip(limits, limits[1:]), 1):
        if low <= value < high:
            return number
    return 0


def _clean(number: float) -> float:
    """Without the noise of binary arithmetic (7.5 / 1.5 must be 5)."""
    number = round(number, 9)
    return int(number) if number == int(number) else number
