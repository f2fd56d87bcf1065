"""Release notes: what changed since an earlier version, for the person who runs the training.

From the differences of the pages, of the tables, of what the cells print (golden notebooks) and of the banks.
The same two versions always give the same text.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from .. import __version__, chapters, content, french, golden, inline, paths, toc
from ..errors import ContentError
from ..french import NBSP
from . import reference

NAME = "NOTES-DE-VERSION.md"
EMPTY = "(vide)"
MOST = 12  # lines of a page, or rows of a table: beyond, the rest is counted
LONGEST = 160  # characters of a value
_REPR = re.compile(r"\w+\(.*\)")
_ROLE = re.compile(r"\{[a-z]+\}`([^`]*)`")
_PAIR = re.compile(r"([\w@-]+) = (.+)")
# Columns that name a row, best first.
_NAMES = ("libelle", "titre", "nom", "sigle", "texte", "action", "etape", "question")


def write(target: Path, since: str | None = None) -> str:
    """Write the notes in `target`. Returns the name of the version compared. Raises as `reference.opened`, OSError."""
    with reference.opened(since) as old:
        text = notes(old)
        golden.write(target, text)
        return old.name


def notes(old: reference.Reference, root: Path | None = None) -> str:
    """The notes, in Markdown. `root`: the present version. Raises ContentError."""
    root = root or paths.ROOT
    sections = [("Données", tables(old.root / "data", root / "data"))]
    if not old.data_only:
        sections = [
            ("Pages", pages(old.root, root)),
            *sections,
            ("Ce que montrent les pages", outputs(old.root, root)),
            ("Questions", questions(old.root, root)),
        ]
    head = [f"# L’ESS en Région {__version__}{NBSP}: notes de version", f"Ce qui change depuis {old.name}."]
    if old.data_only:
        head.append("La version précédente est connue par ses données seulement. Les pages et les questions ne sont pas comparées.")
    body = [f"## {title}\n\n{chr(10).join(lines)}" for title, lines in sections if lines]
    return "\n\n".join(head + (body or ["Rien n’a changé dans le contenu du cours."])) + "\n"


# -- pages -----------------------------------------------------------------------------------------


def _pages(root: Path) -> dict[str, tuple[str, str, str]]:
    """Slug → title, part, text of each page of both editions, in order."""
    found = {}
    for entry in toc.entries(root, "animateur"):
        if not entry.source(root).is_file():  # an old version may have been half made
            continue
        text = entry.source(root).read_text(encoding="utf-8").replace("\r\n", "\n")
        found[entry.slug] = (chapters.page_sections(entry.source(root))[0], entry.part, text)
    return found


def pages(old: Path, new: Path) -> list[str]:
    """Pages added, removed, renamed, moved to another part, rewritten; and a change of order."""
    before, after = _pages(old), _pages(new)
    lines = [f"- Nouvelle page{NBSP}: {_quoted(after[slug][0])}." for slug in after if slug not in before]
    lines += [f"- Page retirée{NBSP}: {_quoted(before[slug][0])}." for slug in before if slug not in after]
    kept = [slug for slug in after if slug in before]
    for slug in kept:
        (was, was_in, _), (now, now_in, _) = before[slug], after[slug]
        if was != now:
            lines.append(f"- {_quoted(was)} s’appelle maintenant {_quoted(now)}.")
        if was_in != now_in:
            lines.append(f"- {_quoted(now)} passe de la partie {_quoted(was_in)} à la partie {_quoted(now_in)}.")
    if kept != [slug for slug in before if slug in after]:
        lines.append("- L’ordre des pages a changé.")
    edited = [_quoted(after[slug][0]) for slug in kept if before[slug][2] != after[slug][2]]
    if edited:
        lines.append(f"- Texte revu{NBSP}: {french.enumeration(edited)}.")
    return lines


# -- tables ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table of a version: its title, its columns as the schema has them, its rows by key, in order."""

    title: str
    fields: dict[str, dict[str, Any]]
    rows: dict[tuple[str, ...], dict[str, str]]


def _tables(folder: Path) -> dict[str, Table]:
    """Name → table, in the order of the package. Raises ContentError when a file cannot be read."""
    found = {}
    file = folder / "datapackage.json"
    try:
        for resource in json.loads(file.read_text(encoding="utf-8"))["resources"]:
            if resource.get("profile") == "data-resource":
                continue
            file = folder / resource["schema"]
            schema = json.loads(file.read_text(encoding="utf-8"))
            file = folder / resource["path"]
            with file.open(encoding="utf-8", newline="") as source:
                rows = list(csv.DictReader(source))
            key = schema.get("primaryKey") or [field["name"] for field in schema["fields"]]
            key = [key] if isinstance(key, str) else key
            fields = {field["name"]: field for field in schema["fields"]}
            by_key = {tuple(row.get(name) or "" for name in key): row for row in rows}
            found[resource["name"]] = Table(resource["title"], fields, by_key)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentError(
            "les données de la version précédente sont illisibles",
            id=file.name,
            hint="Comparez avec une autre version.",
        ) from error
    return found


def tables(old: Path, new: Path) -> list[str]:
    """Tables added and removed; in each of the others, rows added, removed and changed, old → new."""
    before, after = _tables(old), _tables(new)
    lines = [f"- Nouvelle table{NBSP}: {table.title}." for name, table in after.items() if name not in before]
    lines += [f"- Table retirée{NBSP}: {table.title}." for name, table in before.items() if name not in after]
    for name, table in after.items():
        if name in before:
            changes = list(_rows(before[name], table))
            if changes:
                lines += ["", f"### {table.title}", "", *_cut(changes)]
    return lines[1:] if lines[:1] == [""] else lines


def _rows(before: Table, after: Table) -> Iterator[str]:
    for key, row in after.rows.items():
        if key not in before.rows:
            yield _sentence(f"- Ajout{NBSP}: {_name(after, key, row)}")
    for key, row in before.rows.items():
        if key not in after.rows:
            yield _sentence(f"- Retrait{NBSP}: {_name(before, key, row)}")
    for key, row in after.rows.items():
        was = before.rows.get(key)
        if was is None:
            continue
        changed = [
            f"{french.lower_first(field['title'])}, {_value(was.get(name), field, was)} → {_value(row.get(name), field, row)}"
            for name, field in after.fields.items()
            if (was.get(name) or "") != (row.get(name) or "")
        ]
        if changed:
            yield _sentence(f"- {_name(after, key, row)}{NBSP}: {f'{french.NNBSP}; '.join(changed)}")


def _name(table: Table, key: tuple[str, ...], row: dict[str, str]) -> str:
    """What people call a row: its name, its key when the name is missing."""
    words = next((row[name] for name in _NAMES if row.get(name)), "")
    return _words(words) if words else " / ".join(key)


def _value(value: str | None, field: dict[str, Any], row: dict[str, str]) -> str:
    if not value:
        return EMPTY
    kind = field.get("type", "string")
    if kind == "boolean":
        return {"true": "oui", "false": "non"}.get(value, value)
    if kind in ("integer", "number") or (field["name"] == "valeur" and row.get("type") == "nombre"):
        number = french.parse_number(value)
        unit = field.get("unite") or (row.get("unite") if field["name"] == "valeur" else None)
        return french.with_unit(french.number(number), unit) if number is not None else value
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        return french.day(value)
    words = _words(value)
    return _quoted(words) if " " in words else words


# -- what the cells print --------------------------------------------------------------------------


def outputs(old: Path, new: Path) -> list[str]:
    """For each page of both versions, the lines that its figures and activities print: old → new."""
    found: list[str] = []
    for slug, (title, _, _) in _pages(new).items():
        files = [root / "tests" / "golden" / f"{slug}.ipynb" for root in (old, new)]
        if all(file.is_file() for file in files) and _differ(*files):
            changes = list(dict.fromkeys(_changes(*map(_printed, files))))
            if changes:
                found += ["", f"### {title}", "", *_cut(changes)]
    return found[1:]


def _printed(file: Path) -> list[str]:
    """The lines that the cells of a golden notebook print, but the calls that only programs read."""
    lines = []
    for cell in golden.read(file).cells:
        for output in cell.get("outputs", ()):
            text = output.text if output.output_type == "stream" else output.data["text/plain"]
            lines += [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not _REPR.fullmatch(line)]


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        was, now = before[a:b], after[c:d]
        if len(was) == len(now):
            yield from (_change(one, two) for one, two in zip(was, now, strict=True))
        else:
            yield from (_sentence(f"- Ajout{NBSP}: {_line(line)}") for line in now if line not in was)
            yield from (_sentence(f"- Retrait{NBSP}: {_line(line)}") for line in was if line not in now)


def _change(was: str, now: str) -> str:
    """« id = value » twice with the same id is said once; a row of a figure as well."""
    one, two = _PAIR.fullmatch(was), _PAIR.fullmatch(now)
    if one and two and one[1] == two[1]:
        return _sentence(f"- {_fact(one[1])}{NBSP}: {_words(one[2])} → {_words(two[2])}")
    return _sentence(f"- {_line(was)} → {_line(now)}")


def _line(line: str) -> str:
    pair = _PAIR.fullmatch(line)
    return f"{_fact(pair[1])}{NBSP}: {_words(pair[2])}" if pair else _words(line)


def _fact(identifier: str) -> str:
    """The words of a fact, or its identifier when it is not one of the table."""
    from .. import data

    return data.row("faits", identifier)["libelle"] if data.has("faits", identifier) else identifier


# -- questions -------------------------------------------------------------------------------------


def _bank(file: Path) -> dict[str, dict]:
    """Id → question, as written; none when the file is missing."""
    return {one["id"]: one for one in content.load_yaml(file) or []} if file.is_file() else {}


def _differ(one: Path, two: Path) -> bool:
    one, two = (file.read_bytes() if file.is_file() else b"" for file in (one, two))
    return one != two


def questions(old: Path, new: Path) -> list[str]:
    """Questions added, removed and rewritten, page by page."""
    present, past = _pages(new), _pages(old)
    lines: list[str] = []
    for slug in dict.fromkeys([*present, *past]):
        title = (present.get(slug) or past[slug])[0]
        files = [root / "exercises" / slug / "quiz.yml" for root in (old, new)]
        if not _differ(*files):  # reading a bank is slow
            continue
        was, now = map(_bank, files)
        changes = [f"- Nouvelle question{NBSP}: {_ask(now[one])}" for one in now if one not in was]
        changes += [f"- Question retirée{NBSP}: {_ask(was[one])}" for one in was if one not in now]
        changes += [f"- Question revue{NBSP}: {_ask(now[one])}" for one in now if one in was and was[one] != now[one]]
        if changes:
            lines += ["", f"### {title}", "", *_cut(changes)]
    return lines[1:]


def _ask(question: dict) -> str:
    return _words(str(question.get("question", question["id"])))


# -- words -----------------------------------------------------------------------------------------


def _words(text: str) -> str:
    """A text of the course as plain words, shortened; one of an old version may cite what is gone."""
    try:
        plain = inline.plain(text)
    except (ContentError, LookupError):
        plain = _ROLE.sub(r"\1", text)
    plain = " ".join(plain.split(" ")).replace("\n", " ").strip()
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."


def _quoted(title: str) -> str:
    return f"«{french.NNBSP}{title}{french.NNBSP}»"


def _cut(lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    rest = len(lines) - MOST
    return lines if rest <= 1 else [*lines[:MOST], f"- Et {rest} autres."]
