"""The built book as an archive: unpacked, it opens by a double-click on `index.html`."""

from pathlib import Path

from .. import __version__, paths
from ..french import NBSP
from .archive import folder_files, write_zip
from .registry import Job

README = "LISEZ-MOI.txt"
#: What goes with any copy of the course.
LICENCES = ("LICENCE-CONTENUS.md", "LICENSE", "CREDITS.md")

_README = """\
L’ESS en Région, version {version}
{edition}

OUVRIR SUR VOTRE ORDINATEUR

  1. Décompressez d’abord l’archive. Sous Windows{nbsp}: clic droit, puis « Extraire tout ».
     Ouvert dans l’archive sans l’extraire, le cours s’affiche mal.
  2. Ouvrez le dossier obtenu, puis double-cliquez sur index.html.
  Le cours s’ouvre dans votre navigateur. Il n’a pas besoin du réseau.

METTRE EN LIGNE

  Copiez tout le contenu de ce dossier sur un serveur web, un partage ou une clé.
  Il n’y a rien à installer ni à configurer. Le fichier hebergement.html, donné avec
  cette archive, décrit chaque cas.

CE QUI RESTE SUR L’ORDINATEUR

  Les réponses, la région choisie et l’avancement restent dans le navigateur.
  Le cours n’envoie rien et n’appelle aucun autre site.
{warning}
LICENCES

  Textes et données{nbsp}: LICENCE-CONTENUS.md. Programme{nbsp}: LICENSE. Composants{nbsp}: CREDITS.md.
"""
_EDITIONS = {
    "apprenant": "Le cours, pour la personne qui apprend.",
    "animateur": "L’édition de la personne qui anime : le cours, ses consignes et ses corrigés.",
}
_WARNING = """
À GARDER POUR VOUS

  Cette édition contient les corrigés. Ne la donnez pas aux personnes qui suivent le cours.
"""


def export(folder: Path, edition: str, job: Job, word: str) -> Path:
    """Write `{stem}-{word}.zip` in `folder` with the book of an edition. Returns it. Raises OSError."""
    top = f"{job.stem}-{word}/"
    files = folder_files(job.books[edition], top)
    warning = _WARNING if edition == "animateur" else ""
    readme = _README.format(version=__version__, edition=_EDITIONS[edition], warning=warning, nbsp=NBSP)
    files[top + README] = readme.replace("\n", "\r\n").encode()
    files |= licences(top)
    target = folder / f"{job.stem}-{word}.zip"
    write_zip(target, files)
    return target


def licences(under: str = "") -> dict[str, bytes]:
    """Name → bytes of the texts that say what may be done with the course."""
    return {under + name: (paths.ROOT / name).read_bytes() for name in LICENCES}
