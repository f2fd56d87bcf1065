"""The data as one spreadsheet (.xlsx): a sheet that explains, a sheet of the columns, then one per table."""

import datetime
import re
import textwrap
from pathlib import Path

from .. import __version__, data, inline
from .package import tables

GUIDE, COLUMNS = "Lisez-moi", "Colonnes"
#: The longest name of a sheet that spreadsheets accept.
LONGEST_SHEET = 31
# Any fixed day does: the same data give the same bytes.
CREATED = datetime.datetime(2000, 1, 1)
#: Spreadsheets know no day before: those stay texts.
FIRST_DAY = "1900-03-01"
WIDEST, NARROWER = 60, 38  # characters: a column of text; the same in a table of many columns
MANY = 8  # columns
LINE, TALLEST = 15, 409  # points: one line; the tallest row that spreadsheets accept
#: From this number on, thousands are told apart: below are years too.
GROUPED = 10_000
_ROLE = re.compile(r"\{[a-z]+\}`")
_TYPES = {"string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "vrai ou faux", "date": "date"}

_GUIDE = (
    "Une feuille par table. La feuille « Colonnes » dit ce que contient chaque colonne.",
    "Chaque ligne dit sa source : cherchez son identifiant dans la feuille « sources ».",
    "La colonne « Page de la brochure » renvoie à la brochure d’origine.",
    "Les codes de région sont du texte : 01 n’est pas 1.",
    "Les chiffres de 2013 et les chiffres plus récents n’ont pas le même champ : lisez ces colonnes avant de comparer.",
    "Vous pouvez copier, adapter et diffuser ces données, en citant leur source et leur date.",
)


def export(target: Path) -> int:
    """Write the workbook. Returns the number of tables. Raises ContentError, OSError."""
    import xlsxwriter

    package, found = data.package(), tables()
    # Texts stay texts, whatever they begin with: no formula, no link.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(target), {"in_memory": True, **options})
    book.set_properties({"title": package["title"], "created": CREATED, "comments": f"Version {__version__}"})
    sheets = Sheets(book)
    sheets.guide(package, found)
    sheets.columns(found)
    for name, title, _ in found:
        sheets.table(name, title)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:  # what the system said is inside
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from None
    return len(found)


class Sheets:
    """The sheets of a workbook, with its cell formats."""

    def __init__(self, book):
        self.book = book
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#0d5358"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e2f0ef", "bottom": 1, "num_format": "@"}
        )
        self.text = book.add_format({**top, "text_wrap": True, "num_format": "@"})
        self.plain = book.add_format(top)
        self._numbers = {}
        self.day = book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"})
        self.link = book.add_format({**top, "font_color": "#0d5358", "underline": 1})

    def number(self, value: float, decimals: int | None, group: bool):
        """The format of a number: its decimals, thousands apart when it is large; the spreadsheet's language does the rest."""
        if decimals is None and not group:
            return self.plain
        pattern = ("#,##0" if group else "0") + ("." + "0" * decimals if decimals else "")
        if pattern not in self._numbers:
            self._numbers[pattern] = self.book.add_format({"valign": "top", "num_format": pattern})
        return self._numbers[pattern]

    def guide(self, package: dict, found: list[tuple[str, str, int]]) -> None:
        """The first sheet: what this is, how to read it, the licence, and a link to each table."""
        sheet = self.book.add_worksheet(GUIDE)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, WIDEST)
        sheet.set_column(2, 2, 10)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, package["title"], self.title)
        licence = package["licenses"][0]
        lines = [
            ("Version", __version__),
            ("Ce que c’est", package["description"]),
            *(("" if rank else "Comment le lire", words) for rank, words in enumerate(_GUIDE)),
            *(("Source principale", f"{source['title']}, {source['path']}") for source in package["sources"]),
            ("Licence", f"{licence['title']}, {licence['path']}"),
        ]
        for row, (label, words) in enumerate(lines, 2):
            sheet.write_string(row, 0, label, self.text)
            sheet.write_string(row, 1, words, self.text)
            _height(sheet, row, [(label, 34), (words, WIDEST)])
        first = len(lines) + 3
        for column, label in enumerate(("Feuille", "Ce qu’elle contient", "Lignes")):
            sheet.write_string(first, column, label, self.head)
        for row, (name, title, count) in enumerate(found, first + 1):
            sheet.write_url(row, 0, f"internal:'{_sheet(name)}'!A1", self.link, _sheet(name))
            sheet.write_string(row, 1, title, self.text)
            sheet.write_number(row, 2, count, self.plain)

    def columns(self, found: list[tuple[str, str, int]]) -> None:
        """Every column of every table: its title, its name in the CSV, its type, its unit, what it says."""
        rows = []
        for name, _, _ in found:
            for field in data.fields(name):
                kind = _TYPES[field.get("type", "string")]
                rows.append(
                    (_sheet(name), field["title"], field["name"], kind, field.get("unite", ""), field["description"])
                )
        heads = ("Feuille", "Colonne", "Nom dans le fichier CSV", "Type", "Unité", "Ce qu’elle contient")
        sheet = self._sheet(COLUMNS, heads, len(rows))
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, self.text)
        self._widths(sheet, heads, rows)

    def table(self, name: str, title: str) -> None:
        """One table: a frozen line of titles, filters, typed cells."""
        fields, rows = data.fields(name), data.table(name, trace=False)
        heads = list(data.titles(name).values())
        sheet = self._sheet(_sheet(name), heads, len(rows))
        cells = [[_cell(row, field) for field in fields] for row in rows]
        shapes = [_shape(field, rows) for field in fields]
        for number, line in enumerate(cells, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, bool):
                    sheet.write_boolean(number, column, cell, self.plain)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell, self.number(cell, *shapes[column](rows[number - 1], cell)))
                elif isinstance(cell, datetime.date):
                    sheet.write_datetime(number, column, cell, self.day)
                elif cell is not None:
                    sheet.write_string(number, column, cell, self.text)
        self._widths(sheet, heads, cells)
        sheet.set_header(f"&L{title}")

    def _sheet(self, name: str, heads, rows: int):
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self.head)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _widths(self, sheet, heads, rows) -> None:
        """Widths of columns, then heights of rows: stored, for spreadsheets that do not compute them on opening."""
        widest = WIDEST if len(heads) <= MANY else NARROWER
        widths = []
        for column, head in enumerate(heads):
            longest = max([len(head) + 2, *(len(_shown(line[column])) for line in rows)])  # 2: the filter's arrow
            widths.append(min(max(longest, 8) + 2, widest))
            sheet.set_column(column, column, widths[-1])
        for number, line in enumerate([heads, *rows]):
            room = 3 if number == 0 else 0
            _height(sheet, number, [(_shown(cell), width - room) for cell, width in zip(line, widths, strict=True)])


def _height(sheet, row: int, cells) -> None:
    """Make a row tall enough for its texts. `cells`: (text, width in characters)."""
    lines = max((len(textwrap.wrap(text, max(width - 1, 1))) for text, width in cells), default=1)
    if lines > 1:
        sheet.set_row(row, min(lines * LINE, TALLEST))


def _shown(cell) -> str:
    """About how long a cell is on the screen."""
    if isinstance(cell, datetime.date):
        return "00/00/0000"
    return "" if cell is None else str(cell)


def _shape(field: dict, rows):
    """(row, number) → its decimals, or None, and whether thousands are apart."""
    if "unite" not in field:  # values of several kinds, years among them: the row says how many decimals
        return lambda row, value: (row.get("decimales") if field["name"] == "valeur" else None, abs(value) >= GROUPED)
    values = [row[field["name"]] for row in rows if row[field["name"]] is not None]
    decimals = max(len(str(value).partition(".")[2].rstrip("0")) for value in values) if values else 0
    return lambda _row, _value: (decimals, True)


def _sheet(name: str) -> str:
    return name[:LONGEST_SHEET]


def _cell(row: data.Row, field: dict):
    """The value of a cell: a number, a truth, a day, or a text whose roles are read."""
    value = row[field["name"]]
    if not isinstance(value, str):
        return value
    if field.get("type") == "date" and value >= FIRST_DAY:
        return datetime.date.fromisoformat(value)
    # The table of facts keeps numbers, dates and words in one column; its own type tells them apart.
    if field["name"] == "valeur" and row.get("type") == "nombre":
        return float(value) if "." in value else int(value)
    return inline.plain(value) if _ROLE.search(value) else value

