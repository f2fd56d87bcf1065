"""Workshops: what participants do (`exercises/SLUG/atelier.yml`) and its answer key (`corrige.yml`).

The key is read apart: nothing of it reaches the widget or the learners' book. Its computed answers are
checked when it is read (`CALCULATIONS`).
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import clauses, french, pack, paths, verdict
from .bank import Entry, read_mapping
from .content import LinedDict
from .errors import ContentError

#: Kinds of documents handed out → what they are called.
KINDS = {"courrier": "Courrier", "fiche": "Fiche", "carte-role": "Carte de rôle", "donnees": "Données"}
#: What is filled in: types of entries, and of the cells of a table.
TYPES = ("texte", "paragraphe", "nombre", "choix", "cases", "tableau")
CELLS = ("texte", "choix")
#: Variants that every workshop describes → how they are called.
VARIANTS = {
    "seul": "Seul",
    "douze": "À douze",
    "quarante": "À quarante",
    "trente-minutes": "En trente minutes",
}
FILE, KEY_FILE = "atelier.yml", "corrige.yml"

_WORKSHOP = (
    "but", "public", "duree", "groupe", "materiel", "documents", "etapes", "rendre", "variantes", "debrief",
)  # fmt: skip
_DOCUMENT = ("id", "titre", "sorte", "texte", "puces", "tableau", "donnees")
_STEP = ("id", "titre", "duree", "consigne", "documents", "saisies")
#: Keys of an entry, besides those that all share.
_FIELD = {
    "texte": (),
    "paragraphe": ("lignes",),
    "nombre": ("unite",),
    "choix": ("choix",),
    "cases": ("choix",),
    "tableau": ("lignes", "colonnes"),
}
_ANY_FIELD = ("id", "type", "libelle", "aide", "document")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TITLE = re.compile(r"^# +(.+?)\s*$", re.M)

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of a document; cells are inline Markdown."""

    head: Texts
    rows: tuple[Texts, ...]


@dataclass(frozen=True)
class Document:
    """What is handed out. `kind`: one of `KINDS`. `regional`: the figures of a region come with it."""

    id: str
    title: str
    kind: str
    paragraphs: Texts
    bullets: Texts = ()
    table: Table | None = None
    regional: bool = False


@dataclass(frozen=True)
class Column:
    """A column to fill in: `texte`, or `choix` among `choices`."""

    title: str
    type: str = "texte"
    choices: Texts = ()


@dataclass(frozen=True)
class Field:
    """An entry to fill in. `lines`: height of a paragraph. `rows` (their labels) and `columns`: a table.
    `document`: id of the document that it is about, shown just above it, or nothing."""

    id: str
    type: str
    label: str
    help: str = ""
    choices: Texts = ()
    lines: int = 1
    unit: str = ""
    rows: Texts = ()
    columns: tuple[Column, ...] = ()
    document: str = ""


@dataclass(frozen=True)
class Step:
    """One step: minutes, what to do in order, ids of its documents, entries."""

    id: str
    title: str
    minutes: int
    instructions: Texts
    documents: Texts
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Workshop:
    """A workshop. `minutes`: least, usual, most. `group`: least, usual, most, with its words in `group_text`."""

    slug: str
    aim: str
    audience: str
    minutes: tuple[int, int, int]
    group: tuple[int, int, int]
    group_text: str
    material: Texts
    documents: tuple[Document, ...]
    steps: tuple[Step, ...]
    hand_in: str
    variants: dict[str, str]
    debrief: Texts

    @property
    def fields(self) -> list[Field]:
        """Every entry, in order."""
        return [one for step in self.steps for one in step.fields]

    def document(self, id: str) -> Document:
        return next(one for one in self.documents if one.id == id)

    def field(self, id: str) -> Field:
        return next(one for one in self.fields if one.id == id)


@dataclass(frozen=True)
class Case:
    """A Region's own case: documents that take the place of those of the same id."""

    title: str
    documents: tuple[Document, ...]
    key: Texts = ()

    def document(self, id: str) -> Document | None:
        return next((one for one in self.documents if one.id == id), None)


@dataclass(frozen=True)
class StepKey:
    """The key of one step: expected answers by entry, why, and common mistakes.

    An answer is a text, a tuple of texts (boxes to tick, paragraphs), a number, or rows of texts.
    """

    step: Step
    answers: dict[str, Any]
    reasoning: Texts
    mistakes: Texts


@dataclass(frozen=True)
class Key:
    """The answer key of a workshop."""

    workshop: Workshop
    steps: tuple[StepKey, ...]
    calculations: int = 0


# -- the sheet ---------------------------------------------------------------------------------


def load(slug: str) -> Workshop:
    """A workshop. Raises ContentError."""
    return load_file(paths.EXERCISES / slug / FILE)


def load_file(path: Path | str) -> Workshop:
    """One `atelier.yml`. Raises ContentError with the file, the line, the id and what to write."""
    path = Path(path)
    entry = read_mapping(path, _WORKSHOP, "un atelier", hint=f"Reprenez la forme de exercises/modele/{path.name}.")
    documents = read_documents(entry)
    steps = _steps(entry, documents)
    minutes = _three(entry, "duree", ("minimum", "habituelle", "maximum"))
    total = sum(step.minutes for step in steps)
    if total != minutes[1]:
        entry.fail(
            f"les étapes font {total} minutes, la durée habituelle est de {minutes[1]} minutes",
            key="duree",
            hint="Corrigez « habituelle », ou la durée d’une étape.",
        )
    used = {id for step in steps for id in step.documents}
    for one in documents:
        if one.id not in used:
            entry.fail(
                f"le document « {one.id} » n’est dans aucune étape",
                key="documents",
                hint="Citez-le dans « documents: » d’une étape, ou retirez-le.",
            )
    group = _sub(entry, "groupe", ("minimum", "habituel", "maximum", "texte"))
    return Workshop(
        slug=path.parent.name,
        aim=entry.markdown("but"),
        audience=entry.markdown("public"),
        minutes=minutes,
        group=_three(entry, "groupe", ("minimum", "habituel", "maximum")),
        group_text=group.markdown("texte"),
        material=_texts(entry, "materiel"),
        documents=documents,
        steps=steps,
        hand_in=entry.markdown("rendre"),
        variants=_variants(entry),
        debrief=_texts(entry, "debrief", required=True),
    )


def region_case(slug: str) -> Case | None:
    """The case of the Region's pack in use for a workshop, if it has one."""
    found = pack.current().get("ateliers", {}).get(slug)
    if not found:
        return None
    entry = Entry(LinedDict.of(found), Path(f"ateliers/{slug}.yml"), id="")
    return Case(found["titre"], read_documents(entry), tuple(found["corrige"]))


def title(slug: str) -> str:
    """The title of the workshop's page, `book/SLUG.md`."""
    file = paths.BOOK / f"{slug}.md"
    found = _TITLE.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    if not found:
        raise ContentError("la page de l’atelier n’a pas de titre", file=file, hint="Ajoutez une ligne « # Titre ».")
    return found[1]


def slugs() -> list[str]:
    """Pages that have a workshop, in alphabetical order."""
    return sorted(path.parent.name for path in paths.EXERCISES.glob(f"*/{FILE}"))


def _sub(entry: Entry, key: str, allowed: tuple[str, ...]) -> Entry:
    """The mapping under `key`, which must be there, with these keys only."""
    if not entry.has(key):
        entry.fail(f"« {key} » manque", key=key, hint=f"Ajoutez « {key}: » avec {', '.join(allowed)}.")
    found = entry.nested(entry.item[key], key, f"« {key} »")
    found.only(allowed, f"« {key} »")
    return found


def _three(entry: Entry, key: str, names: tuple[str, str, str]) -> tuple[int, int, int]:
    """Least, usual and most, in that order."""
    found = _sub(entry, key, (*names, "texte") if key == "groupe" else names)
    values = tuple(_whole(found, name) for name in names)
    if not values[0] <= values[1] <= values[2]:
        found.fail(f"{', '.join(names)} doivent aller du plus petit au plus grand", key=names[1])
    return values


def _whole(entry: Entry, key: str, default: int | None = None) -> int:
    value = entry.number(key, default)
    if value is None or value != int(value) or value < 1:
        entry.fail(f"« {key} » doit être un nombre entier, un ou plus", key=key, hint=f"Par exemple « {key}: 10 ».")
    return int(value)


def _texts(entry: Entry, key: str, *, required: bool = False) -> Texts:
    """One text or a list of texts."""
    if isinstance(entry.item.get(key), str):
        return (entry.markdown(key),)
    found = entry.texts(key)
    if required and not found:
        entry.fail(f"« {key} » manque", key=key, hint=f"Ajoutez « {key}: » et un ou plusieurs textes.")
    for text in found:
        entry.check_markdown(text, key)
    return found


def _identified(entry: Entry, seen: set[str], what: str) -> str:
    id = entry.text("id")
    entry.id = id
    if not _ID.fullmatch(id):
        entry.fail("cet identifiant n’est pas en minuscules sans accent", key="id", hint="Par exemple « id: courrier-1 ».")
    if id in seen:
        entry.fail(f"cet identifiant est déjà pris par {what}", key="id", hint="Donnez-en un autre.")
    seen.add(id)
    return id


def read_documents(entry: Entry) -> tuple[Document, ...]:
    """The documents of a workshop, or those of a Region's case. Raises ContentError."""
    if not entry.has("documents"):
        return ()
    found, seen = [], set()
    for item in entry.entries("documents", "document"):
        item.only(_DOCUMENT, "un document")
        id = _identified(item, seen, "un autre document")
        regional = item.has("donnees")
        if regional:
            item.choice("donnees", ["region"])
        one = Document(
            id=id,
            title=item.markdown("titre"),
            kind=item.choice("sorte", KINDS),
            paragraphs=_texts(item, "texte"),
            bullets=_texts(item, "puces"),
            table=_table(item),
            regional=regional,
        )
        if not (one.paragraphs or one.bullets or one.table or one.regional):
            item.fail("ce document est vide", hint="Ajoutez « texte: », « puces: » ou « tableau: ».")
        found.append(one)
    return tuple(found)


def _table(item: Entry) -> Table | None:
    if not item.has("tableau"):
        return None
    table = _sub(item, "tableau", ("entetes", "lignes"))
    head = _texts(table, "entetes", required=True)
    return Table(head, _rows(table, "lignes", len(head)))


def _rows(entry: Entry, key: str, width: int, *, empty: bool = False) -> tuple[Texts, ...]:
    value = entry.item.get(key)
    if not isinstance(value, list) or not value:
        entry.fail(f"« {key} » doit être une liste de lignes", key=key, hint="Par exemple « - [\"…\", \"…\"] ».")
    rows = []
    for rank, row in enumerate(value, 1):
        if not isinstance(row, list) or len(row) != width:
            many = len(row) if isinstance(row, list) else 1
            entry.fail(
                f"« {key} », ligne {rank} : {many} cellules au lieu de {width}",
                key=key,
                hint="Une cellule par colonne, entre guillemets ; \"\" pour une cellule vide.",
            )
        # A « : » outside quotation marks makes a mapping of the cell.
        if any(isinstance(cell, (dict, list)) for cell in row):
            entry.fail(
                f"« {key} », ligne {rank} : une cellule contient « : »", key=key, hint="Mettez cette cellule entre guillemets."
            )
        cells = tuple("" if cell is None else str(cell).strip() for cell in row)
        for cell in cells:
            entry.check_markdown(cell, key)
        rows.append(cells)
    return tuple(rows)


def _steps(entry: Entry, documents: tuple[Document, ...]) -> tuple[Step, ...]:
    found, seen, taken = [], set(), set()
    known = [one.id for one in documents]
    for item in entry.entries("etapes", "étape"):
        item.only(_STEP, "une étape")
        id = _identified(item, seen, "une autre étape")
        used = item.texts("documents")
        for one in used:
            if one not in known:
                item.fail(
                    f"document inconnu « {one} »", key="documents", hint=f"Documents de l’atelier : {', '.join(known)}."
                )
        fields = ()
        if item.has("saisies"):
            fields = tuple(_field(one, taken, used) for one in item.entries("saisies", "saisie"))
        step = Step(
            id=id,
            title=item.markdown("titre"),
            minutes=_whole(item, "duree"),
            instructions=_texts(item, "consigne", required=True),
            documents=used,
            fields=fields,
        )
        found.append(step)
    return tuple(found)


def _field(item: Entry, taken: set[str], documents: Texts) -> Field:
    id = _identified(item, taken, "une autre saisie de l’atelier")
    item.label = ""
    type = item.choice("type", TYPES)
    item.only((*_ANY_FIELD, *_FIELD[type]), f"une saisie de type « {type} »")
    own: dict[str, Any] = {}
    if "choix" in _FIELD[type]:
        own["choices"] = _choices(item)
    if type == "paragraphe":
        own["lines"] = _whole(item, "lignes", 3)
    if item.has("unite"):
        own["unit"] = item.text("unite")
    if type == "tableau":
        own["rows"] = _texts(item, "lignes", required=True)
        own["columns"] = tuple(_column(one) for one in item.entries("colonnes", "colonne"))
        for what in (own["rows"], [column.title for column in own["columns"]]):
            if len(set(what)) < len(what):
                item.fail("deux lignes ou deux colonnes ont le même nom", hint="Donnez à chacune son propre nom.")
    document = item.text("document") if item.has("document") else ""
    if document and document not in documents:
        item.fail(
            f"« {document} » n’est pas un document de cette étape",
            key="document",
            hint="Citez-le aussi dans « documents: » de l’étape.",
        )
    return Field(
        id=id,
        type=type,
        label=item.markdown("libelle"),
        help=item.markdown("aide") if item.has("aide") else "",
        document=document,
        **own,
    )


def _choices(item: Entry) -> Texts:
    found = _texts(item, "choix", required=True)
    if len(found) < 2 or len(set(found)) < len(found):
        item.fail("il faut au moins deux choix, tous différents", key="choix", hint="Par exemple « choix: [\"…\", \"…\"] ».")
    return found


def _column(item: Entry) -> Column:
    type = item.choice("type", CELLS) if item.has("type") else "texte"
    item.only(("titre", "type", "choix") if type == "choix" else ("titre", "type"), f"une colonne de type « {type} »")
    return Column(item.markdown("titre"), type, _choices(item) if type == "choix" else ())


def _variants(entry: Entry) -> dict[str, str]:
    found = _sub(entry, "variantes", tuple(VARIANTS))
    return {name: found.markdown(name) for name in VARIANTS}


# -- the answer key ----------------------------------------------------------------------------


def load_key(slug: str) -> Key:
    """The answer key of a workshop. Raises ContentError."""
    return load_key_file(paths.EXERCISES / slug / KEY_FILE)


def load_key_file(path: Path | str) -> Key:
    """One `corrige.yml`, checked against the `atelier.yml` beside it. Raises ContentError."""
    path = Path(path)
    hint = f"Reprenez la forme de exercises/modele/{path.name}."
    entry = read_mapping(path, ("etapes", "calculs"), "un corrigé", hint=hint)
    workshop = load_file(path.with_name(FILE))
    steps = _sub(entry, "etapes", tuple(step.id for step in workshop.steps))
    found = []
    for step in workshop.steps:
        if steps.has(step.id):
            found.append(_step_key(steps.nested(steps.item[step.id], step.id, f"étape « {step.id} »"), step))
        elif step.fields:
            entry.fail(
                f"il manque le corrigé de l’étape « {step.id} »",
                key="etapes",
                hint=f"Ajoutez « {step.id}: » avec « reponses », « raisonnement » et « erreurs ».",
            )
    answers = {id: value for one in found for id, value in one.answers.items()}
    count = 0
    if entry.has("calculs"):
        for item in entry.entries("calculs", "calcul"):
            _calculation(item, workshop, answers)
            count += 1
    return Key(workshop, tuple(found), count)


def _step_key(entry: Entry, step: Step) -> StepKey:
    entry.only(("reponses", "raisonnement", "erreurs"), "le corrigé d’une étape")
    answers: dict[str, Any] = {}
    if entry.has("reponses"):
        given = entry.nested(entry.item["reponses"], "reponses", entry.label)
        given.only([one.id for one in step.fields], f"les réponses de l’étape « {step.id} »")
        for one in step.fields:
            if given.has(one.id):
                answers[one.id] = _answer(given, one)
    return StepKey(
        step, answers, _texts(entry, "raisonnement", required=True), _texts(entry, "erreurs")
    )


def _answer(entry: Entry, one: Field) -> Any:
    """The expected answer of an entry, checked against its type."""
    if one.type == "nombre":
        return entry.number(one.id)
    if one.type == "tableau":
        rows = _rows(entry, one.id, len(one.columns))
        if len(rows) != len(one.rows):
            entry.fail(f"{len(rows)} lignes de réponse pour {len(one.rows)} lignes à remplir", key=one.id)
        for row in rows:
            for cell, column in zip(row, one.columns, strict=True):
                if cell and column.choices and cell not in column.choices:
                    _not_a_choice(entry, one.id, cell, column.choices)
        return rows
    found = _texts(entry, one.id, required=True)
    if one.choices:
        for text in found:
            if text not in one.choices:
                _not_a_choice(entry, one.id, text, one.choices)
    if one.type in ("choix", "texte") and len(found) > 1:
        entry.fail("une seule réponse est attendue ici", key=one.id)
    return found[0] if one.type in ("choix", "texte") else found


def _not_a_choice(entry: Entry, key: str, text: str, choices: Texts) -> None:
    entry.fail(f"« {text} » n’est pas un choix de « {key} »", key=key, hint=f"Choix : {' | '.join(choices)}.")


# -- computed answers --------------------------------------------------------------------------


def _calculation(item: Entry, workshop: Workshop, answers: Mapping[str, Any]) -> None:
    """Check that an expected answer is what the calculation gives."""
    id = item.text("saisie")
    if id not in answers:
        item.fail(f"« {id} » n’a pas de réponse dans ce corrigé", key="saisie", hint="Ajoutez-la dans « reponses ».")
    name = item.choice("de", CALCULATIONS)
    keys, compute = CALCULATIONS[name]
    item.only(("saisie", "ligne", "colonne", "de", *keys), f"un calcul « {name} »")
    expected, where = answers[id], id
    target = workshop.field(id)
    if target.type == "tableau":
        row = target.rows.index(item.choice("ligne", target.rows))
        titles = [column.title for column in target.columns]
        expected = expected[row][titles.index(item.choice("colonne", titles))]
        where = f"{id}, {target.rows[row]}"
    computed = compute(item)
    if isinstance(computed, (int, float)) and not isinstance(expected, (int, float)):
        expected = french.parse_number(re.sub(r"\{fictif\}`([^`]*)`", r"\1", str(expected)))
    if expected != computed:
        item.fail(
            f"« {where} » : le corrigé dit « {expected} », le calcul donne « {computed} »",
            key="saisie",
            hint="Corrigez la réponse, ou les valeurs du calcul.",
        )


def _number(item: Entry, key: str) -> float:
    value = item.number(key)
    if value is None:
        item.fail(f"« {key} » manque", hint=f"Ajoutez « {key}: … ».")
    return value


def _hours(item: Entry) -> int:
    """Insertion hours: amount in euros, shares in percent, hourly cost in euros."""
    values = [round(_number(item, key) * 100) for key in ("montant", "part", "taux", "cout")]
    return clauses.hours(*values)


def _product(item: Entry) -> float:
    """The product of a list of numbers."""
    factors = item.item.get("facteurs")
    if not isinstance(factors, list) or not all(isinstance(one, (int, float)) for one in factors):
        item.fail("« facteurs » doit être une liste de nombres", key="facteurs", hint="Par exemple « [300, 12] ».")
    return math.prod(factors)


def _fact(item: Entry) -> float:
    return item.numeric_fact("fait").value


def _opinion(item: Entry) -> str:
    """What the rules of a chapter conclude from answers, in the words of its own choices."""
    file = paths.EXERCISES / item.text("chapitre") / "verdict.yml"
    rules = verdict.load_rules(file)
    given = item.item.get("reponses")
    if not isinstance(given, dict):
        item.fail("« reponses » doit donner une réponse par question", key="reponses")
    for question, option in given.items():
        known = next((q for q in rules.content["questions"] if q["id"] == question), None)
        if known is None or option not in [o["id"] for o in known["options"]]:
            item.fail(f"réponse inconnue « {question}: {option} »", key="reponses", hint=f"Voir {paths.relative(file)}.")
    return rules.content["textes"]["avis"][verdict.evaluate(rules, given).value]


#: Name of a calculation → its own keys, and what computes the expected answer. One line each.
CALCULATIONS: dict[str, tuple[tuple[str, ...], Callable[[Entry], Any]]] = {
    "insertion-hours": (("montant", "part", "taux", "cout"), _hours),
    "produit": (("facteurs",), _product),
    "fait": (("fait",), _fact),
    "verdict": (("chapitre", "reponses"), _opinion),
}
