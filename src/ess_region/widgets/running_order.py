"""`RunningOrder`: a session's running order, composed, edited, caught up when late, taken away."""

from collections.abc import Iterable
from html import escape
from typing import Any, ClassVar

import traitlets

from .. import running_order
from ..french import NBSP, enumeration, lower_first
from .base import EssWidget

BREAK_MINUTES, LUNCH_MINUTES = 15, 60
_RESTS = {running_order.BREAK: "Pause", running_order.LUNCH: "Déjeuner"}


class RunningOrder(EssWidget):
    """The running order of a session: `RunningOrder()`.

    The static form is the ready-made programmes; unfolding one, or the place of the composer, starts it. `format` is the one proposed first; what is composed lives in
    the browser. `plan()` computes in Python what the page shows.
    Raises ContentError when `exercises/animer-deroule/programmes.yml` or a facilitators' note is faulty.
    """

    name: ClassVar[str] = "deroule"
    module: ClassVar[str] = "running_order"
    opens = "Composer votre déroulé"
    keeps = "deroule"

    format = traitlets.Unicode(help="Format proposed first.").tag(sync=True)
    catalog = traitlets.Dict(help="Activities in order, formats, parts: see `running_order.load`.").tag(sync=True)
    programmes = traitlets.List(traitlets.Dict(), help="Ready-made programmes.").tag(sync=True)

    def __init__(self, format: str = "demi-journee", **kwargs):
        loaded = running_order.load()
        self._ready = loaded.ready
        self._known = {one["id"]: one for one in loaded.catalog["activites"]}
        known = [one["id"] for one in loaded.catalog["formats"]]
        if format not in known:
            raise traitlets.TraitError(f"« {format} » n’est pas un format : écrivez {enumeration(known, 'ou')}")
        super().__init__(
            format=format,
            catalog=loaded.catalog,
            programmes=[
                {"id": one.id, "format": one.format, "choix": list(one.choice), "debut": one.start} for one in loaded.ready
            ],
            **kwargs,
        )

    def plan(
        self, format: str, choice: Iterable[str], pause: int = BREAK_MINUTES, dejeuner: int = LUNCH_MINUTES
    ) -> dict[str, Any]:
        """The running order of these pages: see `running_order.plan`."""
        wanted = {"format": format, "choix": [*choice], "pause": pause, "dejeuner": dejeuner}
        return running_order.plan(self.catalog, wanted)

    def static_html(self) -> str:
        ready = "".join(map(self._programme, self._ready))
        return (
            f'<div class="der-prets"><h3 class="der-titre">Les programmes prêts</h3>{ready}</div>'
            '<details class="der-choix" data-eveil><summary><h3>Composer votre déroulé</h3></summary>'
            "<p>Sans script, le calcul n’est pas possible ici. Partez d’un programme prêt.</p></details>"
        )

    def summary(self) -> str:
        return f"{len(self.catalog['formats'])} formats, {len(self._known)} activités, {len(self._ready)} programmes"

    def _programme(self, one: running_order.Programme) -> str:
        form = next(form for form in self.catalog["formats"] if form["id"] == one.format)
        sessions = self.plan(one.format, one.choice)["seances"]
        start = running_order.minutes_of(one.start)
        tables = "".join(
            self._session(session["lignes"], start, rank, len(sessions)) for rank, session in enumerate(sessions, 1)
        )
        return (
            f'<details class="der-pret" data-eveil data-programme="{escape(one.id)}">'
            f'<summary><b class="der-pret-nom" id="der-{escape(one.id)}">{escape(form["nom"])}{NBSP}: '
            f"{escape(lower_first(one.name))}</b>"
            f'<span class="der-pour">{escape(one.audience)}</span></summary>'
            f'<div class="der-seances">{tables}</div></details>'
        )

    def _session(self, lines: list[dict[str, Any]], start: int, rank: int, count: int) -> str:
        end = start + sum(line["minutes"] for line in lines)
        hours = f"de {running_order.clock(start)} à {running_order.clock(end)}"
        caption = f"Séance {rank}, {hours}" if count > 1 else hours.capitalize()
        rows = []
        for line in lines:
            rows.append(self._row(line, start))
            start += line["minutes"]
        head = "".join(
            f'<th scope="col"{extra}>{text}</th>'
            for text, extra in (
                ("Heure", ""), ("Activité", ""), ("Minutes", ""),
                ("Au plus court", ' class="der-court"'), ("Heure réelle", ' class="der-reelle"'),
            )
        )
        return (
            f'<table class="der-table"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )

    def _row(self, line: dict[str, Any], start: int) -> str:
        own = self._known.get(line["id"])
        title = escape(own["titre"] if own else _RESTS[line["id"]])
        if own and own["page"]:
            title = f'<a href="{escape(own["page"])}.html">{title}</a>'
        aim = f'<span class="der-but">{escape(own["but"])}</span>' if own else ""
        usual = ""
        if own and own["habituel"] != line["minutes"]:
            usual = f'<span class="der-bornes">{own["habituel"]} d’habitude</span>'
        kind = "" if own else ' class="der-repos"'
        return (
            f'<tr{kind}><td class="der-heure">{running_order.clock(start)}</td>'
            f'<th scope="row"><span class="der-nom">{title}</span>{aim}</th>'
            f'<td class="der-duree"><span class="der-minutes">{line["minutes"]}</span>{usual}</td>'
            f'<td class="der-court">{own["bas"] if own else ""}</td><td class="der-reelle"></td></tr>'
        )
