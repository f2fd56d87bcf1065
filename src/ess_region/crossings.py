"""The matrix competences × levers: what the brochure gives in each cell, and what this course adds.

The brochure's actions and examples are tables (`competences_actions`, `competences_exemples`). The file
`exercises/SLUG/matrice.yml` adds departments to filter by, a model example for the cells that have
none, and one suggestion of ours for each cell without an action.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import data
from .bank import Entry, read_mapping
from .paths import EXERCISES

_KEYS = {
    "services": ("id", "nom", "competences", "leviers"),
    "modeles": ("levier", "competence", "exemple"),
    "pistes": ("competence", "levier", "piste", "page", "changements"),
}
Cell = tuple[str, str]  # ids of the competence and of the lever


@dataclass(frozen=True)
class Service:
    """A department of an imagined Region: it looks after competences (rows) or levers (columns)."""

    id: str
    name: str
    competences: tuple[str, ...]
    levers: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """Our own idea for a cell where the brochure gives none; `text` is inline Markdown."""

    text: str
    page: int | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """An example shown in a cell: its id, whether it belongs to that competence, and why (or nothing)."""

    id: str
    own: bool
    reason: str = ""
    action: str | None = None


@dataclass(frozen=True)
class Crossings:
    """Everything a matrix shows. `models` has the key (None, lever) for a lever's default."""

    services: tuple[Service, ...]
    suggestions: dict[Cell, Suggestion]
    models: dict[tuple[str | None, str], str]

    @property
    def competences(self) -> list[data.Row]:
        return sorted(data.table("competences"), key=lambda row: row["ordre"])

    @property
    def levers(self) -> list[data.Row]:
        return sorted(data.table("leviers"), key=lambda row: row["ordre"])

    def actions(self, competence: str, lever: str | None = None) -> list[data.Row]:
        """The brochure's actions in a cell; those that no lever claims when `lever` is None."""
        return _actions(competence, lever)

    def examples(self, competence: str, lever: str) -> list[Reference]:
        """The examples of a cell: those of the competence, else one of the same lever."""
        own = [
            Reference(row["exemple"] or row["temoignage"], True, row["raison"], row["action"])
            for row in data.table("competences_exemples")
            if (row["competence"], row["levier"]) == (competence, lever)
        ]
        if own:
            return own
        model = self.models.get((competence, lever)) or self.models[None, lever]
        return [Reference(model, False)]


def _actions(competence: str, lever: str | None) -> list[data.Row]:
    rows = [row for row in data.table("competences_actions") if row["competence"] == competence]
    rows = [row for row in rows if (lever in (row["levier"], row["autre_levier"]) if lever else not row["levier"])]
    return sorted(rows, key=lambda row: row["ordre"])


def example_levers() -> dict[str, set[str]]:
    """The levers that each example or testimony illustrates."""
    found = {row["id"]: {row["levier"]} for row in data.table("exemples")}
    for row in data.table("competences_exemples"):
        if row["temoignage"]:
            found.setdefault(row["temoignage"], set()).add(row["levier"])
    return found


def load(slug: str) -> Crossings:
    """The matrix of a chapter. Raises ContentError."""
    return load_file(EXERCISES / slug / "matrice.yml")


def load_file(path: Path) -> Crossings:
    """The matrix of one file. Raises ContentError with the file, the line and what to write."""
    root = read_mapping(path, _KEYS, "une matrice")
    parts = {key: _entries(root, key) for key in _KEYS}
    services = _services(root, parts["services"])
    models = _models(root, parts["modeles"])
    return Crossings(services, _suggestions(root, parts["pistes"]), models)


def _entries(root: Entry, key: str) -> list[Entry]:
    what = {"services": "service", "modeles": "modèle", "pistes": "piste"}[key]
    found = root.entries(key, what)
    for entry in found:
        entry.only(_KEYS[key], f"un élément de « {key} »")
    return found


def _services(root: Entry, entries: list[Entry]) -> tuple[Service, ...]:
    services: dict[str, Service] = {}
    for entry in entries:
        id = entry.text("id")
        if id in services:
            entry.fail(f"le service « {id} » est écrit deux fois", key="id", hint="Gardez-en un seul.")
        competences = tuple(_known(entry, "competences", one) for one in entry.texts("competences"))
        levers = tuple(_known(entry, "leviers", one) for one in entry.texts("leviers"))
        if bool(competences) == bool(levers):
            entry.fail(
                f"le service « {id} » doit avoir des compétences, ou bien des leviers",
                hint="Écrivez « competences: […] » ou « leviers: […] », pas les deux.",
            )
        services[id] = Service(id, entry.text("nom"), competences, levers)
    covered = {id for service in services.values() for id in service.competences}
    for row in data.table("competences"):
        if row["id"] not in covered:
            root.fail(
                f"aucun service n’a la compétence « {row['id']} »",
                key="services",
                hint="Ajoutez-la aux « competences » d’un service.",
            )
    return tuple(services.values())


def _models(root: Entry, entries: list[Entry]) -> dict[tuple[str | None, str], str]:
    levers = example_levers()
    models: dict[tuple[str | None, str], str] = {}
    for entry in entries:
        lever = _known(entry, "leviers", entry.text("levier"), "levier")
        competence = None
        if entry.has("competence"):
            competence = _known(entry, "competences", entry.text("competence"), "competence")
        example = entry.text("exemple")
        if lever not in levers.get(example, ()):
            entry.fail(
                f"« {example} » n’est pas un exemple du levier « {lever} »",
                key="exemple",
                hint=f"Choisissez parmi : {', '.join(sorted(id for id, own in levers.items() if lever in own))}.",
            )
        if (competence, lever) in models:
            entry.fail("ce modèle est écrit deux fois", key="levier", hint="Gardez-en un seul.")
        models[competence, lever] = example
    for row in data.table("leviers"):
        if (None, row["id"]) not in models:
            root.fail(
                f"il manque un modèle pour le levier « {row['id']} »",
                key="modeles",
                hint="Ajoutez « - levier: … » et « exemple: … », sans « competence ».",
            )
    return models


def _suggestions(root: Entry, entries: list[Entry]) -> dict[Cell, Suggestion]:
    suggestions: dict[Cell, Suggestion] = {}
    for entry in entries:
        competence = _known(entry, "competences", entry.text("competence"), "competence")
        lever = _known(entry, "leviers", entry.text("levier"), "levier")
        cell = (competence, lever)
        if _actions(*cell):
            entry.fail(
                "la brochure donne une action dans cette case : pas de piste ici",
                key="levier",
                hint="Retirez cette piste, ou changez la case.",
            )
        if cell in suggestions:
            entry.fail("cette case a déjà une piste", key="levier", hint="Gardez-en une seule.")
        changes = tuple(_known(entry, "changements", id) for id in entry.texts("changements"))
        suggestions[cell] = Suggestion(entry.markdown("piste"), _page(entry), changes)
    for competence in data.table("competences"):
        for lever in data.table("leviers"):
            cell = (competence["id"], lever["id"])
            if cell not in suggestions and not _actions(*cell):
                root.fail(
                    f"il manque une piste : {' × '.join(cell)}",
                    key="pistes",
                    hint="La brochure ne donne pas d’action dans cette case : écrivez-y une idée du cours.",
                )
    return suggestions


def _known(entry: Entry, table: str, id: str, key: str | None = None) -> str:
    if not data.has(table, id):
        entry.fail(
            f"identifiant inconnu « {id} »", key=key or table, hint=f"Les identifiants sont dans data/{table}.csv."
        )
    return id


def _page(entry: Entry) -> int | None:
    value: Any = entry.number("page")
    if value is not None and value not in range(1, 29):
        entry.fail("« page » est une page de la brochure, de 1 à 28", key="page", hint="Par exemple « page: 11 ».")
    return None if value is None else int(value)
