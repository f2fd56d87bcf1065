"""`cartes`: turned, judged, kept for the right day; by keyboard; with what is missing or broken."""

import json

import pytest
from playwright.sync_api import expect

from .support import NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "cartes"
DAY = "2026-11-22T10:00:00"
NB, NN = "\u00a0", "\u202f"


def state(**parts):
    return json.dumps({"version": 1, **parts})


MISSED = {
    "definition-01": {"valeur": "a", "essais": 1, "premier": False, "juste": False, "quand": "2026-11-20"},
    "definition-02": {"valeur": ["a"], "essais": 1, "premier": True, "juste": True, "quand": "2026-11-20"},
    "disparue-07": {"valeur": "a", "essais": 1, "premier": False, "juste": False, "quand": "2026-11-20"},
}
LOOKED_UP = {"CRESS": "chambre", "Inconnu": "x", "PTCE": "pôle"}


@pytest.fixture
def tool(visit):
    """`tool(over, day=…)` → (page, widget)."""

    def open_page(over="http", day=DAY, **options):
        context = visit.context(over, **options)
        context.clock.set_fixed_time(day)
        page = visit(SLUG, over, context=context)
        return page, widget(page, "cartes")

    return open_page


def deck(root):
    return root.get_by_label("Que voulez-vous revoir")


def front(root):
    return root.locator(".cartes-recto")


def answer(root, word):
    root.get_by_role("button", name="Voir la réponse").click()
    root.get_by_role("button", name=word, exact=True).click()


def test_ones_own_cards_come_first(tool):
    page, root = tool(stored=state(reponses=MISSED, consultes=LOOKED_UP))
    expect(deck(root)).to_have_value("moi")
    expect(deck(root).locator("option:checked")).to_have_text("Questions manquées et sigles consultés (3)")
    expect(root.locator(".cartes-bilan")).to_have_text("3 cartes à revoir aujourd’hui.")
    fronts = set()
    for _ in range(3):
        fronts.add(front(root).inner_text())
        expect(root.locator(".cartes-verso")).to_be_hidden()
        answer(root, "Je savais")
    assert {"CRESS", "PTCE"} < fronts and any("au sens de la loi" in one for one in fronts)
    expect(root.locator(".cartes-fin")).to_contain_text(f"3 fois «{NN}je savais{NN}» sur 3 réponses. La prochaine carte revient demain.")
    kept = stored(page)["cartes"]
    assert kept["sigle-cress"] == {"boite": 2, "quand": "2026-11-22"} and len(kept) == 3


def test_what_is_not_known_comes_back_in_the_sitting(tool):
    page, root = tool(stored=state(consultes=LOOKED_UP))
    first = front(root).inner_text()
    answer(root, "À revoir")
    assert front(root).inner_text() != first
    answer(root, "Je savais")
    expect(front(root)).to_have_text(first)
    expect(root.locator(".cartes-rang")).to_have_text("Dernière carte, boîte 1 sur 5")
    answer(root, "Je savais")
    expect(root.locator(".cartes-fin")).to_contain_text("2 fois")
    assert {one["boite"] for one in stored(page)["cartes"].values()} == {2}


def test_the_days_go_by(tool):
    records = {"sigle-cress": {"boite": 3, "quand": "2026-11-22"}, "sigle-ptce": {"boite": 2, "quand": "2026-11-22"}}
    kept = state(consultes=LOOKED_UP, cartes=records)
    _, root = tool(stored=kept)
    expect(root.locator(".cartes-bilan")).to_have_text("Rien à revoir aujourd’hui dans ce paquet. La prochaine carte revient demain.")
    expect(root.locator(".cartes-carte")).to_be_hidden()
    _, root = tool(stored=kept, day="2026-11-23T08:00:00")
    expect(root.locator(".cartes-bilan")).to_have_text("1 carte à revoir aujourd’hui.")
    expect(front(root)).to_have_text("PTCE")
    _, root = tool(stored=kept, day="2026-11-25T08:00:00")
    expect(root.locator(".cartes-bilan")).to_have_text("2 cartes à revoir aujourd’hui.")


def test_a_chapter_for_someone_new_and_the_choice_is_kept(tool):
    page, root = tool()
    expect(deck(root)).to_have_value("definition")
    expect(root.locator(".cartes-carte")).to_be_visible()
    deck(root).select_option("manquees")
    expect(root.locator(".cartes-bilan")).to_contain_text("Aucune question manquée pour l’instant")
    expect(root.locator(".cartes-carte")).to_be_hidden()
    deck(root).select_option("tout")
    expect(root.locator(".cartes-bilan")).to_contain_text("Une séance en montre 20.")
    expect(root.locator(".cartes-rang")).to_contain_text("Il reste 20 cartes")
    reload(page)
    expect(deck(root)).to_have_value("tout")


def test_the_chapter_read_last_is_proposed(tool):
    pages = {"definition": {"vu": "2026-11-01T10:00:00"}, "levier-achats": {"vu": "2026-11-20T10:00:00"}}
    _, root = tool(stored=state(pages=pages))
    expect(deck(root)).to_have_value("levier-achats")


@pytest.mark.keyboard("cartes")
def test_by_keyboard_and_announced(tool):
    page, root = tool(stored=state(consultes=LOOKED_UP))
    tab_to(page, root.get_by_role("button", name="Voir la réponse"))
    press(page, "Enter")
    expect(root.locator(".cartes-verso")).to_be_focused()
    press(page, "Tab")
    press(page, "Tab")
    expect(root.get_by_role("button", name="Je savais")).to_be_focused()
    press(page, "Space")
    expect(front(root)).to_be_focused()
    expect(root.locator("[role=status].visually-hidden")).to_have_text(f"Boîte 2{NB}: revient demain.")
    press(page, "Tab", "Enter")
    expect(root.locator(".cartes-verso")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Je savais"))
    press(page, "Enter")
    expect(root.locator(".cartes-fin > p")).to_be_focused()


def test_boxes_are_counted_and_emptied(tool):
    page, root = tool(stored=state(consultes=LOOKED_UP))
    answer(root, "Je savais")
    root.locator(".cartes-etat > summary").click()
    boxes = root.locator(".cartes-boites > li")
    expect(boxes).to_have_text([
        "0 carte, à revoir le jour même", "1 carte, à revoir le lendemain", f"0 carte, à revoir après 3{NB}jours",
        f"0 carte, à revoir après 7{NB}jours", f"0 carte, à revoir après 14{NB}jours",
    ])  # fmt: skip
    root.get_by_role("button", name="Vider mes boîtes").click()
    root.get_by_role("button", name="Garder mes boîtes").click()
    assert stored(page)["cartes"]
    root.get_by_role("button", name="Vider mes boîtes").click()
    root.get_by_role("button", name="Oui, vider").click()
    assert "cartes" not in stored(page) and stored(page)["consultes"]
    expect(root.locator(".cartes-bilan")).to_have_text("2 cartes à revoir aujourd’hui.")


@pytest.mark.parametrize(
    "parts",
    [
        {"cartes": [], "reponses": MISSED, "consultes": 3},
        {"cartes": {"sigle-cress": {"boite": 99}, "sigle-ptce": "x"}, "consultes": LOOKED_UP},
        {"reglages": {"paquet": "disparu"}, "cartes": {"sigle-cress": {"boite": 2, "quand": "jamais"}}},
    ],
)
def test_a_stored_state_that_is_wrong(tool, parts):
    _, root = tool(stored=state(**parts))
    expect(root.locator(".cartes-carte")).to_be_visible()
    answer(root, "Je savais")
    for wrong in ("NaN", "undefined", "null", "Invalid"):
        assert wrong not in root.inner_text()


def test_two_tabs(tool, visit):
    page, root = tool(stored=state(consultes=LOOKED_UP))
    other = visit(SLUG, context=page.context)
    name = front(root).inner_text()
    answer(widget(other, "cartes"), "Je savais")
    expect(front(root)).not_to_have_text(name)
    answer(root, "Je savais")
    assert len(stored(page)["cartes"]) == 2


def test_narrow_and_accessible(tool):
    page, root = tool(viewport=NARROW)
    root.get_by_role("button", name="Voir la réponse").click()
    root.locator(".cartes-etat > summary").click()
    root.locator(".cartes-papier > summary").click()
    check_accessible(page)
    check_width(page)


def test_on_paper_and_without_scripts(tool, visit):
    page, root = tool()
    page.emulate_media(media="print")
    expect(root.locator(".cartes-carte")).to_be_hidden()
    expect(root.get_by_text("chambre régionale de l’économie sociale et solidaire")).to_be_visible()
    plain = visit(SLUG, "file", java_script_enabled=False)
    expect(widget(plain, "cartes").get_by_text("pôle territorial de coopération économique")).to_be_visible()
