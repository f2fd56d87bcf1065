"""A package: the book, the launch page and the manifest, in one archive."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from ... import paths, toc
from ...errors import ContentError
from .. import archive
from . import launch, manifest

#: Beginning of every identifier. Never to be changed: Moodle would clear the attempts.
IDENTIFIER = "ess-en-region"
#: Names of files, `stem` being that of the job: of the whole course; of a chapter, in its folder.
NAME = "{stem}-scorm12.zip"
CHAPTER = "{stem}-scorm12-{chapter}.zip"
CHAPTERS = "chapitres"
GUIDE = "REGLAGES-MOODLE.txt"
GUIDE_SOURCE = Path("docs") / "reglages-moodle.md"
#: How the page of settings writes the beginning of the names of files.
STEM = "ess-en-region-VERSION"

#: Of no use in an LMS, or served by it with a wrong type.
_LEFT_OUT = {".po", ".mo", ".map", ".inv", ".buildinfo"}
_REFUSED = {".mjs"}

Progress = Callable[[str, float | None], None]


def export(
    folder: Path, book: Path, stem: str, *, by_chapter: bool = False, progress: Progress = lambda _step, _share: None
) -> dict[str, int]:
    """Write the packages of a built `book` in `folder`. Returns the size in bytes of each, by its name; the course's first.

    `stem`: beginning of the names of files. `by_chapter`: also one package per chapter. `progress(step, share)`:
    told each step. Raises ContentError, OSError.
    """
    files = book_files(book)
    chapters = [entry.slug for entry in toc.entries(paths.ROOT) if toc.is_chapter(entry)] if by_chapter else []
    sizes: dict[str, int] = {}
    for rank, chapter in enumerate([None, *chapters]):
        progress(chapter or "le cours", rank / (1 + len(chapters)))
        name = f"{CHAPTERS}/{CHAPTER.format(stem=stem, chapter=chapter)}" if chapter else NAME.format(stem=stem)
        archive.write_zip(folder / name, assemble(files, chapter))
        sizes[name] = (folder / name).stat().st_size
    (folder / GUIDE).write_text(guide(stem), encoding="utf-8", newline="\r\n")
    return sizes


def book_files(book: Path) -> dict[str, bytes]:
    """Name → content of the book's files as a package takes them. Raises ContentError."""
    files = archive.folder_files(book)
    kept = {name: content for name, content in files.items() if PurePosixPath(name).suffix not in _LEFT_OUT}
    for name in kept:
        if PurePosixPath(name).suffix in _REFUSED:
            raise ContentError(f"Moodle bloque ce fichier : {name}", hint="Donnez-lui un nom en « .js ».")
        if not name.isascii():
            raise ContentError(f"ce nom de fichier a un accent : {name}", hint="Beaucoup de plateformes le refusent : renommez-le sans accent.")
    return kept


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


def guide(stem: str) -> str:
    """The settings for Moodle, as a plain text that names the files as they are. Raises ContentError."""
    file = paths.ROOT / GUIDE_SOURCE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError("les réglages pour Moodle sont introuvables", file=file) from None
    lines = [line.lstrip("# ").upper() if line.startswith("#") else line for line in text.splitlines()]
    return "\n".join(lines).replace("**", "").replace("`", "").replace(STEM, stem) + "\n"
