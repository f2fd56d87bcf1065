"""What the search page reads: the words of the built pages, and their sentences.

Each page written leaves `recherche/SLUG.js`, its sentences under their titles. At the end of the build these
files are all read again, those of pages not rewritten included. `recherche/ess-index.js` has the titles and the
acronyms, and comes with the search page; `recherche/ess-mots-LETTER.js` has the words of one letter with the pages
that say them, and comes with a query that needs it; the sentences come with the results shown.
Words stay whole: the browser stems them (`site/search/`), so there is one stemmer, and one only.
"""

import json
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from importlib.resources import files as package_files
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.search.fr import french_stopwords

from .. import data, toc
from ..french import fold
from ..widgets import bundle

FOLDER = "recherche"
INDEX, TERMS, DRAWER = "ess-index.js", "ess-sigles.js", "ess-mots-{}.js"

#: Widgets of which nothing is found: their questions would give away the answers, or they say nothing.
EXERCISES = frozenset(
    "quiz predire epreuve cartes ordre avis bilan reprise sauvegarde attestation parcours vote"
    " est-ce-de-l-ess est-ce-de-l-innovation-sociale est-ce-un-ptce".split()
)
_SKIPPED_CLASSES = {"info-bulle", "hide", "bloc--sources", "visually-hidden", "bloc-extra", "headerlink", "ess-btn"}
_SKIPPED_TAGS = {"script", "style", "svg", "button", "nav", "noscript", "select", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCKS = {"p", "li", "tr", "dt", "dd", "caption", "figcaption", "legend", "blockquote", "div", "section", "label"}
_BLOCKS |= {"summary", "table", "ul", "ol", "dl", "fieldset", "figure", "pre", "header", "article", "details"}
_WITHIN_WORDS = {"sup", "sub", "em", "i", "abbr", "wbr"}
_TITLES = {"h1", "h2", "h3", "h4"}
_ANCHORED = {"tr", "li", "dt", "p"}
_BETWEEN_CELLS = " · "

#: From here on a page is told as one that says a word often.
OFTEN = 4

# The same in `site/search/words.js`; both are tested against tests/vectors/search.json.
_WORD = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[,.]\d+)?|\d+(?:[,.]\d+)?|[^\W\d_][^\W_]*")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def words(text: str) -> list[str]:
    """The words of a text, in lower case, accents kept; « 221 325 » is one, « 10,5 » too."""
    return [_normal(found) for found in _WORD.findall(text.lower().replace("œ", "oe"))]


def _normal(word: str) -> str:
    return re.sub(r"[ \u00a0\u2009\u202f]", "", word).replace(".", ",") if word[0].isdigit() else word


# -- a page → its sentences -----------------------------------------------------------------------

#: A section: anchor, title, lines. A line is a text, or [anchor of its own, text].
Section = list


class _Reader(HTMLParser):
    """What is read of a page, section by section."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[Section] = [["", "", []]]
        self.open: list[tuple[str, bool, str]] = []  # tag, whether it is skipped, id
        self.skipped = 0
        self.rows = 0
        self.title: list[str] | None = None
        self.text: list[str] = []
        self.seen: set[str] = set()
        self.joint = False  # an inline element has just begun or ended: its words are not the next one's

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag in _VOID:
            self.text.append(" ")
            return
        named = {name: value or "" for name, value in attrs}
        skipped = (
            tag in _SKIPPED_TAGS
            or "hidden" in named
            or "data-questions" in named
            or named.get("data-widget") in EXERCISES
            or not _SKIPPED_CLASSES.isdisjoint(named.get("class", "").split())
        )
        self.joint = tag not in _WITHIN_WORDS
        self._break(tag, starts=True)
        self.open.append((tag, skipped, named.get("id", "")))
        self.skipped += skipped
        if tag in _TITLES and not self.skipped and not self.rows and self._anchor_of_title():
            self.title = []

    def handle_endtag(self, tag: str) -> None:
        if not any(one == tag for one, _, _ in self.open):
            return
        if tag in _TITLES and self.title is not None:
            title = _flat("".join(self.title))
            self.title = None
            self.sections.append([self._anchor_of_title(), title, []])
        self.joint = tag not in _WITHIN_WORDS
        self._break(tag, starts=False)
        while self.open:
            one, skipped, _ = self.open.pop()
            self.skipped -= skipped
            if one == tag:
                break

    def handle_data(self, text: str) -> None:
        if self.skipped:
            return
        into = self.text if self.title is None else self.title
        if self.joint and into and into[-1][-1:].isalnum() and text[:1].isalnum():
            into.append(" ")
        self.joint = False
        if text:
            into.append(text)

    def _anchor_of_title(self) -> str:
        """The place that a title names: its own, or its section's when it opens it."""
        tag, _, own = self.open[-1]
        parent = self.open[-2] if len(self.open) > 1 else ("", False, "")
        return own or (parent[2] if parent[0] == "section" else "")

    def _break(self, tag: str, *, starts: bool) -> None:
        if self.skipped:
            return
        if tag == "tr":
            self.flush()
            self.rows += 1 if starts else -1
        elif self.rows:
            if tag in ("td", "th") and starts and _flat("".join(self.text)):
                self.text.append(_BETWEEN_CELLS)
            elif tag in _BLOCKS:
                self.text.append(" ")
        elif tag in _BLOCKS or tag in _TITLES:
            self.flush()

    def flush(self) -> None:
        """End of a line."""
        text = _flat("".join(self.text)).strip(" ·")
        self.text = []
        # What a page says twice (a table, then its widget) is found once.
        if len(text) < 2 or text in self.seen:
            return
        self.seen.add(text)
        anchor = next((own for tag, _, own in reversed(self.open) if own and tag in _ANCHORED), "")
        self.sections[-1][2].append([anchor, text] if anchor else text)


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def sections(html: str) -> list[Section]:
    """The sections of a page's body: [anchor, title, lines]; the first has the page's own title."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return [one for one in reader.sections if one[1] or one[2]]


# -- files ----------------------------------------------------------------------------------------


def _call(name: str, *values) -> str:
    return f"essSearch.{name}({','.join(bundle.script_json(value) for value in values)});\n"


def _page_file(folder: Path, docname: str) -> Path:
    return folder / FOLDER / f"{docname.rpartition('/')[2]}.js"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _leave_sentences(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """As a page is written, its sentences beside it."""
    if doctree is None or app.builder.name != "html":
        return
    from .assets import part_of

    text = _call("page", pagename, part_of(app, pagename), sections(context.get("body") or ""))
    _write(_page_file(Path(app.outdir), pagename), text)


def _read_sentences(file: Path) -> tuple[str, str, list[Section]]:
    text = file.read_text(encoding="utf-8").removeprefix("essSearch.page(").removesuffix(");\n")
    docname, part, found = json.loads(f"[{text}]")
    return docname, part, found


def signs(count: int) -> str:
    """One character for each page, in order: those that neither JSON nor the index itself uses."""
    usable = (chr(code) for code in (*range(48, 127), *range(0x100, 0x2000)) if chr(code) not in "\\|")
    return "".join(next(usable) for _ in range(count))


#: Words that do not begin with a letter, whatever they are: figures above all.
OTHERS = "0"
DRAWERS = (OTHERS, *string.ascii_lowercase)


def drawer(word: str) -> str:
    """The drawer that a word is in: its first letter, without accent, or `OTHERS`. The same in `query.js`."""
    first = fold(word)[0]
    return first if first in DRAWERS else OTHERS


def index(pages: list[tuple[str, str, list[Section]]]) -> tuple[dict, dict[str, str]]:
    """The index of these pages (docname, part, sections), in order, and its drawers of words.

    `pages`: [docname, title, part, titles of its sections, 1 for a chapter]. `signes`: one character for each page.
    A drawer has a line for each word, sorted: how many letters of the line before it keeps (base 36), the rest, the
    endings of its plural and feminine, the signs of the pages that have any of them, of those that say it often.
    """
    alphabet = signs(len(pages))
    places: dict[str, Counter[str]] = {}
    listed = []
    chapters = toc.chapters()
    for sign, (docname, part, found) in zip(alphabet, pages, strict=True):
        titled = [one for one in found if one[1]]
        listed.append([docname, titled[0][1] if titled else docname, part, [one[1] for one in titled[1:]], int(docname.rpartition("/")[2] in chapters)])
        counts = Counter(word for text in _texts(found) for word in words(text))
        for word, count in counts.items():
            if len(word) > 1 or word.isdigit():
                places.setdefault(word, Counter())[sign] += count
    sorted_out: dict[str, dict[str, Counter[str]]] = {name: {} for name in DRAWERS}
    for word, found in places.items():
        sorted_out[drawer(word)][word] = found
    return {"pages": listed, "signes": alphabet}, {name: "\n".join(_front_coded(own, alphabet)) for name, own in sorted_out.items()}


def _texts(found: list[Section]) -> Iterator[str]:
    for _, title, lines in found:
        yield title
        for line in lines:
            yield line if isinstance(line, str) else line[1]


#: What a word takes in the plural and the feminine: the pages of one are those of the other.
_ENDINGS = ("es", "s", "x", "e")


def _family(word: str, known: Mapping[str, Counter[str]]) -> str:
    """The shortest known word of which this one is the plural or the feminine, or itself."""
    for ending in _ENDINGS:
        shorter = word.removesuffix(ending)
        if shorter != word and len(shorter) > 2 and shorter in known:
            return _family(shorter, known)
    return word


def _front_coded(places: Mapping[str, Counter[str]], alphabet: str) -> Iterator[str]:
    families: dict[str, list[str]] = {}
    for word in sorted(places):
        families.setdefault(_family(word, places), []).append(word)
    before = ""
    for word, members in families.items():
        counts = sum((places[member] for member in members), Counter())
        pages = "".join(sign for sign in alphabet if sign in counts)
        often = "".join(sign for sign in pages if counts[sign] >= OFTEN)
        kept = 0
        while kept < min(len(word), len(before), 35) and word[kept] == before[kept]:
            kept += 1
        before = word
        endings = "".join(f" {member.removeprefix(word)}" for member in members if member != word)
        # A word that most pages have does not tell them apart.
        often = f"|{often}" if often and len(pages) * 2 < len(alphabet) else ""
        yield f"{'0123456789abcdefghijklmnopqrstuvwxyz'[kept]}{word[kept:]}{endings}|{pages}{often}"


def acronyms() -> list[list]:
    """[name, long form, other writings, anchor] of each entry of the glossary, less what ends it for nothing."""
    found = []
    for row in data.table("glossaire", trace=False):
        anchor = "" if row["id"] == fold(row["sigle"]) else row["id"]
        entry = [row["sigle"], row.get("developpe") or "", "|".join(data.several(row.get("variantes"))), anchor]
        while not entry[-1]:
            entry.pop()
        found.append(entry)
    return found


def _write_index(app: Sphinx, exception) -> None:
    """Every page's sentences into the index; what pages since gone have left is removed."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    order = {str(name): place for place, name in enumerate(_reading_order(app))}
    documents = sorted(app.env.all_docs, key=lambda name: (order.get(name, len(order)), name))
    kept = {_page_file(folder, name): name for name in documents if _page_file(folder, name).is_file()}
    for file in (folder / FOLDER).glob("*"):
        if file not in kept:
            file.unlink()
    content, drawers = index([_read_sentences(file) for file in kept])
    content["sigles"] = acronyms()
    content["glossaire"] = next((name for name in documents if name.rpartition("/")[2] == "glossaire"), "")
    _write(folder / FOLDER / INDEX, _call("index", content))
    for name, lines in drawers.items():
        _write(folder / FOLDER / DRAWER.format(name), _call("words", name, lines))
    definitions = {row["id"]: row["definition"] for row in data.table("glossaire", trace=False)}
    _write(folder / FOLDER / TERMS, _call("terms", definitions))


def _reading_order(app: Sphinx) -> list[str]:
    """Docnames in the order of the list of contents."""
    site_map = app.config.external_site_map
    found: list[str] = []

    def visit(document) -> None:
        if document is None or document.docname in found:
            return
        found.append(document.docname)
        for tree in document.subtrees:
            for item in tree.items:
                visit(site_map[str(item)] if str(item) in site_map else None)

    visit(site_map.root)
    return found


# -- script ---------------------------------------------------------------------------------------


def script() -> str:
    """`ess-search.js`: Snowball's French stemmer, as Sphinx ships it, then our modules."""
    entry = "site/search/view"
    stemmer = package_files("sphinx") / "search" / "minified-js"
    lines = ["(function () {"]
    lines += [(stemmer / f"{name}-stemmer.js").read_text(encoding="utf-8").strip() for name in ("base", "french")]
    lines += ['"use strict";', "const made = {}, use = (name) => made[name];"]
    lines += [f"const essStopWords = {bundle.script_json(sorted(french_stopwords))};"]
    lines += [f'made["{name}"] = ({bundle.factory(name)})(use);' for name in bundle.closure(entry)]
    lines += [f'use("{entry}").start(new FrenchStemmer(), essStopWords);', "})();"]
    return "\n".join(lines) + "\n"


def _collect(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    documents = [_page_file(Path(), name).as_posix() for name in sorted(app.env.all_docs)]
    later = [f"{FOLDER}/{name}" for name in (TERMS, *map(DRAWER.format, DRAWERS))]
    yield "search", {"recherche": {"index": f"{FOLDER}/{INDEX}", "fichiers": [*later, *documents]}}, "search.html"


def _start(app: Sphinx) -> None:
    # Our own index takes the place of Sphinx's.
    app.builder.search = False


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _start)
    app.connect("html-page-context", _leave_sentences)
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _write_index)
