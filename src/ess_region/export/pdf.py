"""`cours.py export pdf`: the whole book as one tagged PDF.

The browser prints a document made of the built pages, twice: page numbers of the contents are only known once
the book is laid out. What depends on the day is then taken out, so that the same sources give the same bytes.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import browser
from ..errors import ContentError, MachineError
from ..pack import load
from . import answers, book_html

TIME_LIMIT = 600  # seconds for a printing, on the slowest machine

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Exported:
    """What was written: the file, its number of pages."""

    file: Path
    pages: int


def export(
    target: Path,
    site: Path,
    *,
    edition: str = "apprenant",
    address: str | None = None,
    pages: Sequence[str] | None = None,
    pack: Path | None = None,
    progress: Progress = lambda _step, _share: None,
) -> Exported:
    """Write the book built in `site` as a PDF, `target`: all of it or nothing.

    `address`: where the book is hosted, printed beside each activity with a QR code. `pages`: slugs, all by
    default. Raises ContentError (a page, an address), MachineError (no browser) and OSError.
    """
    address = _address(address)
    engine = _browser()
    found = book_html.pages(site, edition, pages)
    if not found:
        raise ContentError("aucune de ces pages n’est dans le livre", hint="Vérifiez leurs noms dans _toc.yml.")
    style = book_html.stylesheets(site)
    ending = answers.html(found)
    region = load(pack) if pack else None

    def printed(work: Path, numbers: dict[str, int]) -> Path:
        text = book_html.document(found, style, edition=edition, address=address, numbers=numbers, ending=ending, region=region)
        return _print(engine, text, work)

    with tempfile.TemporaryDirectory(prefix="ess-pdf-") as made:
        work = Path(made)
        progress("mise en page", 0.05)
        numbers = page_numbers(printed(work, {}))
        progress("numéros du sommaire", 0.45)
        final = printed(work, numbers)
        progress("finition", 0.9)
        if page_numbers(final) != numbers:
            raise MachineError("les numéros du sommaire ne tombent pas juste", "Mettez le navigateur à jour, puis relancez.")
        done = work / "fini.pdf"
        count = _finish(final, done, found, book_html.title(edition))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(done, target)
    return Exported(target, count)


def _address(given: str | None) -> str | None:
    """The address of the book, with a final slash. Raises ContentError."""
    if not given:
        return None
    if not given.startswith(("https://", "http://")) or any(one.isspace() or one in '<>"' for one in given):
        raise ContentError(f"l’adresse « {given} » ne convient pas", hint="Donnez une adresse complète : https://cours.exemple.fr/ess/")
    # The address of a page of the book is that of the book, too.
    given = given.split("#")[0].split("?")[0].removesuffix("index.html")
    return given.rstrip("/") + "/"


def _browser() -> str:
    found = browser.find_browser()
    if found is None:
        raise MachineError(
            "le PDF a besoin d’un navigateur Chromium, Chrome ou Edge, et il n’y en a pas sur cette machine",
            "Installez-en un, ou donnez son chemin dans la variable ESS_NAVIGATEUR.",
        )
    return found


def _print(engine: str, text: str, work: Path) -> Path:
    """Print an HTML document with this browser; returns the PDF. Raises MachineError."""
    source, target = work / "livre.html", work / "livre.pdf"
    source.write_text(text, encoding="utf-8", newline="\n")
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="profil-", dir=work, ignore_cleanup_errors=True) as profile:
        command = [engine, "--headless", "--disable-gpu", *browser.flags(), f"--user-data-dir={profile}", "--lang=fr"]
        command += ["--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline"]
        command += [f"--print-to-pdf={target}", source.as_uri()]
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=TIME_LIMIT)
        except (OSError, subprocess.SubprocessError) as error:
            raise MachineError(f"le navigateur n’a pas imprimé le livre ({error})", "Relancez ; sinon, essayez un autre navigateur (ESS_NAVIGATEUR).") from error
    if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
        raise MachineError("le navigateur n’a pas imprimé le livre", "Mettez-le à jour, ou donnez-en un autre dans la variable ESS_NAVIGATEUR.")
    return target


def page_numbers(file: Path) -> dict[str, int]:
    """Id of each place that a link of the document leads to → number of its page, from 1."""
    import pikepdf

    with pikepdf.open(file) as pdf:
        index = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = pdf.Root.get("/Dests", {})
        return {name.removeprefix("/"): index[place[0].objgen] for name, place in places.items()}


def _finish(source: Path, target: Path, found: Sequence[book_html.Page], title: str) -> int:
    """The same document, the day taken out, its pages grouped by part in the bookmarks. Returns the pages."""
    import pikepdf

    from . import canonical

    with pikepdf.open(source) as pdf:
        for key in ("/CreationDate", "/ModDate"):
            if key in pdf.docinfo:
                del pdf.docinfo[key]
        pdf.docinfo["/Title"] = title
        pdf.docinfo["/Subject"] = "Cours sur l’économie sociale et solidaire pour les Régions"
        pdf.Root.Lang = "fr-FR"
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        _bookmarks(pdf, found)
        count = len(pdf.pages)
        canonical.save(pdf, target)
    return count


#: Levels of titles below a page that the bookmarks keep.
_LEVELS = 1


def _bookmarks(pdf, found: Sequence[book_html.Page]) -> None:
    """Group the bookmarks of the pages under their part; leave out the smallest titles."""
    from pikepdf import OutlineItem

    # The browser drops the space where a long title goes to the next line.
    known = {re.sub(r"\s", "", page.title): page for page in found}
    with pdf.open_outline() as outline:
        roots = list(outline.root)
        outline.root.clear()
        groups: dict[str, OutlineItem] = {}
        for item in roots:
            _prune(item, _LEVELS)
            page = known.get(re.sub(r"\s", "", item.title))
            if page:
                item.title = page.title
            part = page.part if page else ""
            if not part:
                outline.root.append(item)
                continue
            if part not in groups:
                group = OutlineItem(part, item.destination or None, action=item.action)
                group.is_closed = True
                groups[part] = group
                outline.root.append(group)
            groups[part].children.append(item)


def _prune(item, levels: int) -> None:
    item.is_closed = True
    if levels == 0:
        item.children.clear()
    for child in item.children:
        _prune(child, levels - 1)
