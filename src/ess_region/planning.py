"""The regional conference: the next deadline and the back-planning.

Pure rules, the twin of `plan` in `widgets/conference.js`; both are tested against
`tests/vectors/conference.json`. The law asks for a conference at least every two years (article 8):
counting from day to day is our reading, as are the offsets of the steps.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from . import dates

UNKNOWN = "inconnue"


def deadline(last: date, years: int) -> date:
    """The same day some years later; 28 February for a 29 February without a twin."""
    return dates.add_months(last, 12 * years)


def check_last(text: str | None, *, today: date, law: date) -> tuple[str, date | None]:
    """What a date of last conference is worth: (`vide`, `inconnue`, `impossible`, `avant-loi`, `future` or `ok`, day)."""
    if not text:
        return "vide", None
    if text == UNKNOWN:
        return UNKNOWN, None
    day = dates.parse(text)
    if day is None:
        return "impossible", None
    if day < law:
        return "avant-loi", None
    return ("future", None) if day > today else ("ok", day)


def step_date(conference: date, amount: int, unit: str) -> date:
    """Day of a step: a working day, never later than its offset before, never earlier after."""
    day = dates.shift(conference, amount, unit)
    return dates.working_day_before(day) if amount < 0 else dates.working_day_after(day)


def earliest(steps: Sequence[Mapping[str, Any]], today: date) -> date:
    """The first working day from which no step falls before today."""
    ahead = [step for step in steps if step["decalage"] < 0]
    days = [dates.shift(today, -step["decalage"], step["unite"]) for step in ahead]
    day = dates.working_day_after(max(days, default=today))
    while any(step_date(day, step["decalage"], step["unite"]) < today for step in ahead):
        day = dates.working_day_after(day + timedelta(days=1))
    return day


def plan(
    steps: Sequence[Mapping[str, Any]],
    *,
    last: str | None,
    target: str | None,
    today: date,
    law: date,
    years: int,
) -> dict[str, Any]:
    """The plan of a conference.

    `steps`: {`id`, `decalage`, `unite`}, in order. `last`: date of the last conference as typed, or
    `inconnue`; `target`: the date wanted, as typed, or nothing for the one we propose.

    Returns `derniere` (a state of `check_last`), `echeance` (day or None), `retard` (days since the
    deadline, 0 before it), `proposee` (day or None), `cible` (`vide`, `impossible`, `passee`,
    `tardive` or `ok`), `date` (day planned for, or None), `etapes` (`id`, `date`, `passee`; empty
    without a day).
    """
    state, last_day = check_last(last, today=today, law=law)
    due = deadline(last_day, years) if last_day else None
    late = max(0, (today - due).days) if due else 0
    proposed = None
    if due and not late:
        friday = dates.working_day_before(due)
        proposed = friday if friday >= today else due
    elif due or state == UNKNOWN:
        proposed = earliest(steps, today)
    outcome, day = _target(target, proposed, due if not late else None, today)
    dated = []
    if day:
        for step in steps:
            when = step_date(day, step["decalage"], step["unite"])
            dated.append({"id": step["id"], "date": when, "passee": when < today})
        dated.sort(key=lambda step: step["date"])  # stable: the order of the steps decides between equals
    return {
        "derniere": state,
        "echeance": due,
        "retard": late,
        "proposee": proposed,
        "cible": outcome,
        "date": day,
        "etapes": dated,
    }


def _target(
    text: str | None, proposed: date | None, due: date | None, today: date
) -> tuple[str, date | None]:
    if not text:
        return ("ok", proposed) if proposed else ("vide", None)
    day = dates.parse(text)
    if day is None:
        return "impossible", None
    if day < today:
        return "passee", None
    return ("tardive" if due and day > due else "ok"), day


