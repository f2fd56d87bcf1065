"""Without JavaScript: everything can still be read, reached, and nothing gives the answers away."""

import pytest
from playwright.sync_api import expect

from ess_region import inline
from ess_region.data import table
from ess_region.widgets import EssTest, Resume

from . import learner
from .support import AXE_SHAPE, HOME, NARROW, PHONE, SLUGS, WITH_WIDGETS, check_accessible, check_width, page_with, widget


@pytest.fixture
def still(visit):
    """`still("definition")` → page opened without scripts."""

    def open_page(slug: str, over: str = "file", **options):
        return visit(slug, over, java_script_enabled=False, **options)

    return open_page


def words(text: str) -> str:
    """The visible words of an author's text, spaces made alike."""
    return " ".join(inline.plain(text).split())


def visible(locator) -> str:
    return " ".join(locator.inner_text().split())


def test_widgets_stay_static_and_have_content(visit):
    for slug, page in visit.tour(WITH_WIDGETS, "file", java_script_enabled=False):
        for root in page.locator(".ess-widget").all():
            assert root.get_attribute("data-state") == "static", slug
            assert len(visible(root)) > 60, f"{slug}, {root.get_attribute('data-widget')}"


def test_navigation(still):
    page = still(HOME, "http")
    page.locator("#sommaire .toctree-l1").get_by_role("link").first.click()
    page.wait_for_url(f"**/{SLUGS[1]}.html")
    for slug in SLUGS[2:]:
        page.locator("a[rel=next]").last.click()
        page.wait_for_url(f"**/{slug}.html")
    page.locator("a[rel=prev]").last.click()
    page.wait_for_url(f"**/{SLUGS[-2]}.html")


def test_contents_panel_on_a_phone(still):
    page = still(SLUGS[1], viewport=PHONE)
    link = page.locator("#sommaire").get_by_role("link").nth(2)
    expect(link).to_be_hidden()
    page.locator(".volet--sommaire summary").click()
    expect(link).to_be_visible()


@pytest.mark.parametrize("slug", list(learner.banks()))
def test_quiz_is_printed_and_gives_nothing_away(still, slug):
    page = still(slug)
    quiz_text = visible(widget(page, "quiz"))
    for question in learner.banks()[slug]:
        assert words(question.text) in quiz_text
        for answer in question.answers:
            assert words(answer.text) in quiz_text
        given_away = [answer.feedback for answer in question.answers]
        given_away += [*question.feedback.values(), question.explanation, *question.hints]
        assert [text for text in given_away if words(text) in quiz_text] == []


@pytest.mark.parametrize("form", ["nombre", "classement"])
def test_prediction_hides_the_datum_until_asked(still, form):
    slug, prediction = learner.a_prediction(form)
    page = still(slug)
    root = widget(page, "predire")
    assert words(prediction.text) in visible(root)
    assert words(prediction.explanation) not in visible(root)
    root.locator("summary").click()
    assert words(prediction.explanation) in visible(root)
    for fact in root.locator(".predict-answer .fait").all():
        expect(fact).to_be_visible()


def test_ess_grid_and_cases_can_be_read(still, book):
    page = still(page_with(book, "est-ce-de-l-ess"))
    root = widget(page, "est-ce-de-l-ess")
    text, made = visible(root), EssTest()
    for question in made.rules["questions"]:
        assert words(question["question"]) in text
    for case in made.cases:
        assert case["organisation"] in text
    case = made.cases[0]
    comment = words(case["retours"][case["verdict"]])
    assert words(case["dossier"]) in text
    assert comment not in text
    key = root.locator(".est-corrige")
    key.locator("> summary").click()
    assert comment not in visible(key)
    key.locator(".est-cas-verdict > summary").first.click()
    assert comment in visible(key)


def test_sectors_table(still, book):
    root = widget(still(page_with(book, "secteurs")), "secteurs")
    expect(root.get_by_role("table").first).to_be_visible()
    for sector in table("secteurs"):
        assert sector["nom"] in visible(root)
    for row in table("organisations"):
        if row["role"] == "exemple":
            assert row["nom"] in visible(root)


def test_regions_table_and_chapters_list(still):
    page = still(HOME)
    regions = visible(widget(page, "choix-region").get_by_role("table"))
    for row in table("regions"):
        assert row["nom"] in regions
    listed = widget(page, "reprise").get_by_role("link")
    expect(listed).to_have_count(len(Resume().chapters))


def test_bubbles_open_on_focus(still, book):
    page = still(page_with(book, 'class="fait"'))
    info = page.locator("main .info:has(> .fait):has(> .info-bulle):visible").first
    expect(info.locator(".info-bulle")).to_be_hidden()
    info.locator(".fait").focus()
    expect(info.locator(".info-bulle")).to_be_visible()


def test_search_says_what_to_do_instead(book):
    # In the source: this way of turning scripts off does not make Chromium show <noscript>.
    html = (book / "search.html").read_text(encoding="utf-8")
    assert "La recherche a besoin de JavaScript" in html.partition("<noscript>")[2].partition("</noscript>")[0]


@pytest.mark.parametrize("slug", WITH_WIDGETS)
def test_static_pages_are_accessible_and_narrow(visit, slug, sites):
    # axe is a script: the page keeps its own from running instead of refusing all of them.
    context = visit.context("http")
    context.route("**/_static/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = context.new_page()
    page.goto(sites["http"].address(slug))
    expect(page.locator('.ess-widget[data-state="ready"]')).to_have_count(0)
    check_accessible(page, light=AXE_SHAPE)  # its colours are those of the page with scripts
    page.set_viewport_size(NARROW)
    check_width(page)
