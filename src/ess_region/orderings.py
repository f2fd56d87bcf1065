"""Ordering exercises: `exercises/SLUG/ordre.yml`, events of the brochure to put in the order of time.

The file names the events; their titles and dates come from `data/evenements.csv`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from . import data
from .bank import Entry, check_id, read_list
from .paths import EXERCISES

_KEYS = ("id", "titre", "question", "evenements", "indice", "explication")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
FEWEST = 3


@dataclass(frozen=True)
class Ordering:
    """One exercise; `events` are rows of `evenements` in the right order, texts are inline Markdown."""

    id: str
    title: str
    text: str
    events: tuple[data.Row, ...]
    hint: str
    explanation: str

    @property
    def shown(self) -> tuple[data.Row, ...]:
        """The events in the order first shown: alphabetical, turned over if that is the answer."""
        shown = tuple(sorted(self.events, key=lambda event: event["titre"].casefold()))
        return shown[::-1] if shown == self.events else shown


def load(slug: str) -> tuple[Ordering, ...]:
    """The ordering exercises of a chapter, in file order. Raises ContentError."""
    return load_file(EXERCISES / slug / "ordre.yml", slug)


def load_file(path: Path, slug: str | None = None) -> tuple[Ordering, ...]:
    """The exercises of one file; `slug` is the name of its folder unless given."""
    slug = slug or path.parent.name
    return tuple(_ordering(entry, slug) for entry in read_list(path, "exercices d’ordre"))


def _ordering(entry: Entry, slug: str) -> Ordering:
    id = check_id(entry, slug, rf"{re.escape(slug)}-[a-z0-9-]+", f"{slug}-ordre-1")
    entry.only(_KEYS, "un exercice d’ordre")
    return Ordering(
        id=id,
        title=entry.markdown("titre"),
        text=entry.markdown("question"),
        events=_events(entry),
        hint=entry.markdown("indice") if entry.has("indice") else "",
        explanation=entry.markdown(
            "explication",
            missing="il manque l’explication",
            hint="Ajoutez « explication: … » : ce que cet ordre apprend, en deux phrases.",
        ),
    )


def _events(entry: Entry) -> tuple[data.Row, ...]:
    ids = entry.texts("evenements")
    if len(ids) < FEWEST:
        entry.fail(
            f"il faut au moins {FEWEST} événements à remettre dans l’ordre",
            key="evenements",
            hint="Écrivez « evenements: [identifiant, identifiant…] » ; voir data/evenements.csv.",
        )
    rows: list[data.Row] = []
    for id in ids:
        if not data.has("evenements", id):
            entry.fail(
                f"événement inconnu « {id} »",
                key="evenements",
                hint="Les identifiants sont dans la première colonne de data/evenements.csv.",
            )
        row = data.row("evenements", id)
        if _YEAR.search(row["titre"]):
            entry.fail(
                f"le titre de « {id} » contient une année : il donne la réponse",
                key="evenements",
                hint="Choisissez un autre événement.",
            )
        for other in rows:
            if other["id"] == id:
                entry.fail(f"« {id} » est écrit deux fois", key="evenements", hint="Gardez-le une fois.")
            same_year = other["annee"] == row["annee"]
            if same_year and (not (other["date"] and row["date"]) or other["date"] == row["date"]):
                entry.fail(
                    f"« {other['id']} » et « {id} » ont la même date connue : le bon ordre n’est pas unique",
                    key="evenements",
                    hint="Retirez l’un des deux.",
                )
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: (row["annee"], str(row["date"] or ""))))
