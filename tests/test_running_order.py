"""The running order: its rule (vectors, in Python then in Chromium; properties), the authors' file, the static form."""

import random
import re
from html import unescape

import pytest
import traitlets
from js_vectors import differences, load

from ess_region import paths, running_order, toc
from ess_region.errors import ContentError
from ess_region.sessions import Session, read as read_notes
from ess_region.widgets import RunningOrder

V = load("deroule")
CATALOG = V["catalog"]
PYTHON = {
    "plan": lambda v: running_order.plan(CATALOG, v["choice"]),
    "fit": lambda v: running_order.fit(v["items"], v["room"]),
    "breaks": lambda v: running_order.breaks(v["minutes"], v["count"], v.get("since", 0)),
    "check": lambda v: running_order.check(CATALOG, v["seances"]),
    "resume": lambda v: running_order.resume(CATALOG, v["session"], v["here"], v["elapsed"], v["everything"]),
    "clock": lambda v: running_order.clock(v["minutes"]),
}
BROWSER = {
    "plan": ("m.plan(...a)", lambda v: [CATALOG, v["choice"]]),
    "fit": ("m.fit(...a)", lambda v: [v["items"], v["room"]]),
    "breaks": ("m.breaks(...a)", lambda v: [v["minutes"], v["count"], v.get("since", 0)]),
    "check": ("m.check(...a)", lambda v: [CATALOG, v["seances"]]),
    "resume": ("m.resume(...a)", lambda v: [CATALOG, v["session"], v["here"], v["elapsed"], v["everything"]]),
    "clock": ("m.clock(...a)", lambda v: [v["minutes"]]),
}


@pytest.mark.parametrize("name", PYTHON)
def test_in_python(name):
    assert differences(V[name], [PYTHON[name](vector) for vector in V[name]]) == []


@pytest.mark.parametrize("name", BROWSER)
def test_in_the_browser(run, name):  # noqa: F811
    expression, arguments = BROWSER[name]
    module = "widgets/running_order" if name == "clock" else "widgets/shared/running-order"
    results = run(module, expression, [arguments(vector) for vector in V[name]])
    assert differences(V[name], results) == []


# -- properties, on the real course ------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded():
    return running_order.load()


@pytest.fixture(scope="module")
def catalog(loaded):
    return loaded.catalog


def choices(catalog) -> list[dict]:
    """All formats × nothing, everything, each part, chapters alone, workshops alone, and draws."""
    free = [one for one in catalog["activites"] if not one["place"]]
    some = [[], [one["id"] for one in free]]
    some += [[one["id"] for one in free if one["partie"] == part] for part in catalog["parties"]]
    some += [[one["id"] for one in free if one["nature"] == kind] for kind in ("chapitre", "atelier")]
    draw = random.Random(8)
    some += [[one["id"] for one in draw.sample(free, count)] for count in (1, 2, 4, 6, 9, 14)]
    return [
        {"format": form["id"], "choix": choice, "pause": pause, "dejeuner": 60}
        for form in catalog["formats"]
        for choice in some
        for pause in (15, 0)
    ]


@pytest.fixture(scope="module")
def plans(catalog):
    return [(choice, running_order.plan(catalog, choice)) for choice in choices(catalog)]


def lines(result):
    return [line for session in result["seances"] for line in session["lignes"]]


def total(session):
    return sum(line["minutes"] for line in session["lignes"])


def test_every_duration_is_within_its_bounds_by_five_minutes(catalog, plans):
    known = {one["id"]: one for one in catalog["activites"]}
    for _, result in plans:
        for line in lines(result):
            assert line["minutes"] % 5 == 0
            if line["id"] in known:
                assert known[line["id"]]["bas"] <= line["minutes"] <= known[line["id"]]["haut"]


def test_it_ends_on_time_or_says_how_much_is_missing(plans):
    for choice, result in plans:
        over = sum(max(0, total(session) - session["prevu"]) for session in result["seances"])
        assert over == 0 if not result["manque"] else over > 0, choice


def test_the_order_of_the_course_and_of_workshops(catalog, plans):
    order = {one["id"]: rank for rank, one in enumerate(catalog["activites"])}
    for _, result in plans:
        # What comes back in each session apart: to take up again, to close.
        ranks = [order[line["id"]] for line in lines(result) if line["id"] in order and line["id"] not in ("reprise", "fin-de-seance")]
        assert ranks == sorted(ranks)
        assert not [one for one in running_order.check(catalog, result["seances"]) if one["genre"] in ("avant", "court", "long")]


def test_opening_and_closing_are_always_there(catalog, plans):
    closing = [one["id"] for one in catalog["activites"] if one["place"] == "cloture"]
    assert closing == ["des-demain", "votre-avis"]
    for _, result in plans:
        sessions = result["seances"]
        assert sessions[0]["lignes"][0]["id"] == "accueil"
        assert [line["id"] for line in sessions[-1]["lignes"]][-2:] == closing
        for session in sessions[1:]:
            assert session["lignes"][0]["id"] == "reprise"
        for session in sessions[:-1]:
            assert session["lignes"][-1]["id"] == "fin-de-seance"


def test_everything_chosen_is_there_or_said_to_be_cut(catalog, plans):
    known = {one["id"]: one for one in catalog["activites"]}
    for choice, result in plans:
        there = {line["id"] for line in lines(result)}
        cut = {one["id"] for one in result["coupes"]}
        assert set(choice["choix"]) <= there | cut and not there & cut
        assert all(known[id]["coupe"] for id in cut)


def test_nothing_is_cut_that_would_have_held(catalog, plans):
    for choice, result in plans:
        kept = [id for id in choice["choix"] if id not in {one["id"] for one in result["coupes"]}]
        for one in result["coupes"]:
            if one["raison"] == "place" and not result["manque"]:
                again = running_order.plan(catalog, {**choice, "choix": [*kept, one["id"]]})
                assert again["coupes"] or again["manque"], (choice, one)


def test_the_first_test_is_there_when_nothing_is_shortened_for_it(catalog, plans):
    known = {one["id"]: one for one in catalog["activites"]}
    seen = set()
    for _, result in plans:
        first = []
        for line in result["seances"][0]["lignes"]:
            if line["id"] == "dejeuner":
                break
            first.append(line["id"])
        there = "positionnement" in first
        seen.add(there)
        assert there == ("positionnement" in {line["id"] for line in lines(result)})
        if there:
            assert first[:2] == ["accueil", "positionnement"] and not result["coupes"]
            assert sum(known[id]["habituel"] for id in first if id in known) <= result["seances"][0]["prevu"]
    assert seen == {True, False}


def test_a_break_is_between_two_activities(plans):
    for choice, result in plans:
        for session in result["seances"]:
            ids = [line["id"] for line in session["lignes"]]
            for rest in running_order.RESTS:
                assert all(0 < at < len(ids) - 1 for at, id in enumerate(ids) if id == rest)
            assert choice["pause"] or "pause" not in ids


def test_a_break_every_hour_and_a_half(catalog, plans):
    """What the guide promises, whatever is chosen; only too much for the format makes it break."""
    guide = (paths.BOOK / "animer-guide.md").read_text(encoding="utf-8")
    assert "Une pause toutes les heures et demie au plus" in guide and running_order.STRETCH == 90
    held = 0
    for choice, result in plans:
        if choice["pause"] and not result["manque"]:
            held += 1
            assert not [one for one in running_order.check(catalog, result["seances"]) if one["genre"] == "sans-pause"], choice
    assert held > 60


def test_breaks_come_where_they_serve_when_the_session_is_late(loaded):
    """Every ready programme, late by 5 to 30 minutes at each of its lines: when a stretch stays too long, no other place of a break would do better."""
    seen = 0
    for one in loaded.ready:
        order = running_order.plan(loaded.catalog, {"format": one.format, "choix": one.choice, "pause": 15, "dejeuner": 60})
        for session in order["seances"]:
            for here in range(1, len(session["lignes"])):
                for late in range(5, 35, 5):
                    past = total({"lignes": session["lignes"][:here]}) + late
                    for everything in (False, True):
                        rest = running_order.resume(loaded.catalog, session, here, past, everything)
                        lines, start = rest["lignes"], rest["debut"]
                        for at, line in enumerate(lines):
                            if at < start or line["id"] != "pause":
                                continue
                            others = [*lines[:at], *lines[at + 1 :]]
                            lunches = [index for index, other in enumerate(others) if other["id"] == "dejeuner"]
                            half_day = [to for to in range(start, len(others)) if all((lunch < at) == (lunch < to) for lunch in lunches)]
                            moves = [[*others[:to], line, *others[to:]] for to in half_day]
                            assert longest(lines) <= max(90, min(map(longest, moves))), (one.id, here, late, everything)
                            seen += 1
    assert seen > 100


def longest(lines):
    """Minutes of the longest stretch without a break."""
    most = now = 0
    for line in lines:
        now = 0 if line["id"] in running_order.RESTS else now + line["minutes"]
        most = max(most, now)
    return most


def test_what_remains_ends_on_time(catalog, plans):
    """From every line, a quarter of an hour late: on time unless nothing more can be cut, and no line lost."""
    known = {one["id"]: one for one in catalog["activites"]}
    for choice, result in plans:
        if choice["pause"] == 0 or len(choice["choix"]) not in (4, 9):
            continue
        for session in result["seances"]:
            for here in range(1, len(session["lignes"])):
                elapsed = sum(line["minutes"] for line in session["lignes"][:here]) + 15
                rest = running_order.resume(catalog, session, here, elapsed)
                after = rest["lignes"][rest["debut"] :]
                assert rest["manque"] == max(0, total(rest) - session["prevu"])
                assert sum(line["minutes"] for line in rest["lignes"][: rest["debut"]]) == elapsed
                ids = [line["id"] for line in after] + rest["coupes"]
                before = [line["id"] for line in session["lignes"][here:]]
                assert sorted(set(ids) - {"pause"}) == sorted(set(before) - {"pause"})
                if rest["manque"]:
                    left = [known[line["id"]] for line in after if line["id"] in known]
                    assert not any(one["coupe"] for one in left)
                late = running_order.resume(catalog, session, here, elapsed, everything=True)
                assert late["coupes"] == []


def test_both_sides_plan_the_real_course_alike(run, catalog, plans):  # noqa: F811
    got = run("widgets/shared/running-order", "m.plan(...a)", [[catalog, choice] for choice, _ in plans])
    assert [result for _, result in plans] == got


def test_the_same_choice_gives_the_same_order(catalog, plans):
    for choice, result in plans[:12]:
        shuffled = {**choice, "choix": [*reversed(choice["choix"])]}
        assert running_order.plan(catalog, shuffled) == result


# -- the ready-made programmes -----------------------------------------------------------------


def test_the_ready_made_programmes_hold(loaded):
    assert {one.format for one in loaded.ready} == {one["id"] for one in loaded.catalog["formats"]}
    for one in loaded.ready:
        choice = {"format": one.format, "choix": one.choice, "pause": 15, "dejeuner": 60}
        result = running_order.plan(loaded.catalog, choice)
        assert (result["coupes"], result["manque"]) == ([], 0), one.id
        # A break every hour and a half at most, among others.
        assert running_order.check(loaded.catalog, result["seances"]) == [], one.id


def test_every_page_of_the_course_has_its_importance(loaded):
    """A new page is the first that goes until someone has said what it is worth."""
    ranks = [one["rang"] for one in loaded.catalog["activites"]]
    assert sorted(ranks) == list(range(len(ranks)))
    source = running_order.FILE.read_text(encoding="utf-8").partition("importance:")[2]
    for one in loaded.catalog["activites"]:
        assert one["place"] or f"- {one['id']}\n" in source, one["id"]


def test_every_workshop_has_its_chapter(loaded):
    for one in loaded.catalog["activites"]:
        assert one["apres"] or one["nature"] != "atelier", one["id"]


def test_the_static_form_is_the_programmes():
    html = unescape(RunningOrder().static_html())
    assert html.count("<details class=\"der-pret\"") == len(running_order.load().ready)
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    words = re.sub(r"<[^>]+>", " ", html)
    for text in ("De 9\u00a0h à 12\u00a0h\u00a030", "Séance 6, de 13\u00a0h à 14\u00a0h", "Déjeuner", "Reprendre le fil", "d’habitude"):
        assert text in words
    assert '<a href="definition.html">' in html


def test_the_object():
    widget = RunningOrder()
    assert repr(widget).splitlines()[0] == repr(RunningOrder()).splitlines()[0]
    assert widget.plan("une-heure", ["definition"])["manque"] == 0
    with pytest.raises(traitlets.TraitError, match="semaine.*une-heure"):
        RunningOrder("semaine")


# -- the authors' file -------------------------------------------------------------------------

FILE = """\
places: {ouverture: [bonjour], si-possible: [], reprise: [], fin: [], cloture: [merci]}
titres: {bonjour: Accueillir}
moments:
  - id: merci
    titre: Remercier
    but: Chaque personne dit merci.
    duree: {minimum: 5, habituelle: 5, maximum: 10}
apres:
  exercice: [lecon]
importance: [lecon]
formats:
  - id: heure
    nom: Une heure
    texte: Court.
    seances: [[60]]
programmes:
  - id: essai
    nom: Essai
    pour: Tout le monde.
    format: heure
    debut: "09:00"
    choix: [lecon]
"""
SESSIONS = [
    Session("bonjour", "Bonjour", "", "Se voir.", (5, 8, 15), False, "page"),
    Session("lecon", "La leçon", "Apprendre", "Savoir.", (12, 22, 41), True, "chapitre"),
    Session("suite", "La suite", "Apprendre", "Savoir encore.", (10, 20, 30), True, "chapitre"),
    Session("exercice", "L’exercice", "Ateliers", "Faire.", (20, 30, 40), True, "atelier"),
]


def read(tmp_path, text=FILE, sessions=SESSIONS):
    file = tmp_path / "programmes.yml"
    file.write_text(text, encoding="utf-8")
    return running_order.load(file, sessions)


def test_what_the_file_adds_to_the_notes(tmp_path):
    catalog = read(tmp_path).catalog
    by_id = {one["id"]: one for one in catalog["activites"]}
    assert list(by_id) == ["bonjour", "lecon", "exercice", "suite", "merci"]
    assert by_id["bonjour"]["titre"] == "Accueillir" and not by_id["bonjour"]["coupe"]
    # Bounds inside those of the note, by five minutes.
    assert [by_id["lecon"][key] for key in ("bas", "habituel", "haut")] == [15, 20, 40]
    assert [by_id[id]["rang"] for id in ("bonjour", "merci", "lecon", "suite", "exercice")] == [0, 1, 2, 3, 4]
    assert catalog["parties"] == ["Apprendre", "Ateliers"]


def test_a_moment_takes_the_minutes_of_the_note_of_its_page(tmp_path):
    text = FILE.replace("    duree: {minimum: 5, habituelle: 5, maximum: 10}\n", "    page: votre-avis\n", 1)
    [moment] = [one for one in read(tmp_path, text).catalog["activites"] if one["id"] == "merci"]
    noted = read_notes([one for one in toc.entries() if one.slug == "votre-avis"][0])
    assert (moment["bas"], moment["habituel"], moment["haut"]) == noted.minutes


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("importance: [lecon]", "importance: [leçon]", "aucune page et aucun moment ne s’appelle « leçon »"),
        ("importance: [lecon]", "importance: [lecon, lecon]", "y est deux fois"),
        ("exercice: [lecon]", "exercices: [lecon]", "n’existe pas"),
        ("cloture: [merci]", "cloture: []", "n’a pas de place"),
        ("minimum: 5,", "minimum: 7,", "de cinq en cinq"),
        ("habituelle: 5,", "habituelle: 15,", "du plus petit au plus grand"),
        ("[[60]]", "[60]", "minutes de chaque demi-journée"),
        ("[[60]]", "[[62]]", "minutes de chaque demi-journée"),
        ("format: heure", "format: heures", "« format: heures » n’existe pas"),
        ('"09:00"', '"9h"', "n’est pas une heure"),
        ("choix: [lecon]", "choix: [bonjour]", "a déjà sa place"),
        ("titres:", "titre:", "n’existe pas"),
        ("ouverture: [bonjour]", "ouverture: [lecon]", "« lecon » est dans chaque déroulé, mais sa note dit qu’il peut se couper"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, message):
    assert old in FILE
    with pytest.raises(ContentError) as caught:
        read(tmp_path, FILE.replace(old, new, 1))
    assert message in caught.value.message
    assert caught.value.file.name == "programmes.yml" and caught.value.line and caught.value.hint


def test_durations_without_any_round_value_are_refused(tmp_path):
    narrow = Session("lecon", "La leçon", "Apprendre", "Savoir.", (11, 12, 14), True, "chapitre")
    with pytest.raises(ContentError, match="aucune durée ronde entre 11 et 14"):
        read(tmp_path, sessions=[SESSIONS[0], narrow, *SESSIONS[2:]])
