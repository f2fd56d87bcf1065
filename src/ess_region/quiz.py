"""Quiz banks: `exercises/SLUG/quiz.yml`, read, checked, and turned into frozen objects.

To add a question type: one reader here (in `READERS`), one grader in `grading.py` and its twin in
`widgets/shared/grading.js`, one renderer in `widgets/quiz.py` and one form in
`widgets/shared/question.js`; then its keys in `schemas/quiz.schema.json`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from . import data, facts, french, inline, prose
from .bank import Entry, check_id, read_list
from .paths import EXERCISES

LEVELS = ("connaitre", "comprendre", "appliquer", "analyser")

_COMMON = ("hors_tirage", "id", "type", "niveau", "section", "question", "explication", "indices", "faits")
# Fewest rows of a matching, a sorting or an ordering question.
FEWEST_ROWS = 3
_GAP = re.compile(r"\[(\d+)\]")
_SECTION = re.compile(r"(?:[a-z0-9-]+#)?[\w-]+")
# The margin of « proche » when the author gives none, in times the tolerance.
_NEAR = 3


@dataclass(frozen=True)
class Answer:
    """One answer to choose. `key` is what is stored: `a`, `b`… or `vrai`, `faux`."""

    key: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Row:
    """One row of a question: an item to match or to sort, a gap to fill, an item to put in order.

    `answers` are the choices offered, in the order shown, one of them right; none for an order.
    `feedback` is what an order says of an item out of place.
    """

    key: str
    text: str
    answers: tuple[Answer, ...] = ()
    feedback: str = ""

    @property
    def right(self) -> str:
        """Key of the right choice."""
        return next(answer.key for answer in self.answers if answer.right)


@dataclass(frozen=True)
class Question:
    """One question; texts are inline Markdown.

    `answers` for the types to choose from; `rows` for `appariement`, `classement` and `texte_a_trous`
    (whose text, `[1]` standing for the first gap, is `gapped`), and for `ordre`, in the right order;
    `shuffled` is false when the answers keep the order of the file; `own_page` is true for a question
    that only its own page can ask (« le tableau ci-dessus »); `value`, `tolerance`, `near`, `unit` and `feedback`
    (by `juste`, `proche`, `trop_bas`, `trop_haut`) for `numerique`, with `fact` when the value comes
    from one. `near` is None when there is no feedback for an answer that is close. `section` is
    `ANCHOR` or `SLUG#ANCHOR`.
    """

    id: str
    type: str
    level: str
    section: str
    text: str
    explanation: str
    answers: tuple[Answer, ...] = ()
    rows: tuple[Row, ...] = ()
    gapped: str = ""
    shuffled: bool = True
    hints: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    fact: str = ""
    value: float | None = None
    tolerance: float = 0.0
    near: float | None = None
    unit: str = ""
    feedback: dict[str, str] = field(default_factory=dict)
    own_page: bool = False
    line: int = 0

    @property
    def expected(self) -> int:
        """How many answers are right."""
        return sum(answer.right for answer in self.answers)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows in the order first shown: an order is shown by alphabet, turned over if that is the answer."""
        if self.type != "ordre":
            return self.rows
        shown = tuple(sorted(self.rows, key=lambda row: row.key))
        return shown[::-1] if shown == self.rows else shown

    @property
    def link(self) -> str:
        """Where to reread: an address relative to the pages of the book."""
        page, _, anchor = self.section.rpartition("#")
        return f"{page}.html#{anchor}" if page else f"#{anchor}"

    @property
    def told_facts(self) -> tuple[str, ...]:
        """The facts listed that the learner meets in the texts, or gives as the answer.

        The others are there for the authors: what to check again when a fact changes.
        """
        texts = [self.text, self.gapped, self.explanation, *self.feedback.values()]
        texts += [text for row in self.rows for text in (row.text, row.feedback)]
        for answer in (*self.answers, *(answer for row in self.rows for answer in row.answers)):
            texts += [answer.text, answer.feedback]
        told = {_name(self.fact), *map(_name, _QUOTED.findall("\n".join(texts)))}
        return tuple(fact for fact in self.facts if _name(fact) in told)

    def model(self, light: bool = False) -> dict[str, Any]:
        """What the browser gets: French keys, texts as HTML, answers' keys and rightness.

        `light`: without the bubbles of figures and acronyms, for the tests, which hold many questions.
        """
        html = neutral if light else prose_html
        model: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "lien": self.link,
            "explication": html(self.explanation),
            "indices": [html(hint) for hint in self.hints],
            "faits": [] if light else [fact_source(fact) for fact in self.told_facts],
        }
        if self.answers:
            model["reponses"] = [
                {
                    "cle": answer.key,
                    "juste": answer.right,
                    "retour": html(answer.feedback),
                }
                for answer in self.answers
            ]
        if self.answers and self.shuffled:
            model["melange"] = True
        if self.type == "ordre":
            model["ordre"] = [row.key for row in self.rows]
            model["retours"] = {row.key: html(row.feedback) for row in self.rows}
        elif self.rows:
            model["lignes"] = [_row_model(row, html) for row in self.rows]
        if self.value is not None:
            model |= {
                "valeur": self.value,
                "tolerance": self.tolerance,
                "unite": self.unit,
                "retours": {key: html(text) for key, text in self.feedback.items()},
            }
            if self.near is not None:
                model["proche"] = self.near
        return model


def _row_model(row: Row, html: Callable[[str], str]) -> dict[str, Any]:
    feedback = {answer.key: answer.feedback for answer in row.answers}
    told = set(feedback.values())
    # The same sentence whatever was chosen is said once.
    returns = {"": told.pop()} if len(told) == 1 else feedback
    return {
        "cle": row.key,
        "choix": [answer.key for answer in row.answers],
        "juste": row.right,
        "retours": {key: html(text) for key, text in returns.items()},
    }


def prose_html(text: str) -> str:
    """HTML of a question, a feedback or an explanation: acronyms are explained (not in answers)."""
    return inline.html(text, acronyms=True)


_QUOTED = re.compile(r"\{fait\}`([^`]+)`")


def _name(reference: str) -> str:
    """The id of a fact's reference, without its region or form."""
    return re.split(r"[@|]", reference.strip())[0]


def fact_source(reference: str) -> str:
    """HTML that states a fact and where it comes from."""
    fact = facts.resolve(reference)
    label = inline.html(fact.label[:1].upper() + fact.label[1:])
    origin = ", ".join(filter(None, [fact.source, fact.dated]))
    name, _, form = reference.partition("|")
    value = inline.html(f"{{fait}}`{name}{'|' + form if form else ''}`")
    # Its source is said here, and its bubble is in the texts that quote it.
    value = prose.without_bubbles(value)
    return f"{label}{french.NBSP}: {value}" + (f" ({escape(origin)})" if origin else "")


# A fact's link and bubble, as `prose.fact_html` writes them.
_LINK = re.compile(
    r'<span class="info"><a [^>]*>(.*?)</a><span class="info-bulle".*?</span></span></span>', re.S
)


def neutral(text: str) -> str:
    """Inline HTML without links or bubbles: inside an answer, a fact's bubble would give it away."""
    return _LINK.sub(r"\1", inline.html(text))


def load(slug: str) -> tuple[Question, ...]:
    """The questions of a chapter, in file order. Raises ContentError."""
    return load_file(EXERCISES / slug / "quiz.yml", slug)


def load_file(path: Path, slug: str | None = None) -> tuple[Question, ...]:
    """The questions of one file; `slug` is the name of its folder unless given."""
    slug = slug or path.parent.name
    return tuple(_question(entry, slug) for entry in read_list(path, "questions"))


def slugs() -> list[str]:
    """Chapters that have a quiz, in alphabetical order."""
    return sorted(path.parent.name for path in EXERCISES.glob("*/quiz.yml"))


def _question(entry: Entry, slug: str) -> Question:
    id = check_id(entry, slug, rf"{re.escape(slug)}-[0-9]{{2,}}", f"{slug}-01")
    type = entry.choice("type", READERS)
    level = entry.choice("niveau", LEVELS)
    section = entry.text(
        "section", hint="Écrivez l’ancre de la section à relire, par exemple « section: les-conditions »."
    )
    if not _SECTION.fullmatch(section):
        entry.fail(
            f"« section: {section} » n’est pas une ancre",
            key="section",
            hint="Une ancre n’a ni espace ni « # » au début ; « page#ancre » pour une autre page.",
        )
    text = entry.markdown("question")
    keys, read = READERS[type]
    entry.only((*_COMMON, *keys), f"une question de type « {type} »")
    own = read(entry)
    explanation = entry.markdown(
        "explication",
        missing="il manque l’explication",
        hint="Ajoutez « explication: … » : ce qui tranche, en deux phrases.",
    )
    hints = entry.texts("indices")
    for hint in hints:
        entry.check_markdown(hint, "indices")
    references = entry.texts("faits")
    for reference in references:
        entry.fact("faits", reference)
    return Question(
        id=id,
        type=type,
        level=level,
        section=section,
        text=text,
        explanation=explanation,
        hints=hints,
        facts=references,
        line=entry.item.line,
        own_page=_flag(entry, "hors_tirage", False, "pour ne jamais tirer la question dans un test"),
        **own,
    )


# -- one reader for each type -----------------------------------------------------------------


def _answers(entry: Entry, keys: Callable[[int, str], str], least: int) -> tuple[Answer, ...]:
    answers: list[Answer] = []
    for rank, item in enumerate(entry.entries("reponses", "réponse")):
        item.only(("texte", "juste", "retour"), "une réponse")
        text = item.markdown("texte")
        right = item.item.get("juste")
        if not isinstance(right, bool):
            said = "« juste » manque" if right is None else f"« juste: {right} » n’est pas compris"
            item.fail(said, key="juste", hint="Écrivez « juste: true » ou « juste: false ».")
        feedback = item.markdown(
            "retour",
            missing="il manque le retour",
            hint="Ajoutez « retour: … » : pourquoi cette réponse tente et ce qui tranche.",
        )
        if any(answer.text == text for answer in answers):
            item.fail("cette réponse est écrite deux fois", key="texte", hint="Retirez l’une des deux.")
        answers.append(Answer(keys(rank, text), text, right, feedback))
    if len(answers) < least:
        entry.fail(f"il faut au moins {least} réponses", key="reponses", hint="Ajoutez une réponse plausible.")
    if not any(answer.right for answer in answers):
        entry.fail("aucune réponse n’est juste", key="reponses", hint="Mettez « juste: true » à la bonne réponse.")
    return tuple(answers)


def _letter(rank: int, text: str) -> str:
    return chr(ord("a") + rank)


def _flag(entry: Entry, key: str, default: bool, purpose: str) -> bool:
    value = entry.item.get(key, default)
    if not isinstance(value, bool):
        entry.fail(
            f"« {key}: {value} » n’est pas compris",
            key=key,
            hint=f"Écrivez « {key}: {str(not default).lower()} » {purpose}, ou retirez la ligne.",
        )
    return value


def _shuffled(entry: Entry) -> bool:
    return _flag(entry, "melanger", True, "pour garder l’ordre du fichier")


def _read_one(entry: Entry) -> dict[str, Any]:
    answers = _answers(entry, _letter, 2)
    if sum(answer.right for answer in answers) > 1:
        entry.fail(
            "plusieurs réponses sont justes",
            key="reponses",
            hint="Gardez-en une, ou écrivez « type: choix_multiple ».",
        )
    return {"answers": answers, "shuffled": _shuffled(entry)}


def _read_several(entry: Entry) -> dict[str, Any]:
    return {"answers": _answers(entry, _letter, 3), "shuffled": _shuffled(entry)}


def _read_true_false(entry: Entry) -> dict[str, Any]:
    answers = _answers(entry, lambda rank, text: text.lower(), 2)
    if [answer.text for answer in answers] != ["Vrai", "Faux"]:
        entry.fail(
            "les deux réponses d’une question « vrai_faux » sont Vrai puis Faux",
            key="reponses",
            hint="Écrivez « - texte: Vrai » puis « - texte: Faux » ; pour autre chose, « type: choix_unique ».",
        )
    if sum(answer.right for answer in answers) > 1:
        entry.fail(
            "Vrai et Faux ne peuvent pas être justes tous les deux",
            key="reponses",
            hint="Mettez « juste: false » à l’une des deux réponses.",
        )
    return {"answers": answers, "shuffled": False}


def _read_number(entry: Entry) -> dict[str, Any]:
    if entry.has("fait") == entry.has("valeur"):
        entry.fail(
            "il faut la donnée : « fait » ou « valeur », et un seul des deux",
            key="fait",
            hint="Écrivez « fait: IDENTIFIANT » pour un chiffre de data/, ou « valeur: \"12\" » pour un calcul.",
        )
    unit = entry.text("unite") if entry.has("unite") else ""
    reference = ""
    if entry.has("fait"):
        fact = entry.numeric_fact("fait")
        reference = fact.reference
        value = float(fact.value)
        unit = unit or fact_unit(reference)
    else:
        value = entry.number("valeur")
    tolerance = entry.number("tolerance", 0.0)
    if tolerance < 0:
        entry.fail("« tolerance » ne peut pas être négative", key="tolerance", hint="Écrivez 0 ou plus.")
    if not entry.has("retours"):
        entry.fail(
            "il manque les retours", hint="Ajoutez « retours: » avec « juste », « trop_bas » et « trop_haut »."
        )
    returns = entry.nested(entry.item["retours"], "retours", "retours")
    returns.only(("juste", "proche", "trop_bas", "trop_haut"), "les retours")
    feedback = {}
    for key in ("juste", "proche", "trop_bas", "trop_haut"):
        if key == "proche" and not returns.has(key):
            continue
        feedback[key] = returns.markdown(key, missing=f"il manque le retour « {key} »")
    near = entry.number("marge_proche")
    if "proche" not in feedback and near is not None:
        entry.fail(
            "« marge_proche » ne sert à rien sans le retour « proche »",
            key="marge_proche",
            hint="Ajoutez « proche: … » dans « retours », ou retirez « marge_proche ».",
        )
    if "proche" in feedback and near is None:
        near = _NEAR * tolerance or abs(value) / 20
    if near is not None and near <= tolerance:
        entry.fail(
            "« marge_proche » doit dépasser « tolerance »",
            key="marge_proche",
            hint="Au-delà de la tolérance et jusqu’à la marge, la réponse est dite proche.",
        )
    return {
        "fact": reference,
        "value": value,
        "tolerance": tolerance,
        "near": near,
        "unit": unit,
        "feedback": feedback,
    }


def _items(entry: Entry, key: str, what: str, allowed: tuple[str, ...]) -> list[tuple[Entry, str, str]]:
    """The items of a row question: (entry, text, feedback), at least three, none written twice."""
    found: list[tuple[Entry, str, str]] = []
    for item in entry.entries(key, what):
        item.only(allowed, f"un élément de « {key} »")
        text = item.markdown("texte")
        feedback = item.markdown(
            "retour",
            missing="il manque le retour",
            hint="Ajoutez « retour: … » : ce qui met sur la voie quand cet élément est mal placé.",
        )
        if any(text == other for _, other, _ in found):
            item.fail("cet élément est écrit deux fois", key="texte", hint="Retirez l’un des deux.")
        found.append((item, text, feedback))
    if len(found) < FEWEST_ROWS:
        entry.fail(f"il faut au moins {FEWEST_ROWS} éléments dans « {key} »", key=key, hint="Ajoutez un élément.")
    return found


def _read_matching(entry: Entry) -> dict[str, Any]:
    pairs = _items(entry, "paires", "paire", ("texte", "avec", "retour"))
    partners = [item.markdown("avec") for item, _, _ in pairs]
    decoys = list(entry.texts("leurres"))
    for text in decoys:
        entry.check_markdown(text, "leurres")
        if text in partners:
            entry.fail(f"le leurre « {text} » est une bonne réponse", key="leurres", hint="Retirez-le de « leurres ».")
    choices = sorted({*partners, *decoys}, key=lambda text: french.fold(inline.plain(text)))
    if len(choices) < 2:
        entry.fail("toutes les paires ont la même réponse", key="paires", hint="Ajoutez un leurre, ou une autre paire.")
    return {"rows": _rows(pairs, choices, partners)}


def _read_sorting(entry: Entry) -> dict[str, Any]:
    categories = list(entry.texts("categories"))
    if len(set(categories)) < 2 or len(set(categories)) < len(categories):
        entry.fail(
            "il faut au moins deux catégories, toutes différentes",
            key="categories",
            hint="Écrivez « categories: [\"…\", \"…\"] ».",
        )
    items = _items(entry, "elements", "élément", ("texte", "categorie", "retour"))
    own = [item.choice("categorie", categories) for item, _, _ in items]
    for category in categories:
        if category not in own:
            entry.fail(f"rien n’est à ranger dans « {category} »", key="categories", hint="Ajoutez un élément, ou retirez-la.")
    return {"rows": _rows(items, categories, own)}


def _rows(items: list[tuple[Entry, str, str]], choices: list[str], right: list[str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            _letter(rank, text),
            text,
            tuple(Answer(str(n), choice, choice == own, feedback) for n, choice in enumerate(choices, 1)),
        )
        for rank, ((_, text, feedback), own) in enumerate(zip(items, right, strict=True))
    )


def _read_order(entry: Entry) -> dict[str, Any]:
    items = _items(entry, "elements", "élément", ("texte", "retour"))
    # Keys by alphabet: they must not tell the order.
    alphabet = sorted((text for _, text, _ in items), key=lambda text: french.fold(inline.plain(text)))
    return {
        "rows": tuple(
            Row(_letter(alphabet.index(text), text), text, feedback=feedback) for _, text, feedback in items
        )
    }


def _read_gaps(entry: Entry) -> dict[str, Any]:
    text = entry.markdown("texte")
    gaps = entry.entries("trous", "trou")
    expected = [str(rank) for rank in range(1, len(gaps) + 1)]
    if _GAP.findall(text) != expected:
        entry.fail(
            f"« texte » doit contenir {french.enumeration([f'[{rank}]' for rank in expected])}, dans cet ordre",
            key="texte",
            hint="Écrivez [1] à la place du premier trou, [2] à la place du deuxième, et donnez leurs réponses dans « trous ».",
        )
    rows = []
    for rank, gap in enumerate(gaps):
        gap.only(("reponses",), "un trou")
        answers = _answers(gap, lambda n, text: str(n + 1), 2)
        if sum(answer.right for answer in answers) > 1:
            gap.fail("plusieurs réponses sont justes", key="reponses", hint="Gardez-en une par trou.")
        # By alphabet, keys included: authors often write the right answer first.
        shown = sorted(answers, key=lambda answer: french.fold(inline.plain(answer.text)))
        keyed = tuple(replace(answer, key=str(n)) for n, answer in enumerate(shown, 1))
        rows.append(Row(_letter(rank, ""), f"Trou {rank + 1}", keyed))
    return {"rows": tuple(rows), "gapped": text}


def fact_unit(reference: str) -> str:
    """The unit printed after a fact (`%`, `millions`), or what it counts (`structures`), or nothing."""
    fact = facts.resolve(reference)
    if fact.id in facts.FORMULAS:
        return facts.FORMULAS[fact.id].unit
    row = data.row("faits", fact.id)
    return row.get("unite") or row.get("objet") or ""


#: For each type: the keys it adds to the common ones, and its reader.
READERS: dict[str, tuple[tuple[str, ...], Callable[[Entry], dict[str, Any]]]] = {
    "choix_unique": (("reponses", "melanger"), _read_one),
    "choix_multiple": (("reponses", "melanger"), _read_several),
    "vrai_faux": (("reponses",), _read_true_false),
    "numerique": (
        ("fait", "valeur", "tolerance", "marge_proche", "unite", "retours"),
        _read_number,
    ),
    "appariement": (("paires", "leurres"), _read_matching),
    "classement": (("categories", "elements"), _read_sorting),
    "ordre": (("elements",), _read_order),
    "texte_a_trous": (("texte", "trous"), _read_gaps),
}
