"""Where things are in the tree. One place, so that nothing else computes a path."""

import os
from pathlib import Path

# ESS_ROOT lets the bench and the tests work on a copy of the tree.
ROOT = Path(os.environ.get("ESS_ROOT") or Path(__file__).resolve().parents[2])
PACKAGE = Path(__file__).resolve().parent
BOOK = ROOT / "book"
DATA = ROOT / "data"
EXERCISES = ROOT / "exercises"
GOLDEN = ROOT / "tests" / "golden"
BUILD = ROOT / "_build"


def relative(path: Path | str) -> str:
    """A path as people read it: relative to the root, with forward slashes."""
    path = Path(path)
    try:
        return path.resolve().relative_to(ROOT.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
