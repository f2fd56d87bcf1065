"""« Explorer les données »: each checker accepts right answers of any shape, refuses a wrong one and says why."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ess_region import data, explorer, facts, golden, inline, paths
from ess_region.errors import ContentError
from ess_region.explorer.tasks import TASKS, together
from ess_region.solutions import without_solution

PAGE = paths.BOOK / "explorer-les-donnees.md"
E = data.frame("emploi_regional_2013")
R = data.frame("regions")
S = data.frame("donnees_ulterieures")
S = S[S["indicateur"].eq("part")]
NATIONAL, PRIVATE = facts.number_of("part-emploi-total"), facts.number_of("part-emploi-prive")
OVERSEAS = R.loc[R["outre_mer"], "code"]
MAINLAND = E[~E["region"].isin(OVERSEAS)]
NAMED = E.assign(nom=R["nom"])


@pytest.fixture(autouse=True)
def close_drawings():
    yield
    plt.close("all")


def chart(table=None, column="part", *, title="Part de l’ESS dans l’ensemble des emplois en 2013", names=None, start=None):
    """Axes with one horizontal bar per row, as a learner draws them."""
    table = E.sort_values("part") if table is None else table
    ax = explorer.axes()
    ax.barh(list(R.loc[table.index, "nom"] if names is None else names), table[column])
    if title:
        ax.set_title(title)
    if start is not None:
        ax.set_xlim(start, 15)
    return ax


def chart_with_a_line(value):
    ax = chart()
    ax.axvline(value)
    return ax


def upright_chart():
    _, ax = plt.subplots()
    table = NAMED.sort_values("part", ascending=False)
    ax.bar(table["nom"], table["part"])
    ax.set_title("2013 : part de l’ensemble des emplois")
    return ax


def pandas_chart():
    table = NAMED.sort_values("part").set_index("nom")["part"]
    return table.plot.barh(title="Part de l’ensemble des emplois, 2013")


WHOLE = E["emplois"] / E["part"] * 100
RANKS = E["part"].rank(ascending=False, method="min")

RIGHT = {
    "territoires": [len(E), E.shape[0], np.int64(len(E)), float(len(E)), str(len(E)), E["part"].count()],
    "part-max": [
        E["part"].idxmax(),
        "Bretagne",
        " bretagne ",
        E["part"].nlargest(1),
        E.loc[E["part"].idxmax()],
        E[E["part"] == E["part"].max()],
        NAMED.sort_values("part").tail(1)[["nom", "part"]],
        ("Bretagne", E["part"].max()),
        {"Bretagne": E["part"].max()},
    ],
    "outre-mer": [
        E[E["region"].isin(OVERSEAS)],
        E["region"].isin(OVERSEAS),
        E.merge(R[R["outre_mer"]], left_on="region", right_on="code"),
        ["La Réunion", "Guyane", "Martinique", "Guadeloupe"],
        {"01", "02", "03", "04"},
        E.loc[E["region"].isin(OVERSEAS), "part"],
        NAMED.loc[NAMED["region"].isin(OVERSEAS), "nom"].to_numpy(),
    ],
    "au-dessus": [
        E[E["part"] > NATIONAL],
        E["part"] > NATIONAL,
        E.loc[E["part"] > NATIONAL, "part"],
        list(E.query("part > @NATIONAL")["region"]),
        NAMED[NAMED["part"] > NATIONAL].reset_index(drop=True)[["nom", "part"]],
        E.index[E["part"] > NATIONAL],
    ],
    "rangs": [
        RANKS,
        RANKS.astype(int),
        RANKS.sort_values(),
        E.assign(rang=RANKS),
        NAMED.assign(rang=RANKS).set_index("nom")["rang"],
        dict(zip(NAMED["nom"], RANKS)),
    ],
    "ensemble": [
        E["emplois"].sum() / WHOLE.sum() * 100,
        E["emplois"].sum() / WHOLE.sum(),
        round(E["emplois"].sum() / WHOLE.sum() * 100, 1),
        np.average(E["part"], weights=WHOLE),
        "10,4\u00a0%",
        pd.Series([E["emplois"].sum() / WHOLE.sum() * 100]),
    ],
    "barres": [
        chart,
        lambda: chart(E.sort_values("part", ascending=False)),
        lambda: chart().figure,
        lambda: (chart().figure, chart()),
        lambda: chart().containers[0],
        lambda: chart_with_a_line(NATIONAL),
        upright_chart,
        pandas_chart,
    ],
    "comparer": [S[S["date"] == "2013"], S[S["date"] == "2013"]["valeur"], S["date"] == "2013", [], set(), None, 0],
}

WRONG = [
    ("territoires", len(R), "régions d’aujourd’hui"),
    ("territoires", E.size, "les cases"),
    ("territoires", len(MAINLAND), "oublié l’outre-mer"),
    ("territoires", E, "la table elle-même"),
    ("territoires", E.shape, "la forme de la table"),
    ("territoires", 12, "n’a pas 12 lignes"),
    ("territoires", "beaucoup", "n’est pas un nombre"),
    ("territoires", True, "un seul nombre"),
    ("part-max", E["emplois"].idxmax(), "Prenez la colonne part"),
    ("part-max", E["part"].argmax(), "numéro de ligne"),
    ("part-max", E["part"].max(), "demande la région"),
    ("part-max", "52", "une plus forte"),
    ("part-max", "Mayotte", "ne donne pas de part pour Mayotte"),
    ("part-max", E.nlargest(3, "part"), "n’en demande qu’une"),
    ("part-max", "Bretange", "ni un code ni un nom"),
    ("outre-mer", R[R["outre_mer"]], "Une donnée absente n’est pas un zéro"),
    ("outre-mer", MAINLAND, "à l’envers"),
    ("outre-mer", ["01", "02", "03"], "Il manque La Réunion"),
    ("outre-mer", ["01", "02", "03", "04", "94"], "La Corse\u00a0: pas outre-mer"),
    ("outre-mer", 4, "quelles régions"),
    ("outre-mer", E.merge(R[R["outre_mer"]], left_on="region", right_on="code")[["emplois"]], "Gardez la colonne region"),
    ("au-dessus", E[E["part"] > PRIVATE], "la part de l’emploi privé"),
    ("au-dessus", E[E["part"] >= NATIONAL], "à égalité n’est pas dépasser"),
    ("au-dessus", MAINLAND[MAINLAND["part"] > NATIONAL], "oublié l’outre-mer"),
    ("au-dessus", E[E["part"] <= NATIONAL], "à l’envers"),
    ("au-dessus", E[E["emplois"] > E["emplois"].mean()], "Il manque"),
    ("au-dessus", E, "n’y dépasse pas la part nationale"),
    ("au-dessus", (E["part"] > NATIONAL).sum(), "quelles régions"),
    ("rangs", E["part"].rank(method="min"), "ascending=False"),
    ("rangs", E["emplois"].rank(ascending=False), "classé les nombres d’emplois"),
    ("rangs", E["part"].rank(ascending=False), "rang moyen"),
    ("rangs", E["part"].rank(ascending=False, method="dense"), "sautent d’autant"),
    ("rangs", E["part"].rank(ascending=False, method="first"), "invente une différence"),
    ("rangs", E["part"].rank(ascending=False, method="max"), "moins bon de leurs rangs"),
    ("rangs", RANKS - 1, "pas zéro"),
    ("rangs", MAINLAND["part"].rank(ascending=False, method="min"), "oublié l’outre-mer"),
    ("rangs", E.sort_values("part"), "Un ordre n’est pas un rang"),
    ("rangs", list(RANKS), "Donnez un rang pour chaque région"),
    ("rangs", RANKS.head(3), "la table en a 17"),
    ("ensemble", E["part"].sum(), "additionné des pourcentages"),
    ("ensemble", E["part"].mean(), "la moyenne des parts"),
    ("ensemble", E["part"].median(), "part du milieu"),
    ("ensemble", MAINLAND["part"].mean(), "part du milieu"),
    ("ensemble", np.average(E["part"], weights=E["emplois"]), "pesé chaque part par ses emplois de l’ESS"),
    ("ensemble", NATIONAL, "retrouver à partir des territoires"),
    ("ensemble", PRIVATE, "l’emploi privé"),
    ("ensemble", E["emplois"].sum(), "ne dépasse pas cent"),
    ("ensemble", 3, "divisez une seule fois"),
    ("ensemble", E["part"], "un seul nombre"),
    ("barres", lambda: chart(E.sort_values("emplois"), "emplois"), "les nombres d’emplois"),
    ("barres", lambda: chart(MAINLAND.sort_values("part")), "oublié l’outre-mer"),
    ("barres", lambda: chart(E.head(5).sort_values("part")), "5 barres"),
    ("barres", lambda: chart(E), "dans l’ordre des parts"),
    ("barres", lambda: chart(start=7), "depuis zéro"),
    ("barres", lambda: chart(title=""), "pas de titre"),
    ("barres", lambda: chart(title="Part de l’ensemble des emplois"), "ne dit pas l’année"),
    ("barres", lambda: chart(title="L’ESS par région en 2013"), "de quoi c’est la part"),
    ("barres", lambda: chart(names=E.sort_values("part").index), "pas de nom lisible"),
    ("barres", lambda: chart(names=NAMED["nom"]), "sans trier les noms"),
    ("barres", lambda: chart_with_a_line(PRIVATE), "la part de l’emploi privé"),
    ("barres", lambda: explorer.axes(), "pas de barres"),
    ("barres", E["part"], "est un dessin"),
    ("barres", "barres.png", "est un dessin"),
    ("comparer", S, "19 lignes"),
    ("comparer", S[S["part_de"].str.contains("privé")], "une part de l’emploi privé"),
    ("comparer", S[S["part_de"] == "l’ensemble des salariés"], "une part des salariés"),
    ("comparer", S[S["region"].eq("53")], "pas de comparaison directe avec 2013"),
    ("comparer", S["valeur"].rank(), "19 lignes"),
    ("comparer", 14.5 - 14.3, "une différence entre 2013 et plus tard"),
    ("comparer", ["53"], "Vous donnez des régions"),
    ("comparer", E, "Vous donnez des régions"),
]


def value(answer):
    return answer() if callable(answer) else answer


@pytest.mark.parametrize(
    ("name", "answer"),
    [pytest.param(name, answer, id=f"{name}-{i}") for name, all_ in RIGHT.items() for i, answer in enumerate(all_)],
)
def test_a_right_answer_is_accepted_whatever_its_shape(name, answer):
    verdict = explorer.verifier(name, value(answer))
    assert verdict.right is True, verdict.text


@pytest.mark.parametrize(
    ("name", "answer", "why"), [pytest.param(*item, id=f"{item[0]}-{i}") for i, item in enumerate(WRONG)]
)
def test_a_wrong_answer_is_refused_with_its_reason(name, answer, why):
    verdict = explorer.verifier(name, value(answer))
    assert verdict.right is False
    assert why in verdict.text, verdict.text


def test_every_task_has_right_and_wrong_answers():
    assert RIGHT.keys() == TASKS.keys() == {name for name, _, _ in WRONG}


@pytest.mark.parametrize("name", TASKS)
def test_nothing_done_yet_is_neither_right_nor_wrong(name):
    for answer in (..., ""):
        verdict = explorer.verifier(name, answer)
        assert verdict.right is None and "trois points" in verdict.text
    assert explorer.indice(name).text == TASKS[name].hint


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("answer", [object(), [object()], {}, pd.DataFrame(), [[1], [2]], b"x", float("nan"), lambda: 1, np.eye(2)])
def test_no_answer_makes_a_checker_fail(name, answer):
    verdict = explorer.verifier(name, answer)
    assert verdict.text and repr(verdict) and verdict._repr_html_()


def test_an_unknown_task_names_those_that_exist():
    with pytest.raises(ContentError, match="tâche inconnue") as caught:
        explorer.verifier("part-mini", 1)
    assert "part-max" in str(caught.value)


def test_what_is_said_follows_the_rules_of_writing():
    """Typography and words of every sentence, as in the pages."""
    from ess_region.checks import prose
    from ess_region.checks.markdown import mask_inline
    from ess_region.checks.reading import Text

    texts = {explorer.verifier(name, value(answer)).text for name, answer, _ in WRONG}
    texts |= {explorer.verifier(name, value(answers[0])).text for name, answers in RIGHT.items()}
    texts |= {task.hint for task in TASKS.values()}
    for text in texts:
        item = Text(Path("verdict"), text, mask_inline(text), 1)
        found = [*prose.typography(item), *prose.wording(item)]
        # Names of arguments are code: method="min".
        assert [str(error) for error in found if 'method="' not in str(error)] == [], text


def test_the_share_of_all_is_between_the_extremes():
    shares, jobs = E["part"].to_dict(), E["emplois"].to_dict()
    assert min(shares.values()) < together(shares, jobs) < max(shares.values())
    assert together({"a": 10.0, "b": 20.0}, {"a": 10, "b": 20}) == 15


def test_a_table_is_a_real_table_in_french():
    html = explorer.tableau(E[["emplois", "part"]], "Un <titre>")._repr_html_()
    assert "<caption>Un &lt;titre&gt;</caption>" in html
    assert html.count('<th scope="row">') == len(E) and '<th scope="row">Bretagne</th>' in html
    assert '<td class="nombre">14,3</td>' in html and "148\u202f545" in html
    assert explorer.tableau(E, "t", lignes=2).more == len(E) - 2
    assert "Aucune ligne" in explorer.tableau(S.head(0), "t")._repr_html_()


def test_what_is_missing_is_said():
    assert "non donné" in explorer.tableau(S[["region", "date"]], "t")._repr_html_()
    assert explorer.tableau(R[R["outre_mer"]][["code", "nom_brochure"]], "t").rows[-1] == ["Mayotte", "non donné"]


def test_the_drawing_becomes_an_accessible_figure():
    def make():
        ax = chart()
        explorer.etiqueter(ax, "%")
        explorer.repere(ax, NATIONAL, "France")
        return ax

    ax = make()
    shown = explorer.verifier("barres", ax).shown
    html = shown._repr_html_()
    assert 'role="img"' in html and "<title" in html and "<desc" in html and html.count("<tr>") == len(E) + 1
    svg = shown.svg
    assert not re.search(r"#[0-9a-f]{6}|\sstyle=|<style", svg), "the page's colours only"
    assert "14,3\u00a0%" in svg and "Bretagne" in svg and f"France\u00a0: {NATIONAL}".replace(".", ",") in svg
    assert explorer.verifier("barres", make()).shown.svg == svg, "the same bytes each time"
    assert ax.get_title(), "the learner's drawing is left as it was"


def test_a_verdict_in_a_notebook_brings_its_style_and_no_link(monkeypatch):
    monkeypatch.delenv("ESS_PAGE", raising=False)
    html = explorer.verifier("territoires", len(E))._repr_html_()
    assert "<style>" in html and "--ess-right" in html and "href" not in html
    monkeypatch.setenv("ESS_PAGE", "explorer-les-donnees")
    assert "<style>" not in explorer.verifier("territoires", len(E))._repr_html_()


def test_every_task_is_on_the_page_and_solved_there():
    cells = golden.code_cells(PAGE)
    asked = [name for cell in cells for name in re.findall(r'explorer\.verifier\("([a-z-]+)", reponse\)', cell)]
    assert asked == list(TASKS)
    printed = "".join(str(cell.outputs) for cell in golden.read(golden.golden_of(PAGE)).cells)
    assert printed.count("Juste.") == len(TASKS)
    assert "Pas encore." not in printed and "À vous." not in printed
    assert inline.plain(PAGE.read_text(encoding="utf-8")).count("explorer.indice") == 1


def test_cells_are_thin():
    for cell in golden.code_cells(PAGE):
        assert len([line for line in cell.splitlines() if line.strip()]) <= 10
        assert "reponse" not in without_solution(cell).replace("reponse = ...", "").replace(", reponse)", "")
