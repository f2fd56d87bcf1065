"""What facilitators need to know of each page to make a programme: aim, minutes, whether it may be cut.

It is written in the page, in its complete `{animateur}` block (the one with options); for a workshop, the aim
and the minutes are those of its sheet.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from . import data, inline, paths, toc, workshops
from .errors import ContentError

#: The parts of a complete block, in order; in a workshop, the first may be left out.
LABELS = (
    "À couper d’abord", "Préparez", "Dites", "Faites", "Réponses attendues", "Idées fausses",
    "Si la salle se tait", "Si le projecteur tombe", "Pour conclure",
)  # fmt: skip
OPTIONS = ("but", "duree", "coupe")
MAY_CUT = {"oui": True, "non": False}

_BLOCK = re.compile(r"^```\{animateur\}[^\n]*\n(.*?)^```$", re.M | re.S)
_OPTION = re.compile(r":([a-z]+):[ \t]*(.*)\n")
_LABEL = re.compile(r"^\*\*([^*]+)\.\*\*", re.M)
_STEP = re.compile(r"^\d+\. \((\d+)[ \u00a0\u202f]min\)", re.M)
_TITLE = re.compile(r"^# +(.+?)\s*$", re.M)


@dataclass(frozen=True)
class Note:
    """One `{animateur}` block: its options, its text (Markdown), its line."""

    options: dict[str, str]
    body: str
    line: int

    @property
    def labels(self) -> list[str]:
        return _LABEL.findall(self.body)

    @property
    def steps(self) -> list[int]:
        """Minutes of each step of « Faites »."""
        return [int(minutes) for minutes in _STEP.findall(self.body)]


@dataclass(frozen=True)
class Session:
    """A page as a facilitator plans it. `minutes`: least, usual, most. `kind`: chapitre, atelier, test or page."""

    slug: str
    title: str
    part: str
    aim: str
    minutes: tuple[int, int, int]
    may_cut: bool
    kind: str


def notes(source: str) -> list[Note]:
    """The blocks of a page, in order."""
    found = []
    for match in _BLOCK.finditer(source):
        options, body = {}, match[1]
        while option := _OPTION.match(body):
            options[option[1]] = option[2].strip()
            body = body[option.end() :]
        found.append(Note(options, body.strip(), source.count("\n", 0, match.start()) + 1))
    return found


def without_notes(source: str) -> str:
    """A page without its blocks."""
    return _BLOCK.sub("", source)


def is_planned(entry: toc.Entry) -> bool:
    """Whether a page of the learners' book is something that a room does. A case is done with its chapter."""
    return entry.part.casefold() != toc.ANNEXES and not entry.slug.startswith(toc.CASE)


def all() -> tuple[Session, ...]:
    """Every page that a room does, in the order of the course. Raises ContentError."""
    found = []
    for entry in filter(is_planned, toc.entries()):
        data.trace_file(entry.source())
        found.append(read(entry))
    return tuple(found)


def read(entry: toc.Entry, root: Path | None = None) -> Session:
    """One page. Raises ContentError naming file and line."""
    root = root or paths.ROOT
    file = entry.source(root)
    source = file.read_text(encoding="utf-8")
    complete = [note for note in notes(source) if note.options]
    if len(complete) != 1:
        raise ContentError(
            "il faut un bloc {animateur} complet dans la page, et un seul",
            file=file,
            line=complete[1].line if complete else None,
            hint="Reprenez la forme de book/modele.md : « :but: », « :duree: », « :coupe: », puis les rubriques.",
        )
    [note] = complete
    title = _TITLE.search(source)
    workshop = (root / "exercises" / entry.slug / workshops.FILE).is_file()
    if workshop:
        sheet = workshops.load_file(root / "exercises" / entry.slug / workshops.FILE)
        aim, minutes = inline.plain(sheet.aim), sheet.minutes
    else:
        aim, minutes = note.options.get("but", ""), read_minutes(note.options.get("duree", ""))
    coupe = note.options.get("coupe", "")
    for wrong, message, hint in (
        (not aim, "« :but: » manque", "Écrivez en une phrase ce que la salle saura faire."),
        (minutes is None, "« :duree: » manque ou se lit mal", "Écrivez minimum-habituel-maximum : « :duree: 10-25-45 »."),
        (coupe not in MAY_CUT, f"« :coupe: {coupe} » n’existe pas", "Écrivez « :coupe: oui » ou « :coupe: non »."),
    ):
        if wrong:
            raise ContentError(message, file=file, line=note.line, hint=hint)
    kind = "atelier" if workshop else "chapitre" if toc.is_chapter(entry) else "page"
    if kind == "page" and (root / "exercises" / entry.slug / "quiz.yml").is_file() or entry.slug.startswith(toc.REVIEW):
        kind = "test"
    return Session(entry.slug, title[1] if title else entry.slug, entry.part, inline.plain(aim), minutes, MAY_CUT[coupe], kind)


def read_minutes(text: str) -> tuple[int, int, int] | None:
    """« 10-25-45 » → least, usual and most; None when it is something else."""
    found = re.fullmatch(r"(\d+)-(\d+)-(\d+)", text.strip())
    if not found:
        return None
    least, usual, most = map(int, found.groups())
    return (least, usual, most) if 0 < least <= usual <= most else None
