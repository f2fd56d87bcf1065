"""`parcours`: decide, go back, reach an ending, take the debrief away; nothing lost on reload."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from ess_region import branching, inline
from ess_region.branching import END

from .support import NARROW, PHONE, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUGS = ["cas-competences", "cas-strategie"]
CASES = {slug: branching.load(slug) for slug in SLUGS}


def route(slug, pick):
    """[(step, choice)] from the start to the end, `pick(step)` being the choice made at each step."""
    steps = {step.id: step for step in CASES[slug].steps}
    at, taken = CASES[slug].steps[0], []
    while at:
        taken.append((at, pick(at)))
        at = steps.get(taken[-1][1].to)
    return taken


def best(slug):
    return route(slug, lambda step: step.best)


def worst(slug):
    """The longest way: detours included."""
    return route(slug, lambda step: min(step.choices, key=lambda one: (one.rating != "couteux", -one.weeks)))


def heading(root):
    """The heading of the step, or of the ending, that is shown."""
    return root.locator(":is(.parc-etape:not(.is-relue), .parc-fin):not([hidden]) > .parc-nom").first


def decide(root, choice):
    root.get_by_role("radio", name=words(choice.text), exact=True).check()
    root.get_by_role("button", name="Choisir", exact=True).click()


def play(root, taken):
    for _, choice in taken:
        decide(root, choice)


def words(text):
    return inline.plain(text)


@pytest.mark.parametrize("over", ["file", "http"])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_best_way_to_its_ending(visit, slug, over):
    page = visit(slug, over)
    root = widget(page, "parcours")
    for rank, (step, choice) in enumerate(best(slug), 1):
        expect(heading(root)).to_have_text(re.compile(f"Étape {rank}\\. {re.escape(words(step.title))}$"))
        if rank > 1:
            expect(heading(root)).to_be_focused()
        decide(root, choice)
    ending = CASES[slug].endings[-1]
    expect(heading(root)).to_contain_text(words(ending.title))
    expect(heading(root)).to_be_focused()
    expect(root.get_by_text("le meilleur choix à chaque étape")).to_be_visible()
    expect(root.locator(".parc-ou")).to_contain_text("renforcée")
    assert root.locator(".parc-etape.is-relue:visible").count() == len(best(slug))


def test_nothing_chosen_then_a_consequence(visit):
    root = widget(visit("cas-competences"), "parcours")
    step = CASES["cas-competences"].steps[0]
    expect(root.locator(".parc-etape:visible")).to_have_count(1)
    expect(root.get_by_text("Ce qui arrive.")).to_be_hidden()
    expect(root.get_by_role("button", name="Revenir")).to_be_hidden()
    root.get_by_role("button", name="Choisir", exact=True).click()
    expect(root.get_by_text("Choisissez d’abord une réponse.")).to_be_visible()
    expect(root.get_by_role("radio").first).to_be_focused()
    costly = next(choice for choice in step.choices if choice.rating == "couteux")
    decide(root, costly)
    # What the choice led to is told before the next situation, and its cost is said in words.
    told = root.locator(".parc-avant")
    expect(told).to_contain_text(words(costly.outcome))
    expect(root.locator(".parc-ou")).to_contain_text(f"{costly.weeks}\u00a0semaines de retard")
    expect(heading(root)).to_contain_text("Étape 2. ")
    # Neither the feedback nor the other choices are shown before the end.
    expect(root.get_by_text(words(costly.feedback))).to_be_hidden()


def test_go_back_and_choose_otherwise(visit):
    page = visit("cas-competences")
    root = widget(page, "parcours")
    first, taken = best("cas-competences")[0][0], worst("cas-competences")
    play(root, taken[:2])
    root.get_by_role("button", name="Revenir à l’étape précédente").click()
    expect(heading(root)).to_be_focused()
    # The choice undone is still ticked: one sees what one changes.
    expect(root.get_by_role("radio", name=words(taken[1][1].text), exact=True)).to_be_checked()
    root.get_by_role("button", name="Revenir à l’étape précédente").click()
    expect(heading(root)).to_contain_text(words(first.title))
    expect(root.locator(".parc-ou")).to_be_empty()
    assert "cas-competences" not in stored(page).get("parcours", {})
    decide(root, first.best)
    assert stored(page)["parcours"]["cas-competences"] == {"chemin": [first.best.id]}


@pytest.mark.parametrize("slug", SLUGS)
def test_debrief_of_the_longest_way(visit, slug):
    page = visit(slug)
    root = widget(page, "parcours")
    taken = worst(slug)
    play(root, taken)
    graph = CASES[slug].graph()
    end = branching.walk(graph, [choice.id for _, choice in taken])
    ending = next(one for one in CASES[slug].endings if one.id == end["fin"])
    expect(heading(root)).to_contain_text(words(ending.title))
    reviewed = root.locator(".parc-etape:visible")
    assert reviewed.evaluate_all("all => all.map((el) => el.dataset.etape)") == [step.id for step, _ in taken]
    for step, choice in taken:
        box = root.locator(f'[data-etape="{step.id}"]')
        expect(box.locator(".parc-pris")).to_contain_text(words(choice.text))
        expect(box.locator(".ess-verdict:visible")).to_contain_text(branching.RATINGS[choice.rating])
        expect(box.locator(".parc-mieux")).to_be_visible(visible=choice.rating != "meilleur")
        expect(box.locator(".parc-lundi")).to_contain_text(words(step.monday))
        expect(box.locator(".parc-references > li").first).to_be_visible()
        expect(box.get_by_role("radio")).to_have_count(0)
    root.get_by_role("button", name="Rejouer").click()
    expect(heading(root)).to_contain_text(words(CASES[slug].steps[0].title))
    expect(root.get_by_role("radio", checked=True)).to_have_count(0)
    expect(root.locator(".parc-lundi:visible")).to_have_count(0)


def test_reload_resumes(visit):
    page = visit("cas-strategie")
    root = widget(page, "parcours")
    taken = worst("cas-strategie")
    play(root, taken[:3])
    reload(page)
    expect(heading(root)).to_contain_text(f"Étape 4. {words(taken[3][0].title)}")
    expect(root.locator(".parc-avant")).to_contain_text(words(taken[2][1].outcome))
    play(root, taken[3:])
    reload(page)
    expect(root.get_by_role("button", name="Rejouer")).to_be_visible()
    assert stored(page)["parcours"]["cas-strategie"]["chemin"] == [choice.id for _, choice in taken]


@pytest.mark.parametrize(
    "path", [["parti"], [3], "texte", {"a": 1}, None, ["__proto__"], [["lettre-decoupee"]]], ids=repr
)
def test_a_foreign_state_starts_again(visit, path):
    state = json.dumps({"version": 1, "parcours": {"cas-competences": {"chemin": path}}})
    root = widget(visit("cas-competences", stored=state), "parcours")
    expect(heading(root)).to_contain_text(words(CASES["cas-competences"].steps[0].title))


def test_an_old_state_keeps_what_still_fits(visit):
    first = CASES["cas-competences"].steps[0].best
    state = json.dumps({"version": 1, "parcours": {"cas-competences": {"chemin": [first.id, "disparu", "fin"]}}})
    root = widget(visit("cas-competences", stored=state), "parcours")
    step = next(one for one in CASES["cas-competences"].steps if one.id == first.to)
    expect(heading(root)).to_contain_text(f"Étape 2. {words(step.title)}")


@pytest.mark.keyboard("parcours")
def test_all_of_it_by_keyboard(visit):
    page = visit("cas-strategie")
    root = widget(page, "parcours")
    for rank, (step, _) in enumerate(best("cas-strategie"), 1):
        tab_to(page, root.get_by_role("radio").first)
        press(page, "Space")
        tab_to(page, root.get_by_role("button", name="Choisir", exact=True), limit=4)
        press(page, "Enter")
        expect(heading(root)).to_be_focused()
        if rank == 2:
            break
    tab_to(page, root.get_by_role("button", name="Revenir"), limit=6)
    press(page, "Enter")
    expect(heading(root)).to_contain_text("Étape 2. ")


@pytest.mark.parametrize("over", ["file", "http"])
def test_take_the_debrief_away(visit, over):
    page = visit("cas-competences", over)
    root = widget(page, "parcours")
    play(root, worst("cas-competences"))
    with page.expect_download() as waiting:
        root.get_by_role("button", name="Télécharger (Word").click()
    file = waiting.value
    assert file.suggested_filename == "bilan-cas-competences.docx"
    with open(file.path(), "rb") as handle, zipfile.ZipFile(io.BytesIO(handle.read())) as parts:
        assert parts.testzip() is None
        text = re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode("utf-8"))
    for step, _ in worst("cas-competences"):
        assert words(step.monday) in text
    assert "Ce qui se jouait." in text and "Confiance de la présidente" in text


def test_print_the_debrief_alone(visit):
    page = visit("cas-competences")
    root = widget(page, "parcours")
    play(root, best("cas-competences"))
    page.evaluate("() => { window.print = () => {} }")
    root.get_by_role("button", name="Imprimer").click()
    page.emulate_media(media="print")
    sheet = page.locator(".ess-imprime")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("À reprendre lundi")
    expect(page.locator("h1")).to_be_hidden()
    expect(root.locator(".parc-tete")).to_be_hidden()
    expect(root.locator(".parc-etape").first).to_be_hidden()


def test_on_paper_the_whole_story(visit):
    """Steps, endings, then what each choice leads to: whatever was played."""
    page = visit("cas-strategie")
    root = widget(page, "parcours")
    play(root, best("cas-strategie")[:2])
    page.emulate_media(media="print")
    for step in CASES["cas-strategie"].steps:
        box = root.locator(f'[data-etape="{step.id}"]')
        expect(box.locator(".parc-situation")).to_be_visible()
        expect(box.locator(".parc-aller").first).to_be_visible()
        expect(box.get_by_role("radio")).to_have_count(0)
    expect(root.get_by_role("button")).to_have_count(0)
    top = "el => el.getBoundingClientRect().top"
    last_step = root.locator(".parc-question").last.evaluate(top)
    endings = root.locator(".parc-fins").evaluate(top)
    first_outcome = root.locator(".parc-coulisses").first.evaluate(top)
    assert last_step < endings < first_outcome


def test_without_scripts(visit):
    page = visit("cas-competences", "file", java_script_enabled=False)
    root = widget(page, "parcours")
    for step in CASES["cas-competences"].steps:
        box = root.locator(f'[data-etape="{step.id}"]')
        expect(box.locator(".parc-situation")).to_be_visible()
        for choice in step.choices:
            where = "à la fin" if choice.to == END else "à l’étape"
            expect(box.locator(f'[data-choix="{choice.id}"]')).to_contain_text(where)
        expect(box.get_by_text(words(step.best.feedback))).to_be_hidden()
    root.locator("summary").first.click()
    expect(root.get_by_text(words(CASES["cas-competences"].steps[0].better))).to_be_visible()
    expect(root.locator(".parc-vif")).to_have_count(0)


def test_two_tabs_agree(visit):
    context = visit.context()
    one, two = visit("cas-competences", context=context), visit("cas-competences", context=context)
    play(widget(one, "parcours"), best("cas-competences")[:2])
    expect(heading(widget(two, "parcours"))).to_contain_text("Étape 3. ")


@pytest.mark.parametrize("slug", SLUGS)
def test_accessible_on_the_way_and_at_the_end(visit, slug):
    page = visit(slug, viewport=PHONE)
    root = widget(page, "parcours")
    taken = worst(slug)
    play(root, taken[:2])
    check_accessible(page)
    play(root, taken[2:])
    check_accessible(page)
    page.set_viewport_size(NARROW)
    check_width(page)
