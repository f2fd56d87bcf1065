"""Pages with cells: executed when needed, in parallel, and cached on all they depend on.

myst-nb reads our `.md` pages through `read()` (`nb_custom_formats`, its documented extension point)
with its own execution off. A page's outputs are kept in `_build/.execution/SLUG.json` with a digest
of its cells, of the package's code and of each data file that its cells read: an edited CSV
executes again exactly the pages that use it, which jupyter-cache (keyed on cells alone) cannot do.
"""

import builtins
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.util import logging

from ..checks import links
from .. import cards, chapters, kernels, pack
from ..errors import ContentError
from ..paths import BUILD, PACKAGE, ROOT, relative
from ..solutions import without_solution
from .pack import note_pack, pack_file

logger = logging.getLogger(__name__)

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TIMEOUT = 120  # seconds for one cell; the course's cells take milliseconds

# What the reader must know and that myst-nb does not pass: set before each page is parsed.
_docname = ""
_edition = ""
_region = ""


def read(text: str) -> nbformat.NotebookNode:
    """The notebook of the page being parsed, its outputs in place."""
    from . import report

    notebook = parse(text)
    try:
        _fill(notebook, _docname)
    except ContentError as error:
        report(error)
    for cell in code_cells(notebook):
        tags = cell.metadata.setdefault("tags", [])
        if not {"hide-input", "remove-input", "remove-cell"} & set(tags):
            tags.append("hide-input")  # learners do not code; « Voir le code » opens it
        if _edition != "animateur":
            cell.source = _learners_source(cell.source)
    return notebook


def _learners_source(source: str) -> str:
    """A cell as the learners' book shows it: with its results, without its solution."""
    from . import report

    try:
        return without_solution(source)
    except ContentError as error:
        report(ContentError(error.message, file=ROOT / f"{_docname}.md", hint=error.hint))
        return ""


def parse(text: str) -> nbformat.NotebookNode:
    """MyST text → notebook without outputs, with the line of each cell."""
    notebook = read_myst_markdown_notebook(text, add_source_map=True)
    # myst-nb names the lines of a text as if exactly one empty line came before it: count them.
    lines, starts = text.splitlines(), notebook.metadata["source_map"]
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            first = starts[index]
            while first < len(lines) and not lines[first]:
                first += 1
            starts[index] = first - 1
    return notebook


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


# -- the cache -------------------------------------------------------------------------------


@cache
def code_digest() -> str:
    """Digest of the package's Python code: any change of it may change any output."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*.py")):
        if {"bench", "checks", "export"} & set(file.parts):
            continue  # these read the course, they do not write it
        digest.update(relative(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


#: Derived values that outputs may rest on: name → a text that changes when the value does.
DERIVED = {
    chapters.TRACE: lambda: json.dumps(chapters.chapters()),
    cards.TRACE: cards.digest,
    pack.TRACE: pack.digest,
}


@cache
def file_digest(name: str) -> str:
    """Digest of a file named from the root (an absent file has one too), or of a derived value (`@…`).

    As it was when this build first asked: what changes meanwhile is executed again by the next one.
    """
    if name in DERIVED:
        return hashlib.sha256(DERIVED[name]().encode()).hexdigest()
    file = ROOT / name
    return hashlib.sha256(file.read_bytes() if file.is_file() else b"").hexdigest()


def _record(docname: str) -> Path:
    region = f".{_region}" if _region else ""
    return BUILD / ".execution" / f"{Path(docname).name}{region}.json"


def _key(notebook: nbformat.NotebookNode) -> str:
    sources = json.dumps([cell.source for cell in code_cells(notebook)])
    return hashlib.sha256(f"{code_digest()}{_region}{sources}".encode()).hexdigest()


def _cached(notebook: nbformat.NotebookNode, docname: str) -> dict | None:
    try:
        record = json.loads(_record(docname).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if record.get("key") != _key(notebook):
        return None
    if any(file_digest(name) != digest for name, digest in record["files"].items()):
        return None
    return record


def _fill(notebook: nbformat.NotebookNode, docname: str) -> None:
    """Put the outputs in the cells, from the cache or by executing; note the files used."""
    cells = code_cells(notebook)
    if not cells:
        return
    record = _cached(notebook, docname) or execute(notebook, docname)
    for cell, outputs in zip(cells, record["outputs"]):
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        cell.execution_count = 1
    if _app is not None:
        for name in record["files"]:
            if name == pack.TRACE:
                note_pack(_app.env)
            elif not name.startswith("@"):
                _app.env.note_dependency(str(ROOT / name))


def stale_pages(docnames: set[str]) -> list[str]:
    """Pages whose last outputs rest on a derived value that has changed: Sphinx only watches files."""
    stale = []
    for docname in sorted(docnames):
        try:
            files = json.loads(_record(docname).read_text(encoding="utf-8"))["files"]
        except (FileNotFoundError, json.JSONDecodeError, KeyError):
            continue
        if any(name.startswith("@") and file_digest(name) != files[name] for name in files):
            stale.append(docname)
    return stale


# -- execution -------------------------------------------------------------------------------


def execute(notebook: nbformat.NotebookNode, docname: str, **kernel) -> dict:
    """Run the cells in a fresh kernel and keep the outputs. `kernel`: options for nbclient.

    Returns the cache record: `key`, `files` (name → digest), `outputs` (one list per code cell).
    Raises ContentError on a failing cell, or on a widget that the book cannot show.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    key = _key(notebook)
    page = ROOT / f"{docname}.md"
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        environment = {
            **os.environ,
            **kernel_environment(),
            "ESS_TRACE": str(trace),
            "ESS_REGION": _region,
            "ESS_PACK": pack_file(),
            "ESS_PAGE": Path(docname).name,
        }
        work = nbformat.from_dict(json.loads(json.dumps(notebook)))
        try:
            kernels.execute(
                work,
                environment,
                timeout=TIMEOUT,
                kernel_name="python3",
                store_widget_state=False,
                shutdown_kernel="immediate",  # every output has come: there is nothing to wait for
                # ipykernel warns at each start that loopback TCP is not encrypted; errors still show.
                extra_arguments=["--IPKernelApp.log_level=40"],
                resources={"metadata": {"path": str(ROOT)}},
                **kernel,
            )
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise _cell_error(notebook, work, page, error) from None
        files = sorted(set(trace.read_text(encoding="utf-8").split())) if trace.exists() else []
    outputs = []
    for index, cell in enumerate(code_cells(work)):
        outputs.append([_kept(output, notebook, index, page) for output in cell.outputs])
    record = {
        "key": key,
        "files": {name: file_digest(name) for name in files},
        "outputs": json.loads(json.dumps(outputs)),
    }
    target = _record(docname)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(".tmp")
    aside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    aside.replace(target)
    return record


def kernel_environment() -> dict[str, str]:
    """What a kernel needs to import the package from the tree."""
    search = [str(PACKAGE.parent)]
    if os.environ.get("PYTHONPATH"):
        search.append(os.environ["PYTHONPATH"])
    return {"PYTHONPATH": os.pathsep.join(search), "PYTHONHASHSEED": "0"}


def _line(notebook: nbformat.NotebookNode, code_index: int) -> int:
    """Line of the page where a code cell starts (its first line of code)."""
    positions = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    return notebook.metadata["source_map"][positions[code_index]] + 1


def _cell_error(notebook, work, page: Path, error: Exception) -> ContentError:
    failed = 0
    for index, cell in enumerate(code_cells(work)):
        failed = index
        if any(output.output_type == "error" for output in cell.outputs):
            break
        if cell.get("execution_count") is None:
            break
    name = getattr(error, "ename", type(error).__name__)
    value = re.sub(r"\x1b\[[0-9;]*m", "", str(getattr(error, "evalue", error))).strip()
    line = _line(notebook, failed)
    if name == ContentError.__name__:  # it already says what to do, and where when a file is at fault
        text, _, hint = value.partition("\n  → ")
        if re.match(r"\S+\.\w+(?:,|\s:) ", text):
            return ContentError(f"{text} (lu par {relative(page)}, ligne {line})", hint=hint or None)
        return ContentError(text, file=page, line=line, hint=hint or None)
    if issubclass(getattr(builtins, name, Exception), SyntaxError):
        # « … (2718281828.py, line 3) »: a file of the kernel, but a line of the cell.
        inside = re.search(r" \(\d+\.py, line (\d+)\)$", value)
        if inside:
            value, line = value[: inside.start()], line + int(inside[1]) - 1
    return ContentError(
        f"une cellule échoue ({name}) : {value}",
        file=page,
        line=line,
        hint="Corrigez la cellule ou la donnée qu’elle lit, puis relancez.",
    )


def _kept(output, notebook, index: int, page: Path) -> dict:
    """An output as the book shows it; a widget that needs a kernel is refused."""
    bundle = output.get("data", {})
    html = "".join(bundle.get("text/html", ""))
    for error in links.other_hosts(html, "html", page):
        raise ContentError(error.message, file=page, line=_line(notebook, index), hint=error.hint)
    if WIDGET_VIEW in bundle:
        if 'class="ess-widget"' not in html:
            raise ContentError(
                "ce widget ipywidgets a besoin d’un noyau : il serait vide dans le livre",
                file=page,
                line=_line(notebook, index),
                hint="Employez un widget du cours (ess_region.widgets), ou retirez cette cellule.",
            )
        del bundle[WIDGET_VIEW]
    output.pop("execution_count", None)
    if output.output_type == "execute_result":
        output["execution_count"] = 1
    return output


# -- Sphinx ----------------------------------------------------------------------------------

_app: Sphinx | None = None


def _configure(app: Sphinx) -> None:
    global _app, _edition
    _app, _edition = app, app.config.ess_edition
    set_region(app.config.ess_region_defaut)


def set_region(region: str) -> None:
    """Choose whose results are read and kept: those of a region, or of none (empty). All editions share them."""
    global _region
    _region = region
    file_digest.cache_clear()


def _set_page(app: Sphinx, docname: str, source: list[str]) -> None:
    global _docname
    _docname = docname


def _execute_ahead(app: Sphinx, env, docnames: list[str]) -> None:
    """Execute what must be, before the reading."""
    from . import _stop_on_errors, report

    for error in (errors := execute_pages(docnames, lambda step: logger.info("%s…", step))):
        report(error)
    if errors:
        _stop_on_errors(app, env)


def execute_pages(docnames: Iterable[str], say: Callable[[str], None]) -> list[ContentError]:
    """Execute those of these pages whose results are not known, several at a time; returns the faults.

    `say` is told how many, in French.
    """
    todo = []
    for docname in dict.fromkeys(docnames):
        file = ROOT / f"{docname}.md"
        if not file.is_file():
            continue
        notebook = parse(file.read_text(encoding="utf-8"))
        if code_cells(notebook) and _cached(notebook, docname) is None:
            todo.append((notebook, docname))

    def run(item) -> ContentError | None:
        try:
            execute(*item, **kernel)
        except ContentError as error:
            return error
        return None

    if not todo:
        return []
    say(f"Exécution de {len(todo)} page(s)")
    with (
        kernels.started({**os.environ, **kernel_environment()}, len(todo)) as kernel,
        ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 2)) as pool,
    ):
        return [error for error in pool.map(run, todo) if error]


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _configure)
    app.connect("env-before-read-docs", _execute_ahead)
    app.connect("source-read", _set_page)
