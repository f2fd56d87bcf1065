"""`est-ce-un-ptce`: two conclusions from one description, six cases, what is kept and taken away."""

import re

import pytest
from playwright.sync_api import expect

from ess_region.widgets import PtceTest

from .support import go, press, reload, stored, tab_to, widget

SLUG, NAME = "levier-cooperation", "est-ce-un-ptce"
FULL = ["oui", "plusieurs", "oui", "collectivite", "oui", "oui", "oui", "oui", "oui"]
STOP_PRINT = "window.print = () => { window.printed = document.querySelector('.ess-imprime')?.textContent; };"


@pytest.fixture(scope="module")
def cases():
    return PtceTest().cases


def answer(root, values) -> None:
    """Give these answers, one question after the other."""
    for value in values:
        root.locator(f'[data-critere] input[value="{value}"]').check()
        root.locator("[data-critere] + .est-actions .ess-btn").last.click()


def first(root):
    return root.locator(".est-panneau").first


@pytest.mark.parametrize("over", ["file", "http"])
def test_the_law_and_the_call_get_two_verdicts(visit, over):
    page = visit(SLUG, over)
    root = widget(page, NAME)
    answer(root, [*FULL[:7], "non", "oui"])
    expect(first(root).locator("> .est-verdict")).to_contain_text("Oui, c’est un PTCE au sens de la loi.")
    second = first(root).locator(".est-aussi")
    expect(second).to_contain_text("Et pour répondre à un appel à projets de l’État")
    expect(second).to_contain_text("Non, pas en l’état.")
    expect(second).to_contain_text("Le pôle n’est pas une personne morale de droit privé.")
    expect(root.locator(".est-raisonnement")).to_contain_text("décret n°")

    reload(page)
    expect(second).to_contain_text("Non, pas en l’état.")
    root.get_by_role("button", name="Décrire un autre groupe").click()
    expect(first(root).locator("> .est-verdict")).to_contain_text("Pas encore de verdict")
    expect(second).to_have_text("")


def test_an_incomplete_description_says_what_is_missing(visit):
    root = widget(visit(SLUG), NAME)
    headline = first(root).locator("> .est-verdict")
    answer(root, ["oui", "une"])
    expect(headline).to_have_text("On ne peut pas encore le dire. Il reste 7 questions.")
    expect(first(root).locator("> .est-parce-que")).to_contain_text("La définition en parle au pluriel")
    # The call is settled by nothing yet, and says nothing.
    expect(first(root).locator(".est-aussi")).to_have_text("")
    answer(root, ["oui", "aucun", "ne-sait-pas", "oui", "oui"])
    # What is left only serves the call: the definition already has its answer.
    expect(headline).to_contain_text("il manque de quoi conclure. Il reste 2 questions.")
    missing = first(root).locator("> .est-parce-que li")
    expect(missing).to_have_count(3)
    expect(missing.nth(2)).to_contain_text("Demandez au groupe le texte que ses membres ont adopté.")


def test_a_no_does_not_wait_for_the_last_question(visit):
    root = widget(visit(SLUG), NAME)
    answer(root, ["oui", "aucune"])
    expect(first(root).locator("> .est-verdict")).to_contain_text("Le verdict est acquis.")
    expect(first(root).locator(".est-aussi")).to_contain_text("Non, pas en l’état.")


@pytest.mark.parametrize("over", ["http", "file"])
def test_six_cases(visit, over, cases):
    page = visit(SLUG, over)
    root = widget(page, NAME)
    root.get_by_role("button", name="Juger six dossiers").click()
    box = root.locator(".est-dossier")
    for rank, case in enumerate(cases):
        expect(box).to_contain_text(case["organisation"])
        expect(box.get_by_role("radio")).to_have_count(3)
        box.locator(f'input[value="{case["verdict"]}"]').check()
        box.get_by_role("button", name="Voir le verdict").click()
        expect(box.locator("> .est-verdict")).to_contain_text("Juste.")
        expect(box.locator(".est-aussi")).to_contain_text("un appel à projets de l’État")
        box.get_by_role("button", name="Voir le bilan" if rank == 5 else "Dossier suivant").click()
    expect(root.locator(".est-bilan")).to_contain_text("6 dossiers justes sur 6. Tous vos avis sont justes.")
    reload(page)
    expect(root.locator(".est-bilan")).to_contain_text("6 dossiers justes sur 6.")


@pytest.mark.keyboard("est-ce-un-ptce")
def test_keyboard_only(visit):
    page = visit(SLUG)
    root = widget(page, NAME)
    tab_to(page, root.get_by_role("button", name="Décrire un groupe"))
    for rank, downs in enumerate([0, 1, 0, 4, 0, 0, 0, 1, 0]):
        tab_to(page, root.locator("[data-critere] input"), limit=8)
        press(page, "Space", *["ArrowDown"] * downs)
        tab_to(page, root.locator("[data-critere] + .est-actions .ess-btn--primary"), limit=6)
        page.keyboard.press("Enter")
        if rank < 8:
            expect(root.locator("[data-critere] legend")).to_be_focused()
    expect(first(root).locator("> .est-verdict")).to_be_focused()
    expect(first(root).locator("> .est-verdict")).to_contain_text("On ne peut pas encore le dire.")
    tab_to(page, root.get_by_role("button", name="Copier"), limit=40)


def test_the_reasoning_can_be_taken_away(visit):
    page = visit(SLUG)
    page.evaluate(STOP_PRINT)
    root = widget(page, NAME)
    keep = root.locator(".est-garder")
    expect(keep).to_be_hidden()
    answer(root, [*FULL[:7], "non", "oui"])
    with page.expect_download() as waited:
        keep.get_by_role("button", name=re.compile("Word")).click()
    assert waited.value.suggested_filename == "est-ce-un-ptce.docx"
    with page.expect_download() as waited:
        keep.get_by_role("button", name="Markdown").click()
    text = waited.value.path().read_text(encoding="utf-8")
    assert text.startswith("# Est-ce un PTCE")
    assert "**Oui, c’est un PTCE au sens de la loi.**" in text and "**Non, pas en l’état.**" in text
    keep.get_by_role("button", name="Imprimer").click()
    assert "Une personne morale de droit privé" in page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(keep.locator(".ess-document")).to_be_visible()
    expect(root.locator(".est-grille")).to_be_hidden()


def test_paper_has_the_questions_the_cases_and_the_answers_apart(visit, cases):
    page = visit(SLUG)
    page.emulate_media(media="print")
    root = widget(page, NAME)
    printed = root.inner_text()
    before, mark, after = printed.partition("Corrigé des dossiers")
    assert mark and "Réunit-il au moins 3 personnes morales" in before.replace("\u00a0", " ")
    for case in cases:
        assert case["dossier"] in before and case["retours"][case["verdict"]] in after
    assert root.locator(".est-vif").is_hidden()


def test_each_tool_keeps_its_own_answers(visit):
    page = visit(SLUG)
    answer(widget(page, NAME), ["non"])
    go(page, "levier-innovation")
    other = widget(page, "est-ce-de-l-innovation-sociale")
    expect(first(other).locator("> .est-verdict")).to_contain_text("Pas encore de verdict")
    answer(other, ["autre"])
    assert stored(page)[NAME]["reponses"] == {"territoire": "non"}
    assert stored(page)["est-ce-de-l-innovation-sociale"]["reponses"] == {"besoin": "autre"}
    assert "est-ce-de-l-ess" not in stored(page)
