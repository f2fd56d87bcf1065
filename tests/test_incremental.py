"""A build does what changed and nothing else, and what it gives is what a build from nothing gives."""

import pytest

# What a page depends on, in the small tree of conftest.py.
CASES = {
    # name: (file, what is there, what replaces it, pages read again, pages whose cells run again)
    "table read by a cell": ("data/evenements.csv", None, None, {"mesures"}, {"mesures"}),
    "table read by a role": ("data/faits.csv", "part-emploi-prive,chiffres-cles,Part de", "part-emploi-prive,chiffres-cles,La part de", {"accueil"}, set()),
    "quiz read by a cell": ("exercises/quiz-essai/quiz.yml", "lucre.", "lucratif.", {"quiz-essai"}, {"quiz-essai"}),
    "words of a page": ("book/accueil.md", "La part est de", "Cette part est de", {"accueil"}, set()),
    "words of a page with cells": ("book/mesures.md", "## Emplois", "## Tous les emplois", {"mesures"}, set()),
    "code of a cell": ("book/mesures.md", "len(data", "2 * len(data", {"mesures"}, {"mesures"}),
    "table that nothing reads": ("data/publications.csv", None, None, set(), set()),
    "code of the package": ("src/ess_region/french.py", '"""Numbers,', '"""All numbers,', {"accueil", "mesures", "quiz-essai"}, {"mesures", "quiz-essai"}),
    "code that only checks": ("src/ess_region/checks/fix.py", None, None, set(), set()),
}  # fmt: skip


def change(tree, file: str, old: str | None, new: str | None) -> None:
    """Replace a text; without one, remove the last row of a table, or add a comment to a module."""
    if old is not None:
        tree.edit(file, old, new)
    elif file.endswith(".csv"):
        lines = (tree.root / file).read_text(encoding="utf-8").splitlines(keepends=True)
        tree.write(file, "".join(lines[:-1]))
    else:
        tree.append(file, "# A comment.\n")


@pytest.mark.parametrize("name", CASES)
def test_a_change_rebuilds_what_uses_it(tree, name):
    file, old, new, read, executed = CASES[name]
    change(tree, file, old, new)
    built = tree.build()
    assert built.errors == []
    assert built.changed
    assert (built.read, built.executed) == (read, executed)


def test_nothing_changed_nothing_done(tree):
    before = {file: file.stat().st_mtime_ns for file in tree.book.rglob("*")}
    (tree.root / "book" / "accueil.md").touch()
    (tree.root / "data" / "faits.csv").touch()
    built = tree.build()
    assert built.ok and not built.changed
    assert built.read == built.executed == set()
    assert {file: file.stat().st_mtime_ns for file in tree.book.rglob("*")} == before


def test_new_values_are_shown_and_equal_a_cold_build(tree):
    """A datum, a cell's output, a stylesheet and a removed page: nothing stale stays in the book."""
    assert "13,9" in tree.page("accueil").read_text(encoding="utf-8")
    tree.edit("data/faits.csv", "nombre,13.9,", "nombre,14.2,")
    events = tree.root / "data" / "evenements.csv"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    events.write_text("".join(lines[:-1]), encoding="utf-8")
    tree.append("src/ess_region/style/controls.css", "\n.ess-essai { margin: 0 }\n")
    tree.edit("_toc.yml", "      - file: book/quiz-essai\n", "")
    (tree.root / "book" / "quiz-essai.md").unlink()

    built = tree.build()
    assert built.errors == []
    assert "quiz-essai" not in built.read
    assert not tree.page("quiz-essai").exists()
    page = tree.page("accueil").read_text(encoding="utf-8")
    assert "14,2" in page and "13,9" not in page
    # On a slow link: the stylesheet is asked for first, the scripts that may wait come last.
    order = ["Content-Security-Policy", 'rel="preload" as="style"', "ess-theme.js", 'rel="stylesheet"', "</footer>", "ess-region.js"]
    assert sorted(order, key=page.index) == order
    events_shown = len(lines) - 2
    assert f">{events_shown}\n" in tree.page("mesures").read_text(encoding="utf-8")
    assert ".ess-essai" in (tree.book / "_static" / "ess-region.css").read_text(encoding="utf-8")

    step_by_step = tree.digests()
    cold = tree.build(cold=True)
    assert cold.errors == []
    assert cold.executed == {"mesures"}
    assert tree.digests() == step_by_step
