"""The files of a pack, from a folder or from a ZIP archive: read in memory, never unpacked on the disk.

A pack comes by e-mail or from a shared folder: its names, sizes and links are not to be trusted.
"""

import os
import re
import stat
import zipfile
import zlib
from pathlib import Path

from ..errors import ContentError

MAIN = "pack.yml"
MAX_FILES = 200
MAX_FILE = 1_000_000  # bytes, for one file
MAX_TOTAL = 5_000_000  # bytes, unpacked
MAX_ARCHIVE = 5_000_000  # bytes, as it comes
#: What systems leave behind; never read.
LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", "__pycache__"}
_DRIVE = re.compile(r"^[A-Za-z]:")

Files = dict[str, bytes]


def read(place: Path) -> Files:
    """Name with `/` → content of every file of a pack. Raises ContentError on whatever is not safe."""
    if place.is_dir():
        return _folder(place)
    if place.is_file():
        return _archive(place)
    raise ContentError("le pack est introuvable", file=place, hint="Vérifiez le chemin du dossier ou du fichier .zip.")


def _no_main(place: Path) -> ContentError:
    return ContentError(
        f"le pack n’a pas de fichier {MAIN}",
        file=place,
        hint=f"Donnez le dossier qui contient {MAIN}, ou créez un pack : python3 cours.py pack nouveau DOSSIER.",
    )


def _too_many(place: Path) -> ContentError:
    return ContentError(
        f"le pack a plus de {MAX_FILES} fichiers",
        file=place,
        hint="Un pack en a une dizaine. Retirez ce qui n’est pas de lui.",
    )


def _too_big(place: Path, name: str = "") -> ContentError:
    what = f"le fichier « {name} » dépasse {_size(MAX_FILE)}" if name else f"le pack dépasse {_size(MAX_TOTAL)}"
    return ContentError(what, file=place, hint="Allégez-le : un pack ne contient que des textes, des tableaux et un logo.")


def _size(count: int) -> str:
    return f"{count // 1_000_000} Mo"


def litter(name: str) -> bool:
    """Whether a file is not of the pack: left by a system, or the lock of an office suite."""
    parts = name.split("/")
    return bool(LITTER & set(parts)) or parts[-1].startswith((".", "~$")) or parts[-1].endswith("~")


# -- a folder ----------------------------------------------------------------------------------


def _folder(place: Path) -> Files:
    if not (place / MAIN).is_file():
        raise _no_main(place)
    found: Files = {}
    total = 0
    for folder, below, names in os.walk(place):
        below[:] = sorted(name for name in below if not litter(name))
        for name in [*below, *sorted(names)]:
            path = Path(folder) / name
            relative = path.relative_to(place).as_posix()
            if litter(relative):
                continue
            if path.is_symlink():
                raise ContentError(
                    f"« {relative} » est un lien vers un autre endroit",
                    file=place,
                    hint="Remplacez-le par une copie du fichier.",
                )
            if name in below:
                continue
            if not path.is_file():
                raise ContentError(f"« {relative} » n’est pas un fichier ordinaire", file=place, hint="Retirez-le du pack.")
            size = path.stat().st_size
            if size > MAX_FILE:
                raise _too_big(place, relative)
            total += size
            if total > MAX_TOTAL:
                raise _too_big(place)
            found[relative] = path.read_bytes()
            if len(found) > MAX_FILES:
                raise _too_many(place)
    return found


# -- an archive --------------------------------------------------------------------------------


def _archive(place: Path) -> Files:
    if place.stat().st_size > MAX_ARCHIVE:
        raise _too_big(place)
    try:
        with zipfile.ZipFile(place) as archive:
            return _entries(place, archive)
    except ContentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, OSError) as error:
        raise ContentError(
            f"l’archive est illisible ou abîmée ({type(error).__name__})",
            file=place,
            hint="Demandez de nouveau le fichier .zip, ou refaites-le : python3 cours.py pack zipper DOSSIER.",
        ) from None
    except (NotImplementedError, RuntimeError):
        raise ContentError(
            "l’archive emploie une compression que le cours ne lit pas",
            file=place,
            hint="Refaites-la avec : python3 cours.py pack zipper DOSSIER.",
        ) from None


def _entries(place: Path, archive: zipfile.ZipFile) -> Files:
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise _too_many(place)
    found: Files = {}
    total = 0
    for info in infos:
        # As written in the archive: zipfile tidies `filename`, and would hide a hostile name.
        name = info.orig_filename
        _check_name(place, name)
        kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ContentError(
                f"« {_shown(name)} » est un lien ou un fichier spécial",
                file=place,
                hint="Un pack ne contient que des fichiers ordinaires. Remplacez le lien par une copie.",
            )
        if name.endswith("/") or litter(name):
            continue
        if info.flag_bits & 1:
            raise ContentError(
                "l’archive est protégée par un mot de passe",
                file=place,
                hint="Refaites-la sans mot de passe, ou donnez le dossier.",
            )
        if name in found:
            raise ContentError(f"« {name} » est deux fois dans l’archive", file=place, hint="Refaites l’archive.")
        # What is declared may lie: never read more than the limit.
        with archive.open(info) as source:
            content = source.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise _too_big(place, name)
        total += len(content)
        if total > MAX_TOTAL:
            raise _too_big(place)
        found[name] = content
    return _without_top(place, found)


def _check_name(place: Path, name: str) -> None:
    parts = name.rstrip("/").split("/")
    if (
        "\\" in name
        or "\0" in name
        or name.startswith("/")
        or _DRIVE.match(name)
        or any(part in ("", ".", "..") for part in parts)
        or not name.isprintable()
    ):
        raise ContentError(
            f"l’archive contient un chemin interdit : « {_shown(name)} »",
            file=place,
            hint="N’employez pas cette archive. Refaites-la depuis le dossier : python3 cours.py pack zipper DOSSIER.",
        )


def _shown(name: str) -> str:
    """A name that may hold anything, fit to be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _without_top(place: Path, found: Files) -> Files:
    """The same without the single folder that a file manager puts around everything."""
    if MAIN in found:
        return found
    tops = {name.partition("/")[0] for name in found}
    if len(tops) == 1:
        top = f"{tops.pop()}/"
        inner = {name.removeprefix(top): content for name, content in found.items()}
        if MAIN in inner:
            return inner
    raise _no_main(place)
