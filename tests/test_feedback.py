"""The evaluation of the training: its file, its sheet, its code."""

import re

import pytest

from ess_region import codes, feedback, paths
from ess_region.checks import quizzes
from ess_region.errors import ContentError
from ess_region.widgets import Feedback, RoomResults

FILE = paths.EXERCISES / "votre-avis" / feedback.FILE


def test_the_form():
    form = feedback.load("votre-avis")
    assert 8 <= len(form.statements) <= 10
    assert [level.key for level in form.levels] == list("abcde")
    assert form.levels[-1].text == "Sans avis"
    assert len(form.open) == 2


def test_the_code_is_short_and_the_room_reads_it():
    widget = Feedback()
    sheet = feedback.sheet("votre-avis", feedback.load("votre-avis"))
    assert widget.code == sheet.model()
    assert codes.width(sheet) <= 16
    [page] = [one for one in RoomResults().pages if one["slug"] == "votre-avis"]
    assert {key: page[key] for key in widget.code} == widget.code
    assert page["tailles"] == sheet.sizes and page["genre"] == "avis"


def test_the_static_form_can_be_filled_by_hand():
    html = Feedback().static_html()
    form = feedback.load("votre-avis")
    assert html.count("<fieldset") == html.count("<legend") == len(form.statements)
    assert html.count('type="radio"') == len(form.statements) * len(form.levels)
    assert len(re.findall(r'avis-ouvertes">(?:<p>[^<]+</p>){2}', html)) == 1
    assert repr(Feedback()) == f"Feedback('votre-avis', {len(form.statements)} affirmations)"


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ('"Plutôt oui", ', "", "4 niveaux différents", 3),
        ("sans_avis: Sans avis", "sans_avis:", "« sans_avis » est vide", 4),
        ("sans_avis:", "sans_avi:", "la clé « sans_avi » n’existe pas", 4),
        ("id: votre-avis-02", "id: votre-avis-01", "est pris deux fois", 5),
        ("id: votre-avis-02", "id: question-02", "ne suit pas le nom du dossier", 8),
        ("texte: Le rythme", "text: Le rythme", "la clé « text » n’existe pas", 19),
        ("Le rythme", "Le {fait}`inconnu` rythme", "inconnu", 19),
        ("  - Ce que je ferai en premier dans mon poste\n", "", "2 lignes ouvertes", 24),
    ],
)
def test_a_faulty_file_is_named(tmp_path, old, new, message, line):
    folder = tmp_path / "votre-avis"
    folder.mkdir()
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    (folder / feedback.FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(message)) as found:
        feedback.load_file(folder / feedback.FILE)
    assert (found.value.line, found.value.hint is not None) == (line, True)
    assert [error.message for error in quizzes.check(tmp_path)] == [found.value.message]


def test_too_few_statements(tmp_path):
    head, _, rest = FILE.read_text(encoding="utf-8").partition("  - id: votre-avis-05")
    (tmp_path / "votre-avis").mkdir()
    file = tmp_path / "votre-avis" / feedback.FILE
    file.write_text(head + "ouvertes:" + rest.partition("ouvertes:")[2], encoding="utf-8")
    with pytest.raises(ContentError, match="de 5 à 12 affirmations"):
        feedback.load_file(file)
