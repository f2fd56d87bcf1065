"""The roles of the prose: `{fait}`, `{article}`, `{sigle}`."""

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from .. import prose
from ..errors import ContentError
from .nodes import rich


class DataRole(SphinxRole):
    """Text read from `data/` when the page is parsed; an unknown id stops the build with its line."""

    def run(self):
        from . import report

        source, line = self.get_source_info()
        try:
            html = prose.ROLES[self.name](self.text)
        except ContentError as error:
            # A fault inside the data file keeps that file as its place; a bad reference is the page's.
            place = error.file if error.line else source
            report(
                ContentError(
                    error.message,
                    file=place,
                    line=error.line or line,
                    id=error.id,
                    hint=error.hint,
                )
            )
            return [docutils_nodes.Text(self.text)], []
        return [rich(html, prose.visible_words(html))], []


def setup(app: Sphinx) -> None:
    for name in prose.ROLES:
        app.add_role(name, DataRole())
