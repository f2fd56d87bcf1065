"""The notes of the person who leads: read, checked, and nowhere in the learners' book."""

import shutil

import pytest

from ess_region import paths, sessions, toc
from ess_region.checks import leaks
from ess_region.checks import sessions as gate
from ess_region.errors import ContentError

NB = "\u00a0"


def test_every_page_that_a_room_does_has_its_notes():
    planned = [entry for entry in toc.entries() if sessions.is_planned(entry)]
    found = sessions.all()
    assert [one.slug for one in found] == [entry.slug for entry in planned]
    assert {one.kind for one in found} == {"chapitre", "atelier", "test", "page"}
    assert gate.check() == []


def test_a_workshop_has_the_aim_and_the_minutes_of_its_sheet():
    workshop = next(one for one in sessions.all() if one.slug == "ess-ou-pas")
    assert (workshop.kind, workshop.minutes) == ("atelier", (20, 45, 60))
    assert workshop.aim.startswith("Dire en quelques minutes")


def test_reading_a_block():
    [short, whole] = sessions.notes(
        "# Titre\n\n```{animateur}\nUn mot.\n```\n\n```{animateur}\n:but: Faire : ceci.\n:duree: 5-10-15\n\n"
        "**Dites.** « Oui. »\n\n**Faites.**\n1. (5 min) Un.\n2. (5\u00a0min) Deux.\n```\n"
    )
    assert (short.options, short.body, short.line) == ({}, "Un mot.", 3)
    assert whole.options == {"but": "Faire : ceci.", "duree": "5-10-15"}
    assert (whole.labels, whole.steps) == (["Dites", "Faites"], [5, 5])


@pytest.mark.parametrize(("text", "minutes"), [("5-10-15", (5, 10, 15)), ("10-5-15", None), ("10", None), ("0-5-9", None), ("5-5-5", (5, 5, 5))])
def test_minutes(text, minutes):
    assert sessions.read_minutes(text) == minutes


@pytest.fixture
def course(tmp_path):
    """A copy of the pages and of the workshops: `course("book/x.md", old, new)` changes one."""
    for name in ("book", "exercises"):
        shutil.copytree(paths.ROOT / name, tmp_path / name)
    shutil.copy(paths.ROOT / "_toc.yml", tmp_path)

    def change(page: str, old: str, new: str):
        file = tmp_path / page
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


@pytest.mark.parametrize(
    ("page", "old", "new", "words"),
    [
        ("definition", ":duree: 20-45-60", ":duree: 50-45-60", "« :duree: » manque ou se lit mal"),
        ("definition", ":duree: 20-45-60", ":duree: 20-40-60", "font 45 minutes, la durée habituelle est de 40"),
        ("definition", ":coupe: non", ":coupe: parfois", "« :coupe: parfois » n’existe pas"),
        ("definition", ":but: ", ":butt: ", "« :but: » manque"),
        ("definition", "**Dites.**", "**Disez.**", "il manque la rubrique « Dites »"),
        ("definition", "**Pour conclure.**", "**Dites.**", "il manque la rubrique « Pour conclure »"),
        ("definition", "```{animateur}\n:but:", "```{note}\n:but:", "il faut un bloc {animateur} complet"),
        ("ess-ou-pas", ":coupe: oui", ":coupe: oui\n:duree: 5-10-15", "« :duree: » n’a pas sa place ici"),
    ],
)
def test_a_fault_names_its_page(course, page, old, new, words):
    root = course(f"book/{page}.md", old, new)
    found = gate.check(root)
    assert any(words in str(error).replace(NB, " ").replace("\u202f", " ") for error in found), [str(one) for one in found]
    assert {error.file.name for error in found} == {f"{page}.md"}
    assert all(error.line or "complet" in error.message for error in found)


def test_a_missing_option_stops_the_reading(course):
    root = course("book/definition.md", ":coupe: non\n", "")
    entry = next(one for one in toc.entries() if one.slug == "definition")
    with pytest.raises(ContentError, match="coupe"):
        sessions.read(entry, root)


def test_the_sentences_that_must_not_leak():
    sentences = leaks.note_sentences()
    assert len(sentences) > 500
    cases = {entry.slug for entry in toc.entries() if entry.slug.startswith(toc.CASE)}  # done with their chapter
    assert cases and {file.stem for file in sentences.values()} == {one.slug for one in sessions.all()} | cases


@pytest.mark.parametrize("hidden", ["<p>%s</p>", '<script type="application/json">{"a": "%s"}</script>'])
def test_a_note_in_the_learners_book_is_found(tmp_path, hidden):
    sentence = next(one for one, file in leaks.note_sentences().items() if file.stem == "definition" and '"' not in one)
    (tmp_path / "page.html").write_text(f"<p>Bonjour.</p>{hidden % sentence}", encoding="utf-8")
    found = leaks.check(tmp_path)
    assert [error.file.name for error in found] == ["page.html"]
    assert "note d’animation" in found[0].message
