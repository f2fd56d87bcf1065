"""`Predict`: say what you expect before seeing a datum, then see it and the gap. Never judging."""

from html import escape
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from .. import french, inline, predictions, regions
from ..predictions import Element, Prediction
from ..quiz import neutral, prose_html
from .base import EssWidget

LEAD = "Avant de voir la donnée, quelle est votre idée\u202f?"


class Predict(EssWidget):
    """One prediction of a chapter: `Predict("poids-economique", "poids-economique-p1")`.

    The id may be left out when the chapter has a single prediction. `value` is the number said, or
    the keys in the order proposed for a ranking, or None; `revealed` tells whether the datum was
    seen. Both follow the browser. Raises ContentError when the file is faulty or the id unknown.
    """

    name: ClassVar[str] = "predire"
    module: ClassVar[str] = "predict"

    prediction = traitlets.Dict(help="Model of the prediction.").tag(sync=True)
    value = traitlets.Any(None, allow_none=True, help="What was predicted.").tag(sync=True)
    revealed = traitlets.Bool(False, help="Whether the datum was seen.").tag(sync=True)

    def __init__(self, slug: str, id: str | None = None, *, file: Path | None = None, **kwargs):
        found = predictions.find(slug, id, file=file)
        # Rendered once: a fact's bubble gets a new id each time it is rendered.
        self._static = _static_html(found)
        super().__init__(prediction=_model(found), **kwargs)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return repr(self.prediction["id"])


def _model(prediction: Prediction) -> dict[str, Any]:
    model: dict[str, Any] = {
        "id": prediction.id,
        "forme": prediction.form,
        "unite": prediction.unit,
        "phrases": {key: prose_html(text) for key, text in prediction.sentences.items()},
    }
    if prediction.form == "nombre":
        target = {"cible": prediction.fact.value, "cible_texte": prediction.fact.text}
        if prediction.regional:
            pairs = {code: [fact.value, fact.text] for code, fact in prediction.regional.items()}
            target = {"cibles": pairs}
        return model | target | {
            "min": prediction.low,
            "max": prediction.high,
            "pas": prediction.step,
            "marge": prediction.near,
        }
    return model | {
        "sens": prediction.order,
        "elements": [
            {
                "cle": element.key,
                "texte": inline.plain(element.text),
                "valeur": element.fact.value,
                "valeur_texte": element.fact.text,
            }
            for element in prediction.elements
        ],
    }


def _static_html(prediction: Prediction) -> str:
    body, datum = (_number if prediction.form == "nombre" else _ranking)(prediction)
    return (
        f'<div class="predict" role="group" aria-labelledby="{prediction.id}-question">'
        f'<p class="predict-lead">{LEAD}</p>'
        f'<p class="predict-question" id="{prediction.id}-question">{prose_html(prediction.text)}</p>'
        f"{body}"
        f'<details class="predict-datum"><summary>La donnée</summary><div class="predict-answer">{datum}'
        f'<p class="predict-explanation">{prose_html(prediction.explanation)}</p></div></details></div>'
    )


def _number(prediction: Prediction) -> tuple[str, str]:
    low, high = (
        french.with_unit(french.number(_tidy(value)), prediction.unit)
        for value in (prediction.low, prediction.high)
    )
    body = (
        f'<p class="predict-scale ess-hint">Notez un nombre entre {escape(low)} et {escape(high)}, '
        "puis ouvrez «\u202fLa donnée\u202f».</p>"
    )
    fact = prediction.fact
    name = fact.reference.partition("|")[0]
    datum = inline.html(f"{{fait}}`{name}|complet`")
    return body, f'<p class="predict-value">{datum}</p>{_regional(prediction)}{_source([fact])}'


def _regional(prediction: Prediction) -> str:
    """The datum of each region, for those who read without a script."""
    if not prediction.regional:
        return ""
    items = "".join(
        f"<li>{escape(row['nom'])}{french.NBSP}: {escape(prediction.regional[row['code']].text)}</li>"
        for row in regions.alphabetical()
    )
    return f'<ul class="predict-regions">{items}</ul>'


def _ranking(prediction: Prediction) -> tuple[str, str]:
    items = "".join(
        f'<li data-key="{element.key}"><span class="ess-rank-item predict-item">{neutral(element.text)}</span></li>'
        for element in prediction.shown
    )
    order = "de la plus grande valeur à la plus petite"
    if prediction.order == "croissant":
        order = "de la plus petite valeur à la plus grande"
    body = (
        f'<p class="predict-scale ess-hint">Classez ces éléments {order}, puis ouvrez «\u202fLa donnée\u202f».</p>'
        f'<ul class="ess-rank predict-items">{items}</ul>'
    )
    names, values = prediction.headings
    rows = "".join(_row(rank, element) for rank, element in enumerate(prediction.elements, 1))
    table = (
        '<table class="predict-table"><caption class="visually-hidden">Le classement selon la donnée</caption>'
        f'<thead><tr><th scope="col">Rang</th><th scope="col">{escape(names)}</th>'
        f'<th scope="col">{escape(values)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return body, table + _source([element.fact for element in prediction.elements])


def _row(rank: int, element: Element) -> str:
    datum = inline.html(f"{{fait}}`{element.fact.reference}`")
    return (
        f'<tr data-key="{element.key}"><td>{rank}</td><th scope="row">{neutral(element.text)}</th>'
        f"<td>{datum}</td></tr>"
    )


def _source(facts: list) -> str:
    """« Source : … », each source named once, with the date (or « projection ») that all the facts share."""
    sources = list(dict.fromkeys(fact.source for fact in facts if fact.source))
    dates = {fact.dated for fact in facts}
    if not sources:
        return ""
    date = f" ({dates.pop()})" if len(dates) == 1 and "" not in dates else ""
    titles = escape("\u202f; ".join(sources))
    return f'<p class="predict-source ess-hint">Source\u00a0: {titles}{date}</p>'


def _tidy(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
