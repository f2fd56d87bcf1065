"""Editorial rules: a sound chapter passes; each fault, put into it, is named with its line."""

import re
from pathlib import Path

import pytest

from ess_region.checks import markdown, prose, reading, typography
from ess_region.checks.prose import fix_typography
from ess_region.checks.reading import Acronym

SOUND = (Path(__file__).parent / "fixtures" / "prose" / "chapitre.md").read_text(encoding="utf-8")
PAGE = Path("book/exemple.md")
ACRONYMS = {
    "ESS": Acronym("ESS", "économie sociale et solidaire"),
    "CRESS": Acronym("CRESS", "chambre régionale de l’économie sociale et solidaire"),
    "SCOP": Acronym("SCOP", "société coopérative et participative"),
    "Scop": Acronym("SCOP", "société coopérative et participative"),
    "CG SCOP": Acronym("CG SCOP", "Confédération générale des SCOP"),
    "loi ESS": Acronym("loi ESS", "loi relative à l’économie sociale et solidaire"),
    "Avise": Acronym("Avise", ""),
}
CONTENT = "Voyez [la définition]"  # where sentences are added


def check(text: str, *, chapter: bool = True):
    return prose.check_page(PAGE, markdown.parse(text), ACRONYMS, {"IDEES"}, chapter=chapter)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def with_sentence(sentence: str) -> str:
    """The sound chapter with a sentence more, in its content."""
    assert SOUND.count(CONTENT) == 1
    return SOUND.replace(CONTENT, f"{sentence} {CONTENT}")


def line_of(text: str, extract: str) -> int:
    return text[: text.index(extract)].count("\n") + 1


def only(found, message: str):
    assert len(found) == 1, [str(e) for e in found]
    assert message in plain(found[0].message), str(found[0])
    assert found[0].hint
    return found[0]


def test_a_sound_chapter_passes():
    assert check(SOUND) == []


def test_the_mask_keeps_every_offset():
    page = markdown.parse(SOUND)
    assert len(page.mask) == len(page.text)
    assert [i for i, c in enumerate(page.mask) if c == "\n"] == [i for i, c in enumerate(SOUND) if c == "\n"]
    for offset, char in enumerate(page.mask):
        assert char in (markdown.MASK, markdown.WORD, SOUND[offset])


# -- (a) figures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Elle emploie 12 personnes.",
        "Elle pèse 10,5 de l’emploi.",
        "La part est de 13,9\u00a0%.",
        "La loi n°\u00a02014-856 le dit.",
        "C’est l’article 1er.",
        "Ils sont 221\u202f325.",
        "Cela coûte 2000\u00a0€.",
        "Ils sont 2000 salariés.",
        "Elle émet du CO2.",
    ],
)
def test_a_typed_figure_is_refused(sentence):
    text = with_sentence(sentence)
    found = [e for e in check(text) if "chiffre tapé" in e.message]
    assert only(found, "chiffre tapé").line == line_of(text, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "En 2014, la loi passe.",
        "De 2010 à 2015, puis 2014–2020, tout change.",
        "Dès 1835, elle existe.",
        "Voyez {fait}`part-region@53|valeur`.",
        "Ouvrez [la page](https://exemple.fr/2/12.html).",
        "Écrivez à contact12@exemple.fr.",
        "Tapez `x = 12`.",
    ],
)
def test_years_roles_links_and_code_are_not_typed_figures(sentence):
    assert [e for e in check(with_sentence(sentence)) if "chiffre" in e.message] == []


# -- (b) acronyms ----------------------------------------------------------------------------


def test_an_unknown_acronym_is_refused():
    text = with_sentence("Le PTCE aide.")
    assert only(check(text), "sigle absent du glossaire : « PTCE »").line == line_of(text, "PTCE")


@pytest.mark.parametrize(
    "sentence", ["Le groupe IDEES aide.", "Au XIXe siècle, rien.", "L’article A suit.", "Avise aide."]
)
def test_names_numerals_and_letters_are_not_acronyms(sentence):
    assert check(with_sentence(sentence)) == []


@pytest.mark.parametrize("sentence", ["La CRESS aide.", "Une Scop aide.", "Les CRESS (chambres) aident."])
def test_an_acronym_not_spelled_out_is_refused(sentence):
    text = with_sentence(sentence)
    assert only(check(text), "sigle non développé").line == line_of(text, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "La chambre régionale de l’économie sociale et solidaire (CRESS) aide.",
        "La *chambre régionale de l’économie sociale et solidaire* (**CRESS**) aide.",
        "La CRESS (chambre régionale de l’économie sociale et solidaire) aide.",
        "La {sigle}`CRESS` aide. La CRESS aide encore.",
        "La SCOP, société coopérative et participative, aide. Une Scop aussi.",
        "La loi ESS aide.",
    ],
)
def test_an_acronym_spelled_out_passes(sentence):
    assert check(with_sentence(sentence)) == []


def test_a_heading_is_not_a_first_use():
    assert check(SOUND.replace("## Le contenu", "## La CRESS")) == []


# -- (c) images ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("![Une carte des régions]", "![]"),
        (":alt: Un plan en trois parties\n", ""),
        ("![Une carte des régions](carte.png)", '<img src="carte.png">'),
        ("![Une carte des régions](carte.png)", "```{image} carte.png\n```"),
    ],
)
def test_an_image_without_alternative_is_refused(old, new):
    assert only(check(SOUND.replace(old, new)), "image sans texte de remplacement").line


# -- (d) typography --------------------------------------------------------------------------

TYPOGRAPHY = [
    # typed, mended, in the message
    ("Qui décide ?", "Qui décide\u202f?", "espace fine insécable (U+202F) avant « ? »"),
    ("Qui décide?", "Qui décide\u202f?", "avant « ? »"),
    ("Bravo\u00a0!", "Bravo\u202f!", "avant « ! »"),
    ("Un ; deux.", "Un\u202f; deux.", "avant « ; »"),
    ("Le « mot » dit.", "Le «\u202fmot\u202f» dit.", "après « « »"),
    ("Le «mot» dit.", "Le «\u202fmot\u202f» dit.", "avant « » »"),
    ("Il dit « oui ! » ici.", "Il dit «\u202foui\u202f!\u202f» ici.", "avant « » »"),
    ("Voici : un.", "Voici\u00a0: un.", "espace insécable (U+00A0) avant « : »"),
    ("**Voici :** un.", "**Voici\u00a0:** un.", "avant « : »"),
    ("**Voici** : un.", "**Voici**\u00a0: un.", "avant « : »"),
    ("Voici: un.", "Voici\u00a0: un.", "avant « : »"),
    ("Soit {fait}`x` % des cas.", "Soit {fait}`x`\u00a0% des cas.", "avant « % »"),
    ("Le décret n° {fait}`x`.", "Le décret n°\u00a0{fait}`x`.", "après « n° »"),
    ("Il y a l'eau.", "Il y a l’eau.", "apostrophe"),
    ("Il y a l'**eau**.", "Il y a l’**eau**.", "apostrophe"),
    ("D'abord{fait}`x`.", "D’abord{fait}`x`.", "apostrophe"),
    ("Et puis...", "Et puis…", "trois points"),
    ("Il y a  deux espaces.", "Il y a deux espaces.", "deux espaces"),
    ("Il dit , puis.", "Il dit, puis.", "pas d’espace avant « , »"),
    ("La forme {fait}`x` : oui.", "La forme {fait}`x`\u00a0: oui.", "avant « : »"),
]


@pytest.mark.parametrize(("typed", "mended", "message"), TYPOGRAPHY)
def test_typography_is_reported_and_mended(typed, mended, message):
    text = SOUND.replace(CONTENT, f"{typed} {CONTENT}")
    page = markdown.parse(text)
    found = prose.typography(
        reading.Text(PAGE, text, page.mask, 1), lambda o: page.line(o) in page.table_lines
    )
    assert any(message in plain(e.message) for e in found), [str(e) for e in found]
    assert {e.line for e in found} == {line_of(text, CONTENT)}
    assert fix_typography(text) == SOUND.replace(CONTENT, f"{mended} {CONTENT}")


@pytest.mark.parametrize("typed", ['Il dit "oui".', "Il dit “oui”.", "Il dit 'oui' ici."])
def test_quotation_marks_are_left_to_the_author(typed):
    text = with_sentence(typed)
    assert any("guillemets" in e.message or "apostrophe" in e.message for e in check(text))


@pytest.mark.parametrize(
    "untouched",
    [
        "Tapez `a ? b : c` puis `l'eau`.",
        "Voyez <https://exemple.fr/?a=b:c> et https://exemple.fr/a:b?c=d.",
        "Voyez [ici même](https://exemple.fr/?q='x').",
        "Voyez {doc}`la page <definition>` et {ref}`x'y:z`.",
        "Voyez <b title='a ? b'>ceci</b> &amp; cela.",
    ],
)
def test_code_roles_and_addresses_are_never_touched(untouched):
    text = with_sentence(untouched)
    assert fix_typography(text) == text


def test_mending_is_stable_and_keeps_code_options_and_front_matter():
    spoilt = SOUND.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
    mended = fix_typography(spoilt)
    assert fix_typography(mended) == mended
    # Comments and code are left as typed: everything else is back.
    assert mended == SOUND


def test_mending_an_exercise_leaves_keys_and_identifiers():
    source = (
        "- id: exemple-01\n"
        "  type: choix_unique\n"
        '  question: "Qui décide ? Dans l\'ESS : qui ?"\n'
        "  reponses:\n"
        "    - {texte: C'est la loi !, juste: true, retour: Oui ; c'est elle.}\n"
        "  explication: >-\n"
        "    Voici : la loi\n"
        "    décide ; c'est {article}`ess-1|court`.\n"
    )
    mended = typography.fix_yaml(source)
    assert mended == (
        "- id: exemple-01\n"
        "  type: choix_unique\n"
        '  question: "Qui décide\u202f? Dans l’ESS\u00a0: qui\u202f?"\n'
        "  reponses:\n"
        "    - {texte: C’est la loi\u202f!, juste: true, retour: Oui\u202f; c’est elle.}\n"
        "  explication: >-\n"
        "    Voici\u00a0: la loi\n"
        "    décide\u202f; c’est {article}`ess-1|court`.\n"
    )


def test_mending_files(tmp_path, capsys):
    from ess_region.checks import fix

    page = tmp_path / "page.md"
    page.write_text("Qui ?\n", encoding="utf-8")
    assert fix.main([str(page)]) == 0
    assert page.read_text(encoding="utf-8") == "Qui\u202f?\n"
    assert fix.main([str(page)]) == 0
    assert "rien à corriger" in capsys.readouterr().out
    assert fix.main([]) == 2
    assert fix.main([str(tmp_path / "absent.md")]) == 1
    (tmp_path / "script.py").write_text("x\n", encoding="utf-8")
    assert fix.main([str(tmp_path / "script.py")]) == 1


# -- (e) sentences ---------------------------------------------------------------------------


def words(number: int) -> str:
    return " ".join(["mot"] * number).capitalize() + "."


def test_a_long_sentence_is_refused():
    text = with_sentence(words(36))
    error = only(check(text), "phrase de 36 mots, pour 35 au plus")
    assert error.line == line_of(text, "Mot mot")
    assert check(with_sentence(words(35))) == []


def test_a_long_sentence_on_several_lines_has_the_line_of_its_start():
    long = "Début.\n" + words(36).replace("mot mot mot", "mot\nmot mot")
    text = SOUND.replace("1. Un premier", f"{long}\n\n1. Un premier")
    assert only(check(text), "phrase de 36 mots").line == line_of(text, "Mot")


def test_a_role_counts_for_one_word_and_an_abbreviation_does_not_end_a_sentence():
    assert [
        s.words for s in prose.sentences(markdown.mask_inline("Le {fait}`a-b|c` compte. M. Dupont aussi."))
    ] == [3, 3]
    assert [
        s.words for s in prose.sentences(markdown.mask_inline("Il dit «\u202fnon.\u202f» Elle part… Loin."))
    ] == [3, 2, 1]


def test_the_average_of_a_page():
    page = "# Titre\n\n" + (words(21) + "\n\n") * 4
    assert "21,0 mots en moyenne" in only(check(page, chapter=False), "en moyenne").message
    assert check("# Titre\n\n" + (words(20) + "\n\n") * 4, chapter=False) == []


# -- (f) wording -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Il est important de noter la date.",
        "N’hésitez pas à appeler.",
        "En effet, elle passe.",
        "Elle agit de manière à ce que tout passe.",
        "Pour la lire, cliquez ici.",
        "Voyez le tableau ci-dessous.",
        "Les agent·e·s passent.",
        "Les agent(e)s passent.",
        "Les agent.e.s passent.",
    ],
)
def test_wording_to_avoid(sentence):
    text = with_sentence(sentence)
    found = check(text)
    assert found and all(e.line == line_of(text, sentence) for e in found)
    assert any("tournure" in e.message or "point médian" in e.message for e in found)


def test_wording_cut_by_a_line_end():
    text = with_sentence("Il est important\nde noter la date.")
    assert "tournure" in only(check(text), "important").message


# -- (g) shape -------------------------------------------------------------------------------


def block(name: str) -> str:
    """The source of a directive of the sound chapter."""
    return re.search(rf"```\{{{name}\}}.*?\n```\n", SOUND, re.S).group()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("objectifs", "les objectifs"),
        ("dans-votre-poste", "Dans votre poste"),
        ("depuis", "Depuis 2015"),
        ("a-retenir", "À retenir"),
        ("sources-page", "les sources"),
    ],
)
def test_a_missing_block(name, label):
    text = SOUND.replace(block(name), "")
    # Without the objectives, the acronym they spell out is missed too.
    found = [e for e in check(text) if "sigle" not in e.message]
    assert label in only(found, "il manque").message.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ('Predict("definition", "definition-p1")', "la question avant le contenu"),
        ("EssTest()", "une activité"),
        ('Quiz("definition")', "le quiz de fin"),
    ],
)
def test_a_missing_widget(cell, label):
    text = SOUND.replace(cell, "print()")
    if "Predict" not in cell:
        # The question counts as an activity only when nothing else does.
        text = text.replace('Predict("definition", "definition-p1")', "print()").replace(
            "```{code-cell} python\nfrom ess_region.widgets import Predict",
            "```{a-vous} Question\n```\n\n```{code-cell} python\nfrom ess_region.widgets import Predict",
        )
    assert label in [plain(e.message).removeprefix("il manque ") for e in check(text)]


def test_a_question_after_the_content_is_no_question_before():
    cell = '```{code-cell} python\nfrom ess_region.widgets import Predict\n\nPredict("definition", "definition-p1")\n```\n'
    text = SOUND.replace(cell, "").replace("1. Un premier", f"## Suite\n\n{cell}\n1. Un premier")
    assert "la question avant le contenu" in only(check(text), "il manque").message


def test_blocks_in_disorder():
    text = SOUND.replace(block("depuis"), "").replace(
        block("a-retenir"), block("a-retenir") + "\n" + block("depuis")
    )
    error = only(check(text), "vient avant")
    assert error.line == line_of(text, "```{a-retenir}")


def test_no_duration():
    assert only(check(SOUND.replace(":duree: 15\n", "")), "durée")


def test_too_many_points_to_remember():
    text = SOUND.replace("- Un autre.\n", "- Un autre.\n" * 5)
    assert only(check(text), "6 points, pour 5 au plus").line == line_of(text, "```{a-retenir}")


def test_too_few_objectives():
    assert only(check(SOUND.replace("- Citer une source.\n", "")), "1 objectif(s)")


def test_another_page_needs_no_shape():
    assert check("# Glossaire\n\nTous les mots.\n", chapter=False) == []


# -- (h) cells -------------------------------------------------------------------------------


def cell(body: str) -> str:
    return SOUND.replace("EssTest()", f"EssTest()\n{body}")


@pytest.mark.parametrize(
    "body",
    [
        "for x in y: print(x)",
        "if x: print(x)",
        "def f(): pass",
        "x = 12",
        "x = [y for y in z]",
        "print(1 + 1)",
        "print(f'{x}')",
        "print(lambda: 1)",
    ],
)
def test_a_cell_imports_and_calls(body):
    text = cell(body)
    assert only(check(text), "importe et appelle").line == line_of(text, body)


def test_a_cell_may_keep_what_it_called():
    assert check(cell('table = EssTest("a", b=["c"])\ntable')) == []


def test_a_long_cell():
    text = cell("print()\n" * 10)
    assert only(check(text), "cellule de 12 lignes, pour 10 au plus").line == line_of(
        text, "```{code-cell} python\nfrom ess_region.widgets import EssTest"
    )


def test_a_cell_that_is_not_python():
    text = cell("%matplotlib inline")
    assert only(check(text), "n’est pas du Python").line == line_of(text, "%matplotlib")


# -- exercises and tables --------------------------------------------------------------------


def test_texts_of_an_exercise_have_their_lines(tmp_path):
    file = tmp_path / "exemple" / "quiz.yml"
    file.parent.mkdir()
    file.write_text(
        "- id: exemple-01\n"
        "  type: numerique\n"
        "  valeur: '12'\n"
        "  question: Combien ?\n"
        "  reponses:\n"
        "    - {texte: 10 salariés, juste: false, retour: Non.}\n"
        "    - {texte: 20 salariés, juste: true, retour: Oui.}\n"
        "  explication: |\n"
        "    Une ligne.\n"
        "    Le PTCE compte 12 membres.\n",
        encoding="utf-8",
    )
    found = []
    for text in reading.yaml_texts(file):
        found += prose.check_text(text, ACRONYMS)
    said = {(e.line, plain(e.message).split(" (")[0]) for e in found}
    assert said == {
        (4, "il faut une espace fine insécable"),
        (7, "chiffre tapé dans le texte : « 20 »"),  # a wrong answer may be typed, not the right one
        (10, "chiffre tapé dans le texte : « 12 »"),
        (10, "sigle absent du glossaire : « PTCE »"),
    }
    assert {e.id for e in found} == {"exemple-01"}


def test_a_page_in_another_encoding(tmp_path):
    (tmp_path / "page.md").write_bytes("# Été\n".encode("latin-1"))
    (error,) = prose.check(tmp_path, tmp_path, tmp_path)
    assert "UTF-8" in error.message and error.file == tmp_path / "page.md"


def test_facts_quoted_by_a_page_exist():
    from ess_region.checks import references

    def said(source: str):
        return [(e.line, plain(e.message)) for e in references.check_page(PAGE, markdown.parse(source))]

    assert (
        said(
            "Soit {fait}`salaries-ess|valeur` et {fait}`part-region@53`, {article}`ess-1|court`, {sigle}`ESS`."
        )
        == []
    )
    assert said("Un.\n\nSoit {fait}`salarie-ess`.") == [(3, "fait inconnu : « salarie-ess »")]
    assert said("{fait}`part-region@99`")[0][0] == 1
    assert said("{article}`ess-999`") == [(1, "article de loi inconnu : « ess-999 »")]
    assert said("{sigle}`XYZ`") == [(1, "sigle absent du glossaire : « XYZ »")]
    assert said("```{depuis} U001 U999\n```") == [(1, "identifiant inconnu : « U999 »")]
    assert said("```{sources-page} brochure:2-4 inconnue\n```") == [(1, "identifiant inconnu : « inconnue »")]


def test_the_course_follows_its_rules():
    errors = prose.check()
    assert not errors, "\n".join(map(str, errors))


def test_the_course_quotes_only_what_exists():
    from ess_region.checks import references

    errors = references.check()
    assert not errors, "\n".join(map(str, errors))


def test_the_messages_of_the_checks_are_well_typed():
    """Our own messages follow the rules they state."""
    import ast

    for module in (Path(prose.__file__).parent).glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
                # French messages have quotation marks; patterns and English do not.
                if "«" in node.value and "(?" not in node.value and "[" not in node.value:
                    assert "« " not in node.value and " »" not in node.value, (module.name, node.value)
