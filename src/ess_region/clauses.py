"""Insertion hours of a public contract, and the rules that apply on the day it is launched.

Pure rules, the twin of `widgets/clauses.js`; both are tested against `tests/vectors/clauses.json`.
All arithmetic is on whole numbers, so that both sides round alike (half up): euros are in cents,
percentages and hours in hundredths.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

SPACES = "[ \t\r\n\u00a0\u2009\u202f'’]"
_BODY = "([+-]?)([0-9.,]*[0-9][0-9.,]*)"
_EURO = "(?:€|eur|euros?|e)?"
_POWERS = {"k": 3, "mille": 3, "m": 6, "million": 6, "millions": 6, "md": 9, "mds": 9, "milliard": 9, "milliards": 9}
_PATTERNS = {
    "montant": rf"€?{_BODY}(?:e([0-9]{{1,4}}))?(k|mille|millions?|milliards?|mds?|m)?d?e?{_EURO}(?:ht|h\.t\.?|horstaxes?)?",
    "part": rf"{_BODY}()()(?:%|pourcent)?",
    "cout": rf"€?{_BODY}()()d?e?{_EURO}(?:ht)?(?:/h|/heure|parheure|delheure|delh)?",
    "heures": rf"{_BODY}()()(?:h|heures?)?(?:/an|paran)?",
}

#: Each field: how it is written, whether « 216.000 » is thousands, smallest and largest values (hundredths).
FIELDS: dict[str, tuple[str, bool, int, int]] = {
    "montant": ("montant", True, 1, 10**13),
    "achats": ("montant", True, 1, 10**13),
    "part": ("part", False, 1, 100_00),
    "taux": ("part", False, 1, 100_00),
    "cout": ("cout", False, 1_00, 1_000_00),
    "annuel": ("heures", True, 1_00, 8_784_00),
}
CONTRACTS = ("fournitures-services", "travaux")
SHARE_STEP, RATE_STEP = 10_00, 2_00


def read(name: str, text: object) -> dict[str, Any]:
    """What a field holds: {`etat`, `valeur`}, the value in hundredths, None unless `etat` is `ok`.

    `name` is one of FIELDS. Other states: `vide`, `illisible`, `ttc`, `negatif`, `nul`,
    `trop-petit`, `trop-grand`.
    """
    kind, thousands, least, most = FIELDS[name]
    typed = str(text if text is not None else "").lower().replace("\u2212", "-").replace("–", "-")
    bare = re.sub(SPACES, "", typed)
    if not bare:
        return _said("vide")
    if "ttc" in bare or "toutestaxes" in bare:
        return _said("ttc" if kind == "montant" else "illisible")
    match = re.fullmatch(_PATTERNS[kind], bare)
    if not match:
        return _said("illisible")
    sign, body, exponent, power = match.groups()
    grouped = re.search(rf"[0-9]{SPACES}+[0-9]", typed) is not None
    digits = _digits(body, thousands and not grouped and not power and not exponent)
    if digits is None:
        return _said("illisible")
    value = _hundredths(*digits, int(exponent or 0) + _POWERS.get(power or "", 0))
    if value == 0:
        return _said("nul")
    if sign == "-":
        return _said("negatif")
    if not least <= value <= most:
        return _said("trop-petit" if value < least else "trop-grand")
    return {"etat": "ok", "valeur": value}


def _said(state: str) -> dict[str, Any]:
    return {"etat": state, "valeur": None}


def _digits(body: str, thousands: bool) -> tuple[str, str] | None:
    """Whole part and decimals of « 1.234.567,8 », « 216.000 » (when thousands may be) or « 12,5 »."""
    marks = re.sub("[0-9]", "", body)
    if not marks:
        return body, ""
    last = max(body.rfind("."), body.rfind(","))
    before, after = body[:last], body[last + 1 :]
    if len(marks) == 1:
        if thousands and re.fullmatch("[1-9][0-9]{0,2}", before) and len(after) == 3:
            return before + after, ""
        return before, after
    groups = rf"[0-9]{{1,3}}(?:{re.escape(marks[0])}[0-9]{{3}})+"
    if set(marks) == {marks[0]}:
        return (re.sub("[.,]", "", body), "") if re.fullmatch(groups, body) else None
    if set(marks[:-1]) == {marks[0]} and re.fullmatch(groups, before):
        return re.sub("[.,]", "", before), after
    return None


def _hundredths(whole: str, decimals: str, power: int) -> int:
    """The number × 10^power, in hundredths, rounded half up; more than 10^20 counts as 10^20."""
    figures = (whole + decimals).lstrip("0")
    point = len(figures) - len(decimals) + power + 2
    if not figures or point < 0:
        return 0
    if point > 20:
        return 10**20
    figures = figures.ljust(point + 1, "0")
    return int(figures[:point] or "0") + (figures[point] >= "5")


def divide(number: int, by: int) -> int:
    """Quotient of two positive whole numbers, rounded half up."""
    return (2 * number + by) // (2 * by)


def hours(amount: int, share: int, rate: int, cost: int) -> int:
    """Insertion hours: amount × share × rate ÷ hourly cost (cents and hundredths of a percent)."""
    return divide(amount * share * rate, cost * 10**8)


def compute(values: Row) -> dict[str, int | None] | None:
    """The steps of the calculation, from values in hundredths; None while one of the four is missing.

    `main_oeuvre` and `insertion` in cents, `centiemes` in hundredths of an hour, `heures` whole,
    `etp` in hundredths of a full-time year of `annuel` hours (None without it).
    """
    amount, share, rate, cost = (values.get(name) for name in ("montant", "part", "taux", "cout"))
    if not (amount and share and rate and cost):
        return None
    whole = hours(amount, share, rate, cost)
    yearly = values.get("annuel")
    return {
        "main_oeuvre": divide(amount * share, 10**4),
        "insertion": divide(amount * share * rate, 10**8),
        "centiemes": divide(amount * share * rate * 100, cost * 10**8),
        "heures": whole,
        "etp": divide(whole * 10**4, yearly) if yearly else None,
    }


def around(value: int, step: int) -> list[int]:
    """The value, one step below and one above, inside ]0, 100 %]."""
    return [one for one in (value - step, value, value + step) if 0 < one <= 100_00]


def sensitivity(values: Row) -> dict[str, Any] | None:
    """Hours when the share (columns) and the rate (rows) move; None while a value is missing."""
    if compute(values) is None:
        return None
    shares, rates = around(values["part"], SHARE_STEP), around(values["taux"], RATE_STEP)
    table = [[hours(values["montant"], share, rate, values["cout"]) for share in shares] for rate in rates]
    return {"parts": shares, "taux": rates, "heures": table}


# -- rules of the day ----------------------------------------------------------------------------


def threshold(thresholds: Sequence[Row], rule: str, contract: str, day: str) -> dict[str, Any]:
    """The threshold in force that day: {`etat`, `id`}.

    `connu`; `incertain` (the sources do not say since when it was so); `apres` (they stop before
    that day: `id` is the last one) or `avant` (they start later: `id` is the first one).
    """
    rows = [row for row in thresholds if row["regle"] == rule and row["contrat"] in ("", contract)]
    for row in rows:
        if (not row["debut"] or row["debut"] <= day) and (not row["fin"] or day <= row["fin"]):
            return {"etat": "connu" if row["debut"] else "incertain", "id": row["id"]}
    past = [row for row in rows if row["fin"] and row["fin"] < day]
    nearest = past[-1] if past else rows[0]
    return {"etat": "apres" if past else "avant", "id": nearest["id"]}


def position(amount: int | None, limit: int) -> str | None:
    """`dessus`, `dessous` or `egal`; None without an amount. Both in cents."""
    if amount is None:
        return None
    return "egal" if amount == limit else "dessus" if amount > limit else "dessous"


def _placed(thresholds: Sequence[Row], rule: str, contract: str, amount: int | None, day: str) -> dict[str, Any]:
    found = threshold(thresholds, rule, contract, day)
    limit = next(row["montant"] for row in thresholds if row["id"] == found["id"])
    return found | {"position": position(amount, limit) if found["etat"] == "connu" else None}


def assess(
    rules: Sequence[Row], thresholds: Sequence[Row], *, contract: str, amount: int | None, day: str
) -> dict[str, Any]:
    """What holds for a consultation launched that day (ISO text).

    Returns `europeen` and `dispense` ({`etat`, `id`, `position`}: see `threshold` and `position`) and
    `regles`, rule id → `obligation`, `possibilite`, `avant` (starts later), `hors-contrat`, or for a
    rule above a threshold `facultatif` (below it), `egal`, `seuil-inconnu`, `montant` (amount needed).
    """
    european = _placed(thresholds, "europeen", contract, amount, day)
    return {
        "europeen": european,
        "dispense": _placed(thresholds, "dispense", contract, amount, day),
        "regles": {rule["id"]: _rule(rule, european, contract, day) for rule in rules},
    }


_ABOVE = {"dessus": "obligation", "dessous": "facultatif", "egal": "egal", None: "montant"}


def _rule(rule: Row, european: Row, contract: str, day: str) -> str:
    if rule["contrat"] not in ("", contract):
        return "hors-contrat"
    if rule["debut"] and day < rule["debut"]:
        return "avant"
    if not rule["seuil"]:
        return rule["nature"]
    return _ABOVE[european["position"]] if european["etat"] == "connu" else "seuil-inconnu"


def spaser(thresholds: Sequence[Row], amount: int | None, day: str) -> dict[str, Any]:
    """Whether annual purchases (cents) impose the scheme that day: {`etat`, `id`, `position`}."""
    return _placed(thresholds, "spaser", "", amount, day)
