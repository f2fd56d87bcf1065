"""Every chapter has all its pieces under one slug, and `_toc.yml` alone knows the order."""

import re
from pathlib import Path

import yaml

from .. import paths
from ..errors import ContentError
from .. import toc
from . import reading

MODEL = "modele"  # the page that authors copy, not in the book


def check(root: Path | None = None) -> list[ContentError]:
    """Pieces missing or left over, for the tree whose root is `root`."""
    root = root or paths.ROOT
    file = root / "_toc.yml"
    try:
        entries = toc.entries(root, "animateur")
    except OSError:
        return [ContentError("le sommaire est introuvable", file=file, hint="Remettez _toc.yml à la racine.")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return [
            ContentError(
                "le sommaire est mal formé",
                file=file,
                line=line,
                hint="Vérifiez les retraits et les deux-points de cette ligne.",
            )
        ]
    found: list[ContentError] = []
    seen: dict[str, int] = {}
    for entry in entries:
        place = {"file": root / entry.file, "line": entry.line, "id": entry.slug}
        if entry.path in seen:
            found.append(
                ContentError(
                    f"page déjà citée à la ligne {seen[entry.path]}", **place, hint="Gardez une seule ligne."
                )
            )
            continue
        seen[entry.path] = entry.line
        if re.search(r"\d", entry.slug) and not re.search(r"-(?:19|20)\d\d$", entry.slug):
            found.append(
                ContentError(
                    "le nom de la page contient un numéro",
                    **place,
                    hint="Nommez la page par son sujet : l’ordre n’est que dans _toc.yml.",
                )
            )
        found += _pieces(root, entry, place)
    found += _left_over(root, entries)
    return found


def _pieces(root: Path, entry: toc.Entry, place: dict) -> list[ContentError]:
    page = entry.source(root)
    if not page.exists():
        return [
            ContentError(
                f"la page {entry.path}.md n’existe pas",
                **place,
                hint="Écrivez-la, ou retirez-la du sommaire.",
            )
        ]
    found = []
    quiz = root / "exercises" / entry.slug / "quiz.yml"
    if toc.is_chapter(entry) and not quiz.exists():
        found.append(
            ContentError(
                f"il manque exercises/{entry.slug}/quiz.yml", **place, hint="Tout chapitre a son quiz."
            )
        )
    golden = root / "tests" / "golden" / f"{entry.slug}.ipynb"
    try:
        executable = bool(reading.read_page(page).cells)
    except UnicodeDecodeError:
        return found  # said by the check of prose
    if executable and not golden.exists():
        found.append(
            ContentError(
                f"il manque tests/golden/{entry.slug}.ipynb",
                **place,
                hint="Lancez « python3 cours.py golden ».",
            )
        )
    return found


def _left_over(root: Path, entries: list[toc.Entry]) -> list[ContentError]:
    """Pages, exercises and goldens that belong to no page of the book."""
    found = []
    slugs = {entry.slug for entry in entries} | {MODEL}
    listed = {entry.document for entry in entries}
    for page in sorted((root / "book").rglob("*.md")):
        path = page.relative_to(root).with_suffix("").as_posix()
        if path not in listed and page.stem != MODEL:
            found.append(
                ContentError(
                    "cette page n’est pas dans le sommaire",
                    file=page,
                    hint="Ajoutez-la dans _toc.yml, ou supprimez-la.",
                )
            )
    for folder in sorted((root / "exercises").glob("*/")):
        if folder.name not in slugs:
            found.append(
                ContentError(
                    "ces exercices n’appartiennent à aucune page",
                    file=folder,
                    hint="Le dossier porte le même nom que la page.",
                )
            )
    for golden in sorted((root / "tests" / "golden").glob("*.ipynb")):
        if golden.stem not in slugs:
            found.append(
                ContentError(
                    "ce carnet de référence n’appartient à aucune page",
                    file=golden,
                    hint="Supprimez-le, ou remettez la page dans _toc.yml.",
                )
            )
    return found
