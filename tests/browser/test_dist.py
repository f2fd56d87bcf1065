"""`dist/`, made twice from the same books, each file opened as its reader would. The PDFs have tests of their own."""

import subprocess
import zipfile

import pytest

from ess_region import build
from ess_region.build import BuildResult
from ess_region.export import bom, dist, registry, sheet, summary
from ess_region.export.registry import Job

from .support import PHONE, Site, Visitor, check_accessible

STEM = Job().stem
#: All but what takes a browser a minute.
MADE = [one for one in registry.EXPORTERS if not one.optional]


@pytest.fixture(scope="module")
def made(book, facilitators_book, tmp_path_factory):
    """`dist/`, made twice: the folder, and the digests of each time."""
    books = {"apprenant": book, "animateur": facilitators_book}
    with pytest.MonkeyPatch.context() as patch:
        built = {edition: BuildResult(True, False, folder) for edition, folder in books.items()}
        patch.setattr(build, "build_editions", lambda *_, **__: built)
        root = tmp_path_factory.mktemp("dist")
        patch.setattr(registry, "dist", lambda: root / "dist")
        patch.setattr(dist, "dist", registry.dist)
        found = []
        for _ in range(2):
            folder = dist.run([one.name for one in MADE]).folder
            found.append(dict(summary.digests(folder)))
    return folder, found


def test_the_same_bytes_twice(made):
    _, (first, second) = made
    assert first == second


def test_everything_is_there_and_told(made):
    folder, _ = made
    pieces = {one.path for one in summary.pieces(folder, Job())}
    assert {path.name for path in folder.iterdir()} - set(summary.OWN) == {path.name for path in pieces}
    # There are notes only where git knows an earlier version.
    assert {piece.path(folder, Job()) for one in MADE if one.name != "notes" for piece in one.pieces} <= pieces


def test_the_sums_as_people_check_them(made):
    folder, _ = made
    done = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", summary.SUMS], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_others_is_untold(book, facilitators_book):
    assert bom.unknown_files(book) == [] and bom.unknown_files(facilitators_book) == []


@pytest.mark.parametrize("word", ["livre", "animation"])
def test_a_book_unpacked_and_opened_by_a_double_click(made, browser, tmp_path, word):
    folder, _ = made
    with zipfile.ZipFile(folder / f"{STEM}-{word}.zip") as archive:
        archive.extractall(tmp_path)
    top = tmp_path / f"{STEM}-{word}"
    visitor = Visitor(browser, {"file": Site(top.as_uri() + "/")})
    page = visitor.context("file").new_page()
    page.goto((top / "index.html").as_uri())
    page.wait_for_url("**/book/accueil.html")
    page.wait_for_selector("html[data-ess-ready]", state="attached")
    assert page.locator(".ess-widget[data-state=error]").count() == 0
    visitor.close()


@pytest.mark.parametrize("name", [summary.HTML, sheet.NAME, "hebergement.html"])
def test_the_pages_that_stand_alone(made, browser, name):
    folder, _ = made
    visitor = Visitor(browser, {"file": Site(folder.as_uri() + "/")})
    page = visitor.context("file", viewport=PHONE).new_page()
    page.goto((folder / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for link in page.locator("a[href]").evaluate_all("all => all.map((a) => a.getAttribute('href'))"):
        assert (folder / link).exists(), link
    check_accessible(page)
    if name == sheet.NAME:
        assert f"scorm/{STEM}-scorm12.zip" in page.inner_text("table")
        assert _printed_pages(page) == 1
    visitor.close()


def _printed_pages(page) -> int:
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
