"""Each fault of a data file gives one precise French message: file, line, what, what to do."""

import shutil
from pathlib import Path

import pytest

from ess_region.checks import data

SOUND = Path(__file__).parent / "fixtures" / "data"


@pytest.fixture
def package(tmp_path) -> Path:
    """A small sound data package, to be spoilt."""
    root = tmp_path / "data"
    shutil.copytree(SOUND, root)
    return root


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must be there once"
    file.write_text(text.replace(old, new), encoding="utf-8", newline="")


def check(package: Path):
    return data.check(package / "datapackage.json")


def plain(text: str) -> str:
    """With ordinary spaces: the cases below stay readable (the real ones have their own test)."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_fixture_is_sound():
    assert check(SOUND) == []


CASES = {
    # name: (table, what is there, what replaces it, line, in the message, in the hint)
    "wrong type": ("emplois", "376000", "beaucoup", 2, "« beaucoup » n’est pas un nombre entier", "cellule"),
    "number with comma": ("emplois", "13.7", '"13,7"', 3, "« 13,7 » n’est pas un nombre", "cellule"),
    "number with spaces": ("emplois", "376000", "376 000", 2, "« 376 000 » n’est pas un nombre entier", ""),
    "wrong boolean": ("regions", "f,true", "f,oui", 4, "« oui » n’est pas « true » ou « false »", ""),
    "wrong date": ("faits", "2010-12-31", "31/12/2010", 3, "n’est pas une date", ""),
    "missing column": ("regions", ",genre", "", 1, "il manque la colonne « genre »", "Remettez"),
    "misspelt column": (
        "regions",
        "genre",
        "gentre",
        1,
        "il manque la colonne « genre »",
        "au lieu de « gentre »",
    ),
    "extra column": (
        "regions",
        "outre_mer",
        "outre_mer,habitants",
        1,
        "en trop : « habitants »",
        "schemas/regions.json",
    ),
    "double column": (
        "regions",
        "outre_mer",
        "outre_mer,nom",
        1,
        "la colonne « nom » est là deux fois",
        "une",
    ),
    "columns in disorder": (
        "regions",
        "genre,outre_mer",
        "outre_mer,genre",
        1,
        "ordre du schéma",
        "code, nom",
    ),
    "duplicate key": (
        "regions",
        "53,Bretagne",
        "11,Bretagne",
        3,
        "clé en double : « 11 » est déjà à la ligne 2",
        "",
    ),
    "duplicate value": (
        "regions",
        "Bretagne",
        "Île-de-France",
        3,
        "« Île-de-France » est déjà à la ligne 2",
        "unique",
    ),
    "empty key": ("emplois", "53,148000", ",148000", 3, "clé est vide", "identifiant"),
    "unknown foreign key": (
        "emplois",
        "53,148000",
        "99,148000",
        3,
        "« 99 » n’existe pas dans data/regions.csv",
        "regions.csv",
    ),
    "empty required cell": ("regions", "Bretagne", "", 3, "colonne « nom » : cellule vide", "obligatoire"),
    "pattern": ("regions", "\n04,", "\n4,", 4, "« 4 » n’a pas la forme attendue", "Deux chiffres"),
    "not a possible value": (
        "regions",
        "La Réunion,f",
        "La Réunion,fem",
        4,
        "« fem » n’est pas une valeur possible",
        "« f », « m »",
    ),
    "too small": ("emplois", "376000", "0", 2, "« 0 » est trop petit (minimum : 1)", "unité"),
    "too big": ("emplois", "13.7", "137", 3, "« 137 » est trop grand (maximum : 100)", "unité"),
    "blank row": ("regions", "\n04,", "\n\n04,", 4, "ligne vide", "Supprimez"),
    "row of commas": ("regions", "\n04,", "\n,,,,\n04,", 4, "ligne vide", "Supprimez"),
    "missing cell": (
        "emplois",
        ",13.7,brochure",
        "",
        3,
        "il manque des cellules : 2 pour 4 colonnes",
        "virgule",
    ),
    "extra cell": ("emplois", "13.7", "13,7", 3, "5 cellules pour 4 colonnes", "guillemets"),
    "unbalanced quote": ("changements", "La part", '"La part', 2, "guillemet", "guillemets"),
    "no source": ("faits", ",insee", ",", 3, "ne cite pas de source", "sources.csv"),
    "share of what": (
        "faits",
        "l’ensemble des emplois",
        "",
        2,
        "ne dit pas de quoi il est une part",
        "part_de",
    ),
    "formula": ("faits", "croissance des", "=croissance des", 3, "formule", "ne commence pas par « = »"),
    "formula with at": ("faits", "croissance des", "@croissance des", 3, "formule", "« @ »"),
    "leading space": ("regions", "Bretagne", " Bretagne", 3, "espace au début", "Retirez"),
    "unknown fact": (
        "changements",
        "`part-emploi`",
        "`part-emplois`",
        2,
        "fait inconnu « part-emplois »",
        "part-emploi",
    ),
    "badly written fact": (
        "changements",
        "`part-emploi`",
        "`Part Emploi`",
        2,
        "référence de fait mal écrite",
        "identifiant",
    ),
    "unknown role": ("changements", "{fait}", "{faits}", 2, "rôle inconnu « faits »", "fait, article, sigle"),
    "unknown change": ("faits", "U001", "U001|U009", 2, "changement inconnu « U009 »", "changements.csv"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_named_with_its_place(package, name):
    table, old, new, line, message, hint = CASES[name]
    spoil(package / f"{table}.csv", old, new)
    found = check(package)
    matching = [e for e in found if message in plain(e.message)]
    assert matching, f"expected « {message} », got: {[str(e) for e in found]}"
    error = matching[0]
    assert error.file == package / f"{table}.csv"
    assert error.line == line
    assert error.hint and hint in plain(error.hint)


@pytest.mark.parametrize(
    "name", ["wrong type", "duplicate key", "unknown foreign key", "blank row", "extra cell"]
)
def test_one_fault_gives_one_message(package, name):
    table, old, new, *_ = CASES[name]
    spoil(package / f"{table}.csv", old, new)
    found = check(package)
    # A key that changes also breaks who referred to it: only this table counts.
    assert len([e for e in found if e.file.stem == table]) == 1, [str(e) for e in found]


def test_a_fault_after_a_long_cell_has_the_line_of_the_file(package):
    spoil(package / "changements.csv", "La part est de", '"La part\nest de')
    spoil(package / "changements.csv", "en 2013.", 'en 2013."')
    with (package / "changements.csv").open("a", encoding="utf-8") as file:
        file.write("U02,Autre.,insee\n")
    found = check(package)
    assert any("retour à la ligne" in plain(e.message) and e.line == 2 for e in found)
    assert any("« U02 » n’a pas la forme attendue" in plain(e.message) and e.line == 4 for e in found)


def test_wrong_encoding(package):
    file = package / "regions.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1"))
    (error,) = [e for e in check(package) if e.file == file]
    assert "UTF-8" in plain(error.message) and error.line == 2 and "CSV UTF-8" in error.hint


def test_invisible_mark(package):
    file = package / "regions.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert any("BOM" in plain(e.message) for e in check(package) if e.file == file)


@pytest.mark.parametrize("name", ["Bretagne  sud", "Bretagne ; sud", "Côte d'Or"])
def test_typography_of_a_text_column(package, name):
    # Names are typographic texts too: the check of prose reads them.
    from ess_region.checks import prose

    spoil(package / "regions.csv", "Bretagne", name)
    empty = package / "nothing"
    found = prose.check(empty, empty, package)
    assert [e.line for e in found if e.file == package / "regions.csv"] == [3]


def test_table_without_schema_and_conversely(package):
    (package / "villes.csv").write_text("id\nrennes\n", encoding="utf-8")
    shutil.copy(package / "schemas" / "regions.json", package / "schemas" / "pays.json")
    messages = [plain(str(e)) for e in check(package)]
    assert any("villes.csv" in m and "pas dans datapackage.json" in m for m in messages)
    assert any("villes.csv" in m and "pas de schéma" in m for m in messages)
    assert any("pays.json" in m and "pas de table" in m for m in messages)


def test_missing_table(package):
    (package / "emplois.csv").unlink()
    assert any("introuvable" in plain(e.message) and e.file.name == "emplois.csv" for e in check(package))


def test_table_without_source_column(package):
    spoil(package / "emplois.csv", "part,source", "part,origine")
    spoil(package / "schemas" / "emplois.json", '"name": "source"', '"name": "origine"')
    spoil(package / "schemas" / "emplois.json", '"fields": "source"', '"fields": "origine"')
    assert any("pas de colonne « source »" in plain(e.message) for e in check(package))


def test_broken_schema(package):
    spoil(package / "schemas" / "emplois.json", '"primaryKey": "region",', '"primaryKey": "region"')
    found = [e for e in check(package) if e.file.name == "emplois.json"]
    assert found and "mal formé" in plain(found[0].message) and found[0].line


def test_schema_that_describes_nothing(package):
    spoil(package / "schemas" / "emplois.json", '"description": "Colonne part."', '"description": ""')
    (error,) = check(package)
    assert "« part » n’a pas de description" in plain(error.message)


def test_broken_descriptor(package):
    (package / "datapackage.json").write_text('{"resources": [', encoding="utf-8")
    (error, *_) = check(package)
    assert error.file.name == "datapackage.json" and error.line == 1
    (package / "datapackage.json").unlink()
    (error, *_) = check(package)
    assert "introuvable" in plain(error.message)


def test_many_faults_are_cut_short(package):
    with (package / "regions.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"x{i},Nom {i},f,false,brochure\n" for i in range(40))
    found = [e for e in check(package) if e.file.name == "regions.csv"]
    assert len(found) == 31 and "et 10 autres" in plain(found[-1].message)


def test_french_typography_of_messages(package):
    from ess_region.checks.markdown import mask_inline
    from ess_region.checks.typography import faults

    for table, old, new in (("emplois", "376000", "0"), ("regions", "53,Bretagne", "11,Bretagne")):
        spoil(package / f"{table}.csv", old, new)
    for error in check(package):
        assert faults(error.message, mask_inline(error.message)) == [], error.message
