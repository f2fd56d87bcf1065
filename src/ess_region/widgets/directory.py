"""`Directory`: describe a need, get the network to call, why, what to ask it, and its address."""

from html import escape
from typing import ClassVar

import traitlets

from .. import addresses, data, inline, networks, prose
from ..french import NBSP, NNBSP
from .base import EssWidget

OURS = "Questions proposées par le cours, à adapter."
READING = (
    "Les missions sont celles de la brochure. Le chemin de la demande au réseau est le nôtre."
)


class Directory(EssWidget):
    """The directory of the seven networks: `Directory()`.

    `who` (an id of `interlocuteurs` in the content file), `need` (of `besoins`) and `words` (free) are
    what is asked; they follow the browser. `words_of` gives the words that lead to each of them.
    """

    name: ClassVar[str] = "annuaire"
    module: ClassVar[str] = "directory"

    who = traitlets.Unicode("", help="Kind of organisation.").tag(sync=True)
    need = traitlets.Unicode("", help="What is needed.").tag(sync=True)
    words = traitlets.Unicode("", help="Free words.").tag(sync=True)
    words_of = traitlets.Dict(help="qui, besoins, reseaux: id → words.").tag(sync=True)

    def __init__(self, who: str = "", need: str = "", words: str = "", **kwargs):
        content = networks.load()
        self._choices = {
            "who": {lead.id for lead in content.organisations},
            "need": {lead.id for lead in content.needs},
        }
        self._static = _static_html(content)
        super().__init__(
            who=who,
            need=need,
            words=words,
            words_of={
                "qui": {lead.id: [*lead.words] for lead in content.organisations},
                "besoin": {lead.id: [*lead.words] for lead in content.needs},
                "reseau": {id: [*words] for id, words in content.words.items()},
            },
            **kwargs,
        )

    @traitlets.validate("who", "need")
    def _known(self, proposal):
        value, known = proposal["value"], self._choices[proposal["trait"].name]
        if value and value not in known:
            raise traitlets.TraitError(f"choix inconnu : « {value} » (choix possibles : {', '.join(sorted(known))})")
        return value

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(data.table('reseaux'))} réseaux"


# -- static form -------------------------------------------------------------------------------


def _static_html(content: networks.Directory) -> str:
    cards = "".join(_card(row, content) for row in sorted(data.table("reseaux"), key=lambda row: row["ordre"]))
    return (
        '<details class="annu-guide" open><summary>Toutes les demandes, et le réseau qui y répond</summary>'
        f'{_table(content.organisations, "qui", "Selon votre interlocuteur")}'
        f'<p class="annu-toutes" data-reseau="{escape(content.everyone)}">Dans tous les cas, pensez à la CRESS'
        f'{NBSP}: <span class="annu-raison">{escape(content.why)}</span></p>'
        f'{_table(content.needs, "besoin", "Selon votre besoin")}'
        f'<p class="ess-hint">{escape(READING)}</p></details>'
        f'<div class="annu-fiches">{cards}</div>'
    )


def _table(leads: tuple[networks.Lead, ...], kind: str, caption: str) -> str:
    rows = "".join(
        f'<tr data-{kind}="{escape(lead.id)}"><th scope="row">{escape(lead.label)}</th><td>{_answers(lead)}</td></tr>'
        for lead in leads
    )
    return (
        f'<table class="annu-table"><caption>{caption}</caption><thead><tr><th scope="col">Vous dites</th>'
        f'<th scope="col">Vous appelez</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _answers(lead: networks.Lead) -> str:
    if lead.nobody:
        return f'<span class="annu-aucun">{inline.html(lead.nobody)}</span>'
    items = "".join(
        f'<li data-reseau="{escape(id)}"><b>{escape(_short(data.row("reseaux", id)))}</b>{NBSP}: '
        f'<span class="annu-raison">{escape(why)}</span></li>'
        for id, why in lead.networks.items()
    )
    return f"<ul>{items}</ul>"


def _short(row: data.Row) -> str:
    """The acronym when it is known by it, else the name of today."""
    return row["nom_actuel"] or (row["sigle_2015"] if row["sigle_2015"] in ("CRESS", "UNEA", "URSCOP") else row["nom_2015"])


def _card(row: data.Row, content: networks.Directory) -> str:
    id = row["id"]
    name = networks.name(row)
    if row["sigle_2015"] and not row["nom_actuel"]:
        name += f" ({row['sigle_2015']})"
    items = "".join(f"<li>{escape(mission)}</li>" for mission in networks.missions(id))
    questions = "".join(f"<li>{escape(question)}</li>" for question in content.questions[id])
    detail = f'<p>{inline.html(row["precisions"])}</p>' if row["precisions"] else ""
    return (
        f'<article class="ess-card annu-fiche" data-reseau="{escape(id)}" aria-labelledby="annu-{escape(id)}">'
        f'<p class="annu-nom" id="annu-{escape(id)}" data-court="{escape(_short(row))}">{escape(name)}</p>{_former(row)}'
        f'<p class="annu-titre">Ses missions</p><ul>{items}</ul>{detail}{_iae(id)}'
        f'<details class="annu-appel" open><summary>Préparer l’appel</summary>'
        f'<p class="annu-titre">À lui demander</p><ul class="annu-questions">{questions}</ul>'
        f'<p class="ess-hint">{escape(OURS)}</p>{_where(row, content)}'
        '<p class="annu-notes">Date de l’appel, personne jointe, réponses</p></details></article>'
    )


def _former(row: data.Row) -> str:
    if not row["nom_actuel"]:
        return ""
    return f'<p class="annu-avant">Dans la brochure{NBSP}: {escape(row["nom_2015"])} ({escape(row["sigle_2015"])})</p>'


def _iae(id: str) -> str:
    members = [row for row in data.table("reseaux_iae") if row["reseau"] == id]
    if not members:
        return ""
    items = "".join(
        f"<li>{escape(row['nom_2015'])}{_today(row)}</li>" for row in sorted(members, key=lambda row: row["ordre"])
    )
    return f'<p class="annu-titre">Les principaux, selon la brochure</p><ul>{items}</ul>'


def _today(row: data.Row) -> str:
    if row["nom_actuel"]:
        return f", aujourd’hui {escape(row['nom_actuel'])}"
    if row["developpe"]:
        return f"{NBSP}: {escape(row['developpe'])}"
    return ""


def _where(row: data.Row, content: networks.Directory) -> str:
    site = addresses.address_html(row["site"]) if row["site"] else "aucun dans la brochure"
    lines = [f"<dt>Site</dt><dd>{site}</dd>"]
    if row["tete_nationale_2015"]:
        now = f"{NNBSP}; aujourd’hui {escape(row['tete_nationale_actuelle'])}" if row["tete_nationale_actuelle"] else ""
        lines.append(f"<dt>Au niveau national</dt><dd>{escape(row['tete_nationale_2015'])}{now}</dd>")
    lines.append(f"<dt>La brochure ne donne pas</dt><dd>{escape(content.missing[row['id']])}</dd>")
    if row["changements"]:
        links = prose.change_links(data.several(row["changements"]))
        lines.append(f"<dt>Depuis 2015</dt><dd>{links}</dd>")
    lines.append(f"<dt>Source</dt><dd>Brochure, p.{NBSP}{row['page']}</dd>")
    return f'<dl class="annu-ou">{"".join(lines)}</dl>'
