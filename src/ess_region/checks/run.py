"""All the gates in one go, for `cours.py check` and the tests."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .. import data as tables
from .. import external, paths
from ..errors import ContentError, MachineError
from . import banks, built, data, links, prose, quizzes, references, sessions, spelling, structure, weight


@dataclass
class Result:
    """What one check found. `note` says why it did nothing, or that it only did a part.

    `report` is what the check of the banks has to show, beyond its errors.
    """

    name: str
    label: str
    errors: list[ContentError] = field(default_factory=list)
    seconds: float = 0.0
    note: str | None = None
    report: banks.Report | None = None


def _links() -> list[ContentError]:
    if not (paths.BUILD / "html").is_dir():
        raise MachineError("le livre n’est pas construit : ses liens ne sont pas vérifiés")
    return links.check()


def _built() -> list[ContentError]:
    if not (paths.BUILD / "html").is_dir():
        raise MachineError("le livre n’est pas construit : ses textes ne sont pas relus")
    return built.check()


def _weight() -> list[ContentError]:
    if not (paths.BUILD / "html").is_dir():
        raise MachineError("le livre n’est pas construit : ses pages ne sont pas pesées")
    return weight.check(paths.BUILD / "html")


def _spelling() -> list[ContentError]:
    if not spelling.available():
        raise MachineError("le dictionnaire n’est pas installé : l’orthographe n’est pas vérifiée")
    return spelling.check()


# In the order in which an author mends: the data first, since everything quotes them.
CHECKS: dict[str, tuple[str, Callable[[], list[ContentError] | banks.Report]]] = {
    "structure": ("Sommaire et fichiers", structure.check),
    "data": ("Données", data.check),
    "references": ("Faits cités", references.check),
    "quizzes": ("Exercices", quizzes.check),
    "banks": ("Banques de questions", banks.report),
    "sessions": ("Notes d’animation", sessions.check),
    "prose": ("Règles d’écriture", prose.check),
    "spelling": ("Orthographe", _spelling),
    "external": ("Adresses d’autres sites", external.check),
    "built": ("Textes du livre construit", _built),
    "links": ("Liens du livre construit", _links),
    "weight": ("Poids du livre construit", _weight),
}


def run(names: Iterable[str] | None = None, *, on_start: Callable[[str], None] | None = None) -> list[Result]:
    """Run the checks named (all by default), in order; each is timed.

    `on_start(label)` is called before each one, for a progress bar. A check that the machine cannot
    do (no dictionary, book not built) says so in `note` and finds nothing.
    """
    tables.clear_cache()
    wanted = set(CHECKS if names is None else names)
    results = []
    for name, (label, function) in CHECKS.items():
        if name not in wanted:
            continue
        if on_start:
            on_start(label)
        result = Result(name, label)
        start = time.perf_counter()
        try:
            found = function()
            if isinstance(found, banks.Report):
                result.report, found = found, found.errors
            result.errors = found
        except MachineError as error:
            result.note = error.message
        except ContentError as error:
            result.errors = [error]  # data so broken that a check could not even begin
        result.seconds = time.perf_counter() - start
        results.append(result)
    return results


def run_all() -> list[ContentError]:
    """Every fault found by every check, without doubles."""
    found, seen = [], set()
    for result in run():
        for error in result.errors:
            if str(error) not in seen:
                seen.add(str(error))
                found.append(error)
    return found


def main() -> int:
    """Print every fault and the time of each check; 1 when there is a fault."""
    faults = 0
    for result in run():
        for error in result.errors:
            print(error)
        faults += len(result.errors)
        note = f" ({result.note})" if result.note else ""
        print(f"{result.label} : {len(result.errors)} erreur(s), {result.seconds:.1f} s{note}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
