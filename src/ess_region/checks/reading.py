"""Everything that people read in the course, with its place: pages, exercises, tables.

Tables are read raw here (no types, no schema needed): the gates must work on broken data too.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from .. import paths
from . import markdown

# Keys of the exercise files whose value is a name or a setting, never a text.
SETTINGS = {
    "id", "type", "niveau", "section", "faits", "fait", "valeur", "tolerance", "unite", "sens", "forme",
    "min", "max", "pas", "juste", "article", "articles", "verdict", "source", "sources", "page", "secteur",
    "organisation", "organisations", "region", "regions", "statut", "famille", "nature", "cle", "icone",
    "evenements", "argument", "avis", "changements", "competence", "competences", "levier", "leviers", "exemple",
    "exemples", "maniere", "fichier", "sections", "vers", "si", "semaines", "confiance", "sorte", "saisie", "de",
    "document",
}  # fmt: skip


# The C parser, when PyYAML was built with it, is ten times faster and gives the same marks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_IDENTIFIER = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*|U\d{3})"
_IDENTIFIERS = re.compile(rf"{_IDENTIFIER}(?:\|{_IDENTIFIER})*")

_ANCHOR = re.compile(r"&\S+\s+")  # `&name` before a text that is used again further on
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")  # an identifier in a column of codes


@dataclass
class Text:
    """A piece of text that people read.

    `source` is what the author typed, `mask` the same with markup masked (see `markdown`), and
    `line_of(offset)` the line in `file` of a character of `source`. `offset` is where `source`
    begins in an exercise file.
    """

    file: Path
    source: str
    mask: str
    line: int
    id: str | None = None
    key: tuple[str, ...] = ()
    by_line: bool = True
    offset: int = 0

    def line_of(self, offset: int) -> int:
        """The line of a character of `source`, from 1."""
        return self.line + (self.source.count("\n", 0, offset) if self.by_line else 0)


@dataclass
class Table:
    """A CSV file, raw: `rows` are (line, cells), header apart. `fault` says why it is unreadable."""

    file: Path
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    fault: str | None = None
    fault_line: int | None = None

    def cells(self) -> Iterator[tuple[int, str, str, str]]:
        """Every cell as (line, identifier of the row, column, value)."""
        for line, row in self.rows:
            for column, value in zip(self.header, row):
                yield line, (row[0] if row else ""), column, value

    def column(self, name: str) -> list[str]:
        """The values of a column; an empty list when there is no such column."""
        if name not in self.header:
            return []
        index = self.header.index(name)
        return [row[index] for _, row in self.rows if index < len(row)]


# -- pages -----------------------------------------------------------------------------------


def page_files(book: Path | None = None) -> list[Path]:
    """Pages of the book, `modele.md` included."""
    return sorted((book or paths.BOOK).rglob("*.md"))


def read_page(file: Path) -> markdown.Page:
    """A page cut up (see `markdown.parse`). Raises UnicodeDecodeError, FileNotFoundError."""
    return _parsed(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _parsed(text: str) -> markdown.Page:
    # Keyed by the text itself, so that a page edited in between is read again.
    return markdown.parse(text)


# -- exercises -------------------------------------------------------------------------------


def exercise_files(exercises: Path | None = None) -> list[Path]:
    """YAML files of the exercises."""
    return sorted((exercises or paths.EXERCISES).rglob("*.yml"))


def yaml_texts(file: Path, source: str | None = None) -> list[Text]:
    """Texts of an exercise file, as typed, with the line where each begins. Raises yaml.YAMLError."""
    if source is None:
        source = file.read_text(encoding="utf-8")
    root = yaml.compose(source, Loader=_LOADER)
    found: list[Text] = []
    if root is not None:
        _walk(root, (), None, source, file, found)
    # An alias (`*name`) gives the same text again.
    return list({text.offset: text for text in reversed(found)}.values())[::-1]


def _walk(node, key, owner, source, file, found):
    if isinstance(node, yaml.MappingNode):
        names = {k.value: v for k, v in node.value if isinstance(k, yaml.ScalarNode)}
        own = names.get("id")
        owner = own.value if isinstance(own, yaml.ScalarNode) else owner
        wrong = getattr(names.get("juste"), "value", None) == "false"
        for name, value in names.items():
            step = f"{name}:faux" if name == "texte" and wrong else name
            _walk(value, (*key, step), owner, source, file, found)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _walk(item, key, owner, source, file, found)
    elif isinstance(node, yaml.ScalarNode):
        name = key[-1] if key else ""
        # One word without spaces, capitals or accents is an identifier (`ne-sait-pas`, `levier:article`), not a text.
        if name in SETTINGS or not re.search(r"[^\W\d_]{2}", node.value):
            return
        if not node.style and re.fullmatch(r"[a-z0-9_-]+(?::[a-z0-9-]+)?", node.value):
            return
        start, end = node.start_mark.index, node.end_mark.index
        anchor = _ANCHOR.match(source, start, end)
        start = anchor.end() if anchor else start
        raw = source[start:end]
        if node.style in ("|", ">"):
            indicator = raw.index("\n") + 1 if "\n" in raw else len(raw)
            start, raw = start + indicator, raw[indicator:]
        elif node.style in ("'", '"'):
            start, raw = start + 1, raw[1:-1]
        line = source.count("\n", 0, start) + 1
        mask = markdown.mask_inline(raw)
        found.append(Text(file, raw, mask, line, owner, key, offset=start))


# -- tables ----------------------------------------------------------------------------------


def table_files(data: Path | None = None) -> list[Path]:
    """CSV files of the data package."""
    return sorted((data or paths.DATA).glob("*.csv"))


def read_table(file: Path) -> Table:
    """A CSV file, raw. Never fails: see `Table.fault`."""
    table = Table(file)
    try:
        content = file.read_bytes()
    except OSError:
        table.fault = "le fichier est introuvable"
        return table
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        table.fault = "le fichier n’est pas en UTF-8"
        table.fault_line = content.count(b"\n", 0, error.start) + 1
        return table
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        table.header = next(reader, [])
        line = reader.line_num + 1
        for cells in reader:
            table.rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        table.fault = f"un guillemet est mal placé ({error})"
        table.fault_line = reader.line_num
    return table


def read_schema(file: Path) -> dict:
    """The schema that goes with a CSV file; an empty one when it is missing or malformed."""
    schema = file.parent / "schemas" / f"{file.stem}.json"
    try:
        value = json.loads(schema.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def text_columns(schema: dict) -> list[str]:
    """Columns that hold a text: strings that are neither keys, nor codes, nor addresses."""
    keys = set(_as_list(schema.get("primaryKey")))
    for key in schema.get("foreignKeys", []):
        keys.update(_as_list(key.get("fields")))
    found = []
    for item in schema.get("fields", []):
        constraints = item.get("constraints", {})
        if (
            item.get("type", "string") == "string"
            and item.get("format", "default") == "default"
            and item.get("name") not in keys
            and not constraints.get("enum")
            and not constraints.get("pattern")
        ):
            found.append(item["name"])
    return found


def lists_identifiers(table: Table, column: str) -> bool:
    """Whether a column named after a table lists identifiers of it: `u001|u002`, `atelier|salon`.

    (A column may have the name of a table and hold plain words: then no list of identifiers.)
    """
    if not (table.file.parent / f"{column}.csv").exists():
        return False
    values = [value for value in table.column(column) if value]
    return all(_IDENTIFIERS.fullmatch(value) for value in values)


def table_texts(file: Path) -> list[Text]:
    """Texts of a table, cell by cell."""
    table = read_table(file)
    wanted = {c for c in text_columns(read_schema(file)) if not lists_identifiers(table, c)}
    found = []
    for line, name, column, value in table.cells():
        if column in wanted and value.strip() and not _SLUG.fullmatch(value):
            mask = markdown.mask_inline(value)
            found.append(Text(file, value, mask, line, name, (column,), by_line=False))
    return found


def _as_list(value) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# -- the glossary ----------------------------------------------------------------------------


@dataclass
class Acronym:
    """An acronym as it may be written, and what it stands for."""

    sigle: str
    developpe: str


def glossary(data: Path | None = None) -> dict[str, Acronym]:
    """Every way of writing an acronym of `glossaire.csv` (variants included)."""
    table = read_table((data or paths.DATA) / "glossaire.csv")
    found: dict[str, Acronym] = {}
    for _, row in table.rows:
        cells = dict(zip(table.header, row))
        acronym = Acronym(cells.get("sigle", ""), cells.get("developpe", ""))
        variants = cells.get("variantes") or cells.get("variante") or ""
        for spelling in [acronym.sigle, *variants.split("|")]:
            if spelling.strip():
                found.setdefault(spelling.strip(), acronym)
    return found


def proper_names(data: Path | None = None) -> set[str]:
    """Words of the names of organisations, networks, places and publications known to the data."""
    names: set[str] = set()
    columns = (
        "nom",
        "nom_brochure",
        "organisme",
        "editeur",
        "auteur",
        "porteur",
        "structure",
        "lieu",
        "fonction",
    )
    for file in table_files(data):
        table = read_table(file)
        for column in columns:
            for value in table.column(column):
                names.update(re.findall(r"[^\W_]+", value))
    return {name for name in names if any(c.isupper() for c in name)}
