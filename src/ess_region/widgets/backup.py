"""`Backup`: everything this browser keeps, in a file to take elsewhere; or another one in its place."""

from typing import ClassVar

import traitlets

from .. import __version__
from .base import EssWidget


class Backup(EssWidget):
    """Export, import, erase: `Backup()`. The file and its rules: `widgets/shared/{backup,restore}.js`.

    `version` is the version of the course, written in the file.
    """

    name: ClassVar[str] = "sauvegarde"
    module: ClassVar[str] = "backup"

    version = traitlets.Unicode(__version__, help="Version of the course.").tag(sync=True)

    def static_html(self) -> str:
        return (
            '<p class="sauve-note">Avec les scripts, vous enregistrez ici vos réponses dans un fichier, vous reprenez un '
            "fichier d’un autre appareil, ou vous effacez tout.</p>"
        )

    def summary(self) -> str:
        return repr(self.version)
