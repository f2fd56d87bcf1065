"""Acronyms are explained everywhere: on hover at each use, on focus at the first use in a section.

Only the first use in each section becomes a link (one stop of the Tab key): a page that says « ESS »
sixty times must not cost sixty stops. Other uses are plain `abbr`, which only a mouse explains: the foot of the
page lists them all, one stop more for the whole page.
"""

import codecs
import re
from html import unescape

from docutils import nodes as docutils_nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from .. import french, prose
from .nodes import block, html_block, rich

_SKIPPED = (
    rich,
    html_block,
    docutils_nodes.literal,
    docutils_nodes.literal_block,
    docutils_nodes.reference,
    addnodes.pending_xref,
    docutils_nodes.title,
    docutils_nodes.raw,
    docutils_nodes.comment,
    docutils_nodes.caption,
)


class WrapAcronyms(SphinxTransform):
    """Wrap the acronyms of the page's text."""

    default_priority = 950

    def apply(self, **kwargs) -> None:
        pattern = prose.acronym_pattern()
        seen: dict[int, set[str]] = {}
        for text in list(self.document.findall(docutils_nodes.Text)):
            if _is_skipped(text) or not pattern.search(text):
                continue
            seen_here = seen.setdefault(id(_section(text)), set())
            text.parent.replace(text, _wrapped(str(text), pattern, seen_here))


def _is_skipped(node) -> bool:
    while node is not None:
        if isinstance(node, _SKIPPED):
            return True
        node = node.parent
    return False


def _section(node):
    while node is not None and not isinstance(node, (docutils_nodes.section, block)):
        node = node.parent
    return node


def _wrapped(text: str, pattern: re.Pattern, seen: set[str]) -> list:
    result, end = [], 0
    for match in pattern.finditer(text):
        token = match[0]
        if match.start() > end:
            result.append(docutils_nodes.Text(text[end : match.start()]))
        entry = prose.glossary_entry(token)
        html = prose.acronym_html(token, focusable=entry["sigle"] not in seen)
        seen.add(entry["sigle"])
        result.append(rich(html, token))
        end = match.end()
    if end < len(text):
        result.append(docutils_nodes.Text(text[end:]))
    return result


_USED = re.compile(r'data-sigle=\\*"([^"\\]+)')


def listed(html: str) -> list[tuple[str, str]]:
    """(acronym, its meaning) of those that a page or the answers of its widgets use, by alphabet."""
    # The models of some widgets are kept from a glance (sphinx/models.py).
    used = {unescape(one) for text in (html, codecs.decode(html, "rot13")) for one in _USED.findall(text)}
    rows = filter(None, map(prose.glossary_entry, used))
    return sorted({(row["sigle"], prose.meaning(row)) for row in rows}, key=lambda pair: french.fold(pair[0]))


def _page_context(app: Sphinx, pagename, templatename, context, doctree) -> None:
    here = pagename.rpartition("/")[2]
    context["sigles"] = listed(context.get("body") or "") if here != prose.GLOSSARY_PAGE.removesuffix(".html") else []


def setup(app: Sphinx) -> None:
    app.add_transform(WrapAcronyms)
    app.connect("html-page-context", _page_context, priority=400)  # before the models leave the page
