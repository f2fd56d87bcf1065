"""What tells of the rest of `dist/`: LISEZ-MOI (text and HTML) and SHA256SUMS, computed from what is there."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .. import __version__, french, regions
from ..french import NBSP
from .paper import document
from .registry import EXPORTERS, Job, Piece

TEXT, HTML, SUMS = "LISEZ-MOI.txt", "LISEZ-MOI.html", "SHA256SUMS"
OWN = (TEXT, HTML, SUMS)
WIDTH = 96


@dataclass(frozen=True)
class Found:
    """A piece that is in `dist/`: its path, name (a folder's ends with `/`), and size in bytes."""

    piece: Piece
    path: Path
    name: str
    size: int


def write(folder: Path, job: Job) -> None:
    """Write LISEZ-MOI and SHA256SUMS for what is in `folder`. Raises OSError."""
    found = pieces(folder, job)
    known = {*OWN, *(one.path.name for one in found)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in known)
    named = edition(job)
    (folder / TEXT).write_text(_text(found, others, named), encoding="utf-8", newline="\r\n")  # for Windows’ Notepad
    (folder / HTML).write_text(_html(found, others, named), encoding="utf-8", newline="\n")
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests(folder))
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")


def pieces(folder: Path, job: Job) -> list[Found]:
    """What is in `folder`, in the order of the exporters."""
    found = []
    for exporter in EXPORTERS:
        for piece in exporter.pieces:
            path = piece.path(folder, job)
            if path.exists():
                name = f"{path.name}/" if path.is_dir() else path.name
                found.append(Found(piece, path, name, size(path)))
    return found


def size(path: Path) -> int:
    """Bytes of a file, or of all the files of a folder."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Name with `/` → SHA-256 of every file but SHA256SUMS, in alphabetical order."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name != SUMS:
            yield file.relative_to(folder).as_posix(), sha256(file)


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


INTRO = (
    "Ce dossier contient de quoi mettre le cours à disposition. Rien n’est à installer pour la personne qui apprend.",
    "Prenez seulement ce qui vous sert.",
)
VERIFY_WHY = "Pour vérifier qu’un fichier est arrivé entier, comparez sa somme de contrôle à celle de SHA256SUMS."
VERIFY = (
    ("Linux", "sha256sum -c SHA256SUMS"),
    ("macOS", "shasum -a 256 -c SHA256SUMS"),
    ("Windows", "certutil -hashfile NOM-DU-FICHIER SHA256"),
)


def _wrapped(text: str, indent: str) -> list[str]:
    import textwrap

    # Spaces that do not break stay whole: textwrap cuts at ordinary ones only.
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def edition(job: Job) -> str:
    """« Édition : … », with the name of the pack or of the region chosen; "" for the course itself."""
    if job.pack is not None:
        from ..pack import load

        return f"Édition{NBSP}: {load(job.pack)['nom']}."
    return f"Région choisie d’avance{NBSP}: {regions.name(job.region)}." if job.region else ""


def _text(found: list[Found], others: list[str], edition: str) -> str:
    title = f"L’ESS en Région, version {__version__}"
    lines = [title, "=" * len(title), ""]
    for sentence in filter(None, (edition, *INTRO)):
        lines += _wrapped(sentence, "")
    for one in found:
        lines += ["", f"{one.name}  ({french.in_bytes(one.size)})"]
        lines += _wrapped(f"{one.piece.title}. Pour{NBSP}: {one.piece.reader}.", "    ")
        lines += _wrapped(one.piece.use, "    ")
    if others:
        lines += ["", *_wrapped(f"Aussi dans ce dossier{NBSP}: {', '.join(others)}.", "")]
    lines += ["", "VÉRIFIER", "", *_wrapped(VERIFY_WHY, "")]
    lines += [f"    {system:<8} {command}" for system, command in VERIFY]
    return "\n".join(lines) + "\n"


_STYLE = """
.pieces { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.pieces li { padding: .9rem 1rem; background: var(--soft); border-left: 4px solid var(--link); }
.pieces h2 { margin: 0; }
.pieces a { font-weight: 600; overflow-wrap: anywhere; }
@media print { .pieces li { break-inside: avoid; border: 1px solid var(--line); padding: 2mm; } }
"""


def _html(found: list[Found], others: list[str], edition: str) -> str:
    cards = "".join(
        f"<li><h2>{escape(one.piece.title)}</h2>\n<p>Pour{NBSP}: {escape(one.piece.reader)}.</p>\n"
        f"<p>{escape(one.piece.use)}</p>\n"
        f'<p><a href="{escape(one.name)}">{escape(one.name)}</a> ({french.in_bytes(one.size)})</p></li>\n'
        for one in found
    )
    body = f"<h1>L’ESS en Région</h1>\n<p>Version {__version__}. {' '.join([escape(edition), *INTRO]).strip()}</p>\n"
    body += f'<ul class="pieces">\n{cards}</ul>\n'
    if others:
        body += f"<p>Aussi dans ce dossier{NBSP}: {escape(', '.join(others))}.</p>\n"
    commands = "".join(f"<tr><th scope=\"row\">{system}</th><td><code>{command}</code></td></tr>\n" for system, command in VERIFY)
    body += f"<h2>Vérifier un fichier</h2>\n<p>{VERIFY_WHY}</p>\n<table>\n{commands}</table>\n"
    return document("L’ESS en Région : ce que contient ce dossier", body, _STYLE)
