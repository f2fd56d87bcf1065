"""`exemples` and `chaine` as a learner uses them: filter, look, keep, complete, take away, come back."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ess_region import chains
from ess_region.data import row, table

from .support import NARROW, PHONE, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "levier-creation"
EXAMPLES = [one["id"] for one in table("exemples") if one["levier"] == SLUG]


def shown(root, selector="[data-exemple]"):
    return root.locator(selector).evaluate_all(
        "all => all.filter((el) => el.checkVisibility()).map((el) => el.dataset.exemple ?? el.dataset.ligne ?? el.textContent)"
    )


# -- exemples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["file", "http"])
def test_filters_narrow_the_cards_and_are_remembered(visit, over):
    page = visit(SLUG, over)
    root = widget(page, "exemples")
    assert shown(root) == EXAMPLES
    status = root.get_by_role("status").first
    root.get_by_label("Étape du projet").select_option("consolidation")
    expect(status).to_have_text("3\u00a0exemples sur 6")
    root.get_by_label("Partenaire").select_option("Caisse des Dépôts")
    assert shown(root) == ["bretagne-dla"]
    reload(page)
    assert shown(root) == ["bretagne-dla"]
    expect(root.get_by_label("Partenaire")).to_have_value("Caisse des Dépôts")
    root.get_by_role("button", name="Tout revoir").click()
    assert shown(root) == EXAMPLES
    expect(root.get_by_label("Région actuelle")).to_be_focused()


def test_nothing_found_says_what_was_asked_and_offers_to_clear(visit):
    root = widget(visit(SLUG), "exemples")
    expect(root.get_by_role("button", name="Tout revoir")).to_be_hidden()
    root.get_by_label("Étape du projet").select_option("changement-echelle")
    expect(root.get_by_role("status").first).to_contain_text("Aucun exemple ne répond à\u00a0: Changement d’échelle.")
    assert shown(root) == []
    root.get_by_role("button", name="Tout revoir").press("Enter")
    assert shown(root) == EXAMPLES


def test_my_region_follows_the_choice_of_the_home_page(visit):
    root = widget(visit(SLUG), "exemples")
    mine = root.get_by_label("Région actuelle").locator('option[value="ma-region"]')
    expect(mine).to_have_text("Ma région (à choisir sur la page d’accueil)")
    expect(mine).to_be_disabled()
    page = visit(SLUG, stored='{"version": 1, "region": "94"}')
    root = widget(page, "exemples")
    root.get_by_label("Région actuelle").select_option("ma-region")
    expect(root.get_by_role("status").first).to_contain_text("Ma région (Corse)")
    page.evaluate("localStorage.setItem('ess-region', localStorage.getItem('ess-region').replace('\"94\"', '\"53\"'))")
    reload(page)
    assert shown(root) == ["bretagne-dla"]


def test_table_and_map_show_the_same_examples(visit):
    page = visit(SLUG)
    root = widget(page, "exemples")
    root.get_by_label("Étape du projet").select_option("consolidation")
    root.get_by_role("button", name="Tableau").click()
    expect(root.get_by_role("row")).to_have_count(4)
    assert shown(root) == []
    root.get_by_role("button", name="Carte").click()
    marked = root.locator("rect.ex-avec").evaluate_all("all => all.map((el) => el.parentElement.dataset.region)")
    assert sorted(marked) == sorted({row("exemples", id)["region"] for id in shown(root)})
    expect(root.locator(".ex-carte li:visible")).to_have_count(3)
    root.locator('g[data-region="53"]').click()
    assert shown(root) == ["bretagne-dla"]
    expect(root.locator("rect.is-chosen")).to_have_count(1)
    root.locator('g[data-region="53"]').click()
    assert len(shown(root)) == 3
    root.locator('g[data-region="32"]').click()
    assert len(shown(root)) == 3, "une région sans exemple ne filtre rien"
    reload(page)
    expect(root.get_by_role("button", name="Carte")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("kept", ["3", "[]", '"x"', '{"levier-creation": {"vue": "zut", "region": "99", "stade": 4}}'])
def test_a_stored_choice_that_no_longer_exists(visit, kept):
    root = widget(visit(SLUG, stored=f'{{"version": 1, "exemples": {kept}}}'), "exemples")
    assert shown(root) == EXAMPLES


@pytest.mark.keyboard("exemples")
def test_examples_by_keyboard(visit):
    page = visit(SLUG)
    root = widget(page, "exemples")
    tab_to(page, root.get_by_role("button", name="Tableau"))
    press(page, "Enter")
    expect(root.get_by_role("table")).to_be_visible()
    tab_to(page, root.get_by_role("button", name="Fiches"), back=True)
    press(page, " ")
    keep = root.locator("[data-exemple='bretagne-dla']").get_by_role("button")
    tab_to(page, keep)
    press(page, "Enter")
    expect(keep).to_have_text("Gardé dans mon plan")
    expect(keep).to_have_accessible_description("Le dispositif local d’accompagnement (DLA)")
    [item] = stored(page)["plan"]
    assert (item["kind"], item["id"], item["page"]) == ("exemple", "bretagne-dla", SLUG)
    assert item["title"].endswith(", Bretagne, 2015")


# -- chaine ------------------------------------------------------------------------------------


def line(root, id):
    return root.locator(f'tr[data-ligne="{id}"]')


def advice(root, id):
    return root.locator(f'tr[data-ligne="{id}"] + .chaine-suite')


def say(root, id, word, who=None):
    line(root, id).get_by_role("radio", name=word).check()
    if who is not None:
        line(root, id).get_by_role("textbox").fill(who)


@pytest.mark.parametrize("over", ["file", "http"])
def test_a_hole_gets_its_question_and_its_way(visit, over):
    page = visit(SLUG, over)
    root = widget(page, "chaine")
    chain = chains.load(SLUG)
    assert shown(root, "tr[data-ligne]") == [one.id for one in chain.groups[0].lines]
    status = root.locator(".chaine-bilan")
    expect(status).to_have_text("Sur 3 besoins\u00a0: 3 sans réponse.")
    expect(root.locator(".chaine-suite:visible")).to_have_count(0)

    say(root, "creation-accueil", "Quelqu’un", "La CRESS")
    say(root, "creation-accompagnement", "Personne")
    say(root, "creation-aides-demarrage", "Je ne sais pas")
    expect(status).to_have_text("Sur 3 besoins\u00a0: 1 tenu, 1 sans personne, 1 à vérifier.")
    expect(root.locator(".chaine-bas")).to_contain_text("Ce qui manque\u00a0: Accompagnement à la création.")
    hole, doubt = advice(root, "creation-accompagnement"), advice(root, "creation-aides-demarrage")
    expect(hole).to_contain_text("Organiser une chaîne de l’accompagnement")
    expect(hole).to_contain_text("Demandez d’abord à un réseau")
    expect(doubt).to_contain_text("Demandez d’abord")
    expect(doubt.locator(".chaine-manque")).to_be_hidden()

    reload(page)
    expect(status).to_have_text("Sur 3 besoins\u00a0: 1 tenu, 1 sans personne, 1 à vérifier.")
    expect(line(root, "creation-accueil").get_by_role("textbox")).to_have_value("La CRESS")
    root.get_by_role("radio", name="Changement d’échelle").check()
    assert shown(root, "tr[data-ligne]") == [one.id for one in chain.groups[2].lines]
    root.get_by_role("radio", name="Toutes les étapes").check()
    expect(status).to_contain_text("Sur 8 besoins")
    reload(page)
    assert len(shown(root, "tr[data-ligne]")) == 8


def test_someone_without_a_name_is_still_to_be_named(visit):
    root = widget(visit(SLUG), "chaine")
    say(root, "creation-accueil", "Quelqu’un", "   ")
    expect(line(root, "creation-accueil").locator(".chaine-etat")).to_have_text("À nommer")
    say(root, "creation-accueil", "Quelqu’un", "<b>x</b>" + "é" * 400)
    expect(line(root, "creation-accueil").locator(".chaine-etat")).to_have_text("Tenu")
    value = line(root, "creation-accueil").get_by_role("textbox").input_value()
    assert value.startswith("<b>x</b>é") and len(value) == 200
    say(root, "creation-accueil", "Personne")
    say(root, "creation-accueil", "Quelqu’un")
    assert line(root, "creation-accueil").get_by_role("textbox").input_value() == value, "rien n’est perdu"


def test_the_document_says_what_was_found(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    root.get_by_label("Votre territoire (facultatif)").fill("Pays de Fougères")
    say(root, "creation-accueil", "Quelqu’un", "La CRESS")
    say(root, "creation-accompagnement", "Personne")
    with page.expect_download() as file:
        root.get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    assert file.value.suggested_filename == "ma-chaine.docx"
    with zipfile.ZipFile(io.BytesIO(Path(file.value.path()).read_bytes())) as archive:
        text = archive.read("word/document.xml").decode()
    for words in ("Ma chaîne de l’accompagnement", "Pays de Fougères", "La CRESS", "Ce qui manque", "Personne"):
        assert words in text
    with page.expect_download() as file:
        root.get_by_role("button", name="Télécharger en Markdown").click()
    note = Path(file.value.path()).read_text(encoding="utf-8")
    assert "Organiser une chaîne de l’accompagnement" in note and "Demandez d’abord" in note
    assert "Consolidation" not in note, "seule l’étape choisie est emportée"


def test_printing_gives_the_document_alone(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    say(root, "creation-accueil", "Personne")
    page.evaluate("() => { window.print = () => { window.printed = true; } }")
    root.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(root.locator(".ess-document")).to_be_visible()
    expect(root.locator(".ess-document")).to_contain_text("Ce qui manque")
    expect(root.locator(".chaine-table")).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()


def test_the_page_itself_prints_the_answers(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    say(root, "creation-accueil", "Quelqu’un", "La CRESS")
    page.emulate_media(media="print")
    expect(line(root, "creation-accueil").locator(".chaine-papier")).to_have_text("La CRESS")
    expect(line(root, "creation-accueil").get_by_role("radio").first).to_be_hidden()
    expect(widget(page, "exemples").locator("select").first).to_be_hidden()


def test_the_chain_and_its_ways_go_to_the_plan(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    say(root, "creation-accompagnement", "Personne")
    advice(root, "creation-accompagnement").get_by_role("button", name="Garder dans mon plan").click()
    root.locator(".chaine-suites").get_by_role("button", name="Garder dans mon plan").click()
    way, chain = stored(page)["plan"]
    assert (way["kind"], way["id"], way["page"]) == ("maniere", "creation-chaine", SLUG)
    assert way["note"] == "Accompagnement à la création"
    assert (chain["kind"], chain["id"]) == ("document", "chaine-levier-creation")
    assert chain["note"].startswith("Sur 3 besoins\u00a0: 1 sans personne")


def test_erasing_can_be_undone(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    expect(root.get_by_role("button", name="Effacer mes réponses")).to_be_hidden()
    say(root, "creation-accueil", "Quelqu’un", "La CRESS")
    root.get_by_role("button", name="Effacer mes réponses").click()
    expect(root.locator(".chaine-bilan")).to_have_text("Vos réponses sont effacées.")
    expect(line(root, "creation-accueil").get_by_role("radio", name="Quelqu’un")).not_to_be_checked()
    root.get_by_role("button", name="Rétablir mes réponses").click()
    expect(line(root, "creation-accueil").get_by_role("textbox")).to_have_value("La CRESS")


@pytest.mark.keyboard("chaine")
def test_chain_by_keyboard(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    tab_to(page, root.get_by_role("radio", name="Création"))
    press(page, "ArrowRight")
    expect(root.get_by_role("radio", name="Consolidation")).to_be_checked()
    tab_to(page, line(root, "consolidation-accompagnement").get_by_role("radio", name="Quelqu’un"))
    press(page, " ", "Tab")
    page.keyboard.type("Le DLA")
    expect(line(root, "consolidation-accompagnement").locator(".chaine-etat")).to_have_text("Tenu")
    tab_to(page, line(root, "consolidation-aides-investissement").get_by_role("radio", name="Quelqu’un"))
    press(page, " ", "ArrowDown")
    expect(line(root, "consolidation-aides-investissement").get_by_role("radio", name="Personne")).to_be_focused()
    tab_to(page, advice(root, "consolidation-aides-investissement").get_by_role("button"))
    tab_to(page, root.get_by_role("button", name="Télécharger (Word, LibreOffice)"))


@pytest.mark.parametrize("kept", ["3", "[]", '{"levier-creation": 4}', '{"levier-creation": {"groupe": "zut", "reponses": {"a": 3}}}'])
def test_a_stored_chain_that_no_longer_fits(visit, kept):
    root = widget(visit(SLUG, stored=f'{{"version": 1, "chaine": {kept}}}'), "chaine")
    expect(root.locator(".chaine-bilan")).to_have_text("Sur 3 besoins\u00a0: 3 sans réponse.")


def test_everything_open_is_accessible_and_narrow(visit):
    page = visit(SLUG)
    root = widget(page, "chaine")
    root.get_by_role("radio", name="Toutes les étapes").check()
    for word in ("Quelqu’un", "Personne", "Je ne sais pas"):
        for box in root.locator("tr[data-ligne]").all()[:: 1 if word == "Personne" else 3]:
            box.get_by_role("radio", name=word).check()
    for view in ("Tableau", "Carte"):
        widget(page, "exemples").get_by_role("button", name=view).click()
        page.set_viewport_size(PHONE)
        check_accessible(page)
        page.set_viewport_size(NARROW)
        check_width(page)


def test_without_a_script_all_is_there(visit):
    page = visit(SLUG, java_script_enabled=False)
    root = widget(page, "chaine")
    expect(root.locator("tr[data-ligne]:visible")).to_have_count(8)
    expect(root.locator(".chaine-suite:visible")).to_have_count(8)
    expect(widget(page, "exemples").locator("dl:visible")).to_have_count(6)
