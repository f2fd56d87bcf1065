"""Tests drawn from the banks: the same draw everywhere, balanced, and never the same questions first."""

import json
from pathlib import Path

import pytest

from ess_region import draws, quiz, toc
from ess_region.widgets import Assessment
from ess_region.widgets.assessment import KINDS

VECTORS = json.loads((Path(__file__).parent / "vectors" / "draw.json").read_text(encoding="utf-8"))
POOL = [draws.Drawable(one["id"], one["chapitre"], one["groupe"], one["decide"]) for one in VECTORS["pool"]]
PARTS = [entry.part for entry in toc.entries() if toc.is_chapter(entry)]


def test_generator_and_shuffle():
    for vector in VECTORS["generator"]:
        number = draws.generator(vector["seed"], vector["text"])
        assert [round(number(), 12) for _ in vector["expect"]] == vector["expect"]
    for vector in VECTORS["shuffled"]:
        assert draws.shuffled(vector["items"], vector["seed"], vector["text"]) == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["draw"], ids=lambda v: f"{v['counts']}-{v['seed']}")
def test_draw(vector):
    drawn = draws.draw(POOL, vector["counts"], vector["seed"], vector["asked"])
    assert drawn == vector["expect"]
    assert len(drawn) == len(set(drawn))


def test_a_draw_is_spread_over_chapters_and_levels():
    drawn = draws.draw(POOL, {"C": 6}, 11)
    chosen = [one for one in POOL if one.id in drawn]
    assert sorted(one.chapter for one in chosen) == ["cinq", "cinq", "quatre", "quatre", "six", "six"]
    assert sum(one.hard for one in chosen) >= 3


def test_what_was_asked_comes_last():
    first = draws.draw(POOL, {"A": 4}, 3)
    second = draws.draw(POOL, {"A": 4}, 4, first)
    assert not set(first) & set(second)


def test_shares_follow_the_chapters():
    assert draws.shares(["a", "a", "b"], 6) == {"a": 4, "b": 2}
    assert draws.shares(["a"] * 9 + ["b"], 5) == {"a": 4, "b": 1}
    assert sum(draws.shares(PARTS, 20).values()) == 20
    assert min(draws.shares(PARTS, 20).values()) >= 1


def test_the_pool_varies_the_types_and_keeps_those_where_one_decides():
    for slug in quiz.slugs():
        bank = quiz.load(slug)
        kept = draws._varied(bank, 4)
        assert len(kept) == min(4, len(bank))
        assert len({question.type for question in kept}) >= min(3, len({question.type for question in bank}))


@pytest.mark.parametrize("part", dict.fromkeys(PARTS))
def test_each_part_can_be_reviewed(part):
    widget = Assessment("point", part)
    assert sum(widget.counts.values()) == max(KINDS["point"]["total"], PARTS.count(part))
    assert {one["groupe"] for one in widget.pool} == widget.counts.keys() == widget.titles.keys()


def test_the_final_test_covers_every_part():
    widget = Assessment("evaluation")
    assert widget.counts.keys() == set(PARTS)
    assert widget.static_html().count("<fieldset ") == len(widget.pool) >= 20
    shown = widget.static_html().partition("<template")[0]
    assert shown.count("<fieldset ") == 20


def test_positioning_sends_to_chapters_of_every_part():
    widget = Assessment("positionnement")
    assert len(widget.pool) == 10
    assert widget.counts.keys() == set(PARTS)
    assert set(widget.titles) <= {entry.slug for entry in toc.entries() if toc.is_chapter(entry)}


def test_no_answer_can_be_read_in_the_page():
    widget = Assessment("evaluation")
    html = widget._root_html(model=True)
    for question in quiz.load("definition"):
        assert question.explanation[:40] not in html
        for answer in question.answers:
            assert answer.feedback[:40] not in html
