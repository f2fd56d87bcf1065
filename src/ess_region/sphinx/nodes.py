"""Document nodes of our own, written as HTML, and as plain words everywhere else (search, titles)."""

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx


class rich(nodes.General, nodes.Inline, nodes.TextElement):
    """Inline HTML whose text is its visible words: a fact, an article, an acronym."""

    def __init__(self, html: str = "", words: str = "", **attributes):
        super().__init__(words, words, **attributes)
        self["html"] = html


class block(nodes.General, nodes.Element):
    """One of the course's blocks: objectives, your turn, in your job, since 2015, to remember."""


class html_block(nodes.General, nodes.Element):
    """A whole HTML fragment made from the data, with its words for the search index."""

    def __init__(self, html: str = "", words: str = "", **attributes):
        super().__init__("", **attributes)
        self["html"] = html
        if words:
            self += nodes.Text(words)


def _write_html(self, node) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _open_block(self, node) -> None:
    kind, title, extra = node["kind"], node["title"], node.get("extra", "")
    title_id = node["title_id"]
    minutes = f' data-minutes="{node["minutes"]}"' if "minutes" in node else ""
    # A remark beside an activity is not a place to go to: several share a title.
    opening = 'div role="note"' if node.get("remark") else "section"
    self.body.append(
        f'<{opening} class="bloc bloc--{kind}" aria-labelledby="{title_id}"{minutes}>'
        f'<h2 class="bloc-titre" id="{title_id}">{escape(title)}'
        + (f' <span class="bloc-extra">{escape(extra)}</span>' if extra else "")
        + "</h2>\n"
    )


def _close_block(self, node) -> None:
    self.body.append("</div>\n" if node.get("remark") else "</section>\n")


def _pass(self, node) -> None:
    pass


def _open_table(self, node) -> None:
    """A table without a caption takes the title of its section as its name."""
    type(self).visit_table(self, node)
    section = node.parent
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    if section is not None and not any(isinstance(child, nodes.title) for child in node.children):
        name = escape(re.sub(r"[ \n]+", " ", section[0].astext()))
        self.body[-1] = self.body[-1].replace("<table", f'<table aria-label="{name}"', 1)


def _close_table(self, node) -> None:
    type(self).depart_table(self, node)


def _open_cell(self, node) -> None:
    """A header says whether it is that of its column or of its row."""
    type(self).visit_entry(self, node)
    scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
    self.body[-1] = self.body[-1].replace("<th", f'<th scope="{scope}"', 1)


def _close_cell(self, node) -> None:
    type(self).depart_entry(self, node)


def setup(app: Sphinx) -> None:
    app.add_node(nodes.table, override=True, html=(_open_table, _close_table))
    app.add_node(nodes.entry, override=True, html=(_open_cell, _close_cell))
    app.add_node(rich, html=(_write_html, _pass), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_node(html_block, html=(_write_html, _pass), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_node(block, html=(_open_block, _close_block), latex=(_pass, _pass), text=(_pass, _pass))
