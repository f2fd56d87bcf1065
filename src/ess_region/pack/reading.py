"""Reading a pack: every file of it checked, every fault said at once with its file and its line."""

import base64
import hashlib
import os
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .. import data
from ..errors import ContentError
from . import Pack, files, logo, sections, tables, texts
from .faults import Faults

#: Format of the packs that this version writes; 0 is that of the first packs, without `format`.
FORMAT = 1
REQUIRED = ("region", "nom")
OPTIONAL = ("format", "logo", "accessibilite")
#: What the first packs had in pack.yml, now in files of their own.
FORMER = {"contact": "contacts.csv", "accueil": "accueil.md"}
ACCESSIBILITY = ("fonction", "courriel", "telephone", "adresse")
MAX_FORMER_WELCOME = 600  # characters
MAX_NAME = 80
TABLES = {"contacts.csv": sections.contacts, "exemples.csv": sections.examples, "chiffres.csv": sections.figures}
WELCOME = "accueil.md"
_CASE_FILE = re.compile(r"ateliers/([^/]+)\.ya?ml")
#: Files for people, that nothing reads.
_NOTES = re.compile(r"(?:.*/)?(?:LISEZ-MOI|README)(?:\.\w+)?|.*\.(?:txt|odt|docx|xlsx|ods)", re.I)


@dataclass
class Reading:
    """What was read: the pack, None when it is at fault, and everything there is to say."""

    pack: Pack | None
    errors: list[ContentError] = field(default_factory=list)
    warnings: list[ContentError] = field(default_factory=list)

    def checked(self, place: Path | str) -> Pack:
        """The pack; raises its first fault, which says how many more there are."""
        if self.pack is None:
            first, *others = self.errors
            if others:
                many = "une autre erreur" if len(others) == 1 else f"{len(others)} autres erreurs"
                first.hint = f"{first.hint or ''}\n  → Il y a {many} : python3 cours.py pack verifier {place}".lstrip()
            raise first
        return self.pack


def read(place: Path | str) -> Reading:
    """Everything of a pack, and all its faults at once."""
    place = Path(place)
    faults = Faults()
    pack: Pack | None = None
    try:
        pack = _read(place, files.read(place), faults)
    except ContentError as error:
        faults.errors.append(error)
    except RecursionError:
        faults.error("le pack est imbriqué trop profondément", file=place, hint="Repartez du modèle : python3 cours.py pack nouveau DOSSIER.")
    return Reading(None if faults.errors else pack, faults.errors, faults.warnings)


def _read(place: Path, found: files.Files, faults: Faults) -> Pack:
    main = place / files.MAIN
    content = sections.yaml_of(found[files.MAIN], main)
    if not isinstance(content, dict):
        raise ContentError(
            "le fichier doit être une liste de clés et de valeurs", file=main, line=1, hint='Exemple : region: "53"'
        )
    line = content.lines
    version = _version(content, main)
    former = FORMER if version == 0 else {}
    for key in content:
        if key in former or key in REQUIRED + OPTIONAL:
            continue
        if key in FORMER:
            faults.warn(
                f"la clé « {key} » n’est plus dans pack.yml", file=main, line=line[key], hint=f"Mettez ce texte dans {FORMER[key]}."
            )
            continue
        close = get_close_matches(str(key), REQUIRED + OPTIONAL, n=1)
        faults.warn(
            f"la clé « {key} » est inconnue, elle n’est pas employée",
            file=main,
            line=line[key],
            hint=f"Vouliez-vous écrire « {close[0]} » ?" if close else f"Clés : {', '.join(REQUIRED + OPTIONAL)}.",
        )
    # A code written without quotes may have been read as a number.
    pack: Pack = {"format": FORMAT}
    for key in (*REQUIRED, "logo", *former):
        value = content.get(key)
        if isinstance(value, (dict, list)):
            faults.error(f"« {key} » doit être un texte", file=main, line=line[key], hint="Mettez-le entre guillemets droits.")
        elif value is not None and str(value).strip():
            pack[key] = str(value).strip()
    for key in REQUIRED:
        if key not in pack:
            faults.error(f"la clé « {key} » manque", file=main, hint=f"Ajoutez une ligne « {key}: … ».")
    if "nom" in pack:
        pack["nom"] = texts.words(pack["nom"])
        if len(pack["nom"]) > MAX_NAME:
            faults.error("le nom est trop long", file=main, line=line["nom"], hint=f"Gardez {MAX_NAME} caractères au plus.")
    if "region" in pack and not data.has("regions", pack["region"]):
        faults.error(
            f"le code de région « {pack['region']} » est inconnu",
            file=main,
            line=line["region"],
            hint=f"Codes possibles : {', '.join(row['code'] for row in data.table('regions'))}.",
        )
    if "logo" in pack:
        with faults.collect():
            _logo(pack, found, main, line["logo"])
    with faults.collect():
        _accessibility(pack, content, main)
    if version == 0:
        with faults.collect():
            _migrate(pack, main, line, faults)
    _parts(pack, found, place, faults)
    return pack


def _version(content: Any, main: Path) -> int:
    version = content.get("format", 0)
    if isinstance(version, str) and version.isdecimal():
        version = int(version)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise ContentError(
            "« format » doit être un nombre entier", file=main, line=content.lines["format"], hint=f"Écrivez « format: {FORMAT} »."
        )
    if version > FORMAT:
        raise ContentError(
            f"ce pack est au format {version}, cette version du cours lit jusqu’au format {FORMAT}",
            file=main,
            line=content.lines["format"],
            hint="Prenez une version plus récente du cours, ou demandez un pack à ce format.",
        )
    return version


def _logo(pack: Pack, found: files.Files, main: Path, line: int) -> None:
    name = pack["logo"]

    def fail(message: str, hint: str):
        raise ContentError(f"le logo « {name} » {message}", file=main, line=line, hint=hint)

    normal = os.path.normpath(name.replace("\\", "/")).replace(os.sep, "/")
    if normal.startswith(("../", "/")) or normal == ".." or re.match(r"[A-Za-z]:", normal):
        fail("est hors du dossier du pack", "Copiez l’image à côté de pack.yml.")
    if not normal.lower().endswith(logo.SUFFIXES):
        fail("n’est ni un SVG ni un PNG", "Enregistrez l’image en .svg ou en .png.")
    if normal not in found:
        fail("est introuvable", "Copiez l’image à côté de pack.yml, ou corrigez son nom.")
    cleaned = logo.clean(name, found[normal], file=main, line=line)
    pack["logo"] = normal
    pack["logo_octets"] = base64.b64encode(cleaned).decode("ascii")
    pack["empreinte"] = hashlib.sha256(cleaned).hexdigest()[:16]


def _accessibility(pack: Pack, content: Any, main: Path) -> None:
    value = content.get("accessibilite")
    if value is None:
        return
    if not isinstance(value, dict):
        raise ContentError(
            "« accessibilite » est une suite de lignes en retrait",
            file=main,
            line=content.lines["accessibilite"],
            hint="Par exemple, en dessous : « courriel: accessibilite@exemple.invalid ».",
        )
    kinds = {column.name: column for column in sections.CONTACTS}
    read_value = {}
    for key in value:
        if key not in ACCESSIBILITY:
            raise ContentError(
                f"« accessibilite » n’a pas de clé « {key} »", file=main, line=value.lines[key], hint=f"Clés : {', '.join(ACCESSIBILITY)}."
            )
        if value[key] is not None:
            column = tables.Column(key, kinds[key].kind)
            read_value[key] = tables.cell(column, str(value[key]).strip(), main, value.lines[key])
    if not any(read_value.get(key) for key in ACCESSIBILITY[1:]):
        raise ContentError(
            "« accessibilite » ne dit pas comment joindre la personne",
            file=main,
            line=content.lines["accessibilite"],
            hint="Ajoutez en dessous « courriel: », « telephone: » ou « adresse: ».",
        )
    pack["accessibilite"] = read_value


def _migrate(pack: Pack, main: Path, line: dict[str, int], faults: Faults) -> None:
    """The first packs had two short texts in pack.yml: they become a welcome page and a contact."""
    faults.warn(
        "ce pack est d’un ancien format ; il est lu tel quel",
        file=main,
        hint=f"Ajoutez « format: {FORMAT} » en tête de pack.yml"
        + "".join(f", mettez « {key} » dans {target}" for key, target in FORMER.items() if key in pack)
        + ".",
    )
    welcome, contact = pack.pop("accueil", ""), pack.pop("contact", "")
    if len(welcome) > MAX_FORMER_WELCOME:
        raise ContentError(
            f"le texte d’accueil est trop long ({len(welcome)} caractères)",
            file=main,
            line=line["accueil"],
            hint=f"Gardez {MAX_FORMER_WELCOME} caractères au plus, ou écrivez-le dans {WELCOME}.",
        )
    if welcome:
        pack["accueil"] = texts.pieces(welcome, main, line["accueil"])
    if contact:
        pack["contacts"] = [_former_contact(contact)]


def _former_contact(text: str) -> dict[str, str]:
    """« Écrivez au service : ess@exemple.invalid » → its words and its address."""
    found = {"courriel": tables.EMAIL.search(text), "adresse": tables.ADDRESS.search(text)}
    row = {column.name: "" for column in sections.CONTACTS}
    for name, match in found.items():
        if match:
            row[name] = match[0]
            text = text.replace(match[0], "")
    row["fonction"] = texts.words(text.strip(" \u00a0\u202f:,;")) or "Contact"
    return row


def _parts(pack: Pack, found: files.Files, place: Path, faults: Faults) -> None:
    read_names = {files.MAIN, pack.get("logo")}
    if WELCOME in found:
        with faults.collect():
            pieces = texts.welcome(found[WELCOME], place / WELCOME)
            if pieces:
                pack["accueil"] = pieces
    for name, reader in TABLES.items():
        if name in found:
            rows = reader(found[name], place / name, faults)
            if rows:
                pack[name.removesuffix(".csv")] = rows
    for name in sorted(found):
        match = _CASE_FILE.fullmatch(name)
        if match:
            case = sections.case(match[1], found[name], place / name, faults)
            if case:
                pack.setdefault("ateliers", {})[match[1]] = case
        elif name not in {*read_names, WELCOME, *TABLES} and not _NOTES.fullmatch(name):
            known = [files.MAIN, WELCOME, *TABLES]
            close = get_close_matches(name, known, n=1)
            faults.warn(
                f"le fichier « {name} » n’est pas employé",
                file=place,
                hint=f"Vouliez-vous le nommer {close[0]} ?" if close else f"Fichiers lus : {', '.join(known)}, le logo et ateliers/NOM.yml.",
            )
