"""The learner's own region: map, ranking, sheet, figure and prediction follow one another."""

import json
import re

import pytest
from playwright.sync_api import expect

from ess_region import data, predictions, regions

from .support import DESKTOP, NARROW, PHONE, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "ma-region"
ABSENT = "06"
KNOWN = {"version": 1, "region": "53"}
UNKNOWN = {"version": 1, "region": "99"}

over_both = pytest.mark.parametrize("over", ["http", "file"])


def carte(page):
    return widget(page, "carte")


def sheet(page):
    return widget(page, "fiche-region")


def row(page, name):
    return carte(page).get_by_role("radio", name=re.compile(re.escape(name)))


def panel(page):
    return carte(page).locator(".carte-panneau")


# -- carte -------------------------------------------------------------------------------------


@over_both
def test_the_map_and_the_ranking_are_one(visit, over):
    page = visit(SLUG, over)
    expect(panel(page)).to_contain_text("Choisissez une région sur la carte")
    carte(page).locator('.carte-formes [data-region="44"]').click()
    expect(panel(page)).to_contain_text("Grand Est")
    expect(panel(page)).to_contain_text("6e sur 17")
    expect(row(page, "Grand Est")).to_be_checked()
    row(page, "Normandie").check(force=True)
    expect(panel(page)).to_contain_text("7e\u00a0ex æquo sur 17")
    expect(carte(page).locator('.carte-formes [data-region="28"]')).to_have_class(re.compile("is-seen"))
    expect(carte(page).locator(".carte-formes .is-seen")).to_have_count(1)
    assert "region" not in stored(page), "regarder n’est pas choisir"
    reload(page)
    expect(panel(page)).to_contain_text("Normandie")


@over_both
def test_choosing_on_the_map_changes_my_region_everywhere(visit, over):
    page = visit(SLUG, over)
    carte(page).locator('.carte-formes [data-region="44"]').click()
    panel(page).get_by_role("button", name="Choisir cette région comme la mienne").click()
    assert stored(page)["region"] == "44"
    expect(page.locator(".puce-region")).to_contain_text("Grand Est")
    expect(panel(page)).to_contain_text("(ma région)")
    expect(panel(page).get_by_role("link", name="Voir ma fiche")).to_be_focused()
    expect(sheet(page).get_by_role("heading", name="Grand Est")).to_be_visible()
    expect(page.locator("#parts-regions-44")).to_have_class("is-mine")
    expect(page.locator(".ess-figure-region")).to_contain_text("Grand Est")
    # And back: the sheet changes the map.
    sheet(page).get_by_role("button", name="Changer de région").click()
    sheet(page).get_by_label("Ma région").select_option("94")
    sheet(page).get_by_role("button", name="Voir ma fiche").click()
    expect(panel(page)).to_contain_text("Corse")
    expect(row(page, "Corse")).to_be_checked()


def test_shares_or_numbers_and_the_order_of_the_list(visit):
    page = visit(SLUG)
    names = lambda: carte(page).locator(".carte-nom").all_inner_texts()  # noqa: E731
    assert (names()[0], names()[-1]) == ("Bretagne", "Mayotte")
    carte(page).get_by_label("Nombre d’emplois").check()
    assert names()[0] == "Île-de-France"
    expect(row(page, "Île-de-France")).to_have_accessible_name(re.compile(r"1re.*393\s026"))
    expect(carte(page).locator(".carte-carte circle").first).to_be_visible()
    expect(carte(page).locator(".carte-legende.carte-pour-part")).to_be_hidden()
    carte(page).get_by_label("Alphabet").check()
    assert names() == [one["nom"] for one in regions.alphabetical()]
    reload(page)
    expect(carte(page).get_by_label("Nombre d’emplois")).to_be_checked()
    assert names()[0] == "Auvergne-Rhône-Alpes"


@pytest.mark.keyboard("carte")
def test_the_ranking_by_keyboard(visit):
    page = visit(SLUG)
    tab_to(page, row(page, "Bretagne"))
    press(page, "ArrowDown")
    expect(row(page, "Pays de la Loire")).to_be_focused()
    expect(panel(page)).to_contain_text("Pays de la Loire")
    press(page, "ArrowUp", "ArrowUp")
    expect(row(page, "Mayotte")).to_be_checked()
    expect(panel(page)).to_contain_text("La brochure ne donne aucun chiffre pour Mayotte")
    tab_to(page, panel(page).get_by_role("button", name="Choisir cette région"), back=True)
    press(page, "Enter")
    assert stored(page)["region"] == ABSENT


@pytest.mark.parametrize("viewport", [PHONE, NARROW])
def test_a_small_screen_has_the_tile_grid(visit, viewport):
    page = visit(SLUG, viewport=viewport)
    expect(carte(page).locator(".carte-carte")).to_be_hidden()
    tile = carte(page).locator('.carte-damier g[data-region="11"] rect')
    expect(tile).to_be_visible()
    box = tile.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    tile.click()
    expect(panel(page)).to_contain_text("Île-de-France")
    check_width(page)


def test_the_sheet_of_the_region_looked_at(visit):
    page = visit(SLUG, stored=json.dumps(KNOWN))
    carte(page).locator('.carte-formes [data-region="44"]').click()
    expect(sheet(page).get_by_role("heading", name="Bretagne")).to_be_visible()
    panel(page).get_by_role("link", name="Voir sa fiche").click()
    expect(sheet(page).get_by_role("heading", name="Grand Est")).to_be_focused()
    expect(sheet(page)).to_contain_text("Une autre région que la mienne")
    page.evaluate("location.hash = 'carte'")
    panel(page).get_by_role("link", name="Voir sa fiche").click()
    expect(sheet(page).get_by_role("heading", name="Grand Est")).to_be_focused()
    panel(page).get_by_role("link", name="Voir sa fiche").click()
    expect(sheet(page).get_by_role("heading", name="Grand Est")).to_be_focused()
    assert stored(page)["region"] == "53"
    sheet(page).get_by_role("button", name="Choisir cette région comme la mienne").click()
    assert "#region" not in page.url
    reload(page)
    expect(sheet(page).locator(".fiche-surtitre")).to_have_text("Ma région")
    expect(sheet(page).get_by_role("heading", name="Grand Est")).to_be_visible()


# -- fiche-region ------------------------------------------------------------------------------


@over_both
def test_without_a_region_the_sheet_invites(visit, over):
    page = visit(SLUG, over)
    expect(sheet(page).locator(".fiche-page")).to_be_hidden()
    sheet(page).get_by_role("button", name="Voir ma fiche").click()
    expect(sheet(page).get_by_role("alert")).to_contain_text("Choisissez d’abord une région")
    expect(sheet(page).get_by_label("Ma région")).to_be_focused()
    sheet(page).get_by_label("Ma région").select_option("53")
    sheet(page).get_by_role("button", name="Voir ma fiche").click()
    expect(sheet(page).get_by_role("heading", name="Bretagne")).to_be_focused()
    reload(page)
    expect(sheet(page).get_by_role("heading", name="Bretagne")).to_be_visible()


def test_each_region_has_its_own_sheet(visit):
    page = visit(SLUG)
    for one in data.table("regions"):
        page.evaluate("code => { location.hash = `region=${code}`; }", one["code"])
        expect(sheet(page).get_by_role("heading", name=one["nom"], exact=True)).to_be_visible()
        assert sheet(page).locator(".fiche-page .fiche-corps").count() == 1
        label = sheet(page).locator(".fiche-page .fiche-mienne")
        if one["code"] == ABSENT:
            expect(label).to_have_count(0)
            expect(sheet(page)).to_contain_text("Mayotte est absente de la brochure")
        else:
            expect(label).to_contain_text(one["nom"])
    assert "region" not in stored(page)
    assert "NaN" not in page.locator("#contenu").inner_text()
    # Every sheet went back to its place.
    assert sheet(page).locator("details .fiche-corps").count() == 17


@over_both
def test_the_address_shows_a_region_without_storing_it(visit, over):
    page = visit(f"{SLUG}?region=53", over)
    expect(sheet(page).get_by_role("heading", name="Bretagne")).to_be_visible()
    expect(panel(page)).to_contain_text("Bretagne")
    assert "region" not in stored(page)
    expect(page.locator(".puce-region")).to_contain_text("Choisir ma région")
    sheet(page).get_by_role("button", name="Choisir cette région comme la mienne").click()
    assert stored(page)["region"] == "53"


@over_both
@pytest.mark.parametrize("address", [f"{SLUG}?region=99", f"{SLUG}#region=99"])
def test_an_unknown_region_in_the_address_is_said(visit, over, address):
    page = visit(address, over)
    expect(sheet(page).get_by_role("alert")).to_contain_text("«\u202f99\u202f», qui n’existe pas")
    expect(sheet(page).get_by_label("Ma région")).to_be_visible()
    sheet(page).get_by_label("Ma région").select_option("11")
    sheet(page).get_by_role("button", name="Voir ma fiche").click()
    expect(sheet(page).locator(".fiche-probleme")).to_be_hidden()


def test_an_unknown_region_in_the_memory_is_said(visit):
    page = visit(SLUG, stored=json.dumps(UNKNOWN))
    expect(sheet(page).get_by_role("alert")).to_contain_text("«\u202f99\u202f»")
    carte(page).locator('.carte-formes [data-region="44"]').click()
    panel(page).get_by_role("button", name="Choisir cette région").click()
    expect(sheet(page).locator(".fiche-probleme")).to_be_hidden()
    assert stored(page)["region"] == "44"


def test_the_sheet_prints_alone_on_one_page(visit):
    page = visit(SLUG, stored=json.dumps(KNOWN))
    page.evaluate("() => { window.print = () => {} }")
    for one in data.table("regions"):
        page.evaluate("code => { location.hash = `region=${code}`; }", one["code"])
        expect(sheet(page).get_by_role("heading", name=one["nom"], exact=True)).to_be_visible()
        sheet(page).get_by_role("button", name="Imprimer").click()
        page.emulate_media(media="print")
        expect(carte(page)).to_be_hidden()
        expect(page.locator("h1")).to_be_hidden()
        expect(sheet(page).get_by_role("heading", name=one["nom"], exact=True)).to_be_visible()
        expect(sheet(page).get_by_role("button", name="Imprimer")).to_be_hidden()
        page.emulate_media(media="null")
        printed = page.pdf(prefer_css_page_size=True)  # as after a real print, « afterprint » puts all back
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, one["nom"]
    expect(page.locator("body")).not_to_have_class(re.compile("imprime"))
    page.emulate_media(media="print")
    expect(carte(page)).to_be_visible()


def test_the_sheet_is_copied_as_text(visit):
    page = visit(SLUG, stored=json.dumps(KNOWN))
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    sheet(page).get_by_role("button", name="Copier en texte").click()
    expect(sheet(page).locator(".fiche-dit")).to_contain_text("La fiche est copiée")
    text = page.evaluate("window.copied")
    assert text.startswith("Ma région\n\nBretagne")
    assert "- 14,3\u00a0% de l’ensemble des emplois de la région, 1re sur 17 par la part" in text
    assert "(https://gref-bretagne.com/" in text
    assert "Imprimer" not in text


def test_without_a_clipboard_the_text_is_shown(visit):
    page = visit(SLUG, stored=json.dumps(KNOWN))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refusé')); }")
    sheet(page).get_by_role("button", name="Copier en texte").click()
    field = sheet(page).get_by_label("Texte de la fiche, à copier")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile("Bretagne"))


# -- prediction --------------------------------------------------------------------------------


def regional_prediction():
    return next(one for one in predictions.load(SLUG) if one.regional)


@over_both
def test_predict_on_ones_own_region(visit, over):
    prediction = regional_prediction()
    page = visit(SLUG, over)
    root = page.locator('.ess-widget[data-widget="predire"]').filter(has=page.locator(".predict-region"))
    look = root.get_by_role("button", name="Voir la donnée")
    expect(root.get_by_role("status").filter(has_text="Choisissez-la d’abord")).to_be_visible()
    expect(look).to_be_hidden()

    root.get_by_label("Ma région").select_option(ABSENT)
    expect(root.get_by_role("status").filter(has_text="La brochure ne donne pas cette donnée")).to_be_visible()
    expect(look).to_be_hidden()

    root.get_by_label("Ma région").select_option("53")
    assert stored(page)["region"] == "53"
    guess = prediction.low + prediction.step
    root.get_by_role("textbox", name="Votre idée").fill(f"{guess:g}".replace(".", ","))
    look.click()
    said = root.locator(".predict-said")
    expect(said).to_contain_text(f"la donnée est {prediction.regional['53'].text}")
    expect(root.locator(".predict-value")).to_contain_text(prediction.regional["53"].text)
    kept = stored(page)["predictions"][prediction.id]
    assert (kept["valeur"], kept["region"]) == (guess, "53")
    reload(page)
    expect(said).to_contain_text(prediction.regional["53"].text)

    # Another region, another question: nothing is given away.
    root.get_by_label("Ma région").select_option("11")
    expect(said).to_be_hidden()
    expect(look).to_be_visible()
    root.get_by_label("Ma région").select_option("53")
    expect(said).to_contain_text(prediction.regional["53"].text)


# -- without a script, and for all ---------------------------------------------------------------


def test_without_javascript(visit):
    page = visit(SLUG, java_script_enabled=False)
    expect(carte(page).locator(".carte-carte")).to_be_visible()
    assert carte(page).locator("tbody tr").count() == 18
    expect(carte(page).locator(".carte-cercles")).to_be_hidden()
    box = sheet(page).locator('details[data-region="53"]')
    box.locator("summary").click()
    expect(box.get_by_text("1re sur 17 par la part")).to_be_visible()


@pytest.mark.parametrize("kept", [KNOWN, {"version": 1, "region": ABSENT}])
def test_no_axe_violation_with_a_region(visit, kept):
    page = visit(SLUG, stored=json.dumps(kept))
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_accessible(page)
    page.set_viewport_size(NARROW)
    check_width(page)


@pytest.mark.parametrize("viewport", [DESKTOP, NARROW])
def test_pointing_out_a_region_moves_nothing(visit, viewport):
    page = visit(SLUG, viewport=viewport)
    height = "document.querySelector('.ess-figure').getBoundingClientRect().height"
    before = page.evaluate(height)
    row(page, "Provence-Alpes").check(force=True)
    panel(page).get_by_role("button", name="Choisir cette région").click()
    expect(page.locator("#parts-regions-93")).to_have_class("is-mine")
    assert page.evaluate(height) == before
