"""`Quiz`: the questions of a chapter, with feedback for each answer, kept in the browser."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import ClassVar

import traitlets

from .. import codes, inline, quiz
from ..french import NBSP, NNBSP
from ..quiz import Answer, Question, Row, neutral, prose_html
from .base import EssWidget

class Quiz(EssWidget):
    """The quiz of a chapter: `Quiz("definition")`.

    `answers` maps a question's id to `{valeur, essais, premier, juste, quand}`: the last answer,
    how many times it was checked, whether the first attempt was right, whether the last one is,
    and when; with `initiale`, the first answer, when there were several. `score` counts the questions right at the first attempt. Both follow the browser.
    Raises ContentError when the bank is faulty.
    """

    name: ClassVar[str] = "quiz"
    module: ClassVar[str] = "quiz"
    asks: ClassVar[bool] = True

    slug = traitlets.Unicode(help="Chapter whose bank this is.").tag(sync=True)
    questions = traitlets.List(traitlets.Dict(), help="Models of the questions.").tag(sync=True)
    answers = traitlets.Dict(help="What was answered, by question id.").tag(sync=True)
    code = traitlets.Dict(help="What the code of the answers begins with.").tag(sync=True)
    score = traitlets.Int(0, help="Questions right at the first attempt.").tag(sync=True)

    def __init__(self, slug: str, *, file: Path | None = None, **kwargs):
        bank = quiz.load_file(file, slug) if file else quiz.load(slug)
        # Rendered once: a fact's bubble gets a new id each time it is rendered.
        self._static = _static_html(bank)
        code = codes.sheet(slug, bank).model()
        super().__init__(slug=slug, questions=[question.model() for question in bank], code=code, **kwargs)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        count = len(self.questions)
        return f"{self.slug!r}, {count} question{'s' if count > 1 else ''}"


def _static_html(bank: tuple[Question, ...]) -> str:
    items = "".join(
        f"<li>{question_html(question, rank, len(bank))}</li>" for rank, question in enumerate(bank, 1)
    )
    return (
        '<p class="quiz-note ess-hint">Les réponses s’affichent ici quand les scripts sont autorisés.</p>'
        f'<ol class="quiz-questions">{items}</ol>'
    )


def question_html(question: Question, rank: int, total: int, *, light: bool = False) -> str:
    """The static form of one question; `light`: without bubbles, for the tests, which hold many.

    Its id is `question-ID`, or `epreuve-ID` in a test: a page may have both.
    """
    place = f"{'epreuve' if light else 'question'}-{question.id}"
    text = neutral(question.text) if light else prose_html(question.text)
    return (
        f'<fieldset id="{place}" data-question="{question.id}" data-type="{question.type}">'
        f'<legend><span class="quiz-rank">Question {rank}<span class="visually-hidden"> sur {total}.</span></span> '
        f'<span class="quiz-text">{text}</span>{_expected(question)}</legend>'
        f"{RENDERERS[question.type](question, place)}</fieldset>"
    )


EXPECTED = {
    "appariement": "Choisissez dans chaque liste.",
    "classement": "Rangez chaque ligne.",
    "ordre": "Du premier au dernier.",
    "texte_a_trous": "Complétez la phrase.",
}


def _expected(question: Question) -> str:
    """What is expected, in the legend so that it is read with the question."""
    words = EXPECTED.get(question.type, "")
    if question.type == "choix_multiple":
        count = question.expected
        words = f"{count} réponses attendues." if count > 1 else "1 réponse attendue."
    if not words:
        return ""
    return f' <span class="quiz-expected">{words}</span>'


# -- one renderer for each type ----------------------------------------------------------------


def _choices(question: Question, kind: str) -> str:
    rows = "".join(
        f'<label class="ess-choice"><input type="{kind}" name="{question.id}" value="{answer.key}">'
        f'<span class="quiz-answer">{neutral(answer.text)}</span></label>'
        for answer in question.answers
    )
    return f'<div class="quiz-choices">{rows}</div>'


def _one(question: Question, place: str) -> str:
    return _choices(question, "radio")


def _several(question: Question, place: str) -> str:
    return _choices(question, "checkbox")


def _number(question: Question, place: str) -> str:
    unit = f' <span class="quiz-unit">{escape(question.unit)}</span>' if question.unit else ""
    return (
        '<div class="quiz-number ess-field"><label>Votre réponse '
        f'<span class="quiz-number-row"><input type="text" inputmode="decimal" name="{question.id}" '
        f'autocomplete="off" size="9">{unit}</span></label></div>'
    )


def _select(question: Question, row: Row) -> str:
    options = "".join(
        f'<option value="{answer.key}">{escape(inline.plain(answer.text))}</option>' for answer in row.answers
    )
    return f'<select name="{question.id}-{row.key}" data-ligne="{row.key}"><option value="">Choisir…</option>{options}</select>'


def _on_paper(label: str, answers: tuple[Answer, ...]) -> str:
    """The choices of a list, which paper cannot open."""
    words = f"{NNBSP}; ".join(neutral(answer.text) for answer in answers)
    return f'<p class="quiz-papier">{label}{NBSP}: {words}.</p>'


def _matching(question: Question, place: str) -> str:
    rows = "".join(
        f'<li data-ligne="{row.key}"><label><span class="quiz-item">{neutral(row.text)}</span>{_select(question, row)}</label></li>'
        for row in question.rows
    )
    return f'<ul class="quiz-lignes">{rows}</ul>{_on_paper("À associer", question.rows[0].answers)}'


def _sorting(question: Question, place: str) -> str:
    def row_html(row: Row) -> str:
        label = f"{place}-{row.key}"
        choices = "".join(
            f'<label class="ess-choice"><input type="radio" name="{question.id}-{row.key}" data-ligne="{row.key}" '
            f'value="{answer.key}"><span>{neutral(answer.text)}</span></label>'
            for answer in row.answers
        )
        return (
            f'<li><div data-ligne="{row.key}" role="radiogroup" aria-labelledby="{label}">'
            f'<span class="quiz-item" id="{label}">{neutral(row.text)}</span><span class="quiz-cases">{choices}</span></div></li>'
        )

    return f'<ul class="quiz-lignes quiz-lignes--cases">{"".join(map(row_html, question.rows))}</ul>'


def _order(question: Question, place: str) -> str:
    rows = "".join(f'<li data-key="{row.key}"><span class="ess-rank-item">{neutral(row.text)}</span></li>' for row in question.shown)
    return f'<ul class="ess-rank quiz-ordre">{rows}</ul>'


def _gaps(question: Question, place: str) -> str:
    rows = {str(rank): row for rank, row in enumerate(question.rows, 1)}

    def gap(match: re.Match) -> str:
        row = rows[match[1]]
        return (
            f'<label class="quiz-trou" data-ligne="{row.key}"><span class="visually-hidden">{row.text}</span>'
            f'<span class="quiz-trou-numero">({match[1]})</span>{_select(question, row)}</label>'
        )

    text = re.sub(r"\[(\d+)\]", gap, neutral(question.gapped))
    words = "".join(_on_paper(f"({rank})", row.answers) for rank, row in rows.items())
    return f'<p class="quiz-trous">{text}</p>{words}'


#: Static, printable HTML of each type, inside its fieldset, whose id is given.
RENDERERS: dict[str, Callable[[Question, str], str]] = {
    "choix_unique": _one,
    "choix_multiple": _several,
    "vrai_faux": _one,
    "numerique": _number,
    "appariement": _matching,
    "classement": _sorting,
    "ordre": _order,
    "texte_a_trous": _gaps,
}
