"""A Region's pack: a folder that adds its name, logo, contact and welcome words to the book.

`pack.yml` holds: `region` (code) and `nom`, required; `logo` (an SVG or PNG file of the folder),
`contact` and `accueil` (short texts), optional.
"""

import hashlib
from pathlib import Path

from . import data
from .content import load_yaml
from .errors import ContentError

REQUIRED = ("region", "nom")
OPTIONAL = ("logo", "contact", "accueil")
LOGO_SUFFIXES = (".svg", ".png")
MAX_WELCOME = 600  # characters


def load(folder: Path | str) -> dict[str, str]:
    """The pack of a folder, checked: its keys, `logo` as an absolute path, `empreinte` of the logo.

    Raises ContentError on the first fault.
    """
    folder = Path(folder)
    file = folder / "pack.yml"
    if not folder.is_dir():
        raise ContentError(
            "le dossier du pack est introuvable", file=folder, hint="Vérifiez le chemin donné à --pack."
        )
    if not file.is_file():
        raise ContentError(
            "le pack n’a pas de fichier pack.yml",
            file=folder,
            hint="Créez pack.yml avec au moins « region » et « nom ».",
        )
    content = load_yaml(file)
    if not isinstance(content, dict):
        raise ContentError(
            "le fichier doit être une liste de clés et de valeurs",
            file=file,
            line=1,
            hint="Exemple : region: \"53\"",
        )
    for key in content:
        if key not in REQUIRED + OPTIONAL:
            raise ContentError(
                f"la clé « {key} » est inconnue",
                file=file,
                line=content.lines[key],
                hint=f"Clés possibles : {', '.join(REQUIRED + OPTIONAL)}.",
            )
    for key in REQUIRED:
        if not content.get(key):
            raise ContentError(
                f"la clé « {key} » manque", file=file, hint=f"Ajoutez une ligne « {key}: … »."
            )
    # A code written without quotes may have been read as a number.
    pack = {key: str(value).strip() for key, value in content.items() if value is not None}
    line = content.lines
    if not data.has("regions", pack["region"]):
        raise ContentError(
            f"le code de région « {pack['region']} » est inconnu",
            file=file,
            line=line["region"],
            hint=f"Codes possibles : {', '.join(row['code'] for row in data.table('regions'))}.",
        )
    if len(pack.get("accueil", "")) > MAX_WELCOME:
        raise ContentError(
            f"le texte d’accueil est trop long ({len(pack['accueil'])} caractères)",
            file=file,
            line=line["accueil"],
            hint=f"Gardez {MAX_WELCOME} caractères au plus.",
        )
    if "logo" in pack:
        logo = _logo(folder, pack["logo"], file, line["logo"])
        pack["logo"] = str(logo)
        pack["empreinte"] = hashlib.sha256(logo.read_bytes()).hexdigest()[:16]
    return pack


def _logo(folder: Path, name: str, file: Path, line: int) -> Path:
    logo = (folder / name).resolve()
    if not logo.is_relative_to(folder.resolve()):
        raise ContentError(
            f"le logo « {name} » est hors du dossier du pack",
            file=file,
            line=line,
            hint="Copiez l’image à côté de pack.yml.",
        )
    if logo.suffix.lower() not in LOGO_SUFFIXES:
        raise ContentError(
            f"le logo « {name} » n’est ni un SVG ni un PNG",
            file=file,
            line=line,
            hint="Enregistrez l’image en .svg ou en .png.",
        )
    if not logo.is_file():
        raise ContentError(
            f"le logo « {name} » est introuvable",
            file=file,
            line=line,
            hint="Copiez l’image à côté de pack.yml, ou corrigez son nom.",
        )
    return logo
