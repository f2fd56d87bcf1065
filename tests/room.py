"""A room of people, each with a state of their own, and what their answers must add up to."""

import random
from collections import Counter
from typing import Any

from ess_region import codes, draws, grading, inline, quiz
from ess_region.quiz import Question
from ess_region.widgets import Assessment

LABELS = {"right": "Juste", "partial": "Juste en partie", "wrong": "À revoir"}
NUMBERS = {"juste": "Juste", "proche": "Proche", "trop_bas": "Trop bas", "trop_haut": "Trop haut"}
NOTHING = "Sans réponse"


def _answer(question: Question, chance: random.Random) -> Any:
    """Any answer that the page accepts."""
    if question.type in codes.ONE_CHOICE:
        return chance.choice(question.answers).key
    if question.type == "choix_multiple":
        return [one.key for one in question.answers if chance.random() < 0.5] or [question.answers[0].key]
    if question.type == "numerique":
        off = chance.choice([0, 0, question.near or 0, 9 * abs(question.value) + 9, -9 * abs(question.value) - 9])
        return f"{question.value + off:.12g}".replace(".", ",")
    if question.type == "ordre":
        keys = [row.key for row in question.rows]
        return keys if chance.random() < 0.4 else chance.sample(keys, len(keys))
    right = chance.random() < 0.4
    return {row.key: row.right if right else chance.choice(row.answers).key for row in question.rows}


def _label(question: Question, value: Any) -> str:
    """What the room's page must say of a first answer: told from the bank, not from the code."""
    if question.type in codes.ONE_CHOICE:
        return next(inline.plain(one.text) for one in question.answers if one.key == value)
    result = grading.grade(question.model(light=True), value)
    return NUMBERS[result["feedback"][0]] if question.type == "numerique" else LABELS[result["status"]]


def quiz_room(slug: str, people: int, seed: int = 1) -> tuple[list[dict], dict[str, Counter], int]:
    """States of people who did a quiz; for each question, label → how many; how many right answers in all.

    Some left questions empty, some tried again: their last answer is not the first one.
    """
    chance = random.Random(seed)
    bank = quiz.load(slug)
    expected: dict[str, Counter] = {question.id: Counter() for question in bank}
    states, right = [], 0
    for _ in range(people):
        records = {}
        for question in bank:
            if chance.random() < 0.15:
                expected[question.id][NOTHING] += 1
                continue
            first = _answer(question, chance)
            model = question.model(light=True)
            good = grading.grade(model, first)["status"] == "right"
            right += good
            expected[question.id][_label(question, first)] += 1
            record = {"valeur": first, "essais": 1, "premier": good, "juste": good, "quand": "2026-11-20T09:00:00Z"}
            if not good and chance.random() < 0.5:
                last = _answer(question, chance)
                record |= {"valeur": last, "initiale": first, "essais": 2, "juste": grading.grade(model, last)["status"] == "right"}
            records[question.id] = record
        states.append({"version": 1, "reponses": records})
    return states, expected, right


def final_room(people: int, seed: int = 2) -> tuple[list[dict], dict[str, Counter], dict[str, int]]:
    """States of people who did the final test, two thirds of them the first one too; what each question must say; the sums."""
    chance = random.Random(seed)
    widget = Assessment("evaluation")
    bank = {question.id: question for slug in dict.fromkeys(one["chapitre"] for one in widget.pool) for question in quiz.load(slug)}
    pool = [draws.Drawable(one["id"], one["chapitre"], one["groupe"], one["decide"]) for one in widget.pool]
    expected: dict[str, Counter] = {}
    sums = Counter()
    states = []
    for person in range(people):
        drawn = draws.draw(pool, widget.counts, chance.randrange(2**31))
        answers, score = {}, 0
        for id in drawn:
            label = NOTHING
            if chance.random() > 0.1:
                answers[id] = _answer(bank[id], chance)
                label = _label(bank[id], answers[id])
                score += grading.grade(bank[id].model(light=True), answers[id])["status"] == "right"
            expected.setdefault(id, Counter())[label] += 1
        tests: dict[str, Any] = {"evaluation": {"encours": {"questions": drawn, "reponses": answers, "fini": True, "tour": 1}}}
        sums["right"] += score
        if person % 3:
            before = chance.randrange(11)
            tests["positionnement"] = {"premier": {"score": before, "total": 10, "quand": "2026-11-19T09:00:00Z"}}
            sums.update(people=1, before=before, after=score)
        states.append({"version": 1, "epreuves": tests})
    return states, expected, dict(sums)
