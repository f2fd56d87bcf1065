"""The models of a page's widgets, in a script beside the page: they come with the activities.

Questions, answers, cards: only a widget at work reads them, and they weigh as much as the text. A small model
stays in the page, so that its widget starts at once. `widgets/host.js` finds the others in `essModels`.
"""

import codecs
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx


FOLDER = "modeles"
#: Characters of a model that stays in its page.
SMALL = 1200

_MODEL = re.compile(r'(<script type="(text/plain|application/json)" class="ess-model")>(.*?)(</script>)', re.S)
_TURNED = "/* rot13 */ "  # by base.py
_KEPT = re.compile(r"^(/\* rot13 \*/ )?String\.raw`([^`]*)`", re.M)


def take_out(body: str) -> tuple[str, str]:
    """The HTML of a page's body without its large models, and the script that holds them, or nothing.

    The elements stay, empty, with the place of their model in the script (`data-cle`).
    """
    found: list[str] = []

    def place(match: re.Match) -> str:
        head, kind, text, tail = match.groups()
        if len(text) <= SMALL:
            return match[0]
        # A raw text, as JSON writes it: of what a template would read, only these two signs need another writing.
        turned = kind == "text/plain"
        letter = "h" if turned else "u"
        found.append((_TURNED if turned else "") + "String.raw`%s`" % text.replace("`", rf"\{letter}0060").replace("${", rf"\{letter}0024{{"))
        return f'{head} data-cle="{len(found) - 1}">{tail}'

    body = _MODEL.sub(place, body)
    return body, "globalThis.essModels = [\n%s\n];\n" % ",\n".join(found) if found else ""


def read(script: str) -> list[str]:
    """The models of such a script, in order, as JSON."""
    return [codecs.encode(text, "rot13") if turned else text for turned, text in _KEPT.findall(script)]


def file_of(pagename: str) -> str:
    """`book/definition` → `modeles/ess-book-definition.js`."""
    return f"{FOLDER}/ess-{pagename.replace('/', '-')}.js"


def leave(app: Sphinx, pagename: str, context: dict) -> list[dict[str, str]]:
    """Take the models out of the page being written; what the layout needs to load them."""
    body, script = take_out(context.get("body") or "")
    file = Path(app.outdir) / file_of(pagename)
    if not script:
        file.unlink(missing_ok=True)
        return []
    context["body"] = body
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script, encoding="utf-8", newline="\n")
    return [{"adresse": file_of(pagename), "empreinte": hashlib.sha256(script.encode()).hexdigest()[:12], "pour": ""}]


def _prune(app: Sphinx, exception) -> None:
    """Remove the models of pages that are no more."""
    known = {Path(file_of(name)).name for name in app.env.all_docs}
    folder = Path(app.outdir) / FOLDER
    for file in folder.glob("*") if not exception and folder.is_dir() else ():
        if file.name not in known:
            file.unlink()


def setup(app: Sphinx) -> None:
    app.connect("build-finished", _prune)
