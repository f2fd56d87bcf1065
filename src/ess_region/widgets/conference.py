"""`Conference`: the next regional conference, its deadline, its back-planning and whom to invite."""

from datetime import date
from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, dates, facts, inline, planning, prose
from ..french import NBSP, NNBSP, in_words
from .base import EssWidget

OFFSETS = (
    "Les tâches viennent de la brochure et des textes. Les délais sont les nôtres, à adapter. "
    "Une date qui tombe un week-end est avancée au vendredi. Les jours fériés ne sont pas pris en compte."
)
COUNTING = "La loi dit «\u202fau moins tous les deux ans\u202f». Nous comptons de date à date."
FIND = (
    "Demandez-la au préfet de région ou à la présidence du conseil régional, qui organisent la conférence.",
    "Demandez-la à la CRESS, qui participe à l’organisation.",
)
# What the browser says; {words in braces} are filled in there.
SENTENCES = {
    "vide": "Indiquez la date de la dernière conférence\u00a0: l’échéance de la suivante s’affichera ici.",
    "inconnue": "Sans cette date, pas d’échéance. Voici comment la trouver.",
    "impossible": "Cette date n’existe pas dans le calendrier. Vérifiez le jour, le mois et l’année.",
    "avant-loi": "La loi ESS date du {loi}. Indiquez une conférence tenue depuis.",
    "future": "Cette date est à venir. Indiquez ici la dernière conférence qui s’est tenue.",
    "ok": "La prochaine conférence se tient au plus tard le {echeance}. Il reste {jours}.",
    "retard": "L’échéance était le {echeance}. Elle est passée\u00a0: fixez la prochaine conférence.",
    "bissextile": "Le 29 février n’existe pas cette année-là\u00a0: nous retenons le 28.",
    "propose-jour": "Nous proposons le {date}, jour de l’échéance.",
    "propose-veille": "Nous proposons le {date}\u00a0: le dernier jour ouvré avant l’échéance.",
    "propose-delai": "Nous proposons le {date}\u00a0: le premier jour ouvré qui laisse le temps de tout préparer.",
    "cible-impossible": "La date visée n’existe pas dans le calendrier. Vérifiez le jour, le mois et l’année.",
    "cible-passee": "La date visée est passée. Choisissez un jour à venir.",
    "cible-tardive": "La date visée dépasse l’échéance du {echeance}.",
    "cible-week-end": "La date visée est un {jour}\u00a0: vérifiez que vos invités pourront venir.",
    "passees": "{nombre} déjà passée\u00a0: à faire dès maintenant, ou à alléger.",
}


class Conference(EssWidget):
    """The planner of the regional conference: `Conference()`.

    `last` is the date of the last conference (`2024-11-12`, `inconnue` or nothing) and `target` the
    date wanted (nothing for the one proposed); both follow the browser. `plan()` computes in Python
    what the page shows.
    """

    name: ClassVar[str] = "conference"
    module: ClassVar[str] = "conference"

    last = traitlets.Unicode("", help="Date of the last conference.").tag(sync=True)
    target = traitlets.Unicode("", help="Date wanted for the next one.").tag(sync=True)
    steps = traitlets.List(traitlets.Dict(), help="Steps and their offsets.").tag(sync=True)
    rule = traitlets.Dict(help="Date of the law, years between two conferences.").tag(sync=True)
    sentences = traitlets.Dict(SENTENCES).tag(sync=True)

    def __init__(self, last: str = "", target: str = "", **kwargs):
        rows = data.table("conference_etapes")
        self._static = _static_html(rows)
        super().__init__(
            last=last,
            target=target,
            steps=[_step(row) for row in rows],
            rule={
                "law": data.row("faits", "loi-ess-date")["valeur"],
                "years": facts.number_of("conference-intervalle"),
            },
            **kwargs,
        )

    @traitlets.validate("last", "target")
    def _real(self, proposal):
        text = proposal["value"]
        if text and dates.parse(text) is None and text != planning.UNKNOWN:
            raise traitlets.TraitError(f"« {text} » n’est pas une date : écrivez par exemple 2024-11-12")
        return text

    def plan(self, today: date | None = None) -> dict[str, Any]:
        """The deadline and the dated steps: see `planning.plan`."""
        return planning.plan(
            self.steps,
            last=self.last,
            target=self.target,
            today=today or date.today(),
            law=date.fromisoformat(self.rule["law"]),
            years=self.rule["years"],
        )

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        given = [f"{name}={value!r}" for name in ("last", "target") if (value := getattr(self, name))]
        return ", ".join([*given, f"{len(self.steps)} étapes"])


def _step(row: data.Row) -> dict[str, Any]:
    task = data.row("conseils_taches", row["tache"]) if row["tache"] else None
    return {
        "id": row["id"],
        "decalage": row["decalage"],
        "unite": row["unite"],
        "texte": inline.plain(task["tache"] if task else row["libelle"]),
        "quand": relative(row["decalage"], row["unite"]),
        "origine": data.row("conseils_conference", task["conseil"])["verbe"] if task else _article(row["article"]),
    }


def _article(id: str) -> str:
    row = data.row("articles", id)
    return f"Article{NBSP}{row['numero']} {data.row('lois', row['loi'])['de_la_loi']}"


def relative(amount: int, unit: str) -> str:
    """An offset in words: « six semaines avant », « un mois après », « le jour même »."""
    if amount == 0:
        return "le jour même"
    size = abs(amount)
    words = in_words(size)
    if unit == "semaines":
        words, unit = ("une", "semaine") if size == 1 else (words, unit)
    return f"{words} {unit} {'avant' if amount < 0 else 'après'}"


# -- static form -------------------------------------------------------------------------------


def _static_html(rows: list[data.Row]) -> str:
    rows = [*rows]
    before = "".join(_item(row) for row in rows if row["decalage"] < 0)
    after = "".join(_item(row) for row in rows if row["decalage"] >= 0)
    how = "".join(f"<li>{escape(line)}</li>" for line in FIND)
    cycle = data.row("changements", "U052")
    return (
        f'<p class="conf-regle">La conférence régionale a lieu au moins une fois tous les '
        f"{prose.fact_html('conference-intervalle')} ({prose.article_html('ess-8')}). {escape(COUNTING)}</p>"
        '<section class="conf-plan" aria-labelledby="conf-plan-titre">'
        f'<p class="conf-titre" id="conf-plan-titre">Le rétroplanning</p><p class="ess-hint">{escape(OFFSETS)}</p>'
        f'<ol class="conf-etapes">{before}'
        '<li class="conf-jour"><span class="conf-quand">le jour même</span><b class="conf-texte">La conférence</b></li>'
        f"{after}</ol></section>"
        '<section class="conf-invites" aria-labelledby="conf-invites-titre">'
        f'<p class="conf-titre" id="conf-invites-titre">Qui inviter</p>{_guests()}</section>'
        '<details class="conf-trouver"><summary>Comment trouver la date de la dernière conférence</summary>'
        f'<ul>{how}<li>{inline.html(cycle["texte"])} '
        f'<a href="{prose.CHANGES_PAGE}#{cycle["id"]}">Source ({cycle["id"]})</a></li></ul></details>'
    )


def _item(row: data.Row) -> str:
    step = _step(row)
    if row["tache"]:
        advice = data.row("conseils_taches", row["tache"])["conseil"]
        origin = f'<span class="conf-origine" data-conseil="{escape(advice)}">Conseil{NBSP}: {escape(step["origine"].lower())}</span>'
    else:
        origin = f'<span class="conf-origine">{prose.article_html(row["article"])}</span>'
    return (
        f'<li data-etape="{escape(row["id"])}"><span class="conf-quand">{escape(step["quand"])}</span>'
        f'<span class="conf-texte">{escape(step["texte"])}</span>{origin}</li>'
    )


def _guests() -> str:
    partners = "".join(
        _guest(row["id"], row["nom"], f"{NNBSP}; ".join(data.several(row["interlocuteur_actuel"] or row["interlocuteur_2015"])))
        for row in sorted(data.table("partenaires"), key=lambda row: row["ordre"])
    )
    networks = "".join(
        _guest(
            row["id"],
            row["nom_actuel"] or row["nom_2015"],
            f"{row['nom_2015']} dans la brochure" if row["nom_actuel"] else "",
        )
        for row in sorted(data.table("reseaux"), key=lambda row: row["ordre"])
    )
    return (
        '<p class="conf-groupe">Les partenaires institutionnels</p>'
        f'<ul class="conf-liste">{partners}</ul>'
        f'<p class="conf-groupe">Les réseaux de l’ESS</p><ul class="conf-liste">{networks}</ul>'
        "<p class=\"ess-hint\">La brochure ajoute les collectivités, les partenaires sociaux concernés et des "
        "entreprises classiques. Leurs invitations sont dans le rétroplanning.</p>"
    )


def _guest(id: str, name: str, who: str) -> str:
    note = f'<span class="conf-note">{escape(who)}</span>' if who else ""
    return f'<li data-invite="{escape(id)}"><b>{escape(name)}</b>{note}</li>'


