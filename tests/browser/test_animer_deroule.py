"""`deroule`: composed, edited, caught up, kept, taken away; by keyboard, on a phone, on paper, from a bad state."""

import csv
import io
import json

import pytest
from playwright.sync_api import expect

from .support import NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "animer-deroule"
NOW = "2026-11-24T10:07:00"


@pytest.fixture
def tool(animateur_visit):
    """`tool(over)` → (page, widget), on 24 November 2026 at 10:07."""

    def open_page(over="http", **options):
        context = animateur_visit.context(over, **options)
        context.clock.set_fixed_time(NOW)
        page = animateur_visit(SLUG, over, context=context)
        return page, widget(page, "deroule")

    return open_page


def start(root, name="demi-journee-reconnaitre"):
    """From a ready-made programme."""
    section = root.locator(f'[data-programme="{name}"]')
    section.locator("summary").click()
    section.get_by_role("button", name="Partir de ce programme").click()


def order(root):
    """[(hour, title, minutes)] of what is shown."""
    return root.locator(".der-feuille tbody tr").evaluate_all(
        "all => all.map((el) => [el.querySelector('.der-heure').textContent.replace(/\\u00a0/g, ' '), "
        "el.querySelector('.der-nom').textContent, Number(el.querySelector('input').value)])"
    )


def hours(root):
    return [hour for hour, *_ in order(root)]


@pytest.mark.parametrize("over", ["file", "http"])
def test_from_a_choice_to_an_order(tool, over):
    page, root = tool(over)
    expect(root.locator(".der-feuille")).to_be_hidden()
    root.locator(".der-choix > summary").click()
    root.get_by_role("radio", name="Une heure Une seule chose").check()
    root.get_by_role("checkbox", name="Combien pèse l’ESS").check()
    root.get_by_role("checkbox", name="Négocier une stratégie").check()
    expect(root.locator(".der-compte")).to_contain_text("3\u00a0activités choisies")
    root.get_by_role("button", name="Composer le déroulé").click()
    assert hours(root)[0] == "11 h" and sum(minutes for *_, minutes in order(root)) == 60
    expect(root.locator(".der-mots")).to_contain_text("Coupé\u00a0: «\u202fNégocier une stratégie à cinq voix\u202f». Il lui faut 1\u00a0h au moins")
    expect(root.locator(".der-mots")).to_contain_text("Raccourci pour tenir dans l’horaire")
    expect(root.locator(".der-feuille .der-titre")).to_be_focused()
    shown = order(root)
    reload(page)
    assert order(root) == shown
    expect(root.locator(".der-choix > form")).to_be_hidden()


def test_an_order_is_edited_and_hours_follow(tool):
    _, root = tool()
    start(root)
    first = order(root)
    assert (first[0][0], first[-1][0]) == ("9 h", "12 h 25")
    root.get_by_label("Début").fill("09:20")
    root.get_by_label("Début").blur()
    assert hours(root)[0] == "9 h 20" and hours(root)[-1] == "12 h 45"

    sheet = root.locator(".der-feuille")
    for _ in range(2):  # over the break, then over the chapter
        sheet.get_by_role("button", name="Monter\u00a0: Trier douze").click()
    expect(sheet).to_contain_text("Vient avant «\u202fQu’est-ce que l’ESS\u202f?\u202f»")
    sheet.get_by_label("Minutes, Pourquoi agir").fill("5")
    sheet.get_by_label("Minutes, Pourquoi agir").blur()
    expect(sheet).to_contain_text("Sous le minimum conseillé, 20\u00a0minutes.")
    for _ in range(2):
        sheet.get_by_role("button", name="Retirer\u00a0: Pause").first.click()
    expect(sheet).to_contain_text("sans pause\u00a0: ajoutez-en une.")
    expect(sheet).to_contain_text("cette séance finit à 11\u00a0h\u00a045")

    sheet.get_by_label("Ajouter").select_option("Ma région en chiffres")
    sheet.get_by_role("button", name="Ajouter", exact=True).click()
    titles = [title for _, title, _ in order(root)]
    assert titles.index("Ma région en chiffres") == titles.index("Pourquoi agir pour l’ESS\u202f?") - 1
    sheet.get_by_label("Ajouter").select_option("Une activité à moi")
    sheet.get_by_label("Son titre").fill("=Mot de la <b>présidente</b>")
    sheet.get_by_role("button", name="Ajouter", exact=True).click()
    expect(sheet.locator(".der-nom", has_text="=Mot de la <b>présidente</b>")).to_be_visible()
    count = len(order(root))
    sheet.get_by_role("button", name="Annuler").click()
    assert len(order(root)) == count - 1


def test_late_what_now(tool):
    page, root = tool()
    start(root)
    part = root.locator(".der-retard")
    part.get_by_label("Nous en sommes à").select_option("Trier douze organisations\u202f: ESS ou pas\u202f?")
    expect(part.get_by_label("Il est")).to_have_value("10:07")
    part.get_by_label("Il est").fill("10:17")
    part.get_by_role("button", name="Et maintenant").click()
    expect(part.locator(".der-dit")).to_have_text(
        "Vous avez 12\u00a0minutes de retard sur le déroulé. "
        "Les heures du déroulé vont de cinq en cinq\u00a0: la suite repart à 10\u00a0h\u00a020."
    )
    cards = part.locator(".ess-card")
    expect(cards.nth(0)).to_contain_text("Fin à 12\u00a0h\u00a030, à l’heure prévue.")
    expect(cards.nth(1)).to_contain_text("Fin à 12\u00a0h\u00a045, 15\u00a0minutes après l’heure prévue.")
    before = order(root)
    cards.nth(0).get_by_role("button").click()
    after = order(root)
    assert after[2][2] == before[2][2] + 15 and hours(root)[-1] == "12 h 25" and after[3][0] == "10 h 20"
    expect(root.locator(".der-feuille .der-dit")).to_have_text("Le déroulé suit votre choix.")

    # The break comes when the room needs it: no choice leads to an alert that it has not told.
    part.get_by_label("Nous en sommes à").select_option("Pourquoi agir pour l’ESS\u202f?")
    part.get_by_label("Il est").fill("11:25")
    part.get_by_role("button", name="Et maintenant").click()
    expect(part.locator(".der-dit")).to_contain_text("La suite repart à 11\u00a0h\u00a025.")
    expect(cards.nth(1)).to_contain_text("Pause déplacée\u00a0: avant «\u202fPourquoi agir")
    for rank in range(2):
        expect(cards.nth(rank)).not_to_contain_text("Le prix")
    cards.nth(0).get_by_role("button").click()
    expect(root.locator(".der-feuille")).not_to_contain_text("sans pause")
    root.get_by_role("button", name="Retirer\u00a0: Pause").last.click()
    part.get_by_role("button", name="Et maintenant").click()
    expect(cards.nth(0)).to_contain_text("Le prix\u00a0: 2\u00a0h\u00a010 sans pause, jusqu’à la fin de «\u202fDonner son avis sur la formation\u202f».")

    part.get_by_label("Il est").fill("08:00")
    part.get_by_role("button", name="Et maintenant").click()
    expect(part.locator(".der-dit")).to_contain_text("Il est plus tôt que le début de la séance, 9\u00a0h.")
    part.get_by_label("Il est").fill("13:00")
    part.get_by_role("button", name="Et maintenant").click()
    expect(cards.nth(0)).to_contain_text("il manque")
    assert stored(page)["deroule"]["retouche"] is True


@pytest.mark.keyboard("deroule")
def test_by_keyboard(tool):
    page, root = tool()
    tab_to(page, root.locator(".der-choix > summary"))
    press(page, "Enter")
    tab_to(page, root.get_by_role("radio", name="Une demi-journée"))
    press(page, "ArrowDown")
    expect(root.get_by_role("radio", name="Une journée")).to_be_checked()
    tab_to(page, root.get_by_role("button", name="Composer le déroulé"))
    press(page, "Enter")
    expect(root.locator(".der-feuille .der-titre")).to_be_focused()
    down = root.get_by_role("button", name="Descendre\u00a0: Qu’est-ce que")
    tab_to(page, down)
    press(page, "Enter")
    expect(root.get_by_role("button", name="Descendre\u00a0: Qu’est-ce que")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Retirer\u00a0: Qu’est-ce que"))
    press(page, "Enter")
    assert page.evaluate("document.activeElement.dataset.geste") == "retirer"


def read_file(page, button):
    with page.expect_download() as waiting:
        button.click()
    with open(waiting.value.path(), encoding="utf-8", newline="") as file:
        return file.read()


def test_calendar_and_table(tool):
    page, root = tool()
    start(root, "deux-fois-deux-heures-elus")
    root.get_by_text("Autres formats").click()
    detailed = root.get_by_role("button", name="une ligne par activité")
    detailed.click()
    expect(root.locator(".der-formats-autres > [role=status]")).to_contain_text("donnez-en une à chaque séance")
    for rank, day in enumerate(("2026-11-30", "2026-12-07")):
        root.get_by_label("Date (facultatif)").nth(rank).fill(day)
        root.get_by_label("Date (facultatif)").nth(rank).blur()
    expect(root.locator(".der-seance-titre").first).to_have_text("Séance 1, le lundi 30\u00a0novembre 2026, de 10\u00a0h à 12\u00a0h")
    text = read_file(page, detailed)
    assert text.count("BEGIN:VEVENT") == len(order(root))
    assert "DTSTART:20261130T100000\r\n" in text and "DTEND:20261207T120000\r\n" in text
    assert read_file(page, root.get_by_role("button", name="une ligne par séance")).count("BEGIN:VEVENT") == 2

    root.get_by_label("Ajouter").select_option("Une activité à moi")
    root.get_by_label("Son titre").fill("=1+1")
    root.get_by_role("button", name="Ajouter", exact=True).click()
    rows = list(csv.reader(io.StringIO(read_file(page, root.get_by_role("button", name="Tableau")).removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:6] == ["Séance", "Date", "Début", "Fin", "Minutes", "Activité"]
    assert rows[1][:5] == ["1", "30/11/2026", "10:00", "10:10", "10"]
    assert "'=1+1" in {row[5] for row in rows}


def test_copied_and_printed_on_one_page(tool):
    page, root = tool()
    page.evaluate("() => { window.print = () => {} }")
    for name in ("journee-complete", "six-fois-une-heure-equipe"):
        section = root.locator(f'[data-programme="{name}"]')
        section.locator("summary").click()
        section.get_by_role("button", name="Imprimer").click()
        expect(section.locator(".ess-document")).to_contain_text("Au plus court")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1, name
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        section.get_by_role("button", name="Partir de ce programme").click()
        root.locator(".der-sortie").get_by_role("button", name="Imprimer").click()
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") == 1, name
        page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.evaluate("void (navigator.clipboard.write = () => Promise.reject())")
    root.get_by_role("button", name="Copier").click()
    assert "Reprendre le fil" in root.get_by_label("Texte à copier").input_value()


LINE = {"id": "definition", "minutes": 45}


@pytest.mark.parametrize(
    "kept",
    [
        12,
        {"format": "une-heure", "choix": ["x", "definition", None], "debuts": ["25:00"], "dates": 9, "seances": [{"lignes": [LINE], "prevu": "60"}]},
        {"format": "une-heure", "seances": [{"lignes": [LINE, {"id": "constructor", "minutes": 5}, {"id": "definition", "minutes": 7}, {"id": "libre-1", "minutes": 10}], "prevu": 60}], "coupes": [{"id": "x"}, 3]},
    ],
)  # fmt: skip
def test_an_unreadable_state(tool, kept):
    _, root = tool(stored=json.dumps({"version": 1, "deroule": kept}))
    expect(root).to_have_attribute("data-state", "ready")
    expect(root.locator(".der-feuille input[type=number]")).to_have_count(1 if isinstance(kept, dict) and "coupes" in kept else 0)


def test_accessible_in_its_richest_state(tool):
    page, root = tool(viewport=NARROW)
    start(root, "journee-complete")
    root.get_by_role("button", name="Monter\u00a0: Trier douze").click()
    root.get_by_label("Nous en sommes à").select_option(index=3)
    root.get_by_role("button", name="Et maintenant").click()
    root.locator(".der-choix > summary").click()
    check_width(page)
    check_accessible(page)


def test_without_script(animateur_visit):
    page = animateur_visit(SLUG, java_script_enabled=False)
    root = widget(page, "deroule")
    section = root.locator('[data-programme="journee-complete"]')
    section.locator("summary").click()
    expect(section.locator("caption")).to_have_text("De 9\u00a0h à 16\u00a0h\u00a030")
    expect(section.get_by_role("row")).to_have_count(15)
