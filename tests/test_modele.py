"""The chapter that authors copy: it shows everything there is, keeps to every rule, and builds."""

import re
import shutil

import pytest
from small_tree import IGNORED, Tree, outline

from ess_region import grading, paths, predictions, prose, quiz, toc
from ess_region.checks import links, quizzes, reading, references
from ess_region.checks import prose as rules
from ess_region.sphinx.directives import DIRECTIVES
from ess_region.sphinx import assets
from ess_region.widgets import WIDGETS

#: Those of the learners' book: the others are for the person who leads.
NAMES = assets.used("apprenant")

PAGE = paths.BOOK / "modele.md"
EXERCISES = paths.EXERCISES / "modele"


@pytest.fixture(scope="module")
def page():
    return reading.read_page(PAGE)


def test_it_is_not_in_the_book():
    assert "modele" not in {entry.slug for entry in toc.entries()}


def test_it_shows_every_block_role_widget_and_form(page):
    # The region's own words, from its pack, are for the home page.
    assert {directive.name for directive in page.directives} >= DIRECTIVES.keys() - {"mot-de-la-region"}
    assert {role.name for role in page.roles} == prose.ROLES.keys()
    code = "\n".join(cell.body for cell in page.cells)
    assert set(re.findall(r"import (\w+)$", code, re.M)) >= {WIDGETS[name][1] for name in NAMES}
    assert {"shares", "changes"} <= set(re.findall(r"import (\w+)$", code, re.M))
    assert {question.type for question in quiz.load("modele")} == grading.GRADERS.keys()
    assert {item.form for item in predictions.load("modele")} == {"nombre", "classement"}


def test_every_part_has_its_remark(page):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for directive in page.directives:
        if directive.name != "code-cell":
            before = "\n".join(lines[max(0, directive.line - 8) : directive.line - 1])
            assert "\n%" in before, f"line {directive.line}: {directive.name} without a remark"


def test_it_follows_every_rule(page):
    acronyms, names = reading.glossary(), reading.proper_names()
    assert [str(error) for error in rules.check_page(PAGE, page, acronyms, names, chapter=True)] == []
    assert [str(error) for error in references.check_page(PAGE, page)] == []
    assert quizzes.check(paths.EXERCISES) == []


APPENDICES = ("glossaire", "chiffres-et-sources", "depuis-2015")
TOC = "".join(
    f"  - caption: {part}\n    chapters:\n" + "".join(f"      - file: book/{slug}\n" for slug in slugs)
    for part, slugs in (("Comprendre", ("modele", "definition")), ("Annexes", APPENDICES))
)


@pytest.fixture
def with_the_model(tree) -> Tree:
    """A small book with the model, the pages that it points to and nothing else."""
    for slug in ("modele", *APPENDICES):
        shutil.copy2(paths.BOOK / f"{slug}.md", tree.root / "book")
    shutil.copytree(paths.EXERCISES, tree.root / "exercises", ignore=IGNORED, dirs_exist_ok=True)
    tree.write("book/definition.md", outline("definition"))
    tree.append("_toc.yml", TOC)
    built = tree.build()
    assert built.errors == []
    assert built.executed == {"modele"}
    return tree


def test_it_builds_and_its_links_lead_somewhere(with_the_model):
    html = with_the_model.page("modele").read_text(encoding="utf-8")
    assert {f'data-widget="{name}"' in html for name in NAMES} == {True}
    for block in ("objectifs", "a-vous", "poste", "depuis", "retenir", "sources"):
        assert f"bloc--{block}" in html
    assert "bloc--animateur" not in html, "for the facilitators' edition only"
    assert html.count("<fieldset ") >= len(quiz.load("modele"))
    assert html.count('class="ess-figure"') == 2
    assert "CHAPITRE MODÈLE" not in html, "remarks are the author's"
    found = links.check(with_the_model.book, EXERCISES.parent)
    assert [str(error) for error in found if "modele" in str(error)] == []
