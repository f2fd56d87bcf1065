"""`cours.py check`: all the gates together, fast, on the course and on a copy with one fault for each."""

import os
import shutil
import subprocess
import sys

import pytest

from ess_region import paths
from ess_region.checks import run


def test_every_check_runs_and_the_whole_is_fast():
    started = []
    results = run.run(on_start=started.append)
    assert [r.name for r in results] == list(run.CHECKS)
    assert started == [r.label for r in results]
    assert all(result.seconds >= 0 for result in results)


def test_a_check_that_cannot_begin_is_an_error_not_a_crash(monkeypatch):
    def broken():
        raise run.ContentError("illisible")

    monkeypatch.setitem(run.CHECKS, "quizzes", ("Exercices", broken))
    (result,) = run.run(["quizzes"])
    assert [e.message for e in result.errors] == ["illisible"]


FAULTS = {
    # file: (what is there, what replaces it, in the messages)
    "_toc.yml": ("book/glossaire", "book/lexique", "la page book/lexique.md n’existe pas"),
    "data/emploi_regional_2013.csv": ("148545", "beaucoup", "« beaucoup » n’est pas un nombre entier"),
    "book/definition.md": ("{fait}`loi-ess-date`", "{fait}`loi-ess-dat`", "fait inconnu : « loi-ess-dat »"),
    "book/secteurs.md": (
        "```{a-retenir}",
        "Il y a 12 secteurz.\n\n```{a-retenir}",
        "chiffre tapé dans le texte : « 12 »",
    ),
    "exercises/definition/quiz.yml": ("  explication:", "  explikation:", "explikation"),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """What the checks say of a copy of the course with the faults above."""
    root = tmp_path_factory.mktemp("cours")
    for name in ("book", "data", "exercises"):
        shutil.copytree(paths.ROOT / name, root / name)
    shutil.copy(paths.ROOT / "_toc.yml", root)
    for name, (old, new, _) in FAULTS.items():
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    environment = {
        **os.environ,
        "ESS_ROOT": str(root),
        "PYTHONPATH": str(paths.PACKAGE.parent),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "ess_region.checks.run"],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_faults_make_it_fail(spoilt):
    assert spoilt.returncode == 1, spoilt.stderr


@pytest.mark.parametrize("file", FAULTS)
def test_each_fault_is_told_with_its_file(spoilt, file):
    said = spoilt.stdout.replace("\u202f", " ").replace("\u00a0", " ")
    assert any(line.startswith(file) and FAULTS[file][2] in line for line in said.splitlines()), said


def test_spelling_is_checked_too(spoilt):
    assert "secteurz" in spoilt.stdout
