"""What a learner does with each widget, for the tests that need to do it.

Right and wrong answers are read from the banks: nothing here changes when an author changes a question.
"""

from functools import cache

from playwright.sync_api import Locator, Page

from ess_region import predictions, quiz
from ess_region.paths import EXERCISES
from ess_region.quiz import Question

from .support import CHAPTERS, SLUGS


@cache
def banks() -> dict[str, tuple[Question, ...]]:
    """The quizzes of the chapters, by slug."""
    return {slug: quiz.load(slug) for slug in quiz.slugs() if slug in CHAPTERS}


def a_question(kind: str) -> tuple[str, Question]:
    """The first question of this type, and the page it is on."""
    for slug, questions in banks().items():
        for question in questions:
            if question.type == kind:
                return slug, question
    raise AssertionError(f"aucune question de type {kind} dans le livre")


def all_predictions() -> list[predictions.Prediction]:
    """The predictions of the pages of the book."""
    with_file = [slug for slug in SLUGS if (EXERCISES / slug / "predictions.yml").is_file()]
    return [one for slug in with_file for one in predictions.load(slug)]


def a_prediction(form: str) -> tuple[str, predictions.Prediction]:
    """The first prediction of this form, and the page it is on."""
    for prediction in all_predictions():
        if prediction.form == form:
            slug = max((slug for slug in SLUGS if prediction.id.startswith(f"{slug}-")), key=len)
            return slug, prediction
    raise AssertionError(f"aucune prévision de forme {form} dans le livre")


Answer = list[str] | dict[str, str] | str


def right(question: Question) -> Answer:
    """The right answer: keys to tick, the choice of each row, keys in order, or the number to type."""
    if question.type == "ordre":
        return [row.key for row in question.rows]
    if question.rows:
        return {row.key: row.right for row in question.rows}
    if question.answers:
        return [answer.key for answer in question.answers if answer.right]
    return f"{question.value:.12g}".replace(".", ",")


def wrong(question: Question) -> Answer:
    """An answer with nothing right in it."""
    if question.type == "ordre":
        keys = [row.key for row in question.rows]
        return [*keys[1:], keys[0]]
    if question.rows:
        return {row.key: next(one.key for one in row.answers if not one.right) for row in question.rows}
    if question.answers:
        return [next(answer.key for answer in question.answers if not answer.right)]
    far = question.value + 10 * max(question.tolerance, question.near or 0, 1)
    return f"{far:.12g}".replace(".", ",")


def fieldset(page: Page, question: Question) -> Locator:
    return page.locator(f'fieldset[data-question="{question.id}"]')


def fill(box: Locator, answer: Answer) -> None:
    """Put this answer in a question, in place of what is there."""
    if isinstance(answer, dict):
        for row, choice in answer.items():
            field = box.locator(f'select[data-ligne="{row}"]')
            if field.count():
                field.select_option(choice)
            else:
                box.locator(f'input[data-ligne="{row}"][value="{choice}"]').check()
        return
    if box.get_attribute("data-type") == "ordre":
        for rank, key in enumerate(answer):
            row = box.locator(f'[data-key="{key}"]')
            while row.evaluate("(el) => [...el.parentElement.children].indexOf(el)") > rank:
                row.locator('[data-by="-1"]').click()
        return
    if isinstance(answer, str):
        box.locator(".quiz-number input").fill(answer)
        return
    for ticked in box.locator("input[type=checkbox]:checked").all():
        ticked.uncheck()
    for key in answer:
        box.locator(f'input[value="{key}"]').check()


def submit(box: Locator, answer: Answer) -> None:
    fill(box, answer)
    box.get_by_role("button", name="Vérifier").click()


def verdict(box: Locator) -> Locator:
    return box.locator(".quiz-verdict")
