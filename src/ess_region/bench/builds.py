"""How long each kind of build takes, in a copy of the tree."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from ..errors import ContentError, MachineError

# Targets, in seconds.
COLD, UNCHANGED, ONE_PAGE = 25.0, 3.0, 6.0
#: Both editions together take at most so many times as long as one.
BOTH = 1.4

EDITED_TABLE = "secteurs"

BUILD_SCRIPT = """
import json
from ess_region.build import build_editions
results = build_editions({editions!r}, cold={cold}).values()
print(json.dumps({{"errors": [one for result in results for one in result.errors],
                   "pages": [page for result in results for page in result.pages_read]}}))
"""


def builds(tree: Path, say, both: bool = True) -> list[dict]:
    """Each kind of build, timed from the start of the program to its end. `both`: the two editions too."""
    rows = []

    def timed(label: str, target: float | None, cold: bool = False, *others: str) -> float:
        say(label)
        before = _executions(tree)
        start = time.perf_counter()
        result = build(tree, cold, "apprenant", *others)
        seconds = time.perf_counter() - start
        after = _executions(tree)
        executed = sorted(name for name in after if cold or after[name] != before.get(name))
        rows.append(
            {
                "mesure": label,
                "secondes": round(seconds, 2),
                "cible": target,
                "pages_relues": [] if cold else [_slug(page) for page in result["pages"]],
                "pages_executees": [] if cold else executed,
            }
        )
        return seconds

    one = timed("Construction à froid", COLD, True)
    if both:
        two = timed("Les deux éditions", round(BOTH * one, 1), True, "animateur")
        rows[-1]["mesure"] += f" ({two / one:.2f} fois une seule)".replace(".", ",")
    timed("Rien n’a changé", UNCHANGED)
    page = tree / "book" / "definition.md"
    with _edited(page, lambda text: text.rstrip("\n") + "\n\nUne phrase de plus.\n"):
        timed(f"Une page modifiée ({page.stem})", ONE_PAGE)
    build(tree)
    table = tree / "data" / f"{EDITED_TABLE}.csv"
    with _edited(table, _change_a_word):
        timed(f"Une table modifiée ({table.name})", None)
    build(tree)
    return rows


def _change_a_word(text: str) -> str:
    """Another word in the first row that has one: the table stays valid."""
    changed = text.replace(" et ", " ou ", 1)
    if changed == text:
        raise ContentError(f"aucun mot à changer dans {EDITED_TABLE}.csv pour la mesure")
    return changed


@contextmanager
def _edited(file: Path, change: Callable[[str], str]):
    original = file.read_bytes()
    file.write_text(change(original.decode("utf-8")), encoding="utf-8", newline="")
    try:
        yield
    finally:
        file.write_bytes(original)


def environment(source: Path) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"}
    environment.pop("ESS_ROOT", None)
    return environment


def build(tree: Path, cold: bool = False, *editions: str) -> dict:
    """Build editions (the learners' by default) in a process of their own. Raises ContentError, MachineError."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD_SCRIPT.format(cold=cold, editions=editions or ("apprenant",))],
        cwd=tree,
        env=environment(tree / "src"),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise MachineError(f"la construction mesurée a échoué :\n{done.stderr.strip()[-1500:]}")
    result = json.loads(done.stdout.strip().splitlines()[-1])
    if result["errors"]:
        raise ContentError(
            "le livre ne se construit pas :\n" + "\n".join(result["errors"][:5]),
            hint="Corrigez (python3 cours.py build), puis relancez la mesure.",
        )
    return result


def _executions(tree: Path) -> dict[str, int]:
    return {file.stem: file.stat().st_mtime_ns for file in (tree / "_build" / ".execution").glob("*.json")}


def _slug(docname: str) -> str:
    return docname.rsplit("/", 1)[-1]
