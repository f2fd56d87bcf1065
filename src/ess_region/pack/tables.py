"""The tables of a pack, as a spreadsheet saves them: `;` or `,` between cells, in UTF-8."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from .. import french
from ..errors import ContentError
from . import texts
from .faults import Faults

MAX_ROWS = 100
MAX_CELL = 1500  # characters


@dataclass(frozen=True)
class Column:
    """A column of a table. `kind`: texte (inline Markdown), mots (plain words), id, nombre, date, adresse,
    courriel, telephone, liste (values parted by « | »)."""

    name: str
    kind: str = "mots"
    required: bool = False


@dataclass
class Row:
    """One line of a table: its number in the file, and its cells, read and checked."""

    line: int
    cells: dict[str, str | list[str]]


def read(content: bytes, columns: tuple[Column, ...], file: Path, faults: Faults) -> list[Row]:
    """The rows of a table; what is wrong in it goes to `faults`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.error(
            "le fichier n’est pas en UTF-8",
            file=file,
            line=_bad_line(content),
            hint="Dans le tableur, choisissez « Enregistrer sous », puis « CSV UTF-8 ».",
        )
        return []
    if "\0" in text:
        faults.error("le fichier n’est pas un tableau CSV", file=file, hint="Enregistrez-le au format « CSV UTF-8 ».")
        return []
    lines = list(_lines(text))
    if not lines:
        return []
    (number, header), *others = lines
    names = [_folded(cell) for cell in header]
    known = {column.name: column for column in columns}
    for name, written in zip(names, header):
        if written.strip() and name not in known:
            close = get_close_matches(name, known, n=1)
            faults.warn(
                f"la colonne « {written.strip()} » n’est pas employée",
                file=file,
                line=number,
                hint=f"Vouliez-vous écrire « {close[0]} » ?" if close else f"Colonnes : {', '.join(known)}.",
            )
    missing = [column.name for column in columns if column.required and column.name not in names]
    if missing:
        faults.error(
            f"il manque la colonne « {missing[0]} »",
            file=file,
            line=number,
            hint=f"La première ligne donne le nom des colonnes : {', '.join(known)}.",
        )
        return []
    if len(others) > MAX_ROWS:
        faults.error(f"le tableau a plus de {MAX_ROWS} lignes", file=file, hint="Gardez l’essentiel.")
        return []
    rows: list[Row] = []
    for number, cells in others:
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            faults.error(
                f"cette ligne a {len(cells)} cellules, l’en-tête en a {len(names)}",
                file=file,
                line=number,
                hint="Une cellule qui contient le séparateur se met entre guillemets droits.",
            )
            continue
        values = dict(zip(names, (cell.strip() for cell in cells)))
        read_cells = {}
        for column in columns:
            with faults.collect():
                read_cells[column.name] = cell(column, values.get(column.name, ""), file, number)
        rows.append(Row(number, read_cells))
    return rows


def _bad_line(content: bytes) -> int:
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of its first line in the file, and cells, of each row that is neither empty nor a remark."""
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip('"').startswith("#")), "")
    separator = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
            yield start, cells
        start = reader.line_num + 1


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", french.fold(name).strip()).strip("_")


# -- cells -------------------------------------------------------------------------------------

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 .()\u00a0\u202f-]{1,24}")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][^\s<>\"'`\\]*)?")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SPREADSHEET_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def cell(column: Column, value: str, file: Path, line: int) -> str | list[str]:
    """One cell, checked. Raises ContentError."""

    def fail(message: str, hint: str):
        raise ContentError(f"colonne « {column.name} » : {message}", file=file, line=line, hint=hint)

    if not value:
        if column.required:
            fail("la cellule est vide", "Remplissez-la, ou retirez la ligne.")
        return [] if column.kind == "liste" else ""
    if len(value) > MAX_CELL:
        fail(f"le texte a {len(value)} caractères", f"Gardez {MAX_CELL} caractères au plus.")
    if column.kind == "texte":
        return texts.inline_text(value, file=file, line=line, where=f"colonne « {column.name} »")
    if column.kind == "liste":
        return [texts.words(part.strip()) for part in value.split("|") if part.strip()]
    if column.kind == "mots":
        return texts.words(value)
    if column.kind == "date":
        return date(value, fail)
    if column.kind == "nombre" and french.parse_number(value) is None:
        fail(f"« {value} » n’est pas un nombre", "Par exemple 1250 ou 12,4, sans unité.")
    if column.kind == "id" and not _ID.fullmatch(value):
        fail(f"« {value} » n’est pas un identifiant", "En minuscules, sans accent ni espace : cooperative-du-port.")
    if column.kind == "courriel" and not EMAIL.fullmatch(value):
        fail(f"« {value} » n’est pas une adresse électronique", "Par exemple ess@exemple.invalid.")
    if column.kind == "telephone" and not _PHONE.fullmatch(value):
        fail(f"« {value} » n’est pas un numéro de téléphone", "Par exemple 01 99 00 12 34.")
    if column.kind == "adresse" and not ADDRESS.fullmatch(value):
        fail(f"« {value} » n’est pas l’adresse d’une page", "Elle commence par https:// et n’a pas d’espace.")
    return value


def date(value: str, fail) -> str:
    """A date as the course keeps them: « 2024 », « 2024-03 », « 2024-03-15 »; a spreadsheet's is put right."""
    found = _SPREADSHEET_DATE.fullmatch(value)
    if found:
        value = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    if not _DATE.fullmatch(value):
        fail(f"« {value} » n’est pas une date", "Écrivez 2024, 2024-03 ou 2024-03-15.")
    return value
