"""`chaine`: the needs of the brochure, what meets them, and what is said of a link that is missing."""

import re
from html import unescape

import pytest
import traitlets

from ess_region import chains, data, paths
from ess_region.errors import ContentError
from ess_region.widgets import Chain

NB, NN = "\u00a0", "\u202f"
SLUGS = sorted(file.parent.name for file in paths.EXERCISES.glob("*/chaine.yml"))


def words(html):
    html = re.sub(r"</?(?:abbr|a|b|small)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace(NB, " ").replace(NN, " "))


def test_two_chapters_have_one():
    assert SLUGS == ["levier-creation", "levier-sensibilisation"]


def test_every_need_of_the_brochure_is_there_at_its_stage():
    chain = chains.load("levier-creation")
    rows = sorted(data.table("besoins"), key=lambda row: (row["stade_ordre"], row["ordre"]))
    assert [(group.id, group.name) for group in chain.groups] == list(
        dict.fromkeys((row["stade"], row["stade_libelle"]) for row in rows)
    )
    assert [(line.id, line.need) for line in chain.lines] == [(row["id"], row["besoin"]) for row in rows]
    text = words(Chain("levier-creation").static_html()).lower()
    for row in rows:
        assert row["besoin"].lower() in text
        assert all(detail.lower() in text for detail in (row["precisions"] or "").split("|"))
        assert all(words(data.row("exemples", id)["titre"]).lower() in text for id in (row["exemples"] or "").split("|") if id)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_line_has_its_way_its_question_and_a_blank(slug):
    chain, html = chains.load(slug), Chain(slug).static_html()
    assert html.count('<td class="chaine-ici"></td>') == len(chain.lines)
    for line in chain.lines:
        way = data.row("manieres", line.way)
        row = re.search(rf'<tr data-ligne="{line.id}">.*?<tr class="chaine-suite">.*?</tr>', html, re.S)[0]
        assert f'data-maniere="{line.way}" data-levier="{way["levier"]}"' in row
        assert words(way["titre"]) in words(row)
        assert words(line.question).strip() in words(row)
        assert line.question.endswith(("?", "l’empêche\u202f?"))
        assert ("Aucun exemple de la brochure" in row) == (not line.examples)


def test_a_way_of_the_lever_itself_comes_back_most():
    """The chain is about its lever; the other levers are called where they fit."""
    levers = [data.row("manieres", line.way)["levier"] for line in chains.load("levier-creation").lines]
    assert max(set(levers), key=levers.count) == "levier-creation"
    assert len(set(levers)) > 2


@pytest.mark.parametrize("slug", SLUGS)
def test_static_form_is_clean(slug):
    html = Chain(slug).static_html()
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert repr(Chain(slug)) == repr(Chain(slug))
    assert repr(Chain("levier-creation")) == "Chain('levier-creation', 8 besoins)"


def test_unknown_group_is_refused():
    with pytest.raises(traitlets.TraitError, match="groupe inconnu"):
        Chain("levier-creation", "adolescence")


GOOD = """titre: T
fichier: f
intro: i
mots: {choix: a, tout: b, groupe: c, ligne: d, lignes: e, brochure: f, ici: g}
groupes:
  - id: g
    nom: G
    resume: r
    lignes:
      - id: creation-accueil
        maniere: creation-chaine
        demander_a: à elle
        question: Qui ?
"""


@pytest.mark.parametrize(
    ("change", "said", "line"),
    [
        (("maniere: creation-chaine", "maniere: creation-magie"), "identifiant inconnu « creation-magie »", 11),
        (("id: creation-accueil", "id: nouveau"), "« besoin » manque", 10),
        (("        question: Qui ?\n", ""), "« question » manque", 10),
        (("id: creation-accueil", "id: g"), "déjà pris", 10),
        (("nom: G", "titre: G"), "la clé « titre » n’existe pas", 7),
        (("demander_a: à elle", "demander_a: à elle\n        besoin: B"), "viennent de data/besoins.csv", 10),
        (("ici: g}", "ici: g, la: h}"), "la clé « la » n’existe pas", 4),
        (("titre: T", "- T"), "", None),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, change, said, line):
    file = tmp_path / "chaine.yml"
    file.write_text(GOOD, encoding="utf-8")
    assert chains.load_file(file).lines[0].need == "Accueil et orientation"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        chains.load_file(file)
    assert said in str(caught.value)
    assert line is None or caught.value.line == line


# -- pure rules of the browser -----------------------------------------------------------------


def test_states(run):  # noqa: F811
    calls = [[None], [{"r": "qui", "t": "La CRESS"}], [{"r": "qui", "t": "  "}], [{"r": "qui"}],
             [{"r": "personne", "t": "x"}], [{"r": "ignore"}], [{}]]  # fmt: skip
    assert run("widgets/chain", "m.stateOf(...a)", calls) == ["", "tenu", "nommer", "nommer", "manque", "doute", ""]


def test_summary_sentences(run):  # noqa: F811
    said = {"ligne": "besoin", "lignes": "besoins"}
    calls = [[["tenu", "manque", ""], said], [["tenu", "tenu"], said], [["doute"], said]]
    assert run("widgets/chain", "m.summary(...a)", calls) == [
        f"Sur 3 besoins{NB}: 1 tenu, 1 sans personne, 1 sans réponse.",
        f"Sur 2 besoins{NB}: 2 tenus.",
        f"Sur 1 besoin{NB}: 1 à vérifier.",
    ]


@pytest.mark.parametrize("kept", [None, [], 7, "x", {"reponses": []}, {"reponses": {"a": {"r": "zut"}}}, {"groupe": 3, "territoire": {}}])
def test_what_is_stored_is_made_safe(run, kept):  # noqa: F811
    assert run("widgets/chain", "m.clean(...a)", [[kept, ["g"], ["a"]]]) == [{"groupe": "", "territoire": "", "reponses": {}}]


def test_what_is_stored_is_kept_and_cut(run):  # noqa: F811
    kept = {"groupe": "tout", "territoire": "x" * 300, "reponses": {"a": {"r": "qui", "t": "y" * 300}, "parti": {"r": "qui"}}}
    [clean] = run("widgets/chain", "m.clean(...a)", [[kept, ["g"], ["a"]]])
    assert clean["groupe"] == "tout" and len(clean["territoire"]) == len(clean["reponses"]["a"]["t"]) == 200
    assert set(clean["reponses"]) == {"a"}


def test_the_document_has_the_table_then_what_is_missing_then_what_to_check(run):  # noqa: F811
    said = {"titre": "Ma chaîne", "groupe": "Étape", "ici": "Qui ?", "ligne": "besoin"}
    lines = [{"id": id, "groupe": "Création", "besoin": id.upper(), "exemples": ["X", "Y"] if id == "a" else [],
              "maniere": f"levier {id}", "demande": f"Demandez {id}"} for id in "abcd"]  # fmt: skip
    answers = {"a": {"r": "qui", "t": "La CRESS"}, "b": {"r": "personne"}, "c": {"r": "ignore"}}
    [document] = run("widgets/chain", "m.toDocument(...a)", [[said, lines, answers, "Bretagne", "2026-01-02"]])
    table, missing, first, check, second, note = document["blocks"]
    assert (document["title"], document["subtitle"], document["date"]) == ("Ma chaîne", "Bretagne", "2026-01-02")
    assert table["head"] == ["Besoin", "Dans les exemples de 2015", "Qui ?"]
    assert table["rows"] == [
        ["A", f"X{NN}; Y", "La CRESS"], ["B", "Aucun exemple", "Personne"],
        ["C", "Aucun exemple", "À vérifier"], ["D", "Aucun exemple", ""],
    ]  # fmt: skip
    assert (missing["text"], check["text"]) == ("Ce qui manque", "Ce qui reste à vérifier")
    assert first["items"] == [[{"bold": "B"}, f"{NB}: levier b. Demandez b"]]
    assert second["items"] == [[{"bold": "C"}, f"{NB}: Demandez c"]]
    assert note["kind"] == "note"
