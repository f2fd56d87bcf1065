"""The exercise files of every page, read by the loaders that the book itself uses."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from .. import paths
from ..errors import ContentError

# File of `exercises/SLUG/` → module and function that read it. One line a file.
LOADERS = {
    "aides.yml": ("partners", "load"),
    "annuaire.yml": ("networks", "load"),
    "argumentaire.yml": ("pitch", "load_file"),
    "associer.yml": ("matching", "load_file"),
    "atelier.yml": ("workshops", "load_file"),
    "avis.yml": ("feedback", "load_file"),
    "chaine.yml": ("chains", "load_file"),
    "corrige.yml": ("workshops", "load_key_file"),
    "matrice.yml": ("crossings", "load_file"),
    "objections.yml": ("objections", "load_file"),
    "ordre.yml": ("orderings", "load_file"),
    "parcours.yml": ("branching", "load_file"),
    "predictions.yml": ("predictions", "load_file"),
    "quiz.yml": ("quiz", "load_file"),
    "strategie.yml": ("strategy", "load_file"),
    "verdict.yml": ("verdict", "load_rules"),
}


def check(exercises: Path | None = None) -> list[ContentError]:
    """Faults of the exercise files: the first one of each file."""
    folder = exercises or paths.EXERCISES
    found: list[ContentError] = []
    for name, (module, function) in LOADERS.items():
        for file in sorted(folder.glob(f"*/{name}")):
            load = getattr(import_module(f"..{module}", __package__), function)
            found += _tried(lambda: load(file))
            if name == "verdict.yml" and not found:
                found += _tried(lambda: _cases(file))
    return found


def _cases(file: Path) -> None:
    from .. import verdict

    cases = file.with_name("cas.yml")
    if cases.exists():
        verdict.load_cases(cases, verdict.load_rules(file))


def _tried(load: Callable[[], object]) -> list[ContentError]:
    try:
        load()
    except ContentError as error:
        return [error]
    return []
