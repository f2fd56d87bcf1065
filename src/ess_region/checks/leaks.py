"""The last net before a learners' book is put in place: nothing of the facilitators' edition is in it.

Neither a sentence of an answer key, nor one of the notes for the person who leads.
"""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from .. import inline, paths, sessions, toc, workshops
from ..content import load_yaml
from ..errors import ContentError

# Shorter texts are choices and names, which the sheet has too.
SHORTEST = 30  # characters
# A label, a bullet or a number, before the words of a line.
_MARK = re.compile(r"^\*\*[^*]+\.\*\* ?|^(?:-|\d+\.) (?:\(\d+[ \u00a0\u202f]min\) )?")
_WORDS = re.compile(r"\w+")
_TAGS = re.compile(r'<span class="info-bulle".*?</span></span>|<[^>]*>', re.S)
_SPACES = re.compile(r"(?:\\[nt]|\\u(?:00a0|202f|2009)|\s)+")


def check(site: Path, exercises: Path | None = None, pack: dict | None = None) -> list[ContentError]:
    """Sentences of the keys found in the pages, the models and the search index of a built book.

    `pack`: that of the book's Region, whose workshop cases have keys too.
    """
    try:
        keys = sentences(exercises) | note_sentences() | pack_sentences(pack or {})
    except ContentError as error:
        return [error]
    # Four words in a row tell which sentences to look for in a text.
    starts: dict[tuple[str, ...], list[str]] = {}
    for sentence in keys:
        starts.setdefault(tuple(_WORDS.findall(sentence)[:4]), []).append(sentence)
    found: list[ContentError] = []
    said: set[tuple[str, str]] = set()
    for file in sorted(site.rglob("*")):  # a page comes before what the search keeps of it
        if file.suffix not in (".html", ".js", ".json", ".md", ".txt", ".ipynb"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        # The models of some widgets are written by rot13 (widgets/base.py).
        readings = [_flat(text), _flat(codecs.decode(text, "rot13"))] if keys else []
        for sentence in dict.fromkeys(one for reading in readings for one in _said(reading, starts)):
            if (file.stem, sentence) in said:
                continue
            said.add((file.stem, sentence))
            source = keys[sentence]
            what, hint = "le corrigé", "Le corrigé ne s’affiche que par {corrige}. Retirez cette phrase de la page ou de l’atelier."
            if source.suffix == ".md":
                what, hint = "une note d’animation de", "Une note n’est que dans un bloc {animateur}. Retirez cette phrase du reste."
            found.append(
                ContentError(
                    f"{what} {paths.relative(source)} se lit dans le livre des participants : « {sentence[:60]}… »",
                    file=file,
                    hint=hint,
                )
            )
    return found


def _said(text: str, starts: dict[tuple[str, ...], list[str]]) -> Iterator[str]:
    """The sentences, of those sorted by their first four words, that a text contains."""
    words = _WORDS.findall(text)
    for start in set(zip(words, words[1:], words[2:], words[3:])) & starts.keys():
        yield from (sentence for sentence in starts[start] if sentence in text)


def note_sentences() -> dict[str, Path]:
    """Every long sentence of the `{animateur}` blocks that participants do not read elsewhere → its page."""
    pages = {entry.source(): entry.source().read_text(encoding="utf-8") for entry in toc.entries()}
    # A note may quote the page, a question or a sheet: compared as they are written.
    read = [sessions.without_notes(source) for source in pages.values()]
    read += [file.read_text(encoding="utf-8") for file in sorted(paths.EXERCISES.glob("*/*.yml")) if file.name != workshops.KEY_FILE]
    shown = _SPACES.sub(" ", " ".join(read))
    found: dict[str, Path] = {}
    for file, source in pages.items():
        for note in sessions.notes(source):
            for line in (note.options.get("but", ""), *note.body.splitlines()):
                for written in re.split(r"(?<=[.!?…]) ", _SPACES.sub(" ", _MARK.sub("", line)).strip("«» ")):
                    if written.strip("«» ") not in shown:
                        found |= dict.fromkeys(_sentences(_flat(inline.html(written, file=file))), file)
    return found


def sentences(exercises: Path | None = None) -> dict[str, Path]:
    """Every long sentence of the keys that is not in their own sheet → the file that has it."""
    found: dict[str, Path] = {}
    for file in sorted((exercises or paths.EXERCISES).glob(f"*/{workshops.KEY_FILE}")):
        shown = " ".join(_texts(load_yaml(file.with_name(workshops.FILE))))
        for text in _texts(load_yaml(file)):
            found |= {one: file for one in _sentences(text) if one not in shown}
    return found


def pack_sentences(pack: dict) -> dict[str, Path]:
    """Every long sentence of the keys of a pack's workshop cases that their documents do not say → its file."""
    found: dict[str, Path] = {}
    for slug, case in pack.get("ateliers", {}).items():
        shown = " ".join(_texts(case["documents"]))
        for text in _texts(case["corrige"]):
            found |= {one: Path(f"ateliers/{slug}.yml") for one in _sentences(text) if one not in shown}
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text of a file, as it is read."""
    if isinstance(value, str):
        yield _flat(inline.html(value))
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?…]) ", text) if len(one) >= SHORTEST and len(_WORDS.findall(one)) >= 4]


def _flat(html: str) -> str:
    """The words alone, each space the same."""
    return _SPACES.sub(" ", unescape(_TAGS.sub("", html))).strip()
