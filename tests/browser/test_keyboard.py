"""Everything with a keyboard alone: Tab, arrows, Space, Enter, Escape. No click, no forced focus."""

import re

import pytest
from playwright.sync_api import expect

from ess_region.data import table
from ess_region.widgets import EssTest

from . import learner
from .support import HOME, PHONE, page_with, press, reload, stored, tab_to, widget


def skip_to_content(page) -> None:
    """The first Tab stop of every page leads past the header and the contents."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_skip_link(visit):
    page = visit(HOME)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Aller au contenu")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#contenu').contains(document.activeElement)")


def test_focus_is_always_visible(visit):
    """Each stop of the first screens shows an outline or a border of its own."""
    page = visit(HOME)
    dull = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "() => { const el = document.activeElement; const box = el.closest('.ess-choice') ?? el;"
            " const style = getComputedStyle(el), around = getComputedStyle(box);"
            " return style.outlineStyle !== 'none' || around.outlineStyle !== 'none'"
            " || style.boxShadow !== 'none' || around.boxShadow !== 'none' ? '' : el.outerHTML.slice(0, 120); }"
        )
        if seen:
            dull.append(seen)
    assert dull == []


def test_contents_panel_on_a_phone(visit):
    page = visit(HOME, viewport=PHONE)
    summary = page.locator(".volet--sommaire > summary")
    link = page.locator("#sommaire .toctree-l1").get_by_role("link").first
    tab_to(page, summary)
    expect(link).to_be_hidden()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: HOME not in url)


@pytest.mark.parametrize("kind", ["fait", "sigle", "article"])
def test_bubble_opens_on_focus_and_closes_on_escape(visit, book, kind):
    page = visit(page_with(book, f'class="{kind}"'))
    word = page.locator(f"main .info:has(> .info-bulle) > .{kind}:visible").first
    bubble = word.locator("xpath=..").locator(".info-bulle")
    expect(bubble).to_be_hidden()
    skip_to_content(page)
    tab_to(page, word)
    expect(bubble).to_be_visible()
    expect(bubble).to_be_in_viewport(ratio=1)
    assert word.get_attribute("aria-describedby") == bubble.get_attribute("id")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    expect(word).to_be_focused()
    press(page, "Tab", "Shift+Tab")
    expect(bubble).to_be_visible()
    page.keyboard.press("Tab")
    expect(bubble).to_be_hidden()


def test_bubble_can_be_hovered(visit, book):
    """WCAG 1.4.13: the pointer may go from the word into its bubble. A word said again has a copy of the first one's."""
    page = visit("cadre-legal")
    for which in (":has(> .info-bulle)", ":not(:has(> .info-bulle))"):
        # By what describes it: its copy, once made, would make the word another one.
        described = page.locator(f"main p > .info{which} > a:visible").first.get_attribute("aria-describedby")
        word = page.locator(f'main p > .info > a[aria-describedby="{described}"]:visible').nth(0 if ":has" == which[:4] else 1)
        bubble = word.locator("xpath=..").locator(".info-bulle")
        word.hover()
        expect(bubble).to_be_visible()
        expect(bubble).to_have_text(page.locator(f"#{described}").text_content())
        bubble.hover()
        expect(bubble).to_be_visible()
        page.keyboard.press("Escape")
        expect(bubble).to_be_hidden()
        page.mouse.move(0, 0)
        word.hover()
        expect(bubble).to_have_count(1)
        expect(bubble).to_be_visible()
        page.keyboard.press("Escape")


@pytest.mark.keyboard("predire")
def test_predict_a_number(visit):
    slug, prediction = learner.a_prediction("nombre")
    page = visit(slug)
    root = widget(page, "predire")
    skip_to_content(page)
    tab_to(page, root.get_by_role("textbox"))
    page.keyboard.type(f"{prediction.low + prediction.step:g}".replace(".", ","))
    page.keyboard.press("Tab")
    expect(root.get_by_role("slider")).to_be_focused()
    page.keyboard.press("ArrowRight")
    wanted = prediction.low + 2 * prediction.step
    expect(root.get_by_role("textbox")).to_have_value(f"{wanted:g}".replace(".", ","))
    tab_to(page, root.get_by_role("button", name="Voir la donnée"))
    page.keyboard.press("Enter")
    expect(root.locator(".predict-said")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Changer mon idée"))
    page.keyboard.press("Space")
    expect(root.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(root.locator(".predict-said")).to_be_focused()


def test_predict_a_ranking(visit):
    slug, prediction = learner.a_prediction("classement")
    page = visit(slug)
    root = page.locator('[data-widget="predire"]:has(.predict-moves)')
    skip_to_content(page)
    down = root.get_by_role("button", name="Descendre").first
    tab_to(page, down)
    name = root.locator("ol.predict-items > li").first.locator(".predict-item").inner_text()
    last = len(prediction.elements) - 1
    press(page, *["Enter"] * (last + 2))  # twice too many: nothing breaks at the bottom
    moved = root.locator("ol.predict-items > li").nth(last)
    expect(moved).to_contain_text(name)
    expect(moved.get_by_role("button", name="Descendre")).to_be_focused()
    expect(root.get_by_role("status").filter(has_text="est déjà en bas")).to_have_count(1)
    tab_to(page, root.get_by_role("button", name="Voir la donnée"))
    page.keyboard.press("Space")
    expect(root.locator(".predict-said")).to_be_focused()


@pytest.mark.keyboard("quiz")
@pytest.mark.parametrize("kind", ["choix_unique", "choix_multiple", "numerique"])
def test_quiz(visit, kind):
    slug, question = learner.a_question(kind)
    page = visit(slug)
    box = learner.fieldset(page, question)
    # From the question before, as a learner arrives: the way through the page is tested elsewhere.
    box.evaluate("el => { el.tabIndex = -1; el.focus(); el.removeAttribute('tabindex'); }")

    def shown() -> list[str]:
        return box.locator("input").evaluate_all("all => all.map((el) => el.value)")

    def answer(keys) -> None:
        if isinstance(keys, str):
            page.keyboard.press("Control+a")
            page.keyboard.type(keys)
        elif kind == "choix_unique":
            order = shown()
            ticked = box.locator("input:checked")
            here = order.index(ticked.get_attribute("value")) if ticked.count() else None
            if here is None:
                page.keyboard.press("Space")
                here = 0
            press(page, *["ArrowDown"] * ((order.index(keys[0]) - here) % len(order)))
        else:
            first = box.locator("input").first
            if not first.evaluate("el => el === document.activeElement"):
                tab_to(page, first, limit=12, back=True)
            for key in shown():
                field = box.locator(f'input[value="{key}"]')
                if field.is_checked() != (key in keys):
                    if not field.evaluate("el => el === document.activeElement"):
                        tab_to(page, field, limit=12)
                    page.keyboard.press("Space")

    page.keyboard.press("Tab")
    answer(learner.wrong(question))
    page.keyboard.press("Enter")
    expect(learner.verdict(box)).to_be_focused()
    expect(learner.verdict(box)).to_contain_text("À revoir")
    tab_to(page, box.get_by_role("button", name="Réessayer"), limit=12)
    page.keyboard.press("Enter")
    answer(learner.right(question))
    tab_to(page, box.get_by_role("button", name="Vérifier", exact=True), limit=12)
    page.keyboard.press("Space")
    expect(learner.verdict(box)).to_contain_text("Juste")
    expect(learner.verdict(box)).to_be_focused()


@pytest.mark.keyboard("est-ce-de-l-ess")
def test_ess_describe_then_judge(visit, book):
    case = next(one for one in EssTest().cases if one["verdict"] == "oui")
    page = visit(page_with(book, "est-ce-de-l-ess"))
    root = widget(page, "est-ce-de-l-ess")
    skip_to_content(page)
    tab_to(page, root.get_by_role("button", name="Décrire une organisation"))
    forward = root.get_by_role("button", name=re.compile("Question suivante|Voir le verdict"))
    while True:
        form = root.locator("[data-critere]")
        order = form.locator("input").evaluate_all("all => all.map((el) => el.value)")
        tab_to(page, form.locator("input"), limit=8)
        page.keyboard.press("Space")
        press(page, *["ArrowDown"] * order.index(case["reponses"][form.get_attribute("data-critere")]))
        tab_to(page, forward, limit=6)
        last = forward.inner_text() == "Voir le verdict"
        page.keyboard.press("Enter")
        if last:
            break
        expect(root.locator("[data-critere] legend")).to_be_focused()
    headline = root.locator(".est-panneau").first.locator(".est-verdict")
    expect(headline).to_be_focused()
    expect(headline).to_have_class(re.compile("is-right"))

    tab_to(page, root.get_by_role("button", name="Juger douze dossiers"), back=True)
    page.keyboard.press("Enter")
    box = root.locator(".est-dossier")
    tab_to(page, box.get_by_role("radio"))
    page.keyboard.press("Space")
    tab_to(page, box.get_by_role("button", name="Voir le verdict"), limit=6)
    page.keyboard.press("Enter")
    expect(box.locator(".est-verdict")).to_be_focused()
    tab_to(page, box.get_by_role("button", name="Dossier suivant"), limit=40)
    page.keyboard.press("Enter")
    expect(box.locator(".est-dossier-titre")).to_be_focused()
    expect(box).to_contain_text("Dossier 2 sur 12")


@pytest.mark.keyboard("secteurs")
def test_sectors_explore_then_match(visit, book):
    sectors = [row for row in table("secteurs") if row["avec_donnee"]]
    page = visit(page_with(book, "secteurs"))
    root = widget(page, "secteurs")
    skip_to_content(page)
    radios = root.locator(".secteurs-explorer").get_by_role("radio")
    tab_to(page, radios)
    page.keyboard.press("Space")
    first = radios.first.locator("xpath=..").inner_text()
    expect(root.locator(".secteurs-fiche")).to_contain_text(first)
    page.keyboard.press("ArrowDown")
    expect(root.locator(".secteurs-fiche")).not_to_contain_text(f"{first}\n")
    assert len(sectors) == 7
    field = root.locator(".secteurs-associer select").first
    tab_to(page, field)
    page.keyboard.press("ArrowDown")
    expect(field).not_to_have_value("")
    tab_to(page, root.get_by_role("button", name="Vérifier", exact=True))
    page.keyboard.press("Enter")
    expect(root.locator(".secteurs-associer p.ess-verdict")).to_contain_text("6 sans réponse")


@pytest.mark.keyboard("choix-region")
def test_region_chosen_with_arrows(visit):
    page = visit(HOME)
    root = widget(page, "choix-region")
    skip_to_content(page)
    tab_to(page, root.get_by_role("radio"))
    page.keyboard.press("Space")
    first = stored(page)["region"]
    page.keyboard.press("ArrowDown")
    assert stored(page)["region"] != first
    expect(page.locator(".puce-region")).to_contain_text("Ma région")
    # First what keeps the choice; what forgets it comes last in the widget.
    page.keyboard.press("Tab")
    expect(root.get_by_role("button", name="Garder cette région")).to_be_focused()
    page.keyboard.press("Enter")
    expect(root.locator(".choix-fiche")).to_be_focused()
    expect(root.get_by_role("radio").first).to_be_hidden()
    tab_to(page, root.get_by_role("button", name="Oublier ma région"), limit=60)
    last = root.evaluate(
        "el => [...el.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((one) => one.checkVisibility()).at(-1) === document.activeElement"
    )
    assert last
    page.keyboard.press("Enter")
    expect(page.locator(".puce-region")).to_have_text("Choisir ma région")


@pytest.mark.keyboard("reprise")
def test_erase_everything(visit):
    page = visit(HOME, stored='{"version": 1, "region": "53"}')
    root = widget(page, "reprise")
    skip_to_content(page)
    tab_to(page, root.get_by_role("button", name="Tout effacer"))
    page.keyboard.press("Enter")
    expect(root.get_by_role("button", name="Tout garder")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Oui, tout effacer"), back=True, limit=3)
    page.keyboard.press("Space")
    expect(root.get_by_text("Tout est effacé.")).to_be_visible()
    assert "region" not in stored(page)


def test_theme_button(visit):
    page = visit(HOME)
    button = page.locator(".bouton-theme")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(button).to_be_focused()
