"""Who funds, steers or advises: the requests and the sorting, the static form, the rules of the browser."""

import re
from html import unescape

import pytest
import traitlets

from ess_region import data, partners, paths
from ess_region.errors import ContentError
from ess_region.widgets import Partners

NB, NN = "\u00a0", "\u202f"


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def html():
    return Partners().static_html()


def test_every_action_answers_a_request_or_is_a_mission():
    requests, items = partners.load()
    answered = {action for request in requests for action in request.actions}
    left = {row["id"] for row in data.table("partenaires_actions")} - answered
    assert left <= {"cdc-directions"}
    assert {item.role for item in items} == set(partners.ROLES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("actions: [etat-direccte]", "actions: [etat-dreets]", "action inconnue « etat-dreets »"),
        ("actions: [etat-direccte]", "actions: []", "il manque « actions »"),
        ("  - id: contrat", "  - id: cadre", "est écrit deux fois"),
        ("      conseille: Coordonner", "      conseil: Coordonner", "la clé « conseil » n’existe pas"),
        ("tri:\n", "trie:\n", "la clé « trie » n’existe pas"),
    ],
)
def test_a_mistake_is_a_clear_error(tmp_path, old, new, message):
    text = partners.FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "aides.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(message)):
        partners.load(file)


def test_unknown_choice_is_refused():
    with pytest.raises(traitlets.TraitError, match="choix inconnu"):
        Partners(role="paie")


def test_everything_the_brochure_says_is_there(html):
    text = words(html)
    for row in data.table("partenaires"):
        for name in [*row["interlocuteur_2015"].split("|"), *filter(None, (row["interlocuteur_actuel"] or "").split("|"))]:
            assert name in text
    for row in data.table("partenaires_actions"):
        block = words(re.search(rf'<li id="part-{row["id"]}".*?</li>', html, re.S)[0])
        assert row["titre"] in block and partners.ROLES[row["role"]] in block
        for column in ("temoin", "fonction", "organisme", "region_2015"):
            assert not row[column] or row[column] in block
        for other in filter(None, (row["avec"] or "").split("|")):
            assert other in block
    assert "ce classement est le nôtre" in text


def test_the_matrix_leads_to_every_action(html):
    matrix = html[html.index('<table class="part-table"') : html.index("</table>")]
    linked = re.findall(r'href="#part-([^"]+)"', matrix)
    assert sorted(linked) == sorted(row["id"] for row in data.table("partenaires_actions"))


def test_no_inline_style_handler_or_script(html):
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert repr(Partners()).splitlines()[0] == "Partners(4 partenaires, 16 actions)"


def test_the_answers_of_the_exercise_are_folded_away(html):
    questions, answers = html.split('<details class="part-corrige">')
    _, items = partners.load()
    for item in items:
        right = unescape(answers)
        assert item.feedback[item.role] in right and item.feedback[item.role] not in unescape(questions)


def test_the_score_in_words(run):  # noqa: F811
    items = [{"id": id, "role": "finance"} for id in "abc"]
    calls = [[items, {}], [items, {"a": "finance"}], [items, {"a": "finance", "b": "pilote", "c": "finance"}]]
    assert run("widgets/partners", "m.score(...a)", calls) == [
        "", f"1{NB}bien rangée sur 3{NN}; il en reste 2.", f"2{NB}bien rangées sur 3.",
    ]  # fmt: skip


def test_what_is_kept_is_made_safe(run):  # noqa: F811
    calls = [[None], [{"demande": 2, "tri": {"a": "finance", "b": "autre"}}], [{"tri": "x"}]]
    assert run("widgets/partners", "m.clean(a[0])", calls) == [
        {"demande": "", "role": "", "tri": {}},
        {"demande": "", "role": "", "tri": {"a": "finance"}},
        {"demande": "", "role": "", "tri": {}},
    ]


def test_the_chapter_names_every_change_and_witness():
    page = (paths.BOOK / "partenaires.md").read_text(encoding="utf-8")
    for change in ("U003", "U016", "U017", "U018", "U027", "U028", "U118", "U119"):
        assert change in page
