"""The last look at a built book before it is put in place: how much each page weighs, and nothing idle.

Weights are those of the files compressed by gzip, as `serve.py` and most servers send them: the same
sources give the same weight. What is counted is what a page loads by itself when a reader arrives at its top:
its HTML, the scripts and styles that it names, and the scripts of the activities that are within two windows of
the top (`widgets/host.js` wakes them at once). The other activities load theirs when the reader comes near:
`Weight.whole` adds them all, for a page read to its end. Which activities are near is estimated here from the
text before them; `bench` measures what really goes over the network, in a browser.
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

from ..errors import ContentError

#: Bytes: the first page that a reader opens, with all it loads; a page opened after another.
FIRST_VISIT, NEXT_PAGE = 120_000, 30_000
#: What the words of a Region's pack may add to a page opened after another. A first visit keeps its limit, logo included
#: (`pack/logo.py` bounds it).
PACK_WORDS = 15_000
HEADERS = 300  # bytes of an answer besides its content

#: Scripts, styles and pictures that every page, or nearly, has loaded once for all.
COMMON = {"ess-region.css", "ess-region.js", "ess-theme.js", "icone.svg", "ess-projection.js", "ess-projection.css", "logo-region.svg", "logo-region.png"}
#: Scripts and styles of ours, the search's index included.
OURS = re.compile(r"(?:_static|recherche|modeles)/ess-[\w-]+\.(?:js|css)")

_LOADED = re.compile(r"<(?:script|link|img|source)\b[^>]*?\s(?:src|href)=\"([^\"?#]+)[^\"]*\"[^>]*>", re.S)
# What a page names for later, and does not load by itself (`essLater` and `wake`, in `widgets/host.js`).
_LATER = re.compile(r"<template\b.*?</template>", re.S)
_ACTIVITIES = re.compile(r'<template class="activites-fichiers">(.*?)</template>', re.S)
_SCRIPT = re.compile(r'<script src="([^"?#]+)[^"]*"(?: data-pour="([^"]*)")?(?: data-plus-tard="([^"]*)")?></script>')
# What facilitators' pages load ahead, once ready: the network of a room may fall (`site/project-button.js`).
_PROJECTION = re.compile(r'<template class="projection-fichiers">(.*?)</template>', re.S)
#: Lines, by the count of `_lines`, that fit in two windows of a computer (1,536 px). Adjusted on the book itself: no
#: activity that starts on arrival, on a screen of 768 px or on a telephone, is below.
NEAR = 53
_WIDGET = re.compile(r'<div class="ess-widget" data-widget="([\w-]+)"[^>]*>(<script[^>]* data-cle=)?')
_UNSEEN = re.compile(r'<(script|svg|template)\b.*?</\1>|<span class="info-bulle".*?</span></span>|<details(?! open)\b.*?</details>|<[^>]*>', re.S)
_LINES = re.compile(r"</(?:p|li|h\d|tr|legend|label|summary|blockquote|figure|pre)>")
_NOT_LOADED = re.compile(r'\srel="(?:prev|search|canonical)"')


@dataclass(frozen=True)
class Weight:
    """Compressed bytes of a page on arrival: with all it loads, and without what most pages share.

    `whole`: `following` with what all its activities load, once it is read to its end.
    """

    first: int
    following: int
    files: tuple[str, ...]
    whole: int


def weigh(site: Path, page: Path, sizes: dict[str, int] | None = None) -> Weight:
    """The weight of one page of a book; `sizes` remembers the files already weighed."""
    sizes = {} if sizes is None else sizes
    content = page.read_bytes()
    html = content.decode("utf-8")
    ahead = "".join(_PROJECTION.findall(html)) if 'data-edition="animateur"' in html else ""
    names = _named(site, page, _LATER.sub("", html) + ahead + _near(html))
    every = list(dict.fromkeys([*names, *_named(site, page, "".join(_ACTIVITIES.findall(html)))]))
    for name in every:
        if name not in sizes:
            file = site / name
            sizes[name] = _compressed(file.read_bytes()) if file.is_file() else 0
    own = _compressed(content)

    def total(files: list[str]) -> int:
        return own + sum(sizes[name] for name in files)

    def less(files: list[str]) -> list[str]:
        return [name for name in files if name.rpartition("/")[2] not in COMMON]

    return Weight(total(names), total(less(names)), tuple(names), total(less(every)))


def _near(html: str) -> str:
    """The elements that load the scripts of the activities near the top of a page."""
    named = _ACTIVITIES.search(html)
    if not named:
        return ""
    start = html.find("<article")
    near, models = set(), False
    for widget in _WIDGET.finditer(html, max(start, 0)):
        if " data-ouvrir=" in widget[0]:
            continue  # it waits for a press
        if _lines(html[start : widget.start()]) > NEAR:
            break
        near.add(widget[1])
        models |= bool(widget[2])
    # A script for no widget is that of the models, or waits for a press (`data-plus-tard`).
    wanted = [one[0] for one in _SCRIPT.finditer(named[1]) if (near.intersection(one[2].split()) if one[2] else models and not one[3])]
    return "".join(wanted)


def _lines(html: str) -> float:
    """About how many lines of a column this HTML takes on the screen, blanks between blocks included."""
    text = re.sub(r"\s+", " ", _UNSEEN.sub("", _LINES.sub("\0", html)))
    blocks = [one for one in text.split("\0") if one.strip()]
    return sum(2.1 + len(one) // 75 for one in blocks) + html.count('<div class="ess-widget"')


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0)) + HEADERS


def _named(site: Path, page: Path, html: str) -> list[str]:
    """Files that a page loads, as paths from the root of the book."""
    folder = page.parent.relative_to(site).as_posix()
    found = [match[1] for match in _LOADED.finditer(html) if not _NOT_LOADED.search(match[0])]
    return list(dict.fromkeys(normpath(join(folder, one)) for one in found if ":" not in one))


def check(site: Path, *, pack: bool = False) -> list[ContentError]:
    """Everything that `look` finds."""
    faults, heavy = look(site, pack=pack)
    return faults + heavy


def look(site: Path, *, pack: bool = False) -> tuple[list[ContentError], list[ContentError]]:
    """(scripts or styles that are not ours, files of `_static` that no page loads), (pages too heavy).

    `pack`: the book has a Region's pack, which may add a little to each page. A page under work may be too heavy
    for a while: the build only says it, `cours.py check` and the tests refuse it.
    """
    found: list[ContentError] = []
    heavy: list[ContentError] = []
    sizes: dict[str, int] = {}
    used: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        weight = weigh(site, page, sizes)
        later = "".join(_LATER.findall(page.read_text(encoding="utf-8")))
        used |= {*weight.files, *_named(site, page, later)}
        for name in (name for name in weight.files if name.endswith(".html")):
            found.append(
                ContentError(
                    f"la page en fait charger une autre d’avance, «\u202f{name}\u202f»",
                    file=page,
                    hint="Retirez de son en-tête <link rel=\"next\"> ou rel=\"prefetch\" (src/ess_region/sphinx/theme/layout.html) : "
                    "Firefox va chercher cette page, la politique de sécurité le refuse, et la console le dit.",
                )
            )
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
        heavy += _too_heavy(page, weight, pack)
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
    return found, heavy


def _too_heavy(page: Path, weight: Weight, pack: bool) -> list[ContentError]:
    found = []
    limits = (
        ("à la première visite", weight.first, FIRST_VISIT),
        ("quand on vient d’une autre page", weight.following, NEXT_PAGE + (PACK_WORDS if pack else 0)),
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
