"""The last net before a learners' book is put in place: no sentence of an answer key is in it."""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from .. import inline, paths, workshops
from ..content import load_yaml
from ..errors import ContentError

# Shorter texts are choices and names, which the sheet has too.
SHORTEST = 30  # characters
_TAGS = re.compile(r'<span class="info-bulle".*?</span></span>|<[^>]*>', re.S)
_SPACES = re.compile(r"(?:\\[nt]|\\u(?:00a0|202f|2009)|\s)+")


def check(site: Path, exercises: Path | None = None) -> list[ContentError]:
    """Sentences of the keys found in the pages, the models and the search index of a built book."""
    try:
        keys = sentences(exercises)
    except ContentError as error:
        return [error]
    found: list[ContentError] = []
    for file in sorted(site.rglob("*")):
        if file.suffix not in (".html", ".js", ".json", ".md", ".txt", ".ipynb"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        # The models of some widgets are written by rot13 (widgets/base.py).
        readings = [_flat(text), _flat(codecs.decode(text, "rot13"))] if keys else []
        for sentence, source in keys.items():
            if any(sentence in one for one in readings):
                found.append(
                    ContentError(
                        f"le corrigé {paths.relative(source)} se lit dans le livre des participants : « {sentence[:60]}… »",
                        file=file,
                        hint="Le corrigé ne s’affiche que par {corrige}. Retirez cette phrase de la page ou de l’atelier.",
                    )
                )
    return found


def sentences(exercises: Path | None = None) -> dict[str, Path]:
    """Every long sentence of the keys that is not in their own sheet → the file that has it."""
    found: dict[str, Path] = {}
    for file in sorted((exercises or paths.EXERCISES).glob(f"*/{workshops.KEY_FILE}")):
        shown = " ".join(_texts(load_yaml(file.with_name(workshops.FILE))))
        for text in _texts(load_yaml(file)):
            found |= {one: file for one in _sentences(text) if one not in shown}
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text of a file, as it is read."""
    if isinstance(value, str):
        yield _flat(inline.html(value))
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?…]) ", text) if len(one) >= SHORTEST]


def _flat(html: str) -> str:
    """The words alone, each space the same."""
    return _SPACES.sub(" ", unescape(_TAGS.sub("", html))).strip()
