"""The links of the built book: every target exists, and no page calls another host.

The links that a script will make count too, where they are in a widget's model.
"""

import codecs
import json
import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from .. import paths
from ..errors import ContentError
from ..sphinx import models
from . import reading

# (tag, attribute) that make the browser fetch something, as opposed to a link that one follows.
_FETCHED = {
    ("script", "src"), ("img", "src"), ("iframe", "src"), ("frame", "src"), ("embed", "src"),
    ("audio", "src"), ("video", "src"), ("video", "poster"), ("source", "src"), ("track", "src"),
    ("input", "src"), ("object", "data"), ("image", "href"), ("use", "href"), ("image", "xlink:href"),
    ("use", "xlink:href"), ("form", "action"), ("body", "background"),
}  # fmt: skip
_SRCSET = {("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset")}
# <link rel> that only names a page, and fetches nothing.
_QUIET_RELATIONS = {"canonical", "license", "author", "help", "index", "search", "next", "prev", "up", "top", "alternate", "bookmark"}  # fmt: skip
_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+(?!url\())(?:"([^"]*)"|'([^']*)'|([^\s"')]+))""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
# What fetches in JavaScript, with a literal address.
_JS_FETCH = re.compile(
    r"""(?:\bfetch|\bimport|\bimportScripts|\bsendBeacon|\bEventSource|\bWebSocket|\b(?:Shared)?Worker|\.open|\brequire)"""
    r"""\s*\(\s*(?:["'`][A-Z]+["'`]\s*,\s*)?["'`]((?:https?:|wss?:)?//[^"'`]+)["'`]"""
    r"""|\b(?:import|from)\s*["']((?:https?:)?//[^"']+)["']"""
    r"""|\.(?:src|href|action)\s*=\s*["'`]((?:https?:)?//[^"'`]+)["'`]"""
)
_OWN_ADDRESS = re.compile(r"[\w-]+\.html(?:#[\w-]+)?")
_HREF = re.compile(r'href="([^"]*)"')
# In C where PyYAML brings it: five times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HOST = re.compile(r"^(?:(?:https?|wss?|ftp):)?//", re.I)


@dataclass
class _PageHtml:
    """What a built page points to: (line, address), and the identifiers it has."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    fetched: list[tuple[int, str]] = field(default_factory=list)
    styles: list[tuple[int, str]] = field(default_factory=list)
    scripts: list[tuple[int, str]] = field(default_factory=list)
    models: list[tuple[int, str]] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = _PageHtml()
        self.inside = ""
        self.turned = False

    def handle_starttag(self, tag, attrs):
        """Collect identifiers and addresses."""
        line = self.getpos()[0]
        values = {name: value or "" for name, value in attrs}
        for name in ("id", "name") if tag == "a" else ("id",):
            if values.get(name):
                if name == "id" and values[name] in self.page.ids:
                    self.page.twice.append((line, values[name]))
                self.page.ids.add(values[name])
        relations = set(values.get("rel", "").lower().split())
        if tag == "link" and "href" in values:
            quiet = relations & _QUIET_RELATIONS and "stylesheet" not in relations
            (self.page.links if quiet else self.page.fetched).append((line, values["href"]))
        elif tag == "base" and "href" in values:
            self.page.fetched.append((line, values["href"]))
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            target = re.search(r"url=\s*['\"]?([^'\";]+)", values.get("content", ""), re.I)
            if target:
                self.page.fetched.append((line, target.group(1)))
        for name, value in values.items():
            if (tag, name) in _FETCHED:
                self.page.fetched.append((line, value))
            elif (tag, name) in _SRCSET:
                for part in value.split(","):
                    if part.split():
                        self.page.fetched.append((line, part.split()[0]))
            elif name in ("href", "xlink:href") and tag in ("a", "area"):
                self.page.links.append((line, value))
            elif name == "ping":
                self.page.fetched.append((line, value))
            elif name == "style":
                self.page.styles.append((line, value))
        self.inside = tag if tag in ("style", "script") else ""
        if tag == "script" and values.get("type", "") in ("application/json", "text/plain", "application/ld+json"):
            self.inside = "model" if values.get("class") == "ess-model" else ""
            self.turned = values["type"] == "text/plain"

    def handle_startendtag(self, tag, attrs):
        """Same for `<img/>`; nothing is inside."""
        self.handle_starttag(tag, attrs)
        self.inside = ""

    def handle_endtag(self, tag):
        """Leave a style or a script."""
        self.inside = ""

    def handle_data(self, data):
        """Collect style sheets and scripts written in the page."""
        if self.inside == "style":
            self.page.styles.append((self.getpos()[0], data))
        elif self.inside == "script":
            self.page.scripts.append((self.getpos()[0], data))
        elif self.inside == "model":
            # base.py turns by thirteen letters the models that hold answers.
            text = codecs.encode(data, "rot13") if self.turned else data
            self.page.models.append((self.getpos()[0], text))


def check(
    site: Path | None = None, exercises: Path | None = None, absent: Collection[str] = ()
) -> list[ContentError]:
    """Dead links, missing anchors and calls to another host in the book built in `site`.

    `absent`: pages, from the root of the book, that it may link to and leave out. Returns an empty list when the
    book is not built: there is nothing to follow yet.
    """
    site = (site or paths.BUILD / "html").resolve()
    if not site.is_dir():
        return []
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    pages: dict[str, _PageHtml] = {}
    for name in sorted(files):
        if name.endswith(".html"):
            reader = _Reader()
            reader.feed((site / name).read_text(encoding="utf-8", errors="replace"))
            reader.close()
            beside = site / models.file_of(name.removesuffix(".html"))
            if beside.is_file():
                reader.page.models += [(1, text) for text in models.read(beside.read_text(encoding="utf-8"))]
            pages[name] = reader.page
    found: list[ContentError] = []
    for name, page in pages.items():
        found += _page(site, name, page, files | set(absent), pages)
    for name in sorted(files):
        if name.endswith((".css", ".js", ".mjs")):
            found += _asset(site, name, files)
        elif name.endswith(".svg"):
            found += other_hosts((site / name).read_text(encoding="utf-8", errors="replace"), "html", site / name)
    if site.is_relative_to(paths.BUILD.resolve()):
        found = [_traced(error, site) for error in found]
    if exercises is not None or (paths.EXERCISES.is_dir() and site.is_relative_to(paths.BUILD.resolve())):
        found += _sections(pages, exercises or paths.EXERCISES)
    return found


def other_hosts(text: str, kind: str, file: Path, line: int = 1) -> list[ContentError]:
    """Calls to another host in a piece of `html`, `css` or `js` that starts at `line` of `file`."""
    if kind == "css":
        return [
            _other_host(file, at, address)
            for at, address in _css_addresses(text, line)
            if _HOST.match(address)
        ]
    if kind == "js":
        return list(_js(file, text, line))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    found = [
        _other_host(file, line + at - 1, address)
        for at, address in reader.page.fetched
        if _HOST.match(address)
    ]
    for at, style in reader.page.styles:
        found += other_hosts(style, "css", file, line + at - 1)
    for at, script in reader.page.scripts:
        found += other_hosts(script, "js", file, line + at - 1)
    return found


def _traced(error: ContentError, site: Path) -> ContentError:
    """The same error at the line of the source that an author wrote, when it is in a page of `book/`."""
    source = paths.BOOK / f"{error.file.stem}.md"
    quoted = re.search(r"«\u202f(.+?)\u202f»$", error.message)
    if not quoted or error.file.parent != site / "book" or not source.is_file():
        return error
    path, mark, anchor = quoted[1].partition("#")
    written = re.compile(re.escape(path.removesuffix(".html")) + r"(?:\.md|\.html)?" + re.escape(mark + anchor) + r"(?![\w-])")
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if written.search(line):
            return ContentError(error.message, file=source, line=number, hint=error.hint)
    return error


def _page(
    site: Path, name: str, page: _PageHtml, files: set[str], pages: dict[str, _PageHtml]
) -> Iterator[ContentError]:
    file = site / name
    for line, address in page.fetched:
        if _HOST.match(address):
            yield _other_host(file, line, address)
        else:
            yield from _target(file, name, line, address, files, pages)
    for line, address in page.links:
        if not urlsplit(address).scheme and not _HOST.match(address):
            yield from _target(file, name, line, address, files, pages)
    for line, model in page.models:
        for address in _addresses(json.loads(model)):
            yield from _target(file, name, line, address, files, pages)
    for line, style in page.styles:
        yield from _css(file, name, style, line, files)
    for line, script in page.scripts:
        yield from _js(file, script, line)
    for line, identifier in page.twice:
        yield ContentError(
            "identifiant présent deux fois dans la page",
            file=file,
            line=line,
            id=identifier,
            hint="Un lien ou un script ne saurait lequel choisir : changez l’un des deux.",
        )


def _addresses(value) -> Iterator[str]:
    """The addresses of the book in a widget's model, alone or in a piece of HTML."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _addresses(one)
    elif isinstance(value, list):
        for one in value:
            yield from _addresses(one)
    elif isinstance(value, str):
        if _OWN_ADDRESS.fullmatch(value):
            yield value
        elif "href=" in value:
            yield from (address for address in _HREF.findall(value) if not urlsplit(address).scheme)


def _target(
    file: Path, name: str, line: int, address: str, files: set[str], pages: dict[str, _PageHtml]
) -> Iterator[ContentError]:
    if urlsplit(address).scheme in ("data", "blob", "about", "mailto", "tel"):
        return
    path, _, anchor = address.partition("#")
    path = unquote(path.partition("?")[0])
    if path.startswith("/"):
        yield ContentError(
            f"adresse absolue : « {address} »",
            file=file,
            line=line,
            hint="Le livre s’ouvre aussi par un double-clic : écrivez une adresse relative à la page.",
        )
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    if target.startswith(".."):
        yield ContentError(
            f"lien hors du livre : « {address} »", file=file, line=line, hint="Corrigez l’adresse."
        )
        return
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    if target not in files:
        yield ContentError(
            f"lien mort : « {address} »",
            file=file,
            line=line,
            hint=f"Le fichier {target} n’est pas dans le livre construit : corrigez le lien dans la page source.",
        )
    elif anchor and target in pages and unquote(anchor) not in pages[target].ids:
        yield ContentError(
            f"ancre absente : « {address} »",
            file=file,
            line=line,
            hint=f"La page {target} n’a pas d’élément « {unquote(anchor)} » : corrigez l’ancre.",
        )


def _asset(site: Path, name: str, files: set[str]) -> Iterator[ContentError]:
    file = site / name
    text = file.read_text(encoding="utf-8", errors="replace")
    if name.endswith(".css"):
        yield from _css(file, name, text, 1, files)
    else:
        yield from _js(file, text, 1)


def _css_addresses(text: str, line: int) -> Iterator[tuple[int, str]]:
    """Every address that a stylesheet starting at `line` fetches, with its line."""
    # Comments become blank, line ends stay: line numbers hold.
    text = _CSS_COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    for match in _CSS_URL.finditer(text):
        address = next(group for group in match.groups() if group is not None)
        yield line + text.count("\n", 0, match.start()), address


def _css(file: Path, name: str, text: str, line: int, files: set[str]) -> Iterator[ContentError]:
    for at, address in _css_addresses(text, line):
        if _HOST.match(address):
            yield _other_host(file, at, address)
        elif address and not address.startswith(("data:", "#", "blob:", "about:")):
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(name), unquote(re.split(r"[?#]", address)[0]))
            )
            if target not in files:
                yield ContentError(
                    f"fichier absent : « {address} »",
                    file=file,
                    line=at,
                    hint="Corrigez l’adresse dans la feuille de style.",
                )


def _js(file: Path, text: str, line: int) -> Iterator[ContentError]:
    for match in _JS_FETCH.finditer(text):
        address = next(group for group in match.groups() if group is not None)
        yield _other_host(file, line + text.count("\n", 0, match.start()), address)


def _other_host(file: Path, line: int, address: str) -> ContentError:
    return ContentError(
        f"la page appelle un autre site : « {address} »",
        file=file,
        line=line,
        hint="Rien ne sort du livre : copiez le fichier dans le livre, ou faites-en un lien que l’on suit.",
    )


def _sections(pages: dict[str, _PageHtml], exercises: Path) -> Iterator[ContentError]:
    """The section to reread, named by a question, exists in the chapter."""
    for file in reading.exercise_files(exercises):
        page = pages.get(f"book/{file.parent.name}.html")
        if page is None:
            continue
        try:
            root = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
        except (UnicodeDecodeError, yaml.YAMLError):
            continue  # said by the check of quizzes
        for identifier, section, line in _named_sections(root):
            slug, _, anchor = section.rpartition("#")
            slug = slug.rsplit("/", 1)[-1].removesuffix(".html")
            target = pages.get(f"book/{slug}.html") if slug else page
            if target is None or anchor not in target.ids:
                yield ContentError(
                    f"section à relire introuvable : « {section} »",
                    file=file,
                    line=line,
                    id=identifier,
                    hint=f"Mettez l’ancre d’un titre de la page {file.parent.name}.",
                )


def _named_sections(node, identifier: str | None = None) -> Iterator[tuple[str | None, str, int]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _named_sections(item, identifier)
    elif isinstance(node, yaml.MappingNode):
        values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        if isinstance(values.get("id"), yaml.ScalarNode):
            identifier = values["id"].value
        for name, value in values.items():
            if name == "section" and isinstance(value, yaml.ScalarNode):
                yield identifier, value.value, value.start_mark.line + 1
            else:
                yield from _named_sections(value, identifier)
