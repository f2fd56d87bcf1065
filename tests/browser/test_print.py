"""On paper: the content alone, nothing folded, the static form of each widget."""

import re

import pytest
from playwright.sync_api import expect

from ess_region.data import table
from ess_region.widgets import EssTest

from . import learner
from .support import HOME, SLUGS, page_with, widget

CHROME = ".evitement, .entete, .colonne-sommaire, .colonne-plan, .voisins, .pied, .avis-stockage, .ess-btn"


def shown(page, selector: str) -> list[str]:
    """Elements that would be printed."""
    return page.locator(selector).evaluate_all(
        "all => all.filter((el) => el.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })"
        " && el.getBoundingClientRect().height > 0).map((el) => el.className)"
    )


@pytest.fixture
def paper(visit):
    def open_page(slug: str, **options):
        page = visit(slug, **options)
        page.emulate_media(media="print")
        return page

    return open_page


FOLDED = """all => all.filter((el) => el.checkVisibility()).filter((el) => {
  const inside = [...el.children].find((child) => child.tagName !== "SUMMARY" && child.checkVisibility());
  return !inside || inside.getBoundingClientRect().height === 0;
}).map((el) => el.textContent.slice(0, 60))"""


def test_the_content_alone_and_unfolded(visit):
    for slug, page in visit.tour(SLUGS):
        page.emulate_media(media="print")
        assert shown(page, CHROME) == [], slug
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("main details:not(.hide)").evaluate_all(FOLDED) == [], slug
        page.emulate_media(media="screen")


def test_always_light(paper):
    page = paper(HOME, color_scheme="dark")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    text, ground = (sum(map(float, colour[colour.index("(") + 1 : -1].split(",")[:3])) for colour in colours)
    assert text < 200 and (ground > 700 or colours[1] == "rgba(0, 0, 0, 0)")


def test_quiz_prints_its_questions_not_the_answers_given(visit):
    slug = next(iter(learner.banks()))
    page = visit(slug)
    question = learner.banks()[slug][0]
    learner.submit(learner.fieldset(page, question), learner.wrong(question))
    expect(learner.verdict(learner.fieldset(page, question))).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("fieldset[data-question] legend").first).to_be_visible()
    assert len(shown(page, "fieldset[data-question] legend")) == len(learner.banks()[slug])
    assert shown(page, ".quiz-verdict, .quiz-mark, .quiz-more, .quiz-actions") == []
    printed = "all => [...new Set(all.map((el) => getComputedStyle(el)[%r]))]"
    assert page.locator("fieldset[data-question]").evaluate_all(printed % "breakInside") == ["avoid"]
    # Neither a ticked box nor a number written: nothing of what was answered.
    assert page.locator(".quiz-choices input").evaluate_all(printed % "appearance") == ["none"]
    for colour in page.locator(".quiz-number-row input").evaluate_all(printed % "color"):
        assert colour == "rgba(0, 0, 0, 0)"


def test_static_forms_are_back(paper, book):
    page = paper(page_with(book, "est-ce-de-l-ess"))
    root = widget(page, "est-ce-de-l-ess")
    expect(root.locator(".est-grille")).to_be_visible()
    expect(root.get_by_text(EssTest().cases[0]["organisation"]).last).to_be_visible()
    page = paper(page_with(book, "secteurs"))
    printed = widget(page, "secteurs").inner_text()
    for row in table("secteurs"):
        assert row["nom"] in printed
    page = paper(HOME)
    printed = widget(page, "choix-region").inner_text()
    for row in table("regions"):
        assert row["nom"] in printed


def test_prints_to_pdf_and_folds_back(visit):
    page = visit(HOME)
    folded = "[...document.querySelectorAll('main details')].map((el) => el.open)"
    before = page.evaluate(folded)
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and len(pdf) > 20_000
    assert page.evaluate(folded) == before


def test_case_files_with_boxes_then_the_verdicts_apart(paper, book):
    page = paper(page_with(book, "est-ce-de-l-ess"))
    root = widget(page, "est-ce-de-l-ess")
    cases = EssTest().cases
    assert len(shown(page, ".est-case")) == 3 * len(cases)
    assert shown(page, ".est-effet, .est-autres-avis, .est-vif") == []
    printed = root.inner_text()
    assert "→" not in printed and "Voir le" not in printed
    key = root.locator(".est-corrige")
    assert key.evaluate("el => [getComputedStyle(el).breakBefore, getComputedStyle(el).breakAfter]") == ["page", "page"]
    before, mark, after = printed.partition("Corrigé des dossiers")
    assert mark
    for case in cases:
        assert case["dossier"] in before
        comment = case["retours"][case["verdict"]]
        assert comment in after and comment not in before


def test_matching_prints_with_lines_to_write_on(paper, book):
    page = paper(page_with(book, "secteurs"))
    assert len(shown(page, ".secteurs-ligne")) == 7
    printed = widget(page, "secteurs").inner_text()
    assert "Voir nos" not in printed and "Vérifier" not in printed
    lines, mark, answers = printed.partition("Nos rapprochements")
    assert mark and "C’est une banque." in answers and "C’est une banque." not in lines


def test_definition_prints_on_a_dozen_pages(visit, book):
    page = visit(page_with(book, "est-ce-de-l-ess"))
    pdf = page.pdf(prefer_css_page_size=True)
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 12
