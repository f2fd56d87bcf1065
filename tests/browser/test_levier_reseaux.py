"""`annuaire`: the need, the network, the reason, the call sheet; by keyboard, kept, printed."""

import re

import pytest
from playwright.sync_api import expect

from .support import check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "levier-reseaux"


@pytest.fixture
def directory(visit):
    def open_page(*args, **options):
        page = visit(SLUG, *args, **options)
        return page, widget(page, "annuaire")

    return open_page


def cards(root):
    return root.locator(".annu-fiche:visible").evaluate_all("all => all.map((el) => el.dataset.reseau)")


@pytest.mark.parametrize("over", ["file", "http"])
def test_from_the_need_to_the_network(directory, over):
    page, root = directory(over)
    assert len(cards(root)) == 7
    root.get_by_label("Votre interlocuteur").select_option("association")
    assert cards(root) == ["mouvements-associatifs", "cress"]
    root.get_by_label("Votre besoin").select_option("donnees")
    assert cards(root) == ["cress", "mouvements-associatifs"]
    first = root.locator(".annu-fiche.is-first")
    expect(first).to_contain_text("Observer l’ESS sur le territoire")
    expect(first.locator(".annu-pourquoi")).to_contain_text("Elle réunit toutes les familles")
    expect(first.locator(".annu-questions")).to_be_visible()
    expect(root.locator(".annu-dit")).to_contain_text("CRESS, puis Mouvements associatifs")
    reload(page)
    assert cards(root) == ["cress", "mouvements-associatifs"]
    root.get_by_role("button", name="Tout effacer").click()
    assert len(cards(root)) == 7
    assert "annuaire" not in stored(page)


def test_what_is_cleared_stays_cleared(directory):
    """In one visit: the last word or choice removed does not come back."""
    page, root = directory()
    words, who = root.get_by_label("Ou dites-le avec vos mots"), root.get_by_label("Votre interlocuteur")
    words.fill("asso")
    assert cards(root) == ["mouvements-associatifs", "cress"]
    words.fill("")
    expect(words).to_have_value("")
    assert len(cards(root)) == 7
    who.select_option("fondation")
    assert cards(root) == ["cress"]
    who.select_option("")
    expect(who).to_have_value("")
    assert len(cards(root)) == 7
    who.select_option("mutuelle")
    root.get_by_role("button", name="Tout effacer").click()
    expect(who).to_have_value("")
    assert len(cards(root)) == 7 and "annuaire" not in stored(page)


def test_words_not_understood_are_said_as_typed(directory):
    _, root = directory()
    root.get_by_label("Ou dites-le avec vos mots").fill("Une association et sa Galère")
    expect(root.locator(".annu-dit")).to_contain_text("Mots non reconnus\u00a0: Galère.")
    root.get_by_label("Ou dites-le avec vos mots").fill("des personnes longtemps sans travail")
    assert cards(root)[0] == "reseaux-iae"


def test_words_without_accents_or_capitals(directory):
    _, root = directory()
    words = root.get_by_label("Ou dites-le avec vos mots")
    words.fill("Des salariés reprennent en COOPERATIVE")
    assert cards(root)[0] == "urscop"
    words.fill("fnars")
    assert cards(root) == ["reseaux-iae"]
    expect(root.locator(".annu-fiche:visible")).to_contain_text("Fédération des acteurs de la solidarité")


@pytest.mark.parametrize("text", ["boulangerie", "%%%", "<script>alert(1)</script>", "null"])
def test_words_that_say_nothing_get_a_sentence(directory, text):
    _, root = directory()
    root.get_by_label("Ou dites-le avec vos mots").fill(text)
    expect(root.locator(".annu-dit")).to_contain_text("Aucun réseau de la brochure ne correspond")
    assert cards(root) == []
    assert not re.search(r"undefined|NaN|\[object", root.inner_text())


def test_no_network_gives_money(directory):
    _, root = directory()
    root.get_by_label("Votre besoin").select_option("financement")
    expect(root.locator(".annu-dit")).to_contain_text("Les partenaires institutionnels")
    assert cards(root) == []


def test_a_stored_need_that_no_longer_exists(directory):
    _, root = directory(stored='{"version": 1, "annuaire": {"qui": "banque", "besoin": 3, "mots": null}}')
    assert len(cards(root)) == 7


def test_replaced_sites_are_not_links(directory):
    _, root = directory()
    root.get_by_label("Ou dites-le avec vos mots").fill("mouves")
    card = root.locator(".annu-fiche.is-first")
    expect(card).to_contain_text("www.mouves.org")
    expect(card.get_by_role("link", name="www.mouves.org")).to_have_count(0)
    expect(card).to_contain_text("organisme remplacé")


@pytest.mark.keyboard("annuaire")
def test_keep_and_print_by_keyboard(directory):
    page, root = directory()
    page.evaluate("() => { window.print = () => { window.printed = document.querySelector('.ess-imprime')?.dataset.reseau; } }")
    choice = root.get_by_label("Votre interlocuteur")
    tab_to(page, choice)
    while choice.input_value() != "mutuelle":
        press(page, "ArrowDown")
    card = root.locator(".annu-fiche.is-first").first
    tab_to(page, card.get_by_role("button", name="Garder dans mon plan"))
    press(page, "Enter")
    [kept] = stored(page)["plan"]
    assert (kept["kind"], kept["id"], kept["page"]) == ("reseau", "mutualite", SLUG)
    tab_to(page, card.get_by_role("button", name="Imprimer"))
    press(page, "Enter")
    assert page.evaluate("window.printed") == "mutualite"
    page.emulate_media(media="print")
    expect(card.locator(".annu-notes").first).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()


def test_accessible_and_narrow_at_work(directory):
    page, root = directory(viewport={"width": 320, "height": 640})
    root.get_by_label("Votre interlocuteur").select_option("insertion")
    root.locator(".annu-guide > summary").click()
    check_accessible(page)
    check_width(page)
