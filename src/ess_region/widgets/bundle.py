"""Widgets' ES modules: found, linked, and made self-contained. No bundler.

A module imports its neighbours with ordinary relative specifiers, and with `import("./x.js")` what few readers
ask for, which then comes at its first use. Two hosts load them:

- the book's classic scripts ship each module once, as a function of what it imports (`factory()`): a plain
  module import does not work from `file://`, and a classic script is compiled and cached as it stands;
- JupyterLab needs one text per widget: `bundle()` gives a module that carries the texts of its
  imports (`modules()`), and `link.js` makes each a Blob URL, its specifiers rewritten to those of its imports.
"""

import json
import posixpath
import re
from functools import cache
from pathlib import Path

from .. import data
from ..errors import ContentError
from ..paths import PACKAGE

# Only the two static forms we write, `import … from "./x.js"` and `import "./x.js"`; and the one for what comes later.
_IMPORT = re.compile(
    r"""^(?P<head>\s*(?:import|export)\s(?:[^'"]*?\sfrom\s*)?)(?P<quote>["'])(?P<spec>\.{1,2}/[^"']+)(?P=quote)""",
    re.M,
)
_LATER = re.compile(r"""(?P<head>\bimport\()(?P<quote>["'])(?P<spec>\.{1,2}/[^"']+)(?P=quote)(?=\))""")
# The same, once `source` has named the module.
_LATER_NAMED = re.compile(r'\bimport\((?="([\w./-]+)"\))')


@cache
def source(name: str) -> str:
    """Text of a module, named by its path in the package without `.js` (`widgets/quiz`).

    Relative specifiers come out as such names, in quotes: `from "widgets/shared/dom"`.
    Raises ContentError when the file, or one it imports, does not exist.
    """
    file = PACKAGE / f"{name}.js"
    if not file.is_file():
        raise ContentError("le module JavaScript est introuvable", file=file)
    folder = posixpath.dirname(name)

    def absolute(match: re.Match) -> str:
        target = posixpath.normpath(posixpath.join(folder, match["spec"])).removesuffix(".js")
        if not (PACKAGE / f"{target}.js").is_file():
            line = match.string[: match.start()].count("\n") + 1
            raise ContentError(
                f"le module importé « {match['spec']} » est introuvable", file=file, line=line
            )
        return f'{match["head"]}"{target}"'

    text = file.read_text(encoding="utf-8")
    return _LATER.sub(absolute, _IMPORT.sub(absolute, text))


def imports(name: str) -> list[str]:
    """Names of the modules that a module imports directly."""
    pattern = re.compile(r"""^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s*)?"([\w./-]+)\"""", re.M)
    return [found for found in pattern.findall(source(name)) if (PACKAGE / f"{found}.js").is_file()]


def later(*names: str) -> list[str]:
    """Names of the modules that these import at their first use only (`import("./x.js")`)."""
    return list(dict.fromkeys(found for name in names for found in _LATER_NAMED.findall(source(name))))


def closure(*entries: str, whole: bool = False) -> list[str]:
    """The entries and all they import, each after what it imports; `whole`: and what comes later.

    Raises ContentError on a cycle.
    """
    order: list[str] = []
    path: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if name in path:
            raise ContentError(f"import en boucle : {' → '.join([*path, name])}")
        path.append(name)
        for target in [*imports(name), *(later(name) if whole else ())]:
            visit(target)
        path.pop()
        order.append(name)

    for entry in entries:
        visit(entry)
    return order


def modules(*entries: str) -> dict[str, str]:
    """Name → text of the entries and of all they import, at once or later, in the order in which to link them."""
    return {name: lighten(source(name)) for name in closure(*entries, whole=True)}


_NAMED = r"\{([^{}]*)\}"
_FORMS = (
    # `use` gives what a module exports.
    (re.compile(rf'^import\s+{_NAMED}\s+from\s+"([^"]+)";?', re.M), lambda m: f'const {{{_renamed(m[1])}}} = use("{m[2]}");'),
    (re.compile(r'^import\s+"([^"]+)";?', re.M), lambda m: f'use("{m[1]}");'),
    (re.compile(rf'^export\s+{_NAMED}\s+from\s+"([^"]+)";?', re.M), lambda m: f'const {{{_renamed(m[1])}}} = use("{m[2]}");'),
    (re.compile(r"^export\s+default\s+", re.M), lambda m: "const essDefault = "),
    (re.compile(r"^export\s+(?=const\s+[\w$]+\s*=|(?:async\s+)?function\s+[\w$]+|class\s+[\w$]+)", re.M), lambda m: ""),
    (re.compile(rf"^export\s+{_NAMED};?", re.M), lambda m: ""),
)
_EXPORTED = re.compile(r"^export\s+(?:const|(?:async\s+)?function|class)\s+([\w$]+)", re.M)
_LISTED = re.compile(rf"^export\s+{_NAMED}", re.M)


def factory(name: str) -> str:
    """A module as a function: `use` (name of a module → its exports) → what it exports.

    What comes later is asked of `use.later`, which gives a promise of it.
    Raises ContentError for a form of import or export that we do not write: see `_FORMS`.
    """
    text = lighten(source(name))
    exports = _EXPORTED.findall(text)
    for names in _LISTED.findall(text):
        exports += [one.split()[-1] for one in names.split(",") if one.strip()]
        if " as " in names:
            raise ContentError("un export renommé n’est pas prévu", file=PACKAGE / f"{name}.js", hint="Exportez le nom lui-même.")
    if "export default" in text:
        exports.append("default: essDefault")
    for form, written in _FORMS:
        text = form.sub(written, text)
    text = _LATER_NAMED.sub("use.later(", text)
    left = re.search(r"^(?:import|export)\b.*", text, re.M)
    if left:
        raise ContentError(
            f"forme d’import ou d’export inconnue : « {left[0]} »",
            file=PACKAGE / f"{name}.js",
            hint='Écrivez « import { a } from "./b.js" », « export const », « export function » ou « export default ».',
        )
    return f'(use) => {{\n"use strict";\n{text}\nreturn {{ {", ".join(exports)} }};\n}}'


def _renamed(names: str) -> str:
    """`a, b as c` of an import → `a, b: c` of a destructuring."""
    return re.sub(r"\s+as\s+", ": ", names.strip().rstrip(","))


def bundle(module: str) -> str:
    """One self-contained ES module for the widget `module` (`quiz`), as anywidget wants it."""
    entry = f"widgets/{module}"
    link = (PACKAGE / "widgets" / "link.js").read_text(encoding="utf-8")
    return (
        f"{link}\n"
        f"const essModules = {script_json(modules(entry))};\n"
        f"globalThis.essRegions ??= {script_json(region_names())};\n"
        f'export default (await import(essLink(essModules)["{entry}"])).default;\n'
    )


def styles(module: str) -> str:
    """The stylesheet of one widget with the tokens and controls it stands on."""
    parts = [PACKAGE / "style" / f"{name}.css" for name in ("tokens", "controls", "questions", "documents")]
    parts.append(PACKAGE / "widgets" / f"{module}.css")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts if part.is_file())


def region_names() -> dict[str, dict[str, str]]:
    """What the browser needs to name a region: code → nom, en, de, avec."""
    # Untraced: these names travel in the shared script, no page depends on them.
    return {
        r["code"]: {
            "nom": r["nom"],
            "en": r["en_region"],
            "de": r["de_region"],
            "avec": r["avec_article"],
        }
        for r in data.table("regions", trace=False)
    }


def lighten(text: str) -> str:
    """Drop whole-line comments and indentation: half the weight, the same lines of code."""
    text = re.sub(r"^\s*/\*\*.*?\*/\s*?$", "", text, flags=re.S | re.M)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def files() -> list[Path]:
    """Every script and stylesheet that goes into the book's two files."""
    return sorted([*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css")])


def script_json(value) -> str:
    """JSON that may stand inside a script, inline or not."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
