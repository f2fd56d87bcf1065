"""The question banks as a whole: enough questions, of every kind, no clue to the answer, none twice.

`quizzes` says whether each file can be read; this says what the banks are worth. Faults stop the check;
the rest is for the author to look at.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import yaml

from .. import french, inline, paths, quiz, toc
from ..draws import HARD
from ..errors import ContentError
from ..french import NBSP
from ..quiz import LEVELS, Question
from . import reading

#: What the course promises.
FEWEST_IN_CHAPTER = 8
FEWEST_IN_ALL = 180
LEAST_HARD = 1 / 3
TYPES = tuple(quiz.READERS)

TYPE_NAMES = {
    "choix_unique": "choix unique",
    "choix_multiple": "choix multiple",
    "vrai_faux": "vrai ou faux",
    "numerique": "nombre",
    "appariement": "paires",
    "ordre": "ordre",
    "classement": "rangement",
    "texte_a_trous": "trous",
}
SHORT_LEVELS = {"connaitre": "Co", "comprendre": "Cp", "appliquer": "Ap", "analyser": "An"}
LEVEL_NAMES = {"connaitre": "connaître", "comprendre": "comprendre", "appliquer": "appliquer", "analyser": "analyser"}

# Clues are told from so many questions on: with fewer, chance is enough.
_ENOUGH = 4
_MOST_AT_ONE_PLACE = 0.6
_MOST_LONGEST = 0.6
#: In all the banks: more than chance, by so much.
_ABOVE_CHANCE = 0.15
#: A right answer that much longer than any other is a clue on its own.
_MUCH_LONGER, _LONGER_BY = 1.6, 25
_FEWEST_WORDS = 4  # of a feedback that teaches
_NEARLY = 0.9
_GENERIC = 8  # words: « Que répondez-vous ? » may be asked twice, of different answers

_CATCH_ALL = re.compile(
    r"\b(?:toutes|aucune) (?:(?:de )?ces|(?:d|l)es) (?:deux |trois |quatre )?(?:autres )?(?:reponses|propositions)"
    r"|\b(?:toutes|aucune) (?:les|de|des) (?:reponses|propositions)"
    r"|\b(?:tout|rien de tout) (?:cela|ce qui precede)\b|\bles (?:deux|trois|quatre) (?:a la fois|reponses)\b"
    r"|\breponses? [a-e] (?:et|ou) [a-e]\b"
)


@dataclass
class Stats:
    """What one bank holds. `chapter`: whether it is a chapter's, with the promises that go with it.

    `places`: rank of the right answer → count, over the questions with a single choice (`singles`);
    `longest`: how many of them have the right answer as the longest, `chance` what chance would give.
    `unasked`: facts of the page that no question relies on. `warnings`: what to look at.
    """

    slug: str
    chapter: bool
    questions: tuple[Question, ...]
    types: Counter = field(default_factory=Counter)
    levels: Counter = field(default_factory=Counter)
    places: Counter = field(default_factory=Counter)
    longest: int = 0
    chance: float = 0.0
    unasked: tuple[str, ...] = ()
    warnings: list[ContentError] = field(default_factory=list)

    @property
    def singles(self) -> int:
        return sum(self.places.values())

    @property
    def hard(self) -> float:
        """Share of the questions where one decides."""
        return sum(self.levels[level] for level in HARD) / len(self.questions) if self.questions else 0.0


@dataclass
class Report:
    """All the banks: `errors` stop the check, `warnings` (those of each bank apart) do not."""

    banks: list[Stats] = field(default_factory=list)
    errors: list[ContentError] = field(default_factory=list)
    warnings: list[ContentError] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(len(bank.questions) for bank in self.banks)

    @property
    def types(self) -> Counter:
        return sum((bank.types for bank in self.banks), Counter())

    @property
    def levels(self) -> Counter:
        return sum((bank.levels for bank in self.banks), Counter())

    @property
    def places(self) -> Counter:
        return sum((bank.places for bank in self.banks), Counter())

    @property
    def hard(self) -> float:
        return sum(self.levels[level] for level in HARD) / self.total if self.total else 0.0

    @property
    def all_warnings(self) -> list[ContentError]:
        return [*self.warnings, *(warning for bank in self.banks for warning in bank.warnings)]


def check(root: Path | None = None) -> list[ContentError]:
    """The faults of the banks."""
    return report(root).errors


def report(root: Path | None = None) -> Report:
    """Everything there is to say of the banks of the pages of `_toc.yml`, in their order.

    A bank that cannot be read is left out: `quizzes` says why.
    """
    root = root or paths.ROOT
    try:
        entries = toc.entries(root)
    except (OSError, yaml.YAMLError):
        return Report()
    found = Report()
    for entry in entries:
        file = root / "exercises" / entry.slug / "quiz.yml"
        if not file.is_file():
            continue
        try:
            questions = quiz.load_file(file, entry.slug)
        except ContentError:
            continue
        page = entry.source(root)
        bank = _stats(entry.slug, toc.is_chapter(entry), questions, file, page)
        found.banks.append(bank)
        if bank.chapter and len(questions) < FEWEST_IN_CHAPTER:
            found.errors.append(
                ContentError(
                    f"{_questions(len(questions))} pour ce chapitre, il en faut au moins {FEWEST_IN_CHAPTER}",
                    file=file,
                    hint="Ajoutez des questions\u202f; exercises/modele/quiz.yml en montre une de chaque type.",
                )
            )
        found.errors += _catch_alls(questions, file)
    found.errors += _doubles(found.banks, root)
    found.warnings = _overall(found)
    return found


# -- one bank --------------------------------------------------------------------------------------


def _stats(slug: str, chapter: bool, questions: tuple[Question, ...], file: Path, page: Path) -> Stats:
    bank = Stats(slug, chapter, questions)
    bank.types = Counter(question.type for question in questions)
    bank.levels = Counter(question.level for question in questions)
    for question in questions:
        if question.type == "choix_unique":
            lengths = [len(inline.plain(answer.text)) for answer in question.answers]
            right = next(rank for rank, answer in enumerate(question.answers) if answer.right)
            bank.places[right + 1] += 1
            bank.longest += lengths[right] > max(lengths[:right] + lengths[right + 1 :])
            bank.chance += 1 / len(lengths)
    bank.unasked = _unasked(questions, page)
    bank.warnings = [*_bank_warnings(bank, file), *_question_warnings(questions, file)]
    return bank


def _bank_warnings(bank: Stats, file: Path) -> Iterator[ContentError]:
    if bank.chapter and bank.hard < LEAST_HARD:
        yield ContentError(
            f"{percent(bank.hard)} de questions où l’on décide, au moins {percent(LEAST_HARD)} attendus",
            file=file,
            hint="Donnez une situation, un chiffre à lire, une décision à prendre (« appliquer », « analyser »).",
        )
    if bank.chapter and len(bank.types) < 3:
        yield ContentError(
            f"{len(bank.types)} type{'s' if len(bank.types) > 1 else ''} de question seulement",
            file=file,
            hint="Variez : une liste à ranger, une phrase à compléter, un ordre.",
        )
    if bank.singles >= _ENOUGH:
        place, count = bank.places.most_common(1)[0]
        if count / bank.singles > _MOST_AT_ONE_PLACE:
            yield ContentError(
                f"la bonne réponse est {count} fois sur {bank.singles} à la place {place} du fichier",
                file=file,
                hint="Changez l’ordre des réponses : il reste celui du papier et des exports.",
            )
        if bank.longest / bank.singles > _MOST_LONGEST:
            yield ContentError(
                f"la bonne réponse est la plus longue {bank.longest} fois sur {bank.singles}",
                file=file,
                hint="Allongez une mauvaise réponse, ou raccourcissez la bonne : la longueur ne doit rien dire.",
            )


def _question_warnings(questions: Sequence[Question], file: Path) -> Iterator[ContentError]:
    for question in questions:
        place = {"file": file, "line": question.line, "id": question.id}
        short = [words for words in _feedbacks(question) if len(words.split()) < _FEWEST_WORDS]
        if short:
            yield ContentError(
                f"retour trop court pour apprendre quelque chose : « {short[0]} »",
                **place,
                hint="Dites pourquoi cette réponse tente, et ce qui tranche.",
            )
        if question.type == "choix_unique":
            lengths = {answer.right: [] for answer in question.answers} | {True: [], False: []}
            for answer in question.answers:
                lengths[answer.right].append(len(inline.plain(answer.text)))
            right, longest = lengths[True][0], max(lengths[False])
            if right > _MUCH_LONGER * longest and right > longest + _LONGER_BY:
                yield ContentError(
                    f"la bonne réponse ({right} signes) est bien plus longue que les autres ({longest} au plus)",
                    **place,
                    hint="Une bonne réponse se reconnaît trop souvent à sa longueur.",
                )
        unlisted = [fact for fact in _quoted(question) if fact not in map(quiz._name, question.facts)]
        if unlisted:
            yield ContentError(
                f"« faits » oublie {french.enumeration(unlisted)}",
                **place,
                hint="Sans cela, un chiffre qui change ne signale pas la question.",
            )


def _feedbacks(question: Question) -> Iterator[str]:
    """The words said of each wrong answer."""
    for answer in question.answers:
        if not answer.right:
            yield inline.plain(answer.feedback)
    for row in question.rows:
        if row.feedback:
            yield inline.plain(row.feedback)
        for text in dict.fromkeys(answer.feedback for answer in row.answers if not answer.right):
            yield inline.plain(text)
    for key, text in question.feedback.items():
        if key != "juste":
            yield inline.plain(text)


def _quoted(question: Question) -> list[str]:
    """The facts that the texts of a question quote, or that give its answer."""
    texts = [question.text, question.gapped, question.explanation, *question.hints, *question.feedback.values()]
    texts += [text for row in question.rows for text in (row.text, row.feedback)]
    for answer in (*question.answers, *(answer for row in question.rows for answer in row.answers)):
        texts += [answer.text, answer.feedback]
    names = [quiz._name(one) for one in quiz._QUOTED.findall("\n".join(texts))]
    return list(dict.fromkeys([quiz._name(question.fact)] * bool(question.fact) + names))


def untold(question: Question) -> list[str]:
    """The facts listed that neither the texts nor the answer tell."""
    return [fact for fact in question.facts if fact not in question.told_facts]


def _unasked(questions: Sequence[Question], page: Path) -> tuple[str, ...]:
    asked = {quiz._name(fact) for question in questions for fact in question.facts}
    asked |= {fact for question in questions for fact in _quoted(question)}
    try:
        roles = reading.read_page(page).roles
    except (OSError, UnicodeDecodeError):
        return ()
    shown = dict.fromkeys(quiz._name(role.content) for role in roles if role.name == "fait")
    return tuple(fact for fact in shown if fact not in asked)


def _catch_alls(questions: Iterable[Question], file: Path) -> Iterator[ContentError]:
    for question in questions:
        choices = [*question.answers, *(answer for row in question.rows for answer in row.answers)]
        for answer in dict.fromkeys(answer.text for answer in choices):
            if _CATCH_ALL.search(_simple(answer)):
                yield ContentError(
                    f"réponse fourre-tout : « {inline.plain(answer)} »",
                    file=file,
                    line=question.line,
                    id=question.id,
                    hint="Écrivez une réponse qui se défend seule, ou « type: choix_multiple ».",
                )


# -- all the banks ---------------------------------------------------------------------------------


def _simple(text: str) -> str:
    """Words only, without accents, case or punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", french.fold(inline.plain(text))))


def doubles(questions: Sequence[Question]) -> Iterator[tuple[Question, Question]]:
    """The pairs of questions whose texts are the same, or nearly."""
    known = [(question, (_simple(f"{question.text} {question.gapped}")).split()) for question in questions]
    known = [(question, words, set(words)) for question, words in known]
    for (first, words, bag), (second, others, other_bag) in combinations(known, 2):
        # Cheap first: most pairs have nothing in common.
        if 2 * len(bag & other_bag) < _NEARLY * 0.9 * (len(bag) + len(other_bag)):
            continue
        if words == others:
            if len(words) > _GENERIC or _alike(_choices(first), _choices(second)):
                yield first, second
        elif SequenceMatcher(None, words, others, autojunk=False).ratio() >= _NEARLY:
            yield first, second


def _choices(question: Question) -> set[str]:
    texts = [answer.text for answer in question.answers] + [row.text for row in question.rows]
    return {word for text in texts for word in _simple(text).split()} or {str(question.value)}


def _alike(first: set[str], second: set[str]) -> bool:
    return 2 * len(first & second) >= len(first | second)


def _doubles(banks: Sequence[Stats], root: Path) -> Iterator[ContentError]:
    places = {question.id: bank.slug for bank in banks for question in bank.questions}
    for first, second in doubles([question for bank in banks for question in bank.questions]):
        yield ContentError(
            f"presque la même question que {first.id} : « {_cut(inline.plain(first.text))} »",
            file=root / "exercises" / places[second.id] / "quiz.yml",
            line=second.line,
            id=second.id,
            hint="Un test peut tirer les deux : retirez l’une, ou changez de situation.",
        )


def _overall(found: Report) -> list[ContentError]:
    messages = []
    if found.total < FEWEST_IN_ALL:
        messages.append((f"{_questions(found.total)} en tout, {FEWEST_IN_ALL} au moins attendues", None))
    if found.total and found.hard < LEAST_HARD:
        messages.append(
            (f"{percent(found.hard)} de questions où l’on décide, au moins {percent(LEAST_HARD)} attendus", None)
        )
    missing = [TYPE_NAMES[kind] for kind in TYPES if not found.types[kind]]
    if missing:
        messages.append((f"aucune question de type {french.enumeration(missing, 'ni')}", None))
    levels = [LEVEL_NAMES[level] for level in LEVELS if not found.levels[level]]
    if levels:
        messages.append((f"aucune question de niveau {french.enumeration(levels, 'ni')}", None))
    singles = sum(found.places.values())
    if singles >= _ENOUGH:
        longest = sum(bank.longest for bank in found.banks)
        chance = sum(bank.chance for bank in found.banks) / singles
        if longest / singles > chance + _ABOVE_CHANCE:
            messages.append(
                (
                    f"la bonne réponse est la plus longue {percent(longest / singles)} du temps, le hasard donnerait {percent(chance)}",
                    "Reprenez d’abord les chapitres où c’est le plus fréquent.",
                )
            )
        place, count = found.places.most_common(1)[0]
        if count / singles > chance + _ABOVE_CHANCE:
            messages.append((f"la bonne réponse est {percent(count / singles)} du temps à la place {place}", None))
    truths = Counter(
        answer.key
        for bank in found.banks
        for question in bank.questions
        if question.type == "vrai_faux"
        for answer in question.answers
        if answer.right
    )
    if sum(truths.values()) >= 2 * _ENOUGH and max(truths.values()) / sum(truths.values()) > 0.75:
        messages.append((f"{truths['vrai']} affirmations vraies et {truths['faux']} fausses", "Équilibrez."))
    return [ContentError(text, hint=hint) for text, hint in messages]


def percent(share: float) -> str:
    """0.4 → « 40 % »."""
    return f"{french.number(100 * share, 0)}{NBSP}%"


def _questions(count: int) -> str:
    return f"{count} question{'s' if count > 1 else ''}"


def _cut(text: str, length: int = 70) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


# -- on the screen ---------------------------------------------------------------------------------


def table(found: Report):
    """The compact table, for a terminal (rich)."""
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0, show_footer=True)
    totals = found.levels
    columns = [
        ("Banque", "Ensemble", "left"),
        ("Qu.", str(found.total), "right"),
        *((name, str(totals[level]), "right") for level, name in SHORT_LEVELS.items()),
        ("Déc.", percent(found.hard), "right"),
        ("Ty.", str(sum(1 for kind in TYPES if found.types[kind])), "right"),
        ("Places", _places(found.places), "left"),
        ("Long.", f"{sum(b.longest for b in found.banks)}/{sum(found.places.values())}", "right"),
        ("Voir", str(len(found.all_warnings)), "right"),
    ]
    for name, foot, side in columns:
        grid.add_column(name, footer=foot, justify=side, no_wrap=True)
    for bank in found.banks:
        grid.add_row(
            bank.slug,
            str(len(bank.questions)),
            *(str(bank.levels[level] or "·") for level in LEVEL_NAMES),
            percent(bank.hard),
            str(len(bank.types)),
            _places(bank.places),
            f"{bank.longest}/{bank.singles}" if bank.singles else "–",
            str(len(bank.warnings) or "·"),
        )
    return grid


def _places(places: Counter) -> str:
    """How many right answers at the first place, the second…"""
    return " ".join(str(places[rank]) for rank in range(1, max(places, default=0) + 1)) or "–"


def types_line(found: Report) -> str:
    """« choix unique 82, vrai ou faux 18… »."""
    return ", ".join(f"{TYPE_NAMES[kind]} {found.types[kind]}" for kind in TYPES)


LEGEND = (
    "Qu. : questions. Co, Cp, Ap, An : connaître, comprendre, appliquer, analyser. Déc. : part des deux derniers. "
    "Ty. : types de question. Places : combien de bonnes réponses à la première place du fichier, à la deuxième… "
    "Long. : bonnes réponses plus longues que toutes les autres. Voir : points à regarder."
)


def details(found: Report) -> str:
    """The long form: for each bank, its types, what to look at, and the facts that no question asks."""
    lines: list[str] = []
    for bank in found.banks:
        lines += ["", f"{bank.slug} : {_questions(len(bank.questions))}"]
        lines.append("  types : " + ", ".join(f"{TYPE_NAMES[kind]} {bank.types[kind]}" for kind in TYPES if bank.types[kind]))
        without = [question.id for question in bank.questions if not question.hints]
        if without:
            lines.append(f"  sans indice : {', '.join(without)}")
        without = [question.id for question in bank.questions if not question.facts]
        if without:
            lines.append(f"  sans fait cité : {', '.join(without)}")
        listed = [f"{question.id} ({', '.join(untold(question))})" for question in bank.questions if untold(question)]
        if listed:
            lines.append(f"  faits cités mais ni dits ni demandés : {', '.join(listed)}")
        if bank.unasked:
            lines.append(f"  faits de la page jamais demandés : {', '.join(bank.unasked)}")
        lines += [f"  à voir : {_indented(warning)}" for warning in bank.warnings]
    if found.warnings:
        lines += ["", "Ensemble"]
        lines += [f"  à voir : {_indented(warning)}" for warning in found.warnings]
    return "\n".join(lines).strip()


def _indented(warning: ContentError) -> str:
    place = f"ligne {warning.line}, « {warning.id} » : " if warning.id else ""
    return f"{place}{warning.message}" + (f"\n      → {warning.hint}" if warning.hint else "")
