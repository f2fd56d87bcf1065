"""The conference planner's rules and the files it exports: vectors, run in Python then in Chromium."""

import json
from datetime import date
from pathlib import Path

import pytest
from js_vectors import differences

from ess_region import data, dates, facts, french, planning
from ess_region.export import calendar, table

V = json.loads((Path(__file__).parent / "vectors" / "conference.json").read_text(encoding="utf-8"))
LAW = date.fromisoformat(V["rule"]["law"])
YEARS = V["rule"]["years"]


def iso(value):
    return value.isoformat() if value else None


def python_plan(vector):
    result = planning.plan(
        V["steps"],
        last=vector["last"],
        target=vector["target"],
        today=date.fromisoformat(vector["today"]),
        law=LAW,
        years=YEARS,
    )
    result |= {name: iso(result[name]) for name in ("echeance", "proposee", "date")}
    result["etapes"] = [step | {"date": iso(step["date"])} for step in result["etapes"]]
    return result


PYTHON = {
    "parse": lambda v: iso(dates.parse(v["text"])),
    "shift": lambda v: iso(dates.shift(date.fromisoformat(v["date"]), v["amount"], v["unit"])),
    "deadline": lambda v: iso(planning.deadline(date.fromisoformat(v["last"]), v["years"])),
    "step": lambda v: iso(planning.step_date(date.fromisoformat(v["date"]), v["amount"], v["unit"])),
    "day": lambda v: french.day(v["date"]).replace("\u00a0", " "),
    "plan": python_plan,
    "fold": lambda v: calendar.fold(v["line"]),
    "ics": lambda v: calendar.ics(v["events"], name=v["name"], stamp=v["stamp"]),
    "csv": lambda v: table.csv(v["rows"]),
}
# name → module, expression on `a`, arguments
BROWSER = {
    "parse": ("shared/dates", "m.parseDate(a)", lambda v: v["text"]),
    "shift": ("shared/dates", "m.shift(...a)", lambda v: [v["date"], v["amount"], v["unit"]]),
    "deadline": ("conference", "m.deadline(...a)", lambda v: [v["last"], v["years"]]),
    "step": ("conference", "m.stepDate(...a)", lambda v: [v["date"], v["amount"], v["unit"]]),
    "day": ("shared/dates", "m.formatDay(a).replace('\\u00a0', ' ')", lambda v: v["date"]),
    "plan": (
        "conference",
        "m.plan(...a)",
        lambda v: [V["steps"], {key: v[key] for key in ("last", "target", "today")} | V["rule"]],
    ),
    "fold": ("shared/export", "m.foldLine(a)", lambda v: v["line"]),
    "ics": ("shared/export", "m.icsText(...a)", lambda v: [v["events"], {"name": v["name"], "stamp": v["stamp"]}]),
    "csv": ("shared/export", "m.csvText(a)", lambda v: v["rows"]),
}


@pytest.mark.parametrize("name", PYTHON)
def test_in_python(name):
    assert differences(V[name], [PYTHON[name](vector) for vector in V[name]]) == []


@pytest.mark.parametrize("name", BROWSER)
def test_in_the_browser(run, name):  # noqa: F811
    module, expression, arguments = BROWSER[name]
    results = run(f"widgets/{module}", expression, [arguments(vector) for vector in V[name]])
    assert differences(V[name], results) == []


def test_the_rule_is_the_one_of_the_data():
    assert facts.number_of("conference-intervalle") == YEARS
    assert data.row("faits", "loi-ess-date")["valeur"] == iso(LAW)


@pytest.mark.parametrize("day", ["2024-02-29", "2026-12-31", "2027-08-23", "2028-01-03"])
def test_no_step_is_past_on_the_first_day_proposed(day):
    today = date.fromisoformat(day)
    steps = data.table("conference_etapes")
    first = planning.earliest(steps, today)
    assert not dates.is_weekend(first)
    assert all(planning.step_date(first, s["decalage"], s["unite"]) >= today for s in steps)


def test_each_line_of_a_calendar_is_short_enough():
    event = {"uid": "x@y", "date": "2026-11-12", "titre": "é" * 300, "texte": "😀" * 100 + "\n" + "a;" * 90}
    text = calendar.ics([event], name="n", stamp="2026-01-01")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.replace("\r\n ", "").count("é") == 300


def test_an_empty_calendar_or_a_wrong_date_is_refused():
    with pytest.raises(ValueError, match="vide"):
        calendar.ics([], name="n", stamp="2026-01-01")
    event = {"uid": "x", "date": "2026-02-30", "titre": "t", "texte": ""}
    with pytest.raises(ValueError, match="2026-02-30"):
        calendar.ics([event], name="n", stamp="2026-01-01")
    with pytest.raises(ValueError, match="unité"):
        dates.shift(date(2026, 1, 1), 1, "jours")


def test_the_day_of_a_moment_is_that_of_the_clock_on_the_wall(run):
    # Without a zone, a moment is local: the last minute of a day is still that day.
    moments = ["2026-11-12T23:59:00", "2026-01-02T00:00:00", "0999-03-04T12:00:00"]
    assert run("widgets/shared/day", "m.dayOf(...a)", [[one] for one in moments]) == ["2026-11-12", "2026-01-02", "0999-03-04"]
    assert run("widgets/shared/dates", "m.today() === m.parseDate(m.today())", [[]]) == [True]
