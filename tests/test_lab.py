"""JupyterLab: the copies of the pages, the settings that `cours.py lab` and the image share."""

import json
import os
import re

import nbformat
import pytest

from ess_region import cli, paths, toc
from ess_region.lab import image, pages, server, settings
from ess_region.pins import first_lines

BINDER = paths.ROOT / "binder"


@pytest.fixture(scope="module")
def notebooks() -> dict[str, str]:
    return pages.notebooks()


def cells(text: str, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == kind]


def test_one_notebook_for_each_page_and_a_first_one(notebooks):
    assert list(notebooks) == [pages.START, *(f"{entry.slug}.ipynb" for entry in toc.entries())]
    [start] = cells(notebooks[pages.START], "markdown")
    assert {*re.findall(r"\]\(([\w.-]+)\)", start)} == notebooks.keys() - {pages.START}


def test_copies_hold_plain_markdown_with_their_values(notebooks):
    said = "\n".join("\n".join(cells(text, "markdown")) for text in notebooks.values())
    for left in (r"\{[a-z-]+\}`", r"^:{3,}", r"^(?:> ?)?`{3,}\{", r"^\{#", r"^:[a-z]+: ", r"\.md\)"):
        assert not re.search(left, said, re.M), left
    targets = {name for name in re.findall(r"\]\(([\w-]+\.ipynb)\)", said)}
    assert targets <= notebooks.keys()
    mine = "\n".join(cells(notebooks["ma-region.ipynb"], "markdown"))
    assert "> **Ce que vous saurez faire**" in mine and "10,5\u00a0%" in mine and "(U003)" in mine
    assert "Dites." not in mine  # the notes for the person who leads
    assert "# corrigé" not in "\n".join(cells(notebooks["explorer-les-donnees.ipynb"], "code"))


def test_what_was_changed_is_kept(tmp_path, monkeypatch):
    def with_text(words: str) -> None:
        monkeypatch.setattr(pages, "notebooks", lambda: {name: pages._notebook([("code", words)], "a") for name in ("a.ipynb", "b.ipynb")})

    with_text("1")
    assert pages.make(tmp_path).written == ["a.ipynb", "b.ipynb"]
    ran = nbformat.read(tmp_path / "b.ipynb", as_version=4)
    ran.cells[0].execution_count = 1
    nbformat.write(ran, tmp_path / "b.ipynb")  # executed, not changed
    changed = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    changed.cells[0].source = "moi"
    nbformat.write(changed, tmp_path / "a.ipynb")
    assert not pages.make(tmp_path).written and not pages.make(tmp_path).kept
    assert nbformat.read(tmp_path / "b.ipynb", as_version=4).cells[0].execution_count == 1
    with_text("2")
    done = pages.make(tmp_path)
    assert (done.written, done.kept) == (["b.ipynb"], ["a.ipynb"])
    assert "moi" in (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    (tmp_path / "a.ipynb").write_text("abîmé", encoding="utf-8")
    assert pages.make(tmp_path).kept == ["a.ipynb"]
    (tmp_path / "a.ipynb").unlink()
    assert pages.make(tmp_path).written == ["a.ipynb"]


def test_command_line(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(server, "run", lambda *given, **_: calls.append(given))
    assert cli.main(["lab"]) == 0
    assert cli.main(["lab", "--sources", "--no-browser", "--port", "8765"]) == 0
    assert calls == [(None, True, False), (8765, False, True)]
    assert cli.main(["lab", "--port", "0"]) == 2
    assert "--port" in capsys.readouterr().err


def test_settings_keep_away_from_those_of_the_user(tmp_path):
    environment = settings.environment(tmp_path, "jeton")
    own = [value for name, value in environment.items() if name.startswith(("JUPYTER", "IPYTHON")) and name not in ("JUPYTER_TOKEN", "JUPYTER_PLATFORM_DIRS")]
    ours = [value for value in own if value.startswith(str(tmp_path))]
    assert len(ours) >= 7
    command = settings.command(8000, tmp_path, tmp_path)
    assert "--ServerApp.ip=127.0.0.1" in command and not any("jeton" in part for part in command)
    settings.prepare(tmp_path)
    kernel = json.loads((tmp_path / "donnees" / "kernels" / "python3" / "kernel.json").read_text(encoding="utf-8"))
    assert os.path.isfile(kernel["argv"][0])


def test_the_image_has_the_same_settings_and_pins(tmp_path):
    overrides, config = image.install(tmp_path)
    assert overrides.read_bytes() == settings.OVERRIDES.read_bytes()
    written = json.loads(config.read_text(encoding="utf-8"))
    assert {f"{part}.{name}" for part in written for name in written[part]} == settings.OPTIONS.keys()
    requirements = (BINDER / "requirements.txt").read_text(encoding="utf-8")
    [reference] = [line for line in requirements.splitlines() if not line.startswith("#")]
    file = (BINDER / reference.removeprefix("-r ")).resolve()
    assert file == paths.ROOT / "requirements-dev.txt" and "==" not in requirements
    names = {line.partition("==")[0] for line in first_lines(file.read_text(encoding="utf-8"))}
    assert {"jupyterlab", "jupytext"} <= names
    assert (BINDER / "runtime.txt").read_text(encoding="utf-8").strip() == "python-3.11"
    for name in ("postBuild", "start"):
        assert os.access(BINDER / name, os.X_OK), name
    [module] = re.findall(r"python -m ([\w.]+)", (BINDER / "postBuild").read_text(encoding="utf-8"))
    assert module == image.__name__
    notes = (paths.ROOT / "docs" / "jupyterhub.md").read_text(encoding="utf-8")
    assert f"lab/tree/_build/{pages.FOLDER}/{pages.START}" in notes
