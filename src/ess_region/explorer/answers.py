"""Reading an answer, whatever its shape: regions, a number, ranks, a drawing.

Each reader raises Wrong, with the French sentence to show, when the answer is not of that kind.
"""

from dataclasses import dataclass
from numbers import Integral, Real

from .. import data, french, regions


class Wrong(Exception):
    """An answer that is not right; its text says why, and what to do."""


def codes(answer) -> list[str]:
    """Codes of the regions that an answer holds, in its order.

    Takes a code or a name, a list of them, a Series, a mask, a row, a DataFrame or a dictionary.
    """
    import pandas as pd

    if isinstance(answer, pd.DataFrame):
        column = next((name for name in ("region", "code", "nom") if name in answer.columns), None)
        return _all(answer[column] if column else answer.index)
    if isinstance(answer, pd.Series):
        column = next((name for name in ("region", "code", "nom") if name in answer.index), None)
        if column:  # one row of a table
            return _all([answer[column]])
        if pd.api.types.is_bool_dtype(answer):
            return _all(answer.index[answer])
        return _all(answer if len(answer) and all(code_of(value) for value in answer) else answer.index)
    if isinstance(answer, dict):
        return _all(answer)
    if isinstance(answer, str):
        return _all([answer])
    if isinstance(answer, Real):
        raise Wrong(f"Vous donnez un nombre, {_plain(answer)}. La question demande quelles régions : leur code ou leur nom.")
    items = list(answer)
    if any(code_of(item) for item in items):  # « Bretagne », 14.3: the figure goes with the name
        items = [item for item in items if not isinstance(item, Real)]
    return _all(items)


def _all(items) -> list[str]:
    found = []
    for item in items:
        code = code_of(item)
        if code is None:
            raise Wrong(
                f"« {item} » n’est ni un code ni un nom de région. Gardez la colonne region, ou l’index de départ."
            )
        found.append(code)
    return list(dict.fromkeys(found))


def code_of(item) -> str | None:
    """The code of a region given by its code or its name; None when it is neither."""
    if not isinstance(item, str):
        return None
    item = item.strip()
    if data.has("regions", item):
        return item
    return _codes_by_name().get(regions.sort_key(item.replace("'", "’")))


def _codes_by_name() -> dict[str, str]:
    return {regions.sort_key(row["nom"]): row["code"] for row in data.table("regions")}


def number(answer) -> float:
    """A number: Python's, numpy's, a Series of one value, or « 10,4 % »."""
    if isinstance(answer, str):
        value = french.parse_number(answer)
        if value is None:
            raise Wrong(f"« {answer} » n’est pas un nombre.")
        return value
    if hasattr(answer, "item") and getattr(answer, "size", 0) == 1:
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, Real):
        raise Wrong("La question demande un seul nombre. Calculez-le à partir de la table.")
    return float(answer)


def is_position(answer) -> bool:
    """Whether the answer is a whole number, as the position of a row is."""
    return isinstance(answer, Integral) and not isinstance(answer, bool)


def ranks(answer) -> dict[str, float]:
    """Rank by region code: from a Series, a DataFrame with a column `rang`, or a dictionary."""
    import pandas as pd

    if isinstance(answer, pd.DataFrame):
        column = next((name for name in ("rang", "Rang", "rank") if name in answer.columns), None)
        if column is None:
            raise Wrong("Un ordre n’est pas un rang. Ajoutez une colonne rang à votre table.")
        return dict(zip(codes(answer), map(float, answer[column])))
    if isinstance(answer, pd.Series):
        if not pd.api.types.is_numeric_dtype(answer):
            raise Wrong("Un ordre n’est pas un rang. Donnez un nombre à chaque région.")
        return dict(zip(_all(answer.index), map(float, answer)))
    if isinstance(answer, dict):
        return dict(zip(_all(answer), map(float, answer.values())))
    raise Wrong("Donnez un rang pour chaque région, avec le code ou le nom de la région comme index.")


def rows(answer) -> list[str]:
    """Identifiers of the rows of `donnees_ulterieures` that an answer keeps."""
    import pandas as pd

    if answer is None:
        return []
    if isinstance(answer, pd.DataFrame):
        return [str(item) for item in (answer["id"] if "id" in answer.columns else answer.index)]
    if isinstance(answer, pd.Series):
        if pd.api.types.is_bool_dtype(answer):
            return [str(item) for item in answer.index[answer]]
        known = len(answer) and all(isinstance(i, str) and data.has("donnees_ulterieures", i) for i in answer)
        return [str(item) for item in (answer if known else answer.index)]
    if isinstance(answer, str):
        return [answer]
    return [str(item) for item in answer]


# -- drawings --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bar of a drawing: what is written beside it, its value, its place along the other axis."""

    label: str
    value: float
    place: float


def drawing(answer):
    """The axes of a drawing: from axes, a figure, `(figure, axes)` or a set of bars."""
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure

    if isinstance(answer, BarContainer):
        return answer.patches[0].axes
    if isinstance(answer, Axes):
        return answer
    if isinstance(answer, Figure) and answer.axes:
        return answer.axes[0]
    if isinstance(answer, (tuple, list)) or hasattr(answer, "flat"):
        for item in getattr(answer, "flat", answer):
            if isinstance(item, Axes):
                return item
    raise Wrong("La réponse attendue est un dessin. Donnez les axes, par exemple ceux de explorer.axes().")


def is_flat(ax) -> bool:
    """Whether the bars are horizontal."""
    return ax.containers[0].orientation == "horizontal"


def bars(ax) -> list[Bar]:
    """The bars of a drawing, in the order of their places."""
    from matplotlib.container import BarContainer

    sets = [item for item in ax.containers if isinstance(item, BarContainer)]
    if not sets:
        raise Wrong("Il n’y a pas de barres sur ce dessin. Employez barh.")
    ax.figure.draw_without_rendering()  # names beside the axis are only known then
    axis = ax.yaxis if is_flat(ax) else ax.xaxis
    labels = {round(at, 6): tick.get_text() for at, tick in zip(axis.get_ticklocs(), axis.get_ticklabels())}
    found = []
    for item in sets:
        for patch, value in zip(item.patches, item.datavalues):
            flat = item.orientation == "horizontal"
            place = patch.get_y() + patch.get_height() / 2 if flat else patch.get_x() + patch.get_width() / 2
            found.append(Bar(labels.get(round(place, 6), ""), float(value), place))
    return sorted(found, key=lambda bar: bar.place)


def _plain(value: Real) -> str:
    return french.number(round(float(value), 2))
