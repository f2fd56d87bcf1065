"""The chapters to study, in the order of `_toc.yml`: title, duration, part, questions."""

import re
from pathlib import Path
from typing import Any

from . import paths
from . import toc
from .content import load_yaml
from .errors import ContentError

#: Name under which a page notes that it shows this list (not the text of every chapter).
TRACE = "@chapitres"
_TITLE = re.compile(r"^# +(.+?)\s*$", re.M)
#: A section that can be pointed to: its own anchor, then its title without any role.
_SECTION = re.compile(r"^\{#([\w-]+)\}\n## +([^{\n]+?)\s*$", re.M)
#: Any heading that can be pointed to.
_ANCHOR = re.compile(r"^\{#([\w-]+)\}\n#+ +(.+?)\s*$", re.M)
_DURATION = re.compile(r"^:duree: *(\d+)\s*$", re.M)


def chapters(root: Path | None = None) -> list[dict[str, Any]]:
    """The chapters, in order: neither the home page, nor tests, workshops or appendices."""
    root = root or paths.ROOT
    return [page(entry, root) for entry in toc.entries(root) if toc.is_chapter(entry)]


def page(entry: toc.Entry, root: Path | None = None) -> dict[str, Any]:
    """What a page of `_toc.yml` says of itself: slug, titre, duree, partie, questions, sections."""
    root = root or paths.ROOT
    file = entry.source(root)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(
            f"la page « {entry.path} » est introuvable",
            file=root / "_toc.yml",
            line=entry.line,
            hint="Créez la page, ou retirez-la du sommaire.",
        ) from None
    title = _TITLE.search(text)
    if title is None:
        raise ContentError("la page n’a pas de titre", file=file, hint="Ajoutez une ligne « # Titre ».")
    duration = _DURATION.search(text)
    return {
        "slug": entry.slug,
        "titre": title[1],
        "duree": int(duration[1]) if duration else None,
        "partie": entry.part,
        "questions": _questions(entry.slug, root),
        "sections": dict(_SECTION.findall(text)),
    }


def page_sections(file: Path) -> tuple[str, dict[str, str]]:
    """The title of a page, and the title of each heading that has an anchor. Raises FileNotFoundError."""
    text = file.read_text(encoding="utf-8")
    title = _TITLE.search(text)
    return (title[1] if title else file.stem), dict(_ANCHOR.findall(text))


def _questions(slug: str, root: Path) -> list[str]:
    file = root / "exercises" / slug / "quiz.yml"
    if not file.is_file():
        return []
    # Only the ids: a faulty question is reported on its own page, where it is asked.
    bank = load_yaml(file)
    return [item["id"] for item in bank or [] if isinstance(item, dict) and "id" in item]
