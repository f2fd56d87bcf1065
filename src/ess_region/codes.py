"""Short codes of what a person answered on a page: no identity, nothing but answers.

A facilitator gathers them without a server (`widgets/room_results.py`). The same rules are in
`widgets/shared/codes.js`, `codes-draw.js` (writing) and `codes-read.js` (reading); all are tested against
`tests/vectors/codes.json`.

A code is written in Crockford's base 32 (no I, L, O, U): version (1 character), page (3), print of its
questions (3), answers (as many as the questions need), check (2). The answers are one number in mixed
radix: for each question asked, 0 when it has no answer, the rank of its outcome from 1 (see
`outcomes`), or one more when it was missed and nobody knows how; then the score at `positionnement`
when the page asks for it; then which questions were drawn, as the rank of the combination (colex).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb, prod
from typing import Any

from .errors import ContentError
from .grading import grade
from .quiz import Question

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)
VERSION = 1
#: Characters before the answers: version, page, print; and after them.
PAGE, PRINT, CHECK = 3, 3, 2
HEAD = 1 + PAGE + PRINT
# The check is a polynomial in 37 modulo 1021, a prime that two characters can write: any wrong
# character, and any two neighbours exchanged, change it.
_POINT, _MODULUS = 37, 1021

ONE_CHOICE = ("choix_unique", "vrai_faux")
NUMBER = ("juste", "proche", "trop_bas", "trop_haut")
STATUSES = ("right", "partial", "wrong")
_SKIPPED = re.compile(r"[\s\u200b\ufeff._·\-\u2010-\u2015\u2212]+")
_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Sheet:
    """What a page's codes hold: `items` are (id, type, number of outcomes, which are right).

    `drawn`: how many of them are asked, all when 0. `before`: the total of the score at
    `positionnement` that its codes carry, 0 when they carry none.
    """

    slug: str
    items: tuple[tuple[str, str, int, str], ...]
    drawn: int = 0
    before: int = 0

    @property
    def sizes(self) -> list[int]:
        """Number of outcomes of each question."""
        return [size for _, _, size, _ in self.items]

    @cached_property
    def prefix(self) -> str:
        """The seven characters with which all codes of this page and of these questions begin."""
        bank = "|".join(f"{id}:{type}:{size}:{right}" for id, type, size, right in self.items)
        told = f"{self.slug}|{bank}|{self.drawn}|{self.before}"
        return ALPHABET[VERSION] + page_mark(self.slug) + _digest(told, PRINT)

    def model(self) -> dict[str, Any]:
        """What the browser needs besides the questions."""
        body = width(self) - HEAD - CHECK
        return {"prefixe": self.prefix, "taille": body, "tirage": self.drawn, "avant": self.before}


def page_mark(slug: str) -> str:
    """The three characters that name a page in its codes."""
    return _digest(slug, PAGE)


def _digest(text: str, size: int) -> str:
    return _digits(int.from_bytes(hashlib.sha256(text.encode()).digest()) % BASE**size, size)


def check_marks(slugs: Sequence[str]) -> None:
    """Raise ContentError when two pages would have the same mark."""
    marks: dict[str, str] = {}
    for slug in slugs:
        other = marks.setdefault(page_mark(slug), slug)
        if other != slug:
            raise ContentError(
                f"les pages « {other} » et « {slug} » auraient les mêmes codes de réponses",
                hint="Donnez un autre nom à la plus récente des deux.",
            )


def outcomes(question: Question) -> tuple[str, ...]:
    """What can come of a question: the keys of its answers, or how far the answer is."""
    if question.type in ONE_CHOICE:
        return tuple(answer.key for answer in question.answers)
    return NUMBER if question.type == "numerique" else STATUSES


def sheet(slug: str, questions: Sequence[Question], *, drawn: int = 0, before: int = 0) -> Sheet:
    """The sheet of a page that asks these questions."""
    return Sheet(slug, tuple(map(_item, questions)), drawn, before)


def _item(question: Question) -> tuple[str, str, int, str]:
    return question.id, question.type, len(outcomes(question)), "".join(one.key for one in question.answers if one.right)


def rank(model: Mapping[str, Any], record: Mapping[str, Any] | None) -> int:
    """What a stored record says of the first attempt at a question (its model): see the module."""
    if not record:
        return 0
    several = (record.get("essais") or 1) > 1
    value = record.get("initiale") if several else record.get("valeur")
    if model["type"] in ONE_CHOICE:
        keys = [answer["cle"] for answer in model["reponses"]]
    else:
        keys = list(NUMBER if model["type"] == "numerique" else STATUSES)
    if several and value is None:
        return len(keys) + 1
    result = grade(model, value)
    if result["status"] in ("empty", "invalid"):
        return 0
    key = result["status"] if keys[0] == STATUSES[0] else result["feedback"][0]
    return keys.index(key) + 1


# -- characters ------------------------------------------------------------------------------------


def normal(text: str) -> str:
    """The characters of a code as typed: capitals, O as 0, I and L as 1, no spaces nor hyphens."""
    return _SKIPPED.sub("", text).upper().translate(_ALIKE)


def spelled(code: str) -> str:
    """In groups of four."""
    return " ".join(re.findall(".{1,4}", code))


def check(body: str) -> str:
    """The two characters that follow `body`."""
    total = 1
    for char in body:
        total = (total * _POINT + ALPHABET.index(char)) % _MODULUS
    return _digits(total, CHECK)


def sound(code: str) -> bool:
    """Whether a code in its normal form has the right check."""
    known = len(code) > CHECK and set(code) <= set(ALPHABET)
    return known and check(code[:-CHECK]) == code[-CHECK:]


def _digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, BASE)
        text = ALPHABET[digit] + text
    return text


# -- codes -----------------------------------------------------------------------------------------


def _capacity(sheet: Sheet) -> int:
    radices = sorted((size + 2 for size in sheet.sizes), reverse=True)
    count = sheet.drawn or len(radices)
    return prod(radices[:count]) * (sheet.before + 2 if sheet.before else 1) * _draws(sheet)


def _draws(sheet: Sheet) -> int:
    return comb(len(sheet.items), sheet.drawn) if sheet.drawn else 1


def width(sheet: Sheet) -> int:
    """How many characters the codes of this sheet have."""
    count = 0
    while BASE**count < _capacity(sheet):
        count += 1
    return HEAD + count + CHECK


def write(sheet: Sheet, ranks: Sequence[int | None], before: int | None = None) -> str:
    """The code of these answers: a rank for each question, None for one that was not drawn."""
    asked = [place for place, one in enumerate(ranks) if one is not None]
    number = 0
    for place in asked:
        number = number * (sheet.sizes[place] + 2) + ranks[place]
    if sheet.before:
        number = number * (sheet.before + 2) + (0 if before is None else before + 1)
    if sheet.drawn:
        combination = sum(comb(place, order) for order, place in enumerate(asked, 1))
        number = number * _draws(sheet) + combination
    body = sheet.prefix + _digits(number, width(sheet) - HEAD - CHECK)
    return body + check(body)


def read(sheet: Sheet, code: str) -> tuple[list[int | None], int | None] | None:
    """What a code holds: the ranks, and the score before; None when it is not a code of this sheet."""
    code = normal(code)
    if not code.startswith(sheet.prefix) or len(code) != width(sheet) or not sound(code):
        return None
    number = 0
    for char in code[HEAD:-CHECK]:
        number = number * BASE + ALPHABET.index(char)
    asked = list(range(len(sheet.items)))
    if sheet.drawn:
        number, combination = divmod(number, _draws(sheet))
        asked = _combination(combination, sheet.drawn, len(sheet.items))
    before = None
    if sheet.before:
        number, score = divmod(number, sheet.before + 2)
        before = score - 1 if score else None
    ranks: list[int | None] = [None] * len(sheet.items)
    for place in reversed(asked):
        number, ranks[place] = divmod(number, sheet.sizes[place] + 2)
    return None if number else (ranks, before)


def _combination(rank: int, count: int, among: int) -> list[int]:
    """The places that the rank of a combination stands for."""
    places = []
    for place in reversed(range(among)):
        if count and comb(place, count) <= rank:
            rank -= comb(place, count)
            count -= 1
            places.insert(0, place)
    return places
