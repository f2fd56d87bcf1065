"""`Feedback`: the evaluation of the training, on screen (a code) or on paper (one page)."""

from html import escape
from typing import ClassVar

import traitlets

from .. import feedback, inline
from ..french import NBSP, NNBSP
from .base import EssWidget


class Feedback(EssWidget):
    """What people thought of the training: `Feedback("votre-avis")`.

    `given` maps a statement's id to the key of its level, and follows the browser. Raises ContentError
    when the file is faulty.
    """

    name: ClassVar[str] = "avis"
    module: ClassVar[str] = "feedback"

    slug = traitlets.Unicode(help="Page whose statements these are.").tag(sync=True)
    statements = traitlets.List(traitlets.Dict(), help="Statements, as questions with one choice.").tag(sync=True)
    code = traitlets.Dict(help="What the code of the answers begins with.").tag(sync=True)
    given = traitlets.Dict(help="What was answered, by statement.").tag(sync=True)

    def __init__(self, slug: str = "votre-avis", **kwargs):
        form = feedback.load(slug)
        self._static = _static_html(form)
        super().__init__(slug=slug, statements=form.models, code=feedback.sheet(slug, form).model(), **kwargs)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{self.slug!r}, {len(self.statements)} affirmations"


def _static_html(form: feedback.Form) -> str:
    items = "".join(f"<li>{_statement(one, rank, form)}</li>" for rank, one in enumerate(form.statements, 1))
    lines = "".join(f"<p>{inline.html(text)}{NBSP}:</p>" for text in form.open)
    return (
        '<p class="avis-note ess-hint">Sans script, imprimez cette page et remplissez-la à la main.</p>'
        '<div class="avis-feuille"><p class="avis-titre">Votre avis sur la formation</p><p class="avis-consigne">Une réponse par ligne. Ne signez pas.</p>'
        f'<ol class="avis-lignes">{items}</ol><div class="avis-ouvertes">{lines}</div></div>'
        f'<p class="ess-hint avis-papier">La feuille imprimée porte aussi deux lignes à remplir à la main{NBSP}: '
        f"«{NNBSP}{f'{NNBSP}» et «{NNBSP}'.join(map(inline.html, form.open))}{NNBSP}». Ce que vous y écrivez reste sur le papier.</p>"
    )


def _statement(one: feedback.Statement, rank: int, form: feedback.Form) -> str:
    choices = "".join(
        f'<label class="avis-choix"><input type="radio" name="{one.id}" value="{level.key}"> <span>{escape(level.text)}</span></label>'
        for level in form.levels
    )
    return (
        f'<fieldset data-affirmation="{one.id}"><legend><span class="avis-rang">{rank}.</span> {inline.html(one.text)}</legend>'
        f'<div class="avis-niveaux">{choices}</div></fieldset>'
    )
