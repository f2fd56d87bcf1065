"""`qui-doit-quoi` and `conference`: what is chosen, computed, kept, exported and said when it goes wrong."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from ess_region.data import table

from .support import PHONE, check_accessible, check_ready, check_width, press, reload, stored, tab_to, widget

SLUG = "cadre-legal"
OBLIGATIONS = table("obligations")
TODAY = "2026-11-22T10:00:00"


def shown(root):
    return root.locator("tr[data-obligation]").evaluate_all(
        "all => all.filter((el) => el.checkVisibility()).map((el) => el.dataset.obligation)"
    )


def of(**wanted):
    return [row["id"] for row in OBLIGATIONS if all(row[key] in values for key, values in wanted.items())]


# -- qui-doit-quoi -----------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["file", "http"])
def test_choose_an_actor_then_a_document(visit, over):
    page = visit(SLUG, over)
    root = widget(page, "qui-doit-quoi")
    expect(root.get_by_role("radio", name="La Région")).to_be_checked()
    assert sorted(shown(root)) == sorted(of(acteur=["region", "acheteurs"]))
    status = root.locator(".devoir-compte")
    expect(status).to_contain_text("7\u00a0obligations, 1\u00a0possibilité. En plus")

    root.get_by_role("radio", name="La CRESS").check()
    assert shown(root) == of(acteur=["cress"])
    expect(status).to_have_text("3\u00a0obligations, 3\u00a0participations.")

    root.get_by_role("button", name="Par document").click()
    root.get_by_role("radio", name="SRDEII").check()
    assert shown(root) == of(document=["srdeii"])
    expect(root.locator(".devoir-resume")).to_contain_text("schéma économique de la Région")
    expect(root.locator("tbody:visible")).to_have_count(4)

    reload(page)
    assert shown(root) == of(document=["srdeii"])
    expect(root.get_by_role("radio", name="SRDEII")).to_be_checked()
    root.get_by_role("radio", name="Tout voir").check()
    assert len(shown(root)) == len(OBLIGATIONS)
    reload(page)
    assert len(shown(root)) == len(OBLIGATIONS)


def test_every_choice_shows_something(visit):
    root = widget(visit(SLUG), "qui-doit-quoi")
    for row in table("acteurs"):
        root.get_by_role("radio", name=row["nom"]).check()
        assert set(of(acteur=[row["id"]])) <= set(shown(root))
    root.get_by_role("button", name="Par document").click()
    for row in table("documents"):
        root.get_by_role("radio", name=row["nom"]).check()
        assert shown(root) == of(document=[row["id"]]) != []


def test_what_changed_since_is_under_its_row(visit):
    root = widget(visit(SLUG), "qui-doit-quoi")
    row = root.locator('tr[data-obligation="acheteurs-spaser"] + .devoir-suite')
    expect(row.get_by_role("link", name="U064")).to_be_hidden()
    row.locator("summary").click()
    expect(row.get_by_role("link", name="U064")).to_have_attribute("href", "depuis-2015.html#U064")


@pytest.mark.keyboard("qui-doit-quoi")
def test_duties_by_keyboard(visit):
    page = visit(SLUG)
    root = widget(page, "qui-doit-quoi")
    tab_to(page, root.get_by_role("radio", name="La Région"))
    press(page, "ArrowRight")
    assert set(of(acteur=["etat"])) <= set(shown(root))
    tab_to(page, root.get_by_role("button", name="Par document"), back=True)
    press(page, "Enter")
    expect(root.get_by_role("radio", name="SPASER")).to_be_visible()


@pytest.mark.parametrize("kept", ['"acteur:maire"', "12", "[]", '{"a": 1}', '"document:"'])
def test_a_choice_that_no_longer_exists(visit, kept):
    page = visit(SLUG, stored=f'{{"version": 1, "qui-doit-quoi": {kept}}}')
    expect(widget(page, "qui-doit-quoi").get_by_role("radio", name="La Région")).to_be_checked()


# -- conference --------------------------------------------------------------------------------


@pytest.fixture
def planner(visit):
    """`planner(over)` → (page, widget), on 22 November 2026."""

    def open_page(over="http", **options):
        context = visit.context(over, **options)
        context.clock.set_fixed_time(TODAY)
        page = visit(SLUG, over, context=context)
        return page, widget(page, "conference")

    return open_page


def last(root):
    return root.get_by_label("Date de la dernière conférence")


def aim(root):
    return root.get_by_label("Date que vous visez")


def step(root, id):
    return root.locator(f'[data-etape="{id}"]')


@pytest.mark.parametrize("over", ["file", "http"])
def test_from_the_last_conference_to_the_plan(planner, over):
    page, root = planner(over)
    expect(root.locator(".conf-date:visible")).to_have_count(0)
    expect(root.get_by_role("button", name="Imprimer")).to_be_hidden()
    last(root).fill("2025-11-12")
    said = root.locator(".conf-dit").first
    expect(said).to_contain_text("au plus tard le vendredi 12\u00a0novembre 2027")
    expect(said).to_contain_text("355\u00a0jours")
    expect(aim(root)).to_have_value("2027-11-12")
    expect(step(root, "fixer-la-date").locator("time")).to_have_attribute("datetime", "2027-02-12")
    expect(step(root, "propositions").locator("time")).to_have_text("lundi 13\u00a0décembre 2027")
    expect(root.locator(".conf-passee:visible")).to_have_count(0)

    aim(root).fill("2027-10-15")
    expect(step(root, "fixer-la-date").locator("time")).to_have_attribute("datetime", "2027-01-15")
    step(root, "fixer-la-date").get_by_role("checkbox").check()
    root.get_by_role("checkbox", name="ADEME").check()
    assert stored(page)["conference"] == {
        "derniere": "2025-11-12", "cible": "2027-10-15", "faites": ["fixer-la-date"], "invites": ["ademe"],
    }  # fmt: skip

    reload(page)
    expect(last(root)).to_have_value("2025-11-12")
    expect(aim(root)).to_have_value("2027-10-15")
    expect(step(root, "fixer-la-date").get_by_role("checkbox")).to_be_checked()
    expect(root.get_by_role("checkbox", name="ADEME")).to_be_checked()
    root.get_by_role("button", name="Revenir à la date proposée").click()
    expect(aim(root)).to_have_value("2027-11-12")


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("2014-07-30", "La loi ESS date du 31\u00a0juillet 2014"),
        ("2026-11-23", "Cette date est à venir"),
        ("2022-11-12", "Elle est passée"),
        ("2024-12-27", "dimanche 27\u00a0décembre 2026"),
    ],
)
def test_a_date_that_asks_for_a_sentence(planner, date, sentence):
    _, root = planner()
    last(root).fill(date)
    expect(root.locator(".conf-dit").first).to_contain_text(sentence)
    assert not re.search(r"NaN|undefined|null|Invalid", root.inner_text())


def test_deadline_past_or_near_still_gives_a_plan(planner):
    _, root = planner()
    last(root).fill("2022-11-12")
    expect(aim(root)).to_have_value("2027-08-23")
    expect(root.locator(".conf-dit").last).to_contain_text("laisse le temps de tout préparer")
    expect(root.locator(".conf-passee:visible")).to_have_count(0)
    last(root).fill("2024-12-27")
    expect(root.locator(".conf-dit").last).to_contain_text("dernier jour ouvré avant l’échéance")
    expect(root.locator(".conf-passee:visible")).not_to_have_count(0)


def test_29_february(planner):
    _, root = planner(stored='{"version": 1, "conference": {"derniere": "2024-02-29"}}')
    said = root.locator(".conf-dit").first
    expect(said).to_contain_text("28\u00a0février 2026")
    expect(said).to_contain_text("nous retenons le 28")


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        ('{"derniere": "2025-02-30"}', "n’existe pas dans le calendrier"),
        ('{"derniere": "n’importe quoi"}', "n’existe pas dans le calendrier"),
        ('{"derniere": "2025-11-12", "cible": "2027-02-31"}', "La date visée n’existe pas"),
        ('{"derniere": "2025-11-12", "cible": "2026-11-01"}', "La date visée est passée"),
        ('{"derniere": "2025-11-12", "cible": "2028-01-08"}', "dépasse l’échéance"),
        ('{"derniere": "2025-11-12", "cible": "2028-01-08"}', "est un samedi"),
        ('{"derniere": 12, "faites": {"a": 1}}', "Indiquez la date"),
        ("12", "Indiquez la date"),
    ],
)
def test_a_stored_date_that_is_wrong(planner, kept, sentence):
    _, root = planner(stored=f'{{"version": 1, "conference": {kept}}}')
    expect(root.locator(".conf-dit").filter(has_text=sentence)).to_have_count(1)
    assert not re.search(r"NaN|undefined|Invalid", root.inner_text())


def test_typing_digit_by_digit_does_not_shout(planner):
    page, root = planner()
    last(root).click()
    page.keyboard.type("1112202")  # locale of the test browser: the year is not finished
    expect(root.locator(".conf-dit").first).to_contain_text("Indiquez la date")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(root.locator(".conf-dit").first).not_to_contain_text("NaN")


def test_unknown_date(planner):
    page, root = planner()
    root.get_by_role("checkbox", name="Je ne la connais pas").check()
    expect(root.locator(".conf-trouver")).to_have_attribute("open", "")
    expect(root.get_by_role("link", name="U052")).to_be_visible()
    expect(last(root)).to_be_disabled()
    expect(aim(root)).to_have_value("2027-08-23")
    assert stored(page)["conference"]["derniere"] == "inconnue"
    reload(page)
    expect(root.get_by_role("checkbox", name="Je ne la connais pas")).to_be_checked()
    root.get_by_role("checkbox", name="Je ne la connais pas").uncheck()
    expect(last(root)).to_be_enabled()


def downloaded(page, button):
    with page.expect_download() as waiting:
        button.click()
    file = waiting.value
    return file.suggested_filename, open(file.path(), "rb").read().decode("utf-8")


@pytest.mark.parametrize("over", ["file", "http"])
def test_exports(planner, over):
    page, root = planner(over)
    last(root).fill("2025-11-12")
    step(root, "membres-cress").get_by_role("checkbox").check()
    name, text = downloaded(page, root.get_by_role("button", name="agenda"))
    assert name == "conference-ess.ics"
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    # Eleven steps to do, the conference and its deadline; what is done is left out.
    assert text.count("BEGIN:VEVENT") == 13 and "membres-cress" not in text
    assert "DTSTART;VALUE=DATE:20271112" in text and "DTSTAMP:20261122T000000Z" in text
    assert len(set(re.findall("UID:(.*)\r", text))) == 13

    name, text = downloaded(page, root.get_by_role("button", name="tableau"))
    assert name == "conference-ess.csv" and text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 1 + 12 + 2 + 11
    assert [row[4] for row in rows if row[1].startswith("Mobiliser les membres")] == ["oui"]


def test_print_only_the_plan(planner):
    page, root = planner()
    last(root).fill("2025-11-12")
    page.evaluate("() => { window.print = () => { window.printed = document.querySelectorAll('.ess-imprime').length; } }")
    root.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_hidden()
    expect(root.get_by_text("vendredi 12\u00a0février 2027").first).to_be_visible()
    expect(root.locator(".conf-form")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.keyboard("conference")
def test_plan_by_keyboard(planner):
    page, root = planner()
    tab_to(page, root.get_by_role("checkbox", name="Je ne la connais pas"))
    press(page, "Space")
    tab_to(page, step(root, "services-etat").get_by_role("checkbox"))
    press(page, "Space")
    assert stored(page)["conference"]["faites"] == ["services-etat"]
    tab_to(page, root.get_by_role("button", name="agenda"))
    with page.expect_download():
        press(page, "Enter")


def test_two_tabs_agree(visit):
    context = visit.context()
    context.clock.set_fixed_time(TODAY)
    one, two = visit(SLUG, context=context), visit(SLUG, context=context)
    last(widget(one, "conference")).fill("2025-11-12")
    expect(last(widget(two, "conference"))).to_have_value("2025-11-12")


# -- the page ----------------------------------------------------------------------------------


def test_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    text = " ".join(widget(page, "conference").inner_text().split())
    for row in table("conseils_taches"):
        assert row["tache"] in text
    assert "neuf mois avant" in text and "Les délais sont les nôtres" in text
    duties = widget(page, "qui-doit-quoi")
    assert len(duties.locator("tr[data-obligation]").all()) == len(OBLIGATIONS)
    for row in table("acteurs"):
        expect(duties.locator(f'tbody[data-acteur="{row["id"]}"] .devoir-acteur')).to_contain_text(row["nom"])


@pytest.mark.parametrize("width", [1366, 320])
def test_accessible_at_work(planner, width):
    page, root = planner(viewport={"width": width, "height": 768})
    last(root).fill("2024-12-27")
    root.get_by_role("checkbox", name="ADEME").check()
    duties = widget(page, "qui-doit-quoi")
    duties.locator("tr.devoir-suite summary").first.click()
    check_accessible(page)
    check_width(page)
    if width == 320:
        page.set_viewport_size(PHONE)
        check_width(page)


def test_reload_after_storage_is_cleared(planner):
    page, root = planner()
    last(root).fill("2025-11-12")
    page.evaluate("localStorage.clear()")
    page.reload()
    check_ready(page)
    expect(last(root)).to_have_value("")
    assert set(stored(page)) <= {"version", "pages", "graine"}, "la visite, le tirage du quiz, et rien de plus"
