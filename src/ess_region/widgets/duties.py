"""`Duties`: who must do what, with whom, how often, by which article; and what changed since."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, french, inline, prose
from ..french import NBSP
from .base import EssWidget

NATURES = {"obligation": "Obligation", "possibilite": "Possibilité", "participation": "Participation"}
LEGEND = (
    ("obligation", "le texte le demande"),
    ("possibilite", "le texte le permet"),
    ("participation", "le texte lui donne une place, sans que nos sources parlent d’obligation"),
)
CAUTION = "Nous redisons les textes en clair. Pour une décision, lisez le texte officiel, qui seul fait foi."


class Duties(EssWidget):
    """The obligations of each actor, by actor or by document: `Duties()`.

    `choice` is `acteur:ID`, `document:ID`, or an empty string for the whole table; it follows the
    browser, which starts with the Region.
    """

    name: ClassVar[str] = "qui-doit-quoi"
    module: ClassVar[str] = "duties"

    choice = traitlets.Unicode("acteur:region", help="What is shown.").tag(sync=True)
    actors = traitlets.List(traitlets.Dict(), help="Actors, in order.").tag(sync=True)
    documents = traitlets.List(traitlets.Dict(), help="Documents, in order.").tag(sync=True)

    def __init__(self, choice: str = "acteur:region", **kwargs):
        rows = data.table("obligations")
        self._count = len(rows)
        self._static = _static_html(rows)
        super().__init__(
            choice=choice,
            actors=[_entry(row) | {"aussi": data.several(row["aussi"])} for row in _ordered("acteurs")],
            documents=[_entry(row) for row in _ordered("documents")],
            **kwargs,
        )

    @traitlets.validate("choice")
    def _known(self, proposal):
        kind, _, id = proposal["value"].partition(":")
        tables = {"acteur": "acteurs", "document": "documents"}
        if proposal["value"] and not (kind in tables and data.has(tables[kind], id)):
            raise traitlets.TraitError(
                f"choix inconnu : « {proposal['value']} » (écrivez acteur:region ou document:srdeii)"
            )
        return proposal["value"]

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{self._count} lignes, {len(self.actors)} acteurs, {len(self.documents)} documents"


def _entry(row: data.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "nom", "resume")}


def _ordered(table: str) -> list[data.Row]:
    return sorted(data.table(table), key=lambda row: row["ordre"])


def since(row: data.Row) -> str:
    """When an obligation begins: « depuis le 2 août 2014 », or nothing. The date is never in the row itself."""
    if row["effet"]:
        day = data.row("changements", row["effet"])["date"]
    else:
        law = data.row("lois", row["loi"] or data.row("articles", row["article"])["loi"])
        day = law["date_vigueur"] or law["date"]
    if not day:
        return ""
    return f"depuis {'le ' if len(str(day)) == 10 else ''}{french.day(day)}"


# -- static form -------------------------------------------------------------------------------


def _static_html(rows: list[data.Row]) -> str:
    groups = "".join(_group(actor, [r for r in rows if r["acteur"] == actor["id"]]) for actor in _ordered("acteurs"))
    legend = "".join(
        f'<li><span class="devoir-nature" data-nature="{nature}">{NATURES[nature]}</span> {escape(text)}</li>'
        for nature, text in LEGEND
    )
    return (
        f'<ul class="devoir-legende ess-hint">{legend}</ul>'
        '<table class="devoir-table"><caption class="visually-hidden">Qui doit, peut ou prend part à quoi</caption>'
        '<thead><tr><th scope="col">Ce qu’il faut faire</th><th scope="col">Avec qui, et quand</th>'
        f'<th scope="col">Texte</th></tr></thead>{groups}</table><p class="ess-hint">{CAUTION}</p>'
    )


def _group(actor: data.Row, rows: list[data.Row]) -> str:
    return (
        f'<tbody data-acteur="{escape(actor["id"])}"><tr class="devoir-acteur"><th colspan="3" scope="rowgroup">'
        f"{escape(actor['nom'])}<span>{escape(actor['resume'])}</span></th></tr>{''.join(map(_row, rows))}</tbody>"
    )


def _row(row: data.Row) -> str:
    document = ""
    if row["document"]:
        document = f'<span class="devoir-document">{escape(data.row("documents", row["document"])["nom"])}</span>'
    whom = f"<p><b>Avec{NBSP}:</b> {inline.html(row['avec_qui'])}</p>" if row["avec_qui"] else ""
    return (
        f'<tr data-obligation="{escape(row["id"])}" data-document="{escape(row["document"] or "")}" '
        f'data-nature="{escape(row["nature"])}">'
        f'<th scope="row"><span class="devoir-nature" data-nature="{escape(row["nature"])}">{NATURES[row["nature"]]}</span>'
        f"<span class=\"devoir-texte\">{inline.html(row['obligation'])}</span>{document}</th>"
        f"<td>{whom}<p><b>Quand{NBSP}:</b> {inline.html(row['frequence'])}</p></td><td>{_text(row)}</td></tr>"
        f"{_since(row)}"
    )


def _text(row: data.Row) -> str:
    if row["article"]:
        code = data.row("articles", row["article"])["codifie_a"]
        text = prose.article_html(row["article"])
        if code:
            text += f" ({prose.article_html(f'{code}|court')} du code)"
    else:
        text = escape(data.row("lois", row["loi"])["titre_court"])
    when = since(row)
    page = f" Brochure, p.{NBSP}{row['page']}." if row["source"] == "brochure" else ""
    return f'<p class="devoir-loi">{text}{f", {escape(when)}" if when else ""}.{page}</p>'


def _since(row: data.Row) -> str:
    """What changed, under the row and as wide as the table."""
    changes = [data.row("changements", id) for id in data.several(row["changements"])]
    if not changes:
        return ""
    count = f"{len(changes)} changement{'s' if len(changes) > 1 else ''}"
    return (
        f'<tr class="devoir-suite"><td colspan="3"><details><summary>Depuis 2015{NBSP}: {count}</summary>'
        f"<ul>{''.join(map(_change, changes))}</ul></details></td></tr>"
    )


def _change(change: data.Row) -> str:
    doubt = "" if change["certitude"] == "verifie" else " <b>À vérifier avant de citer.</b>"
    reserve = f" Réserve{NBSP}: {inline.html(change['reserve'])}" if change["reserve"] else ""
    return (
        f"<li>{inline.html(change['texte'])}{doubt}{reserve} "
        f'<a href="{prose.CHANGES_PAGE}#{escape(change["id"])}">Source '
        f"({escape(change['id'])})</a></li>"
    )
