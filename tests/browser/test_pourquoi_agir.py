"""`objections`: answer, read the verdict, put one's minute together, keep it, take it away."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from ess_region import objections, regions
from ess_region.widgets import Objections

from .support import PHONE, check_width, press, reload, stored, tab_to, widget

SLUG = "pourquoi-agir"
BANK = objections.load(SLUG)
KNOWN = '{"version": 1, "region": "53"}'


def card(page, id):
    return widget(page, "objections").locator(f'[data-objection="{id}"]')


def best(choices, opinion="repond"):
    return next(choice.value for choice in choices if choice.opinion == opinion)


def answer(page, one, argument, figure):
    box = card(page, one.id)
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.locator(f'.obj-champ input[value="{argument}"]').check()
    box.locator(f'.obj-champ input[value="{figure}"]').check()
    box.get_by_role("button", name="Voir le verdict").click()
    return box.locator(".obj-verdict")


def progress(page):
    return widget(page, "objections").locator(".obj-progres")


def studio(page):
    return widget(page, "objections").locator(".obj-atelier")


def text(page):
    return studio(page).get_by_label("Votre texte")


# -- the objections ------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["file", "http"])
def test_answer_read_the_verdict_and_the_reply(visit, over):
    page = visit(SLUG, over)
    one = BANK[0]
    verdict = answer(page, one, best(one.arguments), best(one.figures))
    expect(verdict).to_have_class(re.compile("is-right"))
    expect(verdict).to_contain_text("L’argument et le chiffre répondent")
    expect(verdict).to_contain_text("banques coopératives")
    reply = card(page, one.id).locator(".obj-reponse")
    expect(reply).to_be_hidden()
    card(page, one.id).get_by_role("button", name="Voir une réponse possible").click()
    expect(reply).to_be_visible()
    # Another choice: the verdict no longer speaks of it.
    card(page, one.id).locator(f'input[value="{best(one.arguments, "a-cote")}"]').check()
    expect(verdict).to_be_empty()
    expect(reply).to_be_hidden()
    expect(progress(page)).to_have_text("Objections traitées\u00a0: 1 sur 12")


def test_each_kind_of_answer_has_its_verdict_and_all_twelve_can_be_done(visit):
    page = visit(SLUG)
    kinds = [("repond", "repond"), ("repond", "se-defend"), ("a-cote", "repond"), ("repond", "a-cote"), ("a-cote", "a-cote")]
    judge = Objections()
    for rank, one in enumerate(BANK):
        argument, figure = (best(part, kind) for part, kind in zip((one.arguments, one.figures), kinds[rank % 5]))
        verdict = answer(page, one, argument, figure)
        expect(verdict).to_contain_text(judge.verdicts[judge.judge(one.id, argument, figure)])
        expect(card(page, one.id).locator(".obj-marque")).to_be_visible()
    expect(progress(page)).to_have_text("Objections traitées\u00a0: 12 sur 12")


def test_a_half_answer_is_asked_for(visit):
    page = visit(SLUG)
    box = card(page, "marche")
    box.locator("summary").click()
    box.get_by_role("button", name="Voir le verdict").click()
    expect(box.locator(".obj-verdict")).to_have_text("Choisissez d’abord un argument.")
    expect(box.locator(".obj-champ input").first).to_be_focused()
    box.locator(".obj-champ input").first.check()
    box.get_by_role("button", name="Voir le verdict").click()
    expect(box.locator(".obj-verdict")).to_have_text("Choisissez aussi un chiffre.")
    assert "objections" not in stored(page)


def test_answers_are_kept_then_forgotten(visit):
    page = visit(SLUG)
    one = BANK[3]
    answer(page, one, best(one.arguments), "aucun")
    assert stored(page)["objections"] == {one.id: {"argument": best(one.arguments), "chiffre": "aucun"}}
    reload(page)
    expect(card(page, one.id).locator(".obj-marque")).to_be_visible()
    card(page, one.id).locator("summary").click()
    expect(card(page, one.id).locator(".obj-verdict")).to_contain_text("se défend")
    expect(card(page, one.id).locator('input[value="aucun"]')).to_be_checked()
    widget(page, "objections").get_by_role("button", name="Recommencer").click()
    expect(card(page, one.id).locator(".obj-verdict")).to_be_empty()
    expect(card(page, one.id).locator("input:checked")).to_have_count(0)
    expect(progress(page)).to_have_text("Objections traitées\u00a0: 0 sur 12")


def test_a_reply_kept_for_the_plan(visit):
    page = visit(SLUG)
    one = BANK[1]
    answer(page, one, best(one.arguments), best(one.figures))
    card(page, one.id).get_by_role("button", name="Garder dans mon plan").click()
    [item] = stored(page)["plan"]
    assert (item["kind"], item["id"], item["page"]) == ("argument", "objection-competence", SLUG)
    assert "une stratégie" in item["note"]


@pytest.mark.parametrize(
    "kept",
    ['"objections": 12', '"objections": {"marche": "x", "autre": {}}', '"objections": {"marche": {"argument": "x"}}',
     '"argumentaire": {"arguments": ["x", 3], "public": 4, "texte": {}}'],
)  # fmt: skip
def test_what_was_kept_and_no_longer_fits_is_left_aside(visit, kept):
    page = visit(SLUG, stored=f'{{"version": 1, {kept}}}')
    expect(progress(page)).to_have_text("Objections traitées\u00a0: 0 sur 12")
    expect(text(page)).to_have_value(re.compile("Voici ma réponse"))


# -- the minute ----------------------------------------------------------------------------------


def test_the_minute_follows_the_choices_and_the_region(visit):
    page = visit(SLUG, stored=KNOWN)
    model = Objections()
    expect(studio(page).get_by_label("Votre région")).to_have_value("53")
    studio(page).get_by_label("Un élu ou une élue").check()
    for name in ("Un coup d’avance", "Des emplois qui restent"):
        studio(page).get_by_label(name).check()
    expect(text(page)).to_have_value(model.compose(["transition", "emplois-locaux"], "elu", "53"))
    expect(studio(page).locator("[id$=longueur]")).to_have_text(re.compile(r"^1[2-5]\d\smots, environ une minute"))
    studio(page).get_by_label("Votre région").select_option("06")
    expect(text(page)).to_have_value(re.compile("ne donne aucun chiffre pour Mayotte"))
    assert stored(page)["region"] == "06"
    studio(page).get_by_label("Votre région").select_option("")
    expect(text(page)).to_have_value(model.compose(["transition", "emplois-locaux"], "elu"))
    studio(page).get_by_label("Un tissu économique").check()
    studio(page).get_by_label("Une présence").click()
    expect(studio(page).get_by_label("Une présence")).not_to_be_checked()
    expect(studio(page).locator(".obj-dit")).to_contain_text("Trois arguments au plus")


def test_my_own_text_is_never_lost(visit):
    page = visit(SLUG, stored=KNOWN)
    studio(page).get_by_label("Un coup d’avance").check()
    text(page).fill("Mes mots à moi.")
    studio(page).get_by_label("Des emplois qui restent").check()
    expect(text(page)).to_have_value("Mes mots à moi.")
    expect(studio(page).locator("[id$=longueur]")).to_contain_text("Ce texte est le vôtre")
    reload(page)
    expect(text(page)).to_have_value("Mes mots à moi.")
    studio(page).get_by_role("button", name="Revenir au texte proposé").click()
    expect(text(page)).to_have_value(Objections().compose(["transition", "emplois-locaux"], region="53"))
    studio(page).get_by_role("button", name="Reprendre mon texte").click()
    expect(text(page)).to_have_value("Mes mots à moi.")
    studio(page).get_by_role("button", name="Tout effacer").click()
    assert "argumentaire" not in stored(page)
    studio(page).get_by_role("button", name="Reprendre mon texte").click()
    expect(text(page)).to_have_value("Mes mots à moi.")


def test_take_it_away_in_word_and_on_paper(visit):
    page = visit(SLUG, stored=KNOWN)
    studio(page).get_by_role("button", name="Télécharger (Word").click()
    expect(studio(page).locator(".doc-dit")).to_have_text("Choisissez d’abord un argument.")
    studio(page).get_by_label("Des emplois qui restent").check()
    with page.expect_download() as waiting:
        studio(page).get_by_role("button", name="Télécharger (Word").click()
    assert waiting.value.suggested_filename == "ma-minute.docx"
    with open(waiting.value.path(), "rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        document = archive.read("word/document.xml").decode("utf-8")
    assert "Mon argumentaire d’une minute" in document and "Bretagne" in document
    assert regions.percent(regions.regional().shares["53"]) in document
    assert "Les chiffres du texte proposé" in document and "10\u202f301" in document
    page.emulate_media(media="print")
    expect(widget(page, "objections").locator(".obj-papier")).to_contain_text("En Bretagne")
    expect(studio(page)).to_be_hidden()
    expect(card(page, "marche").locator(".obj-reponse")).to_be_visible()


@pytest.mark.keyboard("objections")
def test_by_keyboard_on_a_phone(visit):
    page = visit(SLUG, viewport=PHONE)
    tab_to(page, card(page, "subventions").locator("summary"))
    press(page, "Enter")
    tab_to(page, card(page, "subventions").locator(".obj-champ input").first)
    press(page, "ArrowDown", "Tab", "Space")
    tab_to(page, card(page, "subventions").get_by_role("button", name="Voir le verdict"))
    press(page, "Enter")
    expect(card(page, "subventions").locator(".obj-verdict")).to_contain_text("L’argument et le chiffre répondent")
    check_width(page)
    tab_to(page, studio(page).get_by_label("Une présence"))
    press(page, "Space")
    expect(text(page)).to_have_value(re.compile("milieu rural"))


def test_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    root = widget(page, "objections")
    root.locator("summary").first.click()
    expect(root.locator(".obj-reponse").first).to_be_visible()
    expect(root.locator(".obj-retour").first).to_be_visible()
    expect(root.locator(".obj-canevas")).to_contain_text("Donnez le chiffre de votre région")
