"""The verdict engine: the shared vectors in Python and in the browser, and what a bad file says."""

import itertools
import json
from pathlib import Path

import pytest

from ess_region.content import load_yaml
from ess_region.errors import ContentError
from ess_region.paths import EXERCISES
from ess_region.verdict import Rules, evaluate, load_cases, load_rules

HERE = Path(__file__).parent
DATA = json.loads((HERE / "vectors" / "verdict.json").read_text(encoding="utf-8"))
VECTORS = DATA["vectors"]
CHAPTERS = ("definition", "levier-cooperation", "levier-innovation")
REAL = {slug: load_rules(EXERCISES / slug / "verdict.yml") for slug in CHAPTERS}


def rules_of(vector):
    name = vector["rules"]
    return REAL[name] if name in REAL else Rules(DATA["rules"][name])


def arguments(vector):
    """The vector's answers, and its conclusion when it is not that of the rules."""
    return [vector["answers"], *([vector["conclusion"]] if "conclusion" in vector else [])]


def only(expect, result):
    """What `expect` names, taken from a result."""
    conditions = {found["id"]: found for found in result["conditions"]}
    columns = {"values": "value", "reasons": "reason", "levels": "level"}
    got = {}
    for key, wanted in expect.items():
        if key in columns:
            got[key] = {id: conditions[id][columns[key]] for id in wanted}
        else:
            got[key] = result[key]
    return got


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['rules']}-{'-'.join(v['answers'].values())}")
def test_vectors(vector):
    result = evaluate(rules_of(vector), *arguments(vector)).to_json()
    assert only(vector["expect"], result) == vector["expect"]


def test_there_are_enough_vectors():
    assert len(VECTORS) >= 90
    for slug in CHAPTERS:
        expected = {v["expect"]["value"] for v in VECTORS if v["rules"] == slug}
        assert expected >= {"oui", "non", "inconnu"}


def test_vectors_in_the_browser(run):  # noqa: F811
    calls = [[rules_of(v).content, *arguments(v)] for v in VECTORS]
    results = run("widgets/shared/verdict", "m.evaluate(...a)", calls)
    assert [only(v["expect"], r) for v, r in zip(VECTORS, results, strict=True)] == [v["expect"] for v in VECTORS]


@pytest.mark.parametrize("slug", CHAPTERS)
def test_both_sides_agree_on_the_real_rules(run, slug):  # noqa: F811
    """Each first answer crossed with each of the others, one or two at a time: the whole result is the same."""
    rules = REAL[slug]
    content = rules.content
    questions = content["questions"]
    answers = []
    for first in questions[0]["options"]:
        base = {questions[0]["id"]: first["id"]}
        answers.append(base)
        full = {**base, **{q["id"]: q["options"][0]["id"] for q in questions[1:]}}
        for question in questions[1:]:
            for option in question["options"]:
                answers += [{**base, question["id"]: option["id"]}, {**full, question["id"]: option["id"]}]
    for conclusion in (content["conclusion"], *(one["conclusion"] for one in rules.also)):
        results = run("widgets/shared/verdict", "m.evaluate(...a)", [[content, a, conclusion] for a in answers])
        assert results == [evaluate(rules, a, conclusion).to_json() for a in answers]


def test_completing_an_answer_never_turns_a_verdict_around():
    """A settled verdict is sound: whatever is learnt later, it stays."""
    rules = load_rules(EXERCISES / "definition" / "verdict.yml")
    questions = {q["id"]: [o["id"] for o in q["options"]] for q in rules.content["questions"]}
    sample = ["forme", "but", "benefices", "clause", "regles"]
    rest = {"gouvernance": "oui", "voix": "non", "participation": "oui", "reserves": "non", "utilite": "cohesion"}
    for values in itertools.product(*(questions[id] for id in sample)):
        answers = {**rest, **dict(zip(sample, values, strict=True))}
        full = evaluate(rules, answers).value
        for hidden in sample:
            partial = {id: value for id, value in answers.items() if id != hidden}
            before = evaluate(rules, partial).value
            assert before in ("inconnu", full) or answers[hidden] == "ne-sait-pas"


# -- a faulty file says where and what to do -----------------------------------------------------

GOOD = """\
sujet: le projet
conclusion: fin
questions:
  - id: a
    question: A ?
    options:
      - {id: oui, texte: Oui, effets: {a: oui}}
      - {id: non, texte: Non, effets: {a: non}}
      - {id: nsp, texte: Je ne sais pas}
conditions:
  - {id: fin, titre: Fin, tous: [a]}
  - {id: a, titre: A, article: ess-1, oui: Oui., non: Non., inconnu: On ne sait pas., demander: Demandez.}
verdicts:
  oui: {titre: Oui, texte: Oui.}
  non: {titre: Non, texte: Non.}
  inconnu: {titre: Inconnu, texte: Inconnu.}
textes:
  titre: Est-ce cela ?
  avis: {oui: Oui, non: Non, inconnu: Peut-être}
  question: Votre avis ?
  decrire: Décrire
  autre: Un autre
  grille: Les questions
  fictif: Tout est imaginaire.
"""

ALSO = """\
aussi:
  - conclusion: a
    question: Et ?
    verdicts: {oui: {titre: O, texte: O.}, non: {titre: N, texte: N.}, inconnu: {titre: I, texte: I.}}
textes:
"""

NUANCE = """\
nuances:
  - {id: n, verdict: non, question: a, reponses: [oui], titre: Presque, texte: Avec soin.}
verdicts:
"""


def read(tmp_path, text, **kwargs):
    file = tmp_path / "verdict.yml"
    file.write_text(text, encoding="utf-8")
    return load_rules(file, **kwargs)


def test_the_good_file_is_good(tmp_path):
    assert evaluate(read(tmp_path, GOOD), {"a": "oui"}).value == "oui"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("conclusion: fin", "conclusion: debut", 2, "n’est pas une condition"),
        ("conclusion: fin\n", "", 1, "il manque « conclusion »"),
        ("sujet: le projet", "subjet: le projet", 1, "clé inconnue « subjet »"),
        ("effets: {a: oui}", "effets: {z: oui}", 7, "condition inconnue « z »"),
        ("effets: {a: oui}", "effets: {fin: oui}", 7, "se déduit d’autres conditions"),
        ("effets: {a: oui}", "effets: {a: peut-être}", 7, "« oui », « non » ou « inconnu »"),
        ("textes:\n", "phrases:\n", 17, "clé inconnue « phrases »"),
        ("  decrire: Décrire\n", "", 18, "il manque « decrire »"),
        ("  avis: {oui: Oui, non: Non, inconnu: Peut-être}", "  avis: {oui: Oui, non: Non}", 19, "il manque « inconnu »"),
        ("  grille: Les questions", "  grille: [Les, questions]", 23, "doit être un texte"),
        ("article: ess-1, ", "reference: le décret, ", 12, "il manque « changements »"),
        ("textes:\n", "aussi:\n  - {conclusion: z, question: Et}\ntextes:\n", 18, "il manque « verdicts »"),
        ("textes:\n", ALSO.replace("conclusion: a", "conclusion: z"), 18, "condition inconnue « z »"),
        ("textes:\n", ALSO.replace("conclusion: a", "conclusion: fin"), 18, "en double"),
        ("textes:\n", ALSO.replace("non: {titre: N, texte: N.}, ", ""), 20, "il manque « non »"),
        ("effets: {a: oui}", "effets: [a]", 7, "s’écrit"),
        ("{id: nsp, texte: Je ne sais pas}", "{id: nsp, texte: Peut-être, effets: {a: non}}", 6, "ne sait pas"),
        ("id: non, texte: Non, effets", "id: oui, texte: Non, effets", 8, "en double"),
        ("tous: [a]", "tous: [b]", 11, "condition inconnue « b »"),
        ("tous: [a]", "tous: a", 11, "doit être une liste"),
        ("tous: [a]", "tous: [a], un: [a]", 11, "pas les deux"),
        ("tous: [a]", "tous: [fin, a]", 11, "dépend d’elle-même"),
        (", non: Non., inconnu", ", inconnu", 12, "il manque « non »"),
        (", demander: Demandez.", "", 12, "il manque « demander »"),
        ("article: ess-1, ", "", 12, "il manque « article »"),
        ("article: ess-1", "article: ess-999", 12, "article inconnu"),
        ("article: ess-1", "article: ess-1, changements: [U999]", 12, "changement inconnu"),
        ("article: ess-1", "article: ess-1, si: fin, sans_objet: Rien.", 11, "dépend d’elle-même"),
        ("    question: A ?", "    si: a\n    question: A ?", 5, "donnée plus loin"),
        ("verdicts:\n", "  - {id: b, titre: B, article: ess-1, oui: O., non: N., inconnu: I., demander: D.}\nverdicts:\n",
         13, "ne sert pas à la conclusion"),
        ("tous: [a]}\n", "tous: [a, b]}\n  - {id: b, titre: B, article: ess-1, oui: O., non: N., inconnu: I., demander: D.}\n",
         12, "aucune réponse ne permet"),
        ("  inconnu: {titre: Inconnu, texte: Inconnu.}\n", "", 14, "il manque « inconnu »"),
        ("titre: Fin", "titre: 12", 11, "doit être un texte"),
        ("verdicts:\n", NUANCE.replace("[oui]", "[peut-être]"), 14, "réponse inconnue « peut-être »"),
        ("verdicts:\n", NUANCE.replace("question: a", "question: z"), 14, "question inconnue « z »"),
        ("verdicts:\n", NUANCE.replace("verdict: non", "verdict: jamais"), 14, "verdict inconnu « jamais »"),
        ("verdicts:\n", NUANCE.replace(", texte: Avec soin.", ""), 14, "il manque « texte »"),
        ("verdicts:\n", NUANCE.replace("[oui]", "oui"), 14, "doit être une liste"),
    ],
)  # fmt: skip
def test_a_bad_file_names_the_line(tmp_path, old, new, line, words):
    assert old in GOOD
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in caught.value.message
    assert caught.value.line == line
    assert str(caught.value.file).endswith("verdict.yml")


CASE = """\
- id: un
  organisation: Une
  forme: Association
  dossier: Texte.
  reponses: {a: oui}
  verdict: oui
  retours:
    oui: Juste.
    non: Tentant.
    inconnu: Prudent.
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("verdict: oui", "verdict: non", 6, "les règles concluent « oui »"),
        ("verdict: oui", "verdict: peut-être", 6, "verdict inconnu"),
        ("{a: oui}", "{a: si}", 5, "réponse inconnue « si »"),
        ("{a: oui}", "{z: oui}", 5, "question inconnue « z »"),
        ("    non: Tentant.\n", "", 7, "il manque le retour « non »"),
        ("    inconnu: Prudent.\n", "", 7, "il manque le retour « inconnu »"),
        ("oui: Juste.", 'oui: ""', 7, "il manque le retour « oui »"),
        ("inconnu: Prudent.", "inconnu: Prudent.\n    peut-être: Ni l’un ni l’autre.", 11, "clé inconnue « peut-être »"),
        ("  retours:\n    oui: Juste.\n    non: Tentant.\n    inconnu: Prudent.\n", "", 1, "il manque « retours »"),
        ("retours:\n    oui: Juste.\n    non: Tentant.\n    inconnu: Prudent.\n", "retours: Bien.\n", 7, "s’écrit"),
        ("  verdict: oui\n", "  verdict: oui\n  depart: oui\n", 7, "« depart » s’écrit"),
        ("dossier", "fichier", 4, "clé inconnue « fichier »"),
    ],
)
def test_a_bad_case_names_the_line(tmp_path, old, new, line, words):
    rules = read(tmp_path, GOOD)
    file = tmp_path / "cas.yml"
    file.write_text(CASE, encoding="utf-8")
    assert len(load_cases(file, rules)) == 1
    file.write_text(CASE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_cases(file, rules)
    assert words in caught.value.message
    assert caught.value.line == line


def test_starting_cases_come_first(tmp_path):
    rules = read(tmp_path, GOOD)
    file = tmp_path / "cas.yml"
    start = CASE.replace("- id: un\n", "- id: deux\n  depart: true\n")
    file.write_text(start + CASE, encoding="utf-8")
    assert [case.get("depart", False) for case in load_cases(file, rules)] == [True, False]
    file.write_text(CASE + start, encoding="utf-8")
    with pytest.raises(ContentError, match="vient après") as caught:
        load_cases(file, rules)
    assert (caught.value.id, caught.value.line) == ("deux", 12)


def test_a_second_conclusion_of_a_case_is_checked(tmp_path):
    rules = read(tmp_path, GOOD.replace("textes:\n", ALSO))
    file = tmp_path / "cas.yml"
    file.write_text(CASE + "  aussi: {a: oui}\n", encoding="utf-8")
    assert load_cases(file, rules)[0]["aussi"] == {"a": "oui"}
    for text in (CASE, CASE + "  aussi: {a: non}\n", CASE + "  aussi: {b: oui}\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ContentError, match="a: oui"):
            load_cases(file, rules)


def test_an_answer_may_say_why_it_leaves_a_doubt(tmp_path):
    doubt = "{id: nsp, texte: Une seule, effets: {a: inconnu}, dit: Une seule.}"
    result = evaluate(read(tmp_path, GOOD.replace("{id: nsp, texte: Je ne sais pas}", doubt)), {"a": "nsp"})
    assert (result.value, result.conditions[0].reason) == ("inconnu", "Une seule.")


def test_a_text_without_an_article_is_cited_by_its_change(tmp_path):
    text = GOOD.replace("article: ess-1", "reference: le décret, changements: [U056]")
    assert read(tmp_path, text).condition("a")["reference"] == "le décret"


def test_a_nuance_words_the_verdict(tmp_path):
    rules = read(tmp_path, GOOD.replace("verdicts:\n", NUANCE.replace("[oui]", "[non]")))
    assert rules.words(evaluate(rules, {"a": "non"}))["titre"] == "Presque"
    assert rules.words(evaluate(rules, {"a": "oui"}))["titre"] == "Oui"


def test_roles_become_words(tmp_path):
    rules = read(tmp_path, GOOD.replace("oui: Oui., non", 'oui: "L’{article}`ess-1|court` est respecté.", non', 1))
    assert rules.condition("a")["oui"].replace("\u00a0", " ") == "L’article 1er est respecté."
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace("titre: A,", 'titre: "{article}`ess-999`",', 1))
    assert (caught.value.line, caught.value.id) == (12, "ess-999")


def test_yaml_words_stay_words(tmp_path):
    """Bare `oui` and `non` are option ids, not booleans."""
    file = tmp_path / "verdict.yml"
    file.write_text(GOOD, encoding="utf-8")
    assert [o["id"] for o in load_yaml(file)["questions"][0]["options"]] == ["oui", "non", "nsp"]
