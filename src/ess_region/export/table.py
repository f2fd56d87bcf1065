"""CSV texts for French spreadsheets. The browser's twin: `csvText` in `widgets/shared/export.js`."""

import re
from collections.abc import Iterable

BOM = "\ufeff"
# A sign (its wide form too) after nothing, or after what is not seen; a line or a column that the cell would break.
_FORMULA = re.compile("[ \u00a0\u202f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile(r'[;"\r\n]|^ | \Z')


def csv(rows: Iterable[Iterable[object]]) -> str:
    """Semicolons, CRLF, and a mark of UTF-8 at the start.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe; control characters are dropped.
    """
    return BOM + "".join(f"{';'.join(_cell(value) for value in row)}\r\n" for row in rows)


def _cell(value: object) -> str:
    text = _CONTROL.sub("", "" if value is None else str(value))
    if _FORMULA.match(text):
        text = f"'{text}"
    if _QUOTED.search(text):
        text = '"' + text.replace('"', '""') + '"'
    return text
