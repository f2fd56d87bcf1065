"""Codes of answers: short, sound, never misread. The browser's twin: `test_vectors_js.py`."""

import random

import pytest
from js_vectors import differences, load

from ess_region import codes, draws, quiz, toc
from ess_region.errors import ContentError
from ess_region.widgets import Assessment, Quiz, RoomResults
from ess_region.widgets.assessment import code_sheet, questions

VECTORS = load("codes")
GOOD = VECTORS["write"][2]["expect"]


def made(vector) -> codes.Sheet:
    """A sheet whose prefix is that of the vector."""
    sheet = codes.Sheet("", tuple(("", "", size, "") for size in vector["sizes"]), vector["sheet"]["tirage"], vector["sheet"]["avant"])
    sheet.__dict__["prefix"] = vector["sheet"]["prefixe"]
    return sheet


def test_writing():
    results = [codes.write(made(v), v["ranks"], v["before"]) for v in VECTORS["write"]]
    assert differences(VECTORS["write"], results) == []


def test_reading_gives_back_what_was_written():
    for vector in VECTORS["write"]:
        typed = codes.spelled(vector["expect"]).lower().replace("0", "o").replace("1", "l")
        assert codes.read(made(vector), typed) == (vector["ranks"], vector["before"])


def test_characters():
    for name, function, key in (("check", codes.check, "body"), ("normal", codes.normal, "text"), ("sound", codes.sound, "code")):
        assert differences(VECTORS[name], [function(vector[key]) for vector in VECTORS[name]]) == []


def test_ranks():
    results = [codes.rank(VECTORS["questions"][v["question"]], v["record"]) for v in VECTORS["rank"]]
    assert differences(VECTORS["rank"], results) == []


def test_any_wrong_character_and_any_two_neighbours_exchanged_are_seen():
    for code in (vector["expect"] for vector in VECTORS["write"]):
        for place, char in enumerate(code):
            others = [other for other in codes.ALPHABET if other != char]
            assert not any(codes.sound(code[:place] + other + code[place + 1 :]) for other in others)
        for place in range(len(code) - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or not codes.sound(swapped)


def test_another_length_or_an_impossible_value_is_refused():
    sheet = made(VECTORS["write"][2])
    assert codes.read(sheet, GOOD) is not None
    body = sheet.prefix + "ZZZZZ"
    for wrong in (GOOD[:-1], GOOD + "0", "", sheet.prefix, body + codes.check(body)):
        assert codes.read(sheet, wrong) is None


def test_the_code_of_a_quiz_is_short():
    for slug in quiz.slugs():
        sheet = codes.sheet(slug, quiz.load(slug))
        assert codes.width(sheet) <= 16
        if len(sheet.items) <= 10:
            assert codes.width(sheet) <= 14


def test_the_final_test_holds_its_draw_and_the_score_before():
    pooled = questions("evaluation")
    sheet = code_sheet("evaluation", "evaluation", pooled, 20)
    assert codes.width(sheet) <= 32
    pool = [one.drawable() for one in pooled]
    chance = random.Random(7)
    for seed in range(20):
        drawn = draws.draw(pool, {"Agir": 20}, seed)
        assert len(drawn) == 20
        ranks = [chance.randrange(size + 2) if one.id in drawn else None for one, size in zip(pool, sheet.sizes, strict=True)]
        before = chance.choice([None, *range(11)])
        assert codes.read(sheet, codes.write(sheet, ranks, before)) == (ranks, before)


def test_the_print_follows_the_questions():
    bank = quiz.load("definition")
    first = codes.sheet("definition", bank).prefix
    assert first[:4] == codes.ALPHABET[codes.VERSION] + codes.page_mark("definition")
    others = {codes.sheet("definition", some).prefix for some in (bank[1:], bank[::-1], bank[:-1])}
    assert first not in others and len(others) == 3
    assert {prefix[:4] for prefix in others} == {first[:4]}


def test_two_pages_with_the_same_mark_are_refused(monkeypatch):
    codes.check_marks([entry.slug for entry in toc.entries()])
    monkeypatch.setattr(codes, "page_mark", lambda slug: "000")
    with pytest.raises(ContentError, match="mêmes codes"):
        codes.check_marks(["une", "deux"])


def test_the_room_reads_what_the_pages_write():
    pages = {page["slug"]: page for page in RoomResults().pages}
    quizzes = [Quiz(slug) for slug in quiz.slugs() if slug in pages and pages[slug]["genre"] == "quiz"]
    tests = [Assessment("positionnement"), Assessment("evaluation")]
    tests += [Assessment("point", part) for part in dict.fromkeys(entry.part for entry in toc.entries() if toc.is_chapter(entry))]
    assert len(quizzes) + len(tests) + 1 == len(pages)
    for widget in (*quizzes, *tests):
        page = pages[widget.slug if isinstance(widget, Quiz) else widget.key]
        assert {key: page[key] for key in widget.code} == widget.code
        assert page["ids"] == [question["id"] for question in widget.questions]
