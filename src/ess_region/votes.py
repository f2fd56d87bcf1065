"""Questions that a room can vote on by raising a hand or a card: one answer to choose, five at most.

The page `animer-vote` of the facilitators' edition shows them all; `address` points to one of them.
"""

from dataclasses import dataclass

from .export import banks as every_bank
from .quiz import Question

#: What a card bears: as many letters as answers.
LETTERS = "ABCDE"
TYPES = ("choix_unique", "vrai_faux")
PAGE = "animer-vote.html"


@dataclass(frozen=True)
class Bank:
    """A page of the course and its questions that can be voted on."""

    slug: str
    title: str
    questions: tuple[Question, ...]


def can_be_voted(question: Question) -> bool:
    """Whether one card a person is enough to answer."""
    return question.type in TYPES and len(question.answers) <= len(LETTERS)


def banks() -> tuple[Bank, ...]:
    """The pages with at least one such question, in the order of the course. Raises ContentError."""
    chosen = (Bank(bank.slug, bank.title, tuple(filter(can_be_voted, bank.questions))) for bank in every_bank.load())
    return tuple(bank for bank in chosen if bank.questions)


def address(id: str) -> str:
    """Where to vote on a question, seen from another page of the edition."""
    return f"{PAGE}#vote-{id}"


def right_rank(question: Question) -> int:
    """Rank of the right answer, from 0."""
    return next(rank for rank, answer in enumerate(question.answers) if answer.right)
