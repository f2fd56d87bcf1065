"""`Resume`: pick up the course where one left it, from what this browser remembers."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data
from ..chapters import TRACE, chapters
from ..french import NBSP
from .base import EssWidget


class Resume(EssWidget):
    """The chapters with their marks, and the way back to the last section read: `Resume()`.

    `chapters` lists `{slug, titre, duree, partie, questions, sections}` in the order of `_toc.yml`
    (`duree` in minutes or None, `questions` the ids of the chapter's quiz, `sections` anchor → title). Raises ContentError when a page
    named in `_toc.yml` is missing or has no title.
    """

    name: ClassVar[str] = "reprise"
    module: ClassVar[str] = "resume"

    chapters = traitlets.List(traitlets.Dict(), help="The course's pages, in order.").tag(sync=True)

    def __init__(self, **kwargs):
        data.trace_value(TRACE)
        super().__init__(chapters=chapters(), **kwargs)

    def static_html(self) -> str:
        return _static_html(self.chapters)

    def summary(self) -> str:
        return f"{len(self.chapters)} chapitres"


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
