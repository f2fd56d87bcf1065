"""Learners' copies of the notebooks with tasks: `exercises/SLUG/SLUG.ipynb`, no solution, no output.

The page of the book is the only source (see `solutions`); `python3 cours.py golden` makes the copies.
"""

import re
from pathlib import Path

import nbformat

from . import golden, inline, paths
from .errors import ContentError
from .solutions import has_solution, without_solution

_BLOCK = re.compile(r"^(`{3,}|:{3,})\{([a-z-]+)\}[^\n]*\n.*?^\1$\n?", re.M | re.S)
_ROLE = re.compile(r"\{(?:fait|article|sigle|region)\}`[^`]+`")
_ANCHOR = re.compile(r"^\{#[\w-]+\}\n", re.M)
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")


def pages() -> list[Path]:
    """Pages of the book with a solution, in its order."""
    return [page for page in golden.pages() if any(map(has_solution, golden.code_cells(page)))]


def copy_of(page: Path | str) -> Path:
    """The learners' copy of a page."""
    slug = Path(page).stem
    return paths.EXERCISES / slug / f"{slug}.ipynb"


def make(page: Path | str) -> str:
    """The text of a page's copy: the same bytes for the same page and data."""
    page = Path(page)
    cells = []
    for number, cell in enumerate(golden.read(page).cells, start=1):
        identifier = f"{page.stem}-{number:02d}"
        if cell.cell_type == "code":
            try:
                source = without_solution(cell.source)
            except ContentError as error:
                raise ContentError(error.message, file=page, hint=error.hint) from None
            cells.append(nbformat.v4.new_code_cell(source, id=identifier))
        elif text := plain_markdown(cell.source):
            cells.append(nbformat.v4.new_markdown_cell(text, id=identifier))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": dict(golden.KERNELSPEC)})
    notebook.nbformat_minor = 5
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"


def plain_markdown(text: str) -> str:
    """MyST → what any notebook shows: values for roles, words for links to the book, no block of the book."""
    text = _BLOCK.sub("", text)
    text = _ROLE.sub(lambda match: inline.plain(match[0]), _ANCHOR.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", _LINK.sub(r"\1", text)).strip()


def refresh(page: Path | str) -> list[golden.Change]:
    """Make a page's copy again, and write it when it differs."""
    file, text = copy_of(page), make(page)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return []
    new = not file.is_file()
    golden.write(file, text)
    return [golden.Change(file, "nouvelle copie à compléter" if new else "copie à compléter remise à jour")]


def remove_orphans() -> list[golden.Change]:
    """Remove the copies whose page is gone or has no solution any more."""
    wanted = {copy_of(page) for page in pages()}
    changes = []
    for file in sorted(paths.EXERCISES.glob("*/*.ipynb")):
        if file not in wanted:
            file.unlink()
            changes.append(golden.Change(file, "retirée, sa page n’a plus de corrigé ou n’est plus au sommaire"))
    return changes
