"""Votes: which questions, what is on the page before any script, what is printed, and the rules of the browser."""

import codecs
import json
import re
from dataclasses import replace
from html import unescape

import pytest

from ess_region import paths, quiz, toc, votes
from ess_region.widgets import Vote, VoteCards

NB = "\u00a0"
MODULE = "widgets/vote"


@pytest.fixture(scope="module")
def widget():
    return Vote()


@pytest.fixture(scope="module")
def cards():
    return VoteCards().static_html()


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# -- which questions -------------------------------------------------------------------------------


def test_every_question_with_one_answer_can_be_voted_and_no_other(widget):
    slugs = [entry.slug for entry in toc.entries() if (paths.EXERCISES / entry.slug / "quiz.yml").is_file()]
    expected = [one.id for slug in slugs for one in quiz.load(slug) if one.type in ("choix_unique", "vrai_faux")]
    assert [one["id"] for one in widget.questions] == expected
    assert [slug for slug, _ in widget.pages] == [slug for slug in slugs if any(id.startswith(f"{slug}-") for id in expected)]


def test_six_answers_are_one_too_many():
    one = next(one for one in quiz.load("modele") if one.type == "choix_unique")
    assert votes.can_be_voted(replace(one, answers=(one.answers * 5)[:5]))
    assert not votes.can_be_voted(replace(one, answers=(one.answers * 6)[:6]))
    assert not votes.can_be_voted(replace(one, type="choix_multiple"))


def test_the_key_of_each_question(widget):
    banks = {question.id: question for bank in votes.banks() for question in bank.questions}
    for one in widget.questions:
        question = banks[one["id"]]
        assert question.answers[one["juste"]].right
        assert len(one["retours"]) == len(question.answers)
        assert re.match(r"[a-z-]+\.html#", one["lien"])
    assert votes.address("definition-01") == "animer-vote.html#vote-definition-01"


# -- before any script -----------------------------------------------------------------------------


def test_the_page_has_every_question_and_no_key(widget):
    html = widget.static_html()
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    for bank in votes.banks():
        for question in bank.questions:
            assert f'id="vote-{question.id}"' in html
            assert html.count(quiz.neutral(question.answers[0].text)) >= 1
    for one in widget.questions:
        assert one["explication"] not in html
        assert not any(text in html for text in one["retours"])
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_model_is_not_readable_at_a_glance(widget):
    html = widget._root_html(model=True)
    text = re.search(r'<script type="text/plain" class="ess-model">(.*?)</script>', html, re.S)[1]
    assert "juste" not in text
    model = json.loads(codecs.decode(text, "rot13"))
    assert model["questions"] == widget.questions and model["votes"] == {}
    assert repr(widget) == f"Vote({len(widget.pages)} pages)"


def test_five_cards_three_words_and_a_sheet(cards):
    assert re.findall(r'aria-label="(Carte [^"]+)"', cards) == [
        "Carte A, rond", "Carte B, carré", "Carte C, triangle", "Carte D, losange", "Carte E, étoile",
        "Carte Oui, rond coché", "Carte Non, carré barré", "Carte Pas encore, sablier",
    ]  # fmt: skip
    shapes = re.findall(r'<g class="vote-forme [^>]+>(.*?)</g>', cards)
    assert len(set(shapes)) == 8
    assert not re.search(r"\sstyle=|<script|\son[a-z]+=", cards)
    assert cards.count("<tbody>") == 8 and cards.count('rowspan="2"') == 8
    assert "Question 8" in words(cards)


# -- the browser's rules -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "cases"),
    [
        ("m.whole(...a)", [(["12"], 12), ([""], 0), (["-3"], 0), (["2,5"], 0), ([2.9], 2), (["1e9"], 999), (["x"], 0)]),
        (
            "m.sound(...a)",
            [
                ([None, 2], {"un": [0, 0], "deux": [0, 0], "etape": 1}),
                ([{"un": [3, 4], "deux": [1, 6], "etape": 4}, 2], {"un": [3, 4], "deux": [1, 6], "etape": 4}),
                ([{"un": [3], "deux": "x", "etape": 9}, 2], {"un": [3, 0], "deux": [0, 0], "etape": 1}),
                ([{"un": [-1, 1.5, 4], "deux": {}, "etape": "2"}, 3], {"un": [0, 0, 4], "deux": [0, 0, 0], "etape": 1}),
                (["x", 1], {"un": [0], "deux": [0], "etape": 1}),
                ([[1], 1], {"un": [0], "deux": [0], "etape": 1}),
            ],
        ),
        (
            # The right answer, the first vote, the second one.
            "m.toDiscuss(...a)",
            [
                ([0, [5, 3, 2], [8, 1, 4]], [2]),
                ([0, [5, 3, 2], [8, 2, 2]], [1]),
                ([0, [5, 2, 2], [8, 2, 2]], [1, 2]),
                ([0, [5, 3, 2], [9, 0, 0]], []),
                ([0, [5, 3, 2], [0, 0, 0]], [1]),
                ([2, [9, 0, 1], [0, 0, 0]], [0]),
                ([0, [0, 0], [0, 0]], []),
            ],
        ),
        ("m.countWords(...a)", [([6, 20], f"6{NB}voix, 30{NB}%"), ([1, 3], f"1{NB}voix, 33{NB}%"), ([0, 0], f"0{NB}voix")]),
        ("m.gapWords(...a)", [([6, 9], "+3"), ([9, 6], "−3"), ([4, 4], "pareil")]),
        (
            "m.totalWords(...a)",
            [
                ([[6, 4], [5, 4]], f"10{NB}voix avant la discussion, 9{NB}voix après."),
                ([[6, 4], [0, 0]], f"10{NB}voix au premier vote. Le second n’est pas compté."),
                ([[0, 0], [1, 4]], f"5{NB}voix au second vote. Le premier n’est pas compté."),
                ([[0, 0], [0, 0]], "Aucune voix n’est comptée."),
            ],
        ),
        ("m.clockWords(...a)", [([120], "2:00"), ([5], "0:05"), ([61], "1:01")]),
        (
            "m.tableRows(...a)",
            [
                (
                    [[{"page": "P", "question": "Q", "reponses": ["=1+1", "b"], "juste": 1, "un": [1, 2], "deux": [0, 3]}]],
                    [
                        ["Page", "Question", "Lettre", "Réponse", "Avant", "Après", "Juste"],
                        ["P", "Q", "A", "=1+1", 1, 0, "non"],
                        ["P", "Q", "B", "b", 2, 3, "oui"],
                    ],
                )
            ],
        ),
    ],
)
def test_rules_of_the_browser(run, expression, cases):
    assert run(MODULE, expression, [list(call) for call, _ in cases]) == [expected for _, expected in cases]
