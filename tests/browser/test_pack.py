"""What a Region's pack adds to a page, alive: the case of a workshop, the examples, the sheet."""

import shutil

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from ess_region import pack, paths, prose
from ess_region.widgets import Examples, RegionSheet, Workshop

from .support import EAGER

SLUGS = {"chaine-accompagnement": "atelier", "levier-creation": "exemples", "ma-region": "fiche-region"}


@pytest.fixture(scope="module")
def with_pack(book, tmp_path_factory):
    """The book whose three pages have the widgets made with the example pack, as its own build makes them."""
    folder = tmp_path_factory.mktemp("pack") / "html"
    shutil.copytree(book, folder)
    pack.use(pack.load(paths.ROOT / "exemples" / "pack-fictif"))
    prose.set_salt("c")
    try:
        made = (Workshop("chaine-accompagnement"), Examples("levier-creation"), RegionSheet())
        fresh = {one.name: one._repr_mimebundle_()[0]["text/html"] for one in made}
    finally:
        pack.use(None)
        prose.set_salt("")
    for slug, name in SLUGS.items():
        file = folder / "book" / f"{slug}.html"
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        page.find("html")["data-region-defaut"] = "24"
        page.find("div", {"class": "ess-widget", "data-widget": name}).replace_with(BeautifulSoup(fresh[name], "html.parser"))
        file.write_text(str(page), encoding="utf-8")
    return folder


@pytest.fixture
def open_page(browser, with_pack):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    context.add_init_script(EAGER)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def visit(slug):
        page.goto((with_pack / "book" / f"{slug}.html").as_uri())
        root = page.locator(f'.ess-widget[data-widget="{SLUGS[slug]}"]')
        expect(root).to_have_attribute("data-state", "ready")
        return root

    yield visit
    context.close()
    assert not faults


def test_a_workshop_has_two_cases_and_each_keeps_its_answers(open_page):
    root = open_page("chaine-accompagnement")
    course, region = root.locator(".at-cas").get_by_role("radio").all()
    nadia, karim = (root.locator(f"#document-{name}") for name in ("lettre-un", "region-lettre-un"))
    select = root.locator("[data-saisie] select").first
    expect(course).to_be_checked()
    expect(nadia).to_be_visible()
    expect(karim).to_be_hidden()
    expect(root.locator("#document-besoins")).to_be_visible()
    select.select_option(index=1)
    course.press("ArrowDown")  # with the keyboard alone
    expect(region).to_be_checked()
    expect(karim).to_be_visible()
    expect(nadia).to_be_hidden()
    expect(root.locator("#document-besoins")).to_be_visible()
    assert select.input_value() == ""
    select.select_option(index=2)
    chosen = select.input_value()
    # It is kept, on every step and for the next visit.
    root.get_by_role("button", name="Étape suivante").first.click()
    root.page.reload()
    expect(root).to_have_attribute("data-state", "ready")
    root.get_by_role("button", name="Tout voir").click()
    expect(karim).to_be_visible()
    expect(nadia).to_be_hidden()
    assert select.input_value() == chosen
    course.check()
    expect(nadia).to_be_visible()
    assert select.input_value() not in ("", chosen)
    # What is printed is the case chosen.
    region.check()
    root.page.evaluate("print = () => {}")
    root.get_by_role("button", name="Imprimer les documents").click()
    expect(root.locator(".at-papiers")).to_contain_text("La première lettre de Karim")
    expect(root.locator(".at-papiers")).not_to_contain_text("Nadia, pour La Marmite")


def test_examples_of_the_region_are_cards_rows_and_marks(open_page):
    root = open_page("levier-creation")
    expect(root.locator(".ex-fiche").first).to_contain_text("Votre Région")
    expect(root.locator(".ex-nombre-vus")).to_have_text("7\u00a0exemples")
    root.get_by_role("button", name="Tableau").click()
    expect(root.locator(".ex-tableau tbody tr").first).to_contain_text("Le premier loyer (inventé)")
    root.get_by_role("button", name="Carte").click()
    expect(root.locator('.ex-carte g[data-region="24"] .ex-compte')).to_have_text("1")
    root.get_by_label("Région actuelle").select_option("24")
    expect(root.locator(".ex-nombre-vus")).to_have_text("1\u00a0exemple sur 7")


def test_figures_of_the_region_are_dated_facts(open_page):
    root = open_page("ma-region")
    sheet = root.locator(".fiche-page")
    fact = sheet.locator('.fait[data-fait="region-demo-part-privee"]')
    expect(fact).to_have_text("12,4\u00a0%")
    fact.hover()
    bubble = sheet.locator(f"#{fact.get_attribute('aria-describedby')}")
    expect(bubble).to_be_visible()
    expect(bubble).to_contain_text("Part de : l’emploi privé de la région")
    root.page.evaluate("navigator.clipboard.writeText = (text) => { globalThis.copied = text; return Promise.resolve(); }")
    root.get_by_role("button", name="Copier en texte").click()
    expect(sheet.locator(".fiche-dit")).to_contain_text("copiée")
    copied = root.page.evaluate("copied")
    assert copied.count("12,4\u00a0%") == 1 and "https://exemple.invalid/observatoire" in copied
