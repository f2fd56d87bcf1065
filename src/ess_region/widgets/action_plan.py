"""`ActionPlan`: the five immediate actions, what was kept along the course, one's own lines, dated and exported."""

import re
from html import escape
from typing import ClassVar

import traitlets

from .. import addresses, data, french, inline, prose
from ..french import NBSP, NNBSP
from .base import EssWidget

BLANK_LINES = 3


class ActionPlan(EssWidget):
    """The learner's action plan: `ActionPlan()`.

    What it holds lives in the browser (what was kept, dates, own lines): nothing is a trait but the
    names of the levers, to recall the strategy that was composed.
    """

    name: ClassVar[str] = "plan-action"
    module: ClassVar[str] = "action_plan"

    levers = traitlets.Dict(help="Lever id → short title.").tag(sync=True)

    def __init__(self, **kwargs):
        super().__init__(levers={row["id"]: row["titre_court"] for row in data.table("leviers")}, **kwargs)

    def static_html(self) -> str:
        rows = sorted(data.table("actions_immediates"), key=lambda row: row["ordre"])
        return _actions(rows) + _blank() + _people()

    def summary(self) -> str:
        return f"{len(data.table('actions_immediates'))} actions immédiates"


# -- static form -------------------------------------------------------------------------------


def _actions(rows: list[data.Row]) -> str:
    # The columns to fill in are for paper; on the screen, once alive, one column has the buttons.
    head = (
        '<th scope="col">Action</th><th scope="col" class="pas-papier">Pour moi, avec qui</th>'
        '<th scope="col"><span class="pas-papier">Pour quand</span><span class="pas-ecran">Dans mon plan</span></th>'
    )
    body = "".join(map(_row, rows))
    return (
        '<table class="pas-table"><caption>Les cinq actions de la brochure</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: data.Row) -> str:
    found = ""
    if row["ce_que_vous_y_trouvez"]:
        found = f"<p>Vous y trouvez{NBSP}: {escape(_list(row['ce_que_vous_y_trouvez']))}.</p>"
    site = f"<p>{addresses.address_html(row['site'])}</p>" if row["site"] else ""
    with_whom = escape(row["avec"])
    if row["avec_actuel"]:
        with_whom += f"{NNBSP}; aujourd’hui {escape(row['avec_actuel'])}"
    since = ""
    if row["changements"]:
        links = prose.change_links(data.several(row["changements"]))
        since = f"<p class=\"pas-depuis\">Depuis 2015{NBSP}: {links}</p>"
    return (
        f'<tr data-action="{escape(row["id"])}" data-avec="{escape(row["avec_actuel"] or _short(row["avec"]))}">'
        f'<th scope="row"><span class="pas-case pas-papier" aria-hidden="true"></span><b class="pas-nom">{escape(row["titre"])}</b>'
        f'<p>{inline.html(row["action"])}</p><p>Avec{NBSP}: {with_whom}.</p>{found}{site}{since}'
        f'<p class="pas-source">Brochure, p.{NBSP}{row["page"]}</p></th>'
        '<td class="pas-papier"></td><td class="pas-vide"></td></tr>'
    )


def _short(name: str) -> str:
    """« Réseau des collectivités… (RTES) » → « RTES »."""
    acronym = re.search(r"\(([A-Z]+)\)$", name)
    return acronym[1] if acronym else name


def _list(cell: str) -> str:
    """« Lettre d’information|Carte » → « lettre d’information, carte »."""
    return ", ".join(french.lower_first(part) for part in data.several(cell))


def _blank() -> str:
    """A table to fill in on paper."""
    head = "".join(f'<th scope="col">{text}</th>' for text in ("Mon action", "Avec qui", "Pour quand", "Faite"))
    rows = "<tr><td></td><td></td><td></td><td></td></tr>" * BLANK_LINES
    return (
        '<table class="pas-blanc pas-papier"><caption>Mes propres actions, et ce que je garde du cours</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _people() -> str:
    """Whom one may write in « avec qui »: suggestions for the field."""
    names = [
        "Ma direction",
        "L’élue ou l’élu chargé de l’ESS",
        "Le service des achats",
        *(row["sigle_2015"] if row["id"] == "cress" else row["nom_actuel"] or row["nom_2015"] for row in _ordered("reseaux")),
        *(row["nom"] for row in _ordered("partenaires")),
    ]
    options = "".join(f'<option value="{escape(name)}"></option>' for name in names)
    return f'<datalist id="pas-personnes">{options}</datalist>'


def _ordered(table: str) -> list[data.Row]:
    return sorted(data.table(table), key=lambda row: row["ordre"])
