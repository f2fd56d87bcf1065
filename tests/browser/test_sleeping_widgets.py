"""A widget sleeps until its reader comes near: what wakes it, and that nothing is lost meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from . import support

SLUG = "definition"  # a prediction at the top; a test of the law and a quiz, far below


@pytest.fixture
def arrive(visit):
    """`arrive(slug, over)` → a page where a reader has just arrived, and the names of the scripts it asked for."""

    def go(slug: str, over: str = "http", hold: str | None = None, **options):
        context = visit.context(over, eager=False, **options)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(re.sub(r".*/|\?.*", "", one.url)))
        if hold:
            page.held = []
            page.route(re.compile(hold), lambda route: page.held.append(route))
        page.goto(visit.sites[over].address(slug))
        page.wait_for_selector("html[data-ess-ready]", state="attached")
        return page, asked

    return go


def release(page, how: str = "continue_") -> None:
    """Let the scripts that were held come, or fail: those already asked for, and those to come."""
    for _ in range(500):
        if page.held:
            break
        page.wait_for_timeout(20)
    assert page.held, "rien n’a été demandé"
    for route in page.held:
        getattr(route, how)()
    if how == "continue_":
        page.held = Passing()


class Passing(list):
    """What is put in it goes on at once."""

    def append(self, route) -> None:
        route.continue_()


def state(page, name: str) -> str:
    return support.widget(page, name).get_attribute("data-state")


def expect_ready(page, name: str) -> None:
    expect(support.widget(page, name)).to_have_attribute("data-state", "ready")


@pytest.mark.parametrize("over", ["http", "file"])
def test_scripts_come_with_the_reader(arrive, over):
    page, asked = arrive(SLUG, over)
    assert state(page, "predire") == "ready", "près du haut de la page"
    assert state(page, "quiz") == state(page, "est-ce-de-l-ess") == "static"
    assert not {"ess-commun.js", "ess-verdict-test.js", "ess-book-definition.js"} & set(asked)
    assert support.widget(page, "quiz").locator("fieldset").first.inner_text().strip(), "se lit déjà"
    support.widget(page, "quiz").scroll_into_view_if_needed()
    expect_ready(page, "quiz")
    assert "ess-book-definition.js" in asked
    page.evaluate("scrollTo(0, 0)")
    assert support.widget(page, "quiz").get_by_role("button").count(), "reste éveillée"


def test_all_at_once_for_a_projection_and_for_paper(arrive):
    page, _ = arrive(SLUG)
    page.evaluate("() => { globalThis.print = () => (document.title = 'imprimé') }")
    page.keyboard.press("Control+p")
    expect(page).to_have_title("imprimé")
    support.check_ready(page)
    page, _ = arrive(SLUG)
    page.get_by_role("button", name="Projeter").click()
    page.wait_for_selector("html.projection", state="attached")
    support.check_ready(page)


def test_an_address_wakes_what_it_points_to(arrive):
    page, _ = arrive(SLUG)
    anchor = support.widget(page, "quiz").evaluate("el => el.closest('section[id]').id")
    page, _ = arrive(f"{SLUG}#{anchor}")
    expect_ready(page, "quiz")
    expect(page.locator(f"#{anchor} :is(h2, h3)").first).to_be_in_viewport()
    page, _ = arrive(SLUG)
    page.evaluate("id => (location.hash = id)", anchor)
    expect_ready(page, "quiz")
    expect(page.locator(f"#{anchor} :is(h2, h3)").first).to_be_in_viewport()


def test_the_keyboard_keeps_its_place_while_scripts_are_late(arrive):
    page, _ = arrive(SLUG, hold=r"ess-(commun|verdict-test|book-)")
    root = support.widget(page, "est-ce-de-l-ess")
    first = root.locator("a[href], summary").first
    first.focus()  # as Tab would
    assert state(page, "est-ce-de-l-ess") == "static"
    expect(first).to_be_focused()
    release(page)
    expect_ready(page, "est-ce-de-l-ess")
    assert root.evaluate("el => el.contains(document.activeElement)"), support.focused(page)
    # The one after it wakes before Tab gets there.
    expect_ready(page, "quiz")


def test_an_early_answer_is_not_lost(arrive):
    page, _ = arrive(SLUG, hold=r"ess-book-")
    choice = support.widget(page, "quiz").locator("input[type=radio]").first
    value = choice.get_attribute("value")
    choice.check()
    assert state(page, "quiz") == "static"
    release(page)
    expect_ready(page, "quiz")
    assert support.widget(page, "quiz").locator("fieldset").first.locator("input:checked").get_attribute("value") == value


def test_scripts_that_do_not_come_are_said_and_asked_again(arrive, visit):
    page, _ = arrive(SLUG, hold=r"ess-book-")
    quiz = support.widget(page, "quiz")
    quiz.scroll_into_view_if_needed()
    release(page, "abort")
    page.unroute(re.compile(r"ess-book-"))
    expect(quiz.get_by_role("alert")).to_contain_text("n’a pas pu démarrer")
    assert quiz.locator("fieldset").first.is_visible()
    quiz.get_by_role("button", name="Réessayer").click()
    expect_ready(page, "quiz")
    assert not quiz.get_by_role("alert").count()
    [(_, watch)] = visit.watches
    assert any("introuvable" in fault for fault in watch.faults)
    watch.faults.clear()  # those were wanted


def test_what_makes_a_word_file_comes_with_the_first_press(arrive, visit):
    page, asked = arrive("des-demain", hold="ess-docx")
    root = support.widget(page, "plan-action")
    root.scroll_into_view_if_needed()
    expect_ready(page, "plan-action")
    assert "ess-docx.js" not in asked
    root.get_by_role("button", name="Garder les cinq actions").click()
    word = root.get_by_role("button", name="Word")
    word.click()
    release(page, "abort")
    expect(root.get_by_text("Le document n’a pas pu être préparé")).to_be_visible()
    page.held.clear()
    with page.expect_download() as file:
        word.click()
        release(page)
    assert file.value.suggested_filename == "mon-plan-d-action.docx"
    [(_, watch)] = visit.watches
    assert any("ess-docx.js" in fault for fault in watch.faults)
    watch.faults.clear()  # those were wanted
