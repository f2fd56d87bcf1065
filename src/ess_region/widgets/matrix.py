"""`Matrix`: the seven competences crossed with the six levers; each cell says what to do, with an example."""

import re
from html import escape
from pathlib import Path
from typing import ClassVar

import traitlets

from .. import crossings, data, french, inline, paths, prose
from ..french import NBSP, NNBSP
from . import examples
from .base import EssWidget

#: Said of an example whose address nothing contradicts: nobody has opened it again.
PRINTED = "imprimée en 2015, non rouverte"
NO_ACTION = "La brochure ne donne pas d’action ici."
SUGGESTION = f"Piste à étudier, écrite pour ce cours{NBSP}:"
UNKNOWN_SINCE = "Nos sources ne disent pas ce que l’action est devenue. Vérifiez avant de la citer."
TIES = (
    "La brochure range les actions par compétence, les exemples par levier. Elle ne croise pas les deux"
    f"{NBSP}: les cases de ce tableau sont une lecture du cours."
)


class Matrix(EssWidget):
    """Competences × levers: `Matrix()`, or `Matrix("lycees")` for what concerns one department.

    `service` is the id of a department of `file`, or an empty string for all; it follows the browser.
    Raises ContentError when that file is faulty.
    """

    name: ClassVar[str] = "matrice"
    module: ClassVar[str] = "matrix"

    file: ClassVar[Path] = paths.EXERCISES / "competences" / "matrice.yml"

    service = traitlets.Unicode("", help="Id of the department shown, or empty for all.").tag(sync=True)

    def __init__(self, service: str = "", **kwargs):
        self._crossings = crossings.load_file(self.file)
        self._static = _static_html(self._crossings)
        super().__init__(service=service, **kwargs)

    @traitlets.validate("service")
    def _known(self, proposal):
        id = proposal["value"]
        known = [service.id for service in self._crossings.services]
        if id and id not in known:
            raise traitlets.TraitError(f"service inconnu : « {id} » (possibles : {', '.join(known)})")
        return id

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        content = self._crossings
        size = f"{len(content.competences)} compétences × {len(content.levers)} leviers"
        return ", ".join(filter(None, [repr(self.service) if self.service else "", size]))


def count_words(actions: int, examples: int) -> str:
    """What a cell holds: « 2 actions », « 1 exemple », « piste »."""
    if actions:
        return f"{actions} action{'s' if actions > 1 else ''}"
    return f"{examples} exemple{'s' if examples > 1 else ''}" if examples else "piste"


# -- static form -------------------------------------------------------------------------------


def _static_html(content: crossings.Crossings) -> str:
    sections = "".join(_competence(content, row) for row in content.competences)
    ways = "".join(map(_ways, content.levers))
    shown = {
        reference.id
        for competence in content.competences
        for lever in content.levers
        for reference in content.examples(competence["id"], lever["id"])
    }
    examples = "".join(_example(row) for row in _all_examples() if row["id"] in shown)
    return (
        f'<div class="mat-cadre">{_services(content)}{_grid(content)}</div>'
        f'<p class="ess-hint mat-lecture">{TIES}</p>'
        '<div class="mat-panneau">'
        f"{sections}"
        f'<div class="mat-manieres"><h3>Les manières d’agir de chaque levier</h3>{ways}</div>'
        f'<div class="mat-exemples"><h3>Les exemples de la brochure</h3>{examples}</div></div>'
    )


def _services(content: crossings.Crossings) -> str:
    names = {row["id"]: row["intitule"] for row in content.competences}
    names |= {row["id"]: f"toutes, pour le levier «{NNBSP}{row['titre_court']}{NNBSP}»" for row in content.levers}
    items = "".join(
        f'<li data-service="{service.id}" data-competences="{" ".join(service.competences)}" '
        f'data-leviers="{" ".join(service.levers)}"><b>{escape(service.name)}</b>{NBSP}: '
        f"{escape(f'{NNBSP}; '.join(names[id] for id in (*service.competences, *service.levers)))}</li>"
        for service in content.services
    )
    return (
        '<details class="mat-services"><summary>Mon service, mes compétences</summary>'
        f"<p>Cet organigramme est imaginé pour le cours{NBSP}: le vôtre dit la vérité.</p><ul>{items}</ul></details>"
    )


def _grid(content: crossings.Crossings) -> str:
    heads = "".join(
        f'<th scope="col" data-levier="{row["id"]}">{_hyphenated(escape(row["titre_court"]))}</th>'
        for row in content.levers
    )
    rows = "".join(
        f'<tr data-competence="{row["id"]}">{_row_head(content, row)}'
        f"{''.join(_cell(content, row, lever) for lever in content.levers)}</tr>"
        for row in content.competences
    )
    return (
        '<table class="mat-grille"><caption>Compétences de la Région et leviers pour l’ESS</caption>'
        f'<thead><tr><th scope="col">Compétence</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _hyphenated(text: str) -> str:
    """A long word may be cut at the head of a narrow column: « Sensibili-sation »."""
    return re.sub(r"(\w{5,})(ration|sables|sation)\b", "\\1&shy;\\2", text)


def _row_head(content: crossings.Crossings, row: data.Row) -> str:
    every = [one for one in data.table("competences_actions") if one["competence"] == row["id"]]
    words = count_words(len(every), 0)
    apart = len(content.actions(row["id"]))
    if apart:
        words += f", dont {apart} sans levier"
    return (
        f'<th scope="row"><a href="#mat-{row["id"]}">{escape(row["intitule"])}'
        f'<span class="visually-hidden">{NBSP}: </span><span class="mat-compte">{words}</span></a></th>'
    )


def _cell(content: crossings.Crossings, competence: data.Row, lever: data.Row) -> str:
    place = (competence["id"], lever["id"])
    actions = len(content.actions(*place))
    own = sum(reference.own for reference in content.examples(*place))
    kind = "action" if actions else "exemple" if own else "piste"
    none = "" if actions else '<span class="visually-hidden">aucune action, </span>'
    more = ""
    if actions and own:
        more = f'<span class="mat-plus"><span class="visually-hidden">, </span>{count_words(0, own)}</span>'
    return (
        f'<td data-levier="{lever["id"]}"><a class="mat-case" data-genre="{kind}" href="#mat-{place[0]}-{place[1]}">'
        f'<span class="mat-nom">{escape(lever["titre_court"])}</span><span class="visually-hidden">{NBSP}: </span>'
        f"{none}<b>{count_words(actions, own)}</b>{more}</a></td>"
    )


# -- the panel: one section for each competence, one part for each lever ----------------------------


def _competence(content: crossings.Crossings, row: data.Row) -> str:
    apart = content.actions(row["id"])
    loose = ""
    if apart:
        loose = (
            f"<p>Dans la brochure, sans levier qui s’impose{NBSP}:</p>"
            f'<ul class="mat-actions">{"".join(map(_action, apart))}</ul>{_page(apart)}'
        )
    changes = _since(data.several(row["changements"]), "Depuis 2015, dans cette compétence") or (
        '<p class="mat-depuis">Depuis 2015, nos sources ne signalent aucun changement dans cette compétence.</p>'
    )
    cells = "".join(_part(content, row, lever) for lever in content.levers)
    return (
        f'<section class="mat-competence" data-competence="{row["id"]}">'
        f'<h3 id="mat-{row["id"]}" tabindex="-1">{escape(row["intitule"])}</h3>'
        f'<div class="mat-tete"><p>{inline.html(row["resume"])}</p>'
        f"{loose}</div>{cells}{changes}</section>"
    )


def _part(content: crossings.Crossings, competence: data.Row, lever: data.Row) -> str:
    place = (competence["id"], lever["id"])
    actions = content.actions(*place)
    if actions:
        changes = [id for row in actions for id in data.several(row["changements"])]
        body = f'<ul class="mat-actions">{"".join(map(_action, actions))}</ul>{_page(actions)}'
    else:
        idea = content.suggestions[place]
        changes = [*idea.changes]
        page = f' <span class="mat-page">Brochure, p.{NBSP}{idea.page}.</span>' if idea.page else ""
        body = (
            f'<p class="mat-rien">{NO_ACTION}</p>'
            f'<p class="mat-piste"><b>{SUGGESTION}</b> <span class="mat-idee">{inline.html(idea.text)}</span>{page}</p>'
        )
    examples = "".join(_reference(one) for one in content.examples(*place))
    since = [id for id in dict.fromkeys(changes) if id not in data.several(competence["changements"])]
    return (
        f'<article class="mat-partie" data-levier="{lever["id"]}"><h4 id="mat-{place[0]}-{place[1]}" tabindex="-1">'
        f"{escape(lever['titre_court'])}</h4>"
        f'{body}{_since(since, "Depuis 2015")}<ul class="mat-renvois">{examples}</ul></article>'
    )


def _action(row: data.Row) -> str:
    example = f" <i>Exemple de la brochure{NBSP}: {escape(french.lower_first(row['exemple']))}.</i>" if row["exemple"] else ""
    return f'<li data-action="{row["id"]}"><span class="mat-idee">{inline.html(row["action"])}</span>{example}</li>'


def _page(rows: list[data.Row]) -> str:
    return f'<p class="mat-page">Brochure, p.{NBSP}{rows[0]["page"]}.</p>'


def _reference(one: crossings.Reference) -> str:
    row = _example_row(one.id)
    kind = "direct" if one.own else "levier"
    before = "Exemple" if one.own else "Même levier, autre compétence"
    reason = f' <span class="mat-raison">{inline.html(one.reason)}</span>' if one.reason else ""
    return (
        f'<li data-exemple="{one.id}" data-lien="{kind}">{before}{NBSP}: '
        f'<a href="#mat-ex-{one.id}">{inline.html(row["titre"])} ({escape(_when(row))})</a>.{reason}</li>'
    )


def _since(ids: list[str], title: str) -> str:
    """What changed, dated, each with its source; nothing when nothing did."""
    if not ids:
        return ""
    items = "".join(_change(data.row("changements", id)) for id in ids)
    return f'<div class="mat-depuis"><p class="mat-sous-titre">{title}</p><ul>{items}</ul></div>'


def _change(row: data.Row) -> str:
    doubt = "" if row["certitude"] == "verifie" else " <b>À vérifier avant de citer.</b>"
    reserve = f" Réserve{NBSP}: {inline.html(row['reserve'])}" if row["reserve"] else ""
    return f"<li>{inline.html(row['texte'])}{doubt}{reserve} {_link(row, 'Source')}</li>"


def _link(row: data.Row, words: str = "") -> str:
    """« Source (U062, 1er avril 2019) », or without words « U062, 1er avril 2019 »."""
    dated = escape(", ".join(filter(None, [row["id"], row["date_texte"] or french.day(row["date"])])))
    return f'<a href="{prose.CHANGES_PAGE}#{row["id"]}">{f"{words} ({dated})" if words else dated}</a>'


# -- ways of acting, examples ----------------------------------------------------------------------


def _ways(lever: data.Row) -> str:
    rows = sorted(
        (row for row in data.table("manieres") if row["levier"] == lever["id"]), key=lambda row: row["ordre"]
    )
    items = "".join(_way(row) for row in rows)
    return (
        f'<div class="mat-levier" data-levier="{lever["id"]}"><p class="mat-sous-titre">'
        f"Comment s’y prendre{NBSP}: {french.lower_first(escape(lever['titre']))}</p><ul>{items}</ul>"
        f'<p class="mat-page">Brochure, p.{NBSP}{lever["page"]}.</p></div>'
    )


def _way(row: data.Row) -> str:
    changes = _links(data.several(row["changements"]))
    since = f' <span class="mat-suite">Depuis{NBSP}: {changes}</span>' if changes else ""
    return f"<li>{inline.html(row['titre'])}.{since}</li>"


def _links(ids: list[str]) -> str:
    return f"{', '.join(_link(data.row('changements', id)) for id in ids)}." if ids else ""


def _all_examples() -> list[data.Row]:
    """The regional examples, then the testimonies that stand for one."""
    told = [row["temoignage"] for row in data.table("competences_exemples") if row["temoignage"]]
    return [*sorted(data.table("exemples"), key=lambda row: row["ordre"]), *map(_example_row, dict.fromkeys(told))]


def _example_row(id: str) -> data.Row:
    return data.row("exemples" if data.has("exemples", id) else "partenaires_actions", id)


def _example(row: data.Row) -> str:
    regional = "demarche" in row
    lines = [("Où", f"{escape(examples.place(row))}.")]
    if regional:
        lines += [("Ce que fait la Région", inline.html(row["demarche"])), ("Qui", inline.html(row["qui"]))]
        lines += [("Site", _site(row["site"]))] if row["site"] else []
    else:
        lines += [("Récit", inline.html(row["action"]))]
        lines += [("Qui le dit", escape(f"{row['temoin']}, {row['fonction']}, {row['organisme']}."))]
    lines += [("Depuis", _became(row)), ("Source", f"Brochure, p.{NBSP}{row['page']}.")]
    entries = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in lines)
    return (
        f'<details class="mat-exemple" id="mat-ex-{row["id"]}" data-exemple="{row["id"]}"{" data-region" if regional else ""}>'
        f"<summary>{inline.html(row['titre'])} "
        f'<span class="mat-suite">({escape(_when(row))})</span></summary>'
        f'<p class="mat-pourquoi" hidden></p><dl>{entries}</dl></details>'
    )


def _became(row: data.Row) -> str:
    """What the action became, when our sources say it; then the changes that bear on it, dated."""
    said = UNKNOWN_SINCE
    if row.get("devenir"):
        change = data.row("changements", row["devenir"])
        said = f"{inline.html(change['texte'])} {_link(change, 'Source')}."
    others = _links([id for id in data.several(row["changements"]) if id != row.get("devenir")])
    return f"{said} À lire aussi{NBSP}: {others}" if others else said


def _when(row: data.Row) -> str:
    """« Bretagne, 2015 »: the brochure is of the end of 2015; a testimony may have a date of its own."""
    own = row.get("date") if "temoin" in row else None
    return f"{row['region_2015']}, {str(own or 2015)[:4]}"


def _site(id: str) -> str:
    """The address when nothing says that it is dead or doubtful; else what is known of it."""
    row = data.row("sites", id)
    address = escape(row["adresse"])
    if not row["etat"]:
        href = address if "://" in address else f"http://{address}"
        return f'<a href="{href}" rel="external">{address}</a> ({PRINTED}).'
    return {
        "ferme": "celui de 2015 n’est plus à donner, le lieu a fermé.",
        "remplace": "celui de 2015 n’est plus à donner, l’organisme a été remplacé.",
        "a-verifier": "celui de 2015 est à vérifier avant de le donner.",
    }[row["etat"]]
