"""The annex of external links: which page links to what. Filled once every page is read.

Each page notes its external addresses when it is read; when the notes change, the annex is written again.
"""

from html import escape

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import external, toc
from .nodes import html_block
from .tables import filter_box, html_table


class external_table(html_block):
    """Where the table goes."""


class ExternalTable(SphinxDirective):
    """Every external address, the day it was last seen, the pages that link to it."""

    def run(self):
        external.known()  # the tables that the page depends on
        return [external_table()]


def _notes(env) -> dict[str, list[str]]:
    if not hasattr(env, "ess_external"):
        env.ess_external = {}
    return env.ess_external


def _note(app: Sphinx, doctree) -> None:
    html = [node.astext() for node in doctree.findall(docutils_nodes.raw)]
    html += [node["html"] for node in doctree.findall(lambda node: "html" in getattr(node, "attributes", ()))]
    found = [address for piece in html for address in external.in_html(piece)]
    found += [node["refuri"] for node in doctree.findall(docutils_nodes.reference) if node.get("refuri", "").startswith("http")]
    _notes(app.env)[app.env.docname] = sorted(set(found))


def _forget(app: Sphinx, env, docname: str) -> None:
    _notes(env).pop(docname, None)


def _annexes(app: Sphinx, env) -> list[str]:
    """The page of the table is written again when what it lists has changed."""
    now = {name: list(found) for name, found in sorted(_notes(env).items()) if found}
    if getattr(env, "ess_external_shown", None) == now:
        return []
    env.ess_external_shown = now
    return sorted(name for name in env.found_docs if name.endswith("/liens-externes"))


def _fill(app: Sphinx, doctree, docname: str) -> None:
    for node in list(doctree.findall(external_table)):
        node.replace_self(_table(app.env, docname))


def _table(env, here: str) -> html_block:
    known = external.known()
    pages: dict[str, list[str]] = {}
    for entry in toc.entries(edition=env.config.ess_edition):
        for address in _notes(env).get(entry.document, ()):
            if entry.document != here:
                pages.setdefault(address, []).append(entry.document)
    rows, words = [], []
    for address in sorted(pages, key=lambda one: external.key(one).lower()):
        one = known.get(external.key(address)) or external.Address(address, "", "", "", "jour non noté")
        site = external.key(address).partition("/")[0]
        links = ", ".join(
            f'<a href="{escape(name.rpartition("/")[2])}.html">{escape(env.titles[name].astext())}</a>' for name in pages[address]
        )
        titled = bool(one.title) and external.key(one.title) != external.key(address)
        shown = one.title if titled else site
        what = ", ".join(filter(None, (one.editor, site if titled else "")))
        rows.append(
            f'<tr><th scope="row"><a href="{escape(address)}" rel="external">{escape(shown)}</a>'
            f'<p class="ess-hint">{escape(what)}</p></th><td>{escape(one.words)}</td><td>{links}</td></tr>'
        )
        words.append(f"{shown} {what}")
    html = filter_box("table-liens", "Chercher une adresse, un organisme, une page") + html_table(
        "table-liens",
        "Adresses hors du cours",
        ["Page, organisme et site", "Dernière visite connue", "Pages du cours"],
        rows,
    )
    return html_block(html, " ".join(words))


def setup(app: Sphinx) -> None:
    app.add_directive("table-liens-externes", ExternalTable)
    app.connect("doctree-read", _note)
    app.connect("env-purge-doc", _forget)
    app.connect("env-updated", _annexes)
    app.connect("doctree-resolved", _fill)
