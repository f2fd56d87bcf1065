"""YAML as authors write it: what stays text, where faults are, how they are said."""

import pytest

from ess_region.content import load_yaml
from ess_region.errors import ContentError


@pytest.fixture
def read(tmp_path):
    """`read(text)`: what a file with this text gives."""

    def load(text: str | bytes):
        file = tmp_path / "essai.yml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return load_yaml(file)

    return load


@pytest.mark.parametrize(
    "word",
    ["oui", "non", "on", "off", "yes", "no", "Oui", "NON", "y", "n", "True", "FALSE", "01", "007", "2014-07-31", "12:30", "1_000", "0x1F", "1e3", ".5", "+5", "1,5", "=", "<<", "Null", ".nan", ".inf"],
)  # fmt: skip
def test_what_an_author_means_as_text_stays_text(read, word):
    assert read(f"- {word}\n") == [word]


@pytest.mark.parametrize(
    ("word", "value"),
    {"true": True, "false": False, "5": 5, "-5": -5, "0": 0, "0.5": 0.5, "-12.25": -12.25, "null": None, "~": None, "": None}.items(),
)
def test_numbers_true_and_false(read, word, value):
    [found] = read(f"- {word}\n")
    assert found == value and type(found) is type(value)


def test_mappings_know_their_lines(read):
    [first, second] = read("# Une remarque\n- id: un\n  texte: >-\n    sur deux\n    lignes\n  fin: oui\n\n- id: deux\n")
    assert (first.line, second.line) == (2, 8)
    assert first.lines == {"id": 2, "texte": 3, "fin": 6}
    assert first == {"id": "un", "texte": "sur deux lignes", "fin": "oui"}


def test_french_text_is_read_as_it_is(read):
    assert read("- « Où\u202f? » C’est là…\n") == ["« Où\u202f? » C’est là…"]
    # A colon before a space needs quotation marks, whatever the space before it.
    assert read('- "La part\u00a0: un dixième"\n') == ["La part\u00a0: un dixième"]
    with pytest.raises(ContentError) as caught:
        read("- question: La part\u00a0: un dixième\n")
    assert "guillemets" in caught.value.hint


def test_an_empty_file(read):
    assert read("") is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- id: un\n  id: deux\n", 2, "la clé « id » est écrite deux fois"),
        ("- id: un\n\ttexte: deux\n", 2, "mal formé"),
        ("- id: un\n texte: deux\n", 2, "mal formé"),
        ("- id: un\n    texte: deux\n", 2, "mal formé"),
        ("- question: Vrai : ou faux ?\n", 1, "mal formé"),
        ('- question: "pas fermé\n', 2, "mal formé"),
        ("- indices: [un, deux\n- id: x\n", 2, "mal formé"),
        ("- *inconnu\n", 1, "mal formé"),
        ("- @texte\n", 1, "mal formé"),
    ],
)
def test_a_fault_has_its_line(read, text, line, message):
    with pytest.raises(ContentError) as caught:
        read(text)
    error = caught.value
    assert message in error.message
    assert error.line == line
    assert str(error.file).endswith("essai.yml")
    assert error.hint


def test_two_documents_are_refused(read):
    with pytest.raises(ContentError, match="mal formé"):
        read("- un\n---\n- deux\n")


def test_code_in_a_file_is_never_run(read):
    with pytest.raises(ContentError, match="mal formé"):
        read("- !!python/object/apply:os.system ['true']\n")


def test_another_encoding(read):
    with pytest.raises(ContentError, match="n’est pas en UTF-8") as caught:
        read("- été\n".encode("latin-1"))
    assert "UTF-8" in caught.value.hint


def test_a_missing_file(tmp_path):
    with pytest.raises(ContentError, match="introuvable"):
        load_yaml(tmp_path / "rien.yml")
