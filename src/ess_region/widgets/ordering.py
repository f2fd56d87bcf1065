"""`Ordering`: events to put in the order of time, with feedback, as many times as one likes."""

from html import escape
from pathlib import Path
from typing import ClassVar

import traitlets

from .. import french, inline, orderings
from ..data import Row
from .base import EssWidget


class Ordering(EssWidget):
    """The ordering exercises of a chapter: `Ordering("histoire")`.

    `orders` holds the last order proposed for each exercise, by id; it follows the browser.
    Raises ContentError when the file is faulty.
    """

    name: ClassVar[str] = "ordre"
    module: ClassVar[str] = "ordering"

    exercises = traitlets.List(traitlets.Dict(), help="Keys of each exercise, in the right order.").tag(sync=True)
    orders = traitlets.Dict(help="Last order proposed, by exercise.").tag(sync=True)

    def __init__(self, slug: str, *, file: Path | None = None, **kwargs):
        found = orderings.load_file(file, slug) if file else orderings.load(slug)
        self._slug = slug
        self._static = "".join(_static_html(exercise) for exercise in found)
        super().__init__(
            exercises=[
                {
                    "id": exercise.id,
                    "titre": inline.plain(exercise.title),
                    "ordre": [event["id"] for event in exercise.events],
                }
                for exercise in found
            ],
            **kwargs,
        )

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        count = len(self.exercises)
        return f"{self._slug!r}, {count} exercice{'s' if count > 1 else ''}"


def _static_html(exercise: orderings.Ordering) -> str:
    items = "".join(
        f'<li data-key="{escape(event["id"])}"><span class="ess-rank-item">{inline.html(event["titre"])}</span></li>'
        for event in exercise.shown
    )
    hint = ""
    if exercise.hint:
        hint = f'<details class="ordre-indice"><summary>Un indice</summary><p>{inline.html(exercise.hint)}</p></details>'
    rows = "".join(_row(rank, event) for rank, event in enumerate(exercise.events, 1))
    return (
        f'<section class="ordre-exercice" data-exercice="{escape(exercise.id)}" aria-labelledby="{escape(exercise.id)}">'
        f'<p class="ordre-titre" id="{escape(exercise.id)}">{inline.html(exercise.title)}</p>'
        f"<p>{inline.html(exercise.text)}</p>"
        f'<ul class="ess-rank">{items}</ul>{hint}'
        '<details class="ordre-reponse"><summary>L’ordre et les dates</summary><div class="ordre-corrige">'
        '<table><caption class="visually-hidden">Les événements dans l’ordre du temps</caption>'
        '<thead><tr><th scope="col">Rang</th><th scope="col">Événement</th><th scope="col">Date</th></tr></thead>'
        f"<tbody>{rows}</tbody></table><p>{inline.html(exercise.explanation)}</p></div></details></section>"
    )


def _row(rank: int, event: Row) -> str:
    when = french.day(event["date"] or event["annee"])
    return (
        f'<tr><td>{french.ordinal(rank)}</td><th scope="row">{inline.html(event["titre"])}</th>'
        f"<td>{escape(when)}</td></tr>"
    )
