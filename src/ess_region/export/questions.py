"""What an LMS gets of a question, whatever the file format: clean texts, tags, fractions, categories."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from .. import __version__, french, inline, quiz
from ..errors import ContentError
from ..french import NBSP
from ..quiz import Question
from . import markup
from .banks import Bank

COURSE = "L’ESS en Région"
#: The longest name, and the longest choice of a list, that Moodle stores (characters).
LONGEST_NAME = 120
LONGEST_CHOICE = 255
#: Moodle knows the fractions 1/1 to 1/10 only.
MOST_SHARES = 10
# Control characters that no XML may hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

EXPECTED = {
    "appariement": "Choisissez dans chaque liste.",
    "classement": "Rangez chaque ligne.",
    "ordre": "Mettez les lignes dans l’ordre, de la première à la dernière.",
    "texte_a_trous": "Complétez la phrase.",
}


@dataclass(frozen=True)
class Item:
    """One question ready to be written. Texts are clean HTML, but `name`, `tags` and `category` are plain."""

    question: Question
    name: str
    text: str
    general: str
    hints: tuple[str, ...]
    tags: tuple[str, ...]
    category: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.question.id


def item(question: Question, bank: Bank, category: tuple[str, ...], pages: dict) -> Item:
    """The question of a bank, ready to be written."""
    name = f"{question.id} – {plain(question.text)}"
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1].rstrip() + "…"
    instruction = _expected(question)
    text = f"<p>{html(question.text)}</p>" + (f"<p><em>{instruction}</em></p>" if instruction else "")
    return Item(
        question=question,
        name=name,
        text=text,
        general=_general(question, bank, pages),
        hints=tuple(f"<p>{html(hint)}</p>" for hint in question.hints),
        tags=(f"niveau-{question.level}", f"chapitre-{bank.slug}", f"partie-{slug(bank.part)}"),
        category=category,
    )


def html(text: str) -> str:
    """Clean HTML of an inline Markdown text."""
    return legal(markup.html(text))


def plain(text: str) -> str:
    """The words of an inline Markdown text."""
    return legal(" ".join(inline.plain(text).split(" ")).replace("\n", " ").strip())


def legal(text: str) -> str:
    """Without the characters that an XML file may not hold."""
    return _ILLEGAL.sub("", text)


def choice(question: Question, text: str) -> str:
    """A choice of a list, which LMSs store as a short plain text. Raises ContentError when too long."""
    words = plain(text)
    if len(words) > LONGEST_CHOICE:
        raise ContentError(
            f"ce choix a {len(words)} caractères, un LMS en garde {LONGEST_CHOICE}",
            file=_file(question),
            line=question.line,
            id=question.id,
            hint=f"Raccourcissez « {words[:60]}… ».",
        )
    return words


def _file(question: Question):
    from ..paths import EXERCISES

    return EXERCISES / question.id.rpartition("-")[0] / "quiz.yml"


def slug(words: str) -> str:
    """« Pour commencer » → `pour-commencer`."""
    return re.sub(r"[^a-z0-9]+", "-", french.fold(words)).strip("-")


def _expected(question: Question) -> str:
    """What one has to do, where the form of the answer does not say it."""
    if question.type == "choix_multiple":
        count = question.expected
        return f"{count} réponses attendues." if count > 1 else "1 réponse attendue."
    if question.type == "numerique":
        unit = f", en {question.unit}" if question.unit == "%" else f" (unité{NBSP}: {question.unit})"
        return f"Donnez un nombre{unit if question.unit else ''}."
    return EXPECTED.get(question.type, "")


def _general(question: Question, bank: Bank, pages: dict) -> str:
    """The explanation, the sources of its facts, and where to reread."""
    parts = [f"<p>{html(question.explanation)}</p>"]
    sources = [legal(markup.clean(quiz.fact_source(fact))) for fact in question.told_facts]
    if sources:
        parts.append(f"<p>Sources{NBSP}:</p><ul>{''.join(f'<li>{source}</li>' for source in sources)}</ul>")
    page, _, anchor = question.section.rpartition("#")
    title, sections = pages.get(page or bank.slug, (bank.title, bank.sections))
    place = f"«\u202f{title}\u202f»"
    if anchor in sections:
        place += f", section «\u202f{sections[anchor]}\u202f»"
    parts.append(f"<p>À relire dans le cours{NBSP}: {escape(place, quote=False)}.</p>")
    return "".join(parts)


# -- fractions and numbers -------------------------------------------------------------------------


def fractions(question: Question) -> list[str]:
    """The percentage of each answer of a choice; in a multiple one, ticking everything is worth nothing."""
    if question.type != "choix_multiple":
        return ["100" if answer.right else "0" for answer in question.answers]
    right = question.expected
    wrong = len(question.answers) - right
    if max(right, wrong) > MOST_SHARES:
        raise ContentError(
            f"plus de {MOST_SHARES} réponses du même côté{NBSP}: un LMS ne sait pas partager les points",
            file=_file(question),
            line=question.line,
            id=question.id,
            hint="Coupez la question en deux.",
        )
    return [share(right) if answer.right else f"-{share(wrong)}" for answer in question.answers]


def share(count: int) -> str:
    """100 / count, written as Moodle does: five decimals at most."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Interval:
    """An answer that gives a number: value and tolerance (as text), percentage, feedback (HTML)."""

    value: str
    tolerance: str
    fraction: str
    feedback: str


def intervals(question: Question) -> list[Interval]:
    """The answers of a number, the first that fits counts: right, close, too low, too high.

    The last two are as wide as it takes to hold any number that people may type.
    """
    target = decimal(question.value)
    told = {key: html(text) for key, text in question.feedback.items()}
    found = [Interval(number(target), number(decimal(question.tolerance)), "100", told["juste"])]
    if question.near is not None and "proche" in told:
        found.append(Interval(number(target), number(decimal(question.near)), "50", told["proche"]))
    reach = Decimal(10) ** (max(target.adjusted(), 0) + 4)
    found.append(Interval(number(target - reach), number(reach), "0", told["trop_bas"]))
    found.append(Interval(number(target + reach), number(reach), "0", told["trop_haut"]))
    return found


def decimal(value: float) -> Decimal:
    """The number without the noise of binary: 0.1 + 0.2 is 0.3."""
    return Decimal(f"{value:.12g}")


def number(value: Decimal) -> str:
    """A decimal number with a point, without exponent nor useless zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def units(question: Question) -> list[str]:
    """The ways of writing the unit after the number; it is never compulsory."""
    if not question.unit:
        return []
    also = {"%": ["pour cent"], "€": ["euros", "euro"]}.get(question.unit, [])
    if re.fullmatch(r"\w{3,}s", question.unit):
        also = [question.unit[:-1]]
    return [plain(question.unit), *also]


# -- categories ------------------------------------------------------------------------------------


def categories(banks: tuple[Bank, ...]) -> dict[str, tuple[str, ...]]:
    """Slug of a bank → names of its category, from the course to the page.

    The version is in the first one: importing a newer course adds a tree and touches no older one.
    Numbers keep the order of the course, since LMSs sort by name.
    """
    parts = list(dict.fromkeys(bank.part for bank in banks))
    return {
        bank.slug: (
            f"{COURSE} {__version__}",
            f"{parts.index(bank.part) + 1}. {bank.part}",
            f"{rank:02d}. {bank.title}",
        )
        for rank, bank in enumerate(banks, 1)
    }


def category_path(names: tuple[str, ...]) -> str:
    """The path of a category as Moodle reads it: a slash inside a name is doubled."""
    return "/".join(["$course$", "top", *(plain(name).replace("/", "//") for name in names)])
