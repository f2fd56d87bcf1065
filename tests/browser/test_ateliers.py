"""Workshops on the screen: one step at a time, entries kept and taken away, sheets and documents on paper."""

import io

import docx
from playwright.sync_api import expect

from ess_region import workshops
from ess_region.checks import leaks

from .support import press, reload, stored, tab_to

SLUG = "ess-ou-pas"
WORKSHOP = workshops.load(SLUG)
# What is on the page while it prints, without its menus.
PRINTED = """() => { window.print = () => {
  dispatchEvent(new Event("beforeprint"));
  window.printed = [...document.querySelectorAll(".ess-imprime .at-feuillet > h3")].map((one) => one.textContent);
  window.sheet = document.querySelector(".ess-imprime")?.className ?? "";
}; }"""


def widget(page):
    return page.locator('[data-widget="atelier"]')


def test_steps_one_at_a_time_then_all(visit):
    page = visit(SLUG)
    root = widget(page)
    steps = root.locator(".at-etape")
    visible = "all => all.filter((el) => el.checkVisibility()).map((el) => el.dataset.etape)"
    assert steps.evaluate_all(visible) == ["echauffer"]
    tab_to(page, root.locator(".at-etape:not(.is-off)").get_by_role("button", name="Étape suivante"), limit=200)
    press(page, "Enter")
    expect(root.get_by_role("heading", name="2. Se méfier", exact=False)).to_be_focused()
    assert steps.evaluate_all(visible) == ["noms"]
    reload(page)
    assert steps.evaluate_all(visible) == ["noms"]
    root.get_by_role("button", name="Tout voir").click()
    assert steps.evaluate_all(visible) == [step.id for step in WORKSHOP.steps]


def test_entries_are_kept_taken_away_and_erased(visit):
    page = visit(SLUG)
    root = widget(page)
    root.get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    expect(root.locator(".doc-dit")).to_have_text("Remplissez d’abord une réponse.")
    about = root.locator('[data-place="haut-val"]')
    about.get_by_role("radio", name="Non, elle n’en relève pas").check()
    about.get_by_role("combobox").select_option(index=2)
    about.get_by_role("textbox").fill("<b>La délibération</b>")
    kept = stored(page)["ateliers"][SLUG]
    assert kept["avis-haut-val"] == "Non, elle n’en relève pas"
    assert kept["tranche-haut-val"].startswith("La forme")
    reload(page)
    expect(about.get_by_role("radio", name="Non, elle n’en relève pas")).to_be_checked()
    expect(about.get_by_role("textbox")).to_have_value("<b>La délibération</b>")
    with page.expect_download() as waiting:
        root.get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    assert waiting.value.suggested_filename == f"{SLUG}.docx"
    with open(waiting.value.path(), "rb") as file:
        words = [paragraph.text for paragraph in docx.Document(io.BytesIO(file.read())).paragraphs]
    assert "La pièce qui le prouve, ou celle à demander\u00a0: <b>La délibération</b>" in words
    erase = root.get_by_role("button", name="Tout effacer")
    erase.click()
    expect(about.get_by_role("textbox")).to_have_value("")
    assert SLUG not in stored(page).get("ateliers", {})
    root.get_by_role("button", name="Rétablir mes réponses").click()
    expect(about.get_by_role("textbox")).to_have_value("<b>La délibération</b>")


def test_a_spoiled_state_does_not_stop_it(visit):
    page = visit(SLUG, stored='{"version": 1, "ateliers": {"ess-ou-pas": {"avis-haut-val": [1], "doutes": {"x": 1}}}, "ateliers-etape": {"ess-ou-pas": 5}}')
    expect(widget(page)).to_have_attribute("data-state", "ready")
    expect(widget(page).get_by_role("radio", checked=True)).to_have_count(0)


def test_the_sheet_and_each_document_print_alone(visit):
    page = visit(SLUG)
    root = widget(page)
    page.evaluate(PRINTED)
    root.locator('[data-place="bateliers"]').get_by_role("button", name="Imprimer ce document").click()
    assert page.evaluate("window.printed") == ["La Mutuelle des Bateliers"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    root.get_by_role("button", name="Imprimer les documents").click()
    assert page.evaluate("window.printed") == [one.title for one in WORKSHOP.documents]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    root.locator('[data-place="marque-page"]').get_by_role("textbox").fill("Les statuts\u202f!")
    root.get_by_role("button", name="Imprimer la feuille").click()
    assert "at-feuille" in page.evaluate("window.sheet")
    page.emulate_media(media="print")
    expect(root.locator('[data-etape="repondre"] h2')).to_be_visible()
    expect(root.locator(".at-corps").first).to_be_hidden()
    expect(root.locator('[data-place="marque-page"] .at-papier:visible')).to_have_text(["Les statuts\u202f!"])
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(root.locator(".at-corps").first).to_be_visible()


def test_documents_follow_the_step_and_figures_follow_the_region(visit, book, browser, serve_folder, tmp_path):
    """On a page made by hand, with the model's workshop: it has shared documents and regional figures."""
    from ess_region.widgets import Workshop

    page = visit(SLUG)
    source = (book / f"book/{SLUG}.html").read_text(encoding="utf-8")
    one = Workshop("modele")
    start, end = source.index('<div class="ess-widget"'), source.index('<section class="bloc bloc--sources"')
    (book / "book/essai-atelier.html").write_text(source[:start] + one._root_html(model=True) + "</div></div>" + source[end:], encoding="utf-8")
    page.goto(page.url.replace(SLUG, "essai-atelier"))
    root = widget(page)
    expect(root).to_have_attribute("data-state", "ready")
    letter = root.locator('[data-document="courrier"]')
    expect(root.locator('[data-etape="lire"] [data-document="courrier"]')).to_have_count(1)
    root.get_by_role("button", name="2. Compter").click()
    expect(root.locator('[data-etape="compter"] [data-document="courrier"]')).to_be_visible()
    rows = root.locator("tr[data-region]:visible")
    expect(rows).to_have_count(18)
    root.get_by_role("combobox", name="Votre région").select_option(label="Bretagne")
    expect(rows).to_have_count(1)
    expect(root.locator('[data-document="chiffres"]')).to_contain_text("dans l’emploi en Bretagne est de 14,3\u00a0%")
    root.get_by_role("button", name="Tout voir").click()
    expect(root.locator('[data-etape="lire"] [data-document="courrier"]')).to_have_count(1)
    expect(letter).to_have_count(1)
    root.locator(".at-grille textarea").first.fill("Qui vote")
    root.locator(".at-grille select").first.select_option("Après")
    assert stored(page)["ateliers"]["modele"] == {"pieces": [["Qui vote", "Après"], ["", ""]]}
    root.get_by_label("La présidente").check()
    assert stored(page)["ateliers"]["modele"]["invites"] == ["La présidente"]
    (book / "book/essai-atelier.html").unlink()


def test_no_sentence_of_a_key_is_in_the_learners_book(book):
    assert [str(error) for error in leaks.check(book)] == []
