"""A mistake stops the build: one French message that names the place, and the previous book stays.

Each case spoils one file of a small copy of the course (see `conftest.py`). A build takes seconds:
the faults that it finds at the same moment are made together, each must then have its own message.
(Golden notebooks, and the many faults that a data file or a quiz can have, have their own tests:
here it is the build that must not let them through.)
"""

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from small_tree import HEADER, QUIZ, Tree


@dataclass
class Fault:
    """What an author does wrong, and what the message must say.

    `spoil(tree)` makes the fault; what it returns is the line to be named, unless `line` gives it
    (0: no line). `says` are words of the message, `advice` a word of what follows the arrow.
    """

    spoil: Callable[[Tree], int | None]
    file: str
    says: list[str]
    advice: str
    line: int | None = None


def edit(name: str, old: str, new: str):
    return lambda tree: tree.edit(name, old, new)


def append(name: str, text: str, shift: int = 1):
    """Add text; the line at fault is `shift` lines below the first one added."""
    return lambda tree: tree.append(name, text) + shift


def new_page(tree: Tree, slug: str, text: str) -> None:
    tree.write(f"book/{slug}.md", text)
    tree.append("_toc.yml", f"      - file: book/{slug}\n")


def cell(slug: str, code: str):
    """A new page with this cell."""

    def spoil(tree: Tree) -> int:
        new_page(tree, slug, f"{HEADER}\n# Essai\n\n```{{code-cell}} python\n{code}\n```\n")
        return HEADER.count("\n") + 5

    return spoil


def quiz(slug: str, old: str, new: str):
    """A new page with this quiz."""

    def spoil(tree: Tree) -> None:
        cell(slug, f'from ess_region.widgets import Quiz\nQuiz("{slug}")')(tree)
        assert QUIZ.count(old) == 1
        tree.write(f"exercises/{slug}/quiz.yml", QUIZ.replace("quiz-essai", slug).replace(old, new))

    return spoil


def table(name: str, change: Callable[[list[list[str]]], int]):
    """Change the cells of a table; `change` returns the line at fault."""

    def spoil(tree: Tree) -> int:
        file = tree.root / "data" / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as source:
            cells = list(csv.reader(source))
        line = change(cells)
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows(cells)
        return line

    return spoil


def letters_for_a_number(cells: list[list[str]]) -> int:
    cells[3][cells[0].index("emplois")] = "beaucoup"
    return 4


def no_column(cells: list[list[str]]) -> int:
    place = cells[0].index("numero")
    for row in cells:
        del row[place]
    return 1


def key_twice(cells: list[list[str]]) -> int:
    cells.append([cells[1][0], *(cell and f"{cell} bis" for cell in cells[1][1:2]), *cells[1][2:]])
    return len(cells)


PAGE = "book/accueil.md"
ELSEWHERE = "https://exemple.invalid"
CONTROLS = "src/ess_region/style/controls.css"
SCRIPT = "src/ess_region/widgets/quiz.js"
JOBS = "emploi_regional_2013"

# Moment of the build → fault → what must be said. In a group, the order is the one of the lines.
FAULTS: dict[str, dict[str, Fault]] = {
    "data": {
        "cell of the wrong type": Fault(
            table(JOBS, letters_for_a_number), f"data/{JOBS}.csv", ["« emplois »", "« beaucoup »", "nombre entier"], "cellule"
        ),
        "missing column": Fault(table("lois", no_column), "data/lois.csv", ["il manque la colonne « numero »"], "Remettez"),
        "duplicate key": Fault(
            table("anciennes_regions", key_twice), "data/anciennes_regions.csv", ["clé en double", "ligne 2"], "identifiant"
        ),
    },
    "contents": {
        "page missing from _toc.yml": Fault(
            lambda tree: tree.write("book/oubliee.md", "# Page oubliée\n\nTexte.\n"),
            "book/oubliee.md", ["cette page manque dans _toc.yml"], "- file: book/oubliee", line=0,
        ),
        "page of _toc.yml missing": Fault(
            append("_toc.yml", "      - file: book/pas-encore\n", 0), "_toc.yml", ["« book/pas-encore » n’existe pas"], "Créez la page"
        ),
    },
    "table of contents": {
        "broken _toc.yml": Fault(edit("_toc.yml", "parts:", "parts: :"), "_toc.yml", ["mal formé"], "deux-points", line=3),
    },
    "cells": {
        "failing cell": Fault(
            cell("a-un", "1 / 0"), "book/a-un.md", ["une cellule échoue", "ZeroDivisionError"], "Corrigez la cellule"
        ),
        "cell that is not Python": Fault(
            cell("a-deux", "print('bonjour'"), "book/a-deux.md", ["SyntaxError"], "Corrigez la cellule"
        ),
        "cell asking for an unknown table": Fault(
            cell("a-trois", "from ess_region import data\ndata.table('evenement')"),
            "book/a-trois.md", ["la table « evenement » n’existe pas"], "data/schemas/",
        ),
        "classic widget": Fault(
            cell("a-quatre", "import ipywidgets\nipywidgets.IntSlider()"),
            "book/a-quatre.md", ["a besoin d’un noyau"], "ess_region.widgets",
        ),
        "cell that shows a picture from another host": Fault(
            cell("a-cinq", f"from IPython.display import HTML\nHTML('<img src=\"{ELSEWHERE}/c.png\">')"),
            "book/a-cinq.md", ["autre site", f"« {ELSEWHERE}/c.png »"], "Rien ne sort",
        ),
        "quiz without a right answer": Fault(
            quiz("b-un", "juste: true", "juste: false"),
            "exercises/b-un/quiz.yml", ["« b-un-01 »", "aucune réponse n’est juste"], "juste: true", line=6,
        ),
        "quiz without feedback": Fault(
            quiz("b-deux", "      retour: On confond souvent bénéfice et lucre.\n", ""),
            "exercises/b-deux/quiz.yml", ["« b-deux-01 »", "il manque le retour"], "retour: …", line=10,
        ),
    },
    "pages": {
        "unknown fact": Fault(
            append(PAGE, "\nSoit {fait}`part-emploi-privee`.\n"), PAGE, ["« part-emploi-privee »", "fait inconnu"], "part-emploi-prive"
        ),
        "unknown region of a fact": Fault(
            append(PAGE, "\nSoit {fait}`part-region@99`.\n"), PAGE, ["région inconnue « 99 »"], "data/regions.csv"
        ),
        "unknown article": Fault(
            append(PAGE, "\nSelon l’{article}`ess-99`.\n"), PAGE, ["« ess-99 »", "article de loi inconnu"], "data/articles.csv"
        ),
        "unknown acronym": Fault(
            append(PAGE, "\nLa {sigle}`CRESSS`.\n"), PAGE, ["« CRESSS »", "sigle absent du glossaire"], "data/glossaire.csv"
        ),
        "unknown role": Fault(
            append(PAGE, "\nSoit {fai}`part-emploi-prive`.\n"), PAGE, ["le rôle « fai » est inconnu"], "fait, article, sigle"
        ),
        "unknown block": Fault(
            append(PAGE, "\n```{a-retenirr}\n- Un point.\n```\n"), PAGE, ["le bloc « a-retenirr » est inconnu"], "a-vous"
        ),
        "unknown change": Fault(
            append(PAGE, "\n```{depuis} U999\n```\n"), PAGE, ["« U999 »", "« changements »"], "data/changements.csv"
        ),
        "unknown source": Fault(
            append(PAGE, "\n```{sources-page} brochur:2\n```\n"), PAGE, ["« brochur »", "« sources »"], "data/sources.csv"
        ),
        "picture that is not there": Fault(
            append(PAGE, "\n![Un dessin](dessin.png)\n"), PAGE, ["l’image « book/dessin.png » est introuvable"], "dossier"
        ),
        "script from another host": Fault(
            append(PAGE, f'\n<script src="{ELSEWHERE}/1.js"></script>\n'), PAGE, ["autre site", f"« {ELSEWHERE}/1.js »"], "Rien ne sort"
        ),
        "picture from another host": Fault(
            append(PAGE, f"\n![Un dessin]({ELSEWHERE}/2.png)\n"), PAGE, ["autre site", f"« {ELSEWHERE}/2.png »"], "Rien ne sort"
        ),
        "picture in HTML from another host": Fault(
            append(PAGE, '\nUn dessin <img alt="" src="//exemple.invalid/3.png"> dans la ligne.\n'),
            PAGE, ["autre site", "« //exemple.invalid/3.png »"], "Rien ne sort",
        ),
        "stylesheet from another host": Fault(
            append(PAGE, f'\n<link rel="stylesheet" href="{ELSEWHERE}/4.css">\n'), PAGE, ["autre site", f"« {ELSEWHERE}/4.css »"], "Rien ne sort"
        ),
        "style of a page that imports from another host": Fault(
            append(PAGE, f'\n<style>\np {{ color: red }}\n@import "{ELSEWHERE}/5.css";\n</style>\n', 3),
            PAGE, ["autre site", f"« {ELSEWHERE}/5.css »"], "Rien ne sort",
        ),
        "stylesheet of ours that imports from another host": Fault(
            append(CONTROLS, f'\n@import url("{ELSEWHERE}/6.css");\n'), CONTROLS, ["autre site", f"« {ELSEWHERE}/6.css »"], "Rien ne sort"
        ),
        "script of ours that fetches from another host": Fault(
            append(SCRIPT, f'\nfetch("{ELSEWHERE}/reponses");\n'), SCRIPT, ["autre site", f"« {ELSEWHERE}/reponses »"], "Rien ne sort"
        ),
        "cells without a header": Fault(
            lambda tree: new_page(tree, "sans-entete", "# Essai\n\n```{code-cell} python\n1 + 1\n```\n"),
            "book/sans-entete.md", ["pas l’en-tête"], "Copiez", line=5,
        ),
    },
    "links": {
        "dead link": Fault(
            append(PAGE, "\n[Ailleurs](nulle-part.md)\n"), PAGE, ["« nulle-part.md »", "ne mène nulle part"], "nom de la page"
        ),
        "dead anchor": Fault(
            append(PAGE, "\n[Ailleurs](mesures.md#rien)\n"), PAGE, ["« rien »", "aucun titre"], "titre"
        ),
    },
}  # fmt: skip


def plain(text: str) -> str:
    """With ordinary spaces: French typography of messages has its own test."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def errors(stderr: str) -> list[str]:
    """Each error shown: what and where, then the advice."""
    return re.findall(r"^Erreur : .*(?:\n(?!Erreur : |\d+ erreurs? : ).*)*", plain(stderr), re.M)


def check(done, faults: list[Fault], lines: list[int | None]) -> None:
    """Every fault has its message, and there is no other."""
    assert done.returncode == 1, done.stdout + done.stderr
    shown = errors(done.stderr)
    for fault, line in zip(faults, lines):
        about = [message for message in shown if all(words in message for words in fault.says)]
        assert len(about) == 1, f"{fault.says} in\n{done.stderr}"
        [message] = about
        wanted = fault.line if fault.line is not None else line
        place = fault.file + (f", ligne {wanted}" if wanted else "")
        assert re.match(rf"Erreur : {re.escape(place)}\b", message), f"{place} in\n{message}"
        assert fault.advice in message.partition("\n  → ")[2], message
    assert len(shown) == len(faults), done.stderr
    assert "Traceback" not in done.stderr
    assert "/arbre/" not in done.stderr, "a place is said from the root"
    assert "le livre n’a pas été construit. Le livre précédent est resté en place." in done.stderr


@pytest.mark.parametrize("moment", FAULTS)
def test_faults_stop_the_build_and_keep_the_book(tree, moment):
    before = tree.digests()
    faults = list(FAULTS[moment].values())
    lines = [fault.spoil(tree) for fault in faults]
    check(tree.command("build"), faults, lines)
    assert tree.digests() == before


@pytest.mark.parametrize(
    ("moment", "name"),
    [("pages", "unknown fact"), ("cells", "quiz without feedback"), ("pages", "picture from another host"), ("links", "dead anchor")],
)
def test_a_fault_is_said_again_until_it_is_mended(tree, moment, name):
    """Neither a cache nor the memory of Sphinx makes the second build falsely green."""
    fault = FAULTS[moment][name]
    sources = [file for file in tree.root.rglob("*") if file.suffix in (".md", ".yml")]
    kept = {file: file.read_bytes() for file in sources}
    before = tree.digests()
    line = fault.spoil(tree)
    for _ in range(2):
        check(tree.command("build"), [fault], [line])
    for file in [file for file in tree.root.rglob("*") if file.suffix in (".md", ".yml")]:
        if file not in kept:
            file.unlink()
        elif file.read_bytes() != kept[file]:
            file.write_bytes(kept[file])
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    assert tree.digests() == before


def test_a_link_that_one_follows_is_not_a_call(tree):
    tree.append(PAGE, f"\n[Une page]({ELSEWHERE}/page), à suivre si l’on veut.\n")
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    assert f'href="{ELSEWHERE}/page"' in tree.page("accueil").read_text(encoding="utf-8")


def test_a_template_that_calls_another_host_is_stopped_at_the_door(tree):
    """The last look, at the finished book: it catches what no source file is checked for."""
    before = tree.digests()
    call = '<link rel="preload" href="//exemple.invalid/p">\n</head>'
    tree.edit("src/ess_region/sphinx/theme/layout.html", "</head>", call)
    for _ in range(2):
        done = tree.command("build")
        assert done.returncode == 1
        assert "autre site : « //exemple.invalid/p »" in plain(done.stderr)
    assert tree.digests() == before


def test_without_a_previous_book_nothing_half_written_is_left(tree):
    shutil.rmtree(tree.root / "_build")
    tree.append(PAGE, "\nSoit {fait}`rien-de-tel`.\n")
    done = tree.command("build")
    assert done.returncode == 1
    assert "le livre n’a pas été construit.\n" in done.stderr
    assert not tree.book.exists()
