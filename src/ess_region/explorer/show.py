"""Tables and drawings as the book shows them: real tables, French numbers, accessible figures."""

import io
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real

from .. import data, facts, figures, french, regions
from .answers import bars, drawing, is_flat

#: Colours for a drawing: those of the page, light or dark.
TEXTE, ACCENT = figures.TEXT, figures.ACTION
TABLES = ("emploi_regional_2013", "regions", "donnees_ulterieures")
ABSENT = "non donné"
MAX_ROWS = 30
DATES = {"estimee": "estimée"}


@dataclass(frozen=True)
class Table:
    """A table of words: the first column names the rows. `numeric` are the columns to align right."""

    title: str
    head: list[str]
    rows: list[list[str]]
    numeric: tuple[int, ...] = ()
    more: int = 0

    def __repr__(self) -> str:
        lines = [self.title, *(" | ".join(row) for row in [self.head, *self.rows])]
        if not self.rows:
            lines.append("(aucune ligne)")
        if self.more:
            lines.append(f"… et {self.more} de plus")
        return "\n  ".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col"{self._class(i)}>{escape(cell)}</th>' for i, cell in enumerate(self.head))
        body = "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td{self._class(i)}>{escape(cell)}</td>" for i, cell in enumerate(rest, start=1))
            + "</tr>"
            for first, *rest in self.rows
        )
        empty = f'<tr><td colspan="{len(self.head)}">Aucune ligne</td></tr>'
        more = f"<p>… et {self.more} lignes de plus.</p>" if self.more else ""
        return (
            f'<div class="table-cadre"><table><caption>{escape(self.title)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body or empty}</tbody></table></div>{more}"
        )

    def _class(self, column: int) -> str:
        return ' class="nombre"' if column in self.numeric else ""


def tableau(donnees, titre: str, lignes: int = MAX_ROWS) -> Table:
    """A DataFrame or a Series (pandas) as the book shows it: names of regions, French numbers, a caption."""
    import pandas as pd

    frame = donnees.to_frame(donnees.name or "valeur") if isinstance(donnees, pd.Series) else donnees
    key = next((name for name in ("region", "code") if name in frame.columns), None)
    labels = list(frame[key]) if key else list(frame.index)
    columns = [name for name in frame.columns if name != key]
    if not key and not all(_is_region(label) for label in labels):
        # Rows that have no name of their own: the first column names them.
        if isinstance(donnees, pd.Series):
            frame = frame.reset_index()
            columns = list(frame.columns)
        key, *columns = columns if len(columns) > 1 else [frame.columns[0]]
        labels = list(frame[key])
    titles = _titles()
    head = [titles.get(str(key or "region"), str(key)), *(titles.get(str(name), str(name)) for name in columns)]
    shown = frame.head(lignes)
    values = shown[columns].itertuples(index=False, name=None) if columns else [()] * len(shown)
    rows = [
        [_label(label), *(_cell(name, value) for name, value in zip(columns, row))]
        for label, row in zip(labels, values)
    ]
    numeric = tuple(i for i, name in enumerate(columns, start=1) if pd.api.types.is_numeric_dtype(frame[name]))
    return Table(titre, head, rows, numeric, max(0, len(frame) - lignes))


def _titles() -> dict[str, str]:
    titles = {}
    for name in TABLES:
        for column, title in data.titles(name).items():
            titles.setdefault(column, title)
    return titles


def _is_region(value) -> bool:
    return isinstance(value, str) and data.has("regions", value)


def _label(value) -> str:
    return regions.name(value) if _is_region(value) else str(value)


def _cell(column, value) -> str:
    import pandas as pd

    if isinstance(value, (list, tuple, dict, set)):
        return str(value)
    if pd.isna(value):
        return "" if column == "precision" else ABSENT
    if column == "date_est":
        return DATES.get(value, value)
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "oui" if value else "non"
    if isinstance(value, Integral):
        return french.number(int(value))
    if isinstance(value, Real):
        return french.number(round(float(value), 2))
    return french.day(value) if column == "date" else _label(value)


# -- drawings --------------------------------------------------------------------------------


def _style() -> dict:
    from cycler import cycler

    return figures.STYLE | {
        "text.color": figures.TEXT,
        "axes.labelcolor": figures.MUTED,
        "axes.prop_cycle": cycler(color=[figures.STRUCTURE, figures.ACTION]),
        "axes.titlesize": figures.FONT,
        "xtick.labelcolor": figures.TEXT,
        "ytick.labelcolor": figures.TEXT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.bottom": False,
        "axes.spines.left": False,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
    }


def axes(hauteur: int = 430):
    """Axes (matplotlib) in the style of the book, `hauteur` px high: narrow, without a frame."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_style()):
        size = (figures.WIDTH / 72, hauteur / 72)
        return Figure(figsize=size, dpi=72, layout="constrained").add_subplot()


def etiqueter(ax, unite: str = "") -> None:
    """Write the value of each bar the French way, with its unit, and leave out the scale that it replaces.

    Beside horizontal bars, values are in a column at the right: a line never crosses them.
    """
    flat = is_flat(ax)
    for container in ax.containers:
        values = [french.with_unit(french.number(round(float(value), 2)), unite) for value in container.datavalues]
        if not flat:
            ax.bar_label(container, labels=values, padding=4, weight="bold", color=figures.TEXT)
            continue
        for patch, value in zip(container.patches, values):
            place = patch.get_y() + patch.get_height() / 2
            ax.text(
                1, place, value, transform=ax.get_yaxis_transform(), ha="right", va="center",
                weight="bold", color=figures.TEXT, fontsize=figures.FONT,
            )  # fmt: skip
    (ax.xaxis if flat else ax.yaxis).set_ticks([])
    ax.margins(**({"x": 0.42 if unite else 0.22, "y": 0.01} if flat else {"y": 0.1}))


def repere(ax, valeur: float, texte: str) -> None:
    """A dashed line at `valeur` (in percent) across horizontal bars, with its words and its value above."""
    ax.axvline(valeur, color=figures.TEXT, linestyle=(0, (4, 3)), linewidth=1.5)
    words = f"{texte} : {regions.percent(valeur)}"
    place = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
    ax.text(valeur, 1.005, words, color=figures.TEXT, fontsize=figures.FONT, **place)


def figure(answer, identifier: str, description: str, heading: str) -> figures.Figure:
    """A drawing with its bars as an accessible figure: its title, and its data in a table beside."""
    import matplotlib

    ax = drawing(answer)
    title, values = ax.get_title(), bars(ax)
    ax.set_title("")
    buffer = io.StringIO()
    with matplotlib.rc_context(_style()):
        ax.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    ax.set_title(title)
    svg = figures.accessible_svg(buffer.getvalue(), identifier, title, description)
    ordered = sorted(values, key=lambda bar: -bar.value)
    rows = [["Région", heading], *([bar.label, regions.percent(bar.value)] for bar in ordered)]
    source = figures.sources_line([facts.resolve(f"part-region@{next(iter(regions.regional().shares))}")])
    return figures.Figure(identifier, title, description, source, rows, svg)
