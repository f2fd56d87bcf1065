"""Golden notebooks: each page's code cells with the text they print, re-run by nbval in the tests.

`tests/golden/SLUG.ipynb` holds the code cells of `book/SLUG.md`, executed; only streams and
text/plain outputs are kept, so that its diff is the changelog of the course's figures.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from . import kernels, paths
from .errors import ContentError

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_TIMEOUT = 120  # seconds
SHOWN = 90  # characters of an output shown in a message


@dataclass(frozen=True)
class Change:
    """A golden notebook written or removed: `text` says in French what differs."""

    file: Path
    text: str


def code_cells(path: Path | str) -> list[str]:
    """Source of each code cell of a page (`.md`) or notebook (`.ipynb`), in order."""
    return [cell.source for cell in read(Path(path)).cells if cell.cell_type == "code"]


def read(path: Path) -> nbformat.NotebookNode:
    """A page (`.md`) or a notebook (`.ipynb`), cut into cells."""
    if path.suffix == ".ipynb":
        return nbformat.read(path, as_version=4)
    import jupytext

    return jupytext.read(path)


def pages() -> list[Path]:
    """Pages of `_toc.yml` that have code cells, in the book's order."""
    from .toc import entries

    files = [entry.source() for entry in entries(edition="animateur")]
    return [file for file in files if file.is_file() and code_cells(file)]


def golden_of(page: Path | str) -> Path:
    """The golden notebook of a page."""
    return paths.GOLDEN / f"{Path(page).stem}.ipynb"


def is_executed(notebook: Path | str) -> bool:
    """True when every code cell of a golden notebook bears the mark of its execution."""
    cells = [cell for cell in read(Path(notebook)).cells if cell.cell_type == "code"]
    return bool(cells) and all(cell.execution_count is not None for cell in cells)


def kernel_environment() -> dict[str, str]:
    """What kernels of golden notebooks run with, here and under nbval: package, no region."""
    from .sphinx.notebooks import kernel_environment as base

    return {**base(), "ESS_REGION": "", "ESS_TRACE": ""}


def make(page: Path | str, **kernel) -> nbformat.NotebookNode:
    """Execute a page's code cells; returns the golden notebook. Raises ContentError on a failing cell.

    `kernel`: options for nbclient (`kernels.started`).
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    page = Path(page)
    cells = []
    for index, source in enumerate(code_cells(page), start=1):
        cells.append(nbformat.v4.new_code_cell(source, id=f"{page.stem}-{index:02d}"))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
    environment = {**os.environ, **kernel_environment(), "ESS_PAGE": page.stem}
    try:
        kernels.execute(
            notebook,
            environment,
            timeout=CELL_TIMEOUT,
            kernel_name=KERNELSPEC["name"],
            store_widget_state=False,
            shutdown_kernel="immediate",
            extra_arguments=["--IPKernelApp.log_level=40"],  # errors only: no English chatter
            resources={"metadata": {"path": str(paths.ROOT)}},
            **kernel,
        )
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise _failure(page, notebook, error) from None
    return _clean(notebook)


def _failure(page: Path, notebook, error) -> ContentError:
    from .sphinx import notebooks

    failed = next((i for i, c in enumerate(notebook.cells) if not _succeeded(c)), 0)
    line = notebooks._line(notebooks.parse(page.read_text(encoding="utf-8")), failed)
    value = re.sub(r"\x1b\[[0-9;]*m", "", str(getattr(error, "evalue", "") or error)).strip()
    return ContentError(
        f"une cellule échoue ({getattr(error, 'ename', type(error).__name__)}) : {value}",
        file=page,
        line=line,
        hint="Corrigez la cellule ou la donnée qu’elle lit, puis relancez.",
    )


def _succeeded(cell) -> bool:
    return cell.execution_count is not None and all(o.output_type != "error" for o in cell.outputs)


def _clean(notebook):
    """Keep what is the same on every machine: streams and text/plain, numbered in order."""
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata = {}
        cell.execution_count = number
        kept = []
        for output in cell.outputs:
            if output.output_type == "stream":
                kept.append(output)
            elif "text/plain" in output.get("data", {}):
                output.data = {"text/plain": output.data["text/plain"]}
                output.metadata = {}
                if output.output_type == "execute_result":
                    output.execution_count = number
                kept.append(output)
        cell.outputs = kept
    notebook.metadata = {"kernelspec": dict(KERNELSPEC)}
    notebook.nbformat_minor = 5
    return notebook


def refresh(page: Path | str, **kernel) -> list[Change]:
    """Make a page's golden notebook again, and write it when it differs."""
    file = golden_of(page)
    new = make(page, **kernel)
    text = nbformat.writes(new, indent=1, ensure_ascii=False) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return []
    old = nbformat.read(file, as_version=4) if file.is_file() else None
    changes = [Change(file, line) for line in _differences(old, new)]
    write(file, text)
    return changes


def write(file: Path, text: str) -> None:
    """Write a file of the tree whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(file)


def _differences(old, new) -> list[str]:
    if old is None:
        return [f"nouveau, {len(new.cells)} cellule(s)"]
    before, after = old.cells, new.cells
    found = []
    if len(before) != len(after):
        found.append(f"{len(before)} cellule(s) avant, {len(after)} maintenant")
    for number, (one, two) in enumerate(zip(before, after), start=1):
        if one.source != two.source:
            found.append(f"cellule {number} : le code a changé")
        was, now = _printed(one), _printed(two)
        if was != now:
            found.append(f"cellule {number} : « {_short(was)} » devient « {_short(now)} »")
    return found or ["mise en forme"]


def _printed(cell) -> str:
    texts = [o.text if o.output_type == "stream" else o.data["text/plain"] for o in cell.outputs]
    return "\n".join(texts).strip()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def remove_orphans() -> list[Change]:
    """Remove the golden notebooks of pages that are gone or have no code any more."""
    wanted = {golden_of(page) for page in pages()}
    changes = []
    for file in sorted(paths.GOLDEN.glob("*.ipynb")):
        if file not in wanted:
            file.unlink()
            changes.append(Change(file, "retiré, sa page n’a plus de code ou n’est plus au sommaire"))
    return changes
