"""The question banks as exports take them: in the order of the course, each with its page."""

from dataclasses import dataclass
from pathlib import Path

from .. import chapters, paths, quiz, toc
from ..quiz import Question


@dataclass(frozen=True)
class Bank:
    """The questions of one page: its slug, title, part, and the titles of its sections by anchor."""

    slug: str
    title: str
    part: str
    sections: dict[str, str]
    questions: tuple[Question, ...]

    @property
    def away(self) -> tuple[Question, ...]:
        """The questions that can be understood away from their page."""
        return tuple(question for question in self.questions if not question.own_page)


def load(root: Path | None = None) -> tuple[Bank, ...]:
    """The bank of each page of `_toc.yml` that has one. Raises ContentError."""
    root = root or paths.ROOT
    found = []
    for entry in toc.entries(root):
        file = root / "exercises" / entry.slug / "quiz.yml"
        if file.is_file():
            page = chapters.page(entry, root)
            questions = quiz.load_file(file, entry.slug)
            found.append(Bank(entry.slug, page["titre"], entry.part, page["sections"], questions))
    return tuple(found)


def pages(root: Path | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Slug → title and sections, of every page: where a question sends back to."""
    found = {}
    for entry in toc.entries(root or paths.ROOT):
        page = chapters.page(entry, root)
        found[entry.slug] = (page["titre"], page["sections"])
    return found
