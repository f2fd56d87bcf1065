"""The pages as notebooks to try things on: `_build/carnets/SLUG.ipynb`, made from `book/SLUG.md`.

A notebook viewer knows neither our blocks nor our roles: the copies hold plain Markdown. A copy whose cells
were changed is never written over.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from .. import data, french, golden, inline, paths, prose, toc
from ..solutions import without_solution

FOLDER = "carnets"
START = "0-commencer.ipynb"
_RECORD = ".cours.json"  # what was written, to tell what was changed since
#: Titles of the blocks that a copy keeps. The others are for the book alone.
_TITLES = {
    "objectifs": "Ce que vous saurez faire",
    "a-vous": "À vous",
    "dans-votre-poste": "Dans votre poste",
    "a-retenir": "À retenir",
    "depuis": "Depuis 2015",
    "sources-page": "Sources de cette page",
}
_BLOCK = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[a-z-]+)\}[ \t]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$\n?", re.M | re.S)
_OPTION = re.compile(r"^:([\w-]+): ?([^\n]*)\n", re.M)
_ROLE = re.compile(r"\{([a-z-]+)\}`([^`<]+?)(?: *<[^`>]*>)?`")
_ANCHOR = re.compile(r"^\{#[\w-]+\}\n", re.M)
_REMARK = re.compile(r"^%[^\n]*\n", re.M)
_PAGE_LINK = re.compile(r"\]\(([a-z0-9-]+)\.(?:md|html)(?:#[\w-]+)?\)")
_HERE = re.compile(r"\[([^\]]+)\]\(#[\w-]+\)")


@dataclass
class Copies:
    """What was done: names of the notebooks `written`, and of those `kept` because they were changed while
    their page changed too."""

    folder: Path
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def make(folder: Path | None = None) -> Copies:
    """Bring the copies up to date. Raises ContentError on a faulty page, OSError."""
    done = Copies(folder or paths.BUILD / FOLDER)
    done.folder.mkdir(parents=True, exist_ok=True)
    record_file = done.folder / _RECORD
    try:
        record = json.loads(record_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        record = {}
    data.clear_cache()
    wanted = notebooks()
    for name, text in wanted.items():
        cells = _sources(text)
        target = done.folder / name
        present = _sources_of(target)
        if present == cells:
            record[name] = cells  # with its results: left as it is
        elif present is None or present == record.get(name):
            golden.write(target, text)
            record[name] = cells
            done.written.append(name)
        elif record.get(name) != cells:
            done.kept.append(name)
    golden.write(record_file, json.dumps(record, ensure_ascii=False))
    return done


def notebooks() -> dict[str, str]:
    """Name → text of every copy: the same bytes for the same pages and data."""
    entries = [entry for entry in toc.entries() if entry.source().is_file()]
    made = {START: _notebook([("markdown", _start(entries))], "commencer")}
    for entry in entries:
        cells = []
        for cell in golden.read(entry.source()).cells:
            if cell.cell_type == "code":
                cells.append(("code", without_solution(cell.source)))
            elif text := readable(cell.source):
                cells.append(("markdown", text))
        made[f"{entry.source().stem}.ipynb"] = _notebook(cells, entry.source().stem)
    return made


def _notebook(cells: list[tuple[str, str]], slug: str) -> str:
    made = []
    for number, (kind, source) in enumerate(cells, 1):
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        made.append(new(source, id=f"{slug}-{number:02d}"[-64:]))
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": dict(golden.KERNELSPEC)})
    notebook.nbformat_minor = 5
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"


def _sources(text: str) -> list[str]:
    return [cell.source for cell in nbformat.reads(text, as_version=4).cells]


def _sources_of(file: Path) -> list[str] | None:
    """The cells of a copy; None when there is none. One that cannot be read counts as changed."""
    try:
        return _sources(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except Exception:  # whatever a person made of it, it is theirs
        return []


# -- words -------------------------------------------------------------------------------------


def readable(text: str) -> str:
    """MyST → Markdown that any notebook shows: blocks as quotations, values for roles, links to the copies."""
    text = _BLOCK.sub(_block, text)
    text = _ANCHOR.sub("", _REMARK.sub("", text))
    text = _ROLE.sub(lambda match: inline.plain(match[0]) if match[1] in prose.ROLES else match[2], text)
    text = _HERE.sub(r"\1", _PAGE_LINK.sub(r"](\1.ipynb)", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _block(match: re.Match) -> str:
    name, title = match["name"], match["title"].strip()
    options = dict(_OPTION.findall(match["body"]))
    body = _OPTION.sub("", match["body"]).strip()
    if name == "pour-ma-region":
        return f"{options.get('sans-region', '')}\n"
    if name not in _TITLES:
        return ""
    lines = [f"**{_TITLES[name]}**", ""]
    if name == "depuis":
        changes = [data.row("changements", id) for id in title.split()]
        body = "\n".join([body, "", *(f"- {row['texte']} ({row['id']})" for row in changes)])
    elif name == "sources-page":
        sources = [data.row("sources", one.partition(":")[0]) for one in title.split()]
        body = "\n".join([*(f"- {row['titre']}" for row in sources), "", body])
    elif title:
        lines[0] = f"**{_TITLES[name]}{french.NBSP}: {title}**"
    return "\n".join(f"> {line}".rstrip() for line in [*lines, *body.strip().split("\n")]) + "\n"


def _start(entries: list[toc.Entry]) -> str:
    """The first notebook: how to use the others, and their list."""
    lines = [
        "# L’ESS en Région, dans JupyterLab",
        "",
        "Chaque page du cours est ici un carnet. Le texte se lit, le code s’exécute et se modifie.",
        "",
        "1. Ouvrez un carnet : cliquez sur son nom, ci-dessous ou dans la colonne de gauche.",
        "2. Exécutez ses cellules : dans le menu *Run*, choisissez *Run All Cells*. Pour une seule cellule, appuyez sur Maj + Entrée.",
        "3. Essayez. Changez une valeur, exécutez de nouveau.",
        "",
        "Ces carnets sont des copies. Ce que vous changez ne touche pas au cours et reste dans ce dossier. Pour retrouver une "
        "copie neuve, effacez le carnet et relancez `python3 cours.py lab`.",
        "",
        "Une activité vit avec Python : `quiz.score`, `region.region`… Une activité garde aussi ses réponses dans votre navigateur.",
    ]
    part = None
    for entry in entries:
        if entry.part != part:
            part = entry.part
            lines += ["", f"## {part[:1].upper()}{part[1:]}" if part else ""]
            lines.append("")
        lines.append(f"- [{_title(entry.source())}]({entry.source().stem}.ipynb)")
    return "\n".join(lines)


def _title(page: Path) -> str:
    found = re.search(r"^# +(.+?)\s*$", page.read_text(encoding="utf-8"), re.M)
    return inline.plain(found[1]) if found else page.stem
