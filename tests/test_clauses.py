"""Insertion hours and rules of public purchases: vectors on both sides, and what `clauses` says without a script."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
import traitlets
from js_vectors import differences

from ess_region import clauses, data, facts
from ess_region.widgets import Clauses
from ess_region.widgets.clauses import DRAFT, FIELDS, SENTENCES

V = json.loads((Path(__file__).parent / "vectors" / "clauses.json").read_text(encoding="utf-8"))
NB, NN = "\u00a0", "\u202f"
KNOWN = {key: V[key] for key in ("thresholds", "rules")}

PYTHON = {
    "read": lambda v: clauses.read(v["field"], v["text"]),
    "compute": lambda v: clauses.compute(v["values"]),
    "sensitivity": lambda v: clauses.sensitivity(v["values"]),
    "assess": lambda v: clauses.assess(
        V["rules"], V["thresholds"], contract=v["contract"], amount=v["amount"], day=v["day"]
    ),
    "spaser": lambda v: clauses.spaser(V["thresholds"], v["amount"], v["day"]),
}
BROWSER = {
    "read": ("m.readField(...a)", lambda v: [v["field"], v["text"]]),
    "compute": ("m.compute(...a)", lambda v: [v["values"]]),
    "sensitivity": ("m.sensitivity(...a)", lambda v: [v["values"]]),
    "assess": ("m.assess(...a)", lambda v: [V["rules"], V["thresholds"], {key: v[key] for key in ("contract", "amount", "day")}]),
    "spaser": ("m.spaser(...a)", lambda v: [V["thresholds"], v["amount"], v["day"]]),
}


@pytest.fixture(scope="module")
def widget():
    return Clauses()


@pytest.mark.parametrize("name", PYTHON)
def test_in_python(name):
    assert differences(V[name], [PYTHON[name](vector) for vector in V[name]]) == []


@pytest.mark.parametrize("name", BROWSER)
def test_in_the_browser(run, name):  # noqa: F811
    expression, arguments = BROWSER[name]
    results = run("widgets/shared/clauses", expression, [arguments(vector) for vector in V[name]])
    assert differences(V[name], results) == []


def test_the_vectors_hold_the_data(widget):
    assert {"thresholds": widget.thresholds, "rules": widget.rules} == KNOWN


# -- the worked example of the sources -----------------------------------------------------------


def test_the_worked_example_of_the_sources(widget):
    result = widget.result()["heures"]
    assert result["main_oeuvre"] == 100 * facts.number_of("clause-montant-main-oeuvre") == 50_000_000
    assert result["insertion"] == 100 * facts.number_of("clause-montant-insertion") == 2_500_000
    assert result["heures"] == facts.number_of("clause-heures") == 833
    assert result["etp"] is None, "the sources give no hours of a full-time year"


@pytest.mark.parametrize(
    ("typed", "hours"),
    [({"cout": "25"}, 1000), ({"taux": "20 %"}, 3333), ({"montant": "6 M€"}, 5000), ({"part": "10"}, 167), ({"montant": "0"}, None)],
)
def test_known_answers(typed, hours):
    result = Clauses(**typed).result()["heures"]
    assert (result and result["heures"]) == hours


@pytest.mark.parametrize("text", ["", "abc", "-5", "0", "1e999", "150 %", "9" * 400, None, "∞", "NaN"])
def test_no_field_gives_more_than_a_number_or_nothing(text):
    for name in FIELDS:
        found = clauses.read(name, text)
        assert (found["valeur"] is None) == (found["etat"] != "ok")
        assert found["etat"] in {*SENTENCES, "ok"}


def test_full_time(widget):
    # 833 hours of 1,500 a year
    assert Clauses(annuel="1 500").result()["heures"]["etp"] == 56


@pytest.mark.parametrize("wrong", [{"prix": "3"}, {"montant": 3}, {"contrat": "services"}])
def test_wrong_inputs_are_refused(wrong):
    with pytest.raises(traitlets.TraitError, match="inconnu|guillemets"):
        Clauses(**wrong)


# -- the rules of the day ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "amount", "day", "environment", "social"),
    [
        ("travaux", "6 M€", "2026-08-21", "avant", "avant"),
        ("travaux", "6 M€", "2026-08-22", "obligation", "obligation"),
        ("travaux", "5 404 000", "2026-08-22", "obligation", "egal"),
        ("travaux", "1 M€", "2026-11-22", "obligation", "facultatif"),
        ("travaux", "6 M€", "2028-01-01", "obligation", "seuil-inconnu"),
        ("fournitures-services", "216 001", "2027-12-31", "obligation", "obligation"),
        ("fournitures-services", "150 000", "2027-03-01", "obligation", "facultatif"),
        ("travaux", "", "2027-03-01", "obligation", "montant"),
    ],
)
def test_obligations_of_a_day(contract, amount, day, environment, social):
    rules = Clauses(contrat=contract, montant=amount, jour=day).result()["regles"]["regles"]
    assert (rules["environnement"], rules["social"]) == (environment, social)


def test_a_date_that_does_not_exist_gives_no_rule():
    assert Clauses(jour="2026-02-30").result()["regles"] is None


def test_thresholds_follow_one_another(widget):
    """For each rule and contract: sorted, no hole, no overlap, and the dates that the facts give."""
    groups = {}
    for row in widget.thresholds:
        groups.setdefault((row["regle"], row["contrat"]), []).append(row)
    assert len(groups) == 5
    for rows in groups.values():
        for before, after in zip(rows, rows[1:]):
            assert before["fin"] < after["debut"]
            assert clauses.threshold(rows, before["regle"], before["contrat"], before["fin"])["id"] == before["id"]
    for row in data.table("seuils"):
        fact = data.row("faits", row["fait"])
        assert fact["source"] == row["source"] and fact["changement"] == row["changement"]
        if fact["debut"]:
            assert (row["debut"][:4], row["fin"][:4]) == (fact["debut"], fact["date"])
        elif row["debut"] and fact["date"] and row["id"] != "dispense-travaux":
            assert row["debut"] == fact["date"]


def test_rules_agree_with_their_change_and_article():
    for row in data.table("regles_achats"):
        change = data.row("changements", row["changement"])
        assert change["source"] == row["source"]
        if row["article"]:
            assert row["changement"] in data.row("articles", row["article"])["changements"]
        if row["nature"] == "obligation":
            assert row["debut"] == change["date"] == data.row("faits", "climat-resilience-date")["valeur"]
        elif row["debut"]:
            assert row["debut"] in (change["date"], data.row("faits", "ccp-date")["valeur"])


# -- what is said --------------------------------------------------------------------------------


def test_every_threshold_of_every_day_has_its_sentence(run, widget):  # noqa: F811
    days = ["1900-01-01", "2199-12-31"]
    for row in widget.thresholds:
        for bound in (row["debut"], row["fin"]):
            days += [day for day in (bound,) if day]
    days += ["2015-01-31", "2026-11-22", "2028-01-01"]
    amounts = [None, 1, 4_000_000, 6_000_000, 10_000_000, 21_600_000, 540_400_000, 5_000_000_000, 10_000_000_000, 10**13]
    calls, seen = [], []
    for day in days:
        for amount in amounts:
            found = clauses.spaser(widget.thresholds, amount, day)
            calls.append(["spaser", found, widget.thresholds])
            for contract in clauses.CONTRACTS:
                result = clauses.assess(widget.rules, widget.thresholds, contract=contract, amount=amount, day=day)
                calls += [[name, result[name], widget.thresholds] for name in ("europeen", "dispense")]
                seen += [[rule, result["regles"][rule["id"]]] for rule in widget.rules]
    sentences = widget.sentences
    for key, words in run("widgets/clauses", "m.thresholdSaying(...a)", calls):
        needed = set(re.findall(r"\{(\w+)\}", sentences[key]))
        assert all(words.get(word) for word in needed), (key, words)
    for key in run("widgets/clauses", "m.ruleKey(...a)", seen):
        assert sentences[key].count("|") == 1


def test_sentences_are_french_typography(widget):
    texts = [*widget.sentences.values(), *DRAFT, words(widget.static_html())]
    assert [found for text in texts for found in re.findall(r".{0,20} [;!?:%€»].{0,20}|« .{0,20}", text)] == []


def test_words_of_hours_and_dates(run):  # noqa: F811
    assert run("widgets/clauses", "m.hourWords(a)", [0, 1, 833, 1000]) == [
        f"0{NB}heure", f"1{NB}heure", f"833{NB}heures", f"1{NN}000{NB}heures",
    ]  # fmt: skip
    both = {"debut": "2026-01-01", "fin": "2027-12-31"}
    assert run("widgets/clauses", "m.validity(a)", [both, {"debut": "2026-04-01", "fin": ""}]) == [
        f"du 1er{NB}janvier 2026 au 31{NB}décembre 2027", f"depuis le 1er{NB}avril 2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (None, {}), (12, {}), ("texte", {}), ([], {}), ({"montant": 3, "prix": "4"}, {}),
        ({"contrat": "autre", "taux": "7"}, {"taux": "7"}), ({"montant": "9" * 99}, {"montant": "9" * 60}),
    ],
)  # fmt: skip
def test_a_foreign_state_counts_as_nothing(run, kept, expected):  # noqa: F811
    assert run("widgets/clauses", "m.clean(a)", [kept]) == [expected]


# -- without a script ----------------------------------------------------------------------------


def words(html):
    shown = re.sub(r'<span class="info-bulle".*?</span></span>', "", html, flags=re.S)
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", "", shown)))


def test_static_form_tells_everything(widget):
    html, text = widget.static_html(), words(widget.static_html())
    assert f"1{NN}000{NN}000{NB}€ × 50{NB}% = 500{NN}000{NB}€ de main-d’œuvre" in text
    assert f"25{NN}000{NB}€ ÷ 30{NB}€ = 833{NB}heures" in text
    assert re.findall(r'data-regle="([^"]+)"', html) == [row["id"] for row in data.table("regles_achats")]
    assert re.findall(r'data-seuil="([^"]+)"', html) == [row["id"] for row in data.table("seuils")]
    for row in data.table("regles_achats"):
        assert row["titre"] in text and f'#{row["changement"]}"' in html
    assert "faire valider par le service juridique" in text
    assert "nos sources n’en donnent pas" in text
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_repr_is_the_same_each_time(widget):
    assert repr(widget) == repr(Clauses())
    assert repr(widget).splitlines()[0] == "Clauses(833 heures, 9 seuils, 7 règles)"
    assert repr(Clauses(taux="cent")).splitlines()[0] == "Clauses(taux='cent', incomplet, 9 seuils, 7 règles)"
