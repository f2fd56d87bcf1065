"""The shared modules' own rules, run in a browser without a page of the book around them.

Grading, verdicts and the sentences of the widgets are in `tests/test_vectors_js.py`.
"""

import json
import re

import pytest
from js_vectors import differences, load

from ess_region.widgets import bundle

VECTORS = load("format")


# -- format.js ---------------------------------------------------------------------------------

FORMAT = "widgets/shared/format"


def calls(kind: str) -> list:
    """The vectors' arguments; `decimals` and `sign` travel as the options object."""
    named = [{name: v[name] for name in ("decimals", "sign") if name in v} for v in VECTORS[kind]]
    return [[*v["args"], *([given] if given else [])] for v, given in zip(VECTORS[kind], named, strict=True)]


@pytest.mark.parametrize(
    ("kind", "function"),
    [("number", "formatNumber"), ("percent", "formatPercent"), ("parse", "parseNumber"), ("enumeration", "enumeration")],
)
def test_format_says_what_python_says(run, kind, function):
    assert differences(VECTORS[kind], run(FORMAT, f"m.{function}(...a)", calls(kind))) == []


def test_a_difference_would_be_seen(run):
    [text] = run(FORMAT, "m.formatNumber(...a)", [[1234.5]])
    assert differences([{"args": [1234.5], "expect": "1 234,5"}], [text]), "une espace ordinaire n’est pas U+202F"


def test_an_unreal_number_is_never_printed(run):
    values = "[NaN, Infinity, -Infinity, null, undefined, '12', [], {}]"
    assert run(FORMAT, f"{values}.map((x) => m.formatNumber(x) + m.formatPercent(x))") == [[""] * 8]


def test_a_huge_or_tiny_number_shows_no_exponent(run):
    texts = run(FORMAT, "m.formatNumber(...a)", [[1e21], [1.5e-7], [1e-7, {"decimals": 2}]])
    assert not any(re.search("e", text) for text in texts)


# -- state.js ----------------------------------------------------------------------------------

STATE = "widgets/shared/state"


@pytest.mark.parametrize(
    ("text", "state", "problem"),
    [
        (None, {"version": 1}, None),
        ("", {"version": 1}, None),
        ("{}", {"version": 1}, None),
        ('{"region": "53"}', {"version": 1, "region": "53"}, None),
        ('{"version": 0, "region": "53"}', {"version": 1, "region": "53"}, None),
        ('{"version": 1, "reponses": {"a-01": {"valeur": "a"}}}', {"version": 1, "reponses": {"a-01": {"valeur": "a"}}}, None),
        ('{"version": 1, "region": 53}', {"version": 1}, None),
        ('{"version": 1, "reponses": [1], "pages": "x", "predictions": 4}', {"version": 1}, None),
        ('{"version": 1, "futur": {"a": 1}}', {"version": 1, "futur": {"a": 1}}, None),
        ("{oups", {"version": 1}, "corrompu"),
        ("[]", {"version": 1}, "corrompu"),
        ("null", {"version": 1}, "corrompu"),
        ("12", {"version": 1}, "corrompu"),
        ('{"version": "a"}', {"version": 1}, "corrompu"),
        ('{"version": 2, "region": "53"}', {"version": 1}, "plus-recent"),
    ],
)  # fmt: skip
def test_decode(run, text, state, problem):
    [decoded] = run(STATE, "m.decode(a[0])", [[text]])
    assert decoded == {"state": state, "problem": problem}


def test_paths(run):
    [result] = run(
        STATE,
        """(() => {
          m.write(["reponses", "x-01"], { valeur: "a" });
          m.write(["pages", "x", "vu"], "2026");
          m.write(["pages", "y", "vu"], "2026");
          m.write(["pages", "y"], null);
          m.write([], 1);
          m.write(["__proto__", "pollue"], true);
          m.write(["pages", "constructor", "pollue"], true);
          return [m.read(["reponses", "x-01", "valeur"]), m.read(["pages", "y"], "rien"), m.read(["pages", "x", "vu", "z"], 0),
            m.read(["toString"], "rien"), m.read(["pages", "__proto__"], "rien"), {}.pollue ?? null, JSON.parse(localStorage["ess-region"])];
        })()""",
    )
    *reads, kept = result
    assert reads == ["a", "rien", 0, "rien", "rien", None]
    assert kept == {"version": 1, "reponses": {"x-01": {"valeur": "a"}}, "pages": {"x": {"vu": "2026"}}}


def test_two_writers_do_not_undo_each_other(run):
    [kept] = run(
        STATE,
        """(() => {
          m.write(["reponses", "a"], 1);
          const other = JSON.parse(localStorage["ess-region"]);
          other.reponses.b = 2; // another tab
          localStorage["ess-region"] = JSON.stringify(other);
          m.write(["reponses", "c"], 3);
          return JSON.parse(localStorage["ess-region"]).reponses;
        })()""",
    )
    assert kept == {"a": 1, "b": 2, "c": 3}


# Another tab that read before this one wrote, and writes after: its store, then its event.
STALE = """
  const stale = (state) => {
    const text = JSON.stringify({ version: 1, ...state });
    localStorage["ess-region"] = text;
    dispatchEvent(new StorageEvent("storage", { key: "ess-region", newValue: text }));
    return JSON.parse(localStorage["ess-region"]);
  };
"""


def test_a_write_undone_by_another_tab_is_made_again(run):
    [[once, again, decided, late]] = run(
        STATE,
        f"""(async () => {{
          {STALE}
          m.write(["region"], "11");
          m.write(["pages", "a", "vu"], "2026");
          const once = stale({{ region: "11", reponses: {{ b: 2 }} }});
          const again = stale({{ region: "11", pages: {{ c: {{ vu: "x" }} }} }});
          m.write(["region"], "53");
          const decided = stale({{ region: "94", pages: once.pages }});
          await new Promise((resolve) => setTimeout(resolve, 1100));
          return [once, again, decided, stale({{ region: "94" }})];
        }})()""",
    )
    assert once == {"version": 1, "region": "11", "reponses": {"b": 2}, "pages": {"a": {"vu": "2026"}}}
    assert again["pages"] == {"a": {"vu": "2026"}, "c": {"vu": "x"}}
    assert decided["region"] == "94", "un autre choix n’est pas une écriture perdue"
    assert "pages" not in late, "une seconde après, c’est une décision"


def test_what_another_tab_erased_stays_erased(run):
    [kept] = run(
        STATE,
        """(() => {
          m.write(["region"], "11");
          localStorage.clear();
          dispatchEvent(new StorageEvent("storage", { key: "ess-region", newValue: null }));
          return [localStorage.length, m.read(["region"], "rien")];
        })()""",
    )
    assert kept == [0, "rien"]


def test_snapshot_has_no_hostile_name(run):
    [[copied, text, same]] = run(
        STATE,
        """(() => {
          localStorage["ess-region"] = '{"version":1,"region":"53","__proto__":{"a":1},"pages":{"constructor":{"b":1},"x":{"vu":"1"}}}';
          const copied = m.snapshot();
          copied.region = "11";
          return [copied, JSON.stringify(copied), m.read(["region"])];
        })()""",
    )
    assert copied == {"version": 1, "region": "11", "pages": {"x": {"vu": "1"}}}
    assert "proto" not in text and same == "53"


def test_replaced_then_restored_once(run):
    [result] = run(
        STATE,
        """(() => {
          m.write(["region"], "11");
          const none = m.replaced();
          const done = [m.replaceAll({ version: 1, region: "53" }), m.replaceAll({ version: 9 }), m.replaceAll({ version: "x" })];
          const after = m.read(["region"]);
          const aside = m.replaced();
          m.restoreReplaced();
          const back = [m.read(["region"]), m.replaced(), Object.keys(localStorage)];
          m.restoreReplaced();
          return [none, done, after, aside, back, m.read(["region"])];
        })()""",
    )
    aside = {"version": 1, "region": "11"}
    assert result == [None, [True, False, False], "53", aside, ["11", None, ["ess-region"]], "11"]


def test_listeners(run):
    [said] = run(
        STATE,
        """(() => {
          const said = [];
          const off = m.subscribe(() => said.push("un"));
          m.subscribe(() => said.push("deux"));
          m.write(["a"], 1);
          off();
          m.clear();
          return [said, m.read(["a"], "rien"), localStorage.length];
        })()""",
    )
    assert said == [["un", "deux", "deux"], "rien", 0]


def test_another_store(run):
    """What a SCORM page will do: its own store, given before the page starts."""
    [result] = run(
        STATE,
        """(() => {
          const kept = {};
          globalThis.essStore = { getItem: (k) => kept[k] ?? null, setItem: (k, v) => { kept[k] = v; }, removeItem: (k) => delete kept[k] };
          m.write(["region"], "53");
          const after = [Object.keys(kept), localStorage.length, m.read(["region"]), m.status().kept];
          delete globalThis.essStore;
          return after;
        })()""",
    )
    assert result == [["ess-region"], 0, "53", True]


# -- region.js ---------------------------------------------------------------------------------

REGION = "widgets/shared/region"
NAMES = json.dumps(bundle.region_names())


def test_region(run):
    [result] = run(
        REGION,
        f"""(() => {{
          globalThis.essRegions = {NAMES};
          const heard = [];
          const off = m.onRegion((code) => heard.push(code));
          m.setRegion("53"); m.setRegion("53"); m.setRegion("999"); m.setRegion("__proto__"); m.setRegion("28");
          const during = m.currentRegion();
          m.setRegion(null); off(); m.setRegion("11");
          return [heard, during, m.currentRegion(), m.regionInfo("53").en, m.regionInfo("999"), m.regionInfo(null), m.regionInfo("toString")];
        }})()""",
    )
    assert result == [["53", "28", None], "28", "11", "en Bretagne", None, None, None]


def test_the_edition_s_own_region_until_one_is_chosen(run):
    [result] = run(
        REGION,
        f"""(() => {{
          globalThis.essRegions = {NAMES};
          document.documentElement.dataset.regionDefaut = "94";
          const before = m.currentRegion();
          m.setRegion("53");
          const chosen = m.currentRegion();
          document.documentElement.dataset.regionDefaut = "999";
          m.setRegion(null);
          return [before, chosen, m.currentRegion()];
        }})()""",
    )
    assert result == ["94", "53", None]


# -- link.js -----------------------------------------------------------------------------------


def test_linked_twice_is_one_instance(run):
    """The same text gives the same module, whatever carries it."""
    run("widgets/shared/state", "(globalThis.first = m, null)")
    run("widgets/quiz", "null")
    assert run("widgets/shared/state", "globalThis.first === m") == [True]


def test_two_widgets_of_a_notebook_share_their_modules(run):
    """Each carries its imports; the browser keeps one of each, hence one state."""
    texts = [bundle.bundle("quiz"), bundle.bundle("region_chooser")]
    names = {*bundle.modules("widgets/quiz"), *bundle.modules("widgets/region_chooser")}
    [result] = run(
        "widgets/shared/dom",
        f"""(async () => {{
          const load = (text) => import(URL.createObjectURL(new Blob([text], {{ type: "text/javascript" }})));
          const all = await Promise.all({json.dumps(texts)}.map(load));
          return [all.map((one) => typeof one.default.render), Object.keys(globalThis.essModuleUrls).length,
            Object.keys(globalThis.essRegions).length];
        }})()""",
    )
    assert result == [["function", "function"], len(names), 18]


# -- the widgets' and the page's pure functions --------------------------------------------------


def test_resume(run):
    chapters = [{"slug": "a", "questions": ["a-01", "a-02"]}, {"slug": "b", "questions": []}]
    answer = {"valeur": "a"}
    cases = [
        ({}, {}, "a", "debut"),
        ({"a": {"vu": "2026-01-01"}}, {}, "a", "reprise"),
        ({"a": {"vu": "2026-01-02"}, "b": {"vu": "2026-01-01"}}, {"a-01": answer}, "a", "reprise"),
        ({"a": {"vu": "2026-01-01"}}, {"a-01": answer, "a-02": answer}, "b", "suite"),
        ({"a": {"vu": "1", "fini": True}, "b": {"vu": "2", "fini": True}}, {}, "b", "fin"),
        ({"a": 3, "b": None}, {"a-01": 4, "__proto__": {}}, "a", "debut"),
    ]
    results = run("widgets/resume", "((n) => [n.chapter.slug, n.reason])(m.next(...a))", [[chapters, p, r] for p, r, *_ in cases])
    assert results == [[slug, reason] for *_, slug, reason in cases]
    sentences = run(
        "widgets/resume",
        "m.sentence(m.progress(...a))",
        [[chapters[0], {}, {}], [chapters[0], {"a": {"vu": "1"}}, {}], [chapters[0], {}, {"a-01": answer}],
         [chapters[0], {}, {"a-01": answer, "a-02": answer}]],
    )  # fmt: skip
    assert sentences == ["", "Commencé", "Quiz\u00a0: 1 réponse sur 2", "Terminé"]


def test_sectors(run):
    organisations = [{"id": "x", "secteur": "s1"}, {"id": "y", "secteur": "s2"}, {"id": "z", "secteur": "s3"}]
    traps = {"autrement": "Non.", "pieges": {"y": {"s3": {"retour": "Presque.", "se_defend": True}}}}
    choices = [{}, {"x": "s1", "y": "s1"}, {"x": "s1", "y": "s3"}, {"x": "s1", "y": "s2", "z": "s3"}, None, 7]
    calls = [[organisations, one, traps] for one in choices]
    assert run("widgets/sector_explorer", "m.sentence(m.check(...a))", calls) == [
        "0 sur 3 comme nous, 3 sans réponse.",
        "1 sur 3 comme nous, 1 à revoir, 1 sans réponse.",
        "1 sur 3 comme nous, 1 qui se défend, 1 sans réponse.",
        "Les 3 organisations sont rattachées comme nous l’avons fait.",
        "0 sur 3 comme nous, 3 sans réponse.",
        "0 sur 3 comme nous, 3 sans réponse.",
    ]
    sectors = [{"id": "a", "compte": "des emplois"}, {"id": "b", "compte": "des emplois"}, {"id": "c", "compte": "des Scop"}, {"id": "d"}]
    alike = run("widgets/sector_explorer", "m.comparable(...a).map((s) => s.id)", [[sectors, one] for one in "abcdz"])
    assert alike == [["b"], ["a"], [], [], []]


def test_ess_test_keeps_only_answers_that_the_rules_know(run):
    rules = {"questions": [{"id": "q", "options": [{"id": "oui"}, {"id": "non"}]}]}
    answers = [{"q": "oui"}, {"q": "peut-être"}, {"autre": "oui"}, None, 7, "q", {"q": {"id": "oui"}}]
    kept = run("widgets/verdict_test", "m.clean(...a)", [[rules, one] for one in answers])
    assert kept == [{"q": "oui"}, {}, {}, {}, {}, {}, {}]


def test_ess_test_score(run):
    cases = [{"id": "a", "verdict": "oui"}, {"id": "b", "verdict": "non"}]
    opinions = [{}, {"a": "oui", "b": "oui"}, {"a": "toString", "z": "oui"}, None]
    assert run("widgets/verdict_test", "m.tally(...a)", [[cases, one] for one in opinions]) == [
        {"total": 2, "judged": 0, "agreed": 0},
        {"total": 2, "judged": 2, "agreed": 1},
        {"total": 2, "judged": 0, "agreed": 0},
        {"total": 2, "judged": 0, "agreed": 0},
    ]


def test_page_functions(run):
    assert run("site/theme", "m.nextTheme(...a)", [["auto"], ["light"], ["dark"], ["autre"]]) == ["light", "dark", "auto", "auto"]
    marks = [[{"fini": True}], [{"vu": "2026"}], [{}], [None], [3]]
    assert run("site/progress", "m.chapterState(...a)", marks) == ["termine", "commence", "", "", ""]
    unpacked = run("widgets/shared/regional", "[...m.unpack(...a)]", [["53=14,3 %|11=7,2 %"]])
    assert unpacked == [[["53", "14,3 %"], ["11", "7,2 %"]]]
    folded = run("widgets/shared/text", "m.fold(...a)", [["L’Économie Sociale"], ["ÇA"]])
    assert folded == ["l economie sociale", "ca"]
    found = run("widgets/shared/text", "m.matches(...a)", [["une scop locale", "scop"], ["une scop", "locale scop"], ["x", ""]])
    assert found == [True, False, True]


def test_bubble_stays_in_the_window(run):
    view, bubble = {"width": 320, "height": 600}, {"width": 280, "height": 120}
    words = [
        {"left": 10, "top": 100, "bottom": 120},  # room below
        {"left": 300, "top": 100, "bottom": 120},  # at the right edge
        {"left": 10, "top": 560, "bottom": 580},  # at the foot
        {"left": -40, "top": 5, "bottom": 25},  # cut at the left
    ]
    for place in run("site/tooltips", "m.place(...a)", [[word, bubble, view] for word in words]):
        assert 8 <= place["left"] <= view["width"] - bubble["width"] - 8
        assert 8 <= place["top"] <= view["height"] - bubble["height"]


def test_every_widget_has_a_module_that_imports_and_a_render(run):
    from ess_region.widgets import WIDGETS

    for module, _ in WIDGETS.values():
        assert run(f"widgets/{module}", "typeof m.default.render") == ["function"], module
