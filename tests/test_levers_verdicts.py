"""« Est-ce un PTCE ? » and « Est-ce de l’innovation sociale ? »: the twelve worked cases, and what the law is made to say."""

import json
import re
from html import unescape

import pytest

from ess_region import data
from ess_region.paths import EXERCISES
from ess_region.verdict import evaluate, load_cases, load_rules
from ess_region.widgets import EssTest, InnovationTest, PtceTest
from ess_region.widgets.verdict_test import VerdictTest

TOOLS = {"levier-cooperation": PtceTest, "levier-innovation": InnovationTest}
RULES = {slug: load_rules(EXERCISES / slug / "verdict.yml") for slug in TOOLS}
CASES = {slug: load_cases(EXERCISES / slug / "cas.yml", RULES[slug]) for slug in TOOLS}
ALL = [pytest.param(slug, case, id=case["id"]) for slug in TOOLS for case in CASES[slug]]

EXPECTED = {
    "bois-de-l-arvel": ("oui", {"appel": "oui"}),
    "table-du-bocage": ("oui", {"appel": "non"}),
    "services-du-littoral": ("non", {"appel": "oui"}),
    "salon-du-val-dore": ("non", {"appel": "non"}),
    "fil-retrouve": ("inconnu", {"appel": "oui"}),
    "pole-des-confluences": ("inconnu", {"appel": "inconnu"}),
    "navette-des-combes": ("oui", {"difficulte": "sans_objet"}),
    "caisse-plus": ("non", {"difficulte": "inconnu"}),
    "equipes-de-la-tille": ("oui", {"difficulte": "oui"}),
    "repas-du-plateau": ("non", {"difficulte": "sans_objet"}),
    "fabrique-du-bon-sens": ("inconnu", {"difficulte": "inconnu"}),
    "toit-partage": ("inconnu", {"difficulte": "non"}),
}

PTCE = {
    "territoire": "oui", "entreprises-ess": "plusieurs", "autres-entreprises": "oui", "partenaires": "recherche",
    "strategie": "oui", "duree": "oui", "developpement": "oui",
}  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# -- the twelve cases ----------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "case"), ALL)
def test_verdicts_of_each_case(slug, case):
    wanted, also = EXPECTED[case["id"]]
    assert evaluate(RULES[slug], case["reponses"]).value == case["verdict"] == wanted
    assert {id: evaluate(RULES[slug], case["reponses"], id).value for id in also} == case["aussi"] == also


@pytest.mark.parametrize("slug", TOOLS)
def test_six_cases_two_of_each_verdict(slug):
    assert sorted(case["verdict"] for case in CASES[slug]) == ["inconnu"] * 2 + ["non"] * 2 + ["oui"] * 2
    verdicts = [case["verdict"] for case in CASES[slug]]
    assert all(verdicts[rank : rank + 3] != [one] * 3 for rank, one in enumerate(verdicts[:-2]))


@pytest.mark.parametrize(("slug", "case"), ALL)
def test_each_opinion_has_its_own_comment_in_two_sentences(slug, case):
    assert list(case["retours"]) == ["oui", "non", "inconnu"]
    assert len(set(case["retours"].values())) == 3
    for comment in case["retours"].values():
        assert len(re.findall(r"[.?!](?=\s|$)", comment)) == 2, comment


DOCUMENT = re.compile(r"joint|délibération|signé|convention|courrier|enquête|compte rendu|fiche|brevet|étude")


@pytest.mark.parametrize(("slug", "case"), ALL)
def test_what_is_established_rests_on_a_document(slug, case):
    known = {answer for answer in case["reponses"].values() if answer != "ne-sait-pas"}
    nothing = re.sub(r"Rien d’autre n’est joint|Aucune pièce n’est jointe|ni liste signée", "", case["dossier"])
    assert bool(known) == bool(DOCUMENT.search(nothing))


def test_a_claim_is_no_proof():
    leaflet, letter = CASES["levier-cooperation"][5], CASES["levier-innovation"][4]
    assert set(leaflet["reponses"].values()) == set(letter["reponses"].values()) == {"ne-sait-pas"}


# -- article 9, and the call ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "failing"),
    [("territoire", "non"), ("entreprises-ess", "aucune"), ("autres-entreprises", "non"), ("strategie", "non"),
     ("duree", "non"), ("developpement", "non")],
)  # fmt: skip
def test_every_part_of_the_definition_counts(question, failing):
    rules = RULES["levier-cooperation"]
    assert evaluate(rules, PTCE).value == "oui"
    assert evaluate(rules, {**PTCE, question: failing}).value == "non"
    for answers in ({**PTCE, question: "ne-sait-pas"}, {k: v for k, v in PTCE.items() if k != question}):
        result = evaluate(rules, answers)
        assert (result.value, result.missing) == ("inconnu", (question,))


@pytest.mark.parametrize(("question", "answer"), [("entreprises-ess", "une"), ("partenaires", "aucun")])
def test_what_the_sources_leave_open_is_not_settled(question, answer):
    """The definition gives no number, and lists partners that are possible: no yes, no no, and it says why."""
    result = evaluate(RULES["levier-cooperation"], {**PTCE, question: answer})
    assert (result.value, result.decisive) == ("inconnu", (question,))
    reason = next(found.reason for found in result.conditions if found.id == question)
    assert "une seule" in reason or "sans dire s’il en faut un" in reason
    assert "juriste" in RULES["levier-cooperation"].condition(question)["demander"]


def test_the_definition_and_the_call_are_two_questions():
    rules = RULES["levier-cooperation"]
    assert evaluate(rules, {**PTCE, "structure": "non", "nombre": "non"}).value == "oui"
    alone = {"structure": "oui", "nombre": "oui", "entreprises-ess": "une", "territoire": "non"}
    assert (evaluate(rules, alone).value, evaluate(rules, alone, "appel").value) == ("non", "oui")
    own = {"appel", "appel-structure", "appel-nombre", "appel-ess"}
    assert own.isdisjoint(found.id for found in evaluate(rules, PTCE).conditions)
    assert {found.id for found in evaluate(rules, PTCE, "appel").conditions} == own - {"appel"}
    for id in own - {"appel"}:
        condition = rules.condition(id)
        assert "article" not in condition and plain(condition["reference"]) == "décret n° 2015-431"
    assert "au moins 3 personnes morales" in plain(rules.question("nombre")["question"])


def test_what_the_sources_do_not_show_of_the_call_is_said():
    [call] = RULES["levier-cooperation"].also
    assert "que nous n’avons pas vues" in call["verdicts"]["oui"]["texte"]
    assert "n’en montrent que le début" in call["limites"] and "12 mai 2021" in plain(call["limites"])


# -- article 15, and the money --------------------------------------------------------------------


@pytest.mark.parametrize("poor", ["non-satisfait", "mal-satisfait"])
def test_the_first_way_needs_nothing_new(poor):
    answers = {"besoin": "social", "couverture": poor, "entreprise": "non", "production": "non", "travail": "non"}
    assert evaluate(RULES["levier-innovation"], answers).value == "oui"


@pytest.mark.parametrize("point", ["entreprise", "production", "travail"])
def test_the_second_way_needs_one_point(point):
    rules = RULES["levier-innovation"]
    none = {"besoin": "social", "couverture": "satisfait", "entreprise": "non", "production": "non", "travail": "non"}
    assert evaluate(rules, {**none, point: "oui"}).value == "oui"
    assert evaluate(rules, {**none, point: "ne-sait-pas"}).missing == (point,)
    assert evaluate(rules, none).decisive == ("voie",)


def test_no_social_need_no_social_innovation():
    new = {"besoin": "autre", "couverture": "non-satisfait", "entreprise": "oui", "production": "oui", "travail": "oui"}
    assert evaluate(RULES["levier-innovation"], new).decisive == ("besoin",)


def test_the_money_changes_nothing_in_the_definition():
    rules = RULES["levier-innovation"]
    base = {"besoin": "social", "couverture": "non-satisfait"}
    for money in ({"financeur": "collectivite"}, {"financeur": "autre", "difficulte": "non"}, {}):
        assert evaluate(rules, {**base, **money}).value == "oui"
    [also] = rules.also
    assert "pas pour l’aide d’une collectivité" in also["verdicts"]["sans_objet"]["titre"]
    assert "difficulte" not in evaluate(rules, {"financeur": "collectivite"}).asked


# -- one engine, three tools ----------------------------------------------------------------------


def test_an_incomplete_description_says_what_is_missing():
    for rules in RULES.values():
        result = evaluate(rules, {})
        words = rules.words(result)
        assert (result.value, words["titre"]) == ("inconnu", "On ne peut pas encore le dire")
        assert "il manque de quoi conclure" in words["texte"]
        for id in result.decisive:
            assert rules.condition(id)["demander"] and rules.condition(id)["inconnu"]


def test_the_three_tools_differ_only_by_their_data():
    tools = [EssTest, PtceTest, InnovationTest]
    assert {(tool.__base__, tool.module) for tool in tools} == {(VerdictTest, "verdict_test")}
    assert len({tool.name for tool in tools}) == len({tool.folder for tool in tools}) == 3
    assert len({id(tool._esm) for tool in tools}) == 1


@pytest.mark.parametrize("slug", TOOLS)
def test_static_form(slug):
    widget = TOOLS[slug]()
    html = unescape(widget.static_html())
    assert repr(widget) == f"{type(widget).__name__}({len(widget.rules['questions'])} questions, 6 cas)"
    assert html.count('class="est-cas"') == 6
    files, mark, key = html.partition('<details class="est-corrige">')
    assert mark
    for question in widget.rules["questions"]:
        assert question["question"] in files
    for also in widget.rules["aussi"]:
        assert also["question"] in files and key.count(also["question"]) == 6
        assert all(words["titre"] in files for words in also["verdicts"].values())
    for case in widget.cases:
        assert case["dossier"] in files and case["retours"][case["verdict"]] not in files
    assert "de l’ESS\u202f?" not in html.replace("Est-ce de l’ESS", "")


def test_the_words_of_each_tool_are_its_own():
    assert "relève" not in str(PtceTest().rules["textes"]) + str(InnovationTest().rules["textes"])
    for tool in (PtceTest, InnovationTest):
        assert "Les groupes" in tool().html or "Les projets" in tool().html
        assert "Les organisations sont imaginaires" not in tool().html


def test_each_side_of_the_answers_follows():
    widget = PtceTest(answers={**PTCE, "structure": "non"})
    assert (widget.verdict, widget.evaluate("appel").value) == ("oui", "non")
    widget.answers = {"territoire": "non"}
    assert widget.verdict == "non"


# -- the pages teach what the tables say ----------------------------------------------------------


@pytest.mark.parametrize("slug", TOOLS)
def test_the_page_has_the_ways_and_the_changes_of_its_lever(slug):
    page = (EXERCISES.parent / "book" / f"{slug}.md").read_text(encoding="utf-8")
    lever = data.row("leviers", slug)
    after = re.search(r"^```\{depuis\}(.*)$", page, re.M)[1].split()
    assert set(lever["changements"].split("|")) <= set(after)
    manners = page.partition("{#manieres}")[2].partition("{#")[0]
    ways = [row for row in data.table("manieres") if row["levier"] == slug]
    assert len(ways) == len(re.findall(r"^\*\*", manners, re.M)) == 3
    for fact in lever["faits"].split("|"):
        assert f"`{fact}" in page
    assert f'Examples("{slug}")' in page


# -- what is taken away, written in the browser only ----------------------------------------------


def test_the_report_says_both_verdicts_and_what_to_ask(run):  # noqa: F811
    rules = PtceTest().rules
    answers = {**PTCE, "entreprises-ess": "une", "structure": "non", "nombre": "ne-sait-pas"}
    [report] = run("widgets/verdict_test", "m.report(...a)", [[rules, answers]])
    assert plain(report["title"]) == "Est-ce un PTCE ?"
    kinds = [block["kind"] for block in report["blocks"]]
    assert kinds == ["paragraph", "list", "paragraph", "list", "note", "heading", "paragraph", "list", "note"]
    assert report["blocks"][0]["text"][0] == {"bold": "On ne peut pas encore le dire."}
    lines = ["".join(run if isinstance(run, str) else run["bold"] for run in item) for item in report["blocks"][1]["items"]]
    assert plain(lines[0]) == (
        "Un même territoire : remplie (article 9 de la loi ESS). Les membres sont regroupés sur un même territoire."
    )
    assert report["blocks"][3] == {
        "kind": "list", "check": True, "items": [RULES["levier-cooperation"].condition("entreprises-ess")["demander"]],
    }  # fmt: skip
    assert report["blocks"][6]["text"][0] == {"bold": "Non, pas en l’état."}
    assert "décret n° 2015-431" in plain(json.dumps(report["blocks"][7], ensure_ascii=False))


def test_the_report_says_when_a_condition_does_not_apply(run):  # noqa: F811
    calls = [[InnovationTest().rules, {"besoin": "social", "financeur": "collectivite"}], [EssTest().rules, {"forme": "association"}]]
    innovation, ess = run("widgets/verdict_test", "m.report(...a)", calls)
    assert "Non, pas pour l’aide d’une collectivité." in str(innovation["blocks"])
    assert "sans objet" in str(innovation["blocks"][-1]) and "sans objet" in str(ess["blocks"][1])
