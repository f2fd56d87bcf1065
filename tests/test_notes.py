"""Release notes: what they say of each kind of change, and what is said when there is nothing to compare with."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from ess_region import cli, paths
from ess_region.errors import ContentError, MachineError
from ess_region.export import notes, reference
from ess_region.export.reference import Reference

FIELDS = [
    {"name": "id", "type": "string", "title": "Identifiant"},
    {"name": "libelle", "type": "string", "title": "Nom"},
    {"name": "part", "type": "number", "title": "Part des emplois", "unite": "%"},
    {"name": "date", "type": "string", "title": "Date"},
    {"name": "sur", "type": "boolean", "title": "Certain"},
]
ROWS = "id,libelle,part,date,sur\na,Emplois,13.9,2013-05,true\nb,Ventes,2,2014-07-31,false\n"
BANK = "- id: {0}-01\n  question: Combien ?\n- id: {0}-02\n  question: Pourquoi ?\n"


def notebook(*outputs: str) -> str:
    cells = [
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": f"c{rank}",
            "metadata": {},
            "source": "",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}],
        }
        for rank, text in enumerate(outputs)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def version(root: Path) -> Path:
    """A small course."""
    write(root, "_toc.yml", "root: book/accueil\nparts:\n- caption: Comprendre\n  chapters:\n  - file: book/un\n  - file: book/deux\n")
    for slug, title in (("accueil", "Accueil"), ("un", "Le premier"), ("deux", "Le deuxième")):
        write(root, f"book/{slug}.md", f"# {title}\n\nTexte.\n")
    write(root, "data/datapackage.json", json.dumps({"resources": [
        {"name": "parts", "title": "Parts", "path": "parts.csv", "schema": "schemas/parts.json"}
    ]}))  # fmt: skip
    write(root, "data/schemas/parts.json", json.dumps({"fields": FIELDS, "primaryKey": "id"}))
    write(root, "data/parts.csv", ROWS)
    write(root, "exercises/un/quiz.yml", BANK.format("un"))
    write(root, "tests/golden/un.ipynb", notebook("Figure('x')\n  La Réunion | 12 %\n  part-emploi-prive = 13,9 %"))
    return root


@pytest.fixture
def two(tmp_path) -> tuple[Path, Path]:
    return version(tmp_path / "avant"), version(tmp_path / "après")


def told(two, data_only=False) -> str:
    text = notes.notes(Reference("v1", two[0], data_only), two[1])
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_nothing_changed(two):
    assert "Ce qui change depuis v1." in told(two) and "Rien n’a changé" in told(two)


def test_pages(two):
    old, new = two
    write(new, "_toc.yml", "root: book/accueil\nparts:\n- caption: Agir\n  chapters:\n  - file: book/trois\n  - file: book/un\n")
    write(new, "book/trois.md", "# Le troisième\n")
    write(new, "book/un.md", "# Le tout premier\n\nTexte.\n")
    text = told(two)
    for line in (
        "- Nouvelle page : « Le troisième ».",
        "- Page retirée : « Le deuxième ».",
        "- « Le premier » s’appelle maintenant « Le tout premier ».",
        "- « Le tout premier » passe de la partie « Comprendre » à la partie « Agir ».",
        "- Texte revu : « Le tout premier ».",
    ):
        assert line in text


def test_rows_old_and_new(two):
    rows = ROWS.replace("13.9,2013-05,true", "14.25,2021-12,false").replace("b,Ventes,2,2014-07-31,false", "c,Achats,1,2015,true")
    write(two[1], "data/parts.csv", rows)
    text = told(two)
    assert "### Parts" in text and "- Ajout : Achats." in text and "- Retrait : Ventes." in text
    changed = "part des emplois, 13,9 % → 14,25 % ; date, mai 2013 → décembre 2021 ; certain, oui → non."
    assert f"- Emplois : {changed}".lower() in text.lower()


def test_tables_added_and_removed(two):
    old, new = two
    package = json.loads((new / "data/datapackage.json").read_text())
    package["resources"][0] |= {"name": "autres", "title": "Autres"}
    write(new, "data/datapackage.json", json.dumps(package))
    assert "- Nouvelle table : Autres." in told(two) and "- Table retirée : Parts." in told(two)


def test_what_the_cells_print(two):
    printed = notebook("Figure('y')\n  La Réunion | 13 %\n  part-emploi-prive = 14 %", "  Mayotte | 1 %")
    write(two[1], "tests/golden/un.ipynb", printed)
    text = told(two)
    assert "### Le premier" in text and "La Réunion | 12 %" in text and "- Ajout : Mayotte | 1 %." in text
    assert "Figure(" not in text
    write(two[1], "tests/golden/un.ipynb", notebook("Figure('x')\n  La Réunion | 12 %\n  part-emploi-prive = 14 %"))
    assert "- Part de l’ESS dans l’emploi privé : 13,9 % → 14 %." in told(two)


def test_questions(two):
    write(two[1], "exercises/un/quiz.yml", BANK.format("un").replace("Pourquoi", "Comment").replace("un-01", "un-03"))
    write(two[1], "exercises/deux/quiz.yml", BANK.format("deux"))
    text = told(two)
    assert "- Question revue : Comment ?" in text and "- Question retirée : Combien ?" in text
    assert text.count("- Nouvelle question : Combien ?") == 2 and "### Le deuxième" in text


def test_many_changes_are_counted(two):
    write(two[1], "data/parts.csv", ROWS + "".join(f"n{n},Nouveau {n},1,2015,true\n" for n in range(30)))
    text = told(two)
    assert text.count("- Ajout") == notes.MOST and f"- Et {30 - notes.MOST} autres." in text


def test_an_old_version_that_cites_what_is_gone(two):
    write(two[0], "exercises/un/quiz.yml", "- id: un-09\n  question: Que vaut {fait}`fait-disparu` ?\n")
    assert "- Question retirée : Que vaut fait-disparu ?" in told(two)


def test_faulty_data_of_an_old_version(two):
    write(two[0], "data/schemas/parts.json", "{")
    with pytest.raises(ContentError, match="parts.json"):
        told(two)


# -- where the earlier version comes from ----------------------------------------------------------


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Essai", "-c", "user.email=essai@exemple.fr", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """The small course in git, with a tag, then a change."""
    root = version(tmp_path / "cours")
    monkeypatch.setattr(paths, "ROOT", root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "un")
    return root


def test_the_last_tag_then_a_commit(repository, capsys):
    assert reference.last_tag() is None
    assert cli.main(["notes"]) == 1
    assert "aucune version précédente" in capsys.readouterr().err
    git(repository, "tag", "v1")
    assert reference.last_tag() is None  # it is this very version
    write(repository, "data/parts.csv", ROWS.replace("13.9", "14"))
    git(repository, "commit", "-qam", "deux")
    git(repository, "tag", "v2")
    assert reference.last_tag() == "v1"
    assert cli.main(["notes"]) == 0
    text = (repository / notes.NAME).read_text(encoding="utf-8")
    assert "depuis v1." in text and "13,9\u00a0% → 14\u00a0%" in text
    assert cli.main(["notes", "v2"]) == 0
    assert "Rien n’a changé" in (repository / notes.NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("since", ["v9", "--output=/tmp/x", "rien.zip"])
def test_an_unknown_version(repository, capsys, since):
    git(repository, "tag", "v1")
    assert cli.main(["notes", "--", since]) == 1
    said = capsys.readouterr().err
    assert "inconnue de git" in said or "introuvable" in said
    assert not (repository / notes.NAME).exists()


def test_without_git(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(MachineError, match="pas un dépôt git"), reference.opened("v1"):
        pass
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MachineError, match="git est introuvable"), reference.opened("v1"):
        pass


def archive(file: Path, files: dict[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as target:
        for name, text in files.items():
            target.writestr(name, text)
    return file


@pytest.fixture
def exported(two) -> dict[str, str]:
    """The files of a data archive of the earlier version."""
    folder = two[0] / "data"
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*.*")}


@pytest.mark.parametrize("named", ["archive", "dist"])
def test_data_that_had_been_exported(two, exported, tmp_path, named):
    file = archive(tmp_path / "dist" / "ess-1-donnees.zip", exported)
    write(two[1], "data/parts.csv", ROWS.replace("13.9", "14"))
    with reference.opened(str(file if named == "archive" else file.parent)) as old:
        text = notes.notes(old, two[1])
    assert "depuis ess-1-donnees.zip" in text and "13,9\u00a0% → 14\u00a0%" in text and "ses données seulement" in text


def test_a_hostile_archive_writes_nowhere_else(exported, tmp_path):
    hostile = {"../dehors.csv": "x", "/tmp/dehors.json": "x", "a/../../dehors.csv": "x", "..\\dehors.csv": "x", "prog.py": "x"}
    file = archive(tmp_path / "h-donnees.zip", exported | hostile)
    with reference.opened(str(file)) as old:
        found = {one.relative_to(old.root / "data").as_posix() for one in old.root.rglob("*") if one.is_file()}
    assert found == set(exported) and not (tmp_path / "dehors.csv").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"pas une archive", "l’archive est illisible"), (None, "n’est pas celle des données")],
)
def test_an_archive_that_is_not_ours(tmp_path, content, words):
    file = tmp_path / "x-donnees.zip"
    if content is None:
        archive(file, {"autre.csv": "a"})
    else:
        file.write_bytes(content)
    with pytest.raises(ContentError, match=words), reference.opened(str(file)):
        pass


def test_an_archive_too_big_and_a_folder_without_one(tmp_path, monkeypatch, exported):
    monkeypatch.setattr(reference, "LARGEST", 10)
    with pytest.raises(ContentError, match="trop grosse"), reference.opened(str(archive(tmp_path / "x-donnees.zip", exported))):
        pass
    (tmp_path / "vide").mkdir()
    with pytest.raises(ContentError, match="une seule"), reference.opened(str(tmp_path / "vide")):
        pass
