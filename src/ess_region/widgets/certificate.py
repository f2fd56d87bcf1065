"""`Certificate`: the sheet that a person prints for herself once the evaluation is passed."""

from typing import Any, ClassVar

import traitlets

from .. import __version__, data
from ..chapters import TRACE, chapters
from ..french import NBSP
from .assessment import KINDS
from .base import EssWidget


class Certificate(EssWidget):
    """A self-declared certificate: `Certificate()`.

    The name is typed in the page: it is neither a trait, nor kept. `chapters` lists `{slug, titre}`,
    `needed` is the share of right answers that the evaluation asks for. Raises ContentError when a
    page of `_toc.yml` is missing.
    """

    name: ClassVar[str] = "attestation"
    module: ClassVar[str] = "certificate"

    version = traitlets.Unicode(__version__, help="Version of the course.").tag(sync=True)
    needed = traitlets.Float(KINDS["evaluation"]["pass"], help="Share of right answers to pass.").tag(sync=True)
    chapters = traitlets.List(traitlets.Dict(), help="The chapters, in order.").tag(sync=True)

    def __init__(self, **kwargs):
        data.trace_value(TRACE)
        found: list[dict[str, Any]] = [{"slug": row["slug"], "titre": row["titre"]} for row in chapters()]
        super().__init__(chapters=found, **kwargs)

    def static_html(self) -> str:
        return (
            '<p class="att-note">Quand l’évaluation est réussie, l’attestation s’imprime ici avec les scripts. Elle porte '
            "votre nom, la date, votre meilleur résultat, la durée de l’évaluation, la version du cours et les chapitres "
            f"terminés. C’est une attestation sur l’honneur, établie par la personne elle-même{NBSP}: ni diplôme ni contrôle.</p>"
        )

    def summary(self) -> str:
        return f"{len(self.chapters)} chapitres"
