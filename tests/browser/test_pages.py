"""Every page, in every way of opening it: widgets ready, accessible, never too wide."""

import re
from html import unescape
from urllib.parse import unquote, urldefrag

import pytest

from .support import (
    DESKTOP,
    HOME,
    NARROW,
    PAGES,
    PHONE,
    SLUGS,
    built_pages,
    check_accessible,
    check_width,
    relative,
)


@pytest.mark.parametrize("over", ["http", "file", "csp"])
@pytest.mark.parametrize("slug", PAGES)
def test_every_widget_becomes_ready(visit, slug, over):
    visit(slug, over)


def test_every_page_of_the_contents_is_built(book):
    missing = [slug for slug in SLUGS if not (book / relative(slug)).is_file()]
    assert not missing


def test_the_folder_opens_on_the_home_page(visit, sites):
    for over in ("http", "file"):
        page = visit.context(over).new_page()
        page.goto(sites[over].root + ("" if over == "http" else "index.html"))
        page.wait_for_url(sites[over].address(SLUGS[0]))


@pytest.mark.parametrize("slug", PAGES)
def test_no_axe_violation(visit, slug):
    page = visit(slug)
    for view in (DESKTOP, PHONE):
        page.set_viewport_size(view)
        check_accessible(page)


@pytest.mark.parametrize("slug", PAGES)
def test_nothing_is_wider_than_a_small_screen(visit, slug):
    check_width(visit(slug, viewport=NARROW))


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


@pytest.mark.parametrize("slug", PAGES)
def test_ids_are_unique(visit, slug):
    twice = visit(slug).evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map((el) => el.id);"
        " return ids.filter((id, i) => ids.indexOf(id) !== i); }"
    )
    assert not twice
