"""What a learner does with each widget, for the tests that need to do it.

Right and wrong answers are read from the banks: nothing here changes when an author changes a question.
"""

from functools import cache

from playwright.sync_api import Locator, Page

from ess_region import predictions, quiz
from ess_region.paths import EXERCISES
from ess_region.quiz import Question

from .support import SLUGS


@cache
def banks() -> dict[str, tuple[Question, ...]]:
    """The quizzes of the pages of the book, by slug."""
    return {slug: quiz.load(slug) for slug in quiz.slugs() if slug in SLUGS}


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


def right(question: Question) -> list[str] | str:
    """The right answer: keys to tick, or the number to type."""
    if question.answers:
        return [answer.key for answer in question.answers if answer.right]
    return f"{question.value:g}".replace(".", ",")


def wrong(question: Question) -> list[str] | str:
    """An answer with nothing right in it."""
    if question.answers:
        return [next(answer.key for answer in question.answers if not answer.right)]
    far = question.value + 10 * max(question.tolerance, question.near or 0, 1)
    return f"{far:g}".replace(".", ",")


def fieldset(page: Page, question: Question) -> Locator:
    return page.locator(f'fieldset[data-question="{question.id}"]')


def fill(box: Locator, answer: list[str] | str) -> None:
    """Put this answer in a question, in place of what is there."""
    if isinstance(answer, str):
        box.locator("input").fill(answer)
        return
    for ticked in box.locator("input[type=checkbox]:checked").all():
        ticked.uncheck()
    for key in answer:
        box.locator(f'input[value="{key}"]').check()


def submit(box: Locator, answer: list[str] | str) -> None:
    fill(box, answer)
    box.get_by_role("button", name="Vérifier").click()


def verdict(box: Locator) -> Locator:
    return box.locator(".quiz-verdict")
