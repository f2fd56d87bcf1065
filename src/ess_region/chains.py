"""Chains to complete: who meets each need in the brochure's examples, and what to do when nobody does here.

The file is `exercises/SLUG/chaine.yml`. A line whose `id` is a row of `data/besoins.csv` takes its
need, its details and its examples from there; any other line gives them.
"""

from dataclasses import dataclass
from pathlib import Path

from . import data
from .bank import Entry, read_mapping
from .paths import EXERCISES

_FILE = ("titre", "fichier", "intro", "mots", "groupes")
#: What the page says of a group, of all of them, of a line and of the columns.
WORDS = ("choix", "tout", "groupe", "ligne", "lignes", "brochure", "ici")
_GROUP = ("id", "nom", "resume", "lignes")
_LINE = ("id", "besoin", "precisions", "exemples", "maniere", "demander_a", "question")


@dataclass(frozen=True)
class Line:
    """One need: its details, the ids of the examples that meet it, the way of acting (id of
    `manieres`) when nobody does, whom to ask first, and what. Texts are inline Markdown."""

    id: str
    need: str
    details: tuple[str, ...]
    examples: tuple[str, ...]
    way: str
    ask: str
    question: str


@dataclass(frozen=True)
class Group:
    """Lines that go together: a stage of a project, a public."""

    id: str
    name: str
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chain:
    """What a page asks to complete. `file_name` is that of the document taken away."""

    title: str
    file_name: str
    intro: str
    words: dict[str, str]
    groups: tuple[Group, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def load(slug: str) -> Chain:
    """The chain of a chapter. Raises ContentError."""
    return load_file(EXERCISES / slug / "chaine.yml")


def load_file(path: Path | str) -> Chain:
    """One file. Raises ContentError with the file, the line and what to write."""
    path = Path(path)
    entry = read_mapping(path, _FILE, "une chaîne", hint="Reprenez la forme de exercises/levier-creation/chaine.yml.")
    words = entry.nested(entry.item.get("mots"), "mots", "« mots »")
    words.only(WORDS, "« mots »")
    seen: set[str] = set()
    groups = []
    for rank, item in enumerate(_list(entry, "groupes"), 1):
        group = entry.nested(item, "groupes", f"groupe {rank}")
        group.only(_GROUP, "un groupe")
        id = _new(group, seen)
        lines = tuple(
            _line(group.nested(one, "lignes", f"groupe {rank}, ligne {number}"), seen)
            for number, one in enumerate(_list(group, "lignes"), 1)
        )
        groups.append(Group(id, group.text("nom"), group.markdown("resume"), lines))
    return Chain(
        entry.text("titre"),
        entry.text("fichier"),
        entry.markdown("intro"),
        {name: words.text(name) for name in WORDS},
        tuple(groups),
    )


def _list(entry: Entry, key: str) -> list:
    value = entry.item.get(key)
    if not isinstance(value, list) or not value:
        entry.fail(f"« {key} » doit être une liste", key=key, hint="Commencez chaque élément par « - id: … ».")
    return value


def _new(entry: Entry, seen: set[str]) -> str:
    id = entry.text("id")
    if id in seen:
        entry.fail(f"l’identifiant « {id} » est déjà pris", key="id", hint="Donnez à chacun le sien.")
    seen.add(id)
    return id


def _line(entry: Entry, seen: set[str]) -> Line:
    entry.only(_LINE, "une ligne")
    id = _new(entry, seen)
    row = data.row("besoins", id) if data.has("besoins", id) else {}
    if row and any(entry.has(key) for key in ("besoin", "precisions", "exemples")):
        entry.fail(
            "le besoin, ses précisions et ses exemples viennent de data/besoins.csv",
            key="id",
            hint="Retirez ces lignes, ou donnez un autre identifiant.",
        )
    return Line(
        id=id,
        need=row["besoin"] if row else entry.markdown("besoin"),
        details=tuple(data.several(row["precisions"])) if row else entry.texts("precisions"),
        examples=_known(entry, "exemples", tuple(data.several(row["exemples"])) if row else entry.texts("exemples")),
        way=_known(entry, "manieres", (entry.text("maniere"),))[0],
        ask=entry.markdown("demander_a"),
        question=entry.markdown("question"),
    )


def _known(entry: Entry, table: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    key = "maniere" if table == "manieres" else "exemples"
    for id in ids:
        if not data.has(table, id):
            entry.fail(
                f"identifiant inconnu « {id} »", key=key, hint=f"Les identifiants sont dans data/{table}.csv."
            )
    return ids
