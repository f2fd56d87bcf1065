"""`Partners`: who funds, who steers, who advises, and who can help to do what."""

from html import escape
from typing import ClassVar

import traitlets

from .. import data, french, inline, partners, prose
from ..french import NBSP, NNBSP
from ..partners import ROLES
from .base import EssWidget

READING = "Financer, piloter, conseiller\u00a0: ce classement est le nôtre. La brochure ne range pas ses partenaires. Ailleurs, elle cite l’État parmi les financeurs du DLA et du FISO."
NATURES = {"mission": "Mission", "dispositif": "Dispositif", "temoignage": "Témoignage"}


class Partners(EssWidget):
    """The institutional partners: `Partners()`.

    `request` is the id of a request of the content file, `role` is `finance`, `pilote` or `conseille`;
    both follow the browser, and only one is set at a time.
    """

    name: ClassVar[str] = "qui-fait-quoi"
    module: ClassVar[str] = "partners"

    request = traitlets.Unicode("", help="Chosen request.").tag(sync=True)
    role = traitlets.Unicode("", help="Chosen role.").tag(sync=True)
    sort = traitlets.List(traitlets.Dict(), help="The items to sort: role and feedback.").tag(sync=True)

    def __init__(self, request: str = "", role: str = "", **kwargs):
        requests, items = partners.load()
        self._choices = {"request": [one.id for one in requests], "role": [*ROLES]}
        self._static = _static_html(requests, items)
        super().__init__(
            request=request,
            role=role,
            sort=[{"id": item.action, "role": item.role, "retours": item.feedback} for item in items],
            **kwargs,
        )

    @traitlets.validate("request", "role")
    def _known(self, proposal):
        value, known = proposal["value"], self._choices[proposal["trait"].name]
        if value and value not in known:
            raise traitlets.TraitError(f"choix inconnu : « {value} » (choix possibles : {', '.join(known)})")
        return value

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(data.table('partenaires'))} partenaires, {len(data.table('partenaires_actions'))} actions"


# -- static form -------------------------------------------------------------------------------


def _static_html(requests: tuple[partners.Request, ...], items: tuple[partners.Item, ...]) -> str:
    listed = sorted(data.table("partenaires"), key=lambda row: row["ordre"])
    actions = {
        row["id"]: sorted(
            (one for one in data.table("partenaires_actions") if one["partenaire"] == row["id"]),
            key=lambda one: one["ordre"],
        )
        for row in listed
    }
    return (
        f"{_matrix(listed, actions)}<p class=\"ess-hint\">{escape(READING)}</p>"
        f'<details class="part-demandes" open><summary>Qui peut m’aider à…{NNBSP}?</summary>{_requests(requests)}</details>'
        f'<div class="part-fiches">{"".join(_partner(row, actions[row["id"]]) for row in listed)}</div>'
        f"{_sorting(items)}"
    )


def _matrix(listed: list[data.Row], actions: dict[str, list[data.Row]]) -> str:
    heads = "".join(f'<th scope="col">{word}</th>' for word in ROLES.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(row["nom"])}</th>'
        + "".join(_cell(role, [one for one in actions[row["id"]] if one["role"] == role]) for role in ROLES)
        + "</tr>"
        for row in listed
    )
    return (
        '<div class="part-cadre" tabindex="0" role="region" aria-label="Qui finance, pilote ou conseille">'
        f'<table class="part-table"><caption>Qui finance, qui pilote, qui conseille</caption>'
        f'<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(role: str, cells: list[data.Row]) -> str:
    if not cells:
        return f'<td data-role="{role}"><span class="part-vide">aucune action relevée</span></td>'
    items = "".join(f'<li><a href="#part-{escape(one["id"])}">{escape(one["titre"])}</a></li>' for one in cells)
    return f'<td data-role="{role}"><ul>{items}</ul></td>'


def _requests(requests: tuple[partners.Request, ...]) -> str:
    items = "".join(
        f'<div data-demande="{escape(one.id)}" data-actions="{escape(" ".join(one.actions))}">'
        f"<dt>{escape(one.label)}</dt><dd>{inline.html(one.answer)}</dd></div>"
        for one in requests
    )
    return f"<dl>{items}</dl>"


def _partner(row: data.Row, actions: list[data.Row]) -> str:
    then = f"{NNBSP}; ".join(data.several(row["interlocuteur_2015"]))
    now = f"{NNBSP}; ".join(data.several(row["interlocuteur_actuel"]))
    today = f"<dt>Aujourd’hui</dt><dd>{escape(now or 'aucun changement de nom relevé')}</dd>"
    return (
        f'<details class="ess-card part-fiche" data-partenaire="{escape(row["id"])}" open>'
        f'<summary id="part-{escape(row["id"])}"><span class="part-nom">{escape(row["nom"])}</span></summary>'
        f'<p>{inline.html(row["role"])}</p>'
        f'<dl class="part-qui"><dt>À qui parler, en 2015</dt><dd>{escape(then)}</dd>{today}{_since(row)}</dl>'
        f'<ul class="part-actions">{"".join(map(_action, actions))}</ul>'
        f'<p class="ess-hint">Source{NBSP}: brochure, p.{NBSP}{row["page"]}.</p></details>'
    )


def _action(row: data.Row) -> str:
    details = [NATURES[row["nature"]]]
    if row["region_2015"]:
        now = data.row("regions", row["region"])["nom"]
        details.append(row["region_2015"] + (f" (aujourd’hui {now})" if now != row["region_2015"] else ""))
    if row["periode"]:
        details.append(row["periode"].replace("-", "–"))
    if row["date"]:
        details.append(french.day(row["date"]))
    others = (row["avec"] or "").replace("|", ", ")
    with_whom = f'<p class="part-detail">Avec{NBSP}: {escape(others)}</p>' if others else ""
    witness = ""
    if row["temoin"]:
        words = f"{row['temoin']}, {row['fonction']}, {row['organisme']} (fonction d’alors)"
        witness = f'<p class="part-temoin">{escape(words)}</p>'
    return (
        f'<li id="part-{escape(row["id"])}" data-action="{escape(row["id"])}" data-role="{escape(row["role"])}">'
        f'<p class="part-tete"><span class="part-role">{ROLES[row["role"]]}</span> <b>{escape(row["titre"])}</b></p>'
        f'<p class="part-detail">{escape(", ".join(details))}</p><p>{inline.html(row["action"])}</p>{with_whom}{witness}</li>'
    )


def _since(row: data.Row) -> str:
    links = prose.change_links(data.several(row["changements"]))
    return f"<dt>Depuis 2015</dt><dd>{links}</dd>" if links else ""


def _sorting(items: tuple[partners.Item, ...]) -> str:
    choices = "".join(f"<li>{word}</li>" for word in ROLES.values())
    questions = "".join(
        f'<li data-tri="{escape(item.action)}"><p>{escape(item.text)}</p><ul class="part-cases">{choices}</ul></li>'
        for item in items
    )
    answers = "".join(
        f"<li><b>{ROLES[item.role]}.</b> {escape(item.feedback[item.role])}</li>" for item in items
    )
    return (
        '<section class="part-tri" aria-labelledby="part-tri-titre">'
        f'<p class="part-nom" id="part-tri-titre">Finance, pilote ou conseille{NNBSP}?</p>'
        f'<ol class="part-phrases">{questions}</ol>'
        f'<details class="part-corrige"><summary>Nos réponses</summary><ol>{answers}</ol></details></section>'
    )

