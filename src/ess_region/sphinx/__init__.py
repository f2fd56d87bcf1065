"""The Sphinx extension of the book: roles, blocks, facts, execution, assets and theme.

Loaded by `_config.yml` (`local_extensions`), so that the plain `jupyter-book build .` gives the same
book as `python3 cours.py build`.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging

from .. import __version__, data, prose
from ..errors import ContentError

logger = logging.getLogger(__name__)


class CourseError(SphinxError):
    """Faults found in the course: the build stops, with the place of each and what to do."""

    category = "Le cours contient des erreurs"

    def __init__(self, messages: list[str]):
        super().__init__("\n\n" + "\n\n".join(messages))
        self.messages = messages


_errors: list[ContentError] = []


def report(error: ContentError) -> None:
    """Keep a fault of the page being read: all are shown together at the end of the reading."""
    _errors.append(error)


def _start(app: Sphinx) -> None:
    _errors.clear()
    data.clear_cache()
    prose.region_default = app.config.ess_region_defaut or None


def _stop_on_errors(app: Sphinx, env) -> None:
    # Before the environment is saved: the next build reads the faulty pages again.
    if _errors:
        raise CourseError(list(dict.fromkeys(str(error) for error in _errors)))


def _before_page(app: Sphinx, docname: str, source: list[str]) -> None:
    data.reset_used()
    prose.reset_ids()
    prose.set_salt("")


def _note_tables(app: Sphinx, doctree) -> None:
    for name in data.used_tables():
        app.env.note_dependency(str(data.path(name)))


def _outdated(app: Sphinx, env, added, changed, removed) -> list[str]:
    """Every page is read again when the package's own code has changed."""
    from .notebooks import code_digest, stale_pages

    digest = code_digest()
    if getattr(env, "ess_code_digest", digest) == digest:
        env.ess_code_digest = digest
        return stale_pages(env.found_docs)
    env.ess_code_digest = digest
    return sorted(env.found_docs)


def setup(app: Sphinx) -> dict:
    from . import (
        accessibility,
        acronyms,
        anchors,
        answer_key,
        assets,
        bubbles,
        directives,
        external,
        models,
        network,
        nodes,
        notebooks,
        pack,
        roles,
        search,
        tables,
        vote_links,
    )

    app.add_config_value("ess_edition", "apprenant", "env", [str])
    app.add_config_value("ess_region_defaut", "", "env", [str])
    # Jupyter Book always sets this value; the extension that reads it is not loaded.
    app.add_config_value("comments_config", {}, "")
    app.add_html_theme("ess_region", str(Path(__file__).parent / "theme"))
    for module in (
        pack,
        nodes,
        roles,
        directives,
        answer_key,
        tables,
        acronyms,
        anchors,
        notebooks,
        assets,
        bubbles,
        models,
        network,
        external,
        search,
        accessibility,
        vote_links,
    ):
        module.setup(app)
    app.connect("builder-inited", _start, priority=100)
    app.connect("source-read", _before_page, priority=100)
    app.connect("doctree-read", _note_tables)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _stop_on_errors)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
