"""Stored state that is corrupt, foreign, older, newer, refused or shared: never a blank page."""

import itertools
import json

import pytest
from playwright.sync_api import expect

from ess_region.widgets import WIDGETS

from . import learner
from .support import HOME, SLUGS, WITH_WIDGETS, check_ready, page_with, reload, stored, widget

ASIDE = "localStorage.getItem('ess-region.ecarte')"
QUIZ_SLUG = next(iter(learner.banks()))
NOTICE = ".avis-stockage"


def answer_something(page) -> str:
    """Answer the first question of the page; returns its id."""
    question = learner.banks()[QUIZ_SLUG][0]
    box = learner.fieldset(page, question)
    learner.submit(box, learner.right(question))
    expect(learner.verdict(box)).to_contain_text("Juste")
    return question.id


@pytest.mark.parametrize(
    "text",
    ["{oups", "[1, 2]", '"mot"', "12", "null", "true", '{"version": "deux"}', '{"version": null}'],
)
def test_unreadable_state_is_set_aside(visit, text):
    page = visit(QUIZ_SLUG, stored=text)
    expect(page.locator(NOTICE)).to_contain_text("illisibles")
    assert page.evaluate(ASIDE) == text
    identifier = answer_something(page)
    reload(page)
    assert stored(page)["version"] == 1
    assert identifier in stored(page)["reponses"]
    expect(page.locator(NOTICE)).to_be_empty()
    assert page.evaluate(ASIDE) == text, "ce qui est de côté y reste"


def test_notice_can_be_closed_from_the_keyboard(visit):
    page = visit(QUIZ_SLUG, stored="{oups")
    button = page.locator(NOTICE).get_by_role("button", name="J’ai compris")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(NOTICE)).to_be_empty()
    expect(page.locator("#contenu")).to_be_focused()


def test_newer_state_is_set_aside_and_said(visit):
    text = json.dumps({"version": 99, "region": "53", "tout": "autre"})
    page = visit(QUIZ_SLUG, stored=text)
    expect(page.locator(NOTICE)).to_contain_text("version plus récente")
    assert page.evaluate(ASIDE) == text
    answer_something(page)


def test_older_state_is_kept(visit):
    """Version 0 had no number."""
    question = learner.banks()[QUIZ_SLUG][0]
    value = learner.right(question)
    record = {"valeur": value[0] if question.type in ("choix_unique", "vrai_faux") else value}
    record |= {"essais": 1, "premier": True, "juste": True, "quand": "2026-01-01T00:00:00Z"}
    page = visit(QUIZ_SLUG, stored=json.dumps({"region": "53", "reponses": {question.id: record}}))
    expect(learner.verdict(learner.fieldset(page, question))).to_contain_text("Juste")
    expect(page.locator(".puce-region")).to_contain_text("Bretagne")
    expect(page.locator(NOTICE)).to_be_empty()
    assert page.evaluate(ASIDE) is None
    assert stored(page)["version"] == 1, "réécrit à la première note"
    assert stored(page)["reponses"][question.id] == record


@pytest.mark.parametrize("region", ["999", "", "__proto__", "constructor", 53, None, ["53"], {"code": "53"}])
def test_unknown_region_counts_as_none(visit, region):
    page = visit(HOME, stored=json.dumps({"version": 1, "region": region}))
    expect(page.locator(".puce-region")).to_have_text("Choisir ma région")
    expect(widget(page, "choix-region").get_by_role("radio", checked=True)).to_have_count(0)
    widget(page, "choix-region").get_by_role("radio", name="Bretagne", exact=True).click()
    expect(page.locator(".puce-region")).to_contain_text("Bretagne")


HOSTILE = """{"version": 1,
  "__proto__": {"pollue": true, "region": "53"},
  "constructor": {"prototype": {"pollue": true}},
  "reponses": {"__proto__": {"pollue": true, "juste": true}, "constructor": {"juste": true}, "prototype": 1},
  "predictions": {"__proto__": {"pollue": true}},
  "pages": {"__proto__": {"vu": "2026", "fini": true}, "constructor": 1}}"""


POLLUTED = "({}).pollue ?? ({}).juste ?? ({}).fini ?? Object.prototype.pollue ?? null"


def test_hostile_names_change_nothing(visit):
    context = visit.context()
    # Before each page (not the empty one of a new tab): the one before may have mended it.
    context.add_init_script(f"if (origin !== 'null') localStorage.setItem('ess-region', {json.dumps(HOSTILE)})")
    for slug, page in visit.tour(WITH_WIDGETS, context=context):
        assert page.evaluate(POLLUTED) is None, slug


def test_hostile_names_change_nothing_in_what_is_kept(visit):
    page = visit(QUIZ_SLUG, stored=HOSTILE)
    answer_something(page)
    reload(page)
    assert page.evaluate(POLLUTED) is None


# What another program, a person or a damaged disk may have put where we keep something else.
FOREIGN = [
    7, "autre", [1, "a", None], True, 1e308, -1, {},
    {"valeur": {"valeur": []}, "vue": True, "vu": {}, "fini": 3, "essais": "x"},
]  # fmt: skip

REASONED = [name for name in WIDGETS if name.startswith("est-ce-")]


def foreign_state(turn: int) -> str:
    """A state with the right names and foreign values, others at each turn."""
    values = itertools.cycle(FOREIGN[turn:] + FOREIGN[:turn])
    names = {
        "reponses": [question.id for bank in learner.banks().values() for question in bank],
        "predictions": [one.id for one in learner.all_predictions()],
        "pages": SLUGS,
        **{name: ["reponses", "avis", "mode", "dossier"] for name in REASONED},
        "secteurs": ["associer"],
    }
    state = {part: {name: next(values) for name in inside} for part, inside in names.items()}
    return json.dumps({"version": 1, "theme": next(values), "region": next(values)} | state)


@pytest.mark.parametrize("turn", range(0, len(FOREIGN), 4))
def test_foreign_values_stop_no_widget(visit, turn):
    for slug, page in visit.tour(WITH_WIDGETS, stored=foreign_state(turn)):
        if slug == QUIZ_SLUG:
            answer_something(page)


@pytest.mark.parametrize("value", [[1, 2], "texte"])
def test_parts_that_are_not_objects(visit, value):
    parts = ["reponses", "predictions", "pages", *REASONED, "secteurs"]
    for slug, page in visit.tour(WITH_WIDGETS, stored=json.dumps({"version": 1} | dict.fromkeys(parts, value))):
        if slug == QUIZ_SLUG:
            answer_something(page)


REFUSALS = {
    "accès interdit": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refus', 'SecurityError'); } });",
    "absent": "Object.defineProperty(window, 'localStorage', { value: null });",
    "plein": "Storage.prototype.setItem = function () { throw new DOMException('plein', 'QuotaExceededError'); };",
    "illisible": "Storage.prototype.getItem = function () { throw new Error('disque'); };",
}


@pytest.mark.parametrize("refusal", list(REFUSALS))
def test_storage_refused(visit, refusal, book):
    context = visit.context("http")
    context.add_init_script(REFUSALS[refusal])
    page = visit(QUIZ_SLUG, context=context)
    answer_something(page)
    expect(page.locator(NOTICE)).to_contain_text("refuse d’enregistrer")
    page = visit(HOME, context=context)
    widget(page, "choix-region").get_by_role("radio", name="Bretagne", exact=True).click()
    expect(page.locator(".puce-region")).to_contain_text("Bretagne")
    expect(widget(page, "choix-region").locator(".choix-dit")).to_contain_text("refuse d’enregistrer")
    visit(page_with(book, "secteurs"), context=context)


@pytest.mark.parametrize("over", ["http", "file"])
def test_two_tabs_lose_no_answer(visit, over):
    first, second, *_ = learner.banks()[QUIZ_SLUG]
    left = visit(QUIZ_SLUG, over)
    right = visit(QUIZ_SLUG, over, context=left.context)
    learner.submit(learner.fieldset(left, first), learner.right(first))
    learner.submit(learner.fieldset(right, second), learner.right(second))
    assert {first.id, second.id} <= set(stored(left)["reponses"])
    # Each tab shows what the other was told.
    expect(learner.verdict(learner.fieldset(right, first))).to_contain_text("Juste")
    expect(learner.verdict(learner.fieldset(left, second))).to_contain_text("Juste")


def test_region_chosen_in_another_tab(visit, book):
    home = visit(HOME)
    other = visit(page_with(book, "data-par-region="), context=home.context)
    widget(home, "choix-region").get_by_role("radio", name="Bretagne", exact=True).click()
    expect(other.locator(".puce-region")).to_contain_text("Bretagne")
    expect(other.locator("[data-par-region]").first).to_have_attribute("data-region", "53")


def test_state_shared_by_the_whole_book_and_by_it_alone(visit):
    page = visit(QUIZ_SLUG)
    answer_something(page)
    page.goto(page.url)
    check_ready(page)
    assert page.evaluate("Object.keys(localStorage)") == ["ess-region"]
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("sessionStorage.length") == 0
