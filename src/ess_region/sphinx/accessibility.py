"""What the accessibility statement takes from elsewhere: how the pages are looked at, and who answers."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pack
from ..accessibility import MODES
from ..pack import show
from .nodes import html_block
from .pack import note_pack


class ReadingModes(SphinxDirective):
    """`{modes-de-lecture}`: the modes in which every page is measured, as the tests and the bench have them."""

    def run(self):
        items = "".join(f"<li>{escape(mode.title)}</li>" for mode in MODES.values())
        return [html_block(f"<ul>{items}</ul>\n", " ".join(mode.title for mode in MODES.values()))]


class AccessibilityContact(SphinxDirective):
    """`{contact-accessibilite}`: who answers in the Region about accessibility; without a pack, what the block says."""

    has_content = True

    def run(self):
        note_pack(self.env)
        html = show.accessibility(pack.current())
        if html:
            return [html_block(html)]
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return holder.children


def setup(app: Sphinx) -> None:
    app.add_directive("modes-de-lecture", ReadingModes)
    app.add_directive("contact-accessibilite", AccessibilityContact)
