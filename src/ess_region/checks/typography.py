"""French typography: one list of rules, which both reports the faults and mends them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..french import NBSP, NNBSP
from . import reading
from .markdown import MASK, WORD, parse

_S = "[ \u00a0\u2009\u202f]"
# What a word ends with: the punctuation that follows needs its space.
_END = r"[\w)\]»%€°’\"…" + WORD + MASK + "]"


@dataclass(frozen=True)
class Fault:
    """A fault of typography: `[start, end)` should read `replacement` (None: the author decides)."""

    start: int
    end: int
    replacement: str | None
    message: str
    hint: str


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern
    replacement: str | None
    message: str
    hint: str
    in_tables: bool = True


def _rule(pattern: str, replacement: str | None, message: str, hint: str, **options) -> _Rule:
    return _Rule(re.compile(pattern), replacement, message, hint, **options)


_MEND = "Tapez-le, ou laissez « python -m ess_region.checks.fix FICHIER » le mettre."
RULES = (
    _rule(
        rf"(?<={_END})(?P<x>{_S}*)(?=[;!?](?![\[(]))",
        NNBSP,
        "il faut une espace fine insécable (U+202F) avant « {next} »",
        _MEND,
    ),
    _rule(
        rf"(?<=[^\s«])(?P<x>{_S}*)(?=»)",
        NNBSP,
        "il faut une espace fine insécable (U+202F) avant « » »",
        _MEND,
    ),
    _rule(rf"«(?P<x>{_S}*)(?=\S)", NNBSP, "il faut une espace fine insécable (U+202F) après « « »", _MEND),
    _rule(
        rf"(?<={_END})(?P<x>{_S}*)(?=:(?:[\s*_{MASK}]|$))",
        NBSP,
        "il faut une espace insécable (U+00A0) avant « : »",
        _MEND,
    ),
    _rule(
        rf"(?<=[\w{WORD}])(?P<x>{_S}*)(?=%(?!\w))",
        NBSP,
        "il faut une espace insécable (U+00A0) avant « % »",
        _MEND,
    ),
    _rule(
        rf"(?<=[\d{WORD}])(?P<x>{_S}*)(?=€)", NBSP, "il faut une espace insécable (U+00A0) avant « € »", _MEND
    ),
    _rule(
        rf"(?<=\bn°)(?P<x>{_S}*)(?=[\w{WORD}])",
        NBSP,
        "il faut une espace insécable (U+00A0) après « n° »",
        _MEND,
    ),
    _rule(
        rf"(?<=[\w.{WORD}])(?P<x>')(?=[\w«*_{WORD}{MASK}])",
        "’",
        "l’apostrophe est droite (') : il faut ’",
        _MEND,
    ),
    _rule(r"(?P<x>\.{3})", "…", "trois points au lieu du signe « … »", _MEND),
    _rule(
        rf"(?<=[^\s{MASK}])(?P<x>[ \u00a0\u202f]*(?:  |[\u00a0\u202f] | [\u00a0\u202f])[ \u00a0\u202f]*)"
        rf"(?=[^\s;!?»:%€{MASK}])",
        " ",
        "il y a deux espaces de suite",
        "N’en laissez qu’une.",
        in_tables=False,
    ),
    _rule(
        rf"(?<=[\w)»{WORD}])(?P<x>{_S}+)(?=[,.](?:\s|$))",
        "",
        "il n’y a pas d’espace avant « {next} »",
        "Retirez l’espace.",
    ),
)
# Not mended: only the author knows what was meant.
_DOUBTS = (
    (re.compile('"'), 'les guillemets droits (") ne s’emploient pas', "Écrivez « … »."),
    (re.compile("['‘]"), "l’apostrophe est droite (') : il faut ’", "Remplacez-la par ’."),
    (re.compile("[“”]"), "les guillemets anglais (“ ”) ne s’emploient pas", "Écrivez « … »."),
)


def faults(source: str, mask: str, in_table: Callable[[int], bool] = lambda offset: False) -> list[Fault]:
    """Faults of a text in the order of the text. `in_table(offset)` tells padded table rows."""
    found: list[Fault] = []
    for rule in RULES:
        for match in rule.pattern.finditer(mask):
            start, end = match.span("x")
            if source[start:end] == rule.replacement:
                continue
            if not rule.in_tables and in_table(start):
                continue
            following = source[end : end + 1]
            found.append(Fault(start, end, rule.replacement, rule.message.format(next=following), rule.hint))
    mended = {fault.start for fault in found}
    for pattern, message, hint in _DOUBTS:
        for match in pattern.finditer(mask):
            if match.start() not in mended:
                found.append(Fault(match.start(), match.end(), None, message, hint))
    return sorted(found, key=lambda fault: (fault.start, fault.end))


def apply(source: str, found: Iterable[Fault]) -> str:
    """The text with its mendable faults mended."""
    last = len(source) + 1
    for fault in sorted(found, key=lambda f: (f.start, f.end), reverse=True):
        if fault.replacement is None or fault.end > last:
            continue
        source = source[: fault.start] + fault.replacement + source[fault.end :]
        last = fault.start
    return source


def fix_typography(text: str) -> str:
    """A Markdown page with its typography mended; code, roles, addresses and options untouched."""
    for _ in range(3):  # mending one fault may reveal another
        page = parse(text)
        mended = apply(text, faults(text, page.mask, lambda o: page.line(o) in page.table_lines))
        if mended == text:
            break
        text = mended
    return text


def fix_yaml(text: str, file: Path = Path("quiz.yml")) -> str:
    """An exercise file with its texts mended; keys, identifiers and settings untouched."""
    for _ in range(3):
        mended = text
        texts = reading.yaml_texts(file, text)
        for item in sorted(texts, key=lambda item: item.offset, reverse=True):
            new = apply(item.source, faults(item.source, item.mask))
            mended = mended[: item.offset] + new + mended[item.offset + len(item.source) :]
        if mended == text:
            break
        text = mended
    return text
