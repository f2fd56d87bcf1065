"""`Resume`: pick up the course where one left it, from what this browser remembers."""

import re
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from .. import data, paths
from ..checks import toc
from ..content import load_yaml
from ..errors import ContentError
from ..french import NBSP
from .base import EssWidget

_TITLE = re.compile(r"^# +(.+?)\s*$", re.M)
_DURATION = re.compile(r"^:duree: *(\d+)\s*$", re.M)


class Resume(EssWidget):
    """The chapters with their marks, and the way back to the last one: `Resume()`.

    `chapters` lists `{slug, titre, duree, partie, questions}` in the order of `_toc.yml` (`duree` in
    minutes or None, `questions` the ids of the chapter's quiz). Raises ContentError when a page
    named in `_toc.yml` is missing or has no title.
    """

    name: ClassVar[str] = "reprise"
    module: ClassVar[str] = "resume"

    chapters = traitlets.List(traitlets.Dict(), help="The course's pages, in order.").tag(sync=True)

    def __init__(self, **kwargs):
        super().__init__(chapters=chapters(), **kwargs)

    def static_html(self) -> str:
        return _static_html(self.chapters)

    def summary(self) -> str:
        return f"{len(self.chapters)} chapitres"


def chapters(root: Path | None = None) -> list[dict[str, Any]]:
    """The pages to study, in order: neither the home page nor the appendices."""
    root = root or paths.ROOT
    data.trace_file(root / "_toc.yml")
    found = []
    for entry in toc.entries(root):
        if entry.slug in ("accueil", "index") or entry.part.casefold() == toc.APPENDICES:
            continue
        file = root / f"{entry.path.removesuffix('.md')}.md"
        data.trace_file(file)
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
        found.append(
            {
                "slug": entry.slug,
                "titre": title[1],
                "duree": int(duration[1]) if duration else None,
                "partie": entry.part,
                "questions": _questions(entry.slug, root),
            }
        )
    return found


def _questions(slug: str, root: Path) -> list[str]:
    file = root / "exercises" / slug / "quiz.yml"
    if not file.is_file():
        return []
    data.trace_file(file)
    # Only the ids: a faulty question is reported on its own page, where it is asked.
    bank = load_yaml(file)
    return [item["id"] for item in bank or [] if isinstance(item, dict) and "id" in item]


def _static_html(items: list[dict[str, Any]]) -> str:
    parts: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        parts.setdefault(item["partie"], []).append(item)
    html = []
    rank = 1
    for part, members in parts.items():
        rows = "".join(_row(item) for item in members)
        label = f'<p class="reprise-partie">{escape(part)}</p>' if part else ""
        html.append(f'{label}<ol class="reprise-liste" start="{rank}">{rows}</ol>')
        rank += len(members)
    return f'<div class="reprise-chapitres">{"".join(html)}</div>'


def _row(item: dict[str, Any]) -> str:
    duration = f'<span class="reprise-duree">{item["duree"]}{NBSP}min</span>' if item["duree"] else ""
    return (
        f'<li data-slug="{escape(item["slug"])}"><a href="{escape(item["slug"])}.html">{escape(item["titre"])}</a> '
        f'{duration}<span class="reprise-etat"></span></li>'
    )
