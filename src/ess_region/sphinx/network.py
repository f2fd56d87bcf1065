"""No page calls another host, no script makes HTML of a text: refused where its author wrote it.

`build.py` looks once more at the finished book (`checks.links`), whatever the origin.
"""

from pathlib import Path

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx

from ..checks import links, sinks
from ..widgets import bundle


def _check_assets(app: Sphinx) -> None:
    from . import report

    for file in bundle.files():
        text = file.read_text("utf-8")
        for error in links.other_hosts(text, file.suffix[1:], file):
            report(error)
        if file.suffix == ".js":
            for error in sinks.html_sinks(text, file):
                report(error)


def _check_page(app: Sphinx, doctree) -> None:
    from . import report

    page = Path(app.env.doc2path(app.env.docname))
    for node in doctree.findall(docutils_nodes.raw):
        if "html" in node.get("format", "").split():
            for error in links.other_hosts(node.astext(), "html", page, node.line or 1):
                report(error)
    for node in doctree.findall(docutils_nodes.image):
        tag = f'<img src="{node["uri"]}">'
        for error in links.other_hosts(tag, "html", page, _line(node)):
            report(error)


def _line(node) -> int:
    """Line of a node, or of the nearest one around it that has one."""
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else 1


def setup(app: Sphinx) -> None:
    # After the list of faults is emptied (100).
    app.connect("builder-inited", _check_assets, priority=200)
    app.connect("doctree-read", _check_page)
