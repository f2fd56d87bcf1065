"""In the facilitators' edition, a link under each question of a quiz that a room can vote on.

The cells are executed once for both editions: the link is added to the page, never to the widget.
"""

import posixpath
import re

from sphinx.application import Sphinx

from .. import votes

_QUESTION = re.compile(r'(<fieldset id="question-([a-z0-9-]+)" data-question="\2" .*?</fieldset>)(?=</li>)', re.S)


def add(html: str, known: frozenset[str]) -> str:
    """The HTML of a page's body with its links. `known`: ids of the questions that can be voted on."""

    def link(match: re.Match) -> str:
        fieldset, question = match.groups()
        if question not in known:
            return fieldset
        return f'{fieldset}<p class="voter-lien"><a href="{votes.address(question)}">Faire voter cette question</a></p>'

    return _QUESTION.sub(link, html)


def _page_context(app: Sphinx, pagename, templatename, context, doctree) -> None:
    if app.config.ess_edition == "animateur" and 'data-widget="quiz"' in (context.get("body") or ""):
        if not hasattr(app, "ess_votes"):
            # A course of a few pages may have no page of votes.
            pages = {f"{posixpath.basename(name)}.html" for name in app.env.found_docs}
            found = votes.banks() if votes.PAGE in pages else ()
            app.ess_votes = frozenset(question.id for bank in found for question in bank.questions)
        context["body"] = add(context["body"], app.ess_votes)


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _page_context)
