"""The course's figures: drawn by matplotlib at build time, accessible SVG in the page.

One style: a title that states the finding, direct labels, a source line, the data in a table beside.
Drawings are narrow (legible on a 320 px screen) and take the page's colours, light or dark.
"""

import io
import re
from dataclasses import dataclass, field
from html import escape

from . import facts, french, inline, regions
from .errors import ContentError

# Colours are drawn as these unlikely hexadecimal values, then become the page's variables.
STRUCTURE, ACTION, SOFT, TEXT, MUTED, LINE = (
    "#010101", "#020202", "#030303", "#040404", "#050505", "#060606",
)  # fmt: skip
_VARIABLES = {
    STRUCTURE: "--ess-structure",
    ACTION: "--ess-action",
    SOFT: "--ess-structure-soft",
    TEXT: "--ess-text",
    MUTED: "--ess-muted",
    LINE: "--ess-line",
}
WIDTH = 430  # px of the drawing: one to one on a phone, enlarged by a third on a desk
FONT = 14  # px
# Text stays text (searchable, in the page's font); ids and bytes do not change between runs.
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "ess", "font.size": FONT, "figure.dpi": 72}


@dataclass(frozen=True)
class Figure:
    """A drawing, what it says, and its data.

    `identifier` prefixes every id of the drawing; `rows` are the table's lines, the first one its
    headers; texts may hold roles. In a `regional` figure the ids are `IDENTIFIER-CODE`, and the page
    points out the learner's region (`site/regional-figures.js`).
    """

    identifier: str
    title: str
    description: str
    source: str
    rows: list[list[str]]
    svg: str = field(repr=False)
    regional: bool = False

    def __repr__(self) -> str:
        """Name and data: golden notebooks then tell when a figure changes."""
        lines = [" | ".join(inline.plain(cell) for cell in row) for row in self.rows]
        return "\n  ".join([f"Figure({self.identifier!r})", *lines])

    def _repr_html_(self) -> str:
        head, *body = self.rows
        header = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        lines = "".join(
            f'<tr><th scope="row">{inline.html(first)}</th>'
            + "".join(f'<td class="nombre">{inline.html(cell)}</td>' for cell in rest)
            + "</tr>"
            for first, *rest in body
        )
        name = escape(self.identifier)
        mark = mine = ""
        if self.regional:
            mark = f' data-regional="{name}"'
            mine = '<p class="ess-figure-region"></p>'
        return (
            f'<figure class="ess-figure" id="figure-{name}"{mark}>'
            f'<p class="ess-figure-titre">{inline.html(self.title)}</p>{mine}{self.svg}'
            f"<figcaption>{inline.html(self.source)}</figcaption>"
            f'<details class="ess-figure-donnees"><summary>Lire les données</summary>'
            f'<div class="table-cadre"><table><caption>{inline.html(self.title)}</caption>'
            f"<thead><tr>{header}</tr></thead><tbody>{lines}</tbody></table></div></details></figure>"
        )


def shares(identifier: str, references: list[str], *, title: str, description: str) -> Figure:
    """One bar per percentage, each out of its own whole.

    `references` are facts in percent, each with what it is a share of; the wholes differ, so the
    bars share a scale (0 to 100) but are labelled one by one.
    Raises ContentError on an unknown fact, or on one that is not a share of something.
    """
    items = [facts.resolve(reference) for reference in references]
    for item in items:
        if item.value is None or not item.share_of:
            raise ContentError(
                "ce fait n’est pas une part",
                id=item.id,
                hint="Choisissez un fait en % dont la colonne « part_de » est remplie (data/faits.csv).",
            )
    row_height = 62
    with _canvas(row_height * len(items) + 8) as (axes, finish):
        for index, item in enumerate(items):
            y = index * row_height + 40
            label = f"sur 100\u00a0% {facts.of(item.share_of)}"
            axes.text(0, y - 12, label, color=MUTED, va="bottom", fontsize=FONT - 1)
            axes.barh(y, WIDTH, height=20, color=SOFT, left=0, gid=f"{identifier}-{item.id}-tout")
            bar_width = WIDTH * float(item.value) / 100
            axes.barh(y, bar_width, height=20, color=STRUCTURE, gid=f"{identifier}-{item.id}")
            axes.text(
                bar_width + 8, y, item.text, color=TEXT, va="center", fontsize=FONT + 2, weight="bold"
            )
        svg = finish(identifier, title, description)
    rows = [["Part de", "Valeur", "Date"]]
    rows += [[item.share_of, f"{{fait}}`{item.id}`", item.date] for item in items]
    return Figure(identifier, title, description, sources_line(items), rows, svg)


def changes(identifier: str, references: dict[str, str], *, title: str, description: str) -> Figure:
    """Bars on both sides of zero: evolutions in percent, named by the keys of `references`.

    Raises ContentError on an unknown fact, or on one that is not a number.
    """
    items = {label: facts.resolve(reference) for label, reference in references.items()}
    for item in items.values():
        if item.value is None:
            raise ContentError("ce fait n’est pas un nombre", id=item.id, hint="Choisissez-en un autre (data/faits.csv).")
    largest = max(abs(float(item.value)) for item in items.values())
    row_height, zero = 62, WIDTH * 0.3
    scale = (WIDTH - zero - 70) / largest
    height = row_height * len(items) + 8
    with _canvas(height) as (axes, finish):
        axes.plot([zero, zero], [6, height - 6], color=LINE, linewidth=1.5)
        for index, (label, item) in enumerate(items.items()):
            y = index * row_height + 40
            length = float(item.value) * scale
            axes.text(zero + 8, y - 12, label, color=MUTED, va="bottom", fontsize=FONT - 1)
            color = STRUCTURE if length > 0 else ACTION
            axes.barh(y, length, height=20, left=zero, color=color, gid=f"{identifier}-{item.id}")
            axes.text(
                zero + length + (8 if length > 0 else -8),
                y,
                item.text,
                color=TEXT,
                va="center",
                ha="left" if length > 0 else "right",
                fontsize=FONT + 2,
                weight="bold",
            )
        svg = finish(identifier, title, description)
    rows = [["Ensemble", "Évolution", "Période"]]
    rows += [[label, f"{{fait}}`{item.id}`", item.date] for label, item in items.items()]
    return Figure(identifier, title, description, sources_line(list(items.values())), rows, svg)


REGIONAL_TITLE = "La part de l’ESS va de {fait}`part-min` à {fait}`part-max` de l’emploi selon la région"
REGIONAL_DESCRIPTION = (
    "Une barre par territoire, de la plus forte part à la plus faible, et un trait vertical à la part "
    "nationale qui se compare. Mayotte, absente de la brochure, n’y est pas."
)


def regional_shares(
    identifier: str = "parts-regions",
    *,
    title: str = REGIONAL_TITLE,
    description: str = REGIONAL_DESCRIPTION,
) -> Figure:
    """One bar per territory of 2013, from the highest share to the lowest, and the national line.

    Ids: `IDENTIFIER-53` for a bar, `IDENTIFIER-53-nom` and `-valeur` for its texts.
    """
    values = regions.regional()
    national = facts.resolve("part-emploi-total")
    row_height, top, left = 24, 34, 220
    scale = (WIDTH - left - 64) / max(values.shares.values())
    codes = values.by_share()
    height = top + row_height * len(codes) + 4
    line = left + scale * values.national
    with _canvas(height) as (axes, finish):
        for index, code in enumerate(codes):
            y = top + row_height * (index + 0.5)
            own, share = f"{identifier}-{code}", values.shares[code]
            name = regions.name(code)
            axes.text(0, y, name, color=TEXT, va="center", fontsize=FONT + 1, gid=f"{own}-nom")
            axes.barh(y, scale * share, height=13, left=left, color=STRUCTURE, gid=own)
            axes.text(
                WIDTH, y, regions.percent(share), color=TEXT, ha="right", va="center",
                fontsize=FONT + 1, weight="bold", gid=f"{own}-valeur",
            )  # fmt: skip
        axes.plot([line, line], [top - 8, height], color=TEXT, linewidth=1.5, linestyle=(0, (4, 3)))
        label = f"France{french.NBSP}: {national.text}"
        axes.text(line, top - 13, label, color=TEXT, ha="center", va="bottom", fontsize=FONT)
        svg = finish(identifier, title, description)
    rows = [["Région", "Part de l’ensemble des emplois", "Rang"]]
    rows += [
        [regions.name(code), regions.percent(values.shares[code]), values.share_rank_words(code)] for code in codes
    ]
    sources = sources_line([facts.resolve(f"part-region@{codes[0]}")])
    return Figure(identifier, title, description, sources, rows, svg, regional=True)


def sources_line(items: list[facts.Fact]) -> str:
    """« Source : … » for the facts that a figure shows."""
    titles = dict.fromkeys(item.source for item in items if item.source)
    return f"Source{french.NBSP}: {' ; '.join(titles)}."


class _canvas:
    """A drawing of `height` px whose data units are px, y downwards."""

    def __init__(self, height: float):
        self.height = height

    def __enter__(self):
        import matplotlib

        matplotlib.use("svg")
        from matplotlib.figure import Figure as Drawing

        self.context = matplotlib.rc_context(STYLE)
        self.context.__enter__()
        self.drawing = Drawing(figsize=(WIDTH / 72, self.height / 72))
        axes = self.drawing.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(self.height, 0)
        axes.axis("off")
        self.axes = axes
        return axes, self._finish

    def __exit__(self, *error):
        self.context.__exit__(*error)

    def _finish(self, identifier: str, title: str, description: str) -> str:
        self.drawing.patch.set_visible(False)
        for artist in self.axes.get_children():
            artist.set_clip_on(False)  # the axes are the whole drawing
        buffer = io.StringIO()
        self.drawing.savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
        return accessible_svg(buffer.getvalue(), identifier, title, description)


def accessible_svg(svg: str, identifier: str, title: str, description: str) -> str:
    """matplotlib's SVG → inline SVG with title and description, page colours, no style attribute.

    Style attributes become presentation attributes: a strict Content-Security-Policy refuses the
    former.
    """
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.S)
    body = re.sub(r'style="([^"]*)"', _as_attributes, body)
    body = re.sub(r"<defs>\s*</defs>\s*", "", re.sub(r"<[^>]+>", _lighter, body))
    for color, variable in _VARIABLES.items():
        body = body.replace(color, f"var({variable})")
    # Ids of matplotlib's own groups, made unique to this figure.
    body = re.sub(r'id="((?:figure|axes|patch|text|line2d|xtick|ytick|matplotlib\.axis|PathCollection)_\d+)"', "", body)
    body = re.sub(r'(id="|url\(#|href="#)([mp][0-9a-f]{10})', rf"\g<1>{identifier}-\g<2>", body)
    view = re.search(r'viewBox="[^"]+"', body)[0]
    opening = (
        f'<svg class="ess-figure-dessin" {view} role="img" '
        f'aria-labelledby="{identifier}-titre {identifier}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{identifier}-titre">{escape(inline.plain(title))}</title>'
        f'<desc id="{identifier}-desc">{escape(inline.plain(description))}</desc>'
    )
    body = re.sub(r"^<svg[^>]*>", lambda _: opening, body, count=1)
    return re.sub(r"\s*\n\s*", "\n", body).strip()


def _lighter(tag: re.Match) -> str:
    """A tag without what changes nothing on the screen: text turned by nothing, millionths of a pixel, blanks in paths."""
    text = re.sub(r'\s*transform="rotate\(-?0(?: [^)]*)?\)"', "", tag[0])
    text = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), text)
    return re.sub(r'( d=")([^"]*)', lambda path: path[1] + re.sub(r"\s*([A-Za-z])\s*", r"\1", path[2]).strip(), text)


def _as_attributes(match: re.Match) -> str:
    attributes = []
    for declaration in filter(None, (part.strip() for part in match[1].split(";"))):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            size = re.search(r"([\d.]+)px", value)
            attributes.append(f'font-size="{size[1]}"')
            if re.match(r"(bold|[6-9]00)\b", value):
                attributes.append('font-weight="700"')
        elif name in {"fill", "stroke", "stroke-width", "text-anchor", "opacity", "stroke-dasharray",
                      "stroke-linecap", "stroke-linejoin", "fill-opacity", "font-size", "font-weight"}:  # fmt: skip
            attributes.append(f'{name}="{escape(value)}"')
    return " ".join(attributes)
