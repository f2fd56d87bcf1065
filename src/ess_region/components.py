"""What others made and the course uses, with its licence: `components.csv`, from the pins and the packages' own metadata.

    python -m ess_region.components    write the list again, after a change of the pins

Stored, so that the book is the same wherever it is built: a package for another system, or one that the tests alone
need, is not installed everywhere. A test compares the list with what is installed.
"""

import csv
import io
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

from . import pins
from .paths import PACKAGE

FILE = PACKAGE / "components.csv"
#: What each file of pins is for.
USES = {"construction": pins.BOOK, "tests": pins.DEV}

# Told by the package's own licence file alone, or seen in the package of another system.
_READ = {"axe-playwright-python": "MIT", "appnope": "BSD-2-Clause", "colorama": "BSD", "pywinpty": "MIT"}
_SHORT = {
    "MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0", "ISC license": "ISC", "ISC License": "ISC", "ISC License (ISCL)": "ISC",
    "BSD 3-Clause License": "BSD-3-Clause", "Python Software Foundation License": "PSF-2.0", "PSFL": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "GNU General Public License (GPL)": "GPL",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later", "Artistic License": "Artistic",
}  # fmt: skip


class Component(NamedTuple):
    """A package of PyPI: `usage` is construction or tests; `licence`: SPDX identifier, or the package's own words."""

    nom: str
    version: str
    licence: str
    usage: str


def stored() -> list[Component]:
    """The list, in the order of the names. Raises OSError."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [Component(**row) for row in csv.DictReader(lines)]


def made() -> list[Component]:
    """The list as the pins and the packages installed here make it; an absent one keeps what is stored of it."""
    kept = {one.nom: one.licence for one in stored()} if FILE.is_file() else {}
    found = []
    for usage, file in USES.items():
        for block in pins.blocks(file.read_text(encoding="utf-8")):
            name, version = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", block).groups()
            found.append(Component(name, version, _licence(name) or kept.get(name, ""), usage))
    return sorted(found, key=lambda one: (one.nom.lower(), one.usage))


def _licence(name: str) -> str:
    """What a package says of its licence, in short; nothing when it is not installed here."""
    if name in _READ:
        return _READ[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    if said.get("License-Expression"):
        return said["License-Expression"]
    words = (said.get("License") or "").strip()
    prefix = "License :: OSI Approved :: "
    classifiers = [one.removeprefix(prefix) for one in said.get_all("Classifier") or [] if one.startswith(prefix)]
    # Some put the whole text in `License`; several classifiers say more than one word.
    if len(classifiers) < 2 and (words in _SHORT or re.fullmatch(r"[A-Za-z]+(?:-[\w.]+)*", words) and words != "UNKNOWN"):
        return _SHORT.get(words, words)
    return " ou ".join(dict.fromkeys(_SHORT.get(one, one) for one in classifiers)) or (words if "\n" not in words else "")


def text(components: list[Component]) -> str:
    """The list as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Component._fields)
    writer.writerows(components)
    return out.getvalue()


def write(file: Path = FILE) -> None:
    """Write the list again."""
    file.write_text(text(made()), encoding="utf-8", newline="")


if __name__ == "__main__":
    write()
