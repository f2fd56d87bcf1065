"""What the course costs: build times, weight and speed of every page, beside a stock Jupyter Book page.

Everything happens in a copy of the tree, in a temporary folder: the real one is never touched.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from .. import paths, toc
from ..errors import ContentError
from . import builds, pages, report, stock

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "_build", "dist", "__pycache__", ".pytest_cache", ".ipynb_checkpoints"
)

Say = Callable[[str], None]


def run(
    form: str = "table", wanted: list[str] | None = None, editions: tuple[str, ...] = ("apprenant", "animateur"), built: bool = False
) -> int:
    """Measure and print: a table, or `form` "json" or "markdown" on stdout. Returns 0.

    `wanted`: slugs of the pages to measure, all by default. `built`: weigh the books as they are in `_build/`,
    without timing the builds. Raises ContentError for a page that no edition has, or a book not built.
    """
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Mesures…") as status:

        def say(step: str) -> None:
            # Redirected, one line a step tells that it goes on.
            status.update(f"{step}…") if console.is_terminal else console.print(f"{step}…")

        measures = measure(say, wanted, editions, built)
    if form == "json":
        print(json.dumps(measures, ensure_ascii=False, indent=2))
    elif form == "markdown":
        print(report.markdown(measures), end="")
    else:
        report.show(measures)
    return 0


def measure(
    say: Say = lambda _step: None,
    wanted: list[str] | None = None,
    editions: tuple[str, ...] = ("apprenant", "animateur"),
    built: bool = False,
) -> dict:
    """All measures, as one JSON-able dict: `construction`, `pages` (a list for each edition), `temoin`, `rapport`."""
    known = {edition: [entry.slug for entry in toc.entries(edition=edition)] for edition in editions}
    for slug in wanted or ():
        if slug not in pages.BESIDES and not any(slug in slugs for slugs in known.values()):
            raise ContentError("page inconnue", id=slug, hint="Donnez des noms de _toc.yml, par exemple « --pages accueil,definition ».")
    with tempfile.TemporaryDirectory(prefix="ess-bench-") as folder:
        tree = paths.ROOT
        construction: list[dict] = []
        if not built:
            tree = Path(folder) / "cours"
            say("Copie du cours")
            shutil.copytree(paths.ROOT, tree, ignore=NOT_COPIED)
            construction = builds.builds(tree, say, "animateur" in editions) if "apprenant" in editions else []
            if "animateur" in editions:
                say("Édition de la personne qui anime")
                builds.build(tree, False, "animateur")
        say("Livre témoin (Jupyter Book avec un ipywidget)")
        witness = stock.measure(stock.build_book(Path(folder) / "temoin"))
        rows = {}
        for edition, slugs in known.items():
            html = _built(tree, edition)
            rows[edition] = pages.measure(
                html, slugs, wanted, lambda slug, edition=edition: say(f"{report.EDITIONS[edition]} : {slug}")
            )
    heaviest = max((row["premiere_visite"] for found in rows.values() for row in found if row["widgets"]), default=0)
    return {
        "construction": construction,
        "pages": rows,
        "temoin": witness,
        "rapport": round(witness["octets"] / heaviest, 2) if heaviest else None,
    }


def _built(tree: Path, edition: str) -> Path:
    from ..build import OUTPUTS

    html = tree / "_build" / OUTPUTS[edition]
    if not html.is_dir():
        command = "python3 cours.py build" + (" --edition animateur" if edition == "animateur" else "")
        raise ContentError("ce livre n’est pas construit", file=html, hint=f"Construisez-le ({command}), puis relancez la mesure.")
    return html
