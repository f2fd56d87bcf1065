"""The page read without running anything, and the notebook that it gives."""

from ess_region import copies, paths
from ess_region.explorer.tasks import TASKS

from .support import PHONE, check_accessible

SLUG = "explorer-les-donnees"


def test_results_are_read_without_running(visit):
    page = visit(SLUG)
    assert page.locator(".ess-verdict.is-right").count() == len(TASKS)
    assert page.locator(".cell_output .table-cadre table caption").count() >= 5
    figure = page.locator("#figure-barres")
    assert figure.locator("svg[role=img] title").count() == 1
    figure.locator("summary").click()
    assert figure.locator("tbody tr").count() == 17


def test_the_code_has_holes(visit):
    page = visit(SLUG, viewport=PHONE)
    for toggle in page.locator("details.hide > summary").all():
        toggle.click()
    code = page.locator(".cell_input").all_inner_texts()
    assert sum("reponse = ..." in text for text in code) == len(TASKS)
    assert not any("corrigé" in text for text in code)
    check_accessible(page)


def test_the_notebook_is_downloaded(visit):
    page = visit(SLUG)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger le carnet").click()
    download = waiting.value
    assert download.suggested_filename == f"{SLUG}.ipynb"
    copy = copies.copy_of(paths.BOOK / f"{SLUG}.md")
    assert open(download.path(), "rb").read() == copy.read_bytes()
