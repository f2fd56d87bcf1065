"""`animer-vote` and `animer-a-verifier`, in the facilitators' edition: a whole vote, by keyboard, in large, kept, printed."""

import json
import re

import pytest
from playwright.sync_api import expect

from ess_region import votes

from .support import AXE_SHAPE, NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "animer-vote"
NB = "\u00a0"
QUESTIONS = {question.id: question for bank in votes.banks() for question in bank.questions}
#: A question with four answers, and the ranks of its right answer and of two wrong ones.
ID, QUESTION = next((id, one) for id, one in QUESTIONS.items() if len(one.answers) == 4 and not one.own_page)
RIGHT = votes.right_rank(QUESTION)
WRONG, OTHER = [rank for rank in range(4) if rank != RIGHT][:2]


def state(**parts):
    return json.dumps({"version": 1, **parts})


def counts(**by_rank):
    return [by_rank.get(f"r{rank}", 0) for rank in range(4)]


def counted():
    """State of a room that voted twice on `ID`, and is at the last step."""
    kept = {"un": counts(**{f"r{WRONG}": 6}), "deux": counts(**{f"r{WRONG}": 2, f"r{RIGHT}": 5}), "etape": 5}
    return state(votes={ID: kept}, reglages={"vote": ID})


def step(root, rank):
    return root.locator(".vote-etapes button").nth(rank - 1)


def open_vote(visit, over="http", **options):
    page = visit(f"{SLUG}#vote-{ID}", over, **options)
    return page, widget(page, "vote")


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_whole_vote_and_the_key_comes_last(animateur_visit, over):
    page, root = open_vote(animateur_visit, over)
    expect(root.get_by_label("Question", exact=True)).to_have_value(ID)
    expect(root.locator(".vote-enonce")).to_be_visible()
    key = root.locator(".vote-cle")
    step(root, 2).click()
    for rank, times in ((WRONG, 3), (RIGHT, 2)):
        for _ in range(times):
            root.get_by_role("button", name=f"Ajouter une voix à {'ABCD'[rank]}").click()
    root.get_by_role("button", name=f"Retirer une voix à {'ABCD'[RIGHT]}").click()
    expect(root.locator(".vote-total")).to_have_text(f"{'ABCD'[RIGHT]}{NB}: 1. 4{NB}voix en tout.")
    root.get_by_role("button", name="Suite").click()
    expect(root.locator(".vote-consigne")).to_contain_text("Discutez par deux")
    expect(root.locator(".vote-titre")).to_have_text(f"Étape 3 sur 5{NB}: Discussion")
    expect(root.locator(".vote-bilan")).to_be_hidden()
    root.get_by_role("button", name="Suite").click()
    root.get_by_label(f"{'ABCD'[RIGHT]}, nombre de voix").fill("3")
    root.get_by_label(f"{'ABCD'[WRONG]}, nombre de voix").fill("1")
    root.get_by_role("button", name="Suite").click()
    expect(root.locator(".vote-contenu > p").first).to_have_text(f"4{NB}voix avant la discussion, 4{NB}voix après.")
    row = root.locator(".vote-bilan > li").nth(WRONG)
    expect(row.locator(".vote-barres .vote-nombre")).to_have_text([f"3{NB}voix, 75{NB}%", f"1{NB}voix, 25{NB}% (−2)"])
    widths = row.locator(".vote-part").evaluate_all("all => all.map((el) => el.style.width)")
    assert widths == ["75%", "25%"]
    expect(key).to_have_count(0)
    expect(root.get_by_role("button", name="Montrer la réponse juste")).to_have_count(0)
    root.get_by_role("button", name="Voir l’idée à discuter").click()
    expect(root.locator(".vote-idee")).to_contain_text(f"{'ABCD'[WRONG]} attire encore la salle.")
    expect(root.locator(".vote-suite")).to_be_focused()
    expect(root.locator(".vote-juste")).to_have_count(0)
    root.get_by_role("button", name="Montrer la réponse juste").click()
    expect(key).to_contain_text(f"La réponse juste{NB}: {'ABCD'[RIGHT]}")
    expect(root.locator(".vote-bilan > li").nth(RIGHT).locator(".vote-juste")).to_be_visible()
    # Closed again as soon as one goes elsewhere.
    step(root, 1).click()
    step(root, 5).click()
    expect(key).to_have_count(0)


@pytest.mark.keyboard("vote")
def test_by_keyboard_alone(animateur_visit):
    page, root = open_vote(animateur_visit)
    tab_to(page, step(root, 2))
    press(page, "Enter")
    expect(root.locator(".vote-titre")).to_be_focused()
    press(page, "a", "a", "b", "Shift+A", "e")
    assert stored(page)["votes"][ID] == {"un": [1, 1, 0, 0], "deux": [0, 0, 0, 0], "etape": 2}
    # In a field too; elsewhere in the page, a letter is a letter.
    tab_to(page, root.get_by_label("A, nombre de voix"))
    press(page, "ArrowUp", "b")
    expect(root.get_by_label("A, nombre de voix")).to_have_value("2")
    expect(root.get_by_label("B, nombre de voix")).to_have_value("2")
    tab_to(page, root.get_by_label("Question", exact=True), back=True)
    press(page, "c")
    assert stored(page)["votes"][ID]["un"] == [2, 2, 0, 0]


def test_projected_a_letter_counts_and_does_not_blank_the_screen(animateur_visit):
    page = animateur_visit(SLUG)
    root = widget(page, "vote")
    press(page, "p")
    page.get_by_role("button", name="Écran suivant").click()
    step(root, 2).click()
    press(page, "b")
    expect(root.get_by_label("B, nombre de voix")).to_have_value("1")
    expect(page.locator(".projection-noir")).to_be_hidden()
    root.get_by_role("button", name="En grand").click()
    press(page, "b", "ArrowRight")
    expect(root.get_by_label("B, nombre de voix")).to_have_value("2")
    press(page, "Escape")
    expect(root.locator("dialog")).to_be_hidden()
    expect(page.locator("html.projection")).to_have_count(1)


def test_in_large_and_back(animateur_visit):
    page, root = open_vote(animateur_visit, viewport={"width": 1366, "height": 768})
    root.get_by_role("button", name="En grand").click()
    dialog = root.locator("dialog")
    expect(dialog.locator(".vote-titre")).to_be_focused()
    size = dialog.locator(".vote-enonce").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert size >= 32
    # However small the screen, what comes next is in it; so is what has just appeared.
    page.set_viewport_size({"width": 1024, "height": 520})
    for rank in (1, 3, 5):
        step(root, rank).click()
        expect(root.locator(".vote-pied .ess-btn--primary")).to_be_in_viewport(ratio=1)
    root.get_by_role("button", name="Montrer la réponse juste").click()
    expect(root.locator(".vote-cle h4")).to_be_in_viewport(ratio=1)
    check_width(page)
    step(root, 2).click()
    press(page, "a")
    expect(root.get_by_label("A, nombre de voix")).to_have_value("1")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(root.locator(".vote-place .vote-scene")).to_be_visible()
    expect(root.get_by_role("button", name="En grand")).to_be_focused()


def test_the_timer(animateur_visit):
    context = animateur_visit.context()
    context.clock.install(time="2026-11-22T10:00:00")
    page, root = open_vote(animateur_visit, context=context)
    step(root, 3).click()
    clock = root.get_by_role("timer")
    expect(clock).to_have_text("2:00")
    root.get_by_label("Durée").select_option("1")
    expect(clock).to_have_text("1:00")
    root.get_by_role("button", name="Lancer").click()
    page.clock.run_for(20_000)
    expect(clock).to_have_text("0:40")
    page.clock.run_for(41_000)
    expect(clock).to_have_text("0:00")
    expect(root.get_by_text("Le temps est écoulé.")).to_be_visible()


def test_votes_are_kept_exported_and_erased(animateur_visit):
    kept = {ID: {"un": counts(**{f"r{WRONG}": 6}), "deux": counts(**{f"r{RIGHT}": 5}), "etape": 5}, "disparue-07": {"un": [1]}}
    page, root = open_vote(animateur_visit, stored=state(votes=kept))
    expect(root.locator(".vote-total")).to_have_text("")
    expect(step(root, 5)).to_have_attribute("aria-current", "step")
    root.get_by_text("Les votes gardés", exact=True).click()
    expect(root.locator(".vote-gardes > li")).to_have_count(1)
    with page.expect_download() as caught:
        root.get_by_role("button", name="Enregistrer un tableau").click()
    assert re.fullmatch(r"votes-\d{4}-\d\d-\d\d\.csv", caught.value.suggested_filename)
    lines = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5 and lines[0] == "Page;Question;Lettre;Réponse;Avant;Après;Juste"
    assert lines[1 + WRONG].endswith(";6;0;non") and lines[1 + RIGHT].endswith(";0;5;oui")
    root.get_by_role("button", name="Effacer tous les votes").click()
    root.get_by_role("button", name="Garder les votes").click()
    assert ID in stored(page)["votes"]
    root.get_by_role("button", name="Effacer tous les votes").click()
    root.get_by_role("button", name="Oui, effacer").click()
    assert "votes" not in stored(page)
    expect(root.get_by_text("Aucun vote pour l’instant.")).to_be_visible()
    reload(page)
    expect(root.get_by_label("Question", exact=True)).to_have_value(ID)


@pytest.mark.parametrize("parts", [{"votes": [1]}, {"votes": {ID: "x"}, "reglages": {"vote": "disparue-01"}}, {"reglages": "x", "votes": 3}])
def test_a_stored_state_that_is_wrong(animateur_visit, parts):
    page = animateur_visit(SLUG, stored=state(**parts))
    root = widget(page, "vote")
    step(root, 2).click()
    press(page, "a")
    expect(root.get_by_label("A, nombre de voix")).to_have_value("1")
    assert not re.search("NaN|undefined|null", root.inner_text())


def test_narrow_and_accessible(animateur_visit):
    page, root = open_vote(animateur_visit, stored=counted(), viewport=NARROW)
    root.get_by_role("button", name="Voir l’idée à discuter").click()
    root.get_by_role("button", name="Montrer la réponse juste").click()
    check_accessible(page)
    check_width(page)
    step(root, 2).click()
    check_width(page)


def test_on_paper(animateur_visit):
    page, root = open_vote(animateur_visit)
    page.evaluate("() => { window.print = () => {} }")
    cards = widget(page, "vote-cartes")
    cards.get_by_role("button", name="Imprimer").first.click()
    page.emulate_media(media="print")
    expect(cards.get_by_role("img", name="Carte A, rond")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    # Five cards: three sheets, two cards on each of the first two.
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 3
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(root.locator(".vote-vif")).to_be_hidden()
    plain = animateur_visit(SLUG, "file", java_script_enabled=False)
    expect(plain.locator(f"#vote-{ID}")).to_be_hidden()
    plain.locator(".vote-page", has=plain.locator(f"#vote-{ID}")).locator("summary").click()
    expect(plain.locator(f"#vote-{ID} .vote-reponses > li")).to_have_count(4)


def test_the_list_to_check_is_found_by_page_and_by_doubt(animateur_visit):
    page = animateur_visit("animer-a-verifier")
    field = page.get_by_label("Chercher une page")
    rows = page.locator("#table-a-verifier tbody tr:visible")
    everything = rows.count()
    field.fill("ma region en chiffres")
    titles = page.locator("#table-a-verifier .table-groupe:visible")
    expect(titles.filter(has_text="Ma région en chiffres")).to_be_visible()
    assert 20 < rows.count() < everything
    field.fill("doute")
    assert 5 < rows.count() < everything
    # A title without a row is not shown.
    assert titles.count() < rows.count() - titles.count() + 1
    check_accessible(page, light=AXE_SHAPE)
    check_width(page)
