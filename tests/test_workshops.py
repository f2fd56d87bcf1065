"""Workshops: the sheets and their keys, what a bad file says, and keys that never reach the learners."""

import json
import re
import shutil
from html import unescape

import pytest
import traitlets
from small_tree import HEADER

from ess_region import paths, toc, verdict, workshops
from ess_region.checks import leaks, quizzes, reading
from ess_region.content import load_yaml
from ess_region.errors import ContentError
from ess_region.widgets import Workshop

FIXTURES = paths.ROOT / "tests" / "fixtures" / "ateliers"
SLUGS = workshops.slugs()
PAGES = [entry.slug for entry in toc.entries() if entry.part == "Ateliers"]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture
def pair(tmp_path):
    """`pair(name, old, new)` → the fixture's two files, one of them spoiled; the file."""

    def make(name: str = "atelier.yml", old: str = "", new: str = ""):
        folder = tmp_path / "essai"
        shutil.copytree(FIXTURES, folder, dirs_exist_ok=True)
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1 or not old, f"{old!r} is {text.count(old)} times"
        file.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return file

    return make


# -- the real ones ---------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted({*SLUGS, *PAGES} - {"explorer-les-donnees"}))
def test_a_workshop_has_its_page_its_sheet_and_its_key(slug):
    key = workshops.load_key(slug)
    keyed = {step.step.id for step in key.steps}
    assert keyed >= {step.id for step in key.workshop.steps if step.fields}
    page = reading.read_page(paths.BOOK / f"{slug}.md")
    assert [one.argument for one in page.directives if one.name == "corrige"] == [slug]
    assert f'Workshop("{slug}")' in page.text
    assert workshops.title(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_static_sheet_says_everything_and_nothing_of_the_key(slug):
    workshop, html = workshops.load(slug), Workshop(slug).html
    assert re.findall(r'data-document="([^"]+)"', html) == list(
        dict.fromkeys(id for step in workshop.steps for id in step.documents)
    )
    assert sorted(re.findall(r'data-saisie="([^"]+)"', html)) == sorted(one.id for one in workshop.fields)
    assert html.count('class="at-etape"') == len(workshop.steps)
    for label in ("But", "Durée", "À rendre", "À quarante", "Pour en parler ensemble"):
        assert label in html
    text = leaks._flat(html)
    keys = [one for one, file in leaks.sentences().items() if file.parent.name == slug]
    assert keys and not [one for one in keys if one in text]


def test_answers_of_the_twelve_organisations_follow_the_rules_of_the_chapter():
    """The verdict is checked by the key itself; here, what settles it, and that no organisation is an old one."""
    raw = load_yaml(paths.EXERCISES / "ess-ou-pas" / "corrige.yml")
    workshop = workshops.load("ess-ou-pas")
    rules = verdict.load_rules(paths.EXERCISES / "definition" / "verdict.yml")
    answers = {id: value for step in workshops.load_key("ess-ou-pas").steps for id, value in step.answers.items()}
    settled_by = {
        "droit-prive": "La forme",
        "gouvernance-statuts": "La gouvernance",
        "gouvernance-voix": "La gouvernance",
        "benefices": "La gestion",
        "reserves": "La gestion",
        "clause": "La clause",
        "utilite": "L’utilité sociale",
        "regles": "Les règles de gestion",
    }
    assert len(raw["calculs"]) == len(workshop.documents) == 12
    for one in raw["calculs"]:
        organisation = one["saisie"].removeprefix("avis-")
        found = verdict.evaluate(rules, one["reponses"])
        expected = {settled_by[id] for id in found.decisive} or {"Tout est prouvé"}
        assert len(expected) == 1, f"{organisation}: {found.decisive}"
        assert answers[f"tranche-{organisation}"].startswith(expected.pop()), organisation
    values = [verdict.evaluate(rules, one["reponses"]).value for one in raw["calculs"]]
    assert {value: values.count(value) for value in ("oui", "non", "inconnu")} == {"oui": 4, "non": 5, "inconnu": 3}
    old = {case["organisation"] for case in load_yaml(paths.EXERCISES / "definition" / "cas.yml")}
    assert not old & {one.title for one in workshop.documents}


# -- what a bad file says --------------------------------------------------------------------------


def test_a_good_pair(pair):
    file = pair()
    key = workshops.load_key_file(file.with_name("corrige.yml"))
    assert key.workshop.minutes == (5, 12, 20)
    assert [one.type for one in key.workshop.fields] == ["choix", "paragraphe", "nombre", "tableau"]
    assert key.steps[1].answers == {"loyer": 3600, "pieces": (("Signé", "Avant"), ("", "Après"))}
    assert key.calculations == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("but: Compter un loyer.\n", "", 1, "« but » manque"),
        ("rendre:", "rendu:", 34, "la clé « rendu » n’existe pas"),
        ("habituelle: 12", "habituelle: 15", 3, "les étapes font 12 minutes, la durée habituelle est de 15 minutes"),
        ("minimum: 5", "minimum: 14", 3, "du plus petit au plus grand"),
        ("habituel: 4, ", "", 4, "« habituel » doit être un nombre entier"),
        ("sorte: courrier", "sorte: courier", 9, "Vouliez-vous écrire « courrier »"),
        ("{fictif}`300 €`", "{fait}`loyer-inconnu`", 10, "loyer-inconnu"),
        ("[Avril, trois cents]", "[Avril]", 13, "ligne 1 : 1 cellules au lieu de 2"),
        ("[Avril, trois cents]", "[Avril, À payer : trois cents]", 13, "une cellule contient « : »"),
        ("documents: [lettre]", "documents: [letre]", 19, "document inconnu « letre »"),
        ("    documents: [lettre]\n", "", 20, "n’est pas un document de cette étape"),
        ("id: pourquoi", "id: avis", 22, "déjà pris par une autre saisie"),
        ("id: pourquoi", "id: Pourquoi", 22, "minuscules"),
        ("type: nombre", "type: chiffre", 28, "« type: chiffre » n’existe pas"),
        ("unite: €", "lignes: 2", 28, "la clé « lignes » n’existe pas pour une saisie de type « nombre »"),
        ("choix: [Cher, Pas cher]", "choix: [Cher]", 21, "au moins deux choix"),
        ("[Le bail, La quittance]", "[Le bail, Le bail]", 29, "ont le même nom"),
        ("douze: À douze., ", "", 35, "« douze » manque"),
        ("debrief: [Est-ce vraiment cher]", "debrief: []", 36, "« debrief » manque"),
    ],
)
def test_a_bad_sheet_names_its_place(pair, old, new, line, words):
    file = pair("atelier.yml", old, new)
    with pytest.raises(ContentError) as caught:
        workshops.load_file(file)
    assert words in str(caught.value)
    assert (caught.value.file, caught.value.line) == (file, line)
    assert "→" in str(caught.value) or "plus petit" in words


def test_a_document_that_no_step_uses(pair):
    file = pair("atelier.yml", "    documents: [lettre]\n", "")
    text = file.read_text(encoding="utf-8").replace(", document: lettre", "")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="n’est dans aucune étape"):
        workshops.load_file(file)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("avis: Cher,", "avis: Gratuit,", 3, "« Gratuit » n’est pas un choix de « avis »"),
        ("avis: Cher,", "envie: Cher,", 3, "la clé « envie » n’existe pas"),
        ("  compter:", "  conter:", 6, "la clé « conter » n’existe pas"),
        ("    raisonnement: [Le prix dépend du quartier.]\n", "", 3, "« raisonnement » manque"),
        ("loyer: 3600", "loyer: 3000", 12, "le corrigé dit « 3000", ),
        ("loyer: 3600", "loyer: beaucoup", 8, "doit être un nombre"),
        ('["", Après]', '["", Plus tard]', 9, "« Plus tard » n’est pas un choix"),
        (', ["", Après]]', "]", 9, "1 lignes de réponse pour 2"),
        ("de: produit", "de: hasard", 12, "« de: hasard » n’existe pas"),
        ("saisie: loyer", "saisie: charges", 12, "« charges » n’a pas de réponse"),
    ],
)
def test_a_bad_key_names_its_place(pair, old, new, line, words):
    file = pair("corrige.yml", old, new)
    with pytest.raises(ContentError) as caught:
        workshops.load_key_file(file)
    assert words in str(caught.value)
    assert (caught.value.file, caught.value.line) == (file, line)


def test_a_step_without_its_key(pair):
    file = pair("corrige.yml")
    file.write_text(file.read_text(encoding="utf-8").split("  compter:")[0], encoding="utf-8")
    with pytest.raises(ContentError, match="il manque le corrigé de l’étape « compter »"):
        workshops.load_key_file(file)


def test_authors_are_told_of_both_files(pair):
    file = pair("atelier.yml", "sorte: courrier", "sorte: lettre")
    assert [error.file for error in quizzes.check(file.parents[1])] == [file, file]


def test_the_gates_read_the_texts_of_both_files(pair):
    file = pair()
    texts = {text.source for name in ("atelier.yml", "corrige.yml") for text in reading.yaml_texts(file.with_name(name))}
    assert {"Lisez la lettre.", "Pas cher", "Le prix dépend du quartier.", "Oublier le quartier."} <= texts
    assert not {"courrier", "choix", "lettre", "produit"} & texts


def test_a_text_used_again_by_its_name_is_read_once(tmp_path):
    file = tmp_path / "x.yml"
    file.write_text("a: &nom Deux mots\nb: *nom\nc: [&liste \"Trois mots\", *liste]\n", encoding="utf-8")
    assert [text.source for text in reading.yaml_texts(file)] == ["Deux mots", "Trois mots"]


# -- computed answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calculation", "expected"),
    [
        ("{saisie: loyer, de: insertion-hours, montant: 1000000, part: 50, taux: 5, cout: 30}", 833),
        ("{saisie: loyer, de: fait, fait: part-emploi-prive}", 13.9),
        ("{saisie: loyer, de: produit, facteurs: [2, 2.5]}", 5),
    ],
)
def test_calculations(pair, calculation, expected):
    file = pair("corrige.yml", "{saisie: loyer, de: produit, facteurs: [300, 12]}", calculation)
    with pytest.raises(ContentError, match=f"le calcul donne « {expected}"):
        workshops.load_key_file(file)
    file.write_text(file.read_text(encoding="utf-8").replace("loyer: 3600", f"loyer: {expected}"), encoding="utf-8")
    assert workshops.load_key_file(file).calculations == 1


def test_a_calculation_in_a_table(pair):
    line = '{saisie: pieces, ligne: Le bail, colonne: Demander, de: produit, facteurs: [2, 3]}'
    file = pair("corrige.yml", "{saisie: loyer, de: produit, facteurs: [300, 12]}", line)
    with pytest.raises(ContentError, match="pieces, Le bail"):
        workshops.load_key_file(file)
    file.write_text(file.read_text(encoding="utf-8").replace("Signé", '"{fictif}`6`"'), encoding="utf-8")
    assert workshops.load_key_file(file).calculations == 1


# -- the widget ------------------------------------------------------------------------------------


def test_python_refuses_entries_that_do_not_exist():
    widget = Workshop("modele", entries={"avis": "Un refus"})
    assert repr(widget).startswith("Workshop('modele', 2 étapes, 2 documents, 6 saisies, 25 minutes)")
    with pytest.raises(traitlets.TraitError, match="saisies inconnues : rien"):
        widget.entries = {"rien": "x"}


def test_the_figures_of_every_region_are_in_the_document():
    text = words(Workshop("modele").html)
    assert "Bretagne" in text and "Mayotte" in text
    assert text.count("Absente de la brochure") == 1
    assert text.count(": chiffres vus depuis") == 18


STEPS = [
    {
        "title": "1. Lire",
        "fields": [
            {"id": "a", "type": "choix", "label": "Pourquoi ?", "unit": "", "rows": [], "columns": [], "about": "La lettre"},
            {"id": "b", "type": "nombre", "label": "Le loyer", "unit": "€", "rows": [], "columns": [], "about": ""},
            {"id": "c", "type": "tableau", "label": "Pièces", "unit": "", "rows": ["Bail"], "columns": ["Qui", "Quand"], "about": ""},
        ],
    },
    {"title": "2. Parler", "fields": []},
]


def test_answers_make_a_document(run):  # noqa: F811
    entries = {"a": "Cher", "c": [["Le notaire"]]}
    [made, nothing, empty] = run(
        "widgets/workshop",
        "m.answersDocument(...a)",
        [["Atelier", STEPS, entries], ["Atelier", STEPS, {}], ["Atelier", STEPS, {"a": " ", "c": [["", ""]]}]],
    )
    assert made["blocks"] == [
        {"kind": "heading", "level": 2, "text": "1. Lire"},
        {"kind": "heading", "level": 3, "text": "La lettre"},
        {"kind": "paragraph", "text": [{"bold": "Pourquoi ?"}, " ", "Cher"]},
        {"kind": "paragraph", "text": [{"bold": "Le loyer"}, "\u00a0: ", "(rien de noté)"]},
        {"kind": "table", "caption": "Pièces", "head": ["", "Qui", "Quand"], "rows": [["Bail", "Le notaire", ""]]},
    ]
    assert nothing == empty == "Remplissez d’abord une réponse."


# -- keys never reach the learners -----------------------------------------------------------------

PAGE = HEADER + '\n# Compter\n\n```{code-cell} python\nfrom ess_region.widgets import Workshop\n\nWorkshop("compter")\n```\n\n```{corrige} compter\n```\n'


@pytest.fixture
def with_a_workshop(tree):
    shutil.copytree(FIXTURES, tree.root / "exercises" / "compter")
    tree.write("book/compter.md", PAGE)
    tree.append("_toc.yml", "      - file: book/compter\n")
    return tree


@pytest.mark.parametrize("file", ["book/compter.md", "exercises/compter/atelier.yml"])
def test_a_sentence_of_a_key_in_the_learners_book_stops_the_build(with_a_workshop, file):
    tree = with_a_workshop
    sentence = "Parce que l’avocatier du bailleur est centenaire."
    if file.endswith(".md"):
        tree.append(file, f"\n{sentence.replace('centenaire', '*centenaire*')}\n")
        built = tree.build()
        assert not built.ok
        [error] = built.errors
        assert "le corrigé exercises/compter/corrige.yml se lit dans le livre des participants" in error
        assert "compter.html" in error and "→" in error
    else:  # what the sheet says too is no secret
        tree.edit(file, "Lisez la lettre.", sentence)
        assert tree.build().ok


def test_the_gate_reads_models_whatever_their_writing(tmp_path, pair):
    import codecs

    file = pair()
    site = tmp_path / "livre"
    site.mkdir()
    sentence = "Parce que l’avocatier du bailleur est centenaire."
    for name, text in {
        "clair.html": f"<p>{sentence.replace('du', '<b>du</b>')}</p>",
        "script.js": json.dumps({"x": f"<p>{sentence}"}, ensure_ascii=False),
        "cache.html": codecs.encode(json.dumps(sentence, ensure_ascii=False), "rot13"),
    }.items():
        (site / name).write_text(text, encoding="utf-8")
    assert [error.file.name for error in leaks.check(site, file.parents[1])] == ["cache.html", "clair.html", "script.js"]
    (site / "clair.html").write_text("<p>Parce que le bailleur est riche.</p>", encoding="utf-8")
    assert len(leaks.check(site, file.parents[1])) == 2


def test_the_gate_knows_the_keys_of_a_pack(tmp_path):
    said, kept = "La lettre de Karim parle de deux pressoirs.", "Faites dire la somme avant de chercher l’aide."
    case = {"titre": "Le Pressoir", "documents": [{"texte": [said]}], "corrige": [f"{said} {kept}"]}
    (tmp_path / "page.html").write_text(f"<p>{said}</p>", encoding="utf-8")
    region = {"ateliers": {"chaine-accompagnement": case}}
    assert leaks.check(tmp_path, pack=region) == []
    (tmp_path / "page.html").write_text(f"<p>{said} {kept}</p>", encoding="utf-8")
    [error] = leaks.check(tmp_path, pack=region)
    assert "ateliers/chaine-accompagnement.yml" in error.message and kept in error.message


def test_no_sentence_of_a_key_is_in_the_book_as_built():
    site = paths.BUILD / "html"
    if site.is_dir():
        assert [str(error) for error in leaks.check(site)] == []
