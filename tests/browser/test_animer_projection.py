"""The page projected: one screen at a time, by keyboard and remote control, and back to the page."""

import pytest
from playwright.sync_api import expect

from .support import NARROW, check_accessible, check_ready, check_width, go, press, reload, stored, tab_to

MODULE = "site/projection"
WIDE = {"width": 1920, "height": 1080}
USUAL = {"width": 1366, "height": 768}
OLD = {"width": 1024, "height": 768}


def project(page) -> None:
    page.keyboard.press("p")
    page.wait_for_selector(".projection-barre")


def place(page) -> tuple[int, int, str]:
    """« 3 sur 9 : L’idée » → (3, 9, "L’idée")."""
    text = page.locator(".projection-place").inner_text()
    ranks, title = text.split("\u00a0: ", 1)
    at, total = ranks.split(" sur ")
    return int(at), int(total), title


def screens(page):
    """Each screen, from the first to the last, with its place."""
    page.keyboard.press("Home")
    while True:
        at = place(page)
        yield at
        if at[0] == at[1]:
            return
        page.keyboard.press("ArrowRight")


HEADS = "all => all.filter((el) => el.getClientRects().length && el.clientHeight > 1).map((el) => el.textContent)"


def test_the_rules(run):
    """Keys, cuts, addresses, timer: without a page around them."""
    keys = [
        (["PageDown", False, "page", True], "suite"), (["PageUp", False, "choix", True], "retour"),
        (["ArrowRight", False, "bouton", True], "suivant"), (["ArrowRight", False, "choix", True], None),
        ([" ", False, "page", True], "suite"), ([" ", True, "page", True], "retour"), ([" ", False, "bouton", True], None),
        (["B", False, "page", True], "noir"), ([".", False, "page", True], "noir"), (["b", False, "page", False], None),
        (["t", False, "ligne", True], None), (["PageDown", False, "ligne", True], "suite"), (["PageDown", False, "saisie", True], None),
        (["Escape", False, "ligne", True], "sortir"), (["Escape", False, "choix", True], "quitter"), (["toString", False, "page", True], None),
    ]  # fmt: skip
    assert run(MODULE, "m.wish(...a)", [args for args, _ in keys]) == [expected for _, expected in keys]

    def block(top, bottom, **more):
        return {"top": top, "bottom": bottom, "alone": False, "next": False} | more

    cuts = [
        ([block(0, 400), block(400, 700), block(700, 900)], [[0, 1], [2]]),
        ([block(0, 400), block(400, 600, next=True), block(600, 900)], [[0], [1, 2]]),
        ([block(0, 9000), block(9000, 9100), block(9100, 19000)], [[0], [1, 2]]),
        ([block(0, 50), block(50, 100, alone=True), block(100, 150, alone=True), block(150, 160)], [[0, 1], [2, 3]]),
        ([block(None, 0), block(0, 700), block(None, 0), block(700, 800)], [[0, 1, 2], [3]]),
        ([block(0, 100, next=True)], [[0]]),
        ([block(0, 200), block(200, 2000)], [[0, 1]]),
        ([block(0, 200), block(200, 850)], [[0], [1]]),
    ]
    assert run(MODULE, "m.share(...a)", [[blocks, 100, 800] for blocks, _ in cuts]) == [runs for _, runs in cuts]

    addresses = [
        ("#projeter", {}), ("#projeter=", {}), ("#projeter=idee", {"id": "idee", "rank": 1}), ("#projeter=idee.2", {"id": "idee", "rank": 2}),
        ("#projeter=%E0", {}), ("#idee", None), ("#projeteur", None), ("", None),
    ]  # fmt: skip
    assert run(MODULE, "m.place(a[0])", [[hash] for hash, _ in addresses]) == [expected for _, expected in addresses]

    hour = 3_600_000
    timers = [
        ({"fin": 61_000}, 1_000, 60_000), ({"reste": 5_000}, 1_000, 5_000), ({"fin": 1_000}, 2_000, 0), ({"fin": 1_000}, hour, None),
        (None, 0, None), ("hier", 0, None), ([], 0, None), ({"fin": "demain"}, 0, None), ({"fin": 1e300}, 0, 4 * hour), ({"reste": -5}, 0, 0),
    ]  # fmt: skip
    assert run(MODULE, "m.left(...a)", [[timer, now] for timer, now, _ in timers]) == [ms for _, _, ms in timers]
    presses = [
        (None, 0, 8, {"fin": 480_000}), ({"fin": 480_000}, 60_000, 8, {"reste": 420_000}), ({"reste": 420_000}, 0, 8, {"fin": 420_000}),
        ({"fin": 5}, 10, 8, None), (None, 0, None, {"fin": 600_000}), (None, 0, 9999, {"fin": 4 * hour}), ("x", 0, -3, {"fin": 60_000}),
    ]  # fmt: skip
    assert run(MODULE, "m.pressed(...a)", [args for *args, _ in presses]) == [timer for *_, timer in presses]
    assert run(MODULE, "m.clock(a[0])", [[65_000], [400], [0], [600_000]]) == ["1:05", "0:01", "0:00", "10:00"]


@pytest.mark.parametrize("over", ["file", "http"])
def test_one_screen_at_a_time_and_back_to_the_same_section(visit, over):
    page = visit("definition", over, viewport=USUAL)
    page.evaluate("document.querySelector('#trois-conditions').scrollIntoView({behavior: 'instant'})")
    button = page.locator(".bouton-projeter")
    expect(button).to_be_visible()
    project(page)
    heads = page.locator("#contenu :is(h1, h2)")
    [shown] = heads.evaluate_all(HEADS)
    assert place(page)[2].startswith(shown)
    expect(page.locator("#trois-conditions > h2")).to_be_focused()
    expect(page.locator(".entete")).to_be_hidden()
    assert page.url.endswith("#projeter=trois-conditions")

    at, total, title = place(page)
    press(page, "ArrowRight")
    assert place(page)[0] == at + 1
    there = place(page)
    reload(page)
    page.wait_for_selector(".projection-barre")
    expect(page.locator(".projection-place")).to_have_text(f"{there[0]} sur {there[1]}\u00a0: {there[2]}")
    press(page, "ArrowLeft")
    assert place(page) == (at, total, title)

    press(page, "Escape")
    expect(page.locator(".projection-barre")).to_have_count(0)
    expect(page.locator(".entete")).to_be_visible()
    assert page.url.endswith("#trois-conditions")
    expect(page.locator("#trois-conditions > h2")).to_be_focused()
    expect(page.locator("#trois-conditions > h2")).to_be_in_viewport()
    assert page.locator("[data-ecran]").count() == 0


TEXTS = """(all) => all.filter((el) => el.getClientRects().length).map((el) => el.textContent)"""
SHOWN = """() => {
    const width = document.documentElement.clientWidth;
    return {
        place: document.querySelector(".projection-place").textContent,
        texts: [...document.querySelectorAll("#contenu :is(p, li, legend, h2)")].filter((el) => el.getClientRects().length).map((el) => el.textContent),
        wide: document.documentElement.scrollWidth > width,
    };
}"""


def test_every_part_has_its_screen_and_nothing_sticks_out(animateur_visit):
    """What a page shows is on a screen; the notes, the keys and the sources are on none."""
    page = animateur_visit("levier-achats", viewport=OLD)
    notes = page.locator(".bloc--animateur :is(p, li), .bloc--sources li").evaluate_all(TEXTS)
    minutes = page.locator(".bloc--animateur[data-minutes]").get_attribute("data-minutes")
    assert notes and minutes
    project(page)
    expect(page.locator(".projection-minuteur input")).to_have_value(minutes)
    press(page, "Home")
    seen: set[str] = set()
    places: list[str] = []
    while True:
        shown = page.evaluate(SHOWN)
        if shown["place"] in places:
            break
        places.append(shown["place"])
        assert not shown["wide"], shown["place"]
        seen |= set(shown["texts"])
        if place(page)[0] == place(page)[1]:
            break
        press(page, "ArrowRight")
    assert [name.split(" ")[0] for name in places] == [str(rank) for rank in range(1, len(places) + 1)]
    assert seen.isdisjoint(notes)
    press(page, "Escape")
    expected = "#contenu :is(p, li, legend, h2):not(.bloc--sources *, .bloc--animateur *, .bloc--corrige *, details.hide *)"
    assert [text for text in page.locator(expected).evaluate_all(TEXTS) if text not in seen] == []


@pytest.mark.parametrize(("viewport", "least"), [(WIDE, 32), (USUAL, 26)])
def test_readable_from_the_back(visit, viewport, least):
    page = visit("definition", viewport=viewport)
    project(page)
    page.evaluate("location.hash = '#projeter=idee'")
    expect(page.locator("#idee > h2")).to_be_focused()
    longest = """all => all.filter((el) => el.getClientRects().length).map((el) => {
        const range = document.createRange();
        range.selectNodeContents(el);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 12)));
        return [parseFloat(getComputedStyle(el).fontSize), el.textContent.length / Math.max(1, lines.size)];
    })"""
    sizes = page.locator("#idee p, #idee li").evaluate_all(longest)
    assert sizes and min(size for size, _ in sizes) >= least
    assert max(length for _, length in sizes) <= 62


def test_fields_choices_and_buttons_keep_their_keys(visit):
    page = visit("levier-achats", viewport=USUAL)
    page.evaluate("location.hash = '#projeter=calculer'")
    page.wait_for_selector(".projection-barre")
    here = place(page)
    for field in ("[type='text']", "[type='radio']"):
        page.locator(f"[data-widget='clauses'] {field}").first.focus()
        press(page, "ArrowRight", "ArrowDown", "ArrowLeft", " ", "5")
        assert place(page) == here, field
    page.locator("[data-widget='clauses'] [type='text']").first.focus()
    press(page, "b", "t", ".", "p", "Escape")
    assert page.locator(".projection-noir").is_hidden()
    expect(page.locator("#calculer > h2")).to_be_focused()

    # A remote control reads a long screen to its end, then goes on.
    for _ in range(30):
        press(page, "PageDown")
        if place(page) != here:
            break
        assert page.evaluate("scrollY") > 0
    assert place(page)[0] == here[0] + 1
    press(page, "PageUp")
    assert place(page) == here

    # Letters off, here and for « P ».
    page.locator(".projection-touches summary").click()
    page.get_by_role("button", name="Touches d’une lettre").click()
    press(page, "b", "t")
    assert page.locator(".projection-noir").is_hidden() and "minuteur" not in stored(page)["projection"]
    press(page, "Escape", "Escape", "p")
    expect(page.locator(".projection-barre")).to_have_count(0)
    page.locator(".bouton-projeter").click()
    page.wait_for_selector(".projection-barre")


def test_blank_screen_and_open_dialogue(animateur_visit):
    page = animateur_visit("animer-vote")
    project(page)
    here = place(page)
    for key in ("b", "."):
        press(page, key)
        expect(page.locator(".projection-noir")).to_be_focused()
        press(page, "Tab")
        assert page.evaluate("document.querySelector('.cadre').inert && document.querySelector('.projection-barre').inert")
        press(page, "PageDown")
        expect(page.locator(".projection-noir")).to_be_hidden()
        assert place(page) == here, "the first key only brings the screen back"
    press(page, "ArrowRight")
    there = place(page)
    page.get_by_role("button", name="En grand").click()
    expect(page.locator("dialog")).to_be_visible()
    press(page, "PageDown", "b", "t", "Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert place(page) == there and page.locator(".projection-noir").is_hidden()


def test_the_timer_goes_on_from_screen_to_screen_and_from_page_to_page(visit):
    page = visit("ess-ou-pas")
    page.evaluate("location.hash = '#projeter=etape-echauffer'")
    time = page.locator(".projection-temps")
    minutes = page.locator(".projection-minuteur input")
    expect(minutes).to_have_value("8")
    press(page, "t")
    expect(time).to_have_text("8:00")
    expect(time).to_have_text("7:59")
    assert time.get_attribute("aria-live") is None, "not read aloud each second"
    press(page, "ArrowRight")
    go(page, "definition")
    project(page)
    expect(time).to_contain_text("7:5")
    press(page, "t")
    expect(page.get_by_role("button", name="Reprendre")).to_be_visible()
    assert 0 < stored(page)["projection"]["minuteur"]["reste"] < 480_000
    # The end: a word, said once.
    page.evaluate("""() => {
        const state = JSON.parse(localStorage['ess-region']);
        state.projection.minuteur = { fin: Date.now() + 400 };
        localStorage['ess-region'] = JSON.stringify(state);
    }""")
    expect(time).to_have_text("Temps écoulé")
    expect(page.locator(".projection-minuteur [role=status]")).to_have_text("Temps écoulé")
    press(page, "t")
    expect(minutes).to_be_visible()
    press(page, "End", "ArrowRight")
    page.wait_for_url("**/secteurs.html#projeter*")
    check_ready(page)
    page.wait_for_selector(".projection-barre")


def test_a_workshop_a_step_a_screen(visit):
    page = visit("ess-ou-pas", viewport=USUAL)
    project(page)
    titles = [title.rpartition(" (")[0] or title for _, _, title in screens(page)]
    steps = [title for title in dict.fromkeys(titles) if title[:2].rstrip(".").isdigit()]
    assert len(steps) == page.locator(".at-etape").count()
    page.evaluate("location.hash = '#projeter=etape-noms'")
    expect(page.locator("#document-coop-du-port")).to_be_visible()
    expect(page.locator(".at-nav")).to_be_hidden()
    press(page, "Escape")
    expect(page.locator("#etape-noms")).to_be_focused()
    expect(page.locator("#etape-echauffer")).to_be_hidden()


def test_a_test_a_question_a_screen_then_its_results(visit):
    page = visit("evaluation", viewport=USUAL)
    project(page)
    asked = page.locator(".quiz-questions > li")
    for _ in screens(page):
        assert asked.locator("visible=true").count() <= 1
    press(page, "ArrowLeft")
    end = page.locator(".epreuve-fin .ess-btn--primary")
    while not end.is_visible():
        press(page, "ArrowLeft")
    end.click()
    end.click()
    expect(page.locator(".epreuve-resultat h3")).to_be_visible()
    # A link of the page leads to the screen that holds what it points to.
    page.locator(".epreuve-resultat a[href^='#epreuve-']").last.click()
    expect(asked.last).to_be_visible()


def test_accessible_reachable_and_absent_from_paper(visit):
    page = visit("definition", viewport=USUAL)
    page.evaluate("location.hash = '#projeter=avant-de-lire.2'")
    page.wait_for_selector(".projection-barre")
    page.locator(".projection-touches summary").click()
    check_accessible(page)
    press(page, "Escape")
    expect(page.locator(".projection-touches dl")).to_be_hidden()
    tab_to(page, page.get_by_role("button", name="Quitter"), limit=60)
    page.set_viewport_size(NARROW)
    expect(page.locator(".projection-barre")).to_have_css("position", "static")
    check_width(page)
    page.emulate_media(media="print")
    expect(page.locator("#quiz > h2")).to_be_visible()
    expect(page.locator(".projection-barre")).to_be_hidden()
