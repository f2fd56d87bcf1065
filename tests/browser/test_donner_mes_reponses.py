"""The code that a learner gives to the room: first answers, nothing else, on a quiz, a test, the sheet of opinions."""

import json
import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from ess_region import codes, feedback, quiz

from . import learner
from .support import AXE_ALL, NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

NB = "\u00a0"
OPENER = "Donner mes réponses à la salle"


def code(root) -> str:
    return root.locator(".salle-code-texte [aria-hidden]").inner_text()


def read(slug, root):
    """What the code that is shown holds."""
    sheet = feedback.sheet(slug, feedback.load(slug)) if slug == "votre-avis" else codes.sheet(slug, quiz.load(slug))
    return codes.read(sheet, code(root))[0]


def test_the_first_answer_is_what_the_code_says(visit):
    page = visit("definition")
    root = widget(page, "quiz")
    first, second = quiz.load("definition")[0], quiz.load("definition")[2]
    expect(root.get_by_role("button", name=OPENER)).to_be_hidden()
    box = learner.fieldset(page, first)
    learner.submit(box, learner.wrong(first))
    tab_to(page, root.get_by_role("button", name=OPENER))
    press(page, "Enter")
    expect(root.locator(".salle-code-texte")).to_be_focused()
    missed = read("definition", root)
    assert missed[0] == 1 + [one.key for one in first.answers].index(learner.wrong(first)[0]) and not any(missed[1:])
    box.get_by_role("button", name="Réessayer").click()
    learner.submit(box, learner.right(first))
    assert read("definition", root) == missed
    assert stored(page)["reponses"][first.id]["initiale"] == learner.wrong(first)[0]
    # The code follows the answers while it is shown.
    learner.submit(learner.fieldset(page, second), learner.right(second))
    expect(root.locator(".salle-code-carte .ess-hint")).to_contain_text("Ce code contient vos 2 premières réponses (sur 12\u00a0questions), rien d’autre")
    assert read("definition", root)[2] == 2
    # Heard character by character, copied and saved as it is seen.
    heard = root.locator(".salle-code-texte .visually-hidden").inner_text()
    assert re.sub(r"[ ,]", "", heard) == code(root).replace(" ", "")
    file = root.get_by_role("link", name="Enregistrer dans un fichier")
    assert file.get_attribute("download") == "mes-reponses-definition.txt"
    assert unquote(file.get_attribute("href")).splitlines()[-1] == code(root)
    root.get_by_role("button", name="Copier").click()
    expect(root.locator(".salle-code-carte [role=status]")).to_contain_text("code est")
    check_accessible(page, light=AXE_ALL)
    page.set_viewport_size(NARROW)
    check_width(page)


@pytest.mark.parametrize("over", ["file", "http"])
def test_a_test_gives_its_code_with_its_results(visit, over):
    page = visit("positionnement", over)
    root = widget(page, "epreuve")
    expect(root.get_by_role("button", name=OPENER)).to_have_count(0)
    bank = quiz.load("positionnement")
    learner.fill(learner.fieldset(page, bank[0]), learner.right(bank[0]))
    root.get_by_role("button", name="Voir par où commencer").click()
    root.get_by_role("button", name=OPENER).click()
    ranks = read("positionnement", root)
    assert ranks[0] > 0 and ranks[1:] == [0] * 9
    expect(root.locator(".salle-code-carte .ess-hint")).to_contain_text("Ce code contient votre réponse (sur 10\u00a0questions)")
    with page.expect_download() as download:
        root.get_by_role("link", name="Enregistrer dans un fichier").click()
    assert download.value.suggested_filename == "mes-reponses-positionnement.txt"


def test_records_of_an_earlier_version_are_not_made_up(visit):
    first = quiz.load("definition")[0]
    again = {"valeur": learner.right(first)[0], "essais": 3, "premier": False, "juste": True, "quand": "2026-11-01"}
    page = visit("definition", stored=json.dumps({"version": 1, "reponses": {first.id: again}}))
    root = widget(page, "quiz")
    root.get_by_role("button", name=OPENER).click()
    assert read("definition", root)[0] == len(first.answers) + 1


def test_opinions_are_kept_given_and_erased(visit):
    page = visit("votre-avis")
    root = widget(page, "avis")
    expect(root.get_by_role("button", name=OPENER)).to_be_hidden()
    lines = root.locator("fieldset")
    tab_to(page, lines.first.get_by_role("radio").first)
    press(page, "Space", "ArrowDown")
    for rank in range(1, lines.count()):
        lines.nth(rank).get_by_role("radio").nth(rank % 5).check()
    expect(root.get_by_role("status").first).to_have_text("Vous avez répondu à tout. Merci.")
    root.get_by_role("button", name=OPENER).click()
    assert read("votre-avis", root) == [2, *[1 + rank % 5 for rank in range(1, lines.count())]]
    reload(page)
    expect(lines.first.get_by_role("radio", name="Plutôt oui")).to_be_checked()
    root.get_by_role("button", name="Effacer mes réponses").click()
    assert stored(page)["avis"] == {}
    expect(root.locator("input:checked")).to_have_count(0)


@pytest.mark.parametrize("hostile", [3, [], {"votre-avis": "a"}, {"votre-avis": {"votre-avis-01": "zz", "__proto__": "a"}}])
def test_opinions_with_a_hostile_state(visit, hostile):
    page = visit("votre-avis", stored=json.dumps({"version": 1, "avis": hostile}))
    root = widget(page, "avis")
    expect(root.locator("input:checked")).to_have_count(0)
    root.get_by_role("radio").first.check()
    assert stored(page)["avis"]["votre-avis"] == {"votre-avis-01": "a"}


def test_the_sheet_of_opinions_fits_on_one_page(visit):
    page = visit("votre-avis")
    page.evaluate("() => { window.print = () => {} }")
    root = widget(page, "avis")
    root.get_by_role("button", name="Imprimer la feuille").click()
    page.emulate_media(media="print")
    expect(root.locator(".avis-titre")).to_be_visible()
    expect(root.locator(".avis-ouvertes > p")).to_have_count(2)
    expect(root.locator(".avis-ouvertes")).to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_opinions_narrow_dark_and_accessible(visit):
    page = visit("votre-avis", viewport=NARROW)
    root = widget(page, "avis")
    root.get_by_role("radio").first.check()
    root.get_by_role("button", name=OPENER).click()
    check_accessible(page)
    check_width(page)
