"""No script of ours turns a text into HTML or into code: what comes from data, a file or an address stays text.

The browser refuses it too (`policy.py`); this says where, before any page is built.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import ContentError
from ..paths import PACKAGE

_SINKS = re.compile(
    r"\.(?:innerHTML|outerHTML)\s*\+?=(?!=)|\binsertAdjacentHTML\b|\bcreateContextualFragment\b|\bDOMParser\b"
    r"|\bdocument\.write|\bsrcdoc\b|\bsetHTML|\beval\s*\(|\bnew Function\b|\bFunction\s*\(|javascript:"
    r"|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]|\bsetAttribute(?:NS)?\([^,]*[\"'`]on|\.on[a-z]+\s*=\s*[\"'`]"
)

#: In JupyterLab, where no page holds a widget's HTML, one line reads what our own Python has just sent.
ALLOWED = {("widgets/shared/widget.js", "DOMParser")}


def html_sinks(text: str, file: Path) -> Iterator[ContentError]:
    """The places of a script that give a text to the browser as HTML or as code."""
    name = file.relative_to(PACKAGE).as_posix() if file.is_relative_to(PACKAGE) else file.name
    for number, line in enumerate(text.splitlines(), 1):
        for match in _SINKS.finditer(line):
            if (name, match[0]) not in ALLOWED:
                yield ContentError(
                    f"un texte devient du HTML ou du code : « {match[0].strip()} »",
                    file=file,
                    line=number,
                    hint="Construisez les éléments avec h() de shared/dom.js, ou avec rendered() de shared/markup.js.",
                )
