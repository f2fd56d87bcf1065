"""The last look at a built book before it is put in place: how much each page weighs, and nothing idle.

Weights are those of the files compressed by gzip, as `serve.py` and most servers send them: the same
sources give the same weight. `bench` measures what really goes over the network.
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

from ..errors import ContentError

#: Bytes: the first page that a reader opens, with all it loads; a page opened after another.
FIRST_VISIT, NEXT_PAGE = 120_000, 30_000
#: Pages above `NEXT_PAGE` for now, and what each may not exceed: a list to shorten, never to lengthen.
#: Their text alone is heavy, or their activity is the page.
HEAVIER: dict[str, int] = {
    "search": 62_000,  # every word of the course
    "strategie": 51_500,
    "competences": 51_000,
    "cartes": 48_000,
    "animer-vote": 47_000,
    "levier-achats": 43_500,
    "ma-region": 42_000,
    "levier-cooperation": 41_500,
    "definition": 41_000,
    "cadre-legal": 40_000,
    "levier-innovation": 38_500,
    "pourquoi-agir": 37_000,
    "animer-salle": 37_000,
    "levier-sensibilisation": 35_500,
    "evaluation": 35_500,
    "point-agir": 34_500,
    "animer-a-verifier": 33_500,
    "levier-creation": 31_500,
}
#: What a Region's pack may add: its logo to the first visit (`pack/logo.py` bounds it), its words to each page.
PACK_LOGO, PACK_WORDS = 50_000, 15_000
HEADERS = 300  # bytes of an answer besides its content

#: Scripts, styles and pictures that every page, or nearly, has loaded once for all.
COMMON = {"ess-region.css", "ess-region.js", "ess-commun.js", "ess-theme.js", "icone.svg"}
#: Scripts and styles of ours, the search's index included.
OURS = re.compile(r"(?:_static|recherche)/ess-[\w-]+\.(?:js|css)")

_LOADED = re.compile(r"<(?:script|link|img|source)\b[^>]*?\s(?:src|href)=\"([^\"?#]+)[^\"]*\"[^>]*>", re.S)
# What a page names for later, and does not load by itself (`essLater`, in `widgets/host.js`).
_LATER = re.compile(r"<template\b.*?</template>", re.S)
_NOT_LOADED = re.compile(r'\srel="(?:next|prev|search|canonical)"')


@dataclass(frozen=True)
class Weight:
    """Compressed bytes of a page: with all it loads, and with what only its own activities load."""

    first: int
    following: int
    files: tuple[str, ...]


def weigh(site: Path, page: Path, sizes: dict[str, int] | None = None) -> Weight:
    """The weight of one page of a book; `sizes` remembers the files already weighed."""
    sizes = {} if sizes is None else sizes
    content = page.read_bytes()
    names = _named(site, page, _LATER.sub("", content.decode("utf-8")))
    for name in names:
        if name not in sizes:
            file = site / name
            sizes[name] = _compressed(file.read_bytes()) if file.is_file() else 0
    own = _compressed(content)
    extra = [name for name in names if name.rpartition("/")[2] not in COMMON]
    return Weight(own + sum(sizes[name] for name in names), own + sum(sizes[name] for name in extra), tuple(names))


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0)) + HEADERS


def _named(site: Path, page: Path, html: str) -> list[str]:
    """Files that a page loads, as paths from the root of the book."""
    folder = page.parent.relative_to(site).as_posix()
    found = [match[1] for match in _LOADED.finditer(html) if not _NOT_LOADED.search(match[0])]
    return list(dict.fromkeys(normpath(join(folder, one)) for one in found if ":" not in one))


def check(site: Path, *, pack: bool = False) -> list[ContentError]:
    """Pages too heavy, scripts or styles that are not ours, and files of `_static` that no page loads.

    `pack`: the book has a Region's pack, which may add a little to each page.
    """
    found: list[ContentError] = []
    sizes: dict[str, int] = {}
    used: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        weight = weigh(site, page, sizes)
        later = "".join(_LATER.findall(page.read_text(encoding="utf-8")))
        used |= {*weight.files, *_named(site, page, later)}
        strange = [
            name for name in weight.files
            if name.endswith((".js", ".css")) and not OURS.fullmatch(name)
        ]  # fmt: skip
        for name in strange:
            found.append(
                ContentError(
                    f"la page charge «\u202f{name}\u202f», qui n’est pas un fichier du cours",
                    file=page,
                    hint="Le thème ou une extension a changé. Retirez ce fichier du gabarit (src/ess_region/sphinx/theme/layout.html), "
                    "ou nommez-le dans src/ess_region/checks/weight.py s’il est utile.",
                )
            )
        found += _too_heavy(page, weight, pack)
    static = site / "_static"
    for file in sorted(static.rglob("*")) if static.is_dir() else ():
        name = file.relative_to(site).as_posix()
        if file.is_file() and name not in used and used:
            found.append(
                ContentError(
                    "aucune page ne charge ce fichier",
                    file=file,
                    hint="Retirez-le du livre : src/ess_region/sphinx/assets.py dit ce que le livre emporte.",
                )
            )
    return found


def _too_heavy(page: Path, weight: Weight, pack: bool) -> list[ContentError]:
    found = []
    words = PACK_WORDS if pack else 0
    limits = (
        ("à la première visite", weight.first, FIRST_VISIT + (words + PACK_LOGO if pack else 0)),
        ("quand on vient d’une autre page", weight.following, HEAVIER.get(page.stem, NEXT_PAGE) + words),
    )
    hint = "Coupez la page en deux, ou donnez une page à l’une de ses activités."
    if pack:
        hint = "Allégez le pack : un logo plus petit, moins de lignes dans exemples.csv ou dans chiffres.csv."
    for when, size, limit in limits:
        if size > limit:
            found.append(
                ContentError(
                    f"la page pèse {size / 1000:.1f} ko {when}, au-dessus de {limit / 1000:.0f} ko".replace(".", ","),
                    file=page,
                    hint=hint,
                )
            )
    return found
