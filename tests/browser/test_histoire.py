"""`frise` and `ordre`: by mouse, by keyboard, on paper, without scripts; nothing lost on reload."""

import pytest
from playwright.sync_api import expect

from ess_region import orderings
from ess_region.data import table

from .support import PHONE, check_accessible, check_width, press, reload, stored, tab_to, widget

EVENTS = sorted(table("evenements"), key=lambda row: (row["annee"], str(row["date"] or "")))
SLUG = "histoire"


def card(root, event):
    return root.locator(f'li[data-evenement="{event["id"]}"]')


def opened(root):
    return root.locator(".frise-evenement.is-open").evaluate_all("all => all.map((el) => el.dataset.evenement)")


def shown(root):
    return root.locator(".frise-evenement").evaluate_all(
        "all => all.filter((el) => el.checkVisibility()).map((el) => el.dataset.evenement)"
    )


# -- frise -------------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["file", "http"])
def test_open_an_event_then_the_next(visit, over):
    root = widget(visit(SLUG, over), "frise")
    assert opened(root) == []
    first = card(root, EVENTS[0])
    expect(first.locator(".frise-corps")).to_be_hidden()
    first.get_by_role("button").first.click()
    expect(first.get_by_text(EVENTS[0]["ce_que_ca_change"])).to_be_visible()
    expect(first.get_by_role("button", name="Précédent")).to_be_disabled()
    first.get_by_role("button", name="Suivant").click()
    assert opened(root) == [EVENTS[1]["id"]]
    expect(card(root, EVENTS[1]).get_by_role("button").first).to_be_focused()
    card(root, EVENTS[1]).get_by_role("button").first.click()
    assert opened(root) == []


@pytest.mark.keyboard("frise")
def test_all_of_it_by_keyboard(visit):
    page = visit(SLUG)
    root = widget(page, "frise")
    first, last = (card(root, event).locator("button.frise-tete") for event in (EVENTS[0], EVENTS[-1]))
    tab_to(page, first)
    press(page, "Enter")
    assert opened(root) == [EVENTS[0]["id"]]
    press(page, "ArrowUp")
    expect(first).to_be_focused()
    for event in EVENTS[1:]:
        press(page, "ArrowDown")
        assert opened(root) == [event["id"]]
    expect(last).to_be_focused()
    press(page, "ArrowRight", "ArrowLeft", "ArrowLeft")
    assert opened(root) == [EVENTS[-3]["id"]]
    press(page, "Home")
    expect(first).to_be_focused()
    press(page, "End")
    expect(last).to_be_focused()
    # One stop for the whole timeline: Tab goes inside the open event, then out.
    press(page, "Shift+Tab")
    assert not page.evaluate("document.activeElement.matches('button.frise-tete')")


def test_filter_by_track(visit):
    root = widget(visit(SLUG), "frise")
    card(root, EVENTS[0]).get_by_role("button").first.click()
    root.get_by_role("button", name="Pouvoirs publics", exact=True).click()
    assert shown(root) == [event["id"] for event in EVENTS if event["fil"] == "pouvoirs-publics"]
    assert opened(root) == []
    expect(root.locator(".frise-compte")).to_have_text("13 événements sur 23")
    first = card(root, next(event for event in EVENTS if event["fil"] == "pouvoirs-publics")).get_by_role("button").first
    expect(first).to_have_attribute("tabindex", "0")
    root.get_by_role("button", name="Les deux fils").click()
    assert len(shown(root)) == 23


def test_search_without_accents(visit):
    page = visit(SLUG)
    root = widget(page, "frise")
    box = root.get_by_role("searchbox", name="Chercher un événement")
    box.fill("REGIE roubaix")
    assert shown(root) == ["regie-roubaix-1980"]
    expect(root.locator(".frise-compte")).to_have_text("1 événement sur 23")
    expect(root.locator(".frise-periode:visible .frise-titre")).to_contain_text("1\u00a0sur 4")
    box.fill("blockchain")
    assert shown(root) == []
    expect(root.locator(".frise-compte")).to_contain_text("Aucun événement")
    # What came after 2015 is never found as if it were an event of the brochure.
    box.fill("pacte")
    assert shown(root) == []
    box.fill("")
    assert len(shown(root)) == 23


def test_open_everything(visit):
    root = widget(visit(SLUG), "frise")
    root.get_by_role("button", name="Tout déplier").click()
    assert len(opened(root)) == 23
    root.get_by_role("button", name="Tout replier").click()
    assert opened(root) == []


def test_since_2015_is_apart_and_folded(visit):
    root = widget(visit(SLUG), "frise")
    part = root.locator(".frise-depuis")
    expect(part.locator("[data-jalon]").first).to_be_hidden()
    part.locator("summary").click()
    expect(part.locator("[data-jalon]")).to_have_count(len(table("jalons")))
    expect(part.get_by_text("ne viennent pas de la brochure")).to_be_visible()


def test_on_a_phone_one_column(visit):
    page = visit(SLUG, viewport=PHONE)
    root = widget(page, "frise")
    lefts = root.locator(".frise-evenement").evaluate_all("all => all.map((el) => Math.round(el.getBoundingClientRect().x))")
    assert len(set(lefts)) == 1
    expect(root.locator(".frise-evenement .frise-fil").first).to_be_visible()
    root.get_by_role("button", name="Tout déplier").click()
    check_width(page)


def test_on_paper_everything_is_there_whatever_was_filtered(visit):
    page = visit(SLUG)
    root = widget(page, "frise")
    root.get_by_role("searchbox").fill("roubaix")
    assert len(shown(root)) == 1
    page.emulate_media(media="print")
    assert shown(root) == [event["id"] for event in EVENTS]
    for event in EVENTS:
        assert event["description"][:40] in root.inner_text()


def test_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    text = " ".join(widget(page, "frise").inner_text().split())
    for event in EVENTS:
        assert " ".join(event["titre"].split()) in text
        assert " ".join(event["ce_que_ca_change"].split()) in text
    exercise = widget(page, "ordre")
    for one in orderings.load(SLUG):
        for event in one.events:
            expect(exercise.get_by_text(event["titre"], exact=True).first).to_be_visible()
    expect(exercise.get_by_role("table")).to_have_count(0)
    exercise.get_by_text("L’ordre et les dates").first.click()
    expect(exercise.get_by_role("table").first).to_be_visible()


# -- ordre -------------------------------------------------------------------------------------


def order(part):
    return part.locator("ol.ess-rank > li").evaluate_all("all => all.map((el) => el.dataset.key)")


def put_in_order(part, expected):
    for rank, key in enumerate(expected):
        for _ in range(order(part).index(key) - rank):
            part.locator(f'li[data-key="{key}"]').get_by_role("button", name="Monter").click()


@pytest.mark.parametrize("over", ["http", "file"])
def test_wrong_then_right_then_kept(visit, over):
    page = visit(SLUG, over)
    root = widget(page, "ordre")
    exercise = orderings.load(SLUG)[0]
    expected = [event["id"] for event in exercise.events]
    part = root.locator(f'[data-exercice="{exercise.id}"]')
    verdict = part.locator(".ess-verdict")

    part.get_by_role("button", name="Vérifier").click()
    expect(verdict).to_contain_text("À revoir")
    expect(verdict).to_be_focused()
    expect(part.locator(".ordre-ecart")).to_have_count(5)
    expect(part.get_by_role("table")).to_have_count(0)
    expect(part.get_by_role("button", name="Voir l’ordre")).to_be_hidden()

    put_in_order(part, expected)
    expect(verdict).to_be_empty()
    expect(part.locator(".ordre-ecart")).to_have_count(0)
    part.get_by_role("button", name="Vérifier").click()
    expect(verdict).to_contain_text("Juste")
    expect(part.get_by_role("table")).to_be_visible()
    expect(root.get_by_role("button", name="terminée")).to_have_count(1)
    record = stored(page)["ordres"][exercise.id]
    assert (record["valeur"], record["essais"], record["premier"], record["juste"]) == (expected, 2, False, True)

    reload(page)
    # The next one is proposed; the first is as it was left.
    expect(root.locator(f'[data-exercice="{orderings.load(SLUG)[1].id}"]')).to_be_visible()
    root.get_by_role("button", name=exercise.title).click()
    expect(verdict).to_contain_text("Juste")
    part.get_by_role("button", name="Recommencer").click()
    assert exercise.id not in stored(page)["ordres"]
    assert order(part) == [event["id"] for event in exercise.shown]


def test_giving_up_after_two_tries(visit):
    page = visit(SLUG)
    part = widget(page, "ordre").locator("[data-exercice]").first
    for _ in range(2):
        part.get_by_role("button", name="Vérifier").click()
    part.get_by_role("button", name="Voir l’ordre").click()
    expect(part.get_by_role("table")).to_be_visible()
    [record] = stored(page)["ordres"].values()
    assert record["juste"] is False and record["vu"] is True


def test_starting_again_in_the_same_visit_forgets_the_order(visit):
    page = visit(SLUG)
    part = widget(page, "ordre").locator("[data-exercice]").first
    shown = order(part)
    for _ in range(2):
        part.get_by_role("button", name="Vérifier").click()
    part.get_by_role("button", name="Voir l’ordre").click()
    part.get_by_role("button", name="Recommencer").click()
    expect(part.locator(".ess-verdict")).to_be_empty()
    expect(part.locator(".ordre-ecart")).to_have_count(0)
    assert order(part) == shown and stored(page)["ordres"] == {}


@pytest.mark.keyboard("ordre")
def test_order_by_keyboard(visit):
    page = visit(SLUG)
    part = widget(page, "ordre").locator("[data-exercice]").first
    before = order(part)
    tab_to(page, part.locator("ol.ess-rank > li").first.get_by_role("button", name="Descendre"))
    press(page, "Enter", "Space")
    assert order(part) == [before[1], before[2], before[0], *before[3:]]
    tab_to(page, part.get_by_role("button", name="Vérifier"))
    press(page, "Enter")
    expect(part.locator(".ess-verdict")).not_to_be_empty()


@pytest.mark.parametrize("kept", ['{"version": 1, "ordres": {"histoire-ordre-reconnaitre": {"valeur": ["x"]}}}', '{"version": 1, "ordres": 12}'])
def test_an_older_order_is_left_aside(visit, kept):
    page = visit(SLUG, stored=kept)
    part = widget(page, "ordre").locator("[data-exercice]").first
    expect(part.locator(".ess-verdict")).to_be_empty()
    part.get_by_role("button", name="Vérifier").click()
    expect(part.locator(".ess-verdict")).not_to_be_empty()


# -- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1366, 320])
def test_accessible_at_work(visit, width):
    page = visit(SLUG, viewport={"width": width, "height": 768})
    card(widget(page, "frise"), EVENTS[13]).get_by_role("button").first.click()
    widget(page, "frise").locator("summary").click()
    widget(page, "ordre").get_by_role("button", name="Vérifier").first.click()
    check_accessible(page)
    check_width(page)
