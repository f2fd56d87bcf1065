"""What a learner does with each widget, for the tests that need to do it.

Right and wrong answers are read from the banks: nothing here changes when an author changes a question.
"""

from functools import cache

from playwright.sync_api import Locator, Page

from ess_region import predictions, quiz
from ess_region.paths import EXERCISES
from ess_region.quiz import Question

from .support import CHAPTERS, SLUGS, press, tab_to


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
        shown = box.locator("[data-key]").evaluate_all("all => all.map((el) => el.dataset.key)")
        if shown == answer:
            # Already so: one line goes down and up again, as an answer of one's own.
            for by in ("1", "-1"):
                box.locator(f'[data-key="{answer[0]}"] [data-by="{by}"]').click()
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
    box.get_by_role("button", name="Vérifier", exact=True).click()


def verdict(box: Locator) -> Locator:
    return box.locator(".quiz-verdict")


# -- with the keyboard alone -------------------------------------------------------------------


def _choose(page: Page, radios: Locator, key: str) -> None:
    """In a group of radio buttons that has the focus, with the arrows."""
    order = radios.evaluate_all("all => all.map((el) => el.value)")
    press(page, "Space", *["ArrowDown"] * order.index(key))


def type_answer(page: Page, box: Locator, answer: Answer) -> None:
    """Put this answer in a question that is after the focus; the focus stays in it."""
    kind = box.get_attribute("data-type")
    if kind == "ordre":
        touched = False
        for rank, key in enumerate(answer):
            here = box.locator("[data-key]").evaluate_all("all => all.map((el) => el.dataset.key)").index(key)
            if here > rank:
                tab_to(page, box.locator(f'[data-key="{key}"] [data-by="-1"]'), limit=30)
                press(page, *["Enter"] * (here - rank))
                touched = True
        if not touched:
            # The order shown is the right one: moved, then put back, it becomes an answer.
            row = box.locator(f'[data-key="{answer[0]}"]')
            tab_to(page, row.locator('[data-by="1"]'), limit=12)
            page.keyboard.press("Enter")
            tab_to(page, row.locator('[data-by="-1"]'), limit=3, back=True)
            page.keyboard.press("Enter")
    elif isinstance(answer, dict):
        for row, choice in answer.items():
            field = box.locator(f'select[data-ligne="{row}"]')
            if field.count():
                tab_to(page, field, limit=12)
                options = field.locator("option").evaluate_all("all => all.map((el) => el.value)")
                press(page, *["ArrowDown"] * options.index(choice))
            else:
                radios = box.locator(f'input[data-ligne="{row}"]')
                tab_to(page, radios, limit=12)
                _choose(page, radios, choice)
    elif isinstance(answer, str):
        tab_to(page, box.locator(".quiz-number input"), limit=12)
        page.keyboard.type(answer)
    elif kind == "choix_multiple":
        order = box.locator("input[type=checkbox]").evaluate_all("all => all.map((el) => el.value)")
        for key in order:
            if key in answer:
                tab_to(page, box.locator(f'input[value="{key}"]'), limit=12)
                page.keyboard.press("Space")
    else:
        radios = box.locator("input[type=radio]")
        tab_to(page, radios, limit=12)
        _choose(page, radios, answer[0])
