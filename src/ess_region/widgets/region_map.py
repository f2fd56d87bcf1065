"""`RegionMap`: the 18 regions on a map, by share or by number of jobs, and their ranks."""

from html import escape
from typing import ClassVar

import traitlets

from .. import data, facts, french, geo, ranks, regions
from ..french import NBSP
from ..regions import Regional
from .base import EssWidget

ABSENT = "absente de la brochure"
METRICS = ("part", "emplois")
_LARGEST = 46  # radius of the largest circle, in the map's units
_TILE = 50  # side of a tile, in the grid's units
_HATCH = (
    '<pattern id="carte-hachures-{0}" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="carte-fond" width="7" height="7"/>'
    '<path class="carte-trait" d="M0 0V7"/></pattern>'
)


class RegionMap(EssWidget):
    """Map and ranking of the 18 regions in 2013: `RegionMap()`.

    `selected` is the code of the region looked at, or an empty string; `metric` is `part` (share of
    all jobs) or `emplois` (number of jobs). Both follow the browser.
    """

    name: ClassVar[str] = "carte"
    module: ClassVar[str] = "region_map"

    selected = traitlets.Unicode("", help="Code of the region looked at, or empty.").tag(sync=True)
    metric = traitlets.Enum(METRICS, "part", help="What the map shows.").tag(sync=True)
    figures = traitlets.Dict(help="Code → [share in percent, number of jobs].").tag(sync=True)
    national = traitlets.Float(help="National share of all jobs, in percent.").tag(sync=True)

    def __init__(self, selected: str = "", metric: str = "part", **kwargs):
        values = regions.regional()
        # Rendered once: a fact's bubble gets a new id each time it is rendered.
        self._static = _static_html(values)
        super().__init__(
            selected=selected,
            metric=metric,
            figures={code: [share, values.jobs[code]] for code, share in values.shares.items()},
            national=values.national,
            **kwargs,
        )

    @traitlets.validate("selected")
    def _known(self, proposal):
        code = proposal["value"]
        if code and not data.has("regions", code):
            raise traitlets.TraitError(f"région inconnue : « {code} » (voir data/regions.csv)")
        return code

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return repr(self.selected) if self.selected else f"{len(self.figures)} territoires"


def circle_radius(value: float, largest: float, radius: float = _LARGEST) -> float:
    """Radius of a circle whose area is to the largest one as `value` is to `largest`."""
    return round(radius * (value / largest) ** 0.5, 1)


def circle_values(largest: float) -> list[int]:
    """Three round numbers for the legend of the circles: 393 026 → 300 000, 100 000, 10 000."""
    power = 10 ** (len(str(int(largest))) - 1)
    return sorted({int(largest // power) * power, power, max(power // 10, 1)}, reverse=True)


# -- static form -------------------------------------------------------------------------------


def _static_html(values: Regional) -> str:
    limits = ranks.class_limits(list(values.shares.values()))
    year = facts.resolve("part-region@ma-region").date
    return (
        '<figure class="carte-figure">'
        f'<p class="carte-titre"><span class="carte-pour-part">Part de l’ESS dans l’ensemble des '
        f"emplois en {year}, en{NBSP}%</span>"
        f'<span class="carte-pour-emplois">Nombre d’emplois de l’ESS en {year}</span></p>'
        f"{_map(values, limits)}{_tiles(values, limits)}{_legend(values, limits)}"
        f'<figcaption><span class="carte-echelles">Les encarts d’outre-mer ont chacun leur échelle{NBSP}: ne '
        f"comparez pas les surfaces.</span> Géométrie{NBSP}: {escape(geo.CREDIT)}.</figcaption></figure>"
        f"{_table(values, year)}"
    )


def _map(values: Regional, limits: list[float]) -> str:
    drawing = geo.shapes()
    insets, paths, circles, labels = [], [], [], []
    largest = max(values.jobs.values())
    for shape in drawing.shapes:
        if shape.box:
            left, top, width, height = shape.box
            insets.append(
                f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>'
                f'<text x="{left + width / 2:g}" y="{top + height - 7:g}">{escape(regions.name(shape.code))}</text>'
            )
        paths.append(f'<path {_area(shape.code, values, limits, "m")} d="{shape.d}"/>')
        if shape.code in values.shares:
            x, y = round(shape.x), round(shape.y)
            circles.append(
                f'<circle data-region="{shape.code}" cx="{x}" cy="{y}" '
                f'r="{circle_radius(values.jobs[shape.code], largest)}"/>'
            )
            labels.append(
                f'<text data-region="{shape.code}" x="{x}" y="{y}">'
                f"{french.number(values.shares[shape.code])}</text>"
            )
    return (
        f'<svg class="carte-dessin carte-carte" viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'aria-labelledby="carte-nom-m"><title id="carte-nom-m">Carte des régions. Les valeurs sont dans le '
        f"classement et dans le tableau.</title><defs>{_HATCH.format('m')}</defs>"
        f'<g class="carte-encarts">{"".join(insets)}</g><g class="carte-formes">{"".join(paths)}</g>'
        f'<g class="carte-cercles">{"".join(circles)}{_scale(largest)}</g><g class="carte-valeurs">{"".join(labels)}</g></svg>'
    )


def _scale(largest: float) -> str:
    """The legend of the circles, in the drawing itself: to its scale whatever the screen."""
    x, bottom, parts = 50, 96, []
    for value in circle_values(largest):
        radius = circle_radius(value, largest)
        top = round(bottom - 2 * radius, 1)
        parts.append(
            f'<circle cx="{x}" cy="{round(bottom - radius, 1)}" r="{radius}"/><path d="M{x} {top}h52"/>'
            f'<text x="{x + 56}" y="{top}">{french.number(value)}</text>'
        )
    return f'<g class="carte-echelle">{"".join(parts)}</g>'


def _area(code: str, values: Regional, limits: list[float], drawing: str) -> str:
    if code not in values.shares:
        return f'data-region="{code}" fill="url(#carte-hachures-{drawing})"'
    return f'data-region="{code}" data-classe="{ranks.class_of(values.shares[code], limits)}"'


def _tiles(values: Regional, limits: list[float]) -> str:
    """The same as a grid of squares, for small screens."""
    tiles = geo.tiles()
    largest = max(values.jobs.values())
    side, half = _TILE - 3, _TILE / 2 - 1.5
    squares = []
    for tile in tiles:
        known = tile.code in values.shares
        circle = text = ""
        if known:
            jobs = values.jobs[tile.code]
            circle = f'<circle cx="{half}" cy="{half}" r="{circle_radius(jobs, largest, half - 1)}"/>'
            text = (
                f'<text class="carte-pour-part" x="{half}" y="37">{french.number(values.shares[tile.code])}</text>'
                f'<text class="carte-pour-emplois" x="{half}" y="37">{french.number(jobs / 1000, 0)}</text>'
            )
        squares.append(
            f'<g transform="translate({tile.column * _TILE} {tile.row * _TILE})" data-region="{tile.code}">'
            f'<rect {_area(tile.code, values, limits, "t")} width="{side}" height="{side}" rx="4"/>'
            f'{circle}<text class="carte-sigle" x="{half}" y="19">{tile.abbr}</text>{text}</g>'
        )
    width = (1 + max(tile.column for tile in tiles)) * _TILE
    height = (1 + max(tile.row for tile in tiles)) * _TILE
    return (
        f'<svg class="carte-dessin carte-damier" viewBox="-2 -2 {width + 1} {height + 1}" role="img" '
        f'aria-labelledby="carte-nom-t"><title id="carte-nom-t">Damier des régions, à peu près à leur place. '
        f"Les valeurs sont dans le classement et dans le tableau.</title><defs>{_HATCH.format('t')}</defs>"
        f"{''.join(squares)}</svg>"
    )


def _legend(values: Regional, limits: list[float]) -> str:
    swatch = '<svg viewBox="0 0 28 18" aria-hidden="true"><rect data-classe="{}" width="28" height="18" rx="3"/></svg>'
    classes = [ranks.class_of(share, limits) for share in values.shares.values()]
    items = []
    for number, (low, high) in enumerate(zip(limits, limits[1:]), 1):
        count = classes.count(number)
        many = "régions" if count > 1 else "région"
        words = f"{french.number(low)} à moins de {regions.percent(high)}"
        items.append(
            f'<li>{swatch.format(number)}<span>{words} <small>({count} {many})</small></span></li>'
        )
    absent = (
        f'<li><svg viewBox="0 0 28 18" aria-hidden="true"><defs>{_HATCH.format("l")}</defs>'
        f'<rect fill="url(#carte-hachures-l)" width="28" height="18" rx="3"/></svg>'
        f"<span>{_without(values)}{NBSP}: {ABSENT}</span></li>"
    )
    note = f"France{NBSP}: {regions.percent(values.national)}."
    if values.national in limits:
        note = f"{regions.percent(values.national)}{NBSP}: c’est aussi la part de la France entière."
    return (
        f'<ul class="carte-legende carte-pour-part">{"".join(items)}{absent}</ul>'
        f'<p class="carte-note carte-pour-part">{note}</p>'
        f'<ul class="carte-legende carte-pour-emplois">{absent.replace("hachures-l", "hachures-c")}</ul>'
        f'<p class="carte-note carte-pour-emplois">La surface du cercle dit le nombre, à la même échelle '
        "partout. Une carte en couleurs tromperait ici, car l’œil lirait la taille de la région. "
        '<span class="carte-milliers">Dans le damier, les nombres sont en milliers.</span></p>'
    )


def _without(values: Regional) -> str:
    """Names of the regions that have no figure."""
    missing = [row["nom"] for row in regions.alphabetical() if row["code"] not in values.shares]
    return escape(french.enumeration(missing))


def _table(values: Regional, year: str) -> str:
    body = "".join(
        f'<tr data-region="{code}"><th scope="row">{escape(regions.name(code))}</th>'
        f'<td class="nombre">{regions.percent(values.shares[code])}</td>'
        f"<td>{values.share_rank_words(code).removesuffix(f' sur {values.count}')}</td>"
        f'<td class="nombre">{french.number(values.gap(code), 1, sign=True)}</td>'
        f'<td class="nombre">{french.number(values.jobs[code])}</td>'
        f"<td>{values.job_rank_words(code).removesuffix(f' sur {values.count}')}</td></tr>"
        for code in values.by_share()
    )
    body += "".join(
        f'<tr data-region="{row["code"]}"><th scope="row">{escape(row["nom"])}</th>'
        f'<td colspan="5">{ABSENT}</td></tr>'
        for row in regions.alphabetical()
        if row["code"] not in values.shares
    )
    source = facts.source_title("brochure", data.table("emploi_regional_2013")[0]["page"])
    heads = ("Région", "Part des emplois", "Rang", "Écart avec la France, en points", "Emplois de l’ESS", "Rang")
    header = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        '<details class="carte-tableau" open><summary>Le tableau des régions</summary>'
        '<div class="carte-defile" tabindex="0" role="region" aria-label="Tableau des régions">'
        f"<table><caption>L’ESS dans les régions en {year}, de la plus forte part à la plus faible. La part "
        f"porte sur l’ensemble des emplois\u202f; celle de la France est de {regions.percent(values.national)}. "
        f"Rangs et écarts calculés sur {values.count} territoires. Source{NBSP}: {escape(source)}.</caption>"
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )

