"""A Region's pack: its name, logo, welcome page, contacts, examples, figures and workshop cases.

A folder or a ZIP archive, whose `pack.yml` says the format. Read in memory into one plain dictionary, which
the Sphinx extension passes to the theme and, through a file, to the kernels of the cells:

    format, region, nom     always
    logo, logo_octets       file name and cleaned content (base64); `empreinte`, digest of that content
    accueil                 pieces of the welcome page: [{bloc, titre, texte}]
    contacts, exemples, chiffres   rows of the tables, see `sections`
    accessibilite           who answers about accessibility: {fonction, courriel, telephone, adresse}
    ateliers                slug → {titre, documents, corrige}
"""

import base64
import hashlib
import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import data, french
from . import show as show

if TYPE_CHECKING:
    from .reading import Reading

Pack = dict[str, Any]

#: Name of what a cell depends on when it reads the pack in use (`data.trace_value`).
TRACE = "@pack"


def load(place: Path | str) -> Pack:
    """The pack of a folder or a ZIP archive. Raises ContentError: the first fault, and how many more there are."""
    return read(place).checked(place)


def read(place: Path | str) -> "Reading":
    """Everything of a pack, and all its faults at once."""
    from .reading import read as read_pack

    return read_pack(place)


def logo_bytes(pack: Pack) -> bytes:
    """The cleaned logo of a pack that has one."""
    return base64.b64decode(pack["logo_octets"])


# -- the pack in use ---------------------------------------------------------------------------

_in_use: Pack | None = None


def use(pack: Pack | None) -> None:
    """Set the pack of the book being built; None: that of the environment (kernels), or no pack."""
    global _in_use
    _in_use = pack


def current() -> Pack:
    """The pack in use, empty without one. A cell that calls this is executed again when the pack changes."""
    data.trace_value(TRACE)
    return _silently()


def _silently() -> Pack:
    if _in_use is not None:
        return _in_use
    file = os.environ.get("ESS_PACK")
    return _stored(file) if file else {}


@lru_cache(maxsize=1)
def _stored(file: str) -> Pack:
    return json.loads(Path(file).read_text(encoding="utf-8"))


def digest() -> str:
    """A text that changes with what cells may read of the pack in use; empty without a pack."""
    pack = _silently()
    return hashlib.sha256(to_json(pack).encode()).hexdigest() if pack else ""


def to_json(pack: Pack) -> str:
    """The pack as cells read it: without the logo, which is the theme's own."""
    return json.dumps({key: pack[key] for key in pack if key != "logo_octets"}, ensure_ascii=False, sort_keys=True)


def slug(place: Path | str) -> str:
    """A short name for what is made with a pack, from that of its folder or archive."""
    name = Path(os.path.abspath(place)).name
    stem = name.removesuffix(".zip")
    return re.sub(r"[^a-z0-9]+", "-", french.fold(stem)).strip("-")[:40] or "pack"
