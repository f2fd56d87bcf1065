"""What `frise`, `ordre`, `qui-doit-quoi` and `conference` say without any script, and their pure rules."""

import re
from datetime import date
from html import unescape

import pytest
import traitlets

from ess_region import data, orderings
from ess_region.errors import ContentError
from ess_region.widgets import Conference, Duties, Ordering, Timeline
from ess_region.widgets.conference import relative
from ess_region.widgets.duties import since
from ess_region.widgets.timeline import periods

NB, NN = "\u00a0", "\u202f"


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def widgets():
    return {"frise": Timeline(), "ordre": Ordering("histoire"), "devoirs": Duties(), "conference": Conference()}


def test_no_inline_style_handler_or_script(widgets):
    for widget in widgets.values():
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", widget.static_html())


def test_ids_are_unique(widgets):
    for widget in widgets.values():
        ids = re.findall(r'\sid="([^"]+)"', widget.static_html())
        assert len(ids) == len(set(ids))


def test_repr_is_the_same_each_time(widgets):
    assert repr(widgets["frise"]) == repr(Timeline())
    assert repr(Timeline()).splitlines()[0] == "Timeline(23 événements, 25 jalons depuis)"
    assert repr(widgets["ordre"]).splitlines()[0] == "Ordering('histoire', 2 exercices)"
    assert repr(widgets["devoirs"]) == repr(Duties(""))
    assert repr(Duties("")).splitlines()[0] == "Duties(41 lignes, 9 acteurs, 11 documents)"
    assert repr(Conference("2024-11-12")).splitlines()[0] == "Conference(last='2024-11-12', 12 étapes)"


# -- frise -------------------------------------------------------------------------------------


def test_every_event_is_told_whole(widgets):
    html = widgets["frise"].static_html()
    text = unescape(html)
    for event in data.table("evenements"):
        block = re.search(rf'<li class="frise-evenement" data-evenement="{event["id"]}".*?</li>', text, re.S)[0]
        for column in ("titre", "description", "ce_que_ca_change"):
            assert event[column] in block, event["id"]
        assert f'datetime="{event["date"] or event["annee"]}"' in block
        assert f'data-fil="{event["fil"]}"' in block
    assert len(re.findall(r'<time class="frise-date" datetime="\d{4}-\d\d-\d\d">(?=[^<]*</time><span class="frise-fil">(?:Acteurs|Pouvoirs))', html)) == 9
    assert "ne nomme pas ces deux fils" in text


def test_events_come_in_the_order_of_time_and_fill_the_periods(widgets):
    html = widgets["frise"].static_html()
    years = [int(year) for year in re.findall(r'frise-tete"><time class="frise-date" datetime="(\d{4})', html)]
    assert years == sorted(years) and len(years) == 23
    cut = periods(data.table("evenements"))
    assert [title for title, _ in cut] == ["Jusqu’en 1900", "De 1901 à 1980", "De 1981 à 1999", "De 2000 à 2015"]
    assert [len(inside) for _, inside in cut] == [4, 4, 6, 9]


def test_milestones_since_are_apart_and_marked(widgets):
    events, since_ = widgets["frise"].static_html().split('<section class="frise-depuis"')
    assert "data-jalon" not in events and "data-evenement" not in since_
    assert "ne viennent pas de la brochure" in since_
    changes = {row["id"]: row for row in data.table("changements")}
    milestones = [changes[row["changement"]] for row in data.table("jalons")]
    assert all(str(row["date"]) >= "2016" for row in milestones)
    assert [row["id"] for row in milestones] == re.findall(r'data-jalon="(U\d+)"', since_)
    assert [str(row["date"]) for row in milestones] == sorted(str(row["date"]) for row in milestones)
    for row in milestones:
        assert f'href="depuis-2015.html#{row["id"]}"' in since_


def test_axis_says_what_it_shows(widgets):
    html = unescape(widgets["frise"].static_html())
    assert html.count('class="frise-marque"') == 23
    late = sum(event["annee"] >= 1980 for event in data.table("evenements"))
    assert f"{late} des 23 événements datent de 1980 ou d’après." in html
    assert 'role="img"' in html and "10 événements d’acteurs" in html and "13 des pouvoirs publics" in html


def test_unknown_event_is_refused():
    with pytest.raises(traitlets.TraitError, match="événement inconnu"):
        Timeline("revolution")


def test_keys_of_the_timeline(run):  # noqa: F811
    calls = [["ArrowDown", 3, 23], ["ArrowRight", 22, 23], ["ArrowUp", 0, 23], ["ArrowLeft", 5, 23],
             ["Home", 5, 23], ["End", 5, 23], ["a", 5, 23], ["Home", 0, 0]]  # fmt: skip
    assert run("widgets/timeline", "m.target(...a)", calls) == [4, 22, 0, 4, 0, 22, None, None]
    assert run("widgets/timeline", "m.countSentence(...a)", [[0, 23], [1, 23], [12, 23]]) == [
        "Aucun événement. Essayez un autre mot, ou les deux fils.", "1 événement sur 23", "12 événements sur 23",
    ]  # fmt: skip


def test_search_ignores_accents_order_and_case(run):  # noqa: F811
    calls = [["Première Régie de quartier, à Roubaix", "ROUBAIX regie"], ["L’État reconnaît", "l'etat"], ["Scic", "scop"]]
    got = run("widgets/shared/text", "m.matches(m.fold(a[0]), m.fold(a[1]))", calls)
    assert got == [True, True, False]


# -- ordre -------------------------------------------------------------------------------------


def test_exercises_show_neither_order_nor_dates(widgets):
    for exercise in orderings.load("histoire"):
        assert exercise.shown != exercise.events
        block = re.search(rf'data-exercice="{exercise.id}".*?</section>', widgets["ordre"].static_html(), re.S)[0]
        asked, answer = block.split('<details class="ordre-reponse">')
        assert not re.search(r"\b(1[89]|20)\d\d\b", words(asked))
        ranks = [answer.index(unescape(event["titre"])) for event in exercise.events]
        assert ranks == sorted(ranks)


def test_ten_milestones_can_be_placed():
    placed = {event["id"] for exercise in orderings.load("histoire") for event in exercise.events}
    assert len(placed) == 10


GOOD = """\
- id: essai-ordre-1
  titre: Essai
  question: Remettez dans l’ordre.
  evenements: [decret-secours-1852, loi-association-1901, loi-cooperation-1947]
  explication: Voilà.
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("decret-secours-1852", "decret-inconnu", "événement inconnu"),
        ("decret-secours-1852, ", "", "au moins 3"),
        ("decret-secours-1852", "loi-association-1901", "écrit deux fois"),
        ("decret-secours-1852, loi-association-1901", "garrigue-2002, rtes-2002", "même date connue"),
        ("  explication: Voilà.\n", "", "il manque l’explication"),
        ("essai-ordre-1", "autre-1", "ne suit pas le nom du dossier"),
        ("titre:", "tire:", "la clé « tire » n’existe pas"),
    ],
)
def test_a_faulty_exercise_says_where(tmp_path, old, new, message):
    file = tmp_path / "essai" / "ordre.yml"
    file.parent.mkdir()
    file.write_text(GOOD, encoding="utf-8")
    assert len(orderings.load_file(file)) == 1
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match=message) as caught:
        orderings.load_file(file)
    assert caught.value.line and caught.value.hint


def test_two_laws_of_one_year_are_ordered_by_their_days(tmp_path):
    file = tmp_path / "essai" / "ordre.yml"
    file.parent.mkdir()
    file.write_text(GOOD.replace("decret-secours-1852", "loi-scic-2001, agrement-solidaire-2001"), encoding="utf-8")
    [exercise] = orderings.load_file(file)
    assert [event["id"] for event in exercise.events][-2:] == ["agrement-solidaire-2001", "loi-scic-2001"]


def test_ordering_sentences(run):  # noqa: F811
    calls = [[{"exact": 5, "total": 0}, 5], [{"exact": 3, "total": 2}, 5], [{"exact": 1, "total": 8}, 5], [{"exact": 0, "total": 12}, 5]]
    assert run("widgets/ordering", "m.sentence(...a)", calls) == [
        "Les événements sont dans l’ordre.",
        f"3 événements sur 5 sont à leur place{NB}: deux voisins sont inversés. Déplacez les autres, puis vérifiez.",
        "Un événement sur 5 est à sa place. Déplacez les autres, puis vérifiez.",
        "Aucun événement n’est à sa place. Déplacez les autres, puis vérifiez.",
    ]
    keys = ["a", "b", "c"]
    calls = [[keys, {"valeur": ["c", "a", "b"]}], [keys, {"valeur": ["a", "b"]}], [keys, {"valeur": "abc"}], [keys, None], [keys, 12]]
    assert run("widgets/ordering", "m.valid(...a) !== null", calls) == [True, False, False, False, False]


# -- qui-doit-quoi -----------------------------------------------------------------------------


def test_every_obligation_is_in_the_table_under_its_actor(widgets):
    html = widgets["devoirs"].static_html()
    for row in data.table("obligations"):
        group = re.search(rf'<tbody data-acteur="{row["acteur"]}">.*?</tbody>', html, re.S)[0]
        block = re.search(rf'<tr data-obligation="{row["id"]}".*?</tr>(?:<tr class="devoir-suite">.*?</tr>)?', group, re.S)[0]
        if row["article"]:
            assert f'data-article="{row["article"]}"' in block
        for change in (row["changements"] or "").split("|"):
            assert not change or f'href="depuis-2015.html#{change}"' in block
    assert len(re.findall("<tr data-obligation", html)) == len(data.table("obligations"))


def test_an_obligation_has_a_text_and_its_own_words():
    sources = {"brochure"} | {row["source"] for row in data.table("changements")}
    for row in data.table("obligations"):
        assert row["article"] or row["loi"], row["id"]
        assert (row["page"] is not None) == (row["source"] == "brochure"), row["id"]
        assert row["source"] in sources
        assert not re.search(r"\d", re.sub(r"\{\w+\}`[^`]+`|2015", "", row["obligation"])), row["id"]
        assert since(row).startswith("depuis"), row["id"]


def test_what_the_law_asks_of_a_region():
    mine = [row for row in data.table("obligations") if row["acteur"] == "region" and row["nature"] == "obligation"]
    assert {row["article"] for row in mine if row["article"]} == {"ess-6", "ess-7", "ess-8", "notre-2"}
    region = next(actor for actor in Duties().actors if actor["id"] == "region")
    assert region["aussi"] == ["acheteurs"]
    known = {row["id"] for row in data.table("acteurs")}
    assert all(set(actor["aussi"]) <= known - {actor["id"]} for actor in Duties().actors)


@pytest.mark.parametrize(
    ("id", "when"),
    [
        ("region-strategie", f"depuis le 2{NB}août 2014"),
        ("region-srdeii", f"depuis le 7{NB}août 2015"),
        ("acheteurs-spaser", f"depuis le 1er{NB}janvier 2023"),
        ("acheteurs-spaser-commun", "depuis octobre 2023"),
        ("acheteurs-environnement", f"depuis le 22{NB}août 2026"),
        ("region-restauration", f"depuis le 1er{NB}janvier 2022"),
        ("entreprises-esus-conditions", f"depuis le 2{NB}août 2014"),
    ],
)
def test_since_when(id, when):
    assert since(data.row("obligations", id)) == when


def test_figures_of_obligations_come_from_the_data(widgets):
    html = widgets["devoirs"].static_html()
    for fact in ("spaser-seuil", "conference-intervalle", "egalim-part-bio", "agec-part-max", "seuil-europeen-travaux"):
        assert f'data-fait="{fact}"' in html


@pytest.mark.parametrize("choice", ["acteur:maire", "document:budget", "region", "acteur:"])
def test_unknown_choice_is_refused(choice):
    with pytest.raises(traitlets.TraitError, match="choix inconnu"):
        Duties(choice)


def test_duties_rules(run):  # noqa: F811
    calls = [[["obligation"] * 7 + ["possibilite"]], [["participation"]], [[]]]
    assert run("widgets/duties", "m.countWords(...a)", calls) == [
        f"7{NB}obligations, 1{NB}possibilité", f"1{NB}participation", "rien dans nos sources",
    ]  # fmt: skip
    lists = {"acteur": [{"id": "region"}], "document": [{"id": "srdeii"}]}
    none = {"kind": "", "id": ""}
    calls = [["acteur:region", lists], ["document:srdeii", lists], ["document:region", lists], ["tout", lists], [None, lists], [{}, lists]]
    assert run("widgets/duties", "m.parseChoice(...a)", calls) == [
        {"kind": "acteur", "id": "region"}, {"kind": "document", "id": "srdeii"}, none, none, none, none,
    ]  # fmt: skip


# -- conference --------------------------------------------------------------------------------


def test_relative_words():
    cases = [(-9, "mois"), (-6, "semaines"), (-1, "semaines"), (-1, "mois"), (1, "mois"), (0, "mois"), (-18, "mois")]
    assert [relative(*case) for case in cases] == [
        "neuf mois avant", "six semaines avant", "une semaine avant", "un mois avant", "un mois après", "le jour même",
        "dix-huit mois avant",
    ]  # fmt: skip


def test_every_task_of_the_brochure_is_a_step_and_steps_are_in_order(widgets):
    steps = data.table("conference_etapes")
    assert {row["tache"] for row in steps if row["tache"]} == {row["id"] for row in data.table("conseils_taches")}
    assert all(bool(row["tache"]) != bool(row["article"]) for row in steps)
    plan = Conference("2024-06-14").plan(date(2024, 9, 2))
    assert [step["id"] for step in plan["etapes"]] == [row["id"] for row in steps]
    html = widgets["conference"].static_html()
    assert re.findall(r'data-etape="([^"]+)"', html) == [row["id"] for row in steps]
    text = words(html)
    for row in data.table("conseils_taches"):
        assert row["tache"] in text
    assert "Les délais sont les nôtres" in text


def test_partners_and_networks_have_their_present_names(widgets):
    text = words(widgets["conference"].static_html())
    for name in ("Banque des Territoires", "DREETS", "Mouvement Impact France", "Unions régionales des Scop"):
        assert name in text
    assert widgets["conference"].static_html().count("data-invite=") == 11


def test_a_date_that_does_not_exist_is_refused():
    for text in ("2025-02-30", "demain", "31/04/2026"):
        with pytest.raises(traitlets.TraitError, match="n’est pas une date"):
            Conference(text)
    assert Conference("inconnue").plan(date(2026, 11, 22))["derniere"] == "inconnue"


STEPS = [
    {"id": "a", "decalage": -1, "unite": "mois", "texte": "Inviter", "quand": "un mois avant", "origine": "Décloisonner"},
    {"id": "b", "decalage": 1, "unite": "mois", "texte": "Remettre", "quand": "un mois après", "origine": "Loi"},
]
PLAN = {
    "derniere": "ok", "echeance": "2027-11-12", "retard": 0, "proposee": "2027-11-12", "cible": "ok", "date": "2027-11-10",
    "etapes": [{"id": "a", "date": "2027-10-08", "passee": False}, {"id": "b", "date": "2027-12-10", "passee": False}],
}  # fmt: skip


def test_calendar_ids_stay_when_the_dates_move(run):  # noqa: F811
    moved = PLAN | {"date": "2027-11-05", "etapes": [PLAN["etapes"][0] | {"date": "2027-10-05"}, PLAN["etapes"][1]]}
    calls = [[PLAN, STEPS, [], "2025-11-12"], [moved, STEPS, [], "2025-11-12"], [PLAN, STEPS, ["a"], ""]]
    first, second, done = run("widgets/conference", "m.calendarEvents(...a)", calls)
    assert [event["date"] for event in first] == ["2027-10-08", "2027-11-10", "2027-11-12", "2027-12-10"]
    assert [event["uid"] for event in first] == [event["uid"] for event in second]
    assert first[0]["uid"] == "a-20251112@ess-en-region"
    assert [event["uid"] for event in done] == [f"{id}-sans-date@ess-en-region" for id in ("conference", "echeance", "b")]


def test_table_of_the_plan(run):  # noqa: F811
    guests = [{"nom": "État", "invite": True}, {"nom": "ADEME", "invite": False}]
    [rows] = run("widgets/conference", "m.tableRows(...a)", [[PLAN, STEPS, ["a"], guests]])
    assert rows[0] == ["Date", "Étape", "Origine", "Délai (notre proposition)", "Fait"]
    assert rows[1] == ["08/10/2027", "Inviter", "Décloisonner", "un mois avant", "oui"]
    assert [row[1] for row in rows[2:4]] == ["Conférence régionale de l’ESS", "Échéance de la conférence régionale"]
    assert rows[-2:] == [["", f"Inviter{NB}: État", "", "", "oui"], ["", f"Inviter{NB}: ADEME", "", "", "non"]]
    assert {len(row) for row in rows} == {5}


def test_what_is_said_of_a_plan(run):  # noqa: F811
    base = PLAN | {"date": "2027-11-12"}
    calls = [
        [base, "2025-11-12"],
        [base | {"retard": 3}, "2025-11-12"],
        [base | {"echeance": "2026-02-28", "proposee": "2026-02-27", "date": "2026-02-27"}, "2024-02-29"],
        [base | {"date": "2027-11-13", "cible": "tardive"}, "2025-11-12"],
        [base | {"derniere": "future", "echeance": None, "proposee": None, "date": None, "etapes": [], "cible": "vide"}, ""],
        [base | {"date": None, "cible": "passee", "etapes": []}, "2025-11-12"],
    ]
    assert run("widgets/conference", "m.sayings(...a)", calls) == [
        {"last": ["ok"], "target": ["propose-jour"]},
        {"last": ["retard"], "target": ["propose-delai"]},
        {"last": ["ok", "bissextile"], "target": ["propose-veille"]},
        {"last": ["ok"], "target": ["cible-tardive", "cible-week-end"]},
        {"last": ["future"], "target": []},
        {"last": ["ok"], "target": ["cible-passee"]},
    ]


def test_every_sentence_exists_and_is_filled(run, widgets):  # noqa: F811
    sentences = widgets["conference"].sentences
    states = ["vide", "inconnue", "impossible", "avant-loi", "future", "ok", "retard", "bissextile", "passees"]
    states += ["propose-jour", "propose-veille", "propose-delai"]
    states += [f"cible-{state}" for state in ("impossible", "passee", "tardive", "week-end")]
    assert set(states) == set(sentences)
    given = {name: "X" for name in ("loi", "echeance", "jours", "date", "jour", "nombre")}
    filled = run("widgets/shared/text", "m.fillIn(...a)", [[text, given] for text in sentences.values()])
    assert not any(re.search(r"[{}]|undefined|NaN", text) for text in filled)
    assert run("widgets/conference", "m.dayWords(a)", [0, 1, 355]) == [f"0{NB}jour", f"1{NB}jour", f"355{NB}jours"]


@pytest.mark.parametrize("kept", [None, 12, "texte", [], {"derniere": 3, "faites": "a", "invites": [1, None]}])
def test_a_foreign_state_counts_as_nothing(run, kept):  # noqa: F811
    empty = {"derniere": "", "cible": "", "faites": [], "invites": []}
    assert run("widgets/conference", "m.clean(a)", [kept]) == [empty]
