"""Predictions: `exercises/SLUG/predictions.yml`, questions asked before the datum is shown.

Two forms: `nombre` (a value on a scale) and `classement` (elements to rank). A prediction is never
right or wrong; it is near or far, and the page says by how much. A number may be that of the learner's
own region (`fait: part-region@ma-region`): the page asks for the region first.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from . import data
from .bank import Entry, check_id, read_list
from .errors import ContentError
from .facts import MY_REGION, Fact
from .paths import EXERCISES
from .quiz import fact_unit

ORDERS = ("decroissant", "croissant")

_COMMON = ("id", "forme", "question", "explication")
_KEYS = {
    "nombre": (*_COMMON, "fait", "min", "max", "pas", "marge", "unite", "phrases"),
    "classement": (*_COMMON, "elements", "sens", "titre_elements", "titre_donnee", "phrases"),
}
_PHRASES = {"nombre": ("proche", "trop_bas", "trop_haut"), "classement": ("exact", "proche", "loin")}
# Without `marge`, a prediction is near when it is within one twentieth of the scale.
_NEAR = 20


@dataclass(frozen=True)
class Element:
    """One thing to rank, and the fact that decides its rank."""

    key: str
    text: str
    fact: Fact


@dataclass(frozen=True)
class Prediction:
    """One prediction; texts are inline Markdown.

    `nombre`: `fact`, the scale `low`–`high` by `step`, `near` (the gap that counts as near),
    `unit`, and `sentences` by `proche`, `trop_bas`, `trop_haut`; `regional` holds the fact of each
    region, by code, when the datum is that of the learner's own (a fact without value where the
    brochure gives none). `classement`: `elements` in the right order, `order`, `headings` of the
    columns of elements and of data, and optional `sentences` by `exact`, `proche`, `loin`.
    """

    id: str
    form: str
    text: str
    explanation: str
    sentences: dict[str, str] = field(default_factory=dict)
    fact: Fact | None = None
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    near: float = 0.0
    unit: str = ""
    regional: dict[str, Fact] = field(default_factory=dict)
    elements: tuple[Element, ...] = ()
    order: str = "decroissant"
    headings: tuple[str, str] = ("Élément", "Donnée")

    @property
    def shown(self) -> tuple[Element, ...]:
        """The elements in the order first shown: alphabetical, turned over if that is the answer."""
        shown = tuple(sorted(self.elements, key=lambda element: element.text.casefold()))
        return shown[::-1] if shown == self.elements else shown


def load(slug: str) -> tuple[Prediction, ...]:
    """The predictions of a chapter, in file order. Raises ContentError."""
    return load_file(EXERCISES / slug / "predictions.yml", slug)


def load_file(path: Path, slug: str | None = None) -> tuple[Prediction, ...]:
    """The predictions of one file; `slug` is the name of its folder unless given."""
    slug = slug or path.parent.name
    return tuple(_prediction(entry, slug) for entry in read_list(path, "prédictions"))


def find(slug: str, id: str | None = None, *, file: Path | None = None) -> Prediction:
    """One prediction of a chapter (or of `file`); without `id`, there must be a single one."""
    file = file or EXERCISES / slug / "predictions.yml"
    found = load_file(file, slug)
    if id is None and len(found) == 1:
        return found[0]
    for prediction in found:
        if prediction.id == id:
            return prediction
    known = ", ".join(prediction.id for prediction in found)
    raise ContentError(
        "prédiction inconnue" if id else "le fichier contient plusieurs prédictions",
        file=file,
        id=id,
        hint=f"Choisissez parmi : {known}.",
    )


def slugs() -> list[str]:
    """Chapters that have predictions, in alphabetical order."""
    return sorted(path.parent.name for path in EXERCISES.glob("*/predictions.yml"))


def _prediction(entry: Entry, slug: str) -> Prediction:
    id = check_id(entry, slug, rf"{re.escape(slug)}-[a-z0-9-]+", f"{slug}-p1")
    form = entry.choice("forme", _KEYS)
    entry.only(_KEYS[form], f"une prédiction de forme « {form} »")
    text = entry.markdown("question")
    explanation = entry.markdown(
        "explication",
        missing="il manque l’explication",
        hint="Ajoutez « explication: … » : ce que dit la donnée, en deux phrases.",
    )
    own = _number(entry) if form == "nombre" else _ranking(entry)
    return Prediction(
        id=id, form=form, text=text, explanation=explanation, sentences=_sentences(entry, form), **own
    )


def _sentences(entry: Entry, form: str) -> dict[str, str]:
    keys = _PHRASES[form]
    if not entry.has("phrases"):
        if form == "classement":
            return {}
        entry.fail("il manque les phrases", hint=f"Ajoutez « phrases: » avec {', '.join(keys)}.")
    phrases = entry.nested(entry.item["phrases"], "phrases", "phrases")
    phrases.only(keys, "les phrases")
    return {key: phrases.markdown(key, missing=f"il manque la phrase « {key} »") for key in keys}


def _number(entry: Entry) -> dict:
    fact = entry.fact("fait")
    regional = _by_region(entry, fact.reference)
    if not regional:
        fact = entry.numeric_fact("fait")
    scale = {}
    for key in ("min", "max", "pas"):
        scale[key] = entry.number(key)
        if scale[key] is None:
            entry.fail(f"« {key} » manque", hint=f"Ajoutez « {key}: … » : l’échelle va de min à max, de pas en pas.")
    low, high, step = scale["min"], scale["max"], scale["pas"]
    for one in regional.values() or [fact]:
        if one.value is None or low < one.value < high:
            continue
        entry.fail(
            f"la donnée ({one.text}) n’est pas entre « min » et « max »",
            key="min",
            hint="Élargissez l’échelle, des deux côtés pour ne pas souffler la réponse.",
        )
    if not 0 < step <= (high - low) / 2:
        entry.fail(
            "« pas » doit être plus grand que 0 et bien plus petit que l’échelle",
            key="pas",
            hint="Par exemple « pas: 0.5 » pour une échelle de 0 à 40.",
        )
    near = entry.number("marge", (high - low) / _NEAR)
    if near <= 0:
        entry.fail(
            "« marge » doit être plus grande que 0",
            key="marge",
            hint="C’est l’écart sous lequel l’idée est dite proche.",
        )
    unit = entry.text("unite") if entry.has("unite") else fact_unit(fact.reference)
    scale = {"low": low, "high": high, "step": step, "near": near, "unit": unit}
    return {"fact": fact, "regional": regional, **scale}


def _by_region(entry: Entry, reference: str) -> dict[str, Fact]:
    """The fact of each region when the reference is about the learner's own, else nothing."""
    if f"@{MY_REGION}" not in reference:
        return {}
    found = {
        row["code"]: entry.fact("fait", reference.replace(MY_REGION, row["code"])) for row in data.table("regions")
    }
    if all(fact.value is None for fact in found.values()):
        entry.fail(
            f"« fait » : le fait « {reference} » n’est pas un nombre",
            key="fait",
            hint="Choisissez un fait régional qui est un nombre, par exemple part-region@ma-region.",
        )
    return found


def _ranking(entry: Entry) -> dict:
    order = entry.choice("sens", ORDERS) if entry.has("sens") else "decroissant"
    elements: list[Element] = []
    for rank, item in enumerate(entry.entries("elements", "élément")):
        item.only(("texte", "fait"), "un élément")
        element = Element(chr(ord("a") + rank), item.markdown("texte"), item.numeric_fact("fait"))
        for other in elements:
            if other.text == element.text:
                item.fail("cet élément est écrit deux fois", key="texte", hint="Retirez l’un des deux.")
            if other.fact.value == element.fact.value:
                item.fail(
                    f"même valeur que « {other.text} » : le bon ordre n’est pas unique",
                    key="fait",
                    hint="Retirez l’un des deux éléments.",
                )
        elements.append(element)
    if len(elements) < 3:
        entry.fail(
            "il faut au moins 3 éléments à classer", key="elements", hint="Ajoutez un élément et son fait."
        )
    units = {fact_unit(element.fact.reference) for element in elements}
    if len(units) > 1:
        entry.fail(
            f"les éléments n’ont pas la même unité ({', '.join(sorted(units))})",
            key="elements",
            hint="Ne classez que des valeurs de même nature.",
        )
    elements.sort(key=lambda element: element.fact.value, reverse=order == "decroissant")
    headings = tuple(
        entry.text(key) if entry.has(key) else default
        for key, default in zip(("titre_elements", "titre_donnee"), Prediction.headings, strict=True)
    )
    return {"elements": tuple(elements), "order": order, "headings": headings, "unit": units.pop()}
