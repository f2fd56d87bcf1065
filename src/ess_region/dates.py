"""Days of the calendar as people give them: parsing, months, weeks, working days.

The browser has the same rules in `widgets/shared/dates.js`; both are tested against
`tests/vectors/conference.json`. Public holidays are not taken into account.
"""

import calendar
import re
from datetime import date, timedelta

#: Outside these years, a date is taken for a typing error.
FIRST_YEAR, LAST_YEAR = 1900, 2199
UNITS = ("mois", "semaines")

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")


def parse(text: object) -> date | None:
    """`2026-11-12` or `12/11/2026` → the day; None when there is no such day."""
    if isinstance(text, date):
        return text
    if not isinstance(text, str):
        return None
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _FRENCH.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """The same day some months away, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def shift(day: date, amount: int, unit: str) -> date:
    """Some months or weeks away; a negative amount goes back. Raises ValueError on another unit."""
    if unit not in UNITS:
        raise ValueError(f"unité de temps inconnue : {unit}")
    return day + timedelta(weeks=amount) if unit == "semaines" else add_months(day, amount)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def working_day_before(day: date) -> date:
    """The day itself, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def working_day_after(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=(7 - day.weekday()) if is_weekend(day) else 0)
