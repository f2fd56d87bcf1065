"""The examples of all levers, and a chain whose groups are publics."""

from playwright.sync_api import expect

from ess_region.data import table

from .support import reload, stored, tab_to, press

SLUG = "levier-sensibilisation"


def explorers(page):
    """The two examples of the lever, then the thirteen."""
    both = page.locator('[data-widget="exemples"]')
    return both.nth(0), both.nth(1)


def shown(root):
    return root.locator("[data-exemple]").evaluate_all(
        "all => all.filter((el) => el.checkVisibility()).map((el) => el.dataset.exemple)"
    )


def test_two_explorers_do_not_mix(visit):
    page = visit(SLUG)
    own, all_ = explorers(page)
    expect(own.locator("select")).to_have_count(0)
    own.get_by_role("button", name="Tableau").click()
    expect(own.get_by_role("row")).to_have_count(3)
    assert len(shown(all_)) == 13
    all_.get_by_label("Levier").select_option("levier-cooperation")
    assert shown(all_) == [row["id"] for row in table("exemples") if row["levier"] == "levier-cooperation"]
    reload(page)
    expect(own.get_by_role("table")).to_be_visible()
    assert len(shown(all_)) == 2


def test_a_closed_place_is_said_to_be_closed_and_is_no_link(visit):
    own, _ = explorers(visit(SLUG))
    card = own.locator('[data-exemple="ile-de-france-atelier"]')
    expect(card).to_contain_text("www.atelier-idf.org")
    expect(card).to_contain_text("a fermé")
    expect(card.get_by_role("link", name="www.atelier-idf.org")).to_have_count(0)
    expect(card.get_by_role("link", name="Source (U034)")).to_have_attribute("href", "depuis-2015.html#U034")


def test_details_open_and_the_example_is_kept(visit):
    page = visit(SLUG)
    _, all_ = explorers(page)
    card = all_.locator('[data-exemple="franche-comte-salon"]')
    expect(card.locator("dl")).to_be_hidden()
    tab_to(page, card.locator("summary"), limit=400)
    press(page, "Enter")
    expect(card.locator("dl")).to_be_visible()
    card.get_by_role("button", name="Garder dans mon plan").click()
    [item] = stored(page)["plan"]
    assert (item["id"], item["page"]) == ("franche-comte-salon", "levier-cooperation")


def test_an_example_kept_in_one_explorer_is_kept_in_the_other(visit):
    page = visit(SLUG)
    own, all_ = explorers(page)
    own.locator('[data-exemple="basse-normandie-lycees"]').get_by_role("button").click()
    expect(all_.locator('[data-exemple="basse-normandie-lycees"]').get_by_role("button")).to_have_text("Gardé dans mon plan")


def test_the_publics_have_their_own_answers(visit):
    page = visit(SLUG, stored='{"version": 1, "chaine": {"levier-creation": {"reponses": {"creation-accueil": {"r": "personne"}}}}}')
    root = page.locator('[data-widget="chaine"]')
    expect(root.locator(".chaine-bilan")).to_have_text("Sur 2 actions\u00a0: 2 sans réponse.")
    root.get_by_role("radio", name="La maison").check()
    root.locator('tr[data-ligne="maison-elus"]').get_by_role("radio", name="Personne").check()
    expect(root.locator(".chaine-suite:visible")).to_contain_text("Produire et diffuser des données")
    kept = stored(page)["chaine"]
    assert kept["levier-creation"]["reponses"] == {"creation-accueil": {"r": "personne"}}
    assert kept[SLUG]["reponses"]["maison-elus"]["r"] == "personne"


def test_paper_shows_every_card_open(visit):
    page = visit(SLUG)
    page.emulate_media(media="print")
    _, all_ = explorers(page)
    expect(all_.locator("dl:visible")).to_have_count(13)
