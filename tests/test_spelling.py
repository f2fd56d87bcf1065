"""Spelling: the gate finds a mistake, leaves what is right, and the word list is kept tidy."""

import pytest

from ess_region.checks import spelling
from ess_region.errors import MachineError


@pytest.fixture(scope="module")
def dictionary():
    """The real dictionary, without memory."""
    return spelling.Dictionary()


def page(folder, text):
    (folder / "page.md").write_text(text, encoding="utf-8")
    return folder


def unknown(folder, dictionary, project=()):
    return [
        (u.word, u.line)
        for u in spelling.unknown_words(folder, folder, folder, project=project, dictionary=dictionary)
    ]


def test_mistakes_are_found_with_their_line(tmp_path, dictionary):
    page(
        tmp_path,
        "# Les coopérativves\n\nUn mot juste,\nun mot fau. L’éconnomie aussi, et le rez-de-chausée.\n",
    )
    assert unknown(tmp_path, dictionary) == [
        ("coopérativves", 1),
        ("fau", 4),
        ("L’éconnomie", 4),
        ("rez-de-chausée", 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "L’économie solidaire qu’elle défend aujourd’hui, jusqu’à l’œuvre collective.",
        "Le porte-à-porte franco-allemand des entreprises sociales.",
        "Tapez `coopérativves` ou lisez {fait}`salariés-xyzt`, voir [le site](https://coopérativves.fr/abcd).",
        "<!-- coopérativves --> Le PTCE de la CRESS, M. A., le 1er et le 2e.",
        "```python\ncoopérativves\n```",
        "Où va-t-il ? Lui-même le dit, celles-ci aussi ; dites-le-lui.",
    ],
)
def test_what_is_right_or_not_prose_passes(tmp_path, dictionary, text):
    assert unknown(page(tmp_path, text), dictionary) == []


def test_project_words_glossary_and_names_are_known(tmp_path, dictionary):
    (tmp_path / "glossaire.csv").write_text("id,sigle,variantes\nscop,Scop,Scoop\n", encoding="utf-8")
    (tmp_path / "organisations.csv").write_text("id,nom\nx,Zorglubia Énergie\n", encoding="utf-8")
    page(tmp_path, "Une Scop, des Scoop, Zorglubia. L’Wobuntu d’Wobuntu et le tiers-lieutage.\n")
    assert unknown(tmp_path, dictionary) == [("L’Wobuntu", 1), ("d’Wobuntu", 1), ("tiers-lieutage", 1)]
    assert unknown(tmp_path, dictionary, ["Wobuntu", "lieutage"]) == []


def test_exercises_are_read_but_not_their_identifiers(tmp_path, dictionary):
    (tmp_path / "quiz.yml").write_text(
        "- id: abcdz-01\n  type: choix_unique\n  section: xyzt\n  question: Quel mott ?\n  indices: [Un indisse]\n",
        encoding="utf-8",
    )
    assert unknown(tmp_path, dictionary) == [("mott", 4), ("indisse", 5)]


def test_tables_are_read_but_not_their_codes(tmp_path, dictionary):
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "villes.json").write_text(
        '{"primaryKey": "id", "fields": [{"name": "id"}, {"name": "texte"},'
        ' {"name": "theme", "constraints": {"enum": ["abcdz"]}}]}',
        encoding="utf-8",
    )
    (tmp_path / "villes.csv").write_text(
        "id,texte,theme\nxyzt,Une ville.,abcdz\nzyxw,Une vile,abcdz\nz,Un vilage,\n", encoding="utf-8"
    )
    assert unknown(tmp_path, dictionary) == [("vilage", 4)]


def test_one_error_for_a_word_of_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(spelling.paths, "BUILD", tmp_path / "build")
    page(tmp_path, "Un mott, deux mott.\n\nTrois mott.\n")
    (error,) = spelling.check(tmp_path, tmp_path, tmp_path)
    assert "mott" in error.message and error.line == 1 and "mots.txt" in error.hint


def test_the_memory_gives_the_same_answers_without_the_dictionary(tmp_path):
    first = spelling.Dictionary(tmp_path)
    assert "solidaire" in first and "solidère" not in first
    first.save()
    again = spelling.Dictionary(tmp_path)
    again._loaded = ()  # would fail if it were asked
    assert "solidaire" in again and "solidère" not in again


def test_a_broken_memory_is_started_again(tmp_path):
    first = spelling.Dictionary(tmp_path)
    first.file.write_bytes(b"\xff\xfe\x00")
    again = spelling.Dictionary(tmp_path)
    assert "solidaire" in again
    again.save()
    assert again.file.read_text(encoding="utf-8") == "solidaire\n"


def test_without_the_dictionary_we_are_told_so(monkeypatch):
    from importlib import metadata

    from ess_region.checks import run

    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(spelling.metadata, "version", absent)
    with pytest.raises(MachineError, match="dictionnaire"):
        spelling.Dictionary()
    monkeypatch.setattr(spelling, "find_spec", lambda name: None)
    (result,) = run.run(["spelling"])
    assert result.errors == [] and "n’est pas vérifiée" in result.note


def test_the_word_list_is_in_order():
    words = spelling.project_words()
    assert words == spelling.in_order(words), (
        "lancez python -m ess_region.checks.fix src/ess_region/checks/mots.txt"
    )


def test_the_order_of_words_ignores_accents_and_case():
    assert spelling.in_order(["été", "Zoé", "etable", "œuvre", "eté", "ode", "été"]) == [
        "etable",
        "eté",
        "été",
        "ode",
        "œuvre",
        "Zoé",
    ]


def test_every_word_of_the_list_is_needed(dictionary):
    needed = {u.word.replace("'", "’") for u in spelling.unknown_words(project=(), dictionary=dictionary)}
    useless = []
    for word in spelling.project_words():
        # An unknown word may hold it: « L’Wobuntu », « tiers-lieutage », or begin a sentence.
        if not any(spelling.is_known(item, {word}, dictionary) for item in needed):
            useless.append(word)
    assert not useless, f"mots à retirer de mots.txt : {', '.join(useless)}"


def test_the_course_is_well_spelt(dictionary):
    found = [f"{u.file}, ligne {u.line} : {u.word}" for u in spelling.unknown_words(dictionary=dictionary)]
    assert not found, "\n".join(found)
