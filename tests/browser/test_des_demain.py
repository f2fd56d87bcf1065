"""`plan-action`: kept along the course, dated, one's own lines, ordered, exported; and the tables of the page."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from ess_region.data import table

from .support import check_accessible, check_ready, check_width, press, reload, stored, tab_to, widget

SLUG = "des-demain"
TODAY = "2026-11-22T10:00:00"


@pytest.fixture
def plan(visit):
    """`plan("http")` → the page, the widget; the clock stopped on a known day."""

    def open_page(over="http", **options):
        context = visit.context(over, **options)
        context.clock.set_fixed_time(TODAY)
        page = visit(SLUG, over, context=context)
        return page, widget(page, "plan-action")

    return open_page


def line(root, title):
    return root.locator(".pas-ligne").filter(has=root.page.get_by_text(title, exact=True))


def titles(root):
    return root.locator(".pas-ligne b").all_inner_texts()


def add(root, text):
    root.get_by_label("Une action à moi").fill(text)
    root.get_by_role("button", name="Ajouter").click()


@pytest.mark.parametrize("over", ["file", "http"])
def test_an_empty_plan_says_how_to_start_then_fills(plan, over):
    page, root = plan(over)
    expect(root.get_by_text("Votre plan est vide")).to_be_visible()
    expect(root.get_by_role("button", name="Imprimer")).to_be_hidden()
    row = root.locator('[data-action="visiter"]')
    row.get_by_role("button", name="Garder dans mon plan").click()
    expect(root.get_by_text("Votre plan est vide")).to_be_hidden()
    visit_line = line(root, "Visiter une entreprise sociale")
    visit_line.get_by_label("Pour quand").select_option("semaine")
    expect(visit_line).to_contain_text("Au plus tard le vendredi 27\u00a0novembre 2026")
    expect(visit_line.get_by_label("Avec qui")).to_have_value("Entreprise sociale du territoire")
    visit_line.get_by_label("Avec qui").fill("La régie de quartier")
    visit_line.get_by_label("Avec qui").blur()
    add(root, "Lire la convention de la CRESS")
    root.get_by_role("checkbox", name="Lire la convention de la CRESS").check()
    expect(root.locator(".pas-compte")).to_have_text("2\u00a0actions, dont 1\u00a0faite.")
    kept = stored(page)["plan-action"]
    assert kept["lignes"]["action:visiter"] == {
        "quand": "semaine", "date": "2026-11-27", "avec": "La régie de quartier", "fait": False,
    }  # fmt: skip
    reload(page)
    expect(line(root, "Visiter une entreprise sociale").get_by_label("Avec qui")).to_have_value("La régie de quartier")
    expect(root.get_by_role("checkbox", name="Lire la convention de la CRESS")).to_be_checked()


def test_what_was_kept_elsewhere_is_here_with_its_chapter_and_strategy(plan):
    state = (
        '{"version": 1, "region": "53", "strategie": {"leviers": ["levier-reseaux"]}, "plan": ['
        '{"kind": "reseau", "id": "cress", "title": "Appeler la CRESS", "page": "levier-reseaux", "when": "2026-11-01"},'
        '{"kind": "inconnu", "id": "x", "title": "<b>Autre</b>", "page": "partenaires"}, 3]}'
    )
    page, root = plan(stored=state)
    assert titles(root) == ["Appeler la CRESS", "<b>Autre</b>"]
    expect(root.get_by_role("link", name="Revoir le chapitre").first).to_have_attribute("href", "levier-reseaux.html")
    expect(root.locator(".pas-strategie")).to_contain_text("réseaux")
    line(root, "Appeler la CRESS").get_by_role("button", name="Retirer").click()
    assert titles(root) == ["<b>Autre</b>"]
    expect(line(root, "<b>Autre</b>").get_by_role("button", name="Retirer")).to_be_focused()
    assert [item["id"] for item in stored(page)["plan"] if isinstance(item, dict)] == ["x"]


def test_by_date_when_asked_and_when_opened(plan):
    page, root = plan()
    for text in ("Un", "Deux", "Trois"):
        add(root, text)
    line(root, "Un").get_by_label("Pour quand").select_option("trimestre")
    line(root, "Trois").get_by_label("Pour quand").select_option("date")
    line(root, "Trois").get_by_label("Date").fill("2026-11-25")
    assert titles(root) == ["Un", "Deux", "Trois"], "nothing jumps while one fills in"
    root.get_by_role("button", name="Ranger par date").click()
    assert titles(root) == ["Trois", "Un", "Deux"]
    reload(page)
    assert titles(root) == ["Trois", "Un", "Deux"]


def test_what_is_wrong_gets_a_sentence(plan):
    _, root = plan()
    status = root.locator(".pas-ajout + [role=status]")
    add(root, "   ")
    expect(status).to_contain_text("Écrivez l’action")
    add(root, "Une action")
    add(root, "une  ACTION")
    expect(status).to_contain_text("déjà dans votre plan")
    one = line(root, "Une action")
    one.get_by_label("Pour quand").select_option("date")
    one.get_by_label("Date").fill("2026-11-01")
    expect(one).to_contain_text("Date passée")
    assert not re.search(r"NaN|undefined|Invalid", root.inner_text())


@pytest.mark.parametrize("kept", ["12", '{"lignes": {"propre:1": {"date": "2026-02-30"}}, "ajouts": [{"id": "1", "titre": "Sauvée"}]}', '{"ajouts": 4}'])
def test_a_faulty_state_never_blanks_the_page(plan, kept):
    _, root = plan(stored=f'{{"version": 1, "plan": {{}}, "plan-action": {kept}}}')
    assert titles(root) == (["Sauvée"] if "Sauvée" in kept else [])
    assert not re.search(r"NaN|undefined|Invalid", root.inner_text())


def downloaded(page, button):
    with page.expect_download() as waiting:
        button.click()
    file = waiting.value
    return file.suggested_filename, open(file.path(), "rb").read()


@pytest.mark.parametrize("over", ["file", "http"])
def test_exports(plan, over):
    page, root = plan(over)
    root.get_by_role("button", name="Garder les cinq actions").click()
    expect(root.locator(".pas-ligne")).to_have_count(5)
    agenda = root.get_by_role("button", name="agenda")
    agenda.click()
    expect(root.get_by_text("Aucune action à faire n’a de date")).to_be_visible()
    line(root, "Faire circuler le guide").get_by_label("Pour quand").select_option("mois")
    name, content = downloaded(page, agenda)
    text = content.decode()
    assert name == "mon-plan-d-action.ics" and text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261130" in text and "DTSTAMP:20261122T000000Z" in text
    name, content = downloaded(page, root.get_by_role("button", name="tableau"))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert name == "mon-plan-d-action.csv" and len(rows) == 6 and rows[1][0] == "30/11/2026"
    name, content = downloaded(page, root.get_by_role("button", name="Word"))
    assert name == "mon-plan-d-action.docx" and content[:2] == b"PK"
    name, content = downloaded(page, root.get_by_role("button", name="Markdown"))
    assert name == "mon-plan-d-action.md" and "Faire circuler le guide" in content.decode()


def test_print_the_plan_alone_or_the_page(plan):
    page, root = plan()
    add(root, "Une action à imprimer")
    page.evaluate("() => { window.print = () => { window.printed = document.querySelector('.ess-imprime')?.innerText; } }")
    root.get_by_role("button", name="Imprimer").click()
    assert "Une action à imprimer" in page.evaluate("window.printed")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="print")
    expect(root.locator(".pas-table td.pas-papier").first).to_be_visible()


@pytest.mark.keyboard("plan-action")
def test_by_keyboard(plan):
    page, root = plan()
    tab_to(page, root.get_by_label("Une action à moi"))
    page.keyboard.type("Au clavier")
    press(page, "Enter")
    expect(root.get_by_label("Une action à moi")).to_be_focused()
    tab_to(page, root.get_by_role("checkbox", name="Au clavier"), back=True)
    press(page, "Space")
    assert stored(page)["plan-action"]["lignes"]["propre:1"]["fait"] is True


def test_two_tabs_agree(visit):
    context = visit.context()
    context.clock.set_fixed_time(TODAY)
    one, two = visit(SLUG, context=context), visit(SLUG, context=context)
    add(widget(one, "plan-action"), "Depuis l’autre onglet")
    expect(widget(two, "plan-action").locator(".pas-ligne b")).to_have_text(["Depuis l’autre onglet"])


def test_accessible_and_narrow_with_a_full_plan(plan):
    page, root = plan(viewport={"width": 320, "height": 640})
    root.get_by_role("button", name="Garder les cinq actions").click()
    line(root, "Faire circuler le guide").get_by_label("Pour quand").select_option("date")
    check_accessible(page)
    check_width(page)
    check_ready(page)


def test_every_publication_and_address_is_in_the_page(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    listed = page.locator("#table-publications")
    for row in table("publications"):
        expect(listed).to_contain_text(row["titre"])
    addresses = page.locator("#table-adresses")
    for row in table("sites"):
        own = addresses.locator(f"#adresse-{row['id']}")
        expect(own).to_contain_text(row["adresse"])
        expect(own.locator("a.adresse")).to_have_count(0 if row["etat"] else 1)
