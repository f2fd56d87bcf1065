"""The search: what is read of a page, what the index says, and what a query finds in it."""

import json
from importlib.resources import files

import pytest
from js_vectors import differences, load
from sphinx.search.fr import french_stopwords

from ess_region.sphinx import search
from ess_region.widgets import bundle

PAGE = """
<section id="essai"><h1>Les <em>mutuelles</em></h1>
<p>Une <b>mutuelle</b> protège ses adhérents<span class="info"><a href="#">x</a>
<span class="info-bulle">bulle cachée</span></span>. Elle a 1&nbsp;200 salariés.</p>
<section id="regles"><h2>Les règles</h2><p>Chaque voix compte.</p><p hidden>texte masqué</p>
<table><tr id="ligne-1"><th>Nom</th><td>La Bobine</td></tr></table>
<div class="ess-widget" data-widget="quiz" data-questions data-state="static"><p>question secrète</p></div>
<div class="ess-widget" data-widget="secteurs"><script>var code</script><p>Santé et social</p>
<ul><li><span>1848</span><span>Acteurs</span></li></ul></div></section>
<section class="bloc bloc--poste" aria-labelledby="b1"><h2 class="bloc-titre" id="b1">Dans votre poste</h2><p>Lundi.</p></section>
</section>
"""


def test_words_are_the_same_on_both_sides(run):
    vectors = load("search")
    assert differences(vectors, [search.words(one["text"]) for one in vectors]) == []
    calls = [[one["text"]] for one in vectors]
    assert differences(vectors, run("site/search/words", "m.words(...a)", calls)) == []


def test_a_page_gives_its_sentences_and_neither_questions_nor_bubbles():
    found = search.sections(PAGE)
    assert [one[:2] for one in found] == [["essai", "Les mutuelles"], ["regles", "Les règles"], ["b1", "Dans votre poste"]]
    assert found[1][2] == ["Chaque voix compte.", ["ligne-1", "Nom · La Bobine"], "Santé et social", "1848 Acteurs"]
    text = json.dumps(found, ensure_ascii=False)
    for hidden in ("secrète", "bulle", "masqué", "var code"):
        assert hidden not in text
    assert "Elle a 1\u00a0200 salariés." in text


PAGES = [
    ("book/definition", "Comprendre", [["a", "Qu’est-ce que l’ESS ?", ["Une définition de l’économie sociale et solidaire."]], ["scop", "Les Scop", ["Les Scop sont des coopératives."]]]),
    ("book/levier-reseaux", "Agir", [["b", "Qui appeler ?", ["La chambre régionale de l’économie sociale et solidaire vous répond. Les mutuelles solidaires aussi."]]]),
    ("book/secteurs", "Comprendre", [["c", "Les secteurs", ["La CRESS et l’économie. Une part de 10,5 % pour 221\u202f325 emplois, en trois conditions réunies."]]]),
    ("book/glossaire", "Annexes", [["d", "Glossaire", [["sigle-cress", "CRESS · chambre régionale de l’économie sociale et solidaire"]]]]),
]  # fmt: skip


@pytest.fixture(scope="module")
def ask(run):
    """`ask(query)` → what the search finds of it: pages (their names), missing words, names of the glossary."""
    content, drawers = search.index(PAGES)
    content["sigles"] = [["CRESS", "chambre régionale de l’économie sociale et solidaire"]]
    folder = files("sphinx") / "search" / "minified-js"
    stemmer = "\n".join((folder / f"{name}-stemmer.js").read_text("utf-8") for name in ("base", "french"))
    expression = """(async (index, drawers, stops, code, query) => {
        globalThis.FrenchStemmer ?? document.head.append(Object.assign(document.createElement("script"), { textContent: code }));
        const book = m.open(index, new FrenchStemmer(), stops);
        const bring = async (drawer) => drawers[drawer];
        await m.prepare(book, query, bring);
        const drawn = [...book.drawers].sort().join("");
        const { terms, names } = m.parse(book, query);
        const { results, missing } = m.search(book, terms);
        if (missing.length) await m.learn(book, null, bring);
        return {
          drawn,
          pages: results.map(({ page }) => book.pages[page][0].split("/")[1]),
          missing: missing.map(({ typed }) => typed),
          names: names.map(({ id }) => id),
          near: missing.map(({ typed }) => m.nearest(book, typed)),
          almost: m.almost(book, terms).map(({ page }) => book.pages[page][0].split("/")[1]),
        };
    })(...a)"""
    return lambda *queries: run("site/search/query", expression, [[content, drawers, sorted(french_stopwords), stemmer, one] for one in queries])


def test_accents_case_elisions_and_plurals_do_not_matter(ask):
    first, *others = ask("économie", "economie", "ÉCONOMIE", "l'économie", "l’economie", "économies")
    assert sorted(first["pages"]) == ["definition", "glossaire", "levier-reseaux", "secteurs"]
    assert all(one["pages"] == first["pages"] for one in others)
    mutual, definition = ask("mutuelle solidaire", "definitions")
    assert mutual["pages"] == ["levier-reseaux"]
    assert definition["pages"] == ["definition"]


def test_an_acronym_finds_its_long_form_and_the_reverse(ask):
    acronym, long, plain = ask("cress", "chambre regionale de l'economie sociale et solidaire", "chambre")
    assert set(acronym["pages"]) == set(long["pages"]) == {"levier-reseaux", "secteurs", "glossaire"}
    assert acronym["names"] == long["names"] == ["cress"]
    assert plain["names"] == []


def test_only_the_words_that_a_query_needs_are_brought(ask):
    plain, figure, acronym, small, nothing = ask("les Économies", "10,5", "cress", "pour la", "où")
    assert (plain["drawn"], figure["drawn"]) == ("e", "0")
    # Its long form too, small words apart.
    assert acronym["drawn"] == "cers"
    assert small["drawn"] == "lp" and nothing["drawn"] == "o"


def test_figures(ask):
    decimal, point, thousands, joined = ask("10,5", "10.5", "221 325", "221325")
    assert decimal["pages"] == point["pages"] == thousands["pages"] == joined["pages"] == ["secteurs"]


def test_titles_come_first_and_all_words_are_needed(ask):
    scop, both, lost, apart = ask("secteur", "scop économie", "scop xylophone", "scop secteurs")
    assert scop["pages"][0] == "secteurs"
    assert both["pages"] == ["definition"] and both["missing"] == []
    assert lost["pages"] == [] and lost["missing"] == ["xylophone"]
    assert apart["pages"] == apart["missing"] == [] and set(apart["almost"]) == {"definition", "secteurs"}


def test_a_slip_of_the_finger_is_mended_when_a_word_is_near(ask):
    swapped, dropped, far, short, first = ask("economei", "coopértives", "xylophone", "zz", "aconomie")
    assert first["near"] == ["économie"], "the wrong letter is the one that names the drawer"
    assert swapped["near"] == ["économie"]
    assert dropped["near"] == ["coopératives"]
    assert far["near"] == [""]
    assert short["pages"] == []


def test_each_word_leans_on_the_one_before_it():
    content, drawers = search.index(PAGES)
    found = []
    for name, lines in drawers.items():
        word = ""
        for line in filter(None, lines.split("\n")):
            coded, pages, *often = line.split("|")
            rest, *endings = coded[1:].split(" ")
            word = word[: int(coded[0], 36)] + rest
            assert search.drawer(word) == name
            assert pages and set(pages) <= set(content["signes"]) and set("".join(often)) <= set(pages)
            found += [word + ending for ending in ("", *endings)]
    assert {"économie", "10,5", "221325", "cress", "solidaire", "solidaires"} <= set(found) and len(found) == len(set(found))
    # « solidaires », on the second page, goes with « solidaire », on all but one.
    assert any(line.endswith("lidaire s|013") for line in drawers["s"].split("\n"))


def test_a_drawer_is_a_letter_without_its_accent():
    assert [search.drawer(word) for word in ("économie", "scop", "10,5", "ça", "αβγ", "æther")] == ["e", "s", "0", "c", "0", "0"]


def test_signs_never_break_the_file():
    assert len(set(search.signs(500))) == 500
    assert not set(search.signs(500)) & set('\\|"')


def test_passages_keep_to_the_words_and_the_phrase(run):
    expression = """((book, terms, sections) => {
        const own = { key: (w) => w.replace(/s$/, ""), small: () => false, byFold: new Map() };
        return m.passages(own, terms, sections);
    })(...a)"""
    terms = [{"alternatives": [["trois", "conditions"]], "phrase": True}]
    sections = [["a", "Page", ["Trois mots. Des conditions. Il y a trois conditions, dit-on. Rien."]], ["b", "Autre", ["Trois fois, sans conditions."]]]
    [found] = run("site/search/passages", expression, [[{}, terms, sections]])
    [one] = found["passages"]
    assert one["text"] == "Il y a trois conditions, dit-on." and one["anchor"] == "a"
    assert [one["text"][start:end] for start, end in one["marks"]] == ["trois conditions"]
    [none] = run("site/search/passages", expression, [[{}, terms, sections[1:]]])
    assert none["complete"] is False


def test_the_script_holds_its_modules_and_no_sink():
    text = search.script()
    for name in bundle.closure("site/search/view"):
        assert f'made["{name}"]' in text
    assert "innerHTML" not in text
