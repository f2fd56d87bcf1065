"""Search: without a server, with or without accents, the sentence shown."""

import pytest
from playwright.sync_api import expect

from .support import HOME, PHONE, check_accessible


def results(page) -> list[str]:
    expect(page.locator("#resultats-etat")).not_to_be_empty()
    expect(page.locator("#resultats[aria-busy]")).to_have_count(0)
    return page.locator("#resultats > li > .resultat-page").all_inner_texts()


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
    expect(page.locator("#resultats-etat")).to_contain_text("onerror")
    expect(page.locator("#recherche-page")).to_have_value("<img src=x onerror=alert(1)>")
    expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("over", ["file", "http"])
def test_the_sentence_is_shown_and_its_place_opened(visit, over):
    page = visit("search?q=l'insertion", over)
    first = page.locator("#resultats > li").first
    expect(first.locator("li mark").first).to_be_visible()
    assert "insertion" in first.locator("mark").first.inner_text().casefold()
    anchor = first.locator('a[href*="#"]').first
    anchor.click()
    expect(page.locator(":target")).to_be_visible()
    page.go_back()
    expect(page.locator("#resultats-etat")).to_contain_text("l'insertion")
    assert results(page)
    # Those further down bring their sentences as they come into view.
    last = page.locator("#resultats > li").last
    last.scroll_into_view_if_needed()
    expect(last.locator("mark").first).to_be_attached()


def test_an_acronym_is_defined_and_a_near_word_proposed(visit):
    page = visit("search?q=cress")
    expect(page.locator(".resultat-sigle")).to_contain_text("chambre régionale de l’économie sociale et solidaire")
    assert {"levier-reseaux"} <= {one.split("/")[-1].split(".")[0] for one in page.locator(".resultat-page").evaluate_all("all => all.map((a) => a.href)")}
    check_accessible(page)
    page = visit("search?q=coopertive")
    state = page.locator("#resultats-etat")
    expect(state).to_contain_text("Vouliez-vous dire")
    state.get_by_role("link").click()
    expect(page.locator("#recherche-page")).not_to_have_value("coopertive")
    assert results(page)


def test_quoted_words_follow_one_another(visit):
    page = visit('search?q="trois conditions"')
    expect(page.locator("#resultats > li mark").first).to_be_visible()
    assert {one.casefold() for one in page.locator("#resultats li li p mark").all_inner_texts()} == {"trois conditions"}
    page = visit('search?q="conditions trois"')
    expect(page.locator("#resultats-etat")).to_contain_text("exactement")
    assert results(page) == []


def test_weight_of_the_search_page(visit):
    """The titles come with this page alone; the words and the sentences with the results."""
    import gzip

    def weight(slug: str) -> int:
        page = visit.context("http").new_page()
        answers = []
        page.on("response", lambda response: answers.append(response))
        page.goto(visit.sites["http"].address(slug), wait_until="networkidle")
        return sum(len(gzip.compress(body, 9)) for body in [one.body() for one in answers])

    arrived = weight("search")
    assert arrived <= 120_000
    assert weight("search?q=cooperative") - arrived <= 45_000, "les phrases des pages qui se voient"


def test_only_what_a_query_needs_comes(visit):
    """The titles come with the page; the words of a letter with a query; the sentences with the results that are seen."""

    def asked(slug: str) -> list[str]:
        page = visit.context("http").new_page()
        names = []
        page.on("request", lambda request: names.append(request.url.split("/")[-1]))
        page.goto(visit.sites["http"].address(slug), wait_until="networkidle")
        return [name.removesuffix(".js") for name in names if "/" not in name and name.endswith(".js")]

    assert asked("search") == ["ess-index"]
    index, *rest = asked("search?q=cooperative")
    words, *sentences = sorted(rest, key=lambda name: not name.startswith("ess-mots-"))
    assert (index, words) == ("ess-index", "ess-mots-c")
    assert 3 <= len(sentences) <= 8 and not any(name.startswith("ess-mots-") for name in sentences)
    # An acronym: the words of its long form, and its definition.
    assert {"ess-mots-c", "ess-mots-r", "ess-mots-e", "ess-mots-s", "ess-sigles"} <= set(asked("search?q=CRESS"))


def test_a_search_that_cannot_load_says_so(visit, sites):
    for lost in ("ess-mots-c", "ess-index"):
        page = visit.context("http").new_page()
        page.route(f"**/{lost}.js", lambda route: route.abort())
        page.goto(sites["http"].address("search?q=cooperative"))
        expect(page.locator("#resultats-etat")).to_contain_text("La recherche n’a pas pu se charger")
        _, watch = visit.watches[-1]
        watch.faults = [fault for fault in watch.faults if "ERR_FAILED" not in fault and "introuvable" not in fault]


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
