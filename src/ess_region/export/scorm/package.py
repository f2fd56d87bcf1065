"""A package: the book, the launch page and the manifest, in one archive. Written aside, then swapped in."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ... import paths, toc
from ...errors import ContentError, MachineError
from .. import archive
from . import launch, manifest, wording

#: Beginning of every identifier. Never to be changed: Moodle would clear the attempts.
IDENTIFIER = "ess-en-region"
NAME = "ess-en-region-scorm12.zip"
CHAPTERS = "chapitres"
GUIDE = "REGLAGES-MOODLE.txt"
GUIDE_SOURCE = Path("docs") / "reglages-moodle.md"

#: Of no use in an LMS, or served by it with a wrong type.
_LEFT_OUT = {".po", ".mo", ".map", ".inv", ".buildinfo"}
_REFUSED = {".mjs"}

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, and the size in bytes of each archive by its name below it."""

    folder: Path
    sizes: dict[str, int]


def export(
    folder: Path | None = None,
    *,
    by_chapter: bool = False,
    edition: str = "apprenant",
    region: str | None = None,
    pack: Path | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Bring the book up to date and write its packages in `folder` (`dist/scorm`).

    `by_chapter`: also one package per chapter. Raises ContentError (the book's own faults included), MachineError.
    """
    from ...build import build, swap_in

    say = progress or (lambda *_: None)
    folder = folder or paths.ROOT / "dist" / "scorm"
    built = build(edition=edition, region=region, pack=pack, progress=progress)
    if not built.ok:
        raise ContentError("le livre ne se construit pas\n" + "\n".join(built.errors))
    book = book_files(built.output)
    chapters = [entry.slug for entry in toc.entries(paths.ROOT) if toc.is_chapter(entry)] if by_chapter else []
    sizes: dict[str, int] = {}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="ess-scorm-") as name:
            work = Path(name)
            for rank, chapter in enumerate([None, *chapters]):
                say("Paquets SCORM", rank / (1 + len(chapters)))
                target = work / (f"{CHAPTERS}/{chapter}.zip" if chapter else NAME)
                archive.write_zip(target, assemble(book, chapter))
                sizes[target.relative_to(work).as_posix()] = target.stat().st_size
            (work / GUIDE).write_text(guide(), encoding="utf-8", newline="\n")
            swap_in(work, folder)
    except OSError as error:
        raise MachineError(
            f"les paquets ne peuvent pas être écrits ({error.strerror or error})",
            f"Vérifiez la place sur le disque et vos droits sur {paths.relative(folder)}.",
        ) from error
    return Exported(folder, sizes)


def book_files(book: Path) -> dict[str, bytes]:
    """Name → content of the book's files as a package takes them. Raises ContentError."""
    files = archive.folder_files(book)
    kept = {name: content for name, content in files.items() if PurePosixPath(name).suffix not in _LEFT_OUT}
    for name in kept:
        if PurePosixPath(name).suffix in _REFUSED:
            raise ContentError(f"Moodle bloque ce fichier : {name}", hint="Donnez-lui un nom en « .js ».")
        if not name.isascii():
            raise ContentError(f"ce nom de fichier a un accent : {name}", hint="Beaucoup de plateformes le refusent : renommez-le sans accent.")
    return wording.correct(kept)


def identifier_of(chapter: str | None) -> str:
    """The identifier of a package, for ever."""
    return f"{IDENTIFIER}-{chapter}" if chapter else IDENTIFIER


def assemble(book: dict[str, bytes], chapter: str | None = None) -> dict[str, bytes]:
    """Name → content of a package. `book`: of `book_files`. Raises ContentError."""
    identifier = identifier_of(chapter)
    files = {launch.BOOK + name: content for name, content in book.items()}
    files |= launch.files(identifier, chapter)
    title = launch.course(identifier, chapter)["titre"]
    files[manifest.MANIFEST] = manifest.document(identifier, title, launch.PAGE, files)
    return files


def guide() -> str:
    """The settings for Moodle, as a plain text. Raises ContentError."""
    file = paths.ROOT / GUIDE_SOURCE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError("les réglages pour Moodle sont introuvables", file=file) from None
    lines = [line.lstrip("# ").upper() if line.startswith("#") else line for line in text.splitlines()]
    return "\n".join(lines).replace("**", "").replace("`", "") + "\n"
