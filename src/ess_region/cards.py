"""Revision cards: what is on each, and which words of the glossary each chapter uses."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from . import data, french, inline, paths, quiz, toc
from .french import NBSP, NNBSP
from .quiz import Question

#: Name under which a page notes that it depends on the words that the chapters use.
TRACE = "@sigles"
# What nobody reads in a page: cells, remarks, and what the roles insert.
_UNREAD = re.compile(r"^```\{code-cell\}.*?^```$|^%.*?$|\{(?:fait|article|region)\}`[^`]*`", re.S | re.M)

_BETWEEN = re.compile(r"[^\w+-]+")


def terms() -> list[data.Row]:
    """The rows of the glossary, in the order of its page."""
    return sorted(data.table("glossaire"), key=lambda row: (french.fold(row["sigle"]), row["id"]))


def term_id(row: data.Row) -> str:
    """Name of a word's card: the same as its anchor in the glossary."""
    return f"sigle-{row['id']}"


def uses(root: Path | None = None) -> dict[str, list[str]]:
    """Chapter → names of the cards of the words that it uses, in the order of the glossary.

    Its words are those of its page, of the changes that the page cites, and of its exercises.
    """
    root = root or paths.ROOT
    changes = {row["id"]: row["texte"] for row in data.table("changements")}
    found = {}
    for entry in filter(toc.is_chapter, toc.entries(root)):
        page = entry.source(root).read_text(encoding="utf-8")
        cited = " ".join(changes.get(one, "") for one in re.findall(r"\bU\d{3}\b", page))
        exercises = sorted((root / "exercises" / entry.slug).glob("*.yml"))
        texts = [page, cited, *(file.read_text(encoding="utf-8") for file in exercises)]
        found[entry.slug] = _in_text(_UNREAD.sub(" ", "\n".join(texts)))
    return found


def digest() -> str:
    """What changes when `uses()` does."""
    return json.dumps(uses())


def _in_text(text: str) -> list[str]:
    """Acronyms are looked for as they are written, plain words whatever their capitals."""
    written = _words(text)
    folded = written.casefold()
    found = []
    for row in terms():
        spellings = map(_words, [row["sigle"], *data.several(row.get("variantes"))])
        if row["statut"] == "terme":
            used = any(spelling.casefold() in folded for spelling in spellings)
        else:
            used = any(spelling in written for spelling in spellings)
        if used:
            found.append(term_id(row))
    return found


def _words(text: str) -> str:
    """The words of a text between single spaces: a whole word is then found by its spaces."""
    return f" {_BETWEEN.sub(' ', text)} "


def term_card(row: data.Row) -> list[str]:
    """[name, front, long form, definition, what it became], each as plain text."""
    return [term_id(row), row["sigle"], row.get("developpe") or "", inline.plain(row["definition"]), row.get("devenu") or ""]


def question_card(question: Question) -> list[str]:
    """[id, question, right answer, explanation], each as plain text."""
    return [question.id, inline.plain(question.text), answer(question), inline.plain(question.explanation)]


def answer(question: Question) -> str:
    """The right answer of a question in words."""
    if question.type == "texte_a_trous":
        gaps = {str(rank): _right(row) for rank, row in enumerate(question.rows, 1)}
        return re.sub(r"\[(\d+)\]", lambda match: gaps[match[1]], inline.plain(question.gapped))
    if question.type == "ordre":
        return f"{NNBSP}; ".join(f"{rank}. {inline.plain(row.text)}" for rank, row in enumerate(question.rows, 1))
    if question.rows:
        return f"{NNBSP}; ".join(f"{inline.plain(row.text)} → {_right(row)}" for row in question.rows)
    if question.value is not None:
        return french.with_unit(french.number(question.value), question.unit).replace(f"{NBSP}{NBSP}", NBSP)
    return f"{NNBSP}; ".join(inline.plain(one.text) for one in question.answers if one.right)


def _right(row: quiz.Row) -> str:
    return inline.plain(next(one.text for one in row.answers if one.right))


def questions() -> list[Question]:
    """The questions of the chapters that make sense away from their page."""
    found = []
    for entry in filter(toc.is_chapter, toc.entries()):
        if (paths.EXERCISES / entry.slug / "quiz.yml").is_file():
            found += [question for question in quiz.load(entry.slug) if not question.own_page]
    return found


def most_used(count: int) -> list[dict[str, Any]]:
    """The acronyms in use today that most chapters use: {sigle, developpe}, by alphabet."""
    used = Counter(name for names in uses().values() for name in names)
    rows = [row for row in terms() if row.get("developpe") and row["statut"] != "ancien" and used[term_id(row)]]
    best = sorted(rows, key=lambda row: -used[term_id(row)])[:count]
    return [{"sigle": row["sigle"], "developpe": row["developpe"]} for row in rows if row in best]
