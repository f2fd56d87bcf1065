"""CSV texts for French spreadsheets. The browser's twin: `csvText` in `widgets/shared/export.js`."""

import re
from collections.abc import Iterable

BOM = "\ufeff"
_FORMULA = re.compile("[ \u00a0\u202f]*[=+\\-@]|[\t\r\n]")
_QUOTED = re.compile(r'[;"\r\n]|^ | \Z')


def csv(rows: Iterable[Iterable[object]]) -> str:
    """Semicolons, CRLF, and a mark of UTF-8 at the start.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    return BOM + "".join(f"{';'.join(_cell(value) for value in row)}\r\n" for row in rows)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if _FORMULA.match(text):
        text = f"'{text}"
    if _QUOTED.search(text):
        text = '"' + text.replace('"', '""') + '"'
    return text
