"""Grading of answers and of predictions: pure functions, no I/O, no rendering.

The same rules live in ``widgets/shared/grading.js``; ``tests/vectors/grading.json`` is run against
both. A question here is its *model*, the mapping that travels to the browser (see
:meth:`ess_region.quiz.Question.model`), with the French keys of the quiz file.

To add a question type, write one grader in each language and put it in ``GRADERS``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: Every status a grade can have. ``empty`` and ``invalid`` are not attempts.
STATUSES = ("right", "partial", "wrong", "empty", "invalid")

Grade = dict[str, Any]

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MINUS = re.compile(r"[\u2212\u2013]")
_NUMBER = re.compile(r"^([+-]?)(\d{1,3}(?: \d{3})+|\d+)?(?:([.,])(\d+))?(?![\d.,])")
_GROUPED = re.compile(r"^([+-]?)(\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)(?![\d.,])")
_APPROX = re.compile(r"^(?:environ|pres de|a peu pres|plus de|~|\u2248) ?")
_WORD = re.compile(r"[%\u20ac]|[a-z]+")
_MULTIPLIERS = {"mille": 1e3, "million": 1e6, "milliard": 1e9}
_LINKS = {"de", "d", "des", "en", "pour", "du", "la", "le", "les"}
_SAME = {"pourcent": "%", "cent": "%", "euro": "\u20ac", "eur": "\u20ac", "pt": "point", "h": "heure"}


def _plain(text: str) -> str:
    """Lower case, no accents, ordinary spaces and minus signs."""
    text = unicodedata.normalize("NFD", text)
    text = "".join(char for char in text if not "\u0300" <= char <= "\u036f").lower()
    return _MINUS.sub("-", _SPACES.sub(" ", text)).strip()


def _words(text: str) -> list[str]:
    """The meaningful words of a unit, singular: ``millions d'euros`` → ``million``, ``€``."""
    words = []
    for word in _WORD.findall(_plain(text)):
        if word in _LINKS:
            continue
        word = word[:-1] if len(word) > 1 and word.endswith("s") else word
        words.append(_SAME.get(word, word))
    return words


def parse_answer(text: str, unit: str = "") -> float | None:
    """Read the number a person typed, or ``None`` when it is not one.

    Accepts a comma or a dot, spaces of any kind between thousands, a sign, the expected unit (or
    part of it) after the number, « environ » before, and ``mille``, ``million``, ``milliard`` as
    multipliers when the unit does not already hold that word. ``13 9`` is refused rather than read
    as 139: a lost comma must be told, not guessed.
    """
    text = _APPROX.sub("", _plain(text))
    text = re.sub(r"^([+-]) ", r"\1", text)
    if (match := _GROUPED.match(text)) and match[3] != match[4]:
        sign, whole, decimals = match[1], re.sub(r"[.,]", "", match[2]), match[5]
    else:
        match = _NUMBER.match(text)
        if not match or (match[2] is None and match[4] is None):
            return None
        sign, whole, decimals = match[1], (match[2] or "0").replace(" ", ""), match[4] or "0"
    number = float(f"{sign}{whole}.{decimals}")
    rest = text[match.end() :].strip(" .")
    if rest and not re.fullmatch(r"[%\u20ac a-z.'\u2019-]+", rest):
        return None
    expected = set(_words(unit))
    for word in _words(rest):
        if word in expected:
            continue
        if word not in _MULTIPLIERS:
            return None
        number *= _MULTIPLIERS[word]
    return number


def _close(gap: float, limit: float, size: float) -> bool:
    """``gap <= limit``, forgiving the last binary digit (13.9 − 13.4 must be within 0.5)."""
    return abs(gap) <= limit + 1e-9 * max(1.0, abs(size))


def _grade_one(question: Mapping[str, Any], value: Any) -> Grade:
    answers = {answer["cle"]: answer["juste"] for answer in question["reponses"]}
    if value in (None, ""):
        return {"status": "empty", "feedback": []}
    if not isinstance(value, str) or value not in answers:
        return {"status": "invalid", "feedback": []}
    return {"status": "right" if answers[value] else "wrong", "feedback": [value]}


def _grade_several(question: Mapping[str, Any], value: Any) -> Grade:
    answers = {answer["cle"]: answer["juste"] for answer in question["reponses"]}
    if value in (None, "", []):
        return {"status": "empty", "feedback": []}
    if not isinstance(value, (list, tuple)) or any(key not in answers for key in value):
        return {"status": "invalid", "feedback": []}
    chosen = [key for key in answers if key in value]
    found = sum(answers[key] for key in chosen)
    expected = sum(answers.values())
    if found == expected and len(chosen) == expected:
        status = "right"
    else:
        status = "partial" if found else "wrong"
    return {"status": status, "feedback": chosen, "found": found, "extra": len(chosen) - found}


def _grade_number(question: Mapping[str, Any], value: Any) -> Grade:
    if value is None or (isinstance(value, str) and not _plain(value)):
        return {"status": "empty", "feedback": []}
    if not isinstance(value, str):
        return {"status": "invalid", "feedback": []}
    number = parse_answer(value, question.get("unite") or "")
    if number is None:
        return {"status": "invalid", "feedback": []}
    target = float(question["valeur"])
    tolerance = float(question.get("tolerance") or 0)
    near = question.get("proche")
    gap = number - target
    if _close(gap, tolerance, target):
        return {"status": "right", "feedback": ["juste"], "number": number}
    if near is not None and _close(gap, float(near), target):
        return {"status": "partial", "feedback": ["proche"], "number": number}
    return {"status": "wrong", "feedback": ["trop_bas" if gap < 0 else "trop_haut"], "number": number}


def _grade_rows(question: Mapping[str, Any], value: Any) -> Grade:
    rows = {row["cle"]: row for row in question["lignes"]}
    if value in (None, "", {}):
        return {"status": "empty", "feedback": []}
    if not isinstance(value, Mapping) or any(
        key not in rows or choice not in rows[key]["choix"] for key, choice in value.items()
    ):
        return {"status": "invalid", "feedback": []}
    if len(value) < len(rows):
        return {"status": "empty", "feedback": []}
    found = sum(row["juste"] == value[key] for key, row in rows.items())
    status = "right" if found == len(rows) else "partial" if found else "wrong"
    return {"status": status, "feedback": [f"{key}:{value[key]}" for key in rows], "found": found, "extra": 0}


def _grade_order(question: Mapping[str, Any], value: Any) -> Grade:
    expected = question["ordre"]
    if value in (None, "", []):
        return {"status": "empty", "feedback": []}
    if (
        not isinstance(value, (list, tuple))
        or not all(isinstance(key, str) for key in value)
        or sorted(value) != sorted(expected)
    ):
        return {"status": "invalid", "feedback": []}
    compared = compare_ranking(expected, value)
    status = "right" if not compared["total"] else "partial" if compared["exact"] else "wrong"
    misplaced = [key for key in expected if compared["shifts"][key]]
    return {"status": status, "feedback": misplaced, "found": compared["exact"], "extra": 0}


#: One grader for each question type.
GRADERS: dict[str, Callable[[Mapping[str, Any], Any], Grade]] = {
    "choix_unique": _grade_one,
    "vrai_faux": _grade_one,
    "choix_multiple": _grade_several,
    "numerique": _grade_number,
    "appariement": _grade_rows,
    "classement": _grade_rows,
    "texte_a_trous": _grade_rows,
    "ordre": _grade_order,
}


def grade(question: Mapping[str, Any], value: Any) -> Grade:
    """Grade one answer.

    ``value`` is the answer's key (``"b"``, ``"vrai"``), a list of keys (several choices, an order),
    the text typed, or the choice of each row (``{"a": "2"}``; a row without choice is an empty
    answer). Returns ``status`` (one of :data:`STATUSES`) and ``feedback``, the keys of the ``retour``
    to show (``"a:2"`` for a row, the misplaced keys for an order); several choices, rows and orders
    add ``found`` and ``extra`` (counts), a number adds ``number``. Raises
    ``KeyError`` for an unknown type.
    """
    return GRADERS[question["type"]](question, value)


def compare_prediction(target: float, value: float, near: float) -> str:
    """``proche``, ``trop_bas`` or ``trop_haut``: where a prediction stands, ``near`` included."""
    if _close(value - target, near, target):
        return "proche"
    return "trop_bas" if value < target else "trop_haut"


def compare_ranking(expected: Sequence[str], proposed: Sequence[str]) -> dict[str, Any]:
    """How far a ranking is from the right one.

    ``shifts`` maps each key to ``proposed rank − right rank`` (negative: put too high); ``exact``
    counts the keys at their place; ``total`` is the sum of the shifts' sizes, in places.
    """
    shifts = {key: proposed.index(key) - rank for rank, key in enumerate(expected)}
    return {
        "shifts": shifts,
        "exact": sum(shift == 0 for shift in shifts.values()),
        "total": sum(abs(shift) for shift in shifts.values()),
    }
