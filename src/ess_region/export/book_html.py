"""The built pages of an edition put together in one HTML document, to print: see `document`.

No script runs in it: each activity is in its static form, under the address of the live one. A name that
several pages give to a place is made the document's own, and links between pages become links inside it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

import segno

from .. import __version__, paths, toc
from ..errors import ContentError
from ..french import NBSP, NNBSP
from ..pack import Pack

TITLE = "L’ESS en Région"
#: Activities that say nothing on paper.
NOT_PRINTED = frozenset(("reprise", "sauvegarde", "attestation"))
_SUBTITLES = {"apprenant": "Le cours", "animateur": "Le cours et les notes de la personne qui anime"}

_ARTICLE = re.compile(r'<article class="page">(.*)</article>', re.S)
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_ID = re.compile(r'(?<=\s)id="([^"]+)"')
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_POINTERS = re.compile(r'(?<=\s)(id|for|headers|aria-labelledby|aria-describedby|aria-controls|aria-owns|name)="([^"]*)"')
_SVG_POINTERS = re.compile(r"url\(#([^)]+)\)")
_HREF = re.compile(r'(?<=\s)(?:xlink:)?href="([^"]*)"')
_REMOVED = re.compile(
    r"<script\b.*?</script>|<noscript\b.*?</noscript>"
    # bubbles are for a screen; a bubble holds no other
    r'|<span class="info-bulle".*?</span></span>',
    re.S,
)
_WIDGET = re.compile(r'<div class="ess-widget" data-widget="([\w-]+)"')
_SECTION = re.compile(r'<(?:section|h[1-4])\b[^<>]*?\sid="([^"]+)"')


#: Id and title of what closes the book.
ANSWERS = "reponses-aux-questions"
ANSWERS_TITLE = "Réponses aux questions"


@dataclass(frozen=True)
class Page:
    """A page of the printed book: its place in the contents, its title, the HTML of its article."""

    slug: str
    part: str
    title: str
    html: str

    @property
    def anchor(self) -> str:
        """Id of the page in the whole document."""
        return self.slug if self.slug == ANSWERS else f"page-{self.slug}"


def pages(site: Path, edition: str, slugs: Sequence[str] | None = None) -> list[Page]:
    """The pages of a built edition, in order; those of `slugs` only when given. Raises ContentError."""
    found = []
    for entry in toc.entries(edition=edition):
        if slugs is not None and entry.slug not in slugs:
            continue
        file = site / f"{entry.document}.html"
        article = _ARTICLE.search(file.read_text(encoding="utf-8")) if file.is_file() else None
        if article is None:
            raise ContentError("la page construite est introuvable ou incomplète", file=file, hint="Relancez la construction.")
        html = _REMOVED.sub("", article[1])
        title = _H1.search(html)
        found.append(Page(entry.slug, entry.part, _words(title[1]) if title else entry.slug, html))
    return found


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split(" ")).strip()


def document(
    found: Sequence[Page],
    style: str,
    *,
    edition: str = "apprenant",
    address: str | None = None,
    numbers: Mapping[str, int] | None = None,
    ending: str = "",
    region: Pack | None = None,
) -> str:
    """One HTML document of these pages: cover, contents, pages, then `ending`.

    `address`: where the book is hosted, with a final slash, or None. `numbers`: anchor of a page → its number
    on paper, known after a first printing. `style`: text of the stylesheets. `region`: the pack of the
    Region that the cover names, or None.
    """
    names = _names(found)
    body = "".join(_chapter(page, names, address) for page in found)
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">\n'
        f"<title>{escape(title(edition))}</title>\n<style>\n{style}\n{_running_titles(found)}</style></head>\n"
        f'<body class="ess-site livre">\n{_cover(edition, address, region)}{_contents(found, numbers or {}, bool(ending))}'
        f'<main id="contenu">\n{body}{ending}</main>\n</body></html>\n'
    )


def title(edition: str) -> str:
    """Title of the document."""
    return TITLE if edition == "apprenant" else f"{TITLE}, guide d’animation"


# -- what comes first -----------------------------------------------------------------------------


def _region(region: Pack | None) -> str:
    """The Region on the cover: its logo, when its pack has one, and its name."""
    if not region:
        return ""
    logo = ""
    if region.get("logo"):
        kind = "svg+xml" if region["logo"].lower().endswith(".svg") else "png"
        logo = f'<img alt="" src="data:image/{kind};base64,{region["logo_octets"]}">'
    return f'<div class="livre-couverture-region">{logo}<p>{escape(region["nom"])}</p></div>'


def _cover(edition: str, address: str | None, region: Pack | None) -> str:
    where = ""
    if address:
        where = (
            f'<div class="livre-couverture-adresse">{_qr(address, 3)}<p>Le cours à l’écran, avec ses activités{NBSP}: '
            f'<a class="adresse" href="{escape(address)}">{escape(address)}</a></p></div>'
        )
    return (
        '<header class="livre-couverture">'
        f'{_region(region)}<p class="livre-titre">{TITLE}</p><p class="livre-sous-titre">{_SUBTITLES[edition]}</p>'
        "<p>Pour les agents et les élus qui arrivent dans une Région et agissent pour l’économie sociale et solidaire (ESS).</p>"
        f"{where}"
        "<p>Cours établi à partir de la brochure de l’Avise, de l’ARF et de la Caisse des Dépôts (fin 2015), complétée et "
        f"mise à jour. Version {__version__}. Textes et données sous Licence Ouverte 2.0.</p></header>\n"
    )


def _contents(found: Sequence[Page], numbers: Mapping[str, int], answers: bool) -> str:
    lines, part = [], None
    for page in found:
        if page.part and page.part != part:
            lines.append(f'<li class="livre-partie">{escape(page.part)}</li>')
        part = page.part
        lines.append(_line(page.anchor, page.title, numbers))
    if answers:
        lines.append('<li class="livre-partie">Pour finir</li>' + _line(ANSWERS, ANSWERS_TITLE, numbers))
    return (
        '<nav class="livre-sommaire" aria-labelledby="livre-sommaire"><h1 id="livre-sommaire">Sommaire</h1>'
        f"<ul>{''.join(lines)}</ul></nav>\n"
    )


def _line(anchor: str, words: str, numbers: Mapping[str, int]) -> str:
    # The same room before and after the numbers are known: nothing moves.
    number = f"{numbers[anchor]}" if anchor in numbers else "000"
    return f'<li><a href="#{anchor}"><span>{escape(words)}</span><span class="livre-page">{number}</span></a></li>'


def _running_titles(found: Sequence[Page]) -> str:
    return "".join(
        f'@page {page.anchor} {{ @top-left {{ content: "{_css_text(page.title)}"; }} }}\n'
        f"#{page.anchor} {{ page: {page.anchor}; }}\n"
        for page in [*found, Page(ANSWERS, "", ANSWERS_TITLE, "")]
    )


def _css_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")


# -- pages ----------------------------------------------------------------------------------------


def _names(found: Sequence[Page]) -> dict[str, dict[str, str]]:
    """Slug → id of the page → id in the document: the same, unless several pages have it."""
    own = {page.slug: list(dict.fromkeys(_ID.findall(page.html))) for page in found}
    counts = Counter(name for names in own.values() for name in names)
    return {slug: {name: name if counts[name] == 1 else f"{slug}--{name}" for name in names} for slug, names in own.items()}


def _chapter(page: Page, names: Mapping[str, Mapping[str, str]], address: str | None) -> str:
    html = _with_addresses(page, address)
    html = _TAG.sub(lambda tag: _renamed(tag[0], page.slug, names, address), html)
    return f'<div class="page livre-chapitre" id="{page.anchor}">{html}</div>\n'


def _renamed(tag: str, slug: str, names: Mapping[str, Mapping[str, str]], address: str | None) -> str:
    """A tag with its names and links those of the document."""
    own = names[slug]

    def pointers(match: re.Match) -> str:
        attribute, value = match.groups()
        if attribute == "name":  # the choices of a question, on a page that may be printed with another's
            return f'name="{slug}--{value}"'
        return f'{attribute}="{" ".join(own.get(one, one) for one in value.split())}"'

    tag = _POINTERS.sub(pointers, tag)
    tag = _SVG_POINTERS.sub(lambda match: f"url(#{own.get(match[1], match[1])})", tag)
    return _HREF.sub(lambda match: _link(match[1], slug, names, address), tag)


def _link(target: str, slug: str, names: Mapping[str, Mapping[str, str]], address: str | None) -> str:
    """A link of a page, as the document has it: inside when the page is there, else at the book's address."""
    if re.match(r"[a-z]+:", target):  # another site
        return f'href="{target}"'
    path, _, anchor = target.partition("#")
    page = path.removesuffix(".html") if path else slug
    if page in names and (not path or "/" not in path):
        inside = names[page].get(unescape(anchor)) if anchor else None
        return f'href="#{inside or f"page-{page}"}"'
    if address:
        return f'href="{escape(address)}{path.removeprefix("../") if path.startswith("../") else f"book/{path}"}{f"#{anchor}" if anchor else ""}"'
    return 'data-sans-lien=""'


def _with_addresses(page: Page, address: str | None) -> str:
    """The page with, at the head of each activity, where the live one is: at its foot, it might be alone on a page."""
    html, at = [], 0
    for match in _WIDGET.finditer(page.html):
        if match[1] in NOT_PRINTED:
            continue
        end = page.html.index(">", match.start()) + 1
        before = _SECTION.findall(page.html, 0, match.start())
        html.append(page.html[at:end] + _address(page, before[-1] if before else "", address))
        at = end
    return "".join(html) + page.html[at:]


def _address(page: Page, anchor: str, address: str | None) -> str:
    if not address:
        return (
            f'<p class="livre-adresse">À faire à l’écran{NBSP}: page «{NNBSP}{escape(page.title)}{NNBSP}» '
            f"({page.slug}.html).</p>"
        )
    url = f"{address}book/{page.slug}.html" + (f"#{anchor}" if anchor else "")
    return (
        f'<p class="livre-adresse">{_qr(url)}<span>À faire à l’écran{NBSP}: '
        f'<a class="adresse" href="{escape(url)}">{escape(url)}</a></span></p>'
    )


def _qr(url: str, scale: int = 1) -> str:
    """A QR code as SVG, sized by the stylesheet; hidden from readers, who have the address beside it."""
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(border=2, scale=scale, svgclass="livre-qr", lineclass=None, omitsize=True, dark="#000")
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def stylesheets(site: Path) -> str:
    """The book's stylesheet, those of its activities, that of paper, then that of the printed book."""
    common = site / "_static" / "ess-region.css"
    others = sorted(file for file in common.parent.glob("*.css") if file.name not in (common.name, "ess-projection.css"))
    styles = paths.PACKAGE / "style"
    files = [common, *others, styles / "print.css", styles / "book.css"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
