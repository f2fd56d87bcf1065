"""What a reader sees of a built book: French typography in every text, no English left over, dates in words.

The sources have their own checks (`prose.py`); this one reads the pages as they came out, data and theme included,
and the messages that the scripts hold. Code, addresses and what says another language are left alone.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from .. import paths
from ..errors import ContentError
from ..french import NBSP, NNBSP
from ..widgets import bundle
from .markdown import MASK, WORD
from .typography import faults

_SKIPPED = {"script", "style", "code", "pre", "kbd", "samp", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: Elements that do not end a sentence.
_INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var", "wbr", "tspan",
}  # fmt: skip
_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription", "aria-valuetext")

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:html|fr|org|com|eu|csv|md|yml|ipynb|docx|ics|py)\b(?:/\S*)?")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0\u2009]\d{3})+(?![\d])")
_UNIT = re.compile(r"\d (?:€|%|M€|Md€|km|min|h)(?!\w)")
_ENGLISH = re.compile(
    r"\b(?:the|and|of|with|this|your|Contents|Next|Previous|Copy|Copied|Search|Toggle|Click|Close|Show|Hide|Loading|"
    r"Warning|Skip|Permalink|Download|Table of contents|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"January|February|April|May|June|July|August|September|October|November|December)\b"
)
_ISO_DATE = re.compile(r"(?<![\w/.-])(?:19|20)\d\d-\d\d-\d\d(?![\w/-])")


class _Texts(HTMLParser):
    """The texts of a page, each sentence in one piece whatever the elements in it, and those of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.skipped = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        named = {name: value or "" for name, value in attrs}
        if not self.skipped:
            self.found += [named[name] for name in _ATTRIBUTES if named.get(name)]
            if tag == "meta" and named.get("name") == "description":
                self.found.append(named.get("content", ""))
        if tag in _VOID:
            if tag == "br":
                self.flush()
            elif tag in ("input", "img") and not self.skipped:
                self.text.append(MASK)
            return
        # A bubble sits in a sentence that it is not part of; a place hidden from the eye, too.
        apart = not {"info-bulle", "visually-hidden"}.isdisjoint(named.get("class", "").split())
        skipped = tag in _SKIPPED or named.get("lang", "fr").split("-")[0] != "fr" or apart
        if not self.skipped and (skipped or tag not in _INLINE):
            if tag in _INLINE and not apart:
                self.text.append(MASK)
            elif not apart:
                self.flush()
        self.open.append((tag, skipped))
        self.skipped += skipped

    def handle_endtag(self, tag: str) -> None:
        if not any(one == tag for one, _ in self.open):
            return
        while self.open:
            one, skipped = self.open.pop()
            self.skipped -= skipped
            if one == tag:
                break
        if tag not in _INLINE and not self.skipped:
            self.flush()

    def handle_data(self, text: str) -> None:
        if not self.skipped:
            self.text.append(text)

    def flush(self) -> None:
        text = "".join(self.text)
        self.text = []
        if text.strip():
            self.found.append(text)


def texts(html: str) -> list[str]:
    """Every text of a page that a reader meets, seen or heard, each once."""
    reader = _Texts()
    reader.feed(html)
    reader.close()
    reader.flush()
    return list(dict.fromkeys(re.sub(r"[ \t\r\n]+", " ", text).strip() for text in reader.found))


def _masked(text: str) -> str:
    return _ADDRESS.sub(lambda match: MASK * len(match[0]), text)


def text_faults(text: str) -> Iterator[tuple[str, str, str]]:
    """(what is wrong, around it, what to do) for each fault of a text as it is read."""
    mask = _masked(text)
    for fault in faults(text, mask):
        if fault.replacement != " ":  # two spaces: the browser shows one
            yield fault.message, _around(text, fault.start), fault.hint
    for pattern, message, hint in (
        (_THOUSANDS, "il faut une espace fine insécable (U+202F) entre les milliers", "Écrivez le nombre avec french.number() ou formatNumber()."),
        (_UNIT, "il faut une espace insécable (U+00A0) avant l’unité", "Écrivez-la avec french.with_unit()."),
        (_ENGLISH, "un mot anglais est resté", "Traduisez-le. Un titre anglais se met dans un élément lang=\"en\"."),
        (_ISO_DATE, "une date est en chiffres", "Écrivez-la avec french.day() ou formatDay()."),
    ):
        for match in pattern.finditer(mask):
            yield message, _around(text, match.start()), hint


def _around(text: str, at: int) -> str:
    part = text[max(0, at - 25) : at + 25].replace(NBSP, "␣").replace(NNBSP, "·").replace(MASK, "…").replace(WORD, "…")
    return f"«{NNBSP}{part.strip()}{NNBSP}»"


def check(site: Path | None = None) -> list[ContentError]:
    """Faults of the built pages; the same fault on several pages is told once, with the first of them."""
    site = site or paths.BUILD / "html"
    found: dict[tuple[str, str], ContentError] = {}
    judged: dict[str, list[tuple[str, str, str]]] = {}
    for file in sorted(site.rglob("*.html")):
        for text in texts(file.read_text(encoding="utf-8")):
            if text not in judged:
                judged[text] = list(text_faults(text))
            for message, around, hint in judged[text]:
                error = ContentError(f"{message}{NBSP}: {around}", file=file, hint=f"{hint} Cherchez ce texte dans book/, data/, exercises/ ou src/.")
                found.setdefault((message, around), error)
    return list(found.values()) + scripts()


# -- scripts --------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(?m)^\s*//.*$|/\*.*?\*/", re.S)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.S)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)", re.S)
#: A message: words with a space between them, or one with an accent, and nothing of a selector or of a program.
_MESSAGE = re.compile(r"[^\W\d_]{2,}[ \u00a0\u202f,;:.!?’«»][^\n]*|[^\W\d_]*[éèêàçîôûÉÀ][^\W\d_]*")
_PROGRAM = re.compile(r"^[.#\[:>]|data-|\[[\w-]+[\]=~^|*]|::?[a-z-]+\(|[{}<>]|=>|^\w+[#.]\w|[\w-]:[\w(-]|^use |all=|aria-")


def scripts() -> list[ContentError]:
    """Faults of the messages that our scripts write."""
    found = []
    for file in bundle.files():
        if file.suffix == ".js":
            source = file.read_text(encoding="utf-8")
            code = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
            for match in _STRING.finditer(code):
                line = code[: match.start()].count("\n") + 1
                for text in _messages(match[0]):
                    found += [
                        ContentError(f"{message}{NBSP}: {around}", file=file, line=line, hint=hint)
                        for message, around, hint in text_faults(text)
                    ]
    return found


def _messages(literal: str) -> Iterator[str]:
    """The text of a literal, what is computed replaced by a word; nothing when it is not for people."""
    text = literal[1:-1]
    if literal[0] == "`":
        text = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", WORD, text)
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else {"n": "\n", "t": " "}.get(match[2], match[2]), text)
    for line in text.split("\n"):
        if _MESSAGE.search(line) and not _PROGRAM.search(line):
            yield line.strip()
