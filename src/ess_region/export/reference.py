"""An earlier version of the course to compare with: a version of git, or the data that it had exported."""

import io
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from .. import paths
from ..errors import ContentError, MachineError
from ..french import NBSP

#: What is compared, from the root.
COMPARED = ("_toc.yml", "_toc-animateur.yml", "book/", "data/", "exercises/", "tests/golden/")
#: More than this in an archive is not our data.
LARGEST = 100_000_000  # bytes
_DATA = re.compile(r"(?:[\w-]+/)*[\w-]+\.(?:csv|json)")


@dataclass(frozen=True)
class Reference:
    """An earlier version: its `name` for people, `root`, where its files are, and whether it is only its data."""

    name: str
    root: Path
    data_only: bool


@contextmanager
def opened(since: str | None = None) -> Iterator[Reference]:
    """The earlier version, its files in a temporary folder.

    `since`: a tag or a commit of git, a data archive (`…-donnees.zip`), a `dist/` that holds one; by default
    the last tag before the present version. Raises ContentError when there is no such version or its archive
    is unreadable, MachineError without git.
    """
    with TemporaryDirectory(prefix="ess-reference-") as folder:
        root = Path(folder)
        file = Path(since) if since else None
        if file is not None and (file.exists() or file.suffix == ".zip"):
            archive = _data_of(file)
            _unzip(archive, root / "data")
            yield Reference(archive.name, root, True)
        else:
            version = since or last_tag()
            if version is None:
                raise ContentError(
                    "git ne connaît aucune version précédente",
                    hint=f"Nommez-en une{NBSP}: cours.py notes VERSION, où VERSION est une étiquette, un commit ou "
                    "une archive …-donnees.zip.",
                )
            _untar(_archive(version), root)
            yield Reference(version, root, False)


def last_tag() -> str | None:
    """The last tag before the present version, or None. Raises MachineError without git."""
    own = _git("tag", "--points-at", "HEAD").stdout.decode().split()
    done = _git("describe", "--tags", "--abbrev=0", *(f"--exclude={tag}" for tag in own), "HEAD")
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _git(*arguments: str) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True)
    except FileNotFoundError:
        raise MachineError(
            "le programme git est introuvable",
            "Installez git, ou comparez avec une archive …-donnees.zip d’une version précédente.",
        ) from None


def _archive(version: str) -> bytes:
    if _git("rev-parse", "--git-dir").returncode:
        raise MachineError(
            "ce dossier n’est pas un dépôt git",
            "Comparez avec une archive …-donnees.zip d’une version précédente.",
        )
    # Never an option: a version may not begin with a dash.
    done = _git("archive", "--format=tar", version) if not version.startswith("-") else None
    if done is None or done.returncode:
        tags = _git("tag", "--list", "--sort=-creatordate").stdout.decode().split()
        known = f"Étiquettes connues{NBSP}: {', '.join(tags[:10])}." if tags else "Ce dépôt n’a aucune étiquette."
        raise ContentError("cette version est inconnue de git, et n’est pas un fichier", id=version, hint=known)
    return done.stdout


def _untar(content: bytes, root: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            if member.isfile() and member.name.startswith(COMPARED) and _is_inside(member.name):
                _write(root / member.name, archive.extractfile(member).read())


def _data_of(file: Path) -> Path:
    """The data archive that is meant: the file itself, or the one of a `dist/`."""
    if file.is_file():
        return file
    found = sorted(file.glob("*-donnees.zip"))
    if len(found) != 1:
        raise ContentError(
            "ce dossier ne contient pas une archive …-donnees.zip et une seule" if file.is_dir() else "le fichier est introuvable",
            file=file,
            hint="Donnez le chemin de l’archive des données de la version précédente.",
        )
    return found[0]


def _unzip(file: Path, root: Path) -> None:
    """Put the tables and schemas of a data archive in `root`; nothing else is read, nothing goes elsewhere."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if _DATA.fullmatch(entry.filename)]
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise ContentError("cette archive est trop grosse pour être celle des données", file=file)
            if not any(entry.filename == "datapackage.json" for entry in entries):
                raise ContentError(
                    "cette archive n’est pas celle des données du cours",
                    file=file,
                    hint="Son nom finit par -donnees.zip, et elle contient datapackage.json.",
                )
            for entry in entries:
                _write(root / entry.filename, archive.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise ContentError(
            "l’archive est illisible", file=file, hint="Téléchargez-la de nouveau, ou prenez-en une autre."
        ) from error


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
