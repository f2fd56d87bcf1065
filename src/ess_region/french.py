"""Numbers, dates and lists as French typography writes them.

The browser has the same rules in `widgets/shared/format.js`; both are tested against
`tests/vectors/format.json`.
"""

import math
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"  # before « : », « % » and units
NNBSP = "\u202f"  # thousands, and before « ; », « ! », « ? »
MINUS = "\u2212"

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()


def number(value: float, decimals: int | None = None, *, sign: bool = False) -> str:
    """`221325` → « 221 325 », `2.37` → « 2,37 ».

    `decimals` fixes the number of decimals (rounded half up, as people do by hand); without it,
    the value's own decimals are kept. `sign` prints + before a positive number.
    Raises ValueError on NaN and infinities: a figure that does not exist is never printed.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("nombre non fini")
    exact = _rounded(value, decimals)
    digits = f"{abs(exact):f}"
    whole, _, fraction = digits.partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    text = NNBSP.join(groups) + ("," + fraction if fraction else "")
    if exact < 0:
        return MINUS + text
    return ("+" + text) if sign and exact > 0 else text


def rounded(value: float, decimals: int | None) -> float | int:
    """`value` as `number` prints it with these decimals: 18.7479 → 19 when there are none."""
    exact = _rounded(value, decimals)
    return int(exact) if decimals == 0 or isinstance(value, int) else float(exact)


def _rounded(value: float, decimals: int | None) -> Decimal:
    exact = Decimal(str(value))
    if decimals is None:
        return exact
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def parse_number(text: str) -> float | None:
    """Read a number as people type it: « 1 234,5 % », « 13.9 », « 30 € ». None if it is not one."""
    cleaned = re.sub(r"[\s\u00a0\u202f€%]", "", str(text)).replace(MINUS, "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", cleaned):
        return None
    return float(cleaned)


def with_unit(text: str, unit: str | None) -> str:
    """A number and its unit, joined by a space that does not break."""
    return f"{text}{NBSP}{unit}" if unit else text


def in_bytes(count: int) -> str:
    """« 12 ko », « 1,4 Mo »: thousands of bytes, as file managers and upload limits count them."""
    if count < 1_000_000:
        return with_unit(number(max(count / 1000, 0.1), 0 if count >= 1000 else 1), "ko")
    return with_unit(number(count / 1_000_000, 1), "Mo")


def day(value: str | date | None) -> str:
    """`2014-07-31` → « 31 juillet 2014 », `2021-05` → « mai 2021 », `2021` → « 2021 »."""
    if not value:
        return ""
    parts = str(value).split("-")
    if not all(re.fullmatch(r"\d+", part) for part in parts):
        return str(value)
    year = parts[0]
    if len(parts) == 1:
        return year
    month = MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month} {year}"
    first = int(parts[2])
    return f"{'1er' if first == 1 else first}{NBSP}{month} {year}"


def of_date(value: str | date | None) -> str:
    """« du 31 janvier 2025 », « de mai 2021 », « d’août 2021 », « de 2013 », « depuis 2000 »."""
    words = day(value)
    if not words or words.startswith("depuis "):
        return words
    if _is_full(words):
        return f"du {words}"
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def for_date(value: str | date | None) -> str:
    """« pour le 31 janvier 2025 », « pour mai 2021 », « pour 2020 »."""
    words = day(value)
    return words and (f"pour le {words}" if _is_full(words) else f"pour {words}")


def _is_full(words: str) -> bool:
    """Whether a written date begins with a day of a month."""
    return re.match(rf"\d{{1,2}}(?:er)?\s(?:{'|'.join(MONTHS)})\b", words) is not None


def period(start: str | None, end: str | None) -> str:
    """« 2008–2013 », « depuis 2000 », or the single date."""
    if start and end and start != end:
        return f"{day(start)}–{day(end)}"
    if start and not end:
        return f"depuis {day(start)}"
    return day(end)


#: Small numbers in words, by value.
WORDS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
).split()


def in_words(count: int) -> str:
    """A count as a sentence says it: in letters up to twenty, in figures after."""
    return WORDS[count] if 0 <= count < len(WORDS) else number(count)


def ordinal(rank: int, feminine: bool = False) -> str:
    """1 → « 1er » or « 1re », 2 → « 2e »."""
    if rank == 1:
        return "1re" if feminine else "1er"
    return f"{rank}e"


def enumeration(items: list[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def lower_first(text: str) -> str:
    """A title in the middle of a sentence; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def fold(text: str) -> str:
    """Lower case without accents: what the alphabet compares."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
