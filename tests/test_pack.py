"""A Region's pack: what it may hold, what is refused and how it is said, where it shows."""

import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from ess_region import cli, pack, paths
from ess_region.errors import ContentError
from ess_region.pack import create, files, logo, reading
from ess_region.widgets import Examples, RegionSheet, Workshop

EXAMPLE = paths.ROOT / "exemples" / "pack-fictif"
MAIN = 'format: 1\nregion: "53"\nnom: Région X\n'
CONTACTS = "fonction;service;sujet;telephone;courriel;horaires;adresse\n"
EXAMPLES = "id;levier;titre;demarche;qui;source;date\n"
FIGURES = "id;libelle;valeur;unite;part_de;date;champ;source;adresse\n"
CASE = "titre: Un cas\ndocuments:\n  - id: lettre-un\n    titre: Une lettre\n    sorte: courrier\n    texte: Bonjour.\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


@pytest.fixture
def written(tmp_path):
    """`written(**{"pack.yml": …})` → folder of a pack with these files, besides a right pack.yml."""

    def write(contents: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "mon-pack"
        for name, content in ({"pack.yml": MAIN} | contents).items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


@pytest.fixture
def in_use():
    """The example pack, in use as in a kernel of its book."""
    pack.use(pack.load(EXAMPLE))
    yield pack.current()
    pack.use(None)


# -- right packs --------------------------------------------------------------------------------


def test_the_example_is_complete_and_says_that_it_is_invented():
    result = pack.read(EXAMPLE)
    assert not result.errors and not result.warnings
    for part in ("logo", "accueil", "contacts", "exemples", "chiffres", "ateliers", "accessibilite"):
        assert result.pack[part], part
    for row in (*result.pack["contacts"], *result.pack["exemples"], *result.pack["chiffres"]):
        assert "invent" in " ".join(str(value) for value in row.values())
    addresses = [row["adresse"] for part in ("contacts", "exemples", "chiffres") for row in result.pack[part] if row["adresse"]]
    assert addresses and all(".invalid/" in one for one in addresses)


def test_a_new_pack_is_right_and_ready(tmp_path, capsys):
    folder = tmp_path / "a-nous"
    assert cli.main(["pack", "nouveau", str(folder), "--region", "bretagne", "--nom", 'Région "Bretagne"']) == 0
    result = pack.read(folder)
    assert not result.errors and not result.warnings
    assert (result.pack["region"], result.pack["nom"]) == ("53", "Région Bretagne")
    assert result.pack["accueil"] and "contacts" not in result.pack  # the samples are remarks
    # The samples become right rows once their mark is gone.
    for name in reading.TABLES:
        file = folder / name
        head, _, sample = file.read_text(encoding="utf-8-sig").splitlines()
        file.write_text(f"{head}\n{sample.removeprefix('# ')}\n", encoding="utf-8")
    assert not pack.read(folder).errors
    assert cli.main(["pack", "nouveau", str(folder), "--region", "53"]) == 1
    assert "n’est pas vide" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["a-nous"]


def test_a_spreadsheet_may_save_in_its_own_way(written):
    folder = written(
        {
            "contacts.csv": "\ufeffFonction,Téléphone\r\n\"Guichet, accueil\",01 99 00 00 01\r\n,\r\n",
            "chiffres.csv": FIGURES + "a-b;part;12,40;%;l'emploi;31/12/2023;La région;Une source;https://a.invalid\n",
        }
    )
    result = pack.load(folder)
    assert result["contacts"][0]["fonction"] == "Guichet, accueil"
    [figure] = result["chiffres"]
    assert (figure["texte"], figure["date"], figure["part_de"]) == ("12,40\u00a0%", "2023-12-31", "l’emploi")


def test_first_packs_are_read_with_a_message(written):
    folder = written({"pack.yml": 'region: 53\nnom: X\ncontact: "Le service : ess@exemple.invalid"\naccueil: Bienvenue.\n'})
    result = pack.read(folder)
    assert "ancien format" in str(result.warnings[0]) and "contacts.csv" in str(result.warnings[0])
    [contact] = result.pack["contacts"]
    assert (contact["fonction"], contact["courriel"]) == ("Le service", "ess@exemple.invalid")
    assert result.pack["accueil"][0]["texte"] == "Bienvenue." and result.pack["format"] == 1


def test_what_is_unknown_is_said_and_left_out(written):
    folder = written({"pack.yml": MAIN + "couleur: rouge\naccueill: x\n", "contact.csv": "x", "accueil.md": "Bonjour."})
    result = pack.read(folder)
    said = "\n".join(map(str, result.warnings))
    assert result.pack and "ligne 4" in said and "couleur" in said and "contacts.csv ?" in said
    assert set(result.pack) == {"format", "region", "nom", "accueil"}


# -- faults -------------------------------------------------------------------------------------

FAULTS = {
    "no name": ({"pack.yml": 'region: "53"\n'}, "pack.yml", None, "la clé « nom » manque"),
    "unknown region": ({"pack.yml": 'region: "99"\nnom: X\n'}, "pack.yml", 1, "code de région « 99 » est inconnu"),
    "newer": ({"pack.yml": MAIN.replace("1", "2", 1)}, "pack.yml", 1, "format 2"),
    "format": ({"pack.yml": MAIN.replace("1", "un", 1)}, "pack.yml", 1, "nombre entier"),
    "list": ({"pack.yml": "- a\n"}, "pack.yml", 1, "liste de clés"),
    "yaml": ({"pack.yml": "region: [\n"}, "pack.yml", 2, "mal formé"),
    "alias": ({"pack.yml": 'region: "53"\nnom: &a X\nlogo: *a\n'}, "pack.yml", 3, "«\u202f*\u202f»"),
    "logo outside": ({"pack.yml": MAIN + "logo: ../logo.svg\n"}, "pack.yml", 4, "hors du dossier"),
    "logo elsewhere": ({"pack.yml": MAIN + "logo: C:\\logo.svg\n"}, "pack.yml", 4, "hors du dossier"),
    "no logo": ({"pack.yml": MAIN + "logo: absent.svg\n"}, "pack.yml", 4, "introuvable"),
    "logo kind": ({"pack.yml": MAIN + "logo: pack.yml\n"}, "pack.yml", 4, "ni un SVG ni un PNG"),
    "logo size": ({"pack.yml": MAIN + "logo: l.png\n", "l.png": b"\x89PNG" * 20000}, "pack.yml", 4, "pèse 80"),
    "accessibility": ({"pack.yml": MAIN + "accessibilite:\n  courriel: la personne\n"}, "pack.yml", 5, "adresse électronique"),
    "html": ({"accueil.md": "Bonjour.\n\n<script>alert(1)</script>\n"}, "accueil.md", 3, "est du HTML"),
    "image": ({"accueil.md": "![x](https://a.invalid/x.png)"}, "accueil.md", 1, "une image n’est pas reprise"),
    "link": ({"accueil.md": "[x](ftp://a.invalid)"}, "accueil.md", 1, "n’est pas repris"),
    "page": ({"accueil.md": "[x](definitions.md)"}, "accueil.md", 1, "la page « definitions.md » n’existe pas"),
    "fact": ({"accueil.md": "{fait}`inconnu`"}, "accueil.md", 1, "fait inconnu"),
    "block": ({"accueil.md": "A\n\n```{raw} html\n<b>\n```\n"}, "accueil.md", 3, "n’est pas permis"),
    "colons": ({"accueil.md": "A\n\n:::{note}\nB\n:::\n"}, "accueil.md", 3, "n’est pas permis"),
    "long": ({"accueil.md": "x" * 7000}, "accueil.md", 1, "trop long"),
    "latin-1": ({"contacts.csv": (CONTACTS + "é;;;;;;\n").encode("latin-1")}, "contacts.csv", 2, "pas en UTF-8"),
    "column": ({"contacts.csv": "nom;courriel\nA;b@c.invalid\n"}, "contacts.csv", 1, "il manque la colonne « fonction »"),
    "unreachable": ({"contacts.csv": CONTACTS + "Guichet;;;;;;\n"}, "contacts.csv", 2, "ni téléphone"),
    "e-mail": ({"contacts.csv": CONTACTS + "# x\nA;;;;a@b;;\n"}, "contacts.csv", 3, "adresse électronique"),
    "address": ({"contacts.csv": CONTACTS + "A;;;;;;javascript:alert(1)\n"}, "contacts.csv", 2, "l’adresse d’une page"),
    "cells": ({"contacts.csv": CONTACTS + "A;b;c;d;e;f;g;h\n"}, "contacts.csv", 2, "8 cellules"),
    "lever": ({"exemples.csv": EXAMPLES + "a;levier-parti;T;D;Q;S;2024\n"}, "exemples.csv", 2, "« levier-parti » n’existe pas"),
    "taken": ({"exemples.csv": EXAMPLES + "bretagne-dla;levier-creation;T;D;Q;S;2024\n"}, "exemples.csv", 2, "déjà pris"),
    "undated": ({"exemples.csv": EXAMPLES + "a;levier-creation;T;D;Q;S;\n"}, "exemples.csv", 2, "« date » : la cellule est vide"),
    "date": ({"exemples.csv": EXAMPLES + "a;levier-creation;T;D;Q;S;hier\n"}, "exemples.csv", 2, "n’est pas une date"),
    "number": ({"chiffres.csv": FIGURES + "a;L;beaucoup;;;2024;C;S;\n"}, "chiffres.csv", 2, "n’est pas un nombre"),
    "share of": ({"chiffres.csv": FIGURES + "a;L;12;%;;2024;C;S;\n"}, "chiffres.csv", 2, "de quoi il est une part"),
    "no source": ({"chiffres.csv": FIGURES + "a;L;12;;;2024;C;;\n"}, "chiffres.csv", 2, "« source » : la cellule est vide"),
    "workshop": ({"ateliers/parti.yml": CASE}, "ateliers/parti.yml", None, "aucun atelier ne se nomme « parti »"),
    "document": (
        {"ateliers/chaine-accompagnement.yml": CASE.replace("lettre-un", "lettre-neuf")},
        "ateliers/chaine-accompagnement.yml", 3, "n’a pas de document « lettre-neuf »",
    ),
    "case html": (
        {"ateliers/chaine-accompagnement.yml": CASE.replace("Bonjour.", "<img src=x onerror=alert(1)>")},
        "ateliers/chaine-accompagnement.yml", 6, "est du HTML",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults(written, name):
    contents, file, line, expected = FAULTS[name]
    folder = written(contents)
    with pytest.raises(ContentError) as caught:
        pack.load(folder)
    error = caught.value
    assert expected.replace("« ", "«\u202f").replace(" »", "\u202f»").replace("\u202f:", "\u202f:") in _thin(str(error)), str(error)
    assert Path(error.file) == folder / file and error.line == line
    assert error.hint


def _thin(text: str) -> str:
    return text.replace("« ", "«\u202f").replace(" »", "\u202f»")


def test_every_fault_is_said_at_once(written, capsys):
    folder = written({"pack.yml": "nom: X\n", "accueil.md": "<b>", "contacts.csv": CONTACTS + "A;;;;a@b;;x\n"})
    assert cli.main(["pack", "verifier", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.err.count("Erreur") == 4 and "4 erreurs" in said.out
    assert cli.main(["pack", "verifier", str(EXAMPLE)]) == 0
    assert "3 contacts" in capsys.readouterr().out


def test_absent(tmp_path):
    with pytest.raises(ContentError, match="introuvable"):
        pack.load(tmp_path / "rien")
    with pytest.raises(ContentError, match="pack.yml"):
        pack.load(tmp_path)


def test_links_and_size_of_a_folder(written, tmp_path):
    folder = written({})
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (folder / "accueil.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(ContentError, match="lien vers un autre endroit"):
        pack.load(folder)
    (folder / "accueil.md").unlink()
    (folder / "gros.txt").write_bytes(b"x" * (files.MAX_FILE + 1))
    with pytest.raises(ContentError, match="dépasse"):
        pack.load(folder)


# -- archives -----------------------------------------------------------------------------------


def test_an_archive_equals_its_folder_and_its_bytes_do_not_change(tmp_path):
    folder = tmp_path / "pack-fictif"
    shutil.copytree(EXAMPLE, folder)
    first = create.zip_pack(folder)
    before = first.read_bytes()
    with zipfile.ZipFile(first, "a") as archive:  # what a Mac adds
        archive.writestr("__MACOSX/pack-fictif/._pack.yml", b"x")
        archive.writestr("pack-fictif/.DS_Store", b"x")
    assert pack.load(first) == pack.load(EXAMPLE)
    assert create.zip_pack(folder).read_bytes() == before
    (folder / "accueil.md").write_text("<b>", encoding="utf-8")
    with pytest.raises(ContentError):
        create.zip_pack(folder)
    assert first.read_bytes() == before


HOSTILE = ("../dehors.md", "/etc/dehors.md", "a/../../dehors.md", "C:/dehors.md", "a\\..\\dehors.md", "./dehors.md", "a//b.md", "a\nb.md")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(tmp_path, name):
    place = tmp_path / "dedans" / "pack.zip"
    place.parent.mkdir()
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("pack.yml", MAIN)
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "dehors")
    with pytest.raises(ContentError, match="chemin interdit"):
        pack.load(place)
    assert [one.name for one in tmp_path.rglob("*")] == ["dedans", "pack.zip"]


def _archive(place: Path, entries: dict[str, bytes], attributes: int = 0) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yml", MAIN)
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr, info.compress_type = 3, attributes, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return place


def test_archives_that_are_not_safe(tmp_path):
    place = tmp_path / "pack.zip"
    link = _archive(place, {"accueil.md": b"/etc/passwd"}, (stat.S_IFLNK | 0o777) << 16)
    with pytest.raises(ContentError, match="lien ou un fichier spécial"):
        pack.load(link)
    with pytest.raises(ContentError, match="dépasse 1 Mo"):
        pack.load(_archive(place, {"accueil.md": bytes(files.MAX_FILE + 1)}))
    with pytest.raises(ContentError, match="le pack dépasse 5 Mo"):
        pack.load(_archive(place, {f"{n}.txt": bytes(files.MAX_FILE) for n in range(6)}))
    with pytest.raises(ContentError, match="plus de 200 fichiers"):
        pack.load(_archive(place, {f"{n}.txt": b"" for n in range(files.MAX_FILES)}))
    # A size that lies: nothing beyond it is read.
    raw = bytearray(_archive(place, {"a.txt": bytes(files.MAX_FILE * 3)}).read_bytes())
    size = (files.MAX_FILE * 3).to_bytes(4, "little")
    for at in (raw.find(size), raw.rfind(size)):
        raw[at : at + 4] = (10).to_bytes(4, "little")
    place.write_bytes(raw)
    with pytest.raises(ContentError):
        pack.load(place)
    # Marked as encrypted, in both headers.
    raw = bytearray(_archive(place, {}).read_bytes())
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    place.write_bytes(raw)
    with pytest.raises(ContentError, match="mot de passe"):
        pack.load(place)
    whole = _archive(place, {"accueil.md": b"Bonjour. " * 500}).read_bytes()
    for broken in (whole[:60], b"", b"PK\x05\x06" + bytes(18), whole[:45] + b"\xff" * 30 + whole[75:]):
        place.write_bytes(broken)
        with pytest.raises(ContentError):
            pack.load(place)


# -- the logo -----------------------------------------------------------------------------------

ACTIVE = {
    "script": "<script>alert(1)</script>",
    "event": '<rect width="1" height="1" onload="alert(1)"/>',
    "foreign": "<foreignObject/>",
    "link": '<a href="https://a.invalid"><rect/></a>',
    "use": '<use href="https://a.invalid/x.svg#a"/>',
    "image": '<image href="https://a.invalid/x.png"/>',
    "svg image": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "style": "<style>@import 'https://a.invalid/x.css';</style>",
    "url": '<rect fill="url(https://a.invalid/x.svg#a)"/>',
    "escaped url": '<rect style="fill:\\75rl(x)"/>',
    "animate": '<animate attributeName="href" to="javascript:alert(1)"/>',
}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_logos_are_refused(name):
    with pytest.raises(ContentError, match="logo"):
        logo.clean("l.svg", SVG.format(ACTIVE[name]).encode(), file=Path("pack.yml"), line=4)


def test_a_logo_is_weighed_as_it_is_sent():
    import random

    def drawing(digits):
        return SVG.format(f'<path d="M{digits}"/>').encode()

    light = drawing("0 1 " * (logo.MAX_BYTES // 4))  # longer than what is sent, and compresses well
    assert logo.clean("l.svg", light, file=Path("pack.yml"), line=4)
    heavy = drawing("".join(random.Random(1).choices("0123456789 ", k=logo.MAX_BYTES * 3)))
    for name, content, words in (("l.svg", heavy, "une fois compressé"), ("l.svg", light * 4, "pèse"), ("l.png", b"\x89PNG" * 4000, "pèse 16")):
        with pytest.raises(ContentError) as caught:
            logo.clean(name, content, file=Path("pack.yml"), line=4)
        assert words in caught.value.message and f"{logo.MAX_BYTES // 1000} ko" in caught.value.hint, name


def test_a_logo_keeps_its_drawing_only():
    text = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
        + SVG.format(
            '<metadata>secret</metadata><sodipodi:namedview xmlns:sodipodi="http://s.invalid"/>'
            '<defs><linearGradient id="g"/></defs><path d="M0 0h1" fill="url(#g)"/><use href="#g"/>'
        )
    )
    cleaned = logo.clean("l.svg", text.encode(), file=Path("pack.yml"), line=4).decode()
    assert "secret" not in cleaned and "sodipodi" not in cleaned and "DOCTYPE" not in cleaned
    assert "<path" in cleaned and "url(#g)" in cleaned and 'xmlns="http://www.w3.org/2000/svg"' in cleaned
    assert logo.clean("l.svg", cleaned.encode(), file=Path("pack.yml"), line=4).decode() == cleaned
    for bad in ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("&a;"), "pas du XML", "<html/>"):
        with pytest.raises(ContentError):
            logo.clean("l.svg", bad.encode(), file=Path("pack.yml"), line=4)


# -- where it shows -----------------------------------------------------------------------------


def test_examples_figures_and_case_show(in_use):
    html = Examples("levier-creation").static_html()
    own = html[html.index("ex-fiche--region") : html.index('data-exemple="aquitaine-fabrique"')]
    assert pack.show.MARK in own and "Rapport d’activité 2024 (inventé)" in own and "mars 2025" in own
    assert "Un camion pour trois" not in html and "Un camion pour trois" in Examples().static_html()
    sheets = RegionSheet().static_html()
    mine = sheets[sheets.index('<details class="fiche-region" data-region="24"') :]
    mine = mine[: mine.index("</details>")]
    assert 'data-fait="region-demo-part-privee"' in mine and "12,4\u00a0%" in mine and 'role="tooltip"' in mine
    assert 'href="https://exemple.invalid/observatoire"' in mine and "décembre 2023" in mine
    assert sheets.count("region-demo-part-privee") == mine.count("region-demo-part-privee")
    sheet = Workshop("chaine-accompagnement").static_html()
    assert 'data-remplace="lettre-un"' in sheet and "La première lettre de Karim" in sheet and "at-cas" in sheet
    assert "Faites dire la somme" not in sheet  # the key is for the person who leads
    assert "Karim" not in Workshop("qui-appeler").static_html()


def test_without_a_pack_nothing_of_it_shows():
    assert pack.current() == {}
    for widget in (Examples("levier-creation"), RegionSheet(), Workshop("chaine-accompagnement")):
        html = widget.static_html()
        assert pack.show.MARK not in html and "at-cas" not in html and "ex-fiche--region" not in html


def test_a_book_with_its_pack(tree, written):
    """In its own folder; an edited pack reads again what uses it, and nothing else."""
    tree.append("book/accueil.md", "\n```{mot-de-la-region}\n```\n")
    folder = written(
        {
            "pack.yml": MAIN.replace("Région X", "Région & <b>X</b>") + "logo: logo.svg\n",
            "logo.svg": SVG.format("<rect/>"),
            "accueil.md": "Bonjour, {fait}`part-emploi-prive`.\n",
            "contacts.csv": CONTACTS + '"Guichet ""<i>""";;;;ess@exemple.invalid;;\n',
        }
    )
    assert tree.build().ok
    course = tree.digests()
    done = tree.command("build", "--pack", str(folder))
    assert done.returncode == 0, done.stderr
    book = tree.root / "_build" / "html-mon-pack"
    home = (book / "book" / "accueil.html").read_text(encoding="utf-8")
    other = book / "book" / "mesures.html"
    assert "Région &amp; &lt;b&gt;X&lt;/b&gt;" in home and "<b>X</b>" not in home and "<i>" not in home
    assert 'data-region-defaut="53"' in home and "Bonjour, " in home and 'id="contacts-region"' in home
    assert "mailto:ess@exemple.invalid" in other.read_text(encoding="utf-8")
    assert (book / "_static" / "logo-region.svg").is_file()
    assert tree.digests() == course

    (folder / "accueil.md").write_text("Bonsoir.\n", encoding="utf-8")
    done = tree.command("build", "--pack", str(folder))
    assert "(1 page à relire)" in done.stdout, done.stdout
    assert "Bonsoir." in (book / "book" / "accueil.html").read_text(encoding="utf-8")

    kept = tree.digests(book)
    (folder / "pack.yml").write_text("nom: X\n", encoding="utf-8")
    done = tree.command("build", "--pack", str(folder))
    assert done.returncode == 1 and "la clé" in done.stderr and "est resté en place" in done.stderr
    assert tree.digests(book) == kept and tree.digests() == course
