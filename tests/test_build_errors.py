"""A mistake stops the build: one French message that names the place, and the previous book stays.

Each case spoils one file of a small copy of the course, where the build must fail; the copy as it is
must build. (Golden notebooks, and the many faults that a data file or a quiz can have, have their
own tests: here it is the build that must not let them through.)
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Fault:
    """What an author does wrong, and what the message must say.

    `file` and `line` are the place (line 0: no line to give; None: the line that `spoil` returned),
    `says` the words of the message, `advice` those after the arrow.
    """

    spoil: callable
    file: str
    line: int | None
    says: list[str]
    advice: str


def edit(name: str, old: str, new: str):
    return lambda tree: tree.edit(name, old, new)


def append(name: str, text: str, shift: int = 0):
    """`shift` lines below the first line added is the one at fault."""
    return lambda tree: tree.append(name, text) + shift


def cell(code: str):
    return append("book/mesures.md", f"\n```{{code-cell}} python\n{code}\n```\n", 2)


def _drop_column(tree):
    file = tree.root / "data" / "emploi_regional_2013.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("emplois")
    kept = [",".join(c for i, c in enumerate(line.split(",")) if i != place) for line in lines]
    tree.write("data/emploi_regional_2013.csv", "\n".join(kept) + "\n")


def _first_row_twice(tree):
    file = tree.root / "data" / "emploi_regional_2013.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    return len(lines) + 1


def _letters_for_jobs(tree):
    file = tree.root / "data" / "emploi_regional_2013.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = lines[0].rstrip().split(",").index("emplois")
    cells = lines[3].split(",")
    cells[place] = "beaucoup"
    file.write_text("".join([*lines[:3], ",".join(cells), *lines[4:]]), encoding="utf-8")
    return 4


def _unlisted_page(tree):
    tree.write("book/oubliee.md", "# Page oubliée\n\nTexte.\n")


JOBS = "data/emploi_regional_2013.csv"
QUIZ = "exercises/quiz-essai/quiz.yml"
OTHER = "https://exemple.invalid"

FAULTS = {
    # The data
    "cell of the wrong type": Fault(_letters_for_jobs, JOBS, None, ["« emplois »", "« beaucoup »", "nombre entier"], "cellule"),
    "missing column": Fault(_drop_column, JOBS, 1, ["il manque la colonne « emplois »"], "Remettez"),
    "duplicate key": Fault(_first_row_twice, JOBS, None, ["clé en double", "ligne 2"], "identifiant"),
    # The words of a page
    "unknown fact": Fault(
        append("book/accueil.md", "\nSoit {fait}`part-emploi-privee`.\n", 1),
        "book/accueil.md", None, ["« part-emploi-privee »", "fait inconnu"], "part-emploi-prive",
    ),
    "unknown region of a fact": Fault(
        append("book/accueil.md", "\nSoit {fait}`part-region@99`.\n", 1),
        "book/accueil.md", None, ["région inconnue « 99 »"], "data/regions.csv",
    ),
    "unknown article": Fault(
        append("book/accueil.md", "\nSelon l’{article}`ess-99`.\n", 1),
        "book/accueil.md", None, ["« ess-99 »", "article de loi inconnu"], "data/articles.csv",
    ),
    "unknown acronym": Fault(
        append("book/accueil.md", "\nLa {sigle}`CRESSS`.\n", 1),
        "book/accueil.md", None, ["« CRESSS »", "sigle absent du glossaire"], "data/glossaire.csv",
    ),
    "unknown role": Fault(
        append("book/accueil.md", "\nSoit {fai}`part-emploi-prive`.\n", 1),
        "book/accueil.md", None, ["le rôle « fai » est inconnu"], "fait, article, sigle",
    ),
    "unknown block": Fault(
        append("book/accueil.md", "\n```{a-retenirr}\n- Un point.\n```\n", 1),
        "book/accueil.md", None, ["le bloc « a-retenirr » est inconnu"], "a-vous",
    ),
    "unknown change": Fault(
        append("book/accueil.md", "\n```{depuis} U999\n```\n", 1),
        "book/accueil.md", None, ["« U999 »", "« changements »"], "data/changements.csv",
    ),
    "unknown source": Fault(
        append("book/accueil.md", "\n```{sources-page} brochur:2\n```\n", 1),
        "book/accueil.md", None, ["« brochur »", "« sources »"], "data/sources.csv",
    ),
    "dead link": Fault(
        append("book/accueil.md", "\n[Ailleurs](nulle-part.md)\n", 1),
        "book/accueil.md", None, ["« nulle-part.md »", "ne mène nulle part"], "page",
    ),
    "dead anchor": Fault(
        edit("book/mesures.md", "{#emplois}\n", ""),
        "book/accueil.md", 3, ["« emplois »", "aucun titre"], "titre",
    ),
    "cells without a header": Fault(
        edit("book/mesures.md", "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n", ""),
        "book/mesures.md", 12, ["pas l’en-tête"], "Copiez",
    ),
    # The quiz of a page
    "quiz without a right answer": Fault(
        edit(QUIZ, "juste: true", "juste: false"), QUIZ, 6, ["« quiz-essai-01 »", "aucune réponse n’est juste"], "juste: true"
    ),
    "quiz without feedback": Fault(
        edit(QUIZ, "      retour: On confond souvent bénéfice et lucre.\n", ""),
        QUIZ, 10, ["« quiz-essai-01 »", "il manque le retour"], "retour: …",
    ),
    # The cells
    "failing cell": Fault(
        cell("1 / 0"), "book/mesures.md", None, ["une cellule échoue", "ZeroDivisionError"], "Corrigez la cellule"
    ),
    "cell asking for an unknown table": Fault(
        cell('data.table("evenement")'), "book/mesures.md", None, ["la table « evenement » n’existe pas"], "data/schemas/"
    ),
    "cell of a notebook that cannot be read": Fault(
        cell("print('bonjour'"), "book/mesures.md", None, ["SyntaxError"], "Corrigez la cellule"
    ),
    "classic widget": Fault(
        cell("import ipywidgets\nipywidgets.IntSlider()"),
        "book/mesures.md", None, ["a besoin d’un noyau"], "ess_region.widgets",
    ),
    # The contents
    "page missing from _toc.yml": Fault(
        _unlisted_page, "book/oubliee.md", 0, ["cette page manque dans _toc.yml"], "- file: book/oubliee"
    ),
    "page of _toc.yml missing": Fault(
        edit("_toc.yml", "book/quiz-essai", "book/quiz-essais"),
        "_toc.yml", 7, ["« book/quiz-essais » n’existe pas"], "Créez la page",
    ),
    "broken _toc.yml": Fault(edit("_toc.yml", "parts:", "parts: :"), "_toc.yml", 3, ["mal formé"], "deux-points"),
    # Another host
    "script from another host": Fault(
        append("book/accueil.md", f'\n<script src="{OTHER}/a.js"></script>\n', 1),
        "book/accueil.md", None, ["autre site", f"« {OTHER}/a.js »"], "Rien ne sort",
    ),
    "picture from another host": Fault(
        append("book/accueil.md", f"\n![Un dessin]({OTHER}/a.png)\n", 1),
        "book/accueil.md", None, ["autre site", f"« {OTHER}/a.png »"], "Rien ne sort",
    ),
    "picture in HTML from another host": Fault(
        append("book/accueil.md", f'\nUn dessin <img alt="" src="//exemple.invalid/a.png"> dans la ligne.\n', 1),
        "book/accueil.md", None, ["autre site", "« //exemple.invalid/a.png »"], "Rien ne sort",
    ),
    "stylesheet from another host": Fault(
        append("book/accueil.md", f'\n<link rel="stylesheet" href="{OTHER}/a.css">\n', 1),
        "book/accueil.md", None, ["autre site", f"« {OTHER}/a.css »"], "Rien ne sort",
    ),
    "style of a page from another host": Fault(
        append("book/accueil.md", f'\n<style>\np {{ color: red }}\n@import "{OTHER}/a.css";\n</style>\n', 3),
        "book/accueil.md", None, ["autre site", f"« {OTHER}/a.css »"], "Rien ne sort",
    ),
    "stylesheet that imports from another host": Fault(
        append("src/ess_region/style/controls.css", f'\n@import url("{OTHER}/b.css");\n', 1),
        "src/ess_region/style/controls.css", None, ["autre site", f"« {OTHER}/b.css »"], "Rien ne sort",
    ),
    "script that fetches from another host": Fault(
        append("src/ess_region/widgets/quiz.js", f'\nfetch("{OTHER}/reponses");\n', 1),
        "src/ess_region/widgets/quiz.js", None, ["autre site", f"« {OTHER}/reponses »"], "Rien ne sort",
    ),
    "cell that shows a picture from another host": Fault(
        cell(f"from IPython.display import HTML\nHTML('<img src=\"{OTHER}/c.png\">')"),
        "book/mesures.md", None, ["autre site", f"« {OTHER}/c.png »"], "Rien ne sort",
    ),
}  # fmt: skip


def messages(stderr: str) -> list[str]:
    """Each error shown: its line and its advice."""
    return re.findall(r"^Erreur : .*(?:\n  → .*)?", stderr, re.M)


def check(done, fault: Fault, line: int | None) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    shown = messages(done.stderr)
    assert len(shown) == 1, done.stderr
    [message] = shown
    assert "Traceback" not in done.stderr
    first, _, advice = message.partition("\n  → ")
    wanted = fault.line if fault.line is not None else line
    assert first.startswith(f"Erreur : {fault.file}" + (f", ligne {wanted}" if wanted else "")), message
    for words in fault.says:
        assert words in first
    assert fault.advice in advice
    assert str(Path.home()) not in message and "/tmp/" not in message, "a path from the root, not of the machine"
    assert "1 erreur : le livre n’a pas été construit. Le livre précédent est resté en place." in done.stderr


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_stops_the_build_and_keeps_the_book(tree, name):
    before = tree.digests()
    fault = FAULTS[name]
    line = fault.spoil(tree)
    check(tree.command("build"), fault, line)
    assert tree.digests() == before


@pytest.mark.parametrize("name", ["unknown fact", "quiz without feedback", "failing cell", "picture from another host", "dead anchor"])
def test_a_fault_is_said_again_until_it_is_mended(tree, name):
    """Neither a cache nor the memory of Sphinx makes the second build falsely green."""
    fault = FAULTS[name]
    kept = {file: file.read_bytes() for file in tree.root.rglob("*") if file.suffix in (".md", ".yml")}
    before = tree.digests()
    line = fault.spoil(tree)
    for _ in range(2):
        check(tree.command("build"), fault, line)
    for file, content in kept.items():
        if file.read_bytes() != content:
            file.write_bytes(content)
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    assert tree.digests() == before


def test_faults_of_several_pages_are_said_together(tree):
    tree.append("book/accueil.md", "\nSoit {fait}`rien-de-tel`.\n")
    tree.append("book/mesures.md", "\nSelon l’{article}`ess-99`.\n")
    done = tree.command("build")
    assert done.returncode == 1
    assert "rien-de-tel" in done.stderr and "ess-99" in done.stderr
    assert "book/accueil.md, ligne" in done.stderr and "book/mesures.md, ligne" in done.stderr


def test_a_link_that_one_follows_is_not_a_call(tree):
    tree.append("book/accueil.md", "\n[Une page](https://exemple.invalid/page), à suivre si l’on veut.\n")
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    assert 'href="https://exemple.invalid/page"' in tree.page("accueil").read_text(encoding="utf-8")


def test_a_template_that_calls_another_host_is_stopped_at_the_door(tree):
    """The last look, at the finished book: it catches what no source file is checked for."""
    before = tree.digests()
    tree.edit("src/ess_region/sphinx/theme/layout.html", "</head>", '<link rel="preload" href="//exemple.invalid/p">\n</head>')
    done = tree.command("build")
    assert done.returncode == 1
    assert "autre site : « //exemple.invalid/p »" in done.stderr
    assert tree.digests() == before


def test_without_a_previous_book_nothing_half_written_is_left(tree):
    import shutil

    shutil.rmtree(tree.root / "_build")
    tree.append("book/accueil.md", "\nSoit {fait}`rien-de-tel`.\n")
    done = tree.command("build")
    assert done.returncode == 1
    assert "le livre n’a pas été construit." in done.stderr
    assert "précédent" not in done.stderr
    assert not tree.book.exists()
