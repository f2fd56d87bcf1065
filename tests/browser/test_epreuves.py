"""The tests drawn from the banks: answered without verdict, kept, corrected, drawn again."""

import json

import pytest
from playwright.sync_api import expect

from ess_region import grading, quiz

from . import learner
from .support import tab_to

QUESTIONS = {question.id: question for slug in quiz.slugs() for question in quiz.load(slug)}


def asked(page) -> list[quiz.Question]:
    ids = page.locator(".quiz-questions [data-question]").evaluate_all("all => all.map((el) => el.dataset.question)")
    return [QUESTIONS[id] for id in ids]


def finish(page):
    page.locator(".epreuve-fin").get_by_role("button").click()


def state(page, key) -> dict:
    return json.loads(page.evaluate("localStorage.getItem('ess-region')"))["epreuves"][key]


def test_positioning_asks_every_type_and_says_where_to_begin(visit):
    page = visit("positionnement")
    questions = asked(page)
    assert {question.type for question in questions} == grading.GRADERS.keys()
    for rank, question in enumerate(questions):
        box = learner.fieldset(page, question)
        learner.fill(box, learner.wrong(question) if rank == 1 else learner.right(question))
        expect(learner.verdict(box)).to_be_empty()
    expect(page.locator(".epreuve-reste")).to_have_text("Toutes les questions ont une réponse.")
    finish(page)
    title = page.locator(".epreuve-resultat h3")
    expect(title).to_be_focused()
    expect(title).to_have_text("Par où commencer")
    first = page.locator(".epreuve-resultat ul").first
    expect(first.get_by_role("link")).to_have_count(1)
    expect(first.get_by_role("link")).to_have_attribute("href", f"{questions[1].section.partition('#')[0]}.html")
    assert state(page, "positionnement")["premier"]["score"] == 9


def test_the_final_test_is_passed_kept_and_drawn_again(visit):
    page = visit("evaluation")
    questions = asked(page)
    assert len(questions) == 20
    for rank, question in enumerate(questions):
        learner.fill(learner.fieldset(page, question), learner.wrong(question) if rank < 6 else learner.right(question))
        if rank == 9:
            # Half-way, the tab is closed and opened again.
            page.reload()
            expect(page.locator(".epreuve-reste")).to_contain_text("10 questions")
            assert asked(page) == questions
    finish(page)
    result = page.locator(".epreuve-resultat")
    expect(result.get_by_role("heading")).to_contain_text("14 réponses justes sur 20\u00a0: c’est réussi")
    expect(result.locator(".epreuve-conseil + ul > li")).to_have_count(6)
    expect(learner.verdict(learner.fieldset(page, questions[0]))).to_contain_text("À revoir")
    kept = state(page, "evaluation")["essais"]
    assert [(one["score"], one["total"]) for one in kept] == [(14, 20)]
    page.reload()
    expect(result.get_by_role("heading")).to_contain_text("c’est réussi")
    result.get_by_role("button", name="Recommencer").click()
    again = asked(page)
    known = {question.id for question in questions}
    assert len(again) == 20 and sum(question.id not in known for question in again) >= 10


def test_unanswered_questions_are_named_then_count_as_missed(visit):
    page = visit("point-comprendre")
    finish(page)
    named = page.locator(".epreuve-manquent")
    expect(named.get_by_role("link")).to_have_count(len(asked(page)))
    finish(page)
    expect(page.locator(".epreuve-resultat h3")).to_contain_text("0 réponse juste")
    expect(learner.verdict(learner.fieldset(page, asked(page)[0]))).to_contain_text("Sans réponse")


def test_a_question_that_left_the_bank_draws_again(visit):
    stored = {"version": 1, "epreuves": {"point-comprendre": {"encours": {"questions": ["disparue-01"], "reponses": {"disparue-01": "a"}}}}}
    page = visit("point-comprendre", stored=json.dumps(stored))
    assert len(asked(page)) == 6


@pytest.mark.parametrize("damaged", ['{"version": 1, "epreuves": {"evaluation": "x"}}', '{"version": 1, "epreuves": {"evaluation": {"encours": {"questions": 3}, "essais": {}}}}'])
def test_a_damaged_state_starts_afresh(visit, damaged):
    page = visit("evaluation", stored=damaged)
    assert len(asked(page)) == 20


@pytest.mark.keyboard("epreuve")
def test_by_keyboard(visit):
    page = visit("point-comprendre")
    field = page.locator(".quiz-questions").locator("input, select, button").first
    tab_to(page, field)
    page.keyboard.press("Space")
    finish_button = page.locator(".epreuve-fin").get_by_role("button")
    tab_to(page, finish_button, limit=200)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".epreuve-resultat h3")).to_be_focused()
