"""`Timeline`: the brochure's 23 events in two tracks, what each changed, and the milestones since."""

from html import escape
from itertools import groupby
from typing import Any, ClassVar

import traitlets

from .. import data, facts, french, inline, prose
from ..french import NBSP, NNBSP
from .base import EssWidget

TRACKS = {"acteurs": "Acteurs", "pouvoirs-publics": "Pouvoirs publics"}
# Last year of each period but the last one; the events fall into them by their own year.
PERIOD_ENDS = (1900, 1980, 1999)
READING = (
    "La brochure ne nomme pas ces deux fils. Nous les lisons dans sa typographie, qui écrit les dates "
    "de deux façons."
)
SINCE = (
    "Ces jalons ne viennent pas de la brochure. Nous les avons choisis parmi les changements relevés "
    "depuis, chacun avec sa source."
)
NATURES = {"institutions": "Institutions", "droit": "Droit"}


class Timeline(EssWidget):
    """The history of the ESS and of its recognition: `Timeline()`.

    `selected` is the id of the event that is open, or an empty string; it follows the browser.
    """

    name: ClassVar[str] = "frise"
    module: ClassVar[str] = "timeline"

    selected = traitlets.Unicode("", help="Id of the event that is open.").tag(sync=True)

    def __init__(self, selected: str = "", **kwargs):
        self._events = sorted(data.table("evenements"), key=_moment)
        self._since = [(row, data.row("changements", row["changement"])) for row in data.table("jalons")]
        # Rendered once: a fact's bubble gets a new id each time it is rendered.
        self._static = _static_html(self._events, self._since)
        super().__init__(selected=selected, **kwargs)

    @traitlets.validate("selected")
    def _known(self, proposal):
        id = proposal["value"]
        if id and not data.has("evenements", id):
            raise traitlets.TraitError(f"événement inconnu : « {id} » (voir data/evenements.csv)")
        return id

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(self._events)} événements, {len(self._since)} jalons depuis"


def _moment(event: data.Row) -> tuple[int, str]:
    """Where an event comes in the order of time; within a year, those without a day come first."""
    return event["annee"], str(event["date"] or "")


def periods(events: list[data.Row]) -> list[tuple[str, list[data.Row]]]:
    """The events by period: (title, events); a period without events is left out."""
    last = max(event["annee"] for event in events)
    ends = [*PERIOD_ENDS, last]
    found = []
    for start, end in zip([None, *(end + 1 for end in ends)], ends):
        inside = [e for e in events if (start is None or e["annee"] >= start) and e["annee"] <= end]
        if inside:
            found.append((f"Jusqu’en {end}" if start is None else f"De {start} à {end}", inside))
    return found


# -- static form -------------------------------------------------------------------------------


def _static_html(events: list[data.Row], since: list[tuple[data.Row, data.Row]]) -> str:
    body = "".join(
        f'<section class="frise-periode" aria-labelledby="frise-periode-{rank}">'
        f'<p class="frise-titre" id="frise-periode-{rank}">{escape(title)} '
        f"<span>{len(inside)}{NBSP}événement{'s' if len(inside) > 1 else ''}</span></p>"
        f'<ol class="frise-liste">{"".join(map(_event, inside))}</ol></section>'
        for rank, (title, inside) in enumerate(periods(events), 1)
    )
    heads = "".join(f'<span data-fil="{track}">{name}</span>' for track, name in TRACKS.items())
    return (
        f'<p class="ess-hint frise-lecture">{escape(READING)}</p>{_axis(events)}'
        f'<div class="frise-evenements"><p class="frise-fils" aria-hidden="true">{heads}</p>{body}</div>'
        f"{_milestones(since)}"
    )


def _event(event: data.Row) -> str:
    lines = [
        f"<p>{inline.html(event['description'])}</p>",
        f"<p><b>Ce que ça change{NBSP}:</b> {inline.html(event['ce_que_ca_change'])}</p>",
    ]
    figures = [id for id in data.several(event["faits"]) if data.row("faits", id)["type"] != "date"]
    if figures:
        shown = " · ".join(prose.fact_html(f"{id}|complet") for id in figures)
        lines.append(f'<p class="frise-chiffres">{shown}</p>')
    changes = [data.row("changements", id) for id in data.several(event["changements"])]
    if changes:
        links = f"{NNBSP}; ".join(
            f'<a href="{prose.CHANGES_PAGE}#{escape(row["id"])}">{inline.html(row["sujet"])}</a>' for row in changes
        )
        lines.append(f'<p class="ess-hint frise-suite">Ce qui a changé depuis 2015{NBSP}: {links}.</p>')
    source = facts.source_title(event["source"], event["page"])
    lines.append(f'<p class="ess-hint">Source{NBSP}: {escape(source)}.</p>')
    return (
        f'<li class="frise-evenement" data-evenement="{escape(event["id"])}" data-fil="{escape(event["fil"])}">'
        f'<div class="frise-tete">{_time(event["date"] or str(event["annee"]), "frise-date")}'
        f'<span class="frise-fil">{TRACKS[event["fil"]]}</span>'
        f'<b class="frise-nom">{inline.html(event["titre"])}</b></div>'
        f'<div class="frise-corps">{"".join(lines)}</div></li>'
    )


def _time(value: Any, name: str) -> str:
    return f'<time class="{name}" datetime="{escape(str(value))}">{escape(french.day(value))}</time>'


def _milestones(since: list[tuple[data.Row, data.Row]]) -> str:
    years = []
    for year, rows in groupby(since, key=lambda pair: str(pair[1]["date"])[:4]):
        items = "".join(_milestone(row, change) for row, change in rows)
        years.append(f'<li><p class="frise-annee">{year}</p><ol>{items}</ol></li>')
    count = f"{len(since)}{NBSP}jalons, hors de la brochure"
    return (
        '<section class="frise-depuis" aria-labelledby="frise-depuis-titre"><details open>'
        f'<summary id="frise-depuis-titre">Depuis 2015 <span>{count}</span></summary>'
        f'<p class="ess-hint">{escape(SINCE)}</p><ol class="frise-jalons">{"".join(years)}</ol></details></section>'
    )


def _milestone(row: data.Row, change: data.Row) -> str:
    doubt = "" if change["certitude"] == "verifie" else " <b>À vérifier avant de citer.</b>"
    return (
        f'<li data-jalon="{escape(row["changement"])}"><p>{_time(change["date"], "frise-date")}'
        f'<span class="frise-fil">{NATURES[row["nature"]]}</span></p>'
        f"<p><b>{inline.html(row['titre'])}.</b> {inline.html(change['texte'])}{doubt} "
        f'<a href="{prose.CHANGES_PAGE}#{escape(change["id"])}">Source'
        f'<span class="visually-hidden">{NBSP}: {escape(inline.plain(row["titre"]))}</span></a></p></li>'
    )


# -- the axis ----------------------------------------------------------------------------------

_WIDTH, _STEP = 640, 10  # width of the drawing; gap between marks that would overlap


def _axis(events: list[data.Row]) -> str:
    """All the events on one scale of time: marks above for the actors, below for the authorities."""
    first, last = events[0]["annee"], events[-1]["annee"]
    x = {year: 14 + (year - first) * (_WIDTH - 28) / (last - first) for year in range(first, last + 1)}
    placed: dict[str, list[tuple[float, int]]] = {track: [] for track in TRACKS}
    marks, deepest = [], 0
    for event in events:
        lane = placed[event["fil"]]
        at = x[event["annee"]]
        level = next(n for n in range(9) if all(abs(at - other) >= 11 for other, own in lane if own == n))
        lane.append((at, level))
        deepest = max(deepest, level)
        marks.append((event, at, level))
    middle = 18 + deepest * _STEP
    height = 2 * middle
    shapes = []
    for event, at, level in marks:
        up = event["fil"] == "acteurs"
        y = middle + (-1 if up else 1) * (10 + level * _STEP)
        shape = (
            f'<circle cx="{at:.1f}" cy="{y}" r="4.5"' if up
            else f'<rect x="{at - 4:.1f}" y="{y - 4}" width="8" height="8"'
        )
        shapes.append(f'{shape} class="frise-marque" data-evenement="{escape(event["id"])}" data-fil="{event["fil"]}"/>')
    rules = "".join(
        f'<line x1="{x[year]:.1f}" y1="{middle - 4}" x2="{x[year]:.1f}" y2="{middle + 4}"/>'
        for year in range(first, last + 1)
        if year in (first, last) or year % 50 == 0
    )
    years = "".join(
        f'<text x="{x[year]:.1f}" y="{height + 12}">{year}</text>' for year in x if year % 50 == 0
    )
    counts = {track: sum(event["fil"] == track for event in events) for track in TRACKS}
    pivot = PERIOD_ENDS[1]
    late = sum(event["annee"] >= pivot for event in events)
    label = (
        f"De {first} à {last}{NBSP}: {counts['acteurs']} événements d’acteurs (ronds, en haut), "
        f"{counts['pouvoirs-publics']} des pouvoirs publics (carrés, en bas)."
    )
    finding = f"{late} des {len(events)} événements datent de {pivot} ou d’après."
    return (
        f'<figure class="frise-axe"><svg viewBox="0 0 {_WIDTH} {height + 18}" role="img" aria-label="{escape(label)}">'
        f'<line class="frise-temps" x1="4" y1="{middle}" x2="{_WIDTH - 4}" y2="{middle}"/>{rules}'
        f'{"".join(shapes)}<g class="frise-annees">{years}</g></svg>'
        f'<figcaption><b>{escape(finding)}</b> <span class="frise-cle">Ronds, en haut{NBSP}: les acteurs. '
        f"Carrés, en bas{NBSP}: les pouvoirs publics.</span></figcaption></figure>"
    )
