"""`Objections`: twelve objections to answer with an argument and a figure, then a one-minute pitch."""

from html import escape
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from .. import data, facts, inline, objections, paths, pitch, prose
from ..french import NBSP, NNBSP
from ..objections import Choice, Objection
from ..pitch import Pitch
from .base import EssWidget

OURS = (
    "Ces objections, les conseils et les réponses sont écrits pour ce cours. Ce sont des cas plausibles, pas des "
    "paroles rapportées. Les arguments et les chiffres viennent de la brochure et des sources de la page."
)
OPINIONS = {"repond": "Répond", "se-defend": "Se défend", "a-cote": "À côté"}
NO_FIGURE = "Aucun chiffre"
# What the browser says of a whole answer: see `objections.verdict`.
VERDICTS = {
    "juste": "Votre réponse porte. L’argument et le chiffre répondent tous les deux.",
    "se-defend": "Votre réponse se défend. Il y a plus fort.",
    "argument-a-cote": "Le chiffre se tient, mais l’argument passe à côté.",
    "chiffre-a-cote": "L’argument se tient, mais le chiffre passe à côté.",
    "a-cote": "L’argument et le chiffre passent à côté de l’objection.",
}


class Objections(EssWidget):
    """Twelve objections, then the pitch of one's region: `Objections()`.

    `answers` maps an objection's id to `{argument, chiffre}`; `minute` holds `{arguments, public,
    texte}` (`texte` is null until the learner rewrites it). Both follow the browser. `judge()` and
    `compose()` say in Python what the page says. Raises ContentError when a file is faulty.
    """

    name: ClassVar[str] = "objections"
    module: ClassVar[str] = "objections"

    file: ClassVar[Path] = paths.EXERCISES / "pourquoi-agir" / "objections.yml"

    answers = traitlets.Dict(help="What was answered, by objection id.").tag(sync=True)
    minute = traitlets.Dict(help="The choices of the pitch, and its text when rewritten.").tag(sync=True)
    verdicts = traitlets.Dict(VERDICTS).tag(sync=True)
    regions = traitlets.Dict(help="Words and figures by region code: see `pitch.figures`.").tag(sync=True)
    sentences = traitlets.Dict(help="Sentences about the region, to fill in.").tag(sync=True)

    def __init__(self, **kwargs):
        self._objections = objections.load_file(self.file)
        self._pitch = pitch.load_file()
        self._model = self._pitch.model()
        self._static = _static_html(self._objections, self._pitch, self._model)
        super().__init__(
            regions={row["code"]: pitch.figures(row["code"]) for row in data.table("regions")},
            sentences=self._model["region"],
            **kwargs,
        )

    def judge(self, objection: str, argument: str, figure: str) -> str:
        """What an answer is worth: a key of `verdicts`. Raises KeyError for what is not proposed."""
        found = {one.id: one for one in self._objections}[objection]
        worth = [
            {choice.value: choice.opinion for choice in choices}[value]
            for choices, value in ((found.arguments, argument), (found.figures, figure))
        ]
        return objections.verdict(*worth)

    def compose(self, arguments: list[str], audience: str = "directrice", region: str | None = None) -> str:
        """The text of the minute, as the page proposes it: see `pitch.compose`."""
        return pitch.compose(self._model, arguments=arguments, audience=audience, region=pitch.figures(region))

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(self._objections)} objections, {len(self._pitch.arguments)} arguments"


# -- the objections ----------------------------------------------------------------------------


def _static_html(bank: tuple[Objection, ...], content: Pitch, model: dict[str, Any]) -> str:
    titles = {row["id"]: row["titre"] for row in data.table("arguments")}
    return (
        f'<p class="obj-avertir">{escape(OURS)}</p>'
        f'<div class="obj-liste">{"".join(_objection(one, titles) for one in bank)}</div>{_minute(content, model, titles)}'
    )


def _text(source: str) -> str:
    """Inline HTML without bubbles, which seventy feedbacks would repeat; each figure leads to its entry."""
    return prose.without_bubbles(inline.html(source))


def _objection(one: Objection, titles: dict[str, str]) -> str:
    arguments = "".join(_choice(choice, escape(titles[choice.value]), "") for choice in one.arguments)
    figures = "".join(_choice(choice, *_figure(choice.value)) for choice in one.figures)
    changes = ", ".join(f'<a href="{prose.CHANGES_PAGE}#{id}">{id}</a>' for id in one.changes)
    since = f' <span class="obj-depuis">Depuis 2015{NBSP}: {changes}.</span>' if changes else ""
    return (
        f'<details class="obj-carte" data-objection="{one.id}">'
        f'<summary><span class="obj-qui">{escape(one.who)}</span>'
        f'<span class="obj-phrase">«{NNBSP}{_text(one.text)}{NNBSP}»</span></summary><div class="obj-corps">'
        f'<p class="obj-accorder"><b>D’abord, accordez-lui ceci.</b> {_text(one.concession)}{since}</p>'
        f'<div class="obj-statique"><div><p class="obj-sous-titre">Quel argument{NNBSP}?</p>'
        f'<ul class="obj-arguments">{arguments}</ul></div><div><p class="obj-sous-titre">Quel chiffre{NNBSP}?</p>'
        f'<ul class="obj-chiffres">{figures}</ul></div></div>'
        f'<p class="obj-reponse"><b>Une réponse possible.</b> <span>«{NNBSP}{_text(one.reply)}{NNBSP}»</span></p></div></details>'
    )


def _choice(choice: Choice, name: str, what: str) -> str:
    detail = f' <span class="obj-quoi">{what}</span>' if what else ""
    return (
        f'<li data-valeur="{choice.value}" data-avis="{choice.opinion}"><span class="obj-choix"><b>{name}</b>{detail}</span> '
        f'<span class="obj-avis">{OPINIONS[choice.opinion]}.</span> '
        f'<span class="obj-retour">{_text(choice.feedback)}</span></li>'
    )


def _figure(value: str) -> tuple[str, str]:
    """The value, linked to its entry, then what it measures and when."""
    if value == objections.NO_FIGURE:
        return NO_FIGURE, "Répondre sans chiffre."
    fact = facts.resolve(value)
    link = prose.without_bubbles(prose.fact_html(value))
    label = fact.label[:1].upper() + fact.label[1:]
    dated = f" ({escape(fact.date)})" if fact.date and fact.date not in label else ""
    return link, f"{escape(label)}{dated}"


# -- the minute --------------------------------------------------------------------------------


def _minute(content: Pitch, model: dict[str, Any], titles: dict[str, str]) -> str:
    audiences = "".join(
        f'<li data-public="{one["id"]}"><b>{escape(one["nom"])}.</b> <span>{escape(one["ouverture"])}</span> '
        f"<span>{escape(one['demande'])}</span></li>"
        for one in model["publics"]
    )
    arguments = "".join(
        f'<li data-argument="{one.id}" data-sources="{escape(_sources(one), quote=True)}">'
        f"<b>{escape(titles[one.id])}.</b> "
        f"{' '.join(f'<span>{_text(text)}</span>' for text in one.sentences)}</li>"
        for one in content.arguments
    )
    national = _text(content.region["sans-region"].split(". ")[0] + ".")
    return (
        '<section class="obj-minute" aria-labelledby="obj-minute-titre">'
        '<h3 id="obj-minute-titre">Votre minute</h3>'
        f"<p>Une ouverture, le chiffre de votre région, un à trois arguments, une demande{NBSP}: cela tient en une "
        "minute. Les phrases sont de nous, les chiffres viennent des données.</p>"
        '<div class="obj-canevas"><ol>'
        f'<li><b>Ouvrez, et gardez votre demande pour la fin.</b><ul class="obj-publics">{audiences}</ul></li>'
        f'<li class="obj-regional" data-sources="{escape(_regional_source(), quote=True)}"><b>Donnez le chiffre de votre '
        'région.</b> Sa part de l’ensemble des emplois en 2013, lue dans la fiche du chapitre « Ma région en chiffres ». '
        f"À défaut, le chiffre national{NBSP}: {national}</li>"
        "<li><b>Choisissez un à trois arguments.</b> Avec trois, dites la première phrase de chacun. "
        f'Avec deux, les deux premières. Avec un seul, les trois.<ul class="obj-phrases">{arguments}</ul></li>'
        "</ol></div></section>"
    )


def _sources(argument: pitch.Argument) -> str:
    """The facts of an argument, separated by |: label, value, date, source."""
    lines = []
    for id in argument.facts:
        fact = facts.resolve(id)
        date = f" ({fact.date})" if fact.date else ""
        lines.append(f"{fact.label}{NBSP}: {fact.text}{date}. Source{NBSP}: {fact.source}")
    return "|".join(lines)


def _regional_source() -> str:
    national = facts.resolve("part-emploi-total")
    return f"Parts et emplois de l’ESS, {national.date}. Source{NBSP}: {facts.source_title('brochure', None)}"
