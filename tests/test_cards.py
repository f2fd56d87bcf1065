"""Revision cards: what is on them, which words each chapter uses, and the rule of the boxes in the browser."""

import gzip
import re
from html import unescape

import pytest
from js_vectors import differences, load

from ess_region import cards, data, paths, quiz, toc
from ess_region.sphinx import notebooks
from ess_region.widgets import Cards

NB, NN = "\u00a0", "\u202f"
MODULE = "widgets/cards"


@pytest.fixture(scope="module")
def widget():
    return Cards()


@pytest.fixture(scope="module")
def model():
    return {question.type: question for question in quiz.load("modele")}


# -- what is on the cards --------------------------------------------------------------------------


def test_every_word_of_the_glossary_has_its_card(widget):
    assert sorted(card[0] for card in widget.terms) == sorted(f"sigle-{row['id']}" for row in data.table("glossaire"))
    for _, front, _, definition, _ in widget.terms:
        assert front and definition and "{" not in definition and "<" not in definition
    cress = next(card for card in widget.terms if card[1] == "CRESS")
    assert cress[2] == "chambre régionale de l’économie sociale et solidaire"


def test_every_question_of_the_chapters_has_its_card(widget):
    expected = [
        question.id
        for entry in toc.entries()
        if toc.is_chapter(entry)
        for question in quiz.load(entry.slug)
        if not question.own_page
    ]
    assert [card[0] for card in widget.questions] == expected
    for id, text, answer, explanation in widget.questions:
        assert text and answer and explanation, id
        assert not re.search(r"\{fait\}|\{article\}|<|\[\d\]", text + answer + explanation), id


def test_the_answer_in_words(model):
    said = {kind: cards.answer(question).replace(NN, " ").replace(NB, " ") for kind, question in model.items()}
    assert said == {
        "choix_unique": "Elle prête des outils à ses adhérents",
        "choix_multiple": "Les statuts ; Les derniers comptes",
        "vrai_faux": "Vrai",
        "numerique": "13,9 %",
        "appariement": "Qui vote ? → Les statuts ; Où va l’argent ? → Les comptes ; Qu’a-t-on décidé hier ? → Le compte rendu",
        "classement": "Une ponceuse → Elle le prête ; Une échelle → Elle le prête ; De la colle → Elle ne le prête pas",
        "ordre": "1. Adhérer ; 2. Réserver l’outil ; 3. Rendre l’outil",
        "texte_a_trous": "Chaque membre a une voix, et les statuts disent qui décide.",
    }


def test_the_words_of_a_chapter(widget):
    used = cards.uses()
    assert list(used) == [chapter["slug"] for chapter in widget.chapters]
    assert {"sigle-ess", "sigle-esus", "sigle-cress"} <= set(used["definition"])
    assert "sigle-spaser" in used["levier-achats"] and "sigle-spaser" not in used["ma-region"]
    for chapter in widget.chapters:
        assert [widget.terms[rank][0] for rank in chapter["termes"]] == used[chapter["slug"]]
        assert chapter["titre"] and chapter["termes"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La CRESS.", True),
        ("Les CRESS, donc", True),
        ("l’Cress", False),
        ("CRESSON et MACRESS", False),
        ("```{code-cell} python\nCRESS()\n```", False),
        ("% CRESS", False),
    ],
)
def test_whole_words_as_they_are_written(tmp_path, text, found):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "un.md").write_text(f"# Un\n\n{text}\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("root: book/accueil\nparts:\n  - caption: P\n    chapters:\n      - file: book/un\n")
    assert ("sigle-cress" in cards.uses(tmp_path)["un"]) is found


def test_words_of_exercises_and_changes_count(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "exercises" / "un").mkdir(parents=True)
    (tmp_path / "exercises" / "un" / "quiz.yml").write_text("- question: Que fait le DLA ?\n", encoding="utf-8")
    (tmp_path / "book" / "un.md").write_text("# Un\n\n```{depuis} U029\n```\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("root: book/accueil\nparts:\n  - caption: P\n    chapters:\n      - file: book/un\n")
    used = cards.uses(tmp_path)["un"]
    assert "sigle-dla" in used
    assert len(used) > 1, "those of the change too"


def test_a_change_of_words_makes_the_page_stale(monkeypatch):
    before = notebooks.file_digest(cards.TRACE)
    assert before == notebooks.file_digest(cards.TRACE)
    monkeypatch.setattr(cards, "uses", lambda: {"un": []})
    notebooks.set_region("")  # another build
    assert notebooks.file_digest(cards.TRACE) != before


# -- static form and weight ------------------------------------------------------------------------


def test_the_list_on_paper(widget):
    html = widget.static_html()
    rows = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", html)
    assert 30 <= len(rows) <= 40
    known = {row["sigle"]: row for row in data.table("glossaire")}
    assert all(known[unescape(sigle)]["developpe"] == unescape(words) for sigle, words in rows)
    assert {"ESS", "CRESS", "PTCE"} <= {sigle for sigle, _ in rows}
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)


def test_backs_are_not_readable_in_the_source(widget):
    html = widget._root_html(model=True)
    for _, _, _, explanation in widget.questions[:20]:
        assert explanation not in html


def test_it_is_light(widget):
    assert len(gzip.compress(widget._root_html(model=True).encode(), 9)) < 36_000


def test_repr_does_not_follow_the_banks(widget):
    assert repr(widget) == f"Cards({len(widget.chapters)} chapitres)"


def test_it_is_on_its_page():
    entry = next(entry for entry in toc.entries() if entry.slug == "cartes")
    assert entry.part == "Faire le point" and not toc.is_chapter(entry)
    assert "Leitner" in (paths.BOOK / "cartes.md").read_text(encoding="utf-8")


# -- the boxes -------------------------------------------------------------------------------------


def test_delays_are_those_of_the_page(run):  # noqa: F811
    [delays] = run(MODULE, "m.DELAYS", [[]])
    assert delays == [0, 1, 3, 7, 14]
    page = (paths.BOOK / "cartes.md").read_text(encoding="utf-8")
    assert "le jour même, un jour, trois jours, une semaine, deux semaines" in page


@pytest.mark.parametrize(
    ("name", "expression", "arguments"),
    [
        ("sound", "m.sound(...a) !== null", lambda v: [v["record"]]),
        ("due", "m.dueDay(...a)", lambda v: [v["record"], v["day"]]),
        ("answered", "m.answered(...a)", lambda v: [v["record"], v["knew"], v["day"]]),
        ("when", "m.whenWords(...a)", lambda v: [v["day"], v["from"]]),
        ("sentence", "m.dueSentence(...a)", lambda v: [v["state"], "2026-11-22"]),
    ],
)
def test_rule(run, name, expression, arguments):  # noqa: F811
    vectors = load("leitner")[name]
    got = run(MODULE, expression, [arguments(vector) for vector in vectors])
    if name in ("when", "sentence"):
        got = [text.replace(NB, " ") for text in got]
    assert differences(vectors, got) == []


def test_sitting_and_summary(run):  # noqa: F811
    data = load("leitner")  # noqa: F811
    records = data["records"]
    calls = [[v["ids"], records, v["day"], v["most"]] for v in data["sitting"]]
    assert differences(data["sitting"], run(MODULE, "m.sitting(...a)", calls)) == []
    calls = [[v["ids"], records, v["day"]] for v in data["summary"]]
    assert differences(data["summary"], run(MODULE, "m.summary(...a)", calls)) == []


def test_a_card_always_known_is_seen_less_and_less(run):  # noqa: F811
    days = "(() => { let r = null; let day = '2026-01-01'; const out = []; for (let i = 0; i < 6; i++) {"
    days += " r = m.answered(r, true, day); day = m.dueDay(r, day); out.push([r.boite, day]); } return out; })()"
    assert run(MODULE, days, [[]]) == [
        [[2, "2026-01-02"], [3, "2026-01-05"], [4, "2026-01-12"], [5, "2026-01-26"], [5, "2026-02-09"], [5, "2026-02-23"]]
    ]
