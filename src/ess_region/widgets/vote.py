"""`Vote`: a question voted on twice, before and after a discussion; `VoteCards`: what is printed for it."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import chapters, data, votes
from ..french import NBSP, NNBSP
from ..quiz import Question, neutral
from .base import EssWidget

#: The shape that goes with each letter: a card is told by its shape as well as by its colour.
SHAPES = {
    "A": ("rond", '<circle cx="60" cy="74" r="50"/>'),
    "B": ("carré", '<path d="M14 28h92v92H14z"/>'),
    "C": ("triangle", '<path d="M60 20 116 118H4z"/>'),
    "D": ("losange", '<path d="M60 14 114 74 60 134 6 74z"/>'),
    "E": ("étoile", '<path d="M60 18 75.3 58.9 119 60.8 84.7 88 96.4 130 60 106 23.6 130 35.3 88 1 60.8 44.7 58.9z"/>'),
}
#: Word → its shape, and what is drawn in it.
WORDS = {
    "Oui": ("rond coché", '<circle cx="60" cy="74" r="50"/><path class="vote-trait" d="m34 76 18 18 34-40"/>'),
    "Non": ("carré barré", '<path d="M14 28h92v92H14z"/><path class="vote-trait" d="m38 52 44 44m0-44-44 44"/>'),
    "Pas encore": ("sablier", '<path d="M16 20h88L67 74l37 54H16l37-54z"/>'),
}
#: Lines of the tally sheet.
TALLIED = 8


class Vote(EssWidget):
    """Any question of the banks, voted on twice: `Vote()`.

    `votes` maps a question's id to `{un, deux, etape}`: the counts of each vote in the order of the
    answers, and the step reached (1 to 5); `chosen` is the question shown. Both follow the browser.
    Raises ContentError when a bank is faulty.
    """

    name: ClassVar[str] = "vote"
    module: ClassVar[str] = "vote"
    # The model holds the keys.
    asks: ClassVar[bool] = True
    opens = "Ouvrir les votes"
    keeps = "votes"

    pages = traitlets.List(help="Pages with questions: [slug, title].").tag(sync=True)
    questions = traitlets.List(traitlets.Dict(), help="Keys of the questions.").tag(sync=True)
    votes = traitlets.Dict(help="Counts, by question id.").tag(sync=True)
    chosen = traitlets.Unicode("", help="Question shown.").tag(sync=True)

    def __init__(self, **kwargs):
        data.trace_value(chapters.TRACE)
        banks = votes.banks()
        self._static = _static_html(banks)
        super().__init__(
            pages=[[bank.slug, bank.title] for bank in banks],
            questions=[_model(question, bank.slug) for bank in banks for question in bank.questions],
            **kwargs,
        )

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        # Not the number of questions: it would change with every bank.
        return f"{len(self.pages)} pages"


def _model(question: Question, slug: str) -> dict[str, Any]:
    return {
        "id": question.id,
        "page": slug,
        "juste": votes.right_rank(question),
        "retours": [neutral(answer.feedback) for answer in question.answers],
        "explication": neutral(question.explanation),
        "lien": _link(question, slug),
        "seule": not question.own_page,
    }


def _link(question: Question, slug: str) -> str:
    """Where the answer is, seen from another page."""
    return question.link if "html" in question.link else f"{slug}.html{question.link}"


def _static_html(banks: tuple[votes.Bank, ...]) -> str:
    pages = "".join(_page(bank) for bank in banks)
    return (
        '<p class="vote-note ess-hint">Sans script, ouvrez une page, lisez la question à voix haute, et comptez sur la '
        "feuille de comptage. Seules les pages ouvertes s’impriment. La réponse juste n’est pas écrite ici\u00a0: un lien mène à la section qui répond.</p>"
        f'<div class="vote-banques">{pages}</div>'
    )


def _page(bank: votes.Bank) -> str:
    count = len(bank.questions)
    items = "".join(_item(question, bank.slug) for question in bank.questions)
    return (
        f'<details class="vote-page" data-page="{bank.slug}"><summary>{escape(bank.title)} '
        f'<span class="vote-nombre">({count}{NBSP}question{"s" if count > 1 else ""})</span></summary>'
        f'<ol class="vote-questions">{items}</ol></details>'
    )


def _item(question: Question, slug: str) -> str:
    answers = "".join(
        f'<li><span class="vote-lettre">{letter}</span> <span class="vote-reponse">{neutral(answer.text)}</span></li>'
        for letter, answer in zip(votes.LETTERS, question.answers)
    )
    return (
        f'<li id="vote-{question.id}" data-vote="{question.id}"><p class="vote-texte">{neutral(question.text)}</p>'
        f'<ul class="vote-reponses">{answers}</ul><p class="vote-ou"><a href="{_link(question, slug)}">La section qui répond</a></p></li>'
    )


class VoteCards(EssWidget):
    """Cards to cut out and the tally sheet: `VoteCards()`."""

    name: ClassVar[str] = "vote-cartes"
    module: ClassVar[str] = "vote"

    def static_html(self) -> str:
        return _papers_html()


def _papers_html() -> str:
    letters = "".join(_card(letter, name, drawing, letter.lower()) for letter, (name, drawing) in SHAPES.items())
    words = "".join(
        _card(word, name, drawing, f"mot-{rank}") for rank, (word, (name, drawing)) in enumerate(WORDS.items(), 1)
    )
    return (
        _paper("lettres", "Cartes A à E", "Imprimez en noir ou en couleur\u00a0: les formes et les lettres se lisent sans la couleur. Cinq demi-feuilles par personne, "
               "ou par équipe\u202f; deux suffisent quand la question a deux réponses.",
               f'<ul class="vote-planche">{letters}</ul>')
        + _paper("mots", f"Cartes «{NNBSP}Oui{NNBSP}», «{NNBSP}Non{NNBSP}», «{NNBSP}Pas encore{NNBSP}»",
                 "Pour un avis rapide, ou pour dire où l’on en est. «\u202fPas encore\u202f» dit que l’on cherche.",
                 f'<ul class="vote-planche">{words}</ul>')
        + _paper("comptage", "Feuille de comptage", "Une ligne par vote. Écrivez le nombre de cartes levées sous chaque lettre.", _tally())
    )  # fmt: skip


def _paper(kind: str, title: str, hint: str, content: str) -> str:
    place = f"vote-papier-{kind}"
    return (
        f'<section class="vote-papier vote-papier--{kind}" aria-labelledby="{place}">'
        f'<h3 id="{place}">{title}</h3><p class="ess-hint">{hint}</p>{content}</section>'
    )


def _card(label: str, shape: str, drawing: str, kind: str) -> str:
    """A card of half a sheet, 210 × 148: the shape on the left, the letter or the word on the right."""
    lines = label.split(" ")
    size = 112 if len(label) == 1 else 36 if len(lines) == 1 else 22
    first = 74 + size * 0.36 - (len(lines) - 1) * size * 0.55
    text = "".join(
        f'<text x="164" y="{first + rank * size * 1.1:.0f}" font-size="{size}" font-weight="700" text-anchor="middle">{line}</text>'
        for rank, line in enumerate(lines)
    )
    return (
        f'<li class="vote-carte"><svg viewBox="0 0 210 148" role="img" aria-label="Carte {label}, {shape}">'
        f'<g class="vote-forme vote-forme--{kind}">{drawing}</g>{text}</svg></li>'
    )


def _tally() -> str:
    letters = "".join(f'<th scope="col">{letter}</th>' for letter in votes.LETTERS)
    boxes = "<td></td>" * len(votes.LETTERS)
    groups = "".join(
        f'<tbody><tr><th scope="rowgroup" rowspan="2"><span class="visually-hidden">Question {rank}</span></th>'
        f'<th scope="row">Avant</th>{boxes}</tr><tr><th scope="row">Après</th>{boxes}</tr></tbody>'
        for rank in range(1, TALLIED + 1)
    )
    return (
        '<table class="vote-comptage"><thead><tr><th scope="col">Question, et ce que l’on en a dit</th>'
        f'<th scope="col">Vote</th>{letters}</tr></thead>{groups}</table>'
    )
