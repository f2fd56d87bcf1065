"""Answers of three workshops, against the data: figures of a region, whom to call, another department's project."""

import re

import pytest

from ess_region import clauses, crossings, data, facts, workshops
from ess_region.widgets import Clauses

FIGURES, CALLS, PROJECT = "portrait-de-ma-region", "qui-appeler", "competences-croisees"


def answers(slug: str) -> dict:
    return {id: value for step in workshops.load_key(slug).steps for id, value in step.answers.items()}


def shares() -> dict[str, float]:
    return {row["region"]: row["part"] for row in data.table("emploi_regional_2013")}


# -- figures of a region ------------------------------------------------------------------------


def sentences() -> dict[str, str]:
    return dict(workshops.load(FIGURES).document("phrases").table.rows)


def quoted(sentence: str) -> list[facts.Fact]:
    return [facts.resolve(one) for one in re.findall(r"\{fait\}`([^`]+)`", sentence)]


def test_three_of_the_eight_sentences_mislead():
    expected = [row[0] for row in answers(FIGURES)["avis"]]
    assert len(expected) == len(sentences()) == 8
    assert [letter for letter, said in zip("ABCDEFGH", expected, strict=True) if said == "Elle trompe"] == ["C", "E", "H"]


@pytest.mark.parametrize("letter", ["C", "E"])
def test_what_is_compared_wrongly_has_two_totals(letter):
    first, second = quoted(sentences()[letter])
    assert first.share_of != second.share_of


def test_the_sentence_on_a_fall_has_two_years():
    assert len({fact.date for fact in quoted(sentences()["C"])}) == 2


def test_the_share_that_compares_is_of_all_jobs():
    assert answers(FIGURES)["total"] == "tous les emplois"
    assert facts.resolve("part-emploi-total").share_of == "l’ensemble des emplois"
    gap = shares()["53"] - facts.number_of("part-emploi-total")
    assert answers(FIGURES)["ecart"] == pytest.approx(gap) and gap == pytest.approx(3.8)


def test_the_gap_of_brittany_is_the_widest():
    nation = facts.number_of("part-emploi-total")
    assert max(shares(), key=lambda code: abs(shares()[code] - nation)) == "53"


def test_the_most_jobs_and_the_smallest_share_are_in_one_region():
    jobs = {row["region"]: row["emplois"] for row in data.table("emploi_regional_2013")}
    assert max(jobs, key=jobs.get) == min(shares(), key=shares().get) == "11"


def test_the_three_highest_shares_are_those_said():
    assert sorted(shares(), key=shares().get, reverse=True)[:3] == ["53", "52", "76"]
    assert [fact.value for fact in quoted(sentences()["H"])] == sorted(shares().values(), reverse=True)[:3]


def test_a_region_without_later_figures_is_said():
    later = {row["region"] for row in data.table("donnees_ulterieures")}
    missing = [row["nom"] for row in data.table("regions") if row["code"] not in later]
    assert missing == ["Guadeloupe", "Martinique", "Guyane", "Grand Est"]
    step = next(one for one in workshops.load_key(FIGURES).steps if one.step.id == "ecrire")
    assert "La Guadeloupe, la Martinique, la Guyane et le Grand Est" in " ".join(step.reasoning)
    assert "06" not in shares()  # Mayotte: nothing in 2013, something since
    assert "06" in later


# -- six calls ------------------------------------------------------------------------------------


def test_each_number_exists_in_the_directory_that_is_handed_out():
    one = workshops.load(CALLS)
    listed = " ".join(row[0] for id in ("carnet-reseaux", "carnet-partenaires") for row in one.document(id).table.rows)
    choices = one.field("premier-1").choices
    assert len(choices) == sum(len(one.document(id).table.rows) for id in ("carnet-reseaux", "carnet-partenaires"))
    for choice in choices:
        assert choice.lower() in listed.lower() or choice == "Mutualité"


def test_six_calls_six_first_numbers_and_another_one_next():
    found = answers(CALLS)
    first = [found[f"premier-{n}"] for n in range(1, 7)]
    assert len(set(first)) == 6
    assert all(found[f"suite-{n}"] != found[f"premier-{n}"] for n in range(1, 7))


def test_a_word_that_decides_is_in_its_call():
    one, found = workshops.load(CALLS), answers(CALLS)
    for n in range(1, 7):
        call = " ".join(one.document(f"appel-{n}").paragraphs)
        for words in re.findall("«\u202f([^»]+)\u202f»", found[f"mot-{n}"]):
            assert words in call, words


def test_names_that_are_gone_are_so_in_the_glossary():
    old = {row["sigle"]: row["statut"] for row in data.table("glossaire")}
    gone = answers(CALLS)["perimes"]
    for name in workshops.load(CALLS).field("perimes").choices:
        sigle = "Pôle emploi" if "Pôle emploi" in name else name
        assert (old[sigle] == "ancien") == (name in gone), name


def test_missions_that_decide_are_the_networks_own():
    missions = {row["id"]: row["missions"] for row in data.table("reseaux")}
    assert "bénévoles qui dirigent" in missions["mouvements-associatifs"]
    assert "reprise d’entreprise par les salariés" in missions["urscop"]
    assert "prévoir leurs emplois" in missions["reseaux-iae"]
    assert "connaît le métier" in data.row("partenaires_actions", "ademe-franche-comte")["action"]


# -- another department's project ------------------------------------------------------------------

COMPETENCES = {
    "Développement économique": "developpement-economique",
    "Aménagement et transports": "amenagement-transports",
    "Transition écologique": "transition-ecologique",
    "Emploi et formation": "emploi-formation",
    "Agriculture et alimentation": "agriculture-alimentation",
    "Fonds européens": "affaires-europeennes",
    "Jeunesse": "education-jeunesse",
}
LEVERS = {
    "Réseaux": "levier-reseaux",
    "Création": "levier-creation",
    "Sensibilisation": "levier-sensibilisation",
    "Coopération": "levier-cooperation",
    "Innovation sociale": "levier-innovation",
    "Achats responsables": "levier-achats",
}


def test_an_expected_hold_is_an_action_of_the_brochure_or_a_suggestion_of_the_course():
    actions = {(row["competence"], row["levier"]) for row in data.table("competences_actions")}
    suggestions = crossings.load("competences").suggestions
    rows = answers(PROJECT)["prises"]
    assert [row[:2] for row in rows if row[0] == "Aucune"] == [("Aucune", "Aucun")]
    for competence, lever, _ in rows:
        cell = COMPETENCES.get(competence), LEVERS.get(lever)
        assert competence == "Aucune" or cell in actions or cell in suggestions, (competence, lever)


def test_choices_are_every_competence_and_every_lever():
    one = workshops.load(PROJECT).field("prises")
    assert one.columns[0].choices == (*COMPETENCES, "Aucune")
    assert one.columns[1].choices == (*LEVERS, "Aucun")
    assert set(COMPETENCES.values()) == {row["id"] for row in data.table("competences")}
    assert set(LEVERS.values()) == {row["id"] for row in data.table("leviers")}


#: Contract of the note → kind, amount in euros as written, years.
CONTRACTS = {
    "La voie": ("travaux", 6_400_000, 1),
    "Les bâtiments de gare": ("travaux", 2_100_000, 1),
    "L’entretien": ("fournitures-services", 90_000, 3),
    "Le mobilier": ("fournitures-services", 48_000, 1),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_is_compulsory_is_what_the_rules_of_the_day_say(name):
    kind, amount, years = CONTRACTS[name]
    one = workshops.load(PROJECT)
    note = " ".join(one.document("note").paragraphs)
    assert f"{amount:_}".replace("_", "\u202f") + "\u00a0€" in note
    widget = Clauses()
    found = clauses.assess(
        widget.rules, widget.thresholds, contract=kind, amount=amount * years * 100, day="2027-03-15"
    )
    assert found["regles"]["environnement"] == "obligation"
    said = answers(PROJECT)["marches"][one.field("marches").rows.index(name)][0]
    assert said == {"obligation": "Obligatoire", "facultatif": "Possible"}[found["regles"]["social"]]
    assert (found["dispense"]["position"] == "dessous") == (name == "Le mobilier")


def test_the_whole_amount_of_the_maintenance_contract():
    assert answers(PROJECT)["entretien"] == 90_000 * 3
    # Its trap: one year alone stays under the threshold.
    assert 90_000 < facts.number_of("seuil-europeen-fournitures") < 90_000 * 3
    # The other trap: the wrong threshold would make the buildings compulsory.
    assert facts.number_of("seuil-europeen-fournitures") < 2_100_000 < facts.number_of("seuil-europeen-travaux")
