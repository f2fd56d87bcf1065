"""Facts: from a reference to a value written in French, with its date, scope, source and successor."""

import pytest

from ess_region import data, facts
from ess_region.errors import ContentError

NBSP, NNBSP, MINUS = "\u00a0", "\u202f", "\u2212"

FACT = {"type": "nombre", "texte": None, "decimales": None, "precision": None, "signe": False, "unite": None,
        "objet": None, "part_de": None, "champ": "France", "date": "2013", "source": "brochure", "page": 6,
        "remplace_par": None}  # fmt: skip


def fact(id, valeur, **others):
    return {**FACT, "id": id, "libelle": f"libellé de {id}", "valeur": valeur, **others}


TABLES = {
    "faits": [
        fact("structures", "221325", objet="structures", decimales=0),
        fact("salaries", "2.37", unite="millions", objet="salariés", decimales=2),
        fact("part", "13.9", unite="%", part_de="l’emploi privé", decimales=1, remplace_par="U001|U002"),
        fact("part-le", "5", unite="%", part_de="le secteur", decimales=0),
        fact("part-les", "5", unite="%", part_de="les emplois", decimales=0),
        fact("hausse", "0.8", unite="%", signe=True, decimales=1),
        fact("baisse", "-0.2", unite="%", signe=True, decimales=1),
        fact("prevision", "600000", precision="plus de", objet="emplois", decimales=0),
        fact("mots", None, type="texte", texte="près d’un tiers"),
        fact("jour", "2014-07-31", type="date", date="2014-07-31"),
        fact("sans-source", "3", source=None, page=None, date=None, champ=None),
    ],
    "regions": [
        {"code": "53", "nom": "Bretagne", "avec_article": "la Bretagne"},
        {"code": "11", "nom": "Île-de-France", "avec_article": "l’Île-de-France"},
        {"code": "06", "nom": "Mayotte", "avec_article": "Mayotte"},
        {"code": "94", "nom": "Corse", "avec_article": "la Corse"},
    ],
    "emploi_regional_2013": [
        {"region": "53", "emplois": 148000, "part": 13.7, "source": "brochure", "page": 7},
        {"region": "11", "emplois": 376000, "part": 7, "source": "brochure", "page": 7},
        {"region": "94", "emplois": 148000, "part": 11.2, "source": "brochure", "page": 7},
    ],
    "sources": [{"id": "brochure", "titre": "La brochure"}],
    "changements": [{"id": "U001"}, {"id": "U002"}, {"id": "U003"}],
    "glossaire": [{"id": "ess"}],
}


@pytest.fixture
def tables(monkeypatch):
    """Small tables in place of the course's, so that these tests outlive its figures."""
    rows = {name: [dict(row) for row in table] for name, table in TABLES.items()}
    rows["faits"].append(fact("part-emploi-total", "10.5", unite="%", decimales=1))
    monkeypatch.setattr(data, "_read", rows.__getitem__)
    monkeypatch.setattr(data, "_index", lambda name: {str(next(iter(self_key(row)))): row for row in rows[name]})
    return rows


def self_key(row):
    return [row[key] for key in ("id", "code", "region") if key in row]


@pytest.mark.parametrize(
    ("reference", "expected"),
    {
        "structures": f"221{NNBSP}325",
        "structures|valeur": f"221{NNBSP}325",
        "structures|complet": f"221{NNBSP}325 structures",
        "salaries": f"2,37{NBSP}millions",
        "salaries|complet": f"2,37{NBSP}millions de salariés",
        "part": f"13,9{NBSP}%",
        "part|valeur": "13,9",
        "part|complet": f"13,9{NBSP}% de l’emploi privé",
        "part-le|complet": f"5{NBSP}% du secteur",
        "part-les|complet": f"5{NBSP}% des emplois",
        "part|date": "2013",
        "hausse": f"+0,8{NBSP}%",
        "baisse": f"{MINUS}0,2{NBSP}%",
        "prevision": f"plus de 600{NNBSP}000",
        "prevision|valeur": f"600{NNBSP}000",
        "prevision|complet": f"plus de 600{NNBSP}000 emplois",
        "mots": "près d’un tiers",
        "jour": f"31{NBSP}juillet 2014",
        "jour|date": f"31{NBSP}juillet 2014",
        " part ": f"13,9{NBSP}%",
        # of a region
        "emplois-region@53": f"148{NNBSP}000",
        "part-region@53": f"13,7{NBSP}%",
        "part-region@53|valeur": "13,7",
        "part-region@06": "donnée absente de la brochure",
        "rang-part@53": "1er",
        "rang-part@11": "3e",
        "rang-emplois@11": "1er",
        "rang-emplois@53": "2e",  # equal jobs: the same rank
        "rang-emplois@94": "2e",
        "ecart-part@53": f"+3,2{NBSP}points",
        "ecart-part@94": f"+0,7{NBSP}point",
        "ecart-part@11": f"{MINUS}3,5{NBSP}points",
        # of all of them
        "total-emplois-regions": f"672{NNBSP}000",
        "nombre-territoires": "3",
        "nombre-regions": "4",
        "part-max": f"13,7{NBSP}%",
        "part-min": f"7{NBSP}%",
        "region-part-max": "la Bretagne",
        "region-part-min": "l’Île-de-France",
        "region-emplois-max": "l’Île-de-France",
        # of the region not chosen yet
        "part-region@ma-region": f"de 7{NBSP}% à 13,7{NBSP}% selon la région",
        "rang-part@ma-region": "de 1er à 3e selon la région",
    }.items(),
)
def test_a_reference_is_written_in_french(tables, reference, expected):
    assert facts.resolve(reference).text == expected


def test_what_a_fact_tells_beside_its_value(tables):
    fact = facts.resolve("part")
    assert (fact.id, fact.value, fact.label) == ("part", 13.9, "libellé de part")
    assert (fact.share_of, fact.scope, fact.date) == ("l’emploi privé", "France", "2013")
    assert (fact.source, fact.page) == (f"La brochure, p.{NBSP}6", 6)
    assert fact.changes == ("U001", "U002")
    assert fact.anchor == "fait-part"


def test_what_is_not_known_is_left_empty(tables):
    fact = facts.resolve("sans-source")
    assert (fact.source, fact.page, fact.date, fact.scope, fact.changes) == ("", None, "", "", ())


def test_a_formula_says_how_it_is_computed(tables):
    fact = facts.resolve("rang-part@53")
    assert "plus un" in fact.scope
    assert fact.date == "2013" and fact.source
    assert fact.anchor == "formule-rang-part"
    assert facts.resolve("mots").value is None and facts.resolve("region-part-max").value is None


def test_the_value_of_a_formula_is_the_one_printed(tables, monkeypatch):
    third = facts.Formula(lambda _: 56.2520325, "libellé", "calcul", unit="%", decimals=0)
    monkeypatch.setitem(facts.FORMULAS, "tiers", third)
    assert (facts.resolve("tiers").value, facts.resolve("tiers").text) == (56, f"56{NBSP}%")


@pytest.mark.parametrize(
    ("date", "scope", "expected"),
    [
        ("2013", "France", "donnée de 2013"),
        ("2025-01-31", "France", f"donnée du 31{NBSP}janvier 2025"),
        ("2024-04", None, "donnée d’avril 2024"),
        ("2020", "France ; projection, dont l’échéance est passée", "projection pour 2020"),
        (None, "France ; projection", "projection"),
        (None, "France", ""),
    ],
)
def test_how_a_fact_is_dated(tables, date, scope, expected):
    tables["faits"].append(fact("date", "3", date=date, champ=scope))
    assert facts.resolve("date").dated == expected


def test_the_chosen_region(tables):
    assert facts.resolve("part-region@ma-region", "53").text == f"13,7{NBSP}%"
    assert facts.resolve("part-region@ma-region", "06").text == "donnée absente de la brochure"
    assert facts.by_region("part-region@ma-region|valeur") == {
        "53": "13,7", "11": "7", "06": "donnée absente de la brochure", "94": "11,2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "message", "hint"),
    [
        ("par", "fait inconnu", "Vouliez-vous dire part"),
        ("zzzz", "fait inconnu", "Les identifiants sont dans data/faits.csv"),
        ("Part", "mal écrite", "part-region@53|valeur"),
        ("part emploi", "mal écrite", "part-region@53|valeur"),
        ("", "mal écrite", "part-region@53|valeur"),
        ("part|court", "forme inconnue « court »", "valeur, absolu, complet, date"),
        ("part@53", "n’est pas régional", "Enlevez"),
        ("part-region", "demande une région", "part-region@53 ou part-region@ma-region"),
        ("part-region@99", "région inconnue « 99 »", "data/regions.csv"),
        ("part-max@53", "sans région", "Écrivez part-max"),
    ],
)
def test_a_wrong_reference_is_refused(tables, reference, message, hint):
    with pytest.raises(ContentError) as caught:
        facts.resolve(reference)
    assert message in plain(caught.value.message)
    assert hint in plain(caught.value.hint)
    assert caught.value.id is not None


def plain(text):
    return text.replace(NBSP, " ").replace(NNBSP, " ")


@pytest.mark.parametrize(
    ("words", "expected"),
    {
        "emploi privé": "d’emploi privé",
        "heures": "d’heures",
        "structures": "de structures",
        "le secteur": "du secteur",
        "les emplois": "des emplois",
        "la région": "de la région",
        "l’ensemble": "de l’ensemble",
        "écoles": "d’écoles",
    }.items(),
)
def test_of(words, expected):
    assert facts.of(words) == expected


def test_every_formula_is_explained():
    for name, formula in facts.FORMULAS.items():
        assert formula.label and formula.explanation, name
        assert formula.unit != "%" or formula.share_of, f"{name}: a share of what?"


def test_every_region_has_every_regional_formula():
    """On the real data: a number, or a plain sentence, never a hole nor an error."""
    for name, formula in facts.FORMULAS.items():
        if formula.regional:
            texts = facts.by_region(f"{name}@{facts.MY_REGION}")
            assert len(texts) == len(data.table("regions"))
            assert all(texts.values())
            assert texts["06"] == facts.NO_DATA


def test_the_absolute_form_drops_the_sign_and_keeps_the_unit():
    assert facts.resolve("croissance-salaries-2000").text == "+25\u00a0%"
    assert facts.resolve("croissance-salaries-2000|absolu").text == "25\u00a0%"
