"""`SectorExplorer`: the sectors of the ESS, what each figure counts, and seven organisations to place."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, facts, prose
from ..french import NBSP
from .base import EssWidget

INFERENCE = (
    "La brochure présente les organisations et les secteurs sur la même page, sans les relier. "
    "Nous les avons rapprochés d’après leur activité."
)
CAUTION = "Ces chiffres comptent des choses différentes. Ils ne se classent pas."


class SectorExplorer(EssWidget):
    """Seven sectors with a figure, eight without, and seven organisations: `SectorExplorer()`.

    `selected` is the id of the sector shown, or an empty string; it follows the browser.
    """

    name: ClassVar[str] = "secteurs"
    module: ClassVar[str] = "sector_explorer"

    selected = traitlets.Unicode("", help="Id of the sector shown.").tag(sync=True)
    sectors = traitlets.List(traitlets.Dict(), help="Sectors and their figures.").tag(sync=True)
    organisations = traitlets.List(traitlets.Dict(), help="Organisations to place.").tag(sync=True)
    caution = traitlets.Unicode(CAUTION).tag(sync=True)
    inference = traitlets.Unicode(INFERENCE).tag(sync=True)

    def __init__(self, selected: str = "", **kwargs):
        rows = sorted(data.table("secteurs"), key=lambda row: row["ordre"])
        examples = [row for row in data.table("organisations") if row["role"] == "exemple"]
        self._static = _static_html(rows, examples)
        super().__init__(
            sectors=[_sector(row) for row in rows],
            organisations=[_organisation(row) for row in examples],
            selected=selected,
            **kwargs,
        )

    @traitlets.validate("selected")
    def _known(self, proposal):
        id = proposal["value"]
        if id and not data.has("secteurs", id):
            raise traitlets.TraitError(f"secteur inconnu : « {id} » (voir data/secteurs.csv)")
        return id

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        if self.selected:
            return repr(self.selected)
        return f"{len(self.sectors)} secteurs, {len(self.organisations)} organisations"


def _sector(row: data.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "nom": row["nom"],
        "description": row["description"] or "",
        "compte": row["ce_qui_est_compte"] or "",
        "chiffre": _figure(row["fait"]) if row["fait"] else None,
        "recent": _figure(row["fait_recent"]) if row["fait_recent"] else None,
    }


def _figure(id: str) -> dict[str, str]:
    """One figure as text, with what it is a share of, its scope, its source and its full entry."""
    fact = facts.resolve(id)
    return {
        "fait": id,
        "texte": facts.resolve(f"{id}|complet").text,
        "champ": fact.scope,
        "source": fact.source,
        "lien": f"{prose.FACTS_PAGE}#{fact.anchor}",
    }


def _organisation(row: data.Row) -> dict[str, str]:
    return {name: row[name] or "" for name in ("id", "nom", "forme", "activite", "secteur", "justification")}


# -- static form -------------------------------------------------------------------------------


def _static_html(rows: list[data.Row], examples: list[data.Row]) -> str:
    with_figure = [row for row in rows if row["avec_donnee"]]
    without = [row for row in rows if not row["avec_donnee"]]
    body = "".join(
        f'<tr data-secteur="{escape(row["id"])}"><th scope="row">{escape(row["nom"])}</th>'
        f"<td>{prose.fact_html(row['fait'] + '|complet')}</td>"
        f"<td>{escape(row['ce_qui_est_compte'] or '')}</td>"
        f"<td>{_recent(row)}</td></tr>"
        for row in with_figure
    )
    others = "".join(
        f"<li>{escape(row['nom'])}"
        + (f"{NBSP}: {_recent(row)} (chiffre vu depuis)" if row["fait_recent"] else "")
        + "</li>"
        for row in without
    )
    page = with_figure[0]["page"] if with_figure else None
    return (
        '<details class="secteurs-tableau" open><summary>Le tableau des secteurs</summary>'
        '<div class="secteurs-defile" tabindex="0" role="region" aria-label="Tableau des secteurs">'
        f"<table><caption>{escape(CAUTION)} Source{NBSP}: {escape(facts.source_title('brochure', page))}.</caption>"
        '<thead><tr><th scope="col">Secteur</th><th scope="col">Chiffre de la brochure</th>'
        '<th scope="col">Ce qu’il compte</th><th scope="col">Chiffre plus récent</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
        f"<p>Les autres secteurs que la brochure cite, sans chiffre{NBSP}:</p>"
        f'<ul class="secteurs-autres">{others}</ul></details>'
        f'<div class="secteurs-associer-statique">{_matching(rows, examples)}</div>'
    )


def _recent(row: data.Row) -> str:
    if not row["fait_recent"]:
        return ""
    fact = facts.resolve(row["fait_recent"])
    return f"{prose.fact_html(row['fait_recent'] + '|complet')} ({escape(fact.date)})"


def _matching(rows: list[data.Row], examples: list[data.Row]) -> str:
    names = {row["id"]: row["nom"] for row in rows}
    items = "".join(
        f"<li><b>{escape(row['nom'])}</b> ({escape(row['forme'])}). {escape(row['activite'])}</li>"
        for row in sorted(examples, key=lambda row: row["nom"])
    )
    answers = "".join(
        f"<li><b>{escape(row['nom'])}</b>{NBSP}: {escape(names[row['secteur']])}. {escape(row['justification'])}</li>"
        for row in sorted(examples, key=lambda row: row["nom"])
    )
    return (
        '<p class="secteurs-titre">À quel secteur rattacher chaque organisation ?</p>'.replace(
            " ?", "\u202f?"
        )
        + f"<ul>{items}</ul>"
        f"<details><summary>Voir nos rapprochements</summary><p>{escape(INFERENCE)}</p><ul>{answers}</ul></details>"
    )
