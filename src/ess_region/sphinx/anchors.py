"""Anchors written `{#name}` above a heading belong to their page.

Sphinx makes every explicit name a label of the whole book, so that two chapters could not both have
`{#quiz}`. Here they stay local: `autre-page.md#name` finds them, `#name` in their own page too, and
nothing clashes.
"""

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class LocalAnchors(SphinxTransform):
    """Tell MyST's links about the page's anchors, and Sphinx's labels nothing."""

    # Before Sphinx collects the labels of the page (850).
    default_priority = 840

    def apply(self, **kwargs) -> None:
        slugs = dict(self.env.metadata[self.env.docname].get("myst_slugs", {}))
        for name, identifier in self.document.nameids.items():
            if not identifier or not self.document.nametypes.get(name):
                continue
            self.document.nametypes[name] = False
            node = self.document.ids.get(identifier)
            title = node.next_node(docutils_nodes.title) if node is not None else None
            slugs[identifier] = (0, identifier, title.astext() if title is not None else name)
        self.env.metadata[self.env.docname]["myst_slugs"] = self.document.myst_slugs = slugs


def setup(app: Sphinx) -> None:
    app.add_transform(LocalAnchors)
