"""GIFT, the text format of Moodle that other LMSs read too: no hint, no ordering, no gap, no unit."""

from collections.abc import Callable, Iterable

from .moodle_xml import pairs
from .questions import Item, category_path, fractions, html, intervals

_RESERVED = "\\~=#{}:"


def document(items: Iterable[Item]) -> bytes:
    """The file of the questions whose type GIFT knows, each in its category."""
    blocks: list[str] = []
    current: tuple[str, ...] | None = None
    for item in items:
        if item.question.type not in WRITERS:
            continue
        if item.category != current:
            current = item.category
            blocks.append(f"$CATEGORY: {category_path(item.category)}")
        blocks.append(_question(item))
    return ("\n\n".join(blocks) + "\n").encode()


def escape(text: str) -> str:
    """A text on one line, the signs of the format escaped."""
    for sign in _RESERVED:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _html(text: str) -> str:
    # « [ » at the start would be read as the name of a format.
    return escape(f"&#91;{text[1:]}" if text.startswith("[") else text)


def _question(item: Item) -> str:
    known = "".join(f"[{kind}:{value}] " for kind, value in [("id", item.id), *(("tag", tag) for tag in item.tags)])
    answers = "\n".join(f"\t{line}" for line in WRITERS[item.question.type](item))
    return (
        f"// {known.strip()}\n::{escape(item.name)}::[html]{escape(item.text)}{{"
        f"{answers.lstrip() if item.question.type in ONE_LINE else chr(10) + answers + chr(10)}"
        f"{'' if item.question.type in ONE_LINE else chr(9)}####{_html(item.general)}"
        f"{'' if item.question.type in ONE_LINE else chr(10)}}}"
    )


def _one(item: Item) -> list[str]:
    return [
        f"{'=' if answer.right else '~'}{_html(html(answer.text))}#{_html(html(answer.feedback))}"
        for answer in item.question.answers
    ]


def _several(item: Item) -> list[str]:
    return [
        f"~%{fraction}%{_html(html(answer.text))}#{_html(html(answer.feedback))}"
        for answer, fraction in zip(item.question.answers, fractions(item.question), strict=True)
    ]


def _true_false(item: Item) -> list[str]:
    right = next(answer for answer in item.question.answers if answer.right)
    wrong = next(answer for answer in item.question.answers if not answer.right)
    word = "TRUE" if right.key == "vrai" else "FALSE"
    return [f"{word}#{_html(html(wrong.feedback))}#{_html(html(right.feedback))}"]


def _number(item: Item) -> list[str]:
    lines = [
        f"=%{one.fraction}%{one.value}:{one.tolerance}#{_html(one.feedback)}" for one in intervals(item.question)
    ]
    return [f"#{lines[0]}", *lines[1:]]


def _matching(item: Item) -> list[str]:
    # « > » of a text is written &gt; by the HTML: no text can hold the arrow.
    return [f"={_html(stem)} -> {escape(partner)}" for stem, partner in pairs(item.question)]


ONE_LINE = {"vrai_faux"}
WRITERS: dict[str, Callable[[Item], list[str]]] = {
    "choix_unique": _one,
    "choix_multiple": _several,
    "vrai_faux": _true_false,
    "numerique": _number,
    "appariement": _matching,
    "classement": _matching,
}
