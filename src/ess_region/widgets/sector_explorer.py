"""`SectorExplorer`: the sectors of the ESS, what each figure counts, and seven organisations to place."""

from html import escape
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from .. import data, facts, french, matching, paths, prose
from ..french import NBSP, NNBSP
from .base import EssWidget

INFERENCE = (
    "La brochure présente les organisations et les secteurs sur la même page, sans les relier. "
    "Nous les avons rapprochés d’après leur activité."
)
CAUTION = "Ces chiffres comptent des choses différentes. Ils ne se classent pas."


class SectorExplorer(EssWidget):
    """Seven sectors with a figure, eight without, and seven organisations: `SectorExplorer()`.

    `selected` is the id of the sector shown, or an empty string; it follows the browser. What is said
    of each wrong match comes from `file`. Raises ContentError when that file is faulty.
    """

    name: ClassVar[str] = "secteurs"
    module: ClassVar[str] = "sector_explorer"

    file: ClassVar[Path] = paths.EXERCISES / "secteurs" / "associer.yml"

    selected = traitlets.Unicode("", help="Id of the sector shown.").tag(sync=True)
    sectors = traitlets.List(traitlets.Dict(), help="Sectors and their figures.").tag(sync=True)
    organisations = traitlets.List(traitlets.Dict(), help="Organisations to place.").tag(sync=True)
    traps = traitlets.Dict(help="`{autrement, pieges: {organisation: {sector: {retour, se_defend}}}}`.").tag(sync=True)
    offered = traitlets.List(traitlets.Unicode(), help="Ids of the sectors to choose from.").tag(sync=True)
    caution = traitlets.Unicode(CAUTION).tag(sync=True)
    inference = traitlets.Unicode(INFERENCE).tag(sync=True)

    def __init__(self, selected: str = "", **kwargs):
        rows = sorted(data.table("secteurs"), key=lambda row: row["ordre"])
        examples = [row for row in data.table("organisations") if row["role"] == "exemple"]
        traps = matching.load_file(self.file)
        offered = _offered(rows, traps)
        self._static = _static_html(rows, examples, offered)
        super().__init__(
            sectors=[_sector(row) for row in rows],
            organisations=[_organisation(row) for row in examples],
            traps=traps,
            offered=[row["id"] for row in offered],
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


def _offered(rows: list[data.Row], traps: dict[str, Any]) -> list[data.Row]:
    """The sectors with a figure, and those that a trap names."""
    named = {sector for own in traps["pieges"].values() for sector in own}
    return [row for row in rows if row["avec_donnee"] or row["id"] in named]


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


def _static_html(rows: list[data.Row], examples: list[data.Row], offered: list[data.Row]) -> str:
    groups = (
        ("Avec un chiffre dans la brochure", [row for row in rows if row["avec_donnee"]]),
        ("Cités sans chiffre dans la brochure", [row for row in rows if not row["avec_donnee"]]),
    )
    body = "".join(
        f'<tbody><tr class="secteurs-groupe"><th scope="rowgroup" colspan="4">{title}</th></tr>'
        f"{''.join(map(_row, members))}</tbody>"
        for title, members in groups
        if members
    )
    page = next((row["page"] for row in rows if row["avec_donnee"]), None)
    return (
        '<details class="secteurs-tableau" open><summary>Le tableau des secteurs</summary>'
        '<div class="secteurs-defile" tabindex="0" role="region" aria-label="Tableau des secteurs">'
        f"<table><caption>{escape(CAUTION)} Source{NBSP}: {escape(facts.source_title('brochure', page))}.</caption>"
        '<thead><tr><th scope="col">Secteur</th><th scope="col">Chiffre de la brochure</th>'
        '<th scope="col">Ce qui est compté</th><th scope="col">Chiffre plus récent</th></tr></thead>'
        f"{body}</table></div></details>"
        f'<div class="secteurs-associer-statique">{_matching(rows, examples, offered)}</div>'
    )


def _row(row: data.Row) -> str:
    cells = '<td colspan="2">aucun chiffre</td>'
    if row["fait"]:
        cells = f"<td>{prose.fact_html(row['fait'] + '|complet')}</td><td>{escape(row['ce_qui_est_compte'] or '')}</td>"
    return (
        f'<tr data-secteur="{escape(row["id"])}"><th scope="row">{escape(row["nom"])}</th>'
        f"{cells}<td>{_recent(row)}</td></tr>"
    )


def _recent(row: data.Row) -> str:
    if not row["fait_recent"]:
        return "aucun chiffre vu"
    fact = facts.resolve(row["fait_recent"])
    return f"{prose.fact_html(row['fait_recent'] + '|complet')} ({escape(fact.date)})"


def _matching(rows: list[data.Row], examples: list[data.Row], offered: list[data.Row]) -> str:
    names = {row["id"]: row["nom"] for row in rows}
    examples = sorted(examples, key=lambda row: row["nom"])
    items = "".join(
        f"<li><b>{escape(row['nom'])}</b> ({escape(row['forme'])}). {escape(row['activite'])}"
        f'<span class="secteurs-ligne">Son secteur{NBSP}: </span></li>'
        for row in examples
    )
    answers = "".join(
        f"<li><b>{escape(row['nom'])}</b>{NBSP}: {escape(names[row['secteur']])}. {escape(row['justification'])}</li>"
        for row in examples
    )
    choices = ", ".join(escape(french.lower_first(row["nom"])) for row in offered)
    return (
        f'<p class="secteurs-titre">À quel secteur rattacher chaque organisation{NNBSP}?</p>'
        f"<p>Choisissez parmi{NBSP}: {choices}.</p><ul>{items}</ul>"
        f'<details class="secteurs-corrige"><summary>Nos rapprochements</summary>'
        f"<p>{escape(INFERENCE)}</p><ul>{answers}</ul></details>"
    )
