"""The blocks that every chapter shares, and the changes since 2015."""

import re
from html import escape

from docutils.parsers.rst import directives as rst
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import data, french, inline, prose, sessions, toc
from ..errors import ContentError
from .nodes import block, html_block


def report_here(directive: SphinxDirective, error: ContentError) -> None:
    """Report a fault at the directive's place, unless it names a line of its own file."""
    from . import report

    source, line = directive.get_source_info()
    report(
        ContentError(
            error.message,
            file=error.file if error.line else source,
            line=error.line or line,
            id=error.id,
            hint=error.hint,
        )
    )


class Block(SphinxDirective):
    """A titled block; subclasses give its kind and its title."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    kind = ""
    title = ""

    def open_block(self, title: str | None = None, extra: str = "") -> block:
        number = self.env.new_serialno("bloc")
        return block(
            "",
            kind=self.kind,
            title=title or self.title,
            extra=extra,
            title_id=f"bloc-{self.kind}-{number}",
        )

    def run(self):
        node = self.open_block(self.arguments[0] if self.arguments else None)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class Objectives(Block):
    """What you will be able to do, and how long it takes: `:duree:` to read, `:activite:` to practise (minutes)."""

    optional_arguments = 0
    kind, title = "objectifs", "Ce que vous saurez faire"
    option_spec = {"duree": rst.positive_int, "activite": rst.positive_int}

    def run(self):
        minutes = self.options.get("duree")
        extra = f"{minutes}{french.NBSP}minutes de lecture" if minutes else ""
        if self.options.get("activite"):
            extra += f", {self.options['activite']} d’activité"
        node = self.open_block(extra=extra)
        self.state.nested_parse(self.content, self.content_offset, node)
        if minutes:
            self.env.metadata[self.env.docname]["duree"] = minutes
        return [node]


class YourTurn(Block):
    kind, title = "a-vous", "À vous"


class InYourJob(Block):
    kind, title = "poste", "Dans votre poste"


class ToRemember(Block):
    kind, title = "retenir", "À retenir"


# How long a step takes, as it is typed.
_MINUTES = re.compile(r"\((\d+) min\)")


class Facilitator(Block):
    """Notes for the person who leads a session: removed from the learners' book, not hidden."""

    kind, title = "animateur", "Pour animer"
    option_spec = dict.fromkeys(sessions.OPTIONS, rst.unchanged_required)

    def run(self):
        if self.config.ess_edition != "animateur":
            return []
        if not self.options:
            [node] = super().run()
            node["remark"] = True
            return [node]
        try:
            [entry] = [one for one in toc.entries() if one.document == self.env.docname]
            session = sessions.read(entry)
        except ContentError as error:
            report_here(self, error)
            return []
        for number, line in enumerate(self.content):
            self.content[number] = _MINUTES.sub(rf"(\1{french.NBSP}min)", line)
        least, usual, most = session.minutes
        extra = f"{least} à {most}{french.NBSP}minutes, {usual} d’habitude{french.NNBSP}; "
        node = self.open_block(extra=extra + ("peut se couper" if session.may_cut else "ne se coupe pas"))
        node["minutes"] = usual  # what the timer of the projection starts from
        node += html_block(f'<p class="animer-but">{escape(session.aim)}</p>\n', session.aim)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class Since(Block):
    """`{depuis} U085 U086`: these changes since 2015, dated and sourced; the body introduces them."""

    required_arguments = 1
    optional_arguments = 0
    kind, title = "depuis", "Depuis 2015"

    def run(self):
        node = self.open_block()
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, node)
        items, words = [], []
        for identifier in self.arguments[0].split():
            try:
                row = data.row("changements", identifier)
                items.append(change_item(row))
                words.append(prose.visible_words(inline.html(row["texte"])))
            except ContentError as error:
                report_here(self, error)
        node += html_block(f'<ul class="depuis-liste">{"".join(items)}</ul>\n', " ".join(words))
        return [node]


# The brochure's latest fact is of November 2015: what bears an earlier date completes it.
BROCHURE_DATE = "2015-11"


def change_item(row: data.Row, *, anchor: bool = False) -> str:
    """One change as a list item: what is true since, the date, how sure, the page it was seen on."""
    source = data.row("sources", row["source"])
    when = row.get("date_texte") or french.day(row.get("date"))
    details = [f"Date{french.NBSP}: {escape(when)}" if when else "Date non vue"]
    if (row.get("date") or "9") < BROCHURE_DATE:
        details.insert(0, "<b>Précision sur un texte d’avant la brochure</b>")
    details.append(
        f'Source{french.NBSP}: <a href="{escape(source["url"])}" rel="external">'
        f"{escape(source['titre'])}</a>"
        if source.get("url")
        else f"Source{french.NBSP}: {escape(source['titre'])}"
    )
    if row["certitude"] != "verifie":
        details.append("<b>À vérifier avant de citer</b>")
    reserve = row.get("reserve")
    note = (
        f'<span class="depuis-reserve">Réserve{french.NBSP}: {inline.html(reserve)}</span>'
        if reserve
        else ""
    )
    name = escape(row["id"])
    identity = f' id="{name}"' if anchor else ""
    return (
        f'<li{identity} data-changement="{name}"><p>{inline.html(row["texte"])}</p>'
        f'<p class="depuis-source">{" · ".join(details)}{note}</p></li>'
    )


class PageSources(Block):
    """`{sources-page} brochure:4-5+9 panorama-cncres-2015`: where the page's facts come from."""

    required_arguments = 1
    optional_arguments = 0
    kind, title = "sources", "Sources de cette page"

    def run(self):
        node = self.open_block()
        items = []
        for reference in self.arguments[0].split():
            identifier, _, pages = reference.partition(":")
            try:
                items.append(source_item(data.row("sources", identifier), pages))
            except ContentError as error:
                report_here(self, error)
        node += html_block(f'<ul class="sources-liste">{"".join(items)}</ul>\n')
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def source_item(row: data.Row, pages: str = "") -> str:
    """One source as a list item: title, editor, date, pages, link."""
    parts = [f"<cite>{escape(row['titre'])}</cite>"]
    if row.get("editeur"):
        parts.append(escape(row["editeur"]))
    if row.get("date"):
        parts.append(escape(french.day(row["date"])))
    if pages:
        parts.append(f"p.{french.NBSP}{escape(pages.replace('-', '–').replace('+', ' et '))}")
    text = ", ".join(parts)
    if row.get("url"):
        text += f' <a href="{escape(row["url"])}" rel="external">Voir la page</a>'
    return f"<li>{text}</li>"


class ForMyRegion(SphinxDirective):
    """Sentences about the learner's region: the body, or another when it is unknown or has no data.

    `{pour-ma-region}` with `:sans-region:` (no region chosen yet) and `:sans-donnee:` (absent from the
    table of 2013). `{region}` in a sentence is the name: `{region}`en`` → « en Bretagne ».
    """

    has_content = True
    option_spec = {"sans-region": rst.unchanged_required, "sans-donnee": rst.unchanged_required}

    def run(self):
        known = {row["region"] for row in data.table("emploi_regional_2013")}
        without = [row["code"] for row in data.table("regions") if row["code"] not in known]
        code = prose.region_default
        shown = "sans-region" if not code else "sans-donnee" if code in without else "choisie"
        texts = {
            "choisie": " ".join(self.content),
            "sans-region": self.options.get("sans-region", ""),
            "sans-donnee": self.options.get("sans-donnee", ""),
        }
        try:
            paragraphs = "".join(
                f'<p data-cas="{case}"{"" if case == shown else " hidden"}>{inline.html(text)}</p>'
                for case, text in texts.items()
            )
        except ContentError as error:
            report_here(self, error)
            return []
        html = f'<div class="pour-ma-region" data-sans-donnee="{" ".join(without)}">{paragraphs}</div>\n'
        return [html_block(html, inline.plain(texts["sans-region"]))]


DIRECTIVES = {
    "objectifs": Objectives,
    "a-vous": YourTurn,
    "dans-votre-poste": InYourJob,
    "a-retenir": ToRemember,
    "animateur": Facilitator,
    "depuis": Since,
    "sources-page": PageSources,
    "pour-ma-region": ForMyRegion,
}


def setup(app: Sphinx) -> None:
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
