"""The evaluation of the training: `exercises/SLUG/avis.yml`, closed statements and open lines.

The closed answers travel in a code (`codes.py`); what is written in the open lines stays on paper.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import codes
from .bank import Entry, check_id, read_mapping
from .paths import EXERCISES

FILE = "avis.yml"
_KEYS = ("niveaux", "sans_avis", "affirmations", "ouvertes")
#: How many levels, and how many statements, fit on the sheet.
LEVELS, FEWEST, MOST, OPEN = 4, 5, 12, 2


@dataclass(frozen=True)
class Level:
    """One answer: its key (`a`…), its words."""

    key: str
    text: str


@dataclass(frozen=True)
class Statement:
    """One statement to agree with or not; inline Markdown."""

    id: str
    text: str


@dataclass(frozen=True)
class Form:
    """`levels`: from full agreement to none, then « sans avis »; `open`: the lines for the pen."""

    levels: tuple[Level, ...]
    statements: tuple[Statement, ...]
    open: tuple[str, ...]

    @cached_property
    def models(self) -> list[dict[str, Any]]:
        """The statements as `codes.rank` reads a question: one choice, none of them right."""
        answers = [{"cle": level.key, "juste": False} for level in self.levels]
        return [{"id": one.id, "type": "choix_unique", "reponses": answers} for one in self.statements]


def load(slug: str) -> Form:
    """The form of a page. Raises ContentError."""
    return load_file(EXERCISES / slug / FILE)


def load_file(path: Path) -> Form:
    """Read and check one file; its folder's name begins the ids."""
    entry = read_mapping(path, _KEYS, "une évaluation de la formation")
    levels = entry.texts("niveaux")
    if len(levels) != LEVELS or len(set(levels)) != LEVELS:
        entry.fail(
            f"il faut {LEVELS} niveaux différents",
            key="niveaux",
            hint="Un nombre pair, pour que personne ne réponde au milieu : de « Tout à fait » à « Pas du tout ».",
        )
    every = (*levels, entry.text("sans_avis"))
    statements = [_statement(one, path.parent.name) for one in entry.entries("affirmations", "affirmation")]
    if not FEWEST <= len(statements) <= MOST:
        entry.fail(
            f"il faut de {FEWEST} à {MOST} affirmations ; il y en a {len(statements)}",
            key="affirmations",
            hint="La feuille doit tenir sur une page et se remplir en trois minutes.",
        )
    ids = [one.id for one in statements]
    for id in ids:
        if ids.count(id) > 1:
            entry.fail(f"l’identifiant « {id} » est pris deux fois", key="affirmations", hint="Donnez le numéro suivant.")
    lines = entry.texts("ouvertes")
    if len(lines) != OPEN:
        entry.fail(f"il faut {OPEN} lignes ouvertes", key="ouvertes", hint="Elles ne se remplissent que sur papier.")
    for text in lines:
        entry.check_markdown(text, "ouvertes")
    return Form(tuple(Level(chr(ord("a") + rank), text) for rank, text in enumerate(every)), tuple(statements), lines)


def _statement(entry: Entry, slug: str) -> Statement:
    entry.only(("id", "texte"), "une affirmation")
    entry.id = entry.text("id")
    return Statement(check_id(entry, slug, rf"{re.escape(slug)}-[0-9]{{2,}}", f"{slug}-01"), entry.markdown("texte"))


def sheet(slug: str, form: Form) -> codes.Sheet:
    """What the codes of the page hold."""
    return codes.Sheet(slug, tuple((one.id, "avis", len(form.levels), "") for one in form.statements))
