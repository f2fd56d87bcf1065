"""Copies to complete: made from the pages, byte for byte, without solution nor output, and they run."""

import json
import os

import nbformat
import pytest

from ess_region import copies, golden, paths, solutions
from ess_region.errors import ContentError
from ess_region.sphinx import notebooks

PAGES = copies.pages()
each = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def solution_lines(page) -> set[str]:
    """Lines of code that only a solution has."""
    found = set()
    for source in golden.code_cells(page):
        kept = solutions.without_solution(source).splitlines()
        found |= set(source.splitlines()) - set(kept) - {solutions.START, solutions.END}
    return found


def test_there_is_one():
    assert [page.stem for page in PAGES] == ["explorer-les-donnees"]


@each
def test_the_copy_is_the_one_that_the_page_makes(page):
    assert copies.copy_of(page).read_bytes().decode("utf-8") == copies.make(page), "python3 cours.py golden"


@each
def test_no_solution_and_no_output(page):
    text = copies.copy_of(page).read_text(encoding="utf-8")
    lines = solution_lines(page)
    assert len(lines) >= 8
    sources = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells).splitlines()
    assert not lines & set(sources)
    assert solutions.START not in text and solutions.END not in text
    for cell in json.loads(text)["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@each
def test_no_mark_of_the_book_is_left(page):
    for cell in nbformat.read(copies.copy_of(page), as_version=4).cells:
        if cell.cell_type == "markdown":
            for mark in ("{fait}", "{download}", "{a-vous}", "{sources-page}", "{#", "](", ".html", ".md"):
                assert mark not in cell.source


@each
def test_it_is_a_sound_notebook_that_runs_empty(page):
    from nbclient import NotebookClient

    notebook = nbformat.read(copies.copy_of(page), as_version=4)
    nbformat.validate(notebook)
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(paths.ROOT)}})
    client.execute(env={**os.environ, **golden.kernel_environment(), "ESS_PAGE": ""})
    said = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code" and "verifier" in cell.source
        for output in cell.outputs
    ]
    assert len(said) == 8 and all(text.startswith("À vous.") for text in said)


@each
@pytest.mark.parametrize(("edition", "shown"), [("apprenant", False), ("animateur", True)])
def test_the_learners_book_has_no_solution(page, edition, shown, monkeypatch):
    monkeypatch.setattr(notebooks, "_edition", edition)
    monkeypatch.setattr(notebooks, "_fill", lambda notebook, docname: None)
    read = notebooks.read(page.read_text(encoding="utf-8"))
    lines = {line for cell in notebooks.code_cells(read) for line in cell.source.splitlines()}
    assert (solution_lines(page) <= lines) is shown
    assert bool(solution_lines(page) & lines) is shown


CELL = "avant = 1\n# corrigé\nreponse = avant + 1\n# fin du corrigé\nverifier(reponse)"


def test_a_solution_becomes_a_hole():
    assert solutions.has_solution(CELL) and not solutions.has_solution("reponse = 2  # corrigé")
    assert solutions.without_solution(CELL) == f"avant = 1\n{solutions.HOLE}\nverifier(reponse)"
    assert solutions.without_solution("rien = 1") == "rien = 1"


@pytest.mark.parametrize("lost", [solutions.START, solutions.END])
def test_a_lost_remark_is_refused(lost):
    with pytest.raises(ContentError, match="sans sa moitié"):
        solutions.without_solution(CELL.replace(f"{lost}\n", ""))


def test_markdown_of_the_book_becomes_plain():
    text = "{#ici}\n## Titre\n\nLa part : {fait}`part-emploi-total`. [La fiche](ma-region.md#x), [le site](https://exemple.invalid).\n\n"
    block = "```{a-vous} Titre\nTexte du livre.\n```\n\nFin.\n"
    assert copies.plain_markdown(text + block) == (
        "## Titre\n\nLa part : 10,5\u00a0%. La fiche, [le site](https://exemple.invalid).\n\nFin."
    )


def test_refresh_writes_once_and_orphans_go(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "EXERCISES", tmp_path)
    [page] = PAGES
    assert [change.text for change in copies.refresh(page)] == ["nouvelle copie à compléter"]
    assert copies.refresh(page) == []
    copies.copy_of(page).write_text("{}", encoding="utf-8")
    assert [change.text for change in copies.refresh(page)] == ["copie à compléter remise à jour"]
    orphan = tmp_path / "ancienne" / "ancienne.ipynb"
    golden.write(orphan, "{}")
    assert [change.file for change in copies.remove_orphans()] == [orphan]
    assert not orphan.exists() and copies.copy_of(page).exists()
