"""Every chapter has all its pieces: a sound small tree passes, each missing piece is named."""

import shutil

import pytest

from ess_region import toc
from ess_region.checks import structure

TOC = """\
format: jb-book
root: book/accueil
parts:
  - caption: Comprendre
    chapters:
      - file: book/definition
  - caption: Annexes
    chapters:
      - file: book/glossaire
"""
CELL = "# Titre\n\n```{code-cell} python\nprint()\n```\n"


@pytest.fixture
def tree(tmp_path):
    """A small sound tree."""
    for folder in ("book", "exercises/definition", "exercises/modele", "tests/golden"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name in ("accueil", "definition", "modele"):
        (tmp_path / f"book/{name}.md").write_text(CELL, encoding="utf-8")
    (tmp_path / "book/glossaire.md").write_text("# Glossaire\n", encoding="utf-8")
    (tmp_path / "exercises/definition/quiz.yml").write_text("[]\n", encoding="utf-8")
    for name in ("accueil", "definition"):
        (tmp_path / f"tests/golden/{name}.ipynb").write_text("{}", encoding="utf-8")
    return tmp_path


def the(found, message):
    assert len(found) == 1, [str(e) for e in found]
    assert message in found[0].message and found[0].hint
    return found[0]


def test_a_sound_tree_passes(tree):
    assert structure.check(tree) == []


def test_parts_and_chapters(tree):
    assert [(e.slug, e.part, e.line) for e in toc.entries(tree)] == [
        ("accueil", "", 2),
        ("definition", "Comprendre", 6),
        ("glossaire", "Annexes", 9),
    ]
    assert toc.chapters(tree) == {"definition"}


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("book/definition.md", "la page book/definition.md n’existe pas"),
        ("exercises/definition/quiz.yml", "il manque exercises/definition/quiz.yml"),
        ("tests/golden/definition.ipynb", "il manque tests/golden/definition.ipynb"),
    ],
)
def test_a_missing_piece(tree, missing, message):
    (tree / missing).unlink()
    error = the(structure.check(tree), message)
    assert (error.file, error.line, error.id) == (tree / "_toc.yml", 6, "definition")


def test_a_page_missing_from_the_contents(tree):
    (tree / "book/oubliee.md").write_text("# Oubliée\n", encoding="utf-8")
    assert the(structure.check(tree), "pas dans le sommaire").file == tree / "book/oubliee.md"


def test_exercises_and_golden_of_no_page(tree):
    (tree / "exercises/autre").mkdir()
    (tree / "tests/golden/autre.ipynb").write_text("{}", encoding="utf-8")
    files = {e.file for e in structure.check(tree)}
    assert files == {tree / "exercises/autre", tree / "tests/golden/autre.ipynb"}


def test_a_number_in_a_name(tree):
    shutil.move(tree / "book/glossaire.md", tree / "book/09-glossaire.md")
    (tree / "_toc.yml").write_text(TOC.replace("book/glossaire", "book/09-glossaire"), encoding="utf-8")
    assert the(structure.check(tree), "numéro").line == 9


def test_a_page_named_after_a_year_is_no_number(tree):
    shutil.move(tree / "book/glossaire.md", tree / "book/depuis-2015.md")
    (tree / "_toc.yml").write_text(TOC.replace("book/glossaire", "book/depuis-2015"), encoding="utf-8")
    assert structure.check(tree) == []


def test_a_page_listed_twice(tree):
    (tree / "_toc.yml").write_text(TOC + "      - file: book/definition\n", encoding="utf-8")
    assert the(structure.check(tree), "déjà citée à la ligne 6").line == 10


def test_contents_missing_or_malformed(tree):
    (tree / "_toc.yml").write_text("root: [", encoding="utf-8")
    assert the(structure.check(tree), "mal formé").line
    (tree / "_toc.yml").unlink()
    the(structure.check(tree), "introuvable")


def test_every_piece_of_the_course_is_there():
    errors = structure.check()
    assert not errors, "\n".join(map(str, errors))
