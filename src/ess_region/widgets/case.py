"""`Case`: a branching case, one decision after the other, then the debrief of the path taken."""

import re
from html import escape
from pathlib import Path
from typing import ClassVar

import traitlets

from .. import branching, data, inline, prose, quiz
from ..branching import END, RATINGS, Choice, Scenario, Section, Step
from ..french import NBSP, NNBSP, in_words, lower_first
from .base import EssWidget

INVENTED = (
    "Chacune peut coûter du temps ou de la confiance, et l’on peut revenir en arrière. "
    f"L’histoire, les personnes et les semaines sont inventées{NNBSP}; les textes de loi et les chiffres cités sont vrais."
)
ON_PAPER = (
    "Lisez l’étape, choisissez, puis allez où l’on vous dit. "
    "Ce qui arrive après chaque choix est rangé à part, pour ne pas le lire trop tôt."
)


class Case(EssWidget):
    """The branching case of a chapter, on its own page: `Case("cas-competences")`.

    `path` holds the ids of the choices made, in order, and `ending` the id of the ending reached or an
    empty string; `path` follows the browser. Raises ContentError when the file is faulty.
    """

    name: ClassVar[str] = "parcours"
    module: ClassVar[str] = "case"

    slug = traitlets.Unicode(help="Page of the case.").tag(sync=True)
    path = traitlets.List(traitlets.Unicode(), help="Choices made, in order.").tag(sync=True)

    def __init__(self, slug: str, *, file: Path | None = None, **kwargs):
        self._scenario = branching.load_file(file, slug) if file else branching.load(slug)
        self._static = _static_html(slug, self._scenario)
        super().__init__(slug=slug, **kwargs)

    @property
    def ending(self) -> str:
        """The ending that the path reaches, or an empty string."""
        return branching.walk(self._scenario.graph(), self.path)["fin"] or ""

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        scenario = self._scenario
        return f"{self.slug!r}, {len(scenario.steps)} étapes, {len(scenario.endings)} fins"


# -- static form -------------------------------------------------------------------------------


def _static_html(slug: str, scenario: Scenario) -> str:
    ranks = {step.id: rank for rank, step in enumerate(scenario.steps, 1)}
    letters = {
        choice.id: (ranks[step.id], chr(ord("A") + rank))
        for step in scenario.steps
        for rank, choice in enumerate(step.choices)
    }
    steps = "".join(_step(slug, step, ranks) for step in scenario.steps)
    endings = "".join(_ending(slug, ending, letters) for ending in scenario.endings)
    return (
        f'<div class="parc-tete"><p class="parc-titre">{inline.html(scenario.title)}</p>{_prose(scenario.context)}'
        f'<p class="ess-hint">{_length(*scenario.lengths)} {INVENTED}</p></div>'
        f'<p class="parc-papier">{ON_PAPER}</p>'
        f'<div class="parc-etapes" data-jauge="{inline.attribute(inline.plain(scenario.gauge))}">{steps}</div>'
        f'<div class="parc-fins"><p class="parc-papier"><b>Les fins.</b> '
        f"Lisez la première qui correspond à l’un de vos choix.</p>{endings}</div>"
    )


def _length(least: int, most: int) -> str:
    count = in_words(least).capitalize() if least == most else f"De {in_words(least)} à {in_words(most)}"
    return f"{count} décisions{'' if least == most else ', selon vos choix'}."


def _step(slug: str, step: Step, ranks: dict[str, int]) -> str:
    name = f"parcours-{slug}-{step.id}"
    choices = "".join(_choice(choice, rank, ranks) for rank, choice in enumerate(step.choices))
    outcomes = "".join(_outcome(choice, rank) for rank, choice in enumerate(step.choices))
    return (
        f'<section class="parc-etape" data-etape="{escape(step.id)}" aria-labelledby="{name}">'
        f'<h3 class="parc-nom" id="{name}" tabindex="-1"><span class="parc-rang parc-papier">Étape {ranks[step.id]}. </span>'
        f"<span>{inline.html(step.title)}</span></h3>"
        f'<div class="parc-situation">{_prose(step.situation)}</div>'
        f'<p class="parc-question">{_text(step.question)}</p><ul class="parc-choix">{choices}</ul>'
        f'<details class="parc-coulisses"><summary>Étape{NBSP}{ranks[step.id]}, après votre choix{NBSP}: ce qui arrive et pourquoi'
        "</summary>"
        f'<div class="parc-suites">{outcomes}</div><div class="parc-lecon">'
        f'<p class="parc-enjeu"><b>Ce qui se jouait.</b> {_text(step.stake)}</p>'
        f'<p class="parc-mieux"><b>Le mieux.</b> {_text(step.better)}</p>{_references(step)}'
        f'<p class="parc-lundi"><b>À reprendre lundi.</b> <span>{_text(step.monday)}</span></p>'
        "</div></details></section>"
    )


def _choice(choice: Choice, rank: int, ranks: dict[str, int]) -> str:
    letter = chr(ord("A") + rank)
    where = "à la fin" if choice.to == END else f"à l’étape{NBSP}{ranks[choice.to]}"
    return (
        f'<li data-choix="{escape(choice.id)}" data-vers="{escape(choice.to)}" data-semaines="{choice.weeks}" '
        f'data-confiance="{choice.trust}" data-avis="{choice.rating}">'
        f'<b>{letter}.</b> <span class="parc-texte">{quiz.neutral(choice.text)}</span> '
        f'<span class="parc-aller">Si vous choisissez{NBSP}{letter}, allez {where}.</span></li>'
    )


def _outcome(choice: Choice, rank: int) -> str:
    return (
        f'<div class="parc-suite" data-suite="{escape(choice.id)}"><p class="parc-arrive">'
        f'<b class="parc-lettre">{chr(ord("A") + rank)}.</b> {_text(choice.outcome)}</p>'
        f'<p class="parc-retour"><b class="parc-avis">{RATINGS[choice.rating]}.</b> {_text(choice.feedback)}</p>{_cost(choice)}</div>'
    )


def _cost(choice: Choice) -> str:
    """What the choice costs, in words; nothing when it costs nothing."""
    words = []
    if choice.weeks:
        words.append("Une semaine de retard." if choice.weeks == 1 else f"{in_words(choice.weeks).capitalize()} semaines de retard.")
    if choice.trust:
        words.append("La confiance monte." if choice.trust > 0 else "La confiance baisse.")
    return f'<p class="parc-cout ess-hint">{" ".join(words)}</p>' if words else ""


def _references(step: Step) -> str:
    # The bubbles of a reference would repeat the line: the words and the link are enough.
    items = [
        f"{_article(article)}{NBSP}: {lower_first(escape(data.row('articles', article)['titre']))}."
        for article in step.articles
    ]
    items += [f"{quiz.fact_source(fact)}." for fact in step.facts]
    for change in step.changes:
        text = inline.html(data.row("changements", change)["texte"])
        items.append(f'Depuis 2015{NBSP}: {text} <a href="{prose.CHANGES_PAGE}#{change}">Source ({change})</a>')
    items += [_reread(section) for section in step.sections]
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<p class="parc-preuves"><b>Pour vérifier</b></p><ul class="parc-references">{listed}</ul>'


def _reread(section: Section) -> str:
    link = f'<a href="{escape(section.href)}">{inline.html(section.title)}</a>'
    where = f", dans le chapitre «{NNBSP}{inline.html(section.page)}{NNBSP}»" if section.page else ", dans ce chapitre"
    return f"À relire{NBSP}: {link}{where}."


def _ending(slug: str, ending: branching.Ending, letters: dict[str, tuple[int, str]]) -> str:
    name = f"parcours-{slug}-{ending.id}"
    if ending.after:
        made = ", ".join(f"{letters[id][1]} à l’étape{NBSP}{letters[id][0]}" for id in ending.after)
        when = f"Si vous avez choisi {made}."
    else:
        when = "Dans tous les autres cas."
    return (
        f'<section class="parc-fin" data-fin="{escape(ending.id)}" data-si="{escape(" ".join(ending.after))}" '
        f'aria-labelledby="{name}"><h3 class="parc-nom" id="{name}" tabindex="-1">'
        f'<span class="parc-rang">Fin. </span><span>{inline.html(ending.title)}</span></h3>'
        f'<p class="parc-papier">{when}</p><div class="parc-mot">{_prose(ending.text)}</div></section>'
    )


def _text(text: str) -> str:
    return inline.html(text, acronyms=True)


def _prose(text: str) -> str:
    return "".join(f"<p>{_text(part)}</p>" for part in re.split(r"\n\s*\n", text.strip()))


def _article(id: str) -> str:
    words = inline.plain(f"{{article}}`{id}`")
    return f'<a class="article" data-article="{id}" href="{prose.FACTS_PAGE}#article-{id}">{escape(words[:1].upper() + words[1:])}</a>'
