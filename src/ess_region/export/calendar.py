"""iCalendar texts (RFC 5545). The browser's twin: `widgets/shared/export.js`."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from .. import dates

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_LIMIT = 75  # octets in a line, its end apart


def fold(line: str) -> str:
    """A line cut so that no piece is longer than 75 octets, never inside a character."""
    out, size = [], 0
    for char in line:
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _LIMIT:
            out.append("\r\n ")
            size = 1
        out.append(char)
        size += octets
    return "".join(out)


def escape(text: str) -> str:
    """A text value: `\\`, `;`, `,` and line ends escaped, other control characters dropped."""
    text = _CONTROL.sub("", re.sub(r"\r\n?", "\n", text))
    return re.sub(r"[\\;,]", r"\\\g<0>", text).replace("\n", "\\n")


def ics(events: Sequence[Mapping[str, str]], *, name: str, stamp: str | date) -> str:
    """An iCalendar text of events, in the order given.

    `events`: {`uid`, `date`, `titre`, `texte`} for a whole day, or with `debut` and `fin` instead of `date`
    (« 2026-11-12T09:30 », on the clock of the place); dates are days, or ISO texts. The same input always
    gives the same text: `stamp` (a day) is the only clock. Raises ValueError on an empty list or a
    date that does not exist.
    """
    if not events:
        raise ValueError("un agenda vide n’est pas un agenda")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ESS en Region//Cours//FR", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escape(name)}")
    for event in events:
        timed = "debut" in event
        lines += ["BEGIN:VEVENT", f"UID:{escape(event['uid'])}", f"DTSTAMP:{_day(stamp):%Y%m%d}T000000Z"]
        if timed:
            lines += [f"DTSTART:{_time(event['debut'])}", f"DTEND:{_time(event['fin'])}"]
        else:
            day = _day(event["date"])
            lines += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]
        lines.append(f"SUMMARY:{escape(event['titre'])}")
        if event.get("texte"):
            lines.append(f"DESCRIPTION:{escape(event['texte'])}")
        lines += ["END:VEVENT"] if timed else ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _time(value: str) -> str:
    day, _, hour = value.partition("T")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", hour):
        raise ValueError(f"heure inconnue : {value}")
    return f"{_day(day):%Y%m%d}T{hour.replace(':', '')}00"


def _day(value: str | date) -> date:
    day = dates.parse(value)
    if day is None:
        raise ValueError(f"date inconnue : {value}")
    return day
