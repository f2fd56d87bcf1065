"""Every page, in every way of opening it: widgets ready, accessible, never too wide."""

import re
from html import unescape
from urllib.parse import unquote, urldefrag

import pytest

from ess_region.checks import built

from .support import (
    HOME,
    PAGES,
    PHONE,
    SLUGS,
    WITH_WIDGETS,
    built_pages,
    check_accessible,
    page_with,
    relative,
)
from .survey import survey, survey_used
from .use import forms, plan, plan_of, use

TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""


@pytest.mark.parametrize("over", ["file", "http"])  # plain http is what the other tests use
def test_every_widget_becomes_ready(visit, over):
    for slug, page in visit.tour(PAGES, over):
        assert page.evaluate(TWICE) == [], f"identifiants en double, {slug}"


def test_every_page_of_the_contents_is_built(book):
    missing = [slug for slug in SLUGS if not (book / relative(slug)).is_file()]
    assert not missing


def test_the_folder_opens_on_the_home_page(visit, sites):
    for over in ("http", "file"):
        page = visit.context(over).new_page()
        page.goto(sites[over].root + ("" if over == "http" else "index.html"))
        page.wait_for_url(sites[over].address(SLUGS[0]))


def test_theme_button_changes_the_colours_and_is_remembered(visit):
    page = visit(HOME)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.locator(".bouton-theme").click()
    page.locator(".bouton-theme").click()
    dark = page.evaluate(colour)
    assert light != dark
    page.reload()
    assert page.evaluate(colour) == dark


HELP = re.compile(r'<header class="entete">.*?</header>|<footer class="pied">.*?</footer>', re.S)
ICONS = ('<a class="marque" href="#">', '<a class="puce-region" href="#">')
_KNOWN = r'class="(?:marque|puce-region|bilan-lien|recherche|recherche-lien|bouton-theme)[" ]'
HELPS = re.compile(rf'{_KNOWN}|<a (?![^>]*{_KNOWN})[^>]*>[^<]*</a>')


def places_of_help(text: str) -> list[str]:
    """What helps, in the order of the header and the footer of a page."""
    return [re.sub(r"<a [^>]*>|</a>", "", found).rstrip("\" ") for part in HELP.findall(text) for found in HELPS.findall(part)]


def test_help_is_at_the_same_place_on_every_page(book):
    """WCAG 3.2.6: search, region, what I learnt, statements and contact, in the same order."""
    orders = {page.name: places_of_help(page.read_text(encoding="utf-8")) for page in (book / "book").glob("*.html")}
    usual = orders[f"{HOME}.html"]
    assert len(usual) >= 8
    assert {name: order for name, order in orders.items() if order != usual} == {}
    usual, moved = (f'<header class="entete">{first}{second}</header>' for first, second in (ICONS, reversed(ICONS)))
    assert len(places_of_help(usual)) == 2 and places_of_help(moved) == places_of_help(usual)[::-1] != places_of_help(usual)


HREF = re.compile(r'<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')


def test_every_local_link_leads_somewhere(book):
    texts = {page: page.read_text(encoding="utf-8") for page in built_pages(book)}
    ids = {page: {unescape(name) for name in ID.findall(text)} for page, text in texts.items()}
    lost = []
    for page, text in texts.items():
        for link in map(unescape, HREF.findall(text)):
            if re.match(r"[a-z]+:", link):
                continue
            address, anchor = urldefrag(link)
            path = unquote(address.partition("?")[0])
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (anchor and unquote(anchor) not in ids.get(target, set())):
                lost.append(f"{page.name} → {link}")
    assert not lost


@pytest.fixture(scope="module")
def to_use(book):
    return plan_of(book)


@pytest.mark.parametrize("slug", PAGES)
def test_every_mode_before_and_after_use(visit, to_use, slug):
    """Light, dark, forced colours, zoom of 200 %, 320 px: axe, what axe does not judge, and the Tab key to the end.

    Each type of activity is looked at again once used, in one page: the same code draws it in the others.
    """
    # Elsewhere than where it is chosen, the region is known: some widgets wait for it.
    page = visit(slug, stored=None if slug == HOME else '{"version": 1, "region": "53"}')
    survey(page)
    names = to_use.get(slug, set())
    if names:
        use(page, names)
        survey_used(page, ", ".join(f'[data-widget="{name}"]' for name in sorted(names)))


def test_each_type_of_activity_is_used_somewhere(to_use, book):
    used = {name for names in to_use.values() for name in names}
    assert used == {name for slug in WITH_WIDGETS for name, _ in forms((book / relative(slug)).read_text(encoding="utf-8"))}
    assert plan({"a": {("quiz", "x")}, "b": {("quiz", "x"), ("quiz", "y")}, "c": {("carte", "")}}) == {"b": {"quiz"}, "c": {"carte"}}


def test_open_contents_and_bubble_are_accessible(visit, book):
    page = visit(page_with(book, 'class="fait"'), viewport=PHONE)
    page.locator(".volet--sommaire > summary").click()
    check_accessible(page)
    page.keyboard.press("Escape")
    page.locator("main .info > .fait:visible").first.focus()
    check_accessible(page)


def test_texts_are_french_and_well_spaced_in_both_editions(book, facilitators_book):
    assert [str(error) for folder in (book, facilitators_book) for error in built.check(folder)] == []
