"""The tables of `data/` hold what the brochure holds: known totals, and figures read independently."""

import re

import pytest

from ess_region import data
from ess_region.checks import data as gate

TOTALS = {
    # table: number of rows, counted in the brochure (and, for changes, in the survey of updates)
    "regions": 18,
    "emploi_regional_2013": 17,
    "evenements": 23,
    "arguments": 5,
    "competences": 7,
    "competences_actions": 23,
    "leviers": 6,
    "manieres": 16,
    "exemples": 13,
    "reseaux": 7,
    "partenaires": 4,
    "actions_immediates": 5,
    "signataires": 7,
    "conseils_conference": 3,
    "infos_en_plus": 5,
    "reseaux_iae": 7,
    "changements": 112,
}


def test_the_data_package_is_sound():
    errors = gate.check()
    assert not errors, "\n".join(map(str, errors))


@pytest.mark.parametrize("name", TOTALS)
def test_number_of_rows(name):
    assert len(data.table(name)) == TOTALS[name]


def test_regional_jobs_add_up():
    rows = data.table("emploi_regional_2013")
    assert sum(row["emplois"] for row in rows) == 2_370_301


def test_the_territory_without_a_figure_is_mayotte():
    with_figures = {row["region"] for row in data.table("emploi_regional_2013")}
    missing = [row for row in data.table("regions") if row["code"] not in with_figures]
    assert [(row["code"], row["nom"], row["dans_brochure"]) for row in missing] == [("06", "Mayotte", False)]


def test_events_with_an_exact_day():
    days = [row["date"] for row in data.table("evenements") if row["date"]]
    assert sorted(map(str, days)) == [
        "1852-03-26",
        "1901-07-01",
        "1947-09-10",
        "1987-07-23",
        "1991-12-31",
        "2001-02-19",
        "2001-07-17",
        "2014-07-31",
        "2015-08-07",
    ]


def test_events_come_in_two_threads():
    threads = [row["fil"] for row in data.table("evenements")]
    assert (threads.count("acteurs"), threads.count("pouvoirs-publics")) == (10, 13)


def test_sectors_with_a_figure_and_the_others():
    rows = data.table("secteurs")
    assert [sum(row["avec_donnee"] for row in rows), len(rows)] == [7, 15]
    for row in rows:
        assert bool(row["fait"]) == row["avec_donnee"], row["id"]


def test_example_structures():
    rows = [row for row in data.table("organisations") if row["role"] == "exemple"]
    assert len(rows) == 7
    # One for each sector that has a figure.
    sectors = {row["id"] for row in data.table("secteurs") if row["avec_donnee"]}
    assert {row["secteur"] for row in rows} == sectors
    assert {row["page"] for row in rows} == {5}


def test_web_addresses():
    rows = data.table("sites")
    addresses = {row["adresse"] for row in rows if row["type"] == "web"}
    assert len(addresses) == 18
    assert [row["adresse"] for row in rows if row["type"] != "web"] == ["essenregion@avise.org"]


def test_every_lever_has_its_ways_and_examples():
    levers = [row["id"] for row in data.table("leviers")]
    ways = [row["levier"] for row in data.table("manieres")]
    examples = [row["levier"] for row in data.table("exemples")]
    extras = [row["levier"] for row in data.table("infos_en_plus")]
    # In the order of the brochure: networks, creation, awareness, cooperation, innovation, purchases.
    assert [ways.count(lever) for lever in levers] == [1, 3, 3, 3, 3, 3]
    assert [examples.count(lever) for lever in levers] == [0, 6, 2, 2, 2, 1]
    assert [extras.count(lever) for lever in levers] == [1, 0, 1, 1, 1, 1]


def test_changes_say_how_sure_they_are():
    rows = data.table("changements")
    assert {row["certitude"] for row in rows} == {"verifie", "verifie-avec-reserve"}
    assert all(re.fullmatch(r"U\d{3}", row["id"]) for row in rows)


# Read again in the brochure, page by page, apart from data/: (id, value or words, unit, page).
KEY_FIGURES = [
    ("declaration-2013-date", "2013-03-05", None, 3),
    ("loi-ess-date", "2014-07-31", None, 4),
    ("loi-ess-numero", "n° 2014-856", None, 4),
    ("scop-communication", 200, None, 5),
    ("part-finance-assurance", "près d’un tiers", None, 5),
    ("structures-sport-loisirs", "plus des trois quarts", None, 5),
    ("part-arts-spectacles", "plus d’un quart", None, 5),
    ("part-scop-industrie", 15, "%", 5),
    ("action-sociale-employeur", "premier employeur", None, 5),
    ("francais-mutuelles", "plus de la moitié", None, 5),
    ("admr-associations", 3000, None, 5),
    ("appaloosa-reprise", "2009", None, 5),
    ("structures-ess", 221325, None, 6),
    ("salaries-ess", 2.37, "millions", 6),
    ("part-emploi-prive", 13.9, "%", 6),
    ("part-emploi-total", 10.5, "%", 6),
    ("part-emploi-femmes", 15, "%", 6),
    ("departs-retraite-2020", 600000, None, 6),
    ("croissance-salaries-2000", 25, "%", 6),
    ("associations-1848", 10000, None, None),
    ("societes-secours-1848", 400, None, None),
    ("emploi-ess-2008-2013", 0.8, "%", 10),
    ("emploi-hors-ess-2008-2013", -0.2, "%", 10),
    ("ptce-charte", 50, None, 11),
    ("regions-volet-ess", 19, None, 14),
    ("regions-plan-ess", 13, None, 14),
    ("loi-notre-date", "2015-08-07", None, 15),
    ("unea-grandes-regions", 7, None, 17),
    ("dla-conseils-regionaux-2014", 18, None, 19),
    ("ptce-appels", 2, None, 21),
    ("ptce-laureats", 37, None, 21),
    ("regions-innovation-sociale", "un tiers", None, 22),
    ("cdc-anciennete", 15, "ans", 24),
    ("vasi-avance", 100000, "€", 25),
    ("ctfc-tonnes", 1500, "tonnes", 25),
    ("rtes-collectivites", 125, None, 26),
]

APPROXIMATE = {
    "scop-communication": "plus de",
    "admr-associations": "près de",
    "associations-1848": "plus de",
    "ptce-charte": "plus de",
    "cdc-anciennete": "plus de",
    "ctfc-tonnes": "plus de",
    "rtes-collectivites": "plus de",
}


@pytest.mark.parametrize(("id", "expected", "unit", "page"), KEY_FIGURES, ids=[row[0] for row in KEY_FIGURES])
def test_a_key_figure_as_the_brochure_prints_it(id, expected, unit, page):
    row = data.row("faits", id)
    if isinstance(expected, str):
        found = row["texte"] or str(row["valeur"])
        assert found.replace("\u00a0", " ").replace("\u202f", " ") == expected
    else:
        assert float(row["valeur"]) == expected
    assert row["unite"] == unit
    assert row["source"] == "brochure"
    if page:
        assert row["page"] == page
    assert row["precision"] == APPROXIMATE.get(id)


def test_a_share_says_of_what():
    expected = {
        "part-emploi-prive": "l’emploi privé",
        "part-emploi-total": "l’ensemble des emplois",
        "part-emploi-femmes": "l’emploi des femmes",
        "part-scop-industrie": "les scop",
    }
    assert {id: data.row("faits", id)["part_de"].lower() for id in expected} == expected


# Page 7 of the brochure, read again: code → (jobs, share of all jobs in percent).
REGIONAL_JOBS = {
    "01": (12_201, 11),
    "02": (11_688, 10.2),
    "03": (4_064, 7.7),
    "04": (24_226, 11),
    "11": (393_026, 7.2),
    "24": (85_272, 10.5),
    "27": (102_969, 11.6),
    "28": (117_163, 11),
    "32": (207_824, 10.8),
    "44": (198_454, 11.3),
    "52": (163_026, 13),
    "53": (148_545, 14.3),
    "75": (220_498, 11.9),
    "76": (211_772, 12.1),
    "84": (298_022, 11),
    "93": (163_158, 10),
    "94": (8_393, 8.3),
}


def test_regional_jobs_as_the_brochure_prints_them():
    found = {row["region"]: (row["emplois"], row["part"]) for row in data.table("emploi_regional_2013")}
    assert found == REGIONAL_JOBS


RESERVED_FACTS = """
structures-ess salaries-ess part-emploi-prive part-emploi-total part-emploi-femmes departs-retraite-2020
croissance-salaries-2000 emploi-ess-2008-2013 emploi-hors-ess-2008-2013 scop-communication
part-finance-assurance structures-sport-loisirs part-arts-spectacles part-scop-industrie
action-sociale-employeur francais-mutuelles admr-associations appaloosa-reprise loi-ess-date
loi-ess-numero loi-notre-date loi-pacte-date declaration-2013-date salaries-ess-2019
part-emploi-salarie-2019 part-emploi-prive-2019 entreprises-ess-2019 etablissements-ess-2019
entreprises-ess-2022 etablissements-ess-2022 part-femmes-ess-2022 part-finance-2022 part-sport-2022
part-arts-2022 part-action-sociale-2022 part-enseignement-2022 emplois-nets-2024 salaries-ess-2025
esus-2024 esus-2025 smic-esus-cinq smic-esus-un
""".split()


@pytest.mark.parametrize("id", RESERVED_FACTS)
def test_the_facts_that_chapters_rely_on_are_there(id):
    assert data.has("faits", id)


def test_every_fact_and_formula_resolves():
    from ess_region import facts

    for row in data.table("faits"):
        for form in ("", "|valeur", "|complet", "|date"):
            text = facts.resolve(row["id"] + form).text
            assert text or form == "|date", row["id"] + form
            assert "None" not in text and "nan" not in text, row["id"] + form
    for name, formula in facts.FORMULAS.items():
        places = [f"@{row['code']}" for row in data.table("regions")] + ["@ma-region"]
        for place in places if formula.regional else [""]:
            assert facts.resolve(name + place).text, name + place
