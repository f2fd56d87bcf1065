"""`{corrige} SLUG`: the answer key of a workshop, in the facilitators' edition only.

In the learners' edition nothing is read and nothing is written: neither the page, nor the search index.
"""

from html import escape
from itertools import groupby
from typing import Any

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx

from .. import french, inline, paths, workshops
from ..errors import ContentError
from ..french import NBSP
from .directives import Block, report_here
from .nodes import html_block
from .pack import note_pack


class AnswerKey(Block):
    """The argument is the name of the page: `exercises/SLUG/corrige.yml`."""

    has_content = False
    required_arguments = 1
    optional_arguments = 0
    final_argument_whitespace = False
    kind, title = "corrige", "Corrigé"

    def run(self) -> list[docutils_nodes.Node]:
        if self.config.ess_edition != "animateur":
            return []
        slug = self.arguments[0]
        note_pack(self.env)
        for name in (workshops.FILE, workshops.KEY_FILE):
            self.env.note_dependency(str(paths.EXERCISES / slug / name))
        try:
            key = workshops.load_key(slug)
            html = "".join(_step(one, key.workshop) for one in key.steps) + _of_region(slug)
        except ContentError as error:
            report_here(self, error)
            return []
        node = self.open_block()
        node += html_block(html)
        return [node]


def _of_region(slug: str) -> str:
    """The key of the Region's own case."""
    case = workshops.region_case(slug)
    if not case or not case.key:
        return ""
    return f'<div class="corrige-etape"><h3>{inline.html(case.title)}</h3>{_paragraphs(case.key)}</div>\n'


def _step(key: workshops.StepKey, workshop: workshops.Workshop) -> str:
    mistakes = f"<p><b>Erreurs fréquentes, et quoi dire</b></p><ul>{_items(key.mistakes)}</ul>" if key.mistakes else ""
    return (
        f'<div class="corrige-etape"><h3>{inline.html(key.step.title)}</h3>{_answers(key, workshop)}'
        f"<p><b>Le raisonnement</b></p>{_paragraphs(key.reasoning)}{mistakes}</div>\n"
    )


def _answers(key: workshops.StepKey, workshop: workshops.Workshop) -> str:
    """The expected answers; those about one document go together, under its title."""
    answered = [field for field in key.step.fields if field.id in key.answers]
    items = ""
    for document, fields in groupby(answered, key=lambda field: field.document):
        shown = [(inline.html(field.label), _answer(field, key.answers[field.id])) for field in fields]
        if document:
            lines = "".join(f"<li>{label}{NBSP}: {answer}</li>" for label, answer in shown)
            items += f"<dt>{inline.html(workshop.document(document).title)}</dt><dd><ul>{lines}</ul></dd>"
        else:
            items += "".join(f"<dt>{label}</dt><dd>{answer}</dd>" for label, answer in shown)
    return f'<dl class="corrige-reponses">{items}</dl>' if items else ""


def _answer(field: workshops.Field, value: Any) -> str:
    if field.type == "nombre":
        cents = 2 if field.unit.startswith("€") and value != int(value) else None
        number = french.number(value, cents)
        return f"<b>{number}{f'{NBSP}{inline.html(field.unit)}' if field.unit else ''}</b>"
    if field.type == "cases":
        return f"<ul>{_items(value)}</ul>"
    if field.type != "tableau":
        return f"<b>{inline.html(value)}</b>" if isinstance(value, str) else _paragraphs(value)
    head = "".join(f'<th scope="col">{inline.html(column.title)}</th>' for column in field.columns)
    rows = "".join(
        f'<tr><th scope="row">{inline.html(row)}</th>{"".join(f"<td>{inline.html(cell)}</td>" for cell in cells)}</tr>'
        for row, cells in zip(field.rows, value, strict=True)
    )
    label = escape(inline.plain(field.label))
    return (
        f'<div class="table-cadre" role="region" tabindex="0" aria-label="{label}"><table><thead><tr><td></td>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _paragraphs(texts: workshops.Texts) -> str:
    return "".join(f"<p>{inline.html(one)}</p>" for one in texts)


def _items(texts: workshops.Texts) -> str:
    return "".join(f"<li>{inline.html(one)}</li>" for one in texts)


def setup(app: Sphinx) -> None:
    app.add_directive("corrige", AnswerKey)
