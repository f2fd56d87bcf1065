"""The data as a Data Package in an archive, as programs read it: tables, schemas, map, licence."""

from pathlib import Path

from .. import __version__, data, french, paths
from .archive import folder_files, write_zip
from .books import README, licences

_LEFT_OUT = ("__pycache__/", ".DS_Store")

_README = """\
L’ESS en Région, version {version}
Les données du cours : {tables} tables, {rows} lignes.

CE QUE C’EST

  Un « data package » : datapackage.json décrit les tables, schemas/ décrit leurs colonnes.
  Tout programme qui connaît ce format le lit sans le décompresser. En Python :

      from frictionless import Package
      Package("{name}")

  Chaque table est aussi un fichier CSV : UTF-8, virgules, point décimal, une ligne d’en-tête.
  Pour un tableur, prenez plutôt le fichier .xlsx, qui a les mêmes tables.

LES TABLES

{list}

LIRE UN CHIFFRE

  Chaque ligne dit sa source (table sources) et, pour la brochure, sa page.
  Les codes de région sont du texte : 01 n’est pas 1.
  Un texte peut citer un fait : {{fait}}`part-emploi-prive` renvoie à la table faits.

LICENCE

  Licence Ouverte 2.0 : voir LICENCE-CONTENUS.md. Le tracé des régions a sa propre licence, dans geo/.
"""


def export(target: Path) -> tuple[int, int]:
    """Write the archive. Returns the numbers of tables and of rows. Raises ContentError, OSError."""
    files = {
        name: content for name, content in folder_files(paths.DATA).items() if not any(out in name for out in _LEFT_OUT)
    }
    found = tables()
    total = sum(count for _, _, count in found)
    words = _README.format(
        version=__version__,
        tables=len(found),
        rows=french.number(total),
        name=target.name,
        list="\n".join(f"  {name} : {title} ({count} ligne{'s' if count > 1 else ''})" for name, title, count in found),
    )
    files[README] = words.replace("\n", "\r\n").encode()
    write_zip(target, files | licences())
    return len(found), total


def tables() -> list[tuple[str, str, int]]:
    """Name, title and number of rows of each table, in the order of the package."""
    titles = {resource["name"]: resource["title"] for resource in data.package()["resources"]}
    return [(name, titles[name], len(data.table(name, trace=False))) for name in data.names()]
