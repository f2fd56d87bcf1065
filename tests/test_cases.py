"""« Est-ce de l’ESS ? »: the twelve worked cases, and what the rules say of the law."""

import re

import pytest

from ess_region.paths import EXERCISES
from ess_region.verdict import evaluate, load_cases, load_rules

FOLDER = EXERCISES / "definition"
RULES = load_rules(FOLDER / "verdict.yml")
CASES = load_cases(FOLDER / "cas.yml", RULES)

GOOD = {
    "but": "autre", "gouvernance": "oui", "voix": "non", "participation": "oui",
    "benefices": "activite", "reserves": "non",
}  # fmt: skip
COMPANY = {**GOOD, "forme": "societe", "clause": "oui", "utilite": "fragiles", "regles": "verifiees"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_verdict_of_each_case(case):
    assert evaluate(RULES, case["reponses"]).value == case["verdict"]


def test_twelve_varied_cases():
    assert len(CASES) == 12
    counts = {value: sum(case["verdict"] == value for case in CASES) for value in ("oui", "non", "inconnu")}
    assert counts == {"oui": 5, "non": 4, "inconnu": 3}
    forms = {case["reponses"]["forme"] for case in CASES}
    assert forms == {option["id"] for option in RULES.question("forme")["options"]}


@pytest.mark.parametrize("form", ["association", "cooperative", "mutuelle", "fondation"])
def test_historic_forms_are_not_asked_for_a_clause(form):
    result = evaluate(RULES, {**GOOD, "forme": form})
    assert result.value == "oui"
    assert "clause" not in result.asked
    assert next(f.value for f in result.conditions if f.id == "societe") == "sans_objet"


@pytest.mark.parametrize("form", ["publique", "physique"])
def test_only_private_legal_persons(form):
    result = evaluate(RULES, {"forme": form})
    assert (result.value, result.decisive) == ("non", ("droit-prive",))


@pytest.mark.parametrize("question", list(GOOD))
def test_conditions_are_cumulative(question):
    """Article 1: any one condition that fails is enough, and one that is unknown leaves the doubt."""
    options = RULES.question(question)["options"]
    failing = next(o["id"] for o in options if "non" in (o.get("effets") or {}).values())
    assert evaluate(RULES, {**COMPANY, question: failing}).value == "non"
    unknown = evaluate(RULES, {**COMPANY, question: "ne-sait-pas"})
    assert (unknown.value, unknown.missing) == ("inconnu", (question,))


@pytest.mark.parametrize("question", ["clause", "utilite", "regles"])
def test_a_company_owes_three_more_conditions(question):
    assert evaluate(RULES, COMPANY).value == "oui"
    assert evaluate(RULES, {**COMPANY, question: "ne-sait-pas"}).value == "inconnu"
    without = {key: value for key, value in COMPANY.items() if key != question}
    assert evaluate(RULES, without).missing == (question,)


def test_the_fourth_objective_needs_one_of_the_three_others():
    assert evaluate(RULES, {**COMPANY, "utilite": "transition-liee"}).value == "oui"
    assert evaluate(RULES, {**COMPANY, "utilite": "transition-seule"}).value == "non"


def test_what_the_sources_do_not_show_is_said():
    assert "texte entier" in RULES.condition("regles")["reserve"]
    assert "nous n’avons pas vu la fin de l’article" in RULES.content["limites"]
    assert "ne détaillent pas ce qui suit quand une famille historique s’écarte" in RULES.content["limites"]


def test_case_names_are_unique_and_texts_are_whole():
    names = [case["organisation"] for case in CASES]
    assert len(set(names)) == len(names)
    for case in CASES:
        assert case["dossier"].endswith((".", "»")), case["id"]
        assert case.get("commentaire", ".").endswith("."), case["id"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_opinion_has_its_own_comment_in_two_sentences(case):
    assert list(case["retours"]) == ["oui", "non", "inconnu"]
    assert len(set(case["retours"].values())) == 3
    for comment in case["retours"].values():
        assert len(re.findall(r"[.?!](?=\s|$)", comment)) == 2, comment


def test_the_path_starts_with_one_case_of_each_kind():
    first = [case for case in CASES if case.get("depart")]
    assert first == CASES[:4]
    assert {case["verdict"] for case in first} == {"oui", "non", "inconnu"}
    assert "societe" in {case["reponses"]["forme"] for case in first}


DOCUMENT = re.compile(r"statuts|comptes|délibération|déclaration|décision|note du service")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_is_established_rests_on_a_document(case):
    known = {question for question, answer in case["reponses"].items() if answer != "ne-sait-pas"}
    joined = re.sub(r"Aucun statut n’est joint", "", case["dossier"])
    assert bool(known) == bool(DOCUMENT.search(joined))
    if "benefices" in known:
        assert re.search(r"statuts|comptes", joined)


def test_a_claim_is_no_proof():
    answers = {case["id"]: case["reponses"] for case in CASES}
    assert set(answers["la-ruche-aux-idees"].values()) == {"ne-sait-pas"}  # an e-mail
    assert answers["trace-claire"]["but"] == answers["trace-claire"]["utilite"] == "ne-sait-pas"  # a website
    assert answers["la-bastide"]["benefices"] == "ne-sait-pas"  # a leaflet
    assert answers["regie-val-clair"]["benefices"] == "ne-sait-pas"  # a letter
    assert answers["chaussons-karim"]["but"] == "ne-sait-pas"


@pytest.mark.parametrize("form", ["association", "cooperative", "mutuelle", "fondation"])
def test_no_to_a_historic_family_is_said_with_care(form):
    result = evaluate(RULES, {**GOOD, "forme": form, "benefices": "personnes"})
    words = RULES.words(result)
    assert (result.value, result.nuance) == ("non", "famille-historique")
    assert words["titre"] == "Au regard des trois conditions, non"
    assert "famille historique" in words["texte"] and "juriste" in words["texte"]
    assert evaluate(RULES, {**GOOD, "forme": form}).nuance == ""


@pytest.mark.parametrize("form", ["societe", "publique", "physique", "ne-sait-pas"])
def test_other_forms_get_the_plain_no(form):
    result = evaluate(RULES, {**GOOD, "forme": form, "benefices": "personnes"})
    assert (result.value, result.nuance) == ("non", "")
    assert RULES.words(result) == RULES.content["verdicts"]["non"]
