"""`est-ce-de-l-innovation-sociale`: two ways, a condition that depends on who is asked, six cases."""

import pytest
from playwright.sync_api import expect

from ess_region.widgets import InnovationTest

from .support import press, reload, tab_to, widget

SLUG, NAME = "levier-innovation", "est-ce-de-l-innovation-sociale"


def answer(root, values) -> None:
    """Give these answers, one question after the other."""
    for value in values:
        root.locator(f'[data-critere] input[value="{value}"]').check()
        root.locator("[data-critere] + .est-actions .ess-btn").last.click()


def headline(root):
    return root.locator(".est-panneau").first.locator("> .est-verdict")


@pytest.mark.parametrize("over", ["file", "http"])
def test_the_second_way_and_the_money_of_a_region(visit, over):
    page = visit(SLUG, over)
    root = widget(page, NAME)
    answer(root, ["social", "satisfait"])
    expect(headline(root)).to_contain_text("On ne peut pas encore le dire. Il reste 4 questions.")
    answer(root, ["non", "non", "oui"])
    expect(headline(root)).to_contain_text("Oui, c’est de l’innovation sociale au sens de la loi.")
    answer(root, ["collectivite"])
    second = root.locator(".est-panneau").first.locator(".est-aussi")
    expect(second).to_contain_text("Non, pas pour l’aide d’une collectivité.")
    reload(page)
    expect(second).to_contain_text("Non, pas pour l’aide d’une collectivité.")


def test_another_public_funder_is_one_question_more(visit):
    root = widget(visit(SLUG), NAME)
    answer(root, ["social", "non-satisfait", "non", "non", "non"])
    expect(root.locator(".est-rang")).to_have_text("Question 6 sur 6")
    root.locator('[data-critere] input[value="autre"]').check()
    expect(root.locator(".est-rang")).to_have_text("Question 6 sur 7")
    root.get_by_role("button", name="Question suivante").click()
    root.locator('[data-critere] input[value="ne-sait-pas"]').check()
    second = root.locator(".est-panneau").first.locator(".est-aussi")
    expect(second).to_contain_text("On ne peut pas encore le dire.")
    expect(second).to_contain_text("Demandez au porteur du projet son plan de financement")
    expect(headline(root)).to_contain_text("Oui, c’est de l’innovation sociale")


def test_both_ways_closed(visit):
    root = widget(visit(SLUG), NAME)
    answer(root, ["social", "satisfait", "non", "non", "non"])
    expect(headline(root)).to_contain_text("Non, ce n’est pas de l’innovation sociale au sens de la loi.")
    reasons = root.locator(".est-panneau").first.locator("> .est-parce-que")
    expect(reasons).to_contain_text("Le besoin est déjà satisfait, et rien dans la réponse n’est innovant.")


@pytest.mark.parametrize("over", ["http", "file"])
def test_six_cases(visit, over):
    root = widget(visit(SLUG, over), NAME)
    cases = InnovationTest().cases
    root.get_by_role("button", name="Juger six dossiers").click()
    box = root.locator(".est-dossier")
    expect(box).to_contain_text("est-ce de l’innovation sociale, au sens de la loi")
    box.get_by_role("button", name="Voir le verdict").click()
    expect(box).to_contain_text("Donnez d’abord votre avis.")
    for rank, case in enumerate(cases):
        opinion = "inconnu" if case["verdict"] == "oui" else "oui"
        box.locator(f'input[value="{opinion}"]').check()
        box.get_by_role("button", name="Voir le verdict").click()
        expect(box.locator("> .est-verdict")).to_contain_text("À revoir.")
        expect(box.locator(".est-commentaire").first).to_have_text(case["retours"][opinion])
        box.get_by_role("button", name="Voir le bilan" if rank == 5 else "Dossier suivant").click()
    expect(root.locator(".est-bilan")).to_contain_text("Aucun dossier juste sur 6.")
    expect(root.locator(".est-bilan")).to_contain_text("L’une des deux voies")


@pytest.mark.keyboard("est-ce-de-l-innovation-sociale")
def test_the_answers_of_a_case_can_be_changed_by_keyboard(visit):
    page = visit(SLUG)
    root = widget(page, NAME)
    tab_to(page, root.get_by_role("button", name="Juger six dossiers"))
    page.keyboard.press("Enter")
    box = root.locator(".est-dossier")
    tab_to(page, box.get_by_role("radio"), limit=12)
    page.keyboard.press("Space")
    tab_to(page, box.get_by_role("button", name="Voir le verdict"), limit=6)
    page.keyboard.press("Enter")
    expect(box.locator("> .est-verdict")).to_be_focused()
    tab_to(page, box.get_by_role("button", name="Changer les réponses de ce dossier"), limit=12)
    page.keyboard.press("Enter")
    expect(root.locator("[data-critere] legend")).to_be_focused()
    tab_to(page, root.locator("[data-critere] input:checked"), limit=4)
    press(page, "ArrowDown")
    expect(headline(root)).to_contain_text("Non, ce n’est pas de l’innovation sociale")
