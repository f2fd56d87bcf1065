"""Fixtures that several test files share."""

import shutil
from pathlib import Path

import pytest
from small_tree import Tree, small_tree


@pytest.fixture(scope="session")
def built_tree(tmp_path_factory) -> tuple[Path, Path]:
    """The small tree, built, and a copy of it kept aside.

    Sphinx remembers the folder of its sources: the tree always has the same one, in which `tree` puts
    the copy back (times of the files included).
    """
    folder = tmp_path_factory.mktemp("cours")
    tree = small_tree(folder / "arbre")
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    shutil.copytree(tree.root, folder / "reserve")
    return tree.root, folder / "reserve"


@pytest.fixture
def tree(built_tree) -> Tree:
    """The small tree, built, as new."""
    root, kept = built_tree
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    return Tree(root)
