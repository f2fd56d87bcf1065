"""Objections and pitch: the real files, the rules shared with the browser, what a bad file says."""

import json
import re
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from js_vectors import differences

from ess_region import data, facts, objections, pitch, regions
from ess_region.checks import quizzes
from ess_region.errors import ContentError
from ess_region.paths import EXERCISES
from ess_region.widgets import Objections

FOLDER = EXERCISES / "pourquoi-agir"
V = json.loads((Path(__file__).parent / "vectors" / "objections.json").read_text(encoding="utf-8"))
NB = "\u00a0"


@pytest.fixture(scope="module")
def bank():
    return objections.load("pourquoi-agir")


@pytest.fixture(scope="module")
def widget():
    return Objections()


# -- rules shared with the browser ---------------------------------------------------------------

PYTHON = {
    "verdict": lambda v: objections.verdict(v["argument"], v["figure"]),
    "compose": lambda v: pitch.compose(
        V["model"], arguments=v["arguments"], audience=v["audience"], region=v["region"]
    ),
    "words": lambda v: pitch.words(v["text"]),
    "seconds": lambda v: pitch.seconds(v["count"]),
}
BROWSER = {
    "verdict": ("m.verdict(...a)", lambda v: [v["argument"], v["figure"]]),
    "compose": ("m.compose(...a)", lambda v: [V["model"], {key: v[key] for key in ("arguments", "audience", "region")}]),
    "words": ("m.countWords(a)", lambda v: v["text"]),
    "seconds": ("m.seconds(a)", lambda v: v["count"]),
}


@pytest.mark.parametrize("name", PYTHON)
def test_in_python(name):
    assert differences(V[name], [PYTHON[name](vector) for vector in V[name]]) == []


@pytest.mark.parametrize("name", BROWSER)
def test_in_the_browser(run, name):  # noqa: F811
    expression, arguments = BROWSER[name]
    results = run("widgets/objections", expression, [arguments(vector) for vector in V[name]])
    assert differences(V[name], results) == []


def test_a_stored_pitch_is_made_safe(run):  # noqa: F811
    ids = {"arguments": ["a", "b", "c", "d"], "publics": ["directrice", "elu"]}
    calls = [
        [kept, ids]
        for kept in (
            None, 12, "texte", {"arguments": "a"}, {"arguments": ["d", "a", "x", 3], "public": "elu", "texte": "T"},
            {"arguments": ["d", "c", "b", "a"], "public": "roi", "texte": 12},
        )
    ]  # fmt: skip
    nothing = {"arguments": [], "public": "directrice", "texte": None}
    assert run("widgets/objections", "m.clean(...a)", calls) == [
        nothing, nothing, nothing, nothing,
        {"arguments": ["d", "a"], "public": "elu", "texte": "T"},
        {"arguments": ["d", "c", "b"], "public": "directrice", "texte": None},
    ]  # fmt: skip


def test_length_in_words(run):  # noqa: F811
    calls = ["", "mot", " ".join(["mot"] * 140), " ".join(["mot"] * 150), " ".join(["mot"] * 200), " ".join(["mot"] * 900)]
    assert run("widgets/objections", "m.lengthWords(a)", calls) == [
        f"0{NB}mot, environ 0{NB}secondes à voix haute.",
        f"1{NB}mot, environ 0{NB}secondes à voix haute.",
        f"140{NB}mots, environ 55{NB}secondes à voix haute.",
        f"150{NB}mots, environ une minute à voix haute.",
        f"200{NB}mots, environ une minute et 20{NB}secondes à voix haute.",
        f"900{NB}mots{NB}: plus de deux minutes, c’est trop long.",
    ]


# -- the files of the chapter --------------------------------------------------------------------


def test_twelve_objections_that_use_the_five_arguments(bank):
    assert len(bank) == 12
    best = [choice.value for one in bank for choice in one.arguments if choice.opinion == "repond"]
    assert set(best) == {row["id"] for row in data.table("arguments")}
    for one in bank:
        assert 2 <= len(re.findall(r"[.?!](?=\s|$)", one.reply)) <= 4, one.id


@pytest.mark.parametrize("part", ["arguments", "figures"])
def test_the_best_choice_is_not_always_in_the_same_place(bank, part):
    places = [next(i for i, c in enumerate(getattr(one, part)) if c.opinion == "repond") for one in bank]
    assert max(map(places.count, set(places))) <= 6 and set(places) == {0, 1, 2}


def test_the_length_of_a_feedback_does_not_give_the_answer_away(bank):
    longest = [
        max(choices, key=lambda choice: len(choice.feedback)).opinion == "repond"
        for one in bank
        for choices in (one.arguments, one.figures)
    ]
    assert sum(longest) < 0.7 * len(longest)


def every_pitch():
    content = pitch.load_file()
    model = content.model()
    ids = [one.id for one in content.arguments]
    for code in (None, *(row["code"] for row in data.table("regions"))):
        for audience in model["publics"]:
            for count in (1, 2, 3):
                for chosen in combinations(ids, count):
                    yield code, chosen, pitch.compose(
                        model, arguments=chosen, audience=audience["id"], region=pitch.figures(code)
                    )


def test_every_pitch_lasts_a_minute_and_says_its_region():
    values = regions.regional()
    for code, _, text in every_pitch():
        assert 125 <= pitch.words(text) <= 155
        assert 50 <= pitch.seconds(pitch.words(text)) <= 60
        assert "{" not in text and "`" not in text
        assert facts.resolve("part-emploi-total").text in text, "the national share that compares"
        assert "rang" not in text and "première région" not in text
        if code in values.shares:
            assert regions.percent(values.shares[code]) in text
        elif code:
            assert "ne donne aucun chiffre pour Mayotte" in text


def test_the_widget_speaks_in_python(widget):
    assert widget.judge("subventions", "emplois-locaux", "part-finance-assurance") == "juste"
    assert widget.judge("subventions", "besoins-habitants", "structures-ess") == "a-cote"
    with pytest.raises(KeyError):
        widget.judge("subventions", "cooperation", "structures-ess")
    assert f"14,3{NB}%" in widget.compose(["transition"], "elu", "53")
    assert "ne donne aucun chiffre pour Mayotte" in widget.compose(["transition"], region="06")
    assert repr(widget) == repr(Objections())
    assert repr(widget).splitlines()[0] == "Objections(12 objections, 5 arguments)"


# -- what is read without any script -------------------------------------------------------------


def test_the_static_form_holds_everything(widget, bank):
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", widget.static_html())))
    html = widget.static_html()
    assert "écrits pour ce cours" in text
    for one in bank:
        block = re.search(rf'data-objection="{one.id}".*?</details>', html, re.S)[0]
        assert one.who in unescape(block)
        assert len(re.findall("data-avis=", block)) == len(one.arguments) + len(one.figures)
        for choice in one.figures:
            assert choice.value == objections.NO_FIGURE or f'data-fait="{choice.value}"' in block
        for change in one.changes:
            assert f'href="depuis-2015.html#{change}"' in block
    for row in data.table("arguments"):
        assert f"{row['titre']}." in text
    assert "info-bulle" not in html, "bubbles would weigh on the page"
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


# -- bad files -----------------------------------------------------------------------------------

GOOD = """\
- id: trop-petit
  qui: Un élu
  objection: C’est petit.
  concession: Oui.
  changements: [U092]
  arguments:
    - argument: cooperation
      avis: repond
      retour: Bien.
    - argument: transition
      avis: se-defend
      retour: Moyen.
    - argument: emplois-locaux
      avis: a-cote
      retour: Non.
  chiffres:
    - fait: salaries-ess
      avis: a-cote
      retour: Non.
    - fait: aucun
      avis: se-defend
      retour: Moyen.
    - fait: part-emploi-total
      avis: repond
      retour: Bien.
  reponse: Voilà.
"""


def read(tmp_path, text):
    file = tmp_path / "objections.yml"
    file.write_text(text, encoding="utf-8")
    return objections.load_file(file)


def test_a_good_file(tmp_path):
    [one] = read(tmp_path, GOOD)
    assert (one.who, one.changes, one.figures[1].value) == ("Un élu", ("U092",), "aucun")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: trop-petit", "id: Trop petit", 1, "minuscules sans accent"),
        ("  qui: Un élu\n", "", 1, "« qui » manque"),
        ("concession:", "concesion:", 4, "« concesion » n’existe pas"),
        ("  concession: Oui.\n", "", 1, "il manque la concession"),
        ("U092", "U999", 5, "changement inconnu « U999 »"),
        ("argument: cooperation", "argument: argent", 7, "argument inconnu « argent »"),
        ("argument: transition", "argument: cooperation", 10, "proposé deux fois"),
        ("avis: repond", "avis: repons", 8, "« avis: repons » n’existe pas"),
        ("avis: repond", "avis: se-defend", 6, "aucun choix n’a l’avis « repond »"),
        ("      retour: Bien.\n", "", 7, "il manque le retour"),
        ("fait: salaries-ess", "fait: salarie-ess", 17, "fait inconnu"),
        ("    - fait: aucun\n      avis: se-defend\n      retour: Moyen.\n", "", 16, "2 choix, pour 3"),
        ("retour: Bien.", "retour: Voir {fait}`inconnu`.", 9, "fait inconnu"),
        ("  reponse: Voilà.\n", "", 1, "il manque la réponse possible"),
    ],
)
def test_a_bad_file_names_the_line(tmp_path, old, new, line, words):
    assert old in GOOD
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in caught.value.message
    assert (caught.value.line, str(caught.value.file).endswith("objections.yml")) == (line, True)
    assert caught.value.hint


REAL_PITCH = (FOLDER / "argumentaire.yml").read_text(encoding="utf-8")
REAL_PITCH = REAL_PITCH[REAL_PITCH.index("publics:") :]  # without the author's remarks


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("publics:", "public:", "« public » n’existe pas"),
        ("- id: elu", "- id: directrice", "« directrice » est écrit deux fois"),
        ("- argument: transition", "- argument: cooperation", "« cooperation » est écrit deux fois"),
        ("- argument: transition", "- argument: ecologie", "argument inconnu « ecologie »"),
        ("{part}", "une part", "il manque {part}"),
        ("{avec}", "vous", "il manque {avec}"),
        ("      - Ils partent rarement ailleurs, car le métier et les liens les attachent au lieu.\n", "", "2 phrase(s), pour 3"),
        ("faits: [agec-date]", "faits: [agec]", "fait inconnu"),
        ("    nom: Ma directrice\n", "", "« nom » manque"),
    ],
)
def test_a_bad_pitch_is_refused(tmp_path, old, new, words):
    assert old in REAL_PITCH
    file = tmp_path / "argumentaire.yml"
    file.write_text(REAL_PITCH.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        pitch.load_file(file)
    assert words in caught.value.message
    assert caught.value.line and caught.value.hint


def test_a_pitch_that_misses_an_argument_or_is_a_list(tmp_path):
    file = tmp_path / "argumentaire.yml"
    file.write_text(REAL_PITCH[: REAL_PITCH.index("  - argument: transition")], encoding="utf-8")
    with pytest.raises(ContentError, match="il manque l’argument « transition »"):
        pitch.load_file(file)
    file.write_text("- un\n", encoding="utf-8")
    with pytest.raises(ContentError, match="publics"):
        pitch.load_file(file)


def test_the_check_reads_these_files(tmp_path):
    folder = tmp_path / "pourquoi-agir"
    folder.mkdir()
    (folder / "objections.yml").write_text(GOOD.replace("salaries-ess", "rien"), encoding="utf-8")
    (folder / "argumentaire.yml").write_text("- un\n", encoding="utf-8")
    found = {error.file.name: error.message for error in quizzes.check(tmp_path)}
    assert "fait inconnu" in found["objections.yml"] and "publics" in found["argumentaire.yml"]
