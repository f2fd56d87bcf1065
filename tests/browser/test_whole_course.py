"""The whole course, opened by double-click, with the keyboard alone: from the first question to the certificate."""

import pytest
from playwright.sync_api import expect

from ess_region import quiz, toc

from . import learner
from .support import CHAPTERS, check_ready, press, stored, tab_to, widget

ENTRIES = toc.entries()
LAST = "ce-que-j-ai-appris"


def follow(page, link, *, back=False, limit=150) -> None:
    """Reach a link with Tab, and follow it to another page."""
    tab_to(page, link, back=back, limit=limit)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.partition("#")[0] != before.partition("#")[0], wait_until="commit")
    check_ready(page)


def next_page(page) -> None:
    """« Suivant », at the end of the page."""
    follow(page, page.locator('a[rel="next"].voisin'))


def to_section(page, name: str) -> None:
    """Past the header, then back into « Sur cette page »."""
    press(page, "Tab", "Enter")
    expect(page.locator("#contenu")).to_be_focused()
    tab_to(page, page.locator(f'.plan a[href="#{name}"]'), back=True, limit=20)
    page.keyboard.press("Enter")


def take_test(page, answers) -> None:
    """Answer the questions of a test, in the order shown, then ask for the results."""
    test = widget(page, "epreuve")
    for box in test.locator(".quiz-questions fieldset").all():
        learner.type_answer(page, box, answers[box.get_attribute("data-question")])
    tab_to(page, test.locator(".epreuve-fin button"), limit=20)
    page.keyboard.press("Enter")
    expect(test.locator(".epreuve-resultat h3")).to_be_focused()


@pytest.mark.keyboard("quiz-huit-types")
def test_from_the_first_question_to_the_certificate(visit):
    banks = {entry.slug: quiz.load(entry.slug) for entry in ENTRIES if entry.slug in quiz.slugs()}
    answers = {question.id: learner.right(question) for bank in banks.values() for question in bank}
    context = visit.context("file")
    context.add_init_script("Math.random = () => 0.4")  # the same questions are drawn each time
    page = visit("positionnement", "file", context=context)
    to_section(page, "test")
    take_test(page, answers)

    chapters = []
    while (slug := page.url.rpartition("/")[2].partition(".html")[0]) != "evaluation":
        entry = next(one for one in ENTRIES if one.slug == slug)
        if toc.is_chapter(entry):
            chapters.append(slug)
            to_section(page, "quiz")
            for question in banks[slug]:
                box = learner.fieldset(page, question)
                learner.type_answer(page, box, answers[question.id])
                # Enter checks from a field; from a list or a button, « Vérifier » is on the way.
                if page.evaluate("document.activeElement.tagName") != "INPUT":
                    tab_to(page, box.locator(".ess-btn--primary"), limit=12)
                page.keyboard.press("Enter")
                expect(box.locator(".quiz-verdict:focus")).to_contain_text("Juste")
            next_page(page)
        else:
            # A page that one does not stop at: « Suivant » is nearer from the end.
            follow(page, page.locator('a[rel="next"].voisin'), back=True)
    assert chapters == CHAPTERS

    to_section(page, "test")
    take_test(page, answers)
    expect(widget(page, "epreuve").locator(".epreuve-resultat h3")).to_contain_text("20 réponses justes sur 20")
    follow(page, page.get_by_role("link", name="Faire mon attestation"))
    assert page.url.endswith(f"/{LAST}.html#attestation")
    page.evaluate("() => { window.print = () => { window.printed = document.querySelector('.att-feuille.ess-imprime')?.innerText; } }")
    box = widget(page, "attestation")
    tab_to(page, box.get_by_role("textbox"), limit=3)
    page.keyboard.type("Zoé Dupont-Martin")
    tab_to(page, box.get_by_role("button", name="Imprimer mon attestation"), limit=3)
    page.keyboard.press("Space")
    printed = page.evaluate("window.printed")
    for expected in ("Zoé Dupont-Martin", "20 bonnes réponses sur 20", f"{len(chapters)} chapitres terminés sur {len(chapters)}"):
        assert expected in printed
    assert all(stored(page)["pages"][slug]["fini"] for slug in chapters)
