"""Moodle XML, for the question bank of Moodle (4.0 and later; ordering questions need 4.4).

One writer for each type of question. Moodle reads at an import: the fractions that it knows, a
tolerance for each number, `[[1]]` for the first gap, and stops at the first type that it does not know:
orderings are in a file of their own.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence

from .. import __version__
from ..french import NBSP
from ..quiz import Question
from .questions import Item, category_path, choice, fractions, html, intervals, units

PENALTY = "0.3333333"
WORDS = {"correctfeedback": "Juste.", "partiallycorrectfeedback": "Pas tout à fait.", "incorrectfeedback": "À revoir."}
TYPES = {
    "choix_unique": "multichoice",
    "choix_multiple": "multichoice",
    "vrai_faux": "truefalse",
    "numerique": "numerical",
    "appariement": "matching",
    "classement": "matching",
    "texte_a_trous": "gapselect",
    "ordre": "ordering",
}


def document(items: Iterable[Item]) -> bytes:
    """The file of these questions, each in its category, in the order given."""
    quiz = ET.Element("quiz")
    current: tuple[str, ...] | None = None
    for item in items:
        if item.category != current:
            current = item.category
            _category(quiz, item)
        _question(quiz, item)
    ET.indent(quiz, "  ")
    text = ET.tostring(quiz, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _category(quiz: ET.Element, item: Item) -> None:
    node = ET.SubElement(quiz, "question", type="category")
    _text(ET.SubElement(node, "category"), category_path(item.category))
    about = f"<p>Questions de la page «\u202f{item.category[-1].partition(' ')[2]}\u202f».</p>"
    _text(ET.SubElement(node, "info", format="html"), about)
    ET.SubElement(node, "idnumber").text = f"ess-region-{__version__}-{item.id.rpartition('-')[0]}"


def _question(quiz: ET.Element, item: Item) -> None:
    question = item.question
    node = ET.SubElement(quiz, "question", type=TYPES[question.type])
    _text(ET.SubElement(node, "name"), item.name)
    _html(node, "questiontext", item.text)
    _html(node, "generalfeedback", item.general)
    ET.SubElement(node, "defaultgrade").text = "1"
    # One attempt at true or false tells the answer.
    ET.SubElement(node, "penalty").text = "1" if question.type == "vrai_faux" else PENALTY
    ET.SubElement(node, "hidden").text = "0"
    ET.SubElement(node, "idnumber").text = item.id
    WRITERS[question.type](node, item)
    parts = question.type not in ("vrai_faux", "numerique")
    for hint in item.hints:
        told = _html(node, "hint", hint)
        if parts:
            ET.SubElement(told, "shownumcorrect")
    tags = ET.SubElement(node, "tags")
    for tag in item.tags:
        _text(ET.SubElement(tags, "tag"), tag)


# -- pieces ----------------------------------------------------------------------------------------


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, name, {**attributes, "format": "html"})
    _text(node, text)
    return node


def _answer(parent: ET.Element, fraction: str, text: str, feedback: str, format: str = "html") -> ET.Element:
    node = ET.SubElement(parent, "answer", fraction=fraction, format=format)
    _text(node, text)
    _html(node, "feedback", feedback)
    return node


def _verdicts(node: ET.Element, wrong: Sequence[str] = (), right: Sequence[str] = ()) -> None:
    """What is said of the whole answer; `wrong` and `right` are lines (HTML) for those who need them."""
    for name, words in WORDS.items():
        lines = right if name == "correctfeedback" else wrong
        told = f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""
        _html(node, name, f"<p>{words}</p>{told}")
    ET.SubElement(node, "shownumcorrect")


# -- one writer for each type ----------------------------------------------------------------------


def _choices(node: ET.Element, item: Item) -> None:
    question = item.question
    ET.SubElement(node, "single").text = "false" if question.type == "choix_multiple" else "true"
    ET.SubElement(node, "shuffleanswers").text = "true" if question.shuffled else "false"
    ET.SubElement(node, "answernumbering").text = "none"
    ET.SubElement(node, "showstandardinstruction").text = "0"
    _verdicts(node)
    for answer, fraction in zip(question.answers, fractions(question), strict=True):
        _answer(node, fraction, html(answer.text), html(answer.feedback))


def _true_false(node: ET.Element, item: Item) -> None:
    for answer, fraction in zip(item.question.answers, fractions(item.question), strict=True):
        value = {"vrai": "true", "faux": "false"}[answer.key]
        _answer(node, fraction, value, html(answer.feedback), "moodle_auto_format")


def _number(node: ET.Element, item: Item) -> None:
    for one in intervals(item.question):
        answer = _answer(node, one.fraction, one.value, one.feedback, "moodle_auto_format")
        ET.SubElement(answer, "tolerance").text = one.tolerance
    written = units(item.question)
    if written:
        group = ET.SubElement(node, "units")
        for unit in written:
            one = ET.SubElement(group, "unit")
            ET.SubElement(one, "multiplier").text = "1"
            ET.SubElement(one, "unit_name").text = unit
    # 0: the unit may be typed or left out; 3: there is none.
    ET.SubElement(node, "unitgradingtype").text = "0"
    ET.SubElement(node, "unitpenalty").text = "0.1"
    ET.SubElement(node, "showunits").text = "0" if written else "3"
    ET.SubElement(node, "unitsleft").text = "0"


def _matching(node: ET.Element, item: Item) -> None:
    question = item.question
    ET.SubElement(node, "shuffleanswers").text = "true"
    _verdicts(node, [f"{html(row.text)}{NBSP}: {html(row.answers[0].feedback)}" for row in question.rows])
    for stem, partner in pairs(question):
        sub = _html(node, "subquestion", stem)
        _text(ET.SubElement(sub, "answer"), partner)


def pairs(question: Question) -> list[tuple[str, str]]:
    """(HTML of the item, words of its choice), then the choices that go with nothing."""
    found = []
    for row in question.rows:
        partner = next(answer.text for answer in row.answers if answer.right)
        found.append((html(row.text), choice(question, partner)))
    used = {partner for _, partner in found}
    offered = [choice(question, answer.text) for answer in question.rows[0].answers]
    return found + [("", decoy) for decoy in offered if decoy not in used]


def _gaps(node: ET.Element, item: Item) -> None:
    question = item.question
    options: list[tuple[str, str]] = []  # text, group
    places: dict[str, str] = {}  # gap → number of its right option, from 1
    for gap, row in enumerate(question.rows, 1):
        for answer in row.answers:
            options.append((choice(question, answer.text), str(gap)))
            if answer.right:
                places[str(gap)] = str(len(options))
    ET.SubElement(node, "shuffleanswers").text = "1"
    told = [
        (answer.right, f"«\u202f{html(answer.text)}\u202f»{NBSP}: {html(answer.feedback)}")
        for row in question.rows
        for answer in row.answers
    ]
    _verdicts(node, [line for right, line in told if not right], [line for right, line in told if right])
    for text, group in options:
        option = ET.SubElement(node, "selectoption")
        _text(option, text)
        ET.SubElement(option, "group").text = group
    gapped = re.sub(r"\[(\d+)\]", lambda match: f"[[{places[match[1]]}]]", html(question.gapped))
    # Two brackets elsewhere in the text would make a gap.
    asked = item.text.replace("[[", "&#91;[")
    node.find("questiontext/text").text = f"{asked}<p>{gapped}</p>"


def _order(node: ET.Element, item: Item) -> None:
    question = item.question
    ET.SubElement(node, "layouttype").text = "VERTICAL"
    ET.SubElement(node, "selecttype").text = "ALL"
    ET.SubElement(node, "selectcount").text = str(len(question.rows))
    ET.SubElement(node, "gradingtype").text = "ABSOLUTE_POSITION"
    ET.SubElement(node, "showgrading").text = "SHOW"
    ET.SubElement(node, "numberingstyle").text = "none"
    _verdicts(node, [f"{html(row.text)}{NBSP}: {html(row.feedback)}" for row in question.rows])
    node.find("shownumcorrect").text = "1"
    for rank, row in enumerate(question.rows, 1):
        answer = ET.SubElement(node, "answer", fraction=f"{rank}.0000000", format="html")
        _text(answer, html(row.text))


WRITERS: dict[str, Callable[[ET.Element, Item], None]] = {
    "choix_unique": _choices,
    "choix_multiple": _choices,
    "vrai_faux": _true_false,
    "numerique": _number,
    "appariement": _matching,
    "classement": _matching,
    "texte_a_trous": _gaps,
    "ordre": _order,
}
