"""The ordinary tools keep working: `jupyter-book build .` gives the pages that our command gives."""

import os
import subprocess
import sys
from pathlib import Path

from small_tree import Tree


def jupyter_book(tree: Tree, output: Path, *options: str) -> subprocess.CompletedProcess:
    """Run the plain tool on the tree. No PYTHONPATH: `_config.yml` says where the extension is."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--path-output", str(output)]
    ours = ("PYTHONPATH", "ESS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [*command, *options],
        cwd=tree.root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def test_jupyter_book_builds_the_same_pages(tree: Tree, tmp_path):
    done = jupyter_book(tree, tmp_path, "-W")
    assert done.returncode == 0, done.stdout + done.stderr
    plain = tree.digests(tmp_path / "_build" / "html")
    ours = tree.digests()
    pages = {name: digest for name, digest in ours.items() if name.startswith(("book/", "_static/", "_images/"))}
    assert {name: plain.get(name) for name in pages} == pages


def test_jupyter_book_refuses_what_we_refuse(tree: Tree, tmp_path):
    tree.append("book/accueil.md", "\nSoit {fait}`rien-de-tel`.\n")
    done = jupyter_book(tree, tmp_path)
    assert done.returncode != 0
    assert "book/accueil.md, ligne 7" in done.stdout + done.stderr
    assert "rien-de-tel" in done.stdout + done.stderr
