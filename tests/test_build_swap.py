"""Building: nothing half-written, nothing lost, nothing falsely up to date."""

import os
import subprocess
import sys
import textwrap

import pytest

from ess_region import build as building
from ess_region import paths
from ess_region.checks import links, weight
from ess_region.errors import ContentError, MachineError
from ess_region.lock import Busy, Lock

EXTENSION = """
def no_styles(app, pagename, templatename, context, doctree):
    context["css_files"] = []  # as the book's own theme does

def no_search(app):
    app.builder.search = False  # as the book, which has its own

def setup(app):
    app.connect("builder-inited", no_search)
    app.connect("html-page-context", no_styles, priority=900)
    app.add_config_value("ess_edition", "", "env")
    app.add_config_value("ess_region_defaut", "", "env")
    app.add_config_value("ess_pack", {}, "env")
    return {"parallel_read_safe": True}
"""
CONFIG = """
title: Essai
only_build_toc_files: true
exclude_patterns: [src, data]
execute: {execute_notebooks: "off"}
latex: {use_jupyterbook_latex: false}
html: {use_multitoc_numbering: false}
sphinx:
  local_extensions: {essai_mini: src}
  config:
    extensions: [jupyter_book, sphinx_external_toc, myst_nb, essai_mini]
    html_theme: basic
    html_theme_options: {}
    language: fr
    html_copy_source: false
"""
TOC = """
format: jb-book
root: book/accueil
chapters:
  - file: book/un
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A two-page book; the package's checks of the real data are left out."""
    files = {
        "_config.yml": CONFIG,
        "_toc.yml": TOC,
        "requirements.txt": "",
        "src/essai_mini.py": EXTENSION,
        "data/x.csv": "a\n1\n",
        "book/accueil.md": "# Accueil\n\nBonjour.\n",
        "book/un.md": "# Un\n\nPremier.\n",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    for name in ("book", "data", "exercises"):
        monkeypatch.setattr(paths, name.upper(), tmp_path / name)
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(building, "_check_data", lambda progress: [])
    # Sphinx's own pages load what ours do not.
    monkeypatch.setattr(links, "check", lambda site, **_: [])
    monkeypatch.setattr(weight, "look", lambda site, **_: ([], []))
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def page(tree, name="un", output="html"):
    return (tree / "_build" / output / "book" / f"{name}.html").read_text(encoding="utf-8")


def test_first_build_then_nothing_to_do(tree):
    steps = []
    result = building.build(progress=lambda step, share: steps.append(step))
    assert result.ok and result.changed, result.errors
    assert sorted(result.pages_read) == ["book/accueil", "book/un"]
    assert "Lecture des pages" in steps and "Mise en place" in steps
    assert "Premier." in page(tree)
    index = (result.output / "index.html").read_text(encoding="utf-8")
    assert "url=book/accueil.html" in index and "<script" not in index
    again = building.build()
    assert again.ok and not again.changed and again.seconds < 1


def test_an_edit_reads_that_page_only(tree):
    building.build()
    (tree / "book/un.md").write_text("# Un\n\nDeuxième.\n", encoding="utf-8")
    result = building.build()
    assert result.ok and "book/un" in result.pages_read
    assert "Deuxième." in page(tree)


def test_a_failure_leaves_the_previous_book_and_is_never_falsely_green(tree):
    building.build()
    good = (tree / "book/un.md").read_text(encoding="utf-8")
    (tree / "book/un.md").write_text("# Un\n\n{inconnu}`x`\n", encoding="utf-8")
    result = building.build()
    assert not result.ok
    assert any("book/un.md, ligne 3" in error and "«\u202finconnu\u202f»" in error for error in result.errors)
    assert "Premier." in page(tree)
    assert not building.build().ok, "la faute doit être redite"
    (tree / "book/un.md").write_text(good, encoding="utf-8")
    result = building.build()
    assert result.ok
    assert "Premier." in page(tree)


def test_editions_do_not_mix(tree):
    assert building.build().ok
    assert building.build("animateur").ok
    assert (tree / "_build/animateur/book/un.html").is_file()
    assert not building.build().changed
    assert not building.build("animateur").changed
    monitored = building.build(region="53")
    assert monitored.changed and building.build().changed, "une région choisie est un autre livre"


def test_a_deleted_page_leaves_the_book(tree):
    building.build()
    (tree / "book/deux.md").write_text("# Deux\n", encoding="utf-8")
    (tree / "_toc.yml").write_text(TOC + "  - file: book/deux\n", encoding="utf-8")
    assert building.build().ok
    assert (tree / "_build/html/book/deux.html").is_file()
    (tree / "book/deux.md").unlink()
    (tree / "_toc.yml").write_text(TOC, encoding="utf-8")
    assert building.build().ok
    assert not (tree / "_build/html/book/deux.html").exists()


def test_cold_and_warm_builds_have_the_same_bytes(tree):
    def everything():
        folder = tree / "_build/html"
        return {f.relative_to(folder): f.read_bytes() for f in folder.rglob("*") if f.is_file()}

    building.build()
    first = everything()
    (tree / "book/un.md").write_text("# Un\n\nAutre.\n", encoding="utf-8")
    building.build()
    (tree / "book/un.md").write_text("# Un\n\nPremier.\n", encoding="utf-8")
    building.build()
    assert everything() == first
    building.build(cold=True)
    assert everything() == first


def test_page_missing_from_the_contents(tree):
    (tree / "book/oubli.md").write_text("# Oubli\n", encoding="utf-8")
    (tree / "book/modele.md").write_text("# Modèle à copier\n", encoding="utf-8")
    errors = building.build().errors
    assert len(errors) == 1
    assert "book/oubli.md" in errors[0] and "manque dans _toc.yml" in errors[0]


def test_contents_naming_no_page(tree):
    (tree / "_toc.yml").write_text(TOC + "  - file: book/absente\n", encoding="utf-8")
    errors = building.build().errors
    assert len(errors) == 1 and "_toc.yml, ligne 6" in errors[0]


def test_data_faults_stop_the_build(tree, monkeypatch):
    building.build()
    (tree / "data/x.csv").write_text("a\nb\n", encoding="utf-8")
    fault = ContentError("faute", file="data/x.csv", line=2)
    monkeypatch.setattr(building, "_check_data", lambda progress: [fault])
    result = building.build()
    assert not result.ok and result.errors == [str(fault)]
    assert "Premier." in page(tree)


def test_unexpected_error_is_kept_in_a_file(tree):
    (tree / "src/essai_mini.py").write_text(
        EXTENSION.replace("    return", "    app.connect('source-read', lambda *_: 1 / 0)\n    return"),
        encoding="utf-8",
    )
    sys.modules.pop("essai_mini", None)
    try:
        result = building.build()
    finally:
        sys.modules.pop("essai_mini", None)
    assert not result.ok
    assert "Traceback" not in "\n".join(result.errors)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("book/x.md: WARNING: document isn't included in any toctree", "manque dans _toc.yml"),
        ('book/x.md:7: WARNING: Unknown interpreted text role "fiat". [myst.role_unknown]', "ligne 7"),
        ("book/x.md:7: WARNING: Unknown directive type: 'a-vou' [myst.directive_unknown]", "le bloc «\u202fa-vou\u202f»"),
        ("book/x.md:9: WARNING: 'myst' cross-reference target not found: 'la' [myst.xref_missing]", "nulle part"),
        ("book/x.md:2: WARNING: local id not found in doc 'book/y': 'la' [myst.xref_missing]", "aucun titre"),
        ("book/x.md:3: WARNING: image file not readable: book/a.png", "«\u202fbook/a.png\u202f»"),
    ],
)
def test_sphinx_warnings_in_french(record, expected):
    text = building.translate(record)
    assert text.startswith("book/x.md") and expected in text and "→" in text


# -- swap, lock ---------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path):
    source, output = tmp_path / "neuf", tmp_path / "html"
    for folder, text in ((source, "neuf"), (output, "ancien")):
        folder.mkdir()
        (folder / "a.html").write_text(text)
    return source, output


def test_swap(folders):
    source, output = folders
    building.swap_in(source, output)
    assert (output / "a.html").read_text() == "neuf"
    assert sorted(p.name for p in output.parent.iterdir()) == ["html", "neuf"]


def test_swap_that_cannot_copy_changes_nothing(folders, monkeypatch):
    source, output = folders

    def full(*_a, **_k):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.shutil, "copytree", full)
    with pytest.raises(OSError):
        building.swap_in(source, output)
    assert (output / "a.html").read_text() == "ancien"


def test_swap_that_cannot_rename_puts_the_previous_back(folders, monkeypatch):
    source, output = folders
    real = building._rename

    def stubborn(origin, target):
        if target == output:
            raise PermissionError(13, "fichier ouvert")
        real(origin, target)

    monkeypatch.setattr(building, "_rename", stubborn)
    with pytest.raises(OSError):
        building.swap_in(source, output)
    assert (output / "a.html").read_text() == "ancien"


def test_a_swap_cut_in_two_is_mended(tree):
    building.build()
    output = tree / "_build/html"
    output.rename(output.with_name(".ancien-html"))
    result = building.build()
    assert result.ok and not result.changed
    assert "Premier." in page(tree)


def test_full_disk_is_a_machine_error(tree, monkeypatch):
    building.build()
    (tree / "book/un.md").write_text("# Un\n\nAutre.\n", encoding="utf-8")

    def full(*_a, **_k):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.shutil, "copytree", full)
    with pytest.raises(MachineError, match="espace|space|place"):
        building.build()
    assert "Premier." in page(tree)


def test_two_builds_at_once(tree):
    building.build()
    with Lock(tree / "_build/.travail/verrou"), pytest.raises(MachineError, match="en cours"):
        building.build()


def test_lock_of_a_killed_process_is_free(tmp_path):
    code = textwrap.dedent(
        """
        import os, signal, sys
        from ess_region.lock import Lock
        with Lock(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGTERM)
        """
    )
    file = tmp_path / "verrou"
    environment = {**os.environ, "PYTHONPATH": str(paths.PACKAGE.parent)}
    subprocess.run([sys.executable, "-c", code, str(file)], env=environment)
    assert file.exists()
    with Lock(file):
        with pytest.raises(Busy):
            Lock(file).__enter__()
    with Lock(file):
        pass
