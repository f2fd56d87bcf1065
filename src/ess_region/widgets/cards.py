"""`Cards`: revision cards in five boxes, from the glossary and from the questions missed."""

from html import escape
from typing import ClassVar

import traitlets

from .. import cards, chapters, data
from ..french import NBSP
from .base import EssWidget

#: Acronyms of the list on paper.
LISTED = 40


class Cards(EssWidget):
    """The revision cards of the course: `Cards()`.

    `boxes` maps a card to `{boite, quand}`: its box (1 to 5) and the day of the last answer (ISO).
    `deck` is what is being revised: `moi`, `manquees`, `consultes`, `tout` or the slug of a chapter. Both
    follow the browser. Raises ContentError when a bank is faulty.
    """

    name: ClassVar[str] = "cartes"
    module: ClassVar[str] = "cards"
    # The backs hold answers.
    asks: ClassVar[bool] = True
    opens = "Ouvrir les cartes"
    keeps = "cartes"

    terms = traitlets.List(help="Words: [name, front, long form, definition, became].").tag(sync=True)
    questions = traitlets.List(help="Questions: [id, question, answer, explanation].").tag(sync=True)
    chapters = traitlets.List(traitlets.Dict(), help="Chapters: {slug, titre, termes (ranks in `terms`)}.").tag(sync=True)
    boxes = traitlets.Dict(help="Where each card is.").tag(sync=True)
    deck = traitlets.Unicode("", help="What is being revised.").tag(sync=True)

    def __init__(self, **kwargs):
        data.trace_value(chapters.TRACE)
        data.trace_value(cards.TRACE)
        rows = cards.terms()
        ranks = {cards.term_id(row): rank for rank, row in enumerate(rows)}
        used = cards.uses()
        super().__init__(
            terms=[cards.term_card(row) for row in rows],
            questions=[cards.question_card(question) for question in cards.questions()],
            chapters=[
                {"slug": one["slug"], "titre": one["titre"], "termes": [ranks[name] for name in used[one["slug"]]]}
                for one in chapters.chapters()
            ],
            **kwargs,
        )

    def static_html(self) -> str:
        return _static_html()

    def summary(self) -> str:
        # Not the number of cards: it would change with every question and every word.
        return f"{len(self.chapters)} chapitres"


def _static_html() -> str:
    listed = cards.most_used(LISTED)
    rows = "".join(f"<div><dt>{escape(one['sigle'])}</dt><dd>{escape(one['developpe'])}</dd></div>" for one in listed)
    return (
        '<p class="cartes-note ess-hint">Sur papier ou sans script, cachez une colonne et retrouvez l’autre.</p>'
        f'<div class="cartes-liste"><h3>À imprimer{NBSP}: les sigles des chapitres</h3>'
        f'<dl class="cartes-sigles">{rows}</dl>'
        '<p>Tous les autres sont dans le <a href="glossaire.html">glossaire</a>.</p></div>'
    )
