"""`strategie`: from a blank page to a note that Word opens; blind spots, effort, keyboard, memory, paper."""

import io

import docx
import pytest
from playwright.sync_api import expect

from ess_region import strategy

from .support import PHONE, check_accessible, check_width, go, press, reload, stored, tab_to, widget

SLUG = "strategie"
CONTENT = strategy.load(SLUG)
TODAY = "2026-11-22T10:00:00"


@pytest.fixture
def composer(visit):
    """`composer(over)` → (page, widget), on 22 November 2026, in Brittany."""

    def open_page(over="http", **options):
        if over == "http":
            options.setdefault("stored", '{"version": 1, "region": "53"}')
        context = visit.context(over, **options)
        context.clock.set_fixed_time(TODAY)
        page = visit(SLUG, over, context=context)
        return page, widget(page, "strategie")

    return open_page


def step(root, name):
    root.locator(".strat-pas").filter(has_text=name).click()


def tick(root, group, value):
    root.locator(f'input[name="{group}"][value="{value}"]').check()


def open_lever(root, lever):
    details = root.locator(f'[data-levier="{lever}"]')
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def blind_spots(root):
    return root.locator("[data-regle]").evaluate_all("all => all.filter((el) => !el.hidden).map((el) => el.dataset.regle)")


def download(page, root, button):
    with page.expect_download() as waiting:
        root.get_by_role("button", name=button).click()
    with open(waiting.value.path(), "rb") as file:
        return waiting.value.suggested_filename, file.read()


def compose(root):
    """What a new agent does, step by step, to the end."""
    root.get_by_label("Titre de la note").fill("Des lycées qui donnent du travail")
    root.get_by_label("Objet").fill("La rénovation des lycées")
    tick(root, "buts", "emplois-locaux")
    tick(root, "publics", "eloignes-emploi")
    root.get_by_role("button", name="Étape suivante").click()
    for lever in ("levier-creation", "levier-achats"):
        tick(root, "leviers", lever)
    root.get_by_role("button", name="Étape suivante").click()
    open_lever(root, "levier-creation")
    tick(root, "manieres", "creation-chaine")
    tick(root, "actions", "levier-creation:emploi-formation-fonds-mutualise-iae")
    tick(root, "articles", "levier-creation:notre-2")
    tick(root, "partenaires", "levier-creation:reseaux-iae")
    open_lever(root, "levier-achats")
    tick(root, "manieres", "achats-facilitateurs")
    tick(root, "actions", "levier-achats:emploi-formation-clauses-lycees")
    tick(root, "articles", "levier-achats:ccp-l2112-2")
    root.locator('[data-levier="levier-achats"]').get_by_label("Un autre partenaire").fill("Les facilitateurs du département")
    root.get_by_role("button", name="Étape suivante").click()
    for one in ("cress", "acteurs-ess", "conference", "srdeii", "intercommunalites"):
        tick(root, "demarche", one)
    root.locator(".strat-date:visible input").first.fill("2027-01-12")
    root.get_by_role("button", name="Étape suivante").click()
    tick(root, "indicateurs", "heures-insertion")
    root.get_by_role("button", name="Étape suivante").click()


@pytest.mark.parametrize("over", ["file", "http"])
def test_from_a_blank_page_to_a_note_without_blind_spot(composer, over):
    page, root = composer(over)
    expect(root.locator(".strat-barre")).to_be_hidden()
    compose(root)
    assert blind_spots(root) == []
    expect(root.locator(".strat-angles .ess-verdict")).to_contain_text("Aucun angle mort")
    expect(root.locator(".strat-couverture td.is-manque")).to_have_count(0)
    name, content = download(page, root, "Télécharger (Word")
    assert name == "note-strategie-ess.docx"
    read = docx.Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    where = "Bretagne" if over == "http" else "région à préciser"
    assert f"Note à la direction, {where}, 22\u00a0novembre 2026" in text
    assert "Des lycées qui donnent du travail" in text and "Objet\u00a0: La rénovation des lycées." in text
    assert "heures de travail confiées" in text and "le 12\u00a0janvier 2027" in text
    assert "Aucun, selon les règles du cours." in text
    [table] = read.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["Levier", "Aider les structures à naître et à grandir", "Développer les achats socialement responsables"]
    assert cells[2][2].startswith("Prévoir des clauses sociales") and "emploi, formation" in cells[2][2]
    assert cells[3][1:] == ["Article\u00a02 de la loi NOTRe", "Article\u00a0L.\u00a02112-2 du code de la commande publique"]
    assert cells[4][2] == "Les facilitateurs du département"
    name, content = download(page, root, "Markdown")
    assert name.endswith(".md") and "# Des lycées qui donnent du travail" in content.decode()


def test_the_example_and_its_blind_spots(composer):
    page, root = composer()
    root.get_by_role("button", name="Partir d’un exemple").click()
    expect(root.locator(".strat-outils [role=status]")).to_contain_text("3\u00a0angles morts")
    expect(root.locator(".strat-effort")).to_have_text("Effort\u00a0: 6\u00a0points sur 8.")
    root.get_by_role("button", name="3\u00a0angles morts").click()
    expect(root.get_by_role("heading", name="Les angles morts et la note")).to_be_focused()
    assert blind_spots(root) == ["levier-sans-partenaire", "conference", "but-sans-indicateur"]
    rule = root.locator('[data-regle="levier-sans-partenaire"]')
    expect(rule).to_contain_text("Achats responsables")
    expect(root.locator('[data-regle="conference"]').get_by_role("link", name="article 8")).to_be_visible()
    rule.get_by_role("button", name="Aller à l’étape 3").click()
    expect(root.get_by_role("heading", name="Les moyens de chaque levier")).to_be_focused()
    lever = root.locator('[data-levier="levier-achats"]')
    expect(lever.locator(".strat-manque")).to_have_text("Il manque un partenaire.")
    open_lever(root, "levier-achats")
    tick(root, "partenaires", "levier-achats:unea")
    expect(lever.locator(".strat-manque")).to_have_text("Complet.")
    expect(root.get_by_role("button", name="2\u00a0angles morts")).to_be_visible()


def test_too_much_effort_is_never_silent(composer):
    page, root = composer()
    root.get_by_role("button", name="Partir d’un exemple").click()
    step(root, "Moyens")
    open_lever(root, "levier-achats")
    tick(root, "manieres", "achats-schema")
    expect(root.locator(".strat-effort")).to_have_text("Effort\u00a0: 9\u00a0points sur 8. C’est 1\u00a0point de trop.")
    expect(root.locator(".strat-effort")).to_have_attribute("role", "status")
    step(root, "Note")
    assert "budget-depasse" in blind_spots(root)
    expect(root.locator(".ess-document")).to_contain_text("9\u00a0points sur 8")
    expect(root.locator(".ess-document")).to_contain_text("Plus d’effort que de points")


def test_another_action_serves_a_lever(composer):
    page, root = composer()
    tick(root, "buts", "emplois-locaux")
    step(root, "Leviers")
    tick(root, "leviers", "levier-sensibilisation")
    step(root, "Moyens")
    lever = root.locator('[data-levier="levier-sensibilisation"]')
    lever.get_by_label("Une autre action de la Région").select_option("education-jeunesse-culture")
    row = lever.locator('input[value="levier-sensibilisation:education-jeunesse-culture"]')
    expect(row).to_be_checked()
    reload(page)
    expect(lever.locator('input[value="levier-sensibilisation:education-jeunesse-culture"]')).to_be_checked()
    step(root, "Note")
    expect(root.locator(".ess-document")).to_contain_text("Faciliter l’accès à la culture")


def test_everything_is_kept_and_can_be_undone(composer):
    page, root = composer()
    compose(root)
    kept = stored(page)["strategie"]
    assert kept["etape"] == "note" and kept["leviers"] == ["levier-creation", "levier-achats"]
    reload(page)
    expect(root.get_by_role("heading", name="Des lycées qui donnent du travail")).to_be_visible()
    root.get_by_role("button", name="Tout effacer").click()
    assert stored(page).get("strategie") is None
    expect(root.get_by_label("Titre de la note")).to_have_value("")
    root.get_by_role("button", name="Revenir à mes choix").click()
    expect(root.get_by_label("Titre de la note")).to_have_value("Des lycées qui donnent du travail")
    assert {**stored(page)["strategie"], "etape": ""} == {**kept, "etape": ""}


def test_levers_go_to_the_plan_only_when_asked(composer):
    page, root = composer()
    compose(root)
    assert "plan" not in stored(page)
    root.get_by_role("button", name="Garder ces leviers dans mon plan").click()
    items = [(item["kind"], item["id"], item["page"]) for item in stored(page)["plan"]]
    assert items == [("levier", "levier-creation", "levier-creation"), ("levier", "levier-achats", "levier-achats")]
    expect(root.locator(".strat-garder [role=status]")).to_contain_text("Création et Achats responsables")


@pytest.mark.keyboard("strategie")
def test_by_keyboard(composer):
    page, root = composer()
    tab_to(page, root.locator('input[name="buts"]').first)
    press(page, "Space")
    tab_to(page, root.get_by_role("button", name="Étape suivante"))
    press(page, "Enter")
    expect(root.get_by_role("heading", name="2. Les leviers")).to_be_focused()
    tab_to(page, root.locator('input[value="levier-creation"]'))
    press(page, "Space")
    expect(root.locator('input[value="levier-creation"]')).to_be_checked()
    tab_to(page, root.locator(".strat-barre button"))
    press(page, "Enter")
    expect(root.locator(".strat-pas[aria-current=step]")).to_contain_text("Note")
    tab_to(page, root.get_by_role("button", name="Aller à l’étape").first)
    press(page, "Enter")
    expect(root.get_by_role("heading", name="1. Le sujet")).to_be_focused()


def test_what_has_the_focus_is_not_under_the_bar(composer):
    """The bar stays in sight at the bottom: it never covers the box that one reaches by keyboard."""
    page, root = composer(viewport=PHONE)
    root.get_by_role("button", name="Partir d’un exemple").click()
    tab_to(page, root.locator('input[name="buts"]').first)
    for _ in range(8):
        press(page, "Tab")
        covered = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " const bar = document.querySelector('.strat-barre').getBoundingClientRect();"
            " return document.activeElement.name && box.bottom > bar.top && box.top < bar.bottom; }"
        )
        assert not covered


@pytest.mark.parametrize("kept", ["12", '"x"', "[]", '{"buts": "emplois-locaux", "textes": [], "etape": "fin"}', '{"leviers": [null, {"a": 1}, "zz"]}'])
def test_a_memory_that_makes_no_sense(composer, kept):
    page, root = composer(stored=f'{{"version": 1, "strategie": {kept}}}')
    expect(root.get_by_role("heading", name="1. Le sujet")).to_be_visible()
    expect(root.locator(".strat-barre")).to_be_hidden()
    step(root, "Note")
    expect(root.locator(".strat-apercu")).to_contain_text("Rien n’est encore choisi")
    root.get_by_role("button", name="Télécharger (Word").click()
    expect(root.locator(".doc-dit")).to_contain_text("La note est vide")


def test_hostile_words_stay_words(composer):
    page, root = composer()
    root.get_by_role("button", name="Partir d’un exemple").click()
    root.get_by_label("Titre de la note").fill("<img src=x onerror=alert(1)> & suite")
    step(root, "Note")
    expect(root.get_by_role("heading", name="<img src=x onerror=alert(1)> & suite")).to_be_visible()
    _, content = download(page, root, "Télécharger (Word")
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "<img src=x onerror=alert(1)> & suite"


def test_on_paper(composer):
    page, root = composer()
    page.emulate_media(media="print")
    expect(root.locator(".strat-vierge")).to_be_visible()
    expect(root.locator('input[name="indicateurs"]').first).to_be_visible()
    page.emulate_media(media="screen")
    root.get_by_role("button", name="Partir d’un exemple").click()
    step(root, "Note")
    page.evaluate("() => { window.print = () => {}; }")
    root.get_by_role("button", name="Imprimer").click()
    page.emulate_media(media="print")
    expect(root.locator(".doc-papier .ess-document")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    expect(root.locator(".strat-regles")).to_be_hidden()


def test_each_step_on_a_phone(composer):
    page, root = composer(viewport=PHONE)
    root.get_by_role("button", name="Partir d’un exemple").click()
    for name in ("Leviers", "Moyens", "Concertation", "Indicateurs", "Note"):
        step(root, name)
        check_width(page)
    check_accessible(page)


def test_no_blind_spot_without_its_step(composer):
    _, root = composer()
    for rule in CONTENT["regles"]:
        assert root.locator(f'[data-etape="{rule["etape"]}"]').count() == 1


def test_the_region_chosen_here_is_the_region_everywhere(composer):
    page, root = composer(stored='{"version": 1}')
    root.get_by_label("Votre région").select_option("75")
    assert stored(page)["region"] == "75"
    go(page, "ma-region")
    expect(page.locator("body")).to_contain_text("Nouvelle-Aquitaine")
