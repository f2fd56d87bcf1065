"""What a checker answers: right, not yet or still to do, one French sentence or two, and what it received."""

import os
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from .. import inline
from ..paths import PACKAGE
from .answers import Wrong

STATES = {True: ("Juste.", "is-right"), False: ("Pas encore.", "is-wrong"), None: ("À vous.", "is-unknown")}
TO_DO = "Remplacez les trois points par votre réponse, puis relancez la cellule."


@dataclass(frozen=True)
class Verdict:
    """`right` is None when there is no answer yet; `shown` is the answer as a table or a figure."""

    right: bool | None
    text: str
    shown: object | None = None

    def __repr__(self) -> str:
        lines = [f"{STATES[self.right][0]} {inline.plain(self.text)}"]
        return "\n".join([*lines, repr(self.shown)] if self.shown is not None else lines)

    def _repr_html_(self) -> str:
        word, state = STATES[self.right]
        in_book = bool(os.environ.get("ESS_PAGE"))
        # A notebook has neither the appendices that facts link to nor the page's stylesheet.
        text = inline.html(self.text) if in_book else escape(inline.plain(self.text))
        box = f'<div class="ess-verdict {state}"><p><strong>{word}</strong> {text}</p></div>'
        shown = self.shown._repr_html_() if self.shown is not None else ""
        return f'<div class="ess-reponse">{"" if in_book else _style()}{box}{shown}</div>'


@cache
def _style() -> str:
    files = (PACKAGE / "style" / "tokens.css", Path(__file__).with_name("notebook.css"))
    return f"<style>{''.join(file.read_text(encoding='utf-8') for file in files)}</style>"


def check(task, answer) -> Verdict:
    """The verdict on an answer of any shape."""
    if answer is ... or (isinstance(answer, str) and not answer.strip()):
        return Verdict(None, f"{TO_DO} {task.hint}")
    try:
        text, shown = task.check(answer)
    except Wrong as wrong:
        return Verdict(False, str(wrong))
    except Exception as error:  # an answer of a shape that nobody thought of is wrong, it is not a crash
        return Verdict(False, f"Cette réponse ne se lit pas ({type(error).__name__}). {task.hint}")
    return Verdict(True, text, shown)
