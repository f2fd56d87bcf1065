"""Editorial rules, on pages, exercises and data texts: figures, acronyms, images, typography, sentences.

Each rule is a function that takes something read (a page, a text) and returns `ContentError`s.
"""

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ..errors import ContentError
from ..solutions import has_solution
from ..widgets import WIDGETS
from .. import toc
from . import reading
from .markdown import MASK, WORD, Block, Page
from .reading import Acronym, Text
from .typography import faults, fix_typography

__all__ = ["check", "check_page", "check_text", "fix_typography"]

MAX_WORDS = 35  # in one sentence
MEAN_WORDS = 20  # on average over a page
MAX_CELL_LINES = 10
MAX_TAKEAWAYS = 5

_ACTIVITIES = {class_name for _, class_name in WIDGETS.values()} - {"Quiz", "Resume"}

# What plain language does without. Regular expressions, matched without regard to case.
BANNED = {
    r"il est important de noter": "Dites directement ce qui compte.",
    r"il convient de (?:noter|rappeler|souligner)": "Dites directement ce qui compte.",
    r"il (?:faut|est à) (?:noter|souligner) que": "Dites directement ce qui compte.",
    r"force est de constater": "Dites directement ce que vous constatez.",
    r"n’hésitez pas": "Dites ce qu’il faut faire, avec un verbe : « Appelez… ».",
    r"en effet,": "Supprimez : la phrase suivante est déjà l’explication.",
    r"de manière à ce que": "Écrivez « pour que ».",
    r"de façon à ce que": "Écrivez « pour que ».",
    r"dans le cadre de": "Écrivez « pour », « pendant » ou « avec ».",
    r"au niveau (?:de|du|des)\b": "Nommez le lieu ou le sujet.",
    r"en termes de": "Écrivez « pour » ou « sur ».",
    r"mettre en œuvre la mise en": "Écrivez un seul verbe.",
    r"cliquez ici|cliquer ici": "Le lien dit où il mène : « Lire la déclaration ».",
    r"ci-(?:dessous|dessus|contre)\b": "Nommez ce dont vous parlez : la place change avec l’écran.",
    r"bien évidemment|bien entendu": "Supprimez.",
    r"à l’heure actuelle": "Écrivez « aujourd’hui », avec une date.",
    r"acteurs? incontournables?": "Dites ce que fait cet organisme.",
}
_MIDDLE_DOT = re.compile(r"(?<=\w)[·‧•⋅](?=\w)")
_INCLUSIVE = re.compile(
    r"\w\((?:e|ne|trice|euse|es|s)\)|\w\.(?:e|ne|trice|euse)\.s?\b|\w-(?:e|trice|euse)-s\b"
)

_FIGURE = re.compile(r"[\w°]*\d\w*(?:[.,/–-]\d+)*(?:[ \u00a0\u202f]\d{3}\b)*")
_YEARS = re.compile(r"(?:1[89]|20)\d\d(?:[-–/](?:1[89]|20)\d\d)?$")
_NOT_A_YEAR = re.compile(r"[ \u00a0\u202f]*(?:%|€|euros?\b|salariés?\b|emplois?\b|structures?\b|heures?\b)")
_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_CAPITALS = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ0-9&]*[A-ZÀ-ÖØ-Þ][0-9&]*[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9&]*(?![^\W_])")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?:e|er)?$")
_WORDS = re.compile(r"[^\W_]")
_END = re.compile(
    rf"[.!?…]+(?:[ \u202f\u00a0]*[»)\]”*{MASK}])*(?=[\s{MASK}]+(?:[«(\"*{MASK}\s]*)[A-ZÀ-ÖØ-Þ\d{WORD}]|\s*$)"
)
_ABBREVIATION = re.compile(r"(?:^|[\s(«])(?:M|MM|Mme|art|cf|p|ex|n|L|R|D|av|dir|éd|coll|no|vol)$")


# -- everything ------------------------------------------------------------------------------


def check(
    book: Path | None = None, exercises: Path | None = None, data: Path | None = None
) -> list[ContentError]:
    """Every rule on every page, exercise and table."""
    acronyms = reading.glossary(data)
    names = reading.proper_names(data)
    found: list[ContentError] = []
    chapters = toc.chapters(book.parent if book else None)
    for file in reading.page_files(book):
        try:
            page = reading.read_page(file)
        except UnicodeDecodeError:
            found.append(_not_utf8(file))
            continue
        chapter = file.stem in chapters or file.stem == "modele"
        found += check_page(file, page, acronyms, names, chapter=chapter)
    for file in reading.exercise_files(exercises):
        try:
            texts = reading.yaml_texts(file)
        except UnicodeDecodeError:
            found.append(_not_utf8(file))
            continue
        except yaml.YAMLError:
            continue  # said, with its line, by the check of quizzes
        for text in texts:
            found += check_text(text, acronyms, names)
    for file in reading.table_files(data):
        for text in reading.table_texts(file):
            found += typography(text)
            found += wording(text)
            if file.stem not in ("glossaire", "sources", "publications", "sites"):
                found += unknown_acronyms(text, acronyms, names)
    return found


def check_page(
    file: Path,
    page: Page,
    acronyms: dict[str, Acronym],
    names: set[str] = frozenset(),
    *,
    chapter: bool = False,
) -> list[ContentError]:
    """Every rule on one page; `chapter` adds the shape that a chapter must have."""
    text = Text(file, page.text, page.mask, 1)
    found = typed_figures(text)
    found += unknown_acronyms(text, acronyms, names)
    found += unexplained_acronyms(file, page, acronyms)
    found += alternatives(file, page)
    found += typography(text, lambda offset: page.line(offset) in page.table_lines)
    found += wording(text)
    found += sentences_of_page(file, page)
    found += cells(file, page)
    if chapter:
        found += shape(file, page)
    return sorted(found, key=lambda error: error.line or 0)


def check_text(text: Text, acronyms: dict[str, Acronym], names: set[str] = frozenset()) -> list[ContentError]:
    """Every rule that holds for one text of an exercise."""
    found = typography(text) + wording(text) + unknown_acronyms(text, acronyms, names)
    # A wrong answer has to be typed: it is not a datum. So do the figures of an invented case.
    if not any(step.endswith(":faux") or step in ("cas", "fictif") for step in text.key):
        found += typed_figures(text)
    for sentence in sentences(text.mask):
        found += _too_long(text.file, text.line_of(sentence.start), sentence.words, text.id)
    return found


def _not_utf8(file: Path) -> ContentError:
    return ContentError(
        "le fichier n’est pas en UTF-8",
        file=file,
        hint="Enregistrez-le de nouveau en choisissant l’encodage UTF-8.",
    )


# -- (a) figures -----------------------------------------------------------------------------


_MINUTES = re.compile(r"\(\d+[ \u00a0\u202f]min\)")


def typed_figures(text: Text) -> list[ContentError]:
    """Figures typed in a sentence, where only years may be."""
    found = []
    for match in _FIGURE.finditer(text.mask):
        figure = match.group()
        if _YEARS.match(figure) and not _NOT_A_YEAR.match(text.mask, match.end()):
            continue
        # (5 min) opens a step of the facilitators' notes.
        if _MINUTES.match(text.mask, match.start() - 1):
            continue
        # [1] is a gap of a quiz.
        if text.mask[match.start() - 1 : match.start()] == "[" and text.mask[match.end() : match.end() + 1] == "]":
            continue
        hint = (
            "Un chiffre vient de data/ : écrivez {fait}`identifiant`. "
            "Un petit nombre qui n’est pas une donnée s’écrit en lettres."
        )
        if re.search(r"articles?[ \u00a0\u202f]*$", text.mask[: match.start()], re.I):
            hint = "Un article de loi s’écrit {article}`ess-1` ou {article}`ess-1|court`."
        found.append(
            ContentError(
                f"chiffre tapé dans le texte : « {figure.strip()} »",
                file=text.file,
                line=text.line_of(match.start()),
                id=text.id,
                hint=hint,
            )
        )
    return found


# -- (b) acronyms ----------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _parts(spellings: tuple[str, ...]) -> frozenset[str]:
    """Words of the spellings: CG SCOP is one entry of the glossary, and its parts are known too."""
    return frozenset(part for spelling in spellings for part in _TOKEN.findall(spelling))


def unknown_acronyms(
    text: Text, acronyms: dict[str, Acronym], names: set[str] = frozenset()
) -> list[ContentError]:
    """Words in capitals that the glossary does not have (names of organisations apart)."""
    if not acronyms:
        return []
    known = _parts(tuple(acronyms))
    found, seen = [], set()
    for match in _CAPITALS.finditer(text.mask):
        token = match.group()
        if token in seen or token in known or token in names or _ROMAN.match(token):
            continue
        seen.add(token)
        found.append(
            ContentError(
                f"sigle absent du glossaire : « {token} »",
                file=text.file,
                line=text.line_of(match.start()),
                id=text.id,
                hint="Ajoutez-le dans data/glossaire.csv avec sa forme développée, ou écrivez-le en toutes lettres.",
            )
        )
    return found


def unexplained_acronyms(file: Path, page: Page, acronyms: dict[str, Acronym]) -> list[ContentError]:
    """Acronyms whose first use in the running text is not spelled out."""
    running = [block for block in page.blocks if block.kind in ("paragraph", "item")]
    by_entry: dict[str, list[str]] = {}
    for spelling, acronym in acronyms.items():
        by_entry.setdefault(acronym.sigle, []).append(spelling)
    forced = {}
    for role in page.roles:
        if role.name == "sigle":
            forced.setdefault(role.content.partition("|")[0].strip(), role.offset)
    found = []
    for sigle, spellings in by_entry.items():
        developed = acronyms[spellings[0]].developpe
        # « loi ESS » and plain words are in the glossary too: they are no acronyms.
        if not developed or _same(developed, sigle) or any(part.islower() for part in sigle.split()):
            continue
        first = _first_use(page, running, spellings)
        if first is None:
            continue
        offset, end, block = first
        if any(spelling in forced and forced[spelling] <= offset for spelling in spellings):
            continue
        if _spelled_out(page.mask, block, offset, end, developed):
            continue
        found.append(
            ContentError(
                f"sigle non développé à sa première apparition : « {page.mask[offset:end]} »",
                file=file,
                line=page.line(offset),
                hint=f"Écrivez « {developed} ({sigle}) » ou {{sigle}}`{sigle}`.",
            )
        )
    return found


def _first_use(page: Page, blocks: list[Block], spellings: list[str]) -> tuple[int, int, Block] | None:
    pattern = re.compile(
        r"(?<![^\W_])(?:"
        + "|".join(re.escape(s) for s in sorted(spellings, key=len, reverse=True))
        + r")(?![^\W_])"
    )
    for block in blocks:
        match = pattern.search(page.mask, block.start, block.end)
        if match:
            return match.start(), match.end(), block
    return None


def _spelled_out(mask: str, block: Block, start: int, end: int, developed: str) -> bool:
    wanted = _plain(developed)
    before = mask[block.start : start].replace(MASK, "").replace("\n", " ").rstrip("*_")
    after = mask[end : block.end].replace(MASK, "").replace("\n", " ").lstrip("*_ \u00a0\u202f")
    if before.rstrip().endswith("(") and _plain(before.rstrip().rstrip("(")).endswith(wanted):
        return True
    if after.startswith("(") and _plain(after[1:]).startswith(wanted):
        return True
    # « Le PTCE, pôle territorial de coopération économique, … »
    return after.startswith((",", ":")) and _plain(after[1:]).startswith(wanted)


def _plain(text: str) -> str:
    """Letters and digits only, without accents or case, one space between words."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return re.sub(r"[^a-z0-9]+", " ", bare.encode("ascii", "ignore").decode().replace("'", " ")).strip()


def _same(first: str, second: str) -> bool:
    return _plain(first) == _plain(second)


# -- (c) images ------------------------------------------------------------------------------


def alternatives(file: Path, page: Page) -> list[ContentError]:
    """Images and figures that say nothing to whoever cannot see them."""
    hint = "Dites en une phrase ce que l’image montre."
    found = [
        ContentError("image sans texte de remplacement", file=file, line=page.line(offset), hint=hint)
        for offset, alternative, _ in page.images
        if not alternative.strip()
    ]
    for directive in page.directives:
        if directive.name in ("image", "figure") and not directive.options.get("alt"):
            found.append(
                ContentError(
                    "image sans texte de remplacement",
                    file=file,
                    line=directive.line,
                    hint="Ajoutez sous la première ligne : « :alt: ce que l’image montre ».",
                )
            )
    return found


# -- (d) typography --------------------------------------------------------------------------


def typography(text: Text, in_table=lambda offset: False) -> list[ContentError]:
    """Spaces, apostrophes and quotation marks; one message per fault and line."""
    found, seen = [], set()
    for fault in faults(text.source, text.mask, in_table):
        line = text.line_of(fault.start)
        if (line, fault.message) in seen:
            continue
        seen.add((line, fault.message))
        extract = text.source[max(0, fault.start - 15) : fault.end + 10].strip().replace("\n", " ")
        found.append(
            ContentError(
                f"{fault.message} (près de « {extract} »)",
                file=text.file,
                line=line,
                id=text.id,
                hint=fault.hint,
            )
        )
    return found


# -- (e) sentences ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """A sentence: the offset of its first character, and its number of words."""

    start: int
    words: int


def sentences(mask: str, offset: int = 0) -> Iterator[Sentence]:
    """Sentences of a masked text. A role counts for one word; an elided article does not count."""
    start = 0
    for end in _sentence_ends(mask):
        words = _count(mask[start:end])
        if words:
            lead = len(mask[start:end]) - len(mask[start:end].lstrip(f" \n\t{MASK}"))
            yield Sentence(offset + start + lead, words)
        start = end


def _sentence_ends(mask: str) -> Iterator[int]:
    for match in _END.finditer(mask):
        if mask[match.start()] == "." and _ABBREVIATION.search(
            mask[max(0, match.start() - 6) : match.start()]
        ):
            continue
        yield match.end()
    yield len(mask)


def _count(mask: str) -> int:
    words = mask.replace(MASK, " " if MASK not in mask.strip(MASK) else "").split()
    return sum(1 for word in words if WORD in word or _WORDS.search(word))


def sentences_of_page(file: Path, page: Page) -> list[ContentError]:
    """Sentences too long, and a page whose sentences are too long on average."""
    found, lengths = [], []
    for block in page.blocks:
        if block.kind not in ("paragraph", "item", "cell"):
            continue
        for sentence in sentences(page.mask[block.start : block.end], block.start):
            found += _too_long(file, page.line(sentence.start), sentence.words)
            if block.kind != "cell":
                lengths.append(sentence.words)
    if lengths and sum(lengths) / len(lengths) > MEAN_WORDS:
        mean = f"{sum(lengths) / len(lengths):.1f}".replace(".", ",")
        found.append(
            ContentError(
                f"les phrases font {mean} mots en moyenne, pour {MEAN_WORDS} au plus",
                file=file,
                hint="Coupez les plus longues : une idée par phrase.",
            )
        )
    return found


def _too_long(file: Path, line: int, words: int, id: str | None = None) -> list[ContentError]:
    if words <= MAX_WORDS:
        return []
    return [
        ContentError(
            f"phrase de {words} mots, pour {MAX_WORDS} au plus",
            file=file,
            line=line,
            id=id,
            hint="Coupez-la : une idée par phrase.",
        )
    ]


# -- (f) wording -----------------------------------------------------------------------------


def wording(text: Text) -> list[ContentError]:
    """Formulas of plain language and inclusive spelling."""
    # Line ends count as spaces, offsets stay.
    flat = text.mask.replace("\n", " ").replace("'", "’")
    found = []
    for pattern, hint in BANNED.items():
        for match in re.finditer(pattern, flat, re.I):
            found.append(_wording(text, match, f"tournure à éviter : « {match.group().strip()} »", hint))
    for pattern in (_MIDDLE_DOT, _INCLUSIVE):
        for match in pattern.finditer(flat):
            found.append(
                _wording(
                    text,
                    match,
                    "écriture avec point médian ou parenthèse",
                    "Les lecteurs d’écran butent dessus : écrivez « les agentes et les agents », « la personne qui… ».",
                )
            )
    return found


def _wording(text: Text, match: re.Match, message: str, hint: str) -> ContentError:
    return ContentError(message, file=text.file, line=text.line_of(match.start()), id=text.id, hint=hint)


# -- (g) the shape of a chapter --------------------------------------------------------------


def shape(file: Path, page: Page) -> list[ContentError]:
    """The sections that every chapter has, in the same order."""
    marks = list(_marks(page))
    found: list[ContentError] = []

    def fault(message: str, hint: str, line: int | None = None) -> None:
        found.append(ContentError(message, file=file, line=line, hint=hint))

    steps = (
        ("objectifs", "les objectifs", "Ajoutez un bloc {objectifs} avec :duree: en minutes."),
        ("question", "la question avant le contenu", "Ajoutez un bloc {a-vous} ou une cellule Predict(…) ou Ordering(…) avant le premier titre de contenu."),
        ("widget", "une activité", "Ajoutez une cellule qui affiche un widget."),
        ("dans-votre-poste", "le bloc « Dans votre poste »", "Ajoutez un bloc {dans-votre-poste}."),
        ("depuis", "le bloc « Depuis 2015 »", "Ajoutez un bloc {depuis} avec les numéros des changements."),
        ("a-retenir", "le bloc « À retenir »", "Ajoutez un bloc {a-retenir} : cinq points au plus."),
        ("quiz", "le quiz de fin", "Ajoutez une cellule qui affiche le quiz du chapitre."),
        ("sources-page", "les sources de la page", "Finissez par un bloc {sources-page}."),
    )  # fmt: skip
    order = [step for step, _, _ in steps]
    position: dict[str, int] = {}
    for step, line in marks:
        # The last quiz is the quiz of the end; of everything else, the first one counts.
        if step == "quiz" or step not in position:
            position[step] = line
    for step, label, hint in steps:
        if step not in position:
            fault(f"il manque {label}", hint)
    present = [step for step in order if step in position and step != "widget"]
    for before, after in zip(present, present[1:]):
        if position[before] > position[after]:
            labels = {step: label for step, label, _ in steps}
            fault(
                f"{labels[after]} vient avant {labels[before]}",
                "L’ordre est : objectifs, question, contenu, activité, dans votre poste, depuis 2015, à retenir, quiz, sources.",
                position[after],
            )
    for directive in page.directives:
        if directive.name == "objectifs":
            if not re.fullmatch(r"\d+", directive.options.get("duree", "")):
                fault(
                    "les objectifs ne disent pas la durée",
                    "Ajoutez « :duree: 15 » (en minutes).",
                    directive.line,
                )
            points = _points(directive.body)
            if not 2 <= points <= 4:
                fault(
                    f"{points} objectif(s), pour deux à quatre",
                    "Gardez deux à quatre objectifs.",
                    directive.line,
                )
        if directive.name == "a-retenir" and _points(directive.body) > MAX_TAKEAWAYS:
            fault(
                f"« À retenir » a {_points(directive.body)} points, pour {MAX_TAKEAWAYS} au plus",
                "Gardez l’essentiel.",
                directive.line,
            )
    return found


def _points(body: str) -> int:
    return len(re.findall(r"^(?:[-*+]|\d+[.)])[ \t]", body, re.M))


def _marks(page: Page) -> Iterator[tuple[str, int]]:
    """(step, line) of what makes the shape of a chapter."""
    sections = [page.line(h.offset) for h in page.headings if h.level == 2]
    for directive in page.directives:
        if directive.name in ("objectifs", "dans-votre-poste", "depuis", "a-retenir", "sources-page"):
            yield directive.name, directive.line
        called = _called(directive.body) if directive.name == "code-cell" else set()
        opening = directive.name == "a-vous" or {"Predict", "Ordering"} & set(called)
        # The question may have its own heading: content begins at the second one.
        if opening and (len(sections) < 2 or directive.line < sections[1]):
            yield "question", directive.line
        if "Quiz" in called:
            yield "quiz", directive.line
        if called & _ACTIVITIES:
            yield "widget", directive.line


# -- (h) cells -------------------------------------------------------------------------------


def _called(source: str) -> set[str]:
    """Names called by a cell: `widgets.quiz("definition")` calls `quiz`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names


def cells(file: Path, page: Page) -> list[ContentError]:
    """Cells that are too long, or that do more than import and call (unless the page teaches code)."""
    found = []
    teaches_code = any(has_solution(cell.body) for cell in page.cells)
    for cell in page.cells:
        lines = [line for line in cell.body.splitlines() if line.strip()]
        if len(lines) > MAX_CELL_LINES:
            found.append(
                ContentError(
                    f"cellule de {len(lines)} lignes, pour {MAX_CELL_LINES} au plus",
                    file=file,
                    line=cell.line,
                    hint="Mettez ce code dans src/ess_region/ et appelez-le.",
                )
            )
        try:
            tree = ast.parse(cell.body)
        except SyntaxError as error:
            found.append(
                ContentError(
                    "cette cellule n’est pas du Python",
                    file=file,
                    line=cell.body_line + (error.lineno or 1) - 1,
                    hint="Corrigez la ligne ; une cellule importe et appelle, rien d’autre.",
                )
            )
            continue
        if teaches_code:
            continue
        for node in _not_a_call(tree.body):
            found.append(
                ContentError(
                    "une cellule importe et appelle, rien d’autre",
                    file=file,
                    line=cell.body_line + node.lineno - 1,
                    hint="Mettez ce calcul dans src/ess_region/ et appelez-le.",
                )
            )
    return found


def _not_a_call(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    logic = (
        ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.BinOp,
        ast.BoolOp, ast.Compare, ast.NamedExpr, ast.Await, ast.JoinedStr,
    )  # fmt: skip
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        simple = isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Name, ast.Attribute))
        assigned = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if not (simple or assigned):
            yield node
            continue
        yield from (inner for inner in ast.walk(node) if isinstance(inner, logic))
