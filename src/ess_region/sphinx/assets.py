"""The book's scripts and its stylesheet, made from the package's modules.

`ess-region.js` is a classic script: a plain module import does not work from `file://`, and some
servers refuse `.mjs`. It carries each module that most pages use, as a function (`widgets/bundle.py`),
then the host. What the other widgets need is in scripts of their own, which only their pages name, and which
come when the reader is near the widget: `ess-NAME.js` for one widget, `ess-commun.js` for what several of them
share; and the page's models (`models.py`). What a module imports at its first use (`import("./x.js")`) has a script
too, which comes then. A module is in one script only. `ess-theme.js`, tiny, sets the colour theme before the first paint, and for the facilitators
whose view it is: one file, for each would hold the page a round trip. `ess-projection.js` and
`ess-projection.css` come only when a reader asks for them (`essLater`, in `widgets/host.js`).
"""

import hashlib
import re
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path

from sphinx.application import Sphinx

from .. import __version__, pack, policy, toc
from ..paths import BUILD, PACKAGE
from ..widgets import WIDGETS, bundle
from . import models, search

SCRIPT = "ess-region.js"
STYLESHEET = "ess-region.css"
EARLY_SCRIPT = "ess-theme.js"
VIEW = "ess-vue.js"  # facilitators' edition only, in the early script: as participants see the page
ICON = "icone.svg"
LOGO = "logo-region"  # a Region's own logo, from its pack

SEARCH_SCRIPT = "ess-search.js"  # loaded by the search page only


#: Widgets of nearly every chapter: their modules travel with the host.
EVERYWHERE = ("quiz", "predict")
SHARED = "ess-commun.js"

#: A module of the site that comes later, with its own script and stylesheet (`style/projection.css`).
LATER = "site/projection"
LATER_SCRIPT, LATER_STYLESHEET = "ess-projection.js", "ess-projection.css"


def places(edition: str = "apprenant") -> dict[str, list[str]]:
    """Name of each script of an edition → the modules that it carries, each after what it imports."""
    entries = {name: f"widgets/{module}" for name, module in used(edition).items()}
    names_in_order = bundle.closure("site/main", *dict.fromkeys(entries.values()), LATER, whole=True)
    core = bundle.closure("site/main", *(f"widgets/{module}" for module in EVERYWHERE))
    users: dict[str, set[str]] = {}
    for entry in {*entries.values(), LATER, *bundle.later(*names_in_order)}:
        for name in bundle.closure(entry):
            users.setdefault(name, set()).add(entry)
    files: dict[str, list[str]] = {SCRIPT: [], SHARED: []}
    for name in names_in_order:
        if name in core:
            files[SCRIPT].append(name)
        elif len(users[name]) > 1:
            files[SHARED].append(name)
        else:
            [entry] = users[name]
            files.setdefault(own_script(entry), []).append(name)
    return {file: names for file, names in files.items() if names}


def scripts(edition: str = "apprenant") -> dict[str, str]:
    """Name of each script of an edition → its text: those of the widgets that its pages make."""
    entries = {name: f"widgets/{module}" for name, module in used(edition).items()}
    files = places(edition)

    def constant(name: str, value) -> str:
        return f"const {name} = {bundle.script_json(value)};"

    def some(names: list[str]) -> str:
        return "{\n%s\n}" % ",\n".join(f'"{name}": {bundle.factory(name)}' for name in names)

    result = {
        file: f"Object.assign((globalThis.essMore ??= {{}}), {some(names)});\n"
        for file, names in files.items()
        if file != SCRIPT
    }
    lines = ["(function () {", '"use strict";', f"const essOwn = {some(files[SCRIPT])};"]
    lines += [constant("essWidgets", entries), constant("essRegions", bundle.region_names())]
    lines += [bundle.lighten((PACKAGE / "widgets" / "host.js").read_text("utf-8")), "})();"]
    result[SCRIPT] = "\n".join(lines) + "\n"
    return result


def own_script(entry: str) -> str:
    """`widgets/region_map` → `ess-region-map.js`."""
    return f"ess-{entry.rpartition('/')[2].replace('_', '-')}.js"


def page_scripts(body: str, files: dict[str, list[str]]) -> dict[str, list[str]]:
    """The scripts that a page needs besides `ess-region.js`, and for which of the widgets in its HTML.

    `files`: what `places` gives.
    """
    return _scripts_of({name: f"widgets/{WIDGETS[name][0]}" for name in _page_widgets(body)}, files)


def page_scripts_later(body: str, files: dict[str, list[str]]) -> dict[str, list[str]]:
    """The scripts that a page may ask for once its widgets are at work, and for which modules."""
    modules = bundle.closure(*(f"widgets/{WIDGETS[name][0]}" for name in _page_widgets(body)))
    return _scripts_of({name: name for name in bundle.later(*modules)}, files)


def _scripts_of(entries: dict[str, str], files: dict[str, list[str]]) -> dict[str, list[str]]:
    needed: dict[str, list[str]] = {}
    for name, entry in entries.items():
        modules = set(bundle.closure(entry))
        for file, carried in files.items():
            if file != SCRIPT and modules.intersection(carried):
                needed.setdefault(file, []).append(name)
    return needed


def _page_widgets(body: str) -> list[str]:
    return [name for name in dict.fromkeys(_WIDGET.findall(body)) if name in WIDGETS]


def _activities(body: str) -> list[dict[str, str]]:
    """The scripts of a page's activities, as the layout writes them."""
    at_once, later = page_scripts(body, _places), page_scripts_later(body, _places)
    return [
        {"adresse": f"_static/{file}", "pour": " ".join(at_once.get(file, ())), "plus_tard": " ".join(later.get(file, ()))}
        for file in {**at_once, **later}
    ]


def page_styles(body: str) -> list[str]:
    """The stylesheets that a page needs besides `ess-region.css`, of those that the edition ships."""
    return [name for name in map(own_style, _page_modules(body)) if name in _own]


def _page_modules(body: str) -> list[str]:
    return list(dict.fromkeys(WIDGETS[name][0] for name in _page_widgets(body)))


_WIDGET = re.compile(r'<div class="ess-widget" data-widget="([\w-]+)"')


def _made(source: str) -> frozenset[str]:
    """Names of the classes of widgets that a page imports."""
    return frozenset(name for names in _IMPORT.findall(source) for name in re.findall(r"\w+", names))


_IMPORT = re.compile(r"^from ess_region\.widgets import (.+)$", re.M)


def used(edition: str) -> dict[str, str]:
    """Name → module of the widgets that the pages of an edition make, in the order of the registry."""
    classes: set[str] = set()
    for entry in toc.entries(edition=edition):
        file = entry.source()
        if file.is_file():
            classes |= _made(file.read_text(encoding="utf-8"))
    return {name: module for name, (module, class_name) in WIDGETS.items() if class_name in classes}


def stylesheet(edition: str = "apprenant") -> str:
    """Text of `ess-region.css`: tokens, controls, page, print, then each widget's own."""
    styles = PACKAGE / "style"
    files = [styles / f"{name}.css" for name in ("tokens", "controls", "questions", "documents", "site", "code")]
    apart = _apart(edition)
    modules = dict.fromkeys(used(edition).values())  # names may share one
    files += [PACKAGE / "widgets" / f"{module}.css" for module in modules if module not in apart]
    files.append(styles / "print.css")  # last: printing overrides everything
    return "\n".join(lighten_css(file.read_text("utf-8")) for file in files if file.is_file())


def _apart(edition: str) -> list[str]:
    """Modules of the widgets that only the facilitators' own pages make: their styles are in files of their own."""
    if edition == "apprenant":
        return []
    everyone = set(used("apprenant").values())
    return [module for module in dict.fromkeys(used(edition).values()) if module not in everyone]


def stylesheets(edition: str) -> dict[str, str]:
    """Name → text of the stylesheets that few pages load, after the common one: those of the facilitators' widgets."""
    files = {own_style(module): PACKAGE / "widgets" / f"{module}.css" for module in _apart(edition)}
    return {name: lighten_css(file.read_text("utf-8")) for name, file in files.items() if file.is_file()}


def own_style(module: str) -> str:
    """`room_results` → `ess-room-results.css`."""
    return own_script(module).removesuffix(".js") + ".css"


def lighten_css(text: str) -> str:
    """Drop comments and the spaces that mean nothing; strings stay as they are. One rule a line."""

    def light(match: re.Match) -> str:
        string, end, sign, colon = match.groups()
        return "}\n" if end else string or sign or colon or " "

    return _CSS.sub(light, text).strip()


# A string; the end of a block, its last semicolon aside; a sign and the blanks around it; a colon and the blanks after it (« a :hover » is not « a:hover »); blanks.
# A comment is written so that it cannot run past its own end.
_BLANK = r"(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)"
_CSS = re.compile(
    rf"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|{_BLANK}*(?:;{_BLANK}*)?(}}){_BLANK}*|{_BLANK}*([{{}};,>]){_BLANK}*|(:){_BLANK}+|{_BLANK}+""", re.S
)


def files(edition: str, region: pack.Pack | None = None) -> dict[str, bytes]:
    """Name → content of every file of ours that an edition ships, with the logo of a Region's pack if any."""
    contents = {name: text.encode() for name, text in scripts(edition).items()}
    contents[STYLESHEET] = stylesheet(edition).encode()
    contents |= {name: text.encode() for name, text in stylesheets(edition).items()}
    contents[LATER_STYLESHEET] = lighten_css((PACKAGE / "style" / "projection.css").read_text("utf-8")).encode()
    early = [EARLY_SCRIPT, *([VIEW] if edition == "animateur" else [])]
    contents[EARLY_SCRIPT] = "\n".join(bundle.lighten((PACKAGE / "site" / one).read_text("utf-8")) for one in early).encode()
    contents[SEARCH_SCRIPT] = search.script().encode()
    contents[ICON] = (PACKAGE / "site" / ICON).read_bytes()
    if region and region.get("logo"):
        contents[_logo(region)] = pack.logo_bytes(region)
    return contents


def _logo(region: pack.Pack) -> str:
    return LOGO + Path(region["logo"]).suffix.lower()


def write(folder: Path, contents: dict[str, bytes]) -> str:
    """Write the files into `folder`, and nothing else in it; returns the digest of all."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.name not in contents:  # of a former version of the course
            file.unlink()
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(content)
        file = folder / name
        # Sphinx copies what is newer: an untouched file is not copied again.
        if not file.is_file() or file.read_bytes() != content:
            file.write_bytes(content)
    return digest.hexdigest()[:12]


#: Names of the files of the book being built.
_own: frozenset[str] = frozenset()
#: And the modules of each script.
_places: dict[str, list[str]] = {}


def _prepare(app: Sphinx, config) -> None:
    global _own, _places
    region = config.ess_pack
    edition = config.ess_edition
    folder = BUILD / ".assets" / f"{edition}-{region.get('empreinte') or 'commun'}"
    # A config value of kind "html": a new script or stylesheet writes every page again, with its address.
    contents = files(edition, region)
    _own, _places = frozenset(contents), places(edition)
    config.ess_assets = write(folder, contents)
    config.ess_chapters = sorted(toc.chapters())
    config.html_static_path = [*config.html_static_path, str(folder)]


def _page_context(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """What the theme's templates read (`layout.html` says what each is)."""
    region = dict(app.config.ess_pack)
    if region.get("logo"):
        region["logo"] = f"_static/{_logo(region)}"
    # Jinja's own `striptags` would make an ordinary space of each one that does not break.
    if context.get("title"):
        context["title"] = _plain(context["title"])
    for name in ("prev", "next"):
        if context.get(name):
            context[name] = {**context[name], "title": _plain(context[name]["title"])}
    context["ess"] = {
        "edition": app.config.ess_edition,
        "garde": policy.meta(),
        "version": __version__,
        "chapitres": app.config.ess_chapters,
        "annexes": [one.slug for one in toc.entries(edition=app.config.ess_edition) if one.part.casefold() == toc.ANNEXES],
        "region_defaut": app.config.ess_region_defaut,
        "pack": region,
        "icone": f"_static/{ICON}",
        "projection": {"script": f"_static/{LATER_SCRIPT}", "style": f"_static/{LATER_STYLESHEET}"},
        "activites": [
            {**file, "empreinte": app.config.ess_assets} for file in _activities(context.get("body") or "")
        ] + models.leave(app, pagename, context),
        "styles": [f"_static/{name}" for name in page_styles(context.get("body") or "")],
        "empreinte": app.config.ess_assets,
        "partie": part_of(app, pagename),
        "description": app.env.metadata.get(pagename, {}).get("description", ""),
    }


def _plain(title: str) -> str:
    """The words of a title that Sphinx gives as HTML."""
    return unescape(re.sub(r"<[^>]+>", "", title))


def part_of(app: Sphinx, docname: str) -> str:
    """Caption of the part of `_toc.yml` that a page belongs to, or nothing."""
    site_map = app.config.external_site_map
    for tree in site_map.root.subtrees:
        if any(str(item) == docname for item in tree.items):
            return tree.caption or ""
    return ""


#: What Sphinx and the extensions put in `_static` for pages of theirs, and ours never load.
LEFT_OUT = {
    "basic.css": "the look of Sphinx’s own theme; ours is whole",
    "pygments.css": "the colours of the code: `style/code.css`",
    "mystnb.*.css": "the look of cells: `style/code.css` and `style/site.css`",
    "doctools.js": "keyboard shortcuts of Sphinx’s theme",
    "documentation_options.js": "settings of the three below",
    "searchtools.js": "the search: `site/search/`",
    "sphinx_highlight.js": "marks of the words found: `site/search/view.js`",
    "translations.js": "words of the search: `site/search/view.js`",
    "language_data.js": "the stemmer, which `sphinx/search.py` puts in the script of the search",
    "base-stemmer.js": "the same",
    "french-stemmer.js": "the same",
    "file.png": "an icon of Sphinx’s theme",
    "minus.png": "the same",
    "plus.png": "the same",
}


def _clean_static(app: Sphinx, exception) -> None:
    """Leave out of the book the files of extensions that no page loads; refuse those that nobody looked at."""
    if exception or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    kept = _own
    strange = []
    for file in sorted(static.rglob("*"), reverse=True):
        if file.is_dir():
            if not any(file.iterdir()):
                file.rmdir()
        elif file.name not in kept:
            name = file.relative_to(static).as_posix()
            # Ours, of a former build: what a widget or a logo that is no more has left.
            ours = name.startswith(("ess-", LOGO))
            if not ours and not any(fnmatchcase(name, pattern) for pattern in LEFT_OUT):
                strange.append(name)
            file.unlink()
    if strange:
        from . import CourseError

        raise CourseError([strange_file(name) for name in sorted(strange)])


def strange_file(name: str) -> str:
    """What to say of a file of `_static` that an extension added and that nobody knows."""
    return (
        f"« _static/{name} » est arrivé avec une extension ou une nouvelle version de Sphinx, et aucune page ne le charge\n"
        "  → Si le livre s’en passe, ajoutez son nom à LEFT_OUT, dans src/ess_region/sphinx/assets.py. "
        "Sinon, chargez-le dans src/ess_region/sphinx/theme/layout.html."
    )


def setup(app: Sphinx) -> None:
    app.add_config_value("ess_assets", "", "html", [str])
    app.add_config_value("ess_chapters", [], "html", [list])
    app.connect("config-inited", _prepare)
    app.add_js_file(SCRIPT, loading_method="defer")
    # Last of those that look at the body: it leaves without its models.
    app.connect("html-page-context", _page_context, priority=900)
    app.connect("build-finished", _clean_static)
