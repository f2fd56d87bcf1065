"""The answers of the quizzes, at the end of the printed book: far from the questions, at hand to check oneself."""

from collections.abc import Iterable
from html import escape

from .. import french, quiz
from ..french import NBSP, NNBSP
from ..quiz import Question, neutral
from .book_html import ANSWERS, ANSWERS_TITLE, Page


def html(found: Iterable[Page], slugs: Iterable[str] | None = None) -> str:
    """The answers to the quizzes of these pages, in the order of the questions; nothing when there is none.

    `slugs`: the pages that have a bank (`quiz.slugs()` by default). Raises ContentError.
    """
    banks = set(quiz.slugs() if slugs is None else slugs)
    parts = [_page(page, quiz.load(page.slug)) for page in found if page.slug in banks and _MARK in page.html]
    if not parts:
        return ""
    return (
        f'<div class="page livre-chapitre livre-reponses" id="{ANSWERS}"><h1>{ANSWERS_TITLE}</h1>'
        "<p>Répondez d’abord sur votre feuille. Chaque réponse est suivie de ce qui la fonde. "
        f"Les retours à chaque réponse fausse sont à l’écran.</p>{''.join(parts)}</div>"
    )


# The quizzes of chapters print all their questions, in the order of the file.
_MARK = 'data-widget="quiz"'


def _page(page: Page, questions: Iterable[Question]) -> str:
    items = "".join(f"<li><p><b>{answer(one)}</b></p><p>{neutral(one.explanation)}</p></li>" for one in questions)
    return f'<h2><a href="#{page.anchor}">{escape(page.title)}</a></h2><ol>{items}</ol>'


def answer(question: Question) -> str:
    """HTML of the right answer of a question."""
    if question.type == "numerique":
        unit = f"{NBSP}{escape(question.unit)}" if question.unit else ""
        return f"{french.number(question.value or 0)}{unit}"
    if question.type == "ordre":
        return f"{NNBSP}; ".join(f"{rank}. {neutral(row.text)}" for rank, row in enumerate(question.rows, 1))
    if question.rows:
        return f"{NNBSP}; ".join(_row(question, rank) for rank in range(len(question.rows)))
    return f"{NNBSP}; ".join(neutral(one.text) for one in question.answers if one.right)


def _row(question: Question, rank: int) -> str:
    row = question.rows[rank]
    right = neutral(next(one.text for one in row.answers if one.right))
    return f"({rank + 1}) {right}" if question.type == "texte_a_trous" else f"{neutral(row.text)} → {right}"
