"""One bubble for each figure, acronym or article of a page: what is said again points to the first.

The prose of a chapter may quote the same figure twenty times, and its quiz again. Each bubble (`prose.py`)
would weigh on the page: only the first one of the prose is kept. The words after it, and those of the
widgets, keep their link and their description (`aria-describedby`); `tooltips.js` opens a copy for them.
"""

import codecs
import re

from sphinx.application import Sphinx

_INFO = re.compile(
    r"""(<span class="info"><a\b[^>]* aria-describedby=")([^"]+)("[^>]*>[^<]*</a>)"""
    r"""<span class="info-bulle" role="tooltip" id="\2">((?:<span class="info-ligne">.*?</span>)*)</span></span>"""
)
# In a model: the markup of a JSON string as `base.py` writes it, and as `_INFO` reads it, the string's own quotes aside.
_ESCAPES = (("\\u003c", "<"), ('\\"', "\ue000"), ('"', "\ue001"), ("\ue000", '"'))
_WIDGET = re.compile(r'<div class="ess-widget"')
_DIV = re.compile(r"<(/?)div\b")
_MODEL = re.compile(r'(<script type="(text/plain|application/json)" class="ess-model">)(.*?)(</script>)', re.S)


def share(html: str) -> str:
    """The HTML of a page's body with each bubble of its prose once."""
    first: dict[str, str] = {}

    def once(match: re.Match) -> str:
        head, identifier, tail, lines = match.groups()
        known = first.setdefault(lines, identifier)
        return match[0] if known == identifier else f"{head}{known}{tail}</span>"

    def known(match: re.Match) -> str:
        head, _, tail, lines = match.groups()
        return f"{head}{first[lines]}{tail}</span>" if lines in first else match[0]

    def model(match: re.Match) -> str:
        head, kind, text, tail = match.groups()
        if kind == "text/plain":
            text = codecs.decode(text, "rot13")
        for written, read in _ESCAPES:
            text = text.replace(written, read)
        text = _INFO.sub(known, text)
        for written, read in reversed(_ESCAPES):
            text = text.replace(read, written)
        return head + (codecs.encode(text, "rot13") if kind == "text/plain" else text) + tail

    # The prose first: a widget may quote above what the prose says below, and rewrites itself once it runs.
    parts = _parts(html)
    parts = [(inside, text if inside else _INFO.sub(once, text)) for inside, text in parts]
    return "".join(_MODEL.sub(model, _INFO.sub(known, text)) if inside else text for inside, text in parts)


def _parts(html: str) -> list[tuple[bool, str]]:
    """The HTML cut in pieces: (in a widget, text)."""
    parts, end = [], 0
    for start in _WIDGET.finditer(html):
        if start.start() < end:
            continue  # a widget in a widget
        depth = 0
        for tag in _DIV.finditer(html, start.start()):
            depth += -1 if tag[1] else 1
            if not depth:
                break
        close = html.find(">", tag.start()) + 1
        parts += [(False, html[end : start.start()]), (True, html[start.start() : close])]
        end = close
    return [*parts, (False, html[end:])]


def _page_context(app: Sphinx, pagename, templatename, context, doctree) -> None:
    if context.get("body"):
        context["body"] = share(context["body"])


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _page_context)
