"""`Examples`: the brochure's regional examples, as cards, as a table, on a map; and what became of them."""

import re
from collections import Counter
from html import escape
from typing import ClassVar

import traitlets

from .. import data, french, geo, inline, pack, prose, regions
from ..french import NBSP, NNBSP
from .base import EssWidget

VIEWS = ("fiches", "tableau", "carte")
FILTERS = ("levier", "region", "stade", "partenaire")
#: What the table `sites` says of an address; without a state, nobody has noted anything.
SITES = {
    "ferme": "adresse de 2015{nn}; l’organisme a fermé, ce n’est plus un contact.",
    "remplace": "adresse de 2015{nn}; l’organisme a été remplacé.",
    "a-verifier": "adresse de 2015, à vérifier avant de la donner.",
}
_TILE = 46  # side of a tile with its margin, in the drawing's units
_LABELS = re.compile(rf"\b(Recherché|Obtenu|Annoncé){NBSP}:")


class Examples(EssWidget):
    """The thirteen examples, or those of one lever: `Examples()`, `Examples("levier-creation")`.

    `view` is `fiches`, `tableau` or `carte`; `filters` gives `levier` (all levers only), `region` (a
    code or `ma-region`), `stade` and `partenaire`. Both follow the browser.
    """

    name: ClassVar[str] = "exemples"
    module: ClassVar[str] = "examples"

    lever = traitlets.Unicode("", help="Id of the lever, or empty for all.").tag(sync=True)
    view = traitlets.Enum(VIEWS, "fiches", help="How they are shown.").tag(sync=True)
    filters = traitlets.Dict(help="What is kept: `{levier, region, stade, partenaire}`.").tag(sync=True)

    def __init__(self, lever: str = "", *, view: str = "fiches", **filters):
        unknown = set(filters) - set(FILTERS)
        if unknown:
            raise TypeError(f"filtre inconnu : {', '.join(sorted(unknown))} (possibles : {', '.join(FILTERS)})")
        self._rows = chosen(lever)
        self._own = own(lever)
        self._static = _static_html(lever, self._rows, self._own)
        super().__init__(lever=lever, view=view, filters=filters)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        total = len(self._rows) + len(self._own)
        count = f"{total} exemple{'s' if total > 1 else ''}"
        return f"{self.lever!r}, {count}" if self.lever else count


def chosen(lever: str = "") -> list[data.Row]:
    """The examples of a lever in the brochure's order; all of them without a lever."""
    if lever and not data.has("leviers", lever):
        raise traitlets.TraitError(f"levier inconnu : « {lever} » (voir data/leviers.csv)")
    rows = (row for row in data.table("exemples") if row["levier"] == lever or not lever)
    return sorted(rows, key=lambda row: row["ordre"])


def own(lever: str = "") -> list[data.Row]:
    """The examples of the Region's pack for a lever; all of them without a lever."""
    return [row for row in pack.current().get("exemples", []) if row["levier"] == lever or not lever]


def place(row: data.Row) -> str:
    """« Bretagne », or « Aquitaine en 2015, aujourd’hui en Nouvelle-Aquitaine »."""
    region = data.row("regions", row["region"])
    if region["nom"] == row["region_2015"]:
        return region["nom"]
    return f"{row['region_2015']} en 2015, aujourd’hui {region['en_region']}"


def kept_title(row: data.Row) -> str:
    """How an example is named in the action plan: « Une Fabrique à initiatives, Aquitaine, 2015 »."""
    return f"{inline.plain(row['titre'])}, {row['region_2015']}, 2015"


# -- static form -------------------------------------------------------------------------------


def _static_html(lever: str, rows: list[data.Row], ours: list[data.Row]) -> str:
    if not rows and not ours:
        return "<p>La brochure ne donne pas d’exemple régional pour ce levier.</p>"
    key = lever.removeprefix("levier-") or "tous"
    explained: set[str] = set()
    cards = "".join(_own_card(row, key, not lever, explained) for row in ours)
    cards += "".join(_card(row, key, not lever, explained) for row in rows)
    drawing = _map(rows, ours, key) if len(rows) + len(ours) > 1 else ""
    return f'{_notice(rows, ours)}<ul class="ess-cards ex-fiches">{cards}</ul>{drawing}'


def _notice(rows: list[data.Row], ours: list[data.Row]) -> str:
    """When these examples are from, and that some of the Regions no longer exist; those of the pack apart."""
    text = _brochure_notice(rows) if rows else ""
    if ours:
        marked = "Les exemples marqués" if len(ours) > 1 else "L’exemple marqué"
        text += f" {marked} «{NNBSP}{pack.show.MARK}{NNBSP}» {'viennent' if len(ours) > 1 else 'vient'} de votre Région, avec sa date."
    return f'<p class="ess-hint ex-avis">{text.strip()}</p>'


def _brochure_notice(rows: list[data.Row]) -> str:
    gone = sum("U003" in data.several(row["changements"]) for row in rows)
    several = len(rows) > 1
    text = f"{'Ces exemples sont' if several else 'Cet exemple est'} de 2015."
    if gone:
        ended = french.day(data.row("changements", "U003")["date"])
        who = "Cette Région a été réunie" if not several else "La plupart de ces Régions ont été réunies"
        if several and gone == 1:
            who = "L’une de ces Régions a été réunie"
        elif several and gone == len(rows):
            who = "Ces Régions ont été réunies"
        text += f" {who} à d’autres le {ended} (<a href=\"{prose.CHANGES_PAGE}#U003\">U003</a>)."
    return text


def _card(row: data.Row, key: str, all_levers: bool, explained: set[str]) -> str:
    def text(cell: str) -> str:
        return inline.html(cell, acronyms=explained)

    lever = data.row("leviers", row["levier"])
    badge = f'<p class="ex-levier">{escape(lever["titre_court"])}</p>' if all_levers else ""
    approach = f'<p class="ex-demarche">{text(row["demarche"])}</p>'
    partners = data.several(row["partenaires"])
    lines = [("Début", french.day(row["debut"]))] if row["debut"] else []
    lines += [
        ("Qui", text(row["qui"])),
        ("Avec", text(_listed(partners)) if partners else "La brochure ne cite pas d’autre partenaire."),
        ("Pour qui", text(_listed(data.several(row["beneficiaires"])))),
        ("Résultat", _result(row["resultat"], text)),
        ("Site", _site(row["site"])),
        ("Depuis", _since(row)),
    ]
    entries = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in lines)
    entries = f"<dl>{entries}</dl>"
    if all_levers:
        entries = f"<details open><summary>Qui, avec qui, résultat, et depuis</summary>{entries}</details>"
    return (
        f'<li class="ess-card ex-fiche" data-exemple="{row["id"]}" data-levier="{row["levier"]}" '
        f'data-region="{row["region"]}" data-stade="{row["stade"] or ""}" '
        f'data-partenaires="{escape("|".join(partners), quote=True)}" '
        f'data-titre="{escape(kept_title(row), quote=True)}">'
        f'{badge}<h3 id="ex-{key}-{row["id"]}">{text(row["titre"])}</h3>'
        f'<p class="ex-lieu">{escape(place(row))}</p>{approach}{_steps(row, text)}{entries}'
        f'<p class="ex-pied"><span class="ex-page">Brochure, p.{NBSP}{row["page"]}</span></p></li>'
    )


def _own_card(row: data.Row, key: str, all_levers: bool, explained: set[str]) -> str:
    """The card of an example of the pack: the same entries, its own date and source."""

    def text(cell: str) -> str:
        return inline.html(cell, acronyms=explained)

    region = pack.current()
    lever = data.row("leviers", row["levier"])
    badge = f'<p class="ex-levier">{escape(lever["titre_court"])}</p>' if all_levers else ""
    lines = [
        ("Début", french.day(row["debut"])),
        ("Qui", text(row["qui"])),
        ("Avec", escape(_listed(row["partenaires"])) or "Aucun autre partenaire n’est cité."),
        ("Pour qui", escape(_listed(row["beneficiaires"])) or "Non précisé."),
        ("Résultat", _result(row["resultat"], text) or "Non précisé."),
    ]
    if row["site"]:
        address = escape(row["site"], quote=True)
        lines.append(("Site", f'<a class="ex-adresse" href="{address}" rel="external">{address}</a>'))
    lines.append(("Source", f"{pack.show.source_html(row)}, {escape(french.day(row['date']))}."))
    entries = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in lines if value)
    entries = f"<dl>{entries}</dl>"
    if all_levers:
        entries = f"<details open><summary>Qui, avec qui, résultat, et source</summary>{entries}</details>"
    where = data.row("regions", region["region"])["nom"]
    title = f"{inline.plain(row['titre'])}, {where}, {french.day(row['date'])}"
    return (
        f'<li class="ess-card ex-fiche ex-fiche--region" data-exemple="{escape(row["id"])}" data-levier="{row["levier"]}" '
        f'data-region="{escape(region["region"])}" data-stade="{"|".join(row["stade"])}" '
        f'data-partenaires="{escape("|".join(row["partenaires"]), quote=True)}" '
        f'data-titre="{escape(title, quote=True)}">'
        f'<p class="ex-marque">{pack.show.MARK}</p>{badge}<h3 id="ex-{key}-{escape(row["id"])}">{text(row["titre"])}</h3>'
        f'<p class="ex-lieu">{escape(where)}</p><p class="ex-demarche">{text(row["demarche"])}</p>{entries}'
        f'<p class="ex-pied"><span class="ex-page">{escape(region["nom"])}</span></p></li>'
    )


def _listed(values: list[str]) -> str:
    """Several values as one: a semicolon parts those that hold a comma."""
    return f"{NNBSP}; ".join(values) if any("," in value for value in values) else ", ".join(values)


def _result(cell: str, text) -> str:
    """What was sought and what was obtained, each said in bold; or that the brochure gives none."""
    found = _LABELS.split(cell)
    if len(found) == 1:
        return text(cell)
    return " ".join(
        f"<b>{label}{NBSP}:</b> {text(words.strip())}" for label, words in zip(found[1::2], found[2::2])
    )


def _site(id: str | None) -> str:
    """The address: a link only when nothing says that it is dead or doubtful."""
    if not id:
        return "La brochure n’en donne pas."
    row = data.row("sites", id)
    address = escape(row["adresse"])
    if not row["etat"]:
        href = address if "://" in address else f"http://{address}"
        return f'<a class="ex-adresse" href="{href}" rel="external">{address}</a> (adresse de 2015, non revérifiée).'
    state = SITES[row["etat"]].format(nn=NNBSP)
    return f'<span class="ex-adresse ex-adresse--morte">{address}</span> ({state.rstrip(".")}).'


def _since(row: data.Row) -> str:
    """What it became, when our sources say it; then the changes that bear on the subject."""
    if row["devenir"]:
        said = inline.html(data.row("changements", row["devenir"])["texte"])
        said = f"{said} {_change(row['devenir'])}"
    else:
        said = "Nos sources ne disent pas ce que l’action est devenue. Vérifiez avant de la citer."
    others = [id for id in data.several(row["changements"]) if id not in ("U003", row["devenir"])]
    if others:
        links = ", ".join(f'<a href="{prose.CHANGES_PAGE}#{id}">{id}</a>' for id in others)
        said += f" À lire aussi{NBSP}: {links}."
    return said


def _change(id: str) -> str:
    return f'<a href="{prose.CHANGES_PAGE}#{id}">Source ({id})</a>'


def _steps(row: data.Row, text) -> str:
    """The stages of an example told in several."""
    steps = sorted(
        (one for one in data.table("exemples_etapes") if one["exemple"] == row["id"]), key=lambda one: one["ordre"]
    )
    if not steps:
        return ""
    return f'<ol class="ex-etapes">{"".join(_step(one, text) for one in steps)}</ol>'


def _step(row: data.Row, text) -> str:
    when = f" ({french.day(row['date'])})" if row["date"] else ""
    tasks = f" Ses tâches{NBSP}: {text(_lower_list(data.several(row['taches'])))}." if row["taches"] else ""
    return f"<li><b>{text(row['titre'])}{when}.</b> {text(row['texte'])}{tasks}</li>"


def _lower_list(values: list[str]) -> str:
    return french.enumeration([*map(french.lower_first, values)])


def _map(rows: list[data.Row], ours: list[data.Row], key: str) -> str:
    """The 18 regions as squares: those with an example carry its number; the list says the same in words."""
    counts = Counter(row["region"] for row in rows)
    if ours:
        counts[pack.current()["region"]] += len(ours)
    half, mark = _TILE / 2 - 2, ' class="ex-avec"'
    squares = "".join(
        f'<g data-region="{tile.code}" transform="translate({tile.column * _TILE} {tile.row * _TILE})">'
        f'<rect{mark if counts[tile.code] else ""} width="{_TILE - 4}" height="{_TILE - 4}" rx="5"/>'
        f'<text class="ex-sigle" x="{half:g}" y="15">{tile.abbr}</text>'
        f'<text class="ex-compte" x="{half:g}" y="34">{counts[tile.code] or ""}</text></g>'
        for tile in geo.tiles()
    )
    width = (1 + max(tile.column for tile in geo.tiles())) * _TILE
    height = (1 + max(tile.row for tile in geo.tiles())) * _TILE
    items = "".join(
        f'<li data-region="{row["code"]}"><b>{escape(row["nom"])}</b>{NBSP}: '
        f'<span class="ex-nombre">{count_words(counts[row["code"]])}</span>{_old_names(rows, row)}</li>'
        for row in regions.alphabetical()
        if counts[row["code"]]
    )
    return (
        f'<figure class="ex-carte"><svg viewBox="-2 -2 {width} {height}" role="img" aria-labelledby="ex-{key}-carte">'
        f'<title id="ex-{key}-carte">Les régions d’aujourd’hui, à peu près à leur place{NNBSP}; un nombre marque celles '
        f"qui ont un exemple. La liste dit la même chose.</title>{squares}</svg>"
        f"<figcaption><b>Où sont ces exemples{NNBSP}?</b> Le nombre est celui des exemples sur le territoire de la "
        f"région d’aujourd’hui.<ul>{items}</ul></figcaption></figure>"
    )


def count_words(count: int) -> str:
    """« 1 exemple », « 3 exemples »."""
    return f"{count}{NBSP}exemple{'s' if count > 1 else ''}"


def _old_names(rows: list[data.Row], region: data.Row) -> str:
    """« (Lorraine, Champagne-Ardenne en 2015) » when the name has changed."""
    names = dict.fromkeys(row["region_2015"] for row in rows if row["region"] == region["code"])
    if set(names) <= {region["nom"]}:
        return ""
    return f" <small>({escape(french.enumeration(list(names)))} en 2015)</small>"
