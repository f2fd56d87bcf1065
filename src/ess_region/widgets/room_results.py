"""`RoomResults`: what a room answered, from the codes that its people give."""

from typing import Any, ClassVar

import traitlets

from .. import __version__, chapters, codes, data, feedback, inline, paths, quiz, toc
from ..french import NBSP, NNBSP
from ..quiz import Question
from . import assessment
from .base import EssWidget

#: What came of an answer that is not one choice among a few.
NUMBER_LABELS = ("Juste", "Proche", "Trop bas", "Trop haut")
STATUS_LABELS = ("Juste", "Juste en partie", "À revoir")
#: Lines and columns of the sheet to count by hand.
TALLY_LINES, TALLY_COLUMNS = 14, ("A", "B", "C", "D", "E", "Justes")


class RoomResults(EssWidget):
    """The codes of a room, read and counted: `RoomResults()`.

    `pages` lists `{slug, titre, genre, prefixe, taille, tirage, avant, tailles, ids}`: the pages that give codes,
    in the order of the book, with the number of outcomes of each question; `questions` maps an id to
    `{texte, issues, justes, lien, section}`. Codes stay in the browser. Raises ContentError when a bank is
    faulty or two pages would give the same codes.
    """

    name: ClassVar[str] = "salle"
    module: ClassVar[str] = "room_results"
    opens = "Ouvrir les réponses de la salle"
    keeps = "salle"

    pages = traitlets.List(traitlets.Dict(), help="Pages that give codes.").tag(sync=True)
    questions = traitlets.Dict(help="Questions of these pages.").tag(sync=True)
    version = traitlets.Unicode(__version__, help="Version of the course, written in the files.").tag(sync=True)

    def __init__(self, **kwargs):
        data.trace_value(chapters.TRACE)
        questions: dict[str, dict[str, Any]] = {}
        pages = list(filter(None, (_page(entry, questions) for entry in toc.entries())))
        codes.check_marks([one["slug"] for one in pages])
        super().__init__(pages=pages, questions=questions, **kwargs)

    def static_html(self) -> str:
        return _static_html()

    def summary(self) -> str:
        return f"{len(self.pages)} pages"


def _page(entry: toc.Entry, questions: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """What a page of the book gives codes of, or None; its questions are added to the others."""
    slug = entry.slug
    if (paths.EXERCISES / slug / feedback.FILE).is_file():
        form = feedback.load(slug)
        levels = [level.text for level in form.levels]
        questions |= {one.id: {"texte": inline.plain(one.text), "issues": levels, "justes": []} for one in form.statements}
        return _entry(slug, "avis", feedback.sheet(slug, form))
    if slug in assessment.KINDS or slug.startswith(toc.REVIEW):
        kind, part = ("point", entry.part) if slug.startswith(toc.REVIEW) else (slug, None)
        pooled = assessment.questions(kind, part)
        for one in pooled:
            questions.setdefault(one.question.id, _question(one.question, one.chapter))
        total = sum(assessment.shares(kind, pooled).values())
        return _entry(slug, "epreuve", assessment.code_sheet(kind, slug, pooled, total))
    if toc.is_chapter(entry) and (paths.EXERCISES / slug / "quiz.yml").is_file():
        bank = quiz.load(slug)
        for question in bank:
            questions[question.id] = _question(question, slug)
        return _entry(slug, "quiz", codes.sheet(slug, bank))
    return None


def _entry(slug: str, kind: str, sheet: codes.Sheet) -> dict[str, Any]:
    title, _ = _sections(slug)
    ids = [item[0] for item in sheet.items]
    return {"slug": slug, "titre": title, "genre": kind, **sheet.model(), "tailles": sheet.sizes, "ids": ids}


def _question(question: Question, chapter: str) -> dict[str, Any]:
    if question.type in codes.ONE_CHOICE:
        labels = [inline.plain(answer.text) for answer in question.answers]
        right = [place for place, answer in enumerate(question.answers) if answer.right]
    else:
        labels = list(NUMBER_LABELS if question.type == "numerique" else STATUS_LABELS)
        right = [0]
    page, _, anchor = question.section.rpartition("#")
    title, sections = _sections(page or chapter)
    return {
        "texte": inline.plain(question.text),
        "issues": labels,
        "justes": right,
        "lien": f"{page or chapter}.html#{anchor}",
        "section": inline.plain(sections.get(anchor, title)),
    }


def _sections(slug: str) -> tuple[str, dict[str, str]]:
    try:
        return chapters.page_sections(paths.BOOK / f"{slug}.md")
    except FileNotFoundError:  # said by the check of the contents
        return slug, {}


def _static_html() -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in TALLY_COLUMNS)
    blank = "<td></td>" * len(TALLY_COLUMNS)
    rows = "".join(f'<tr><th scope="row">{rank}</th>{blank}</tr>' for rank in range(1, TALLY_LINES + 1))
    opener = f"«{NNBSP}Donner mes réponses à la salle{NNBSP}»"
    return (
        '<p class="salle-note">Les codes se lisent ici quand les scripts sont autorisés. Sans script, ou sans ordinateur, '
        "comptez les mains levées sur la feuille de comptage.</p>"
        '<section class="salle-papier"><h3>La feuille de comptage</h3>'
        f"<p>Lisez la question et ses réponses{NBSP}: A est la première réponse lue, B la deuxième (A pour vrai, B pour faux). "
        "Comptez les mains, notez. Entourez la réponse juste après le vote. Pour les questions à ranger, à relier ou à "
        f"compléter, comptez seulement les réponses justes. Avec des ordinateurs, {opener}, sous le score, remplace les mains.</p>"
        f'<p class="salle-entete"><span>Page{NBSP}:</span> <span>Date{NBSP}:</span> <span>Personnes{NBSP}:</span></p>'
        '<div class="table-cadre" role="region" tabindex="0" aria-label="Feuille de comptage">'
        f'<table class="salle-feuille"><thead><tr><th scope="col">Question</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></section>"
    )
