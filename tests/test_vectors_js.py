"""Rules shared with the browser: the same vectors, run in Chromium against the JavaScript modules.

The Python side of each file is tested beside the code it proves (`test_quiz.py`, …).
"""

import pytest
from js_vectors import differences, load


def test_grade(run):
    data = load("grading")
    calls = [[data["questions"][v["question"]], v["value"]] for v in data["vectors"]]
    assert differences(data["vectors"], run("widgets/shared/grading", "m.grade(...a)", calls)) == []


def test_grade_would_catch_a_difference(run):
    data = load("grading")
    wrong = {**data["questions"]["pourcentage"], "tolerance": 0.4}
    [result] = run("widgets/shared/grading", "m.grade(...a)", [[wrong, "13,4"]])
    assert result["status"] != "right"


def test_compare_prediction(run):
    vectors = load("grading")["compare_prediction"]
    calls = [[v["target"], v["value"], v["near"]] for v in vectors]
    assert differences(vectors, run("widgets/shared/grading", "m.comparePrediction(...a)", calls)) == []


def test_compare_ranking(run):
    vectors = load("grading")["compare_ranking"]
    calls = [[v["expected"], v["proposed"]] for v in vectors]
    assert differences(vectors, run("widgets/shared/grading", "m.compareRanking(...a)", calls)) == []


# -- sentences of the widgets, written in the browser only --------------------------------------

NB, NN = "\u00a0", "\u202f"


def test_gap_sentence(run):
    calls = [[8, 13.9, f"13,9{NB}%", "%"], [13.9, 13.9, f"13,9{NB}%", "%"], [2, 2.37, "2,37 millions", "millions"]]
    assert run("widgets/predict", "m.gapSentence(...a)", calls) == [
        f"Vous avez dit 8{NB}%{NN}; la donnée est 13,9{NB}%. Écart{NB}: 5,9{NB}points.",
        f"Vous avez dit 13,9{NB}%{NN}; la donnée est 13,9{NB}%. Aucun écart.",
        f"Vous avez dit 2{NB}millions{NN}; la donnée est 2,37 millions. Écart{NB}: 0,37{NB}million.",
    ]


def test_gap_has_no_noise(run):
    vectors = load("grading")["gap"]
    calls = [[v["value"], v["target"]] for v in vectors]
    assert differences(vectors, run("widgets/predict", "m.gap(...a)", calls)) == []


def test_units_agree_with_the_amount(run):
    calls = [[1.5, "points"], [2, "points"], [1, "millions d’euros"], [1, "mois"], [1, "%"], [3, ""], [0, "salariés"]]
    assert run("widgets/predict", "m.unitFor(...a)", calls) == [
        "point", "points", "million d’euros", "mois", "%", "", "salarié",
    ]  # fmt: skip


def test_ranking_sentences(run):
    calls = [[{"exact": 5, "total": 0}, 5], [{"exact": 1, "total": 6}, 5], [{"exact": 0, "total": 12}, 5]]
    assert run("widgets/predict", "m.rankingSentence(...a)", calls) == [
        "Votre classement est celui de la donnée.",
        "1 élément sur 5 est à sa place.",
        "Aucun élément n’est à sa place.",
    ]
    assert run("widgets/predict", "m.rankingVerdict(...a)", calls) == ["exact", "loin", "loin"]


def test_score_sentence(run):
    calls = [
        [{"total": 8, "done": 0, "first": 0, "later": 0}],
        [{"total": 8, "done": 1, "first": 1, "later": 0}],
        [{"total": 8, "done": 8, "first": 6, "later": 0}],
        [{"total": 8, "done": 8, "first": 1, "later": 2}],
    ]
    assert run("widgets/quiz", "m.scoreSentence(...a)", calls) == [
        "",
        "1 question répondue sur 8.",
        "6 réponses justes sur 8 au premier essai.",
        "1 réponse juste sur 8 au premier essai, et 2 de plus en réessayant.",
    ]


def test_first_attempt_is_what_counts(run):
    first, second = {"valeur": "a", "essais": 1, "premier": False, "juste": False, "quand": "t"}, ["b", "right", "u"]
    [record] = run("widgets/shared/question", "m.attempt(...a)", [[first, *second]])
    assert record == {"initiale": "a", "valeur": "b", "essais": 2, "premier": False, "juste": True, "quand": "u"}
    [record] = run("widgets/shared/question", "m.attempt(...a)", [[record, "c", "wrong", "v"]])
    assert (record["initiale"], record["essais"]) == ("a", 3)
    # Two attempts before the first answer was kept: it stays unknown.
    [record] = run("widgets/shared/question", "m.attempt(...a)", [[{**first, "essais": 2}, *second]])
    assert "initiale" not in record
    [record] = run("widgets/shared/question", "m.attempt(...a)", [[None, *second]])
    assert (record["essais"], record["premier"]) == (1, True)


@pytest.mark.parametrize(
    "stored",
    [None, {}, {"valeur": "zz"}, {"valeur": 3}, {"valeur": ["a"]}, "foreign", [], 12],
)
def test_a_stored_answer_that_no_longer_fits_is_left_aside(run, stored):
    question = load("grading")["questions"]["unique"]
    assert run("widgets/shared/question", "m.valid(...a)", [[question, stored]]) == [False]


# -- draws ----------------------------------------------------------------------------------------


def test_draws(run):
    vectors = load("draw")
    pool = vectors["pool"]
    calls = [[pool, one["counts"], one["seed"], one["asked"]] for one in vectors["draw"]]
    assert differences(vectors["draw"], run("widgets/shared/draw", "m.draw(...a)", calls)) == []
    calls = [[one["items"], one["seed"], one["text"]] for one in vectors["shuffled"]]
    assert differences(vectors["shuffled"], run("widgets/shared/seed", "m.shuffled(...a)", calls)) == []
    calls = [[one["seed"], one["text"]] for one in vectors["generator"]]
    three = "((next) => [next(), next(), next()].map((x) => Number(x.toFixed(12))))(m.generator(...a))"
    assert differences(vectors["generator"], run("widgets/shared/seed", three, calls)) == []


# -- codes of answers -------------------------------------------------------------------------------


def test_codes_are_written_and_read_alike(run):
    vectors = load("codes")
    calls = [[one["sheet"], one["sizes"], one["ranks"], one["before"]] for one in vectors["write"]]
    assert differences(vectors["write"], run("widgets/shared/codes-draw", "m.writeDrawn(...a)", calls)) == []
    pages = [{**one["sheet"], "tailles": one["sizes"]} for one in vectors["write"]]
    calls = [[page, one["expect"]] for page, one in zip(pages, vectors["write"], strict=True)]
    back = run("widgets/shared/codes-read", "m.readCode(...a)", calls)
    assert back == [{"ranks": one["ranks"], "before": one["before"]} for one in vectors["write"]]


def test_characters_of_codes(run):
    vectors = load("codes")
    for module, name, key in (("codes", "check", "body"), ("codes-read", "normal", "text"), ("codes-read", "sound", "code")):
        results = run(f"widgets/shared/{module}", f"m.{name}(...a)", [[one[key]] for one in vectors[name]])
        assert differences(vectors[name], results) == []


def test_ranks_of_first_answers(run):
    vectors = load("codes")
    calls = [[vectors["questions"][one["question"]], one["record"]] for one in vectors["rank"]]
    assert differences(vectors["rank"], run("widgets/shared/codes", "m.rank(...a)", calls)) == []
