"""The ordinary tools keep working: `jupyter-book build .` gives the pages that our command gives."""

import os
import subprocess
import sys
from pathlib import Path

from small_tree import Tree


def test_jupyter_book_builds_the_same_pages(tree: Tree, tmp_path):
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--path-output", str(tmp_path), "-W"]
    # No PYTHONPATH: `_config.yml` says where the extension is.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=tree.root, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    plain = tree.digests(tmp_path / "_build" / "html")
    ours = tree.digests()
    pages = {name: digest for name, digest in ours.items() if name.startswith(("book/", "_static/", "_images/"))}
    assert {name: plain.get(name) for name in pages} == pages


def test_jupyter_book_refuses_what_we_refuse(tree: Tree, tmp_path):
    tree.append("book/accueil.md", "\nSoit {fait}`rien-de-tel`.\n")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--path-output", str(tmp_path)]
    done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode != 0
    assert "book/accueil.md, ligne 7" in done.stdout + done.stderr
    assert "rien-de-tel" in done.stdout + done.stderr
