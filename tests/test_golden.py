"""Each page with code has an executed golden notebook with the same code; nbval re-runs them."""

import nbformat
import pytest

from ess_region import golden, paths

PAGES = golden.pages() if (paths.ROOT / "_toc.yml").is_file() else []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_golden_has_the_code_of_the_page(page):
    file = golden.golden_of(page)
    assert file.is_file(), f"{file.name} manque : python3 cours.py golden"
    assert golden.code_cells(file) == golden.code_cells(page), (
        f"le code de {page.name} a changé : python3 cours.py golden"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_golden_is_executed(page):
    assert golden.is_executed(golden.golden_of(page)), "carnet non exécuté : python3 cours.py golden"


def test_no_golden_without_page():
    wanted = {golden.golden_of(page) for page in PAGES}
    assert set(paths.GOLDEN.glob("*.ipynb")) <= wanted, "carnet sans page : python3 cours.py golden"


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "exemple.md"
    file.write_text(
        "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
        "# Exemple\n\n```{code-cell} python\nprint('bonjour')\n```\n\nTexte.\n\n"
        "```{code-cell} python\n:tags: [hide-input]\nfrom IPython.display import HTML\nHTML('<p>x</p>')\n```\n\n"
        "```{code-cell} python\n6 * 7\n```\n",
        encoding="utf-8",
    )
    return file


def test_code_cells(page):
    assert golden.code_cells(page)[0] == "print('bonjour')"
    assert len(golden.code_cells(page)) == 3


def test_make_keeps_text_only_and_is_reproducible(page):
    notebook = golden.make(page)
    assert [cell.id for cell in notebook.cells] == ["exemple-01", "exemple-02", "exemple-03"]
    assert notebook.cells[0].outputs[0].text == "bonjour\n"
    assert set(notebook.cells[1].outputs[0].data) == {"text/plain"}
    assert notebook.cells[2].outputs[0].data["text/plain"] == "42"
    assert nbformat.writes(golden.make(page)) == nbformat.writes(notebook)


def test_refresh_writes_once_then_says_what_changed(page, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "GOLDEN", tmp_path / "golden")
    assert [change.text for change in golden.refresh(page)] == ["nouveau, 3 cellule(s)"]
    assert golden.is_executed(golden.golden_of(page))
    assert golden.refresh(page) == []
    page.write_text(page.read_text(encoding="utf-8").replace("6 * 7", "6 * 8"), encoding="utf-8")
    texts = [change.text for change in golden.refresh(page)]
    assert any("code" in text for text in texts)
    assert any("42" in text and "48" in text for text in texts)


def test_failing_cell_names_file_and_line(page):
    from ess_region.errors import ContentError

    page.write_text(page.read_text(encoding="utf-8").replace("6 * 7", "1 / 0"), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        golden.make(page)
    lines = page.read_text(encoding="utf-8").splitlines()
    assert caught.value.line == lines.index("1 / 0") + 1
    assert "ZeroDivisionError" in str(caught.value)


def test_unexecuted_golden_is_refused(tmp_path):
    """The fixture that must make the gate fail: code without a trace of execution."""
    file = tmp_path / "vide.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), file)
    assert not golden.is_executed(file)


def test_nbval_refuses_another_output(page, tmp_path, pytestconfig):
    """Strict re-run: a golden whose text is not what the code prints must fail."""
    import os
    import subprocess
    import sys

    notebook = golden.make(page)
    notebook.cells[2].outputs[0].data["text/plain"] = "43"
    file = tmp_path / "faux.ipynb"
    nbformat.write(notebook, file)
    skip = (paths.ROOT / "tests" / "golden" / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(skip, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", str(file)]
    command += ["-p", "no:cacheprovider", "--rootdir", str(tmp_path), "-c", os.devnull]
    environment = os.environ | {"PYTHONPATH": str(paths.PACKAGE.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 2 passed" in done.stdout
