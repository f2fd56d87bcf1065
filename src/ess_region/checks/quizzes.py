"""The exercise files of every page, read by the loaders that the book itself uses."""

from collections.abc import Callable
from pathlib import Path

from .. import matching, networks, orderings, partners, paths, predictions, quiz, verdict
from ..errors import ContentError


def check(exercises: Path | None = None) -> list[ContentError]:
    """Faults of quizzes, predictions, orderings, rules, cases, traps, networks and partners: the first one of each file."""
    folder = exercises or paths.EXERCISES
    found: list[ContentError] = []
    for file in sorted(folder.glob("*/quiz.yml")):
        found += _tried(lambda: quiz.load_file(file))
    for file in sorted(folder.glob("*/predictions.yml")):
        found += _tried(lambda: predictions.load_file(file))
    for file in sorted(folder.glob("*/ordre.yml")):
        found += _tried(lambda: orderings.load_file(file))
    for file in sorted(folder.glob("*/verdict.yml")):
        found += _tried(lambda: _rules_and_cases(file))
    for file in sorted(folder.glob("*/associer.yml")):
        found += _tried(lambda: matching.load_file(file))
    for file in sorted(folder.glob("*/annuaire.yml")):
        found += _tried(lambda: networks.load(file))
    for file in sorted(folder.glob("*/aides.yml")):
        found += _tried(lambda: partners.load(file))
    return found


def _rules_and_cases(file: Path) -> None:
    rules = verdict.load_rules(file)
    cases = file.with_name("cas.yml")
    if cases.exists():
        verdict.load_cases(cases, rules)


def _tried(load: Callable[[], object]) -> list[ContentError]:
    try:
        load()
    except ContentError as error:
        return [error]
    return []
