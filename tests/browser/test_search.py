"""Search: without a server, with or without accents."""

import pytest
from playwright.sync_api import expect

from .support import HOME, PHONE, check_accessible


def results(page) -> list[str]:
    expect(page.locator("#resultats-etat")).not_to_be_empty()
    return page.locator("#resultats > li > a").all_inner_texts()


@pytest.mark.parametrize("over", ["file", "http"])
def test_accents_do_not_matter(visit, over):
    found = {word: results(visit(f"search?q={word}", over)) for word in ("economie", "économie", "ÉCONOMIE")}
    assert len(found["economie"]) >= 4
    assert found["economie"] == found["économie"] == found["ÉCONOMIE"]


@pytest.mark.parametrize("over", ["http", "file"])
def test_from_the_header_of_any_page(visit, over):
    page = visit(HOME, over)
    box = page.get_by_role("searchbox", name="Rechercher dans le cours")
    box.fill("cooperative")
    box.press("Enter")
    page.wait_for_url("**/search.html?q=cooperative")
    assert results(page)
    page.locator("#resultats a").first.click()
    expect(page.locator("main h1")).to_be_visible()


def test_from_a_phone(visit):
    page = visit(HOME, viewport=PHONE)
    page.locator(".recherche-lien").click()
    field = page.get_by_role("searchbox", name="Vos mots")
    field.fill("solidarite")
    field.press("Enter")
    assert results(page)
    check_accessible(page)


def test_all_words_are_wanted_and_nothing_is_said_plainly(visit):
    both = results(visit("search?q=scop%20mutuelle"))
    one = results(visit("search?q=mutuelle"))
    assert set(both) <= set(one)
    page = visit("search?q=xylophone")
    expect(page.locator("#resultats-etat")).to_contain_text("Aucune page ne contient")
    assert results(page) == []


def test_a_query_is_text(visit):
    page = visit("search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.locator("#resultats-etat")).to_contain_text("<img")
    expect(page.locator("main img")).to_have_count(0)


def test_filter_of_a_long_table(visit):
    page = visit("glossaire")
    box = page.locator(".ess-filtre").first
    rows = page.locator("main table tbody tr:visible")
    total = rows.count()
    box.locator("input").fill("cooperative")
    expect(box.get_by_role("status")).to_contain_text(f"sur {total}")
    assert 0 < rows.count() < total
    box.locator("input").fill("xylophone")
    expect(box.get_by_role("status")).to_contain_text("Aucun résultat")
    box.locator("input").fill("")
    expect(rows).to_have_count(total)


def test_what_is_typed_before_the_script_starts_is_kept(visit, sites):
    """On a slow line the script comes late: it must not empty the field."""
    page = visit.context("http").new_page()
    field = page.get_by_role("searchbox", name="Vos mots")

    held = []
    page.route("**/ess-search.js*", lambda route: held.append(route))
    with page.expect_request("**/ess-search.js*"):
        page.goto(sites["http"].address("search"), wait_until="commit")
    field.fill("solidarite")
    held[0].continue_()
    page.wait_for_load_state("load")
    expect(field).to_have_value("solidarite")
