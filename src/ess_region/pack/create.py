"""Making a pack: a new one from the template, and its archive."""

import os
import shutil
import tempfile
from pathlib import Path

from .. import data, french, workshops
from ..errors import ContentError
from ..export.archive import write_zip
from . import files, read, slug

TEMPLATE = Path(__file__).parent / "modele"


def region_code(text: str) -> str:
    """« 53 » or « Bretagne » → « 53 ». Raises ContentError."""
    wanted = french.fold(text.strip())
    for row in data.table("regions"):
        if wanted in (row["code"], french.fold(row["nom"])):
            return row["code"]
    listed = ", ".join(f"{row['code']} ({row['nom']})" for row in data.table("regions"))
    raise ContentError(f"la région « {text} » est inconnue", hint=f"Régions : {listed}.")


def create(folder: Path, region: str, name: str) -> list[str]:
    """Write a new pack, ready to be filled in; returns the names of its files.

    `folder` must not exist, or be empty. Everything is written aside first. Raises ContentError, OSError.
    """
    name = " ".join(name.replace('"', "").replace("\\", "").split())
    if not name:
        raise ContentError("le nom est vide", hint="Donnez le nom à montrer : --nom « Région Bretagne ».")
    code = region_code(region)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ContentError("ce dossier existe déjà et n’est pas vide", file=folder, hint="Choisissez un autre nom.")
    words = {
        "{region}": code,
        "{nom}": name,
        "{dossier}": str(folder),
        "{court}": slug(folder),
        "{leviers}": ", ".join(row["id"] for row in data.table("leviers")),
        "{ateliers}": ", ".join(one for one in workshops.slugs() if one != "modele"),
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        written = []
        for source in sorted(file for file in TEMPLATE.rglob("*") if file.is_file()):
            text = source.read_text(encoding="utf-8")
            for mark, word in words.items():
                text = text.replace(mark, word)
            target = aside / source.relative_to(TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            # A spreadsheet tells UTF-8 by this mark.
            encoding = "utf-8-sig" if target.suffix == ".csv" else "utf-8"
            target.write_text(text, encoding=encoding, newline="\n")
            written.append(target.relative_to(aside).as_posix())
        read(aside).checked(aside)
        aside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
        return written
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def zip_pack(folder: Path, target: Path | None = None) -> Path:
    """Write the archive of a right pack (`DOSSIER.zip` beside it); the same folder gives the same bytes.

    Raises ContentError on a faulty pack: nothing is written.
    """
    if not folder.is_dir():
        raise ContentError("ce n’est pas un dossier", file=folder, hint="Donnez le dossier du pack.")
    read(folder).checked(folder)
    folder = Path(os.path.abspath(folder))
    target = target or folder.with_name(f"{folder.name}.zip")
    aside = target.with_name(f".{target.name}.tmp")
    try:
        write_zip(aside, {f"{folder.name}/{name}": content for name, content in files.read(folder).items()})
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return target
