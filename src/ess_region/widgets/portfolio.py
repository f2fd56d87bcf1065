"""`Portfolio`: « Ce que j’ai appris », each part of the page on what this browser keeps."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, facts, inline, quiz, regions, toc
from ..chapters import TRACE, chapters
from ..errors import ContentError
from ..french import NBSP, NNBSP, number
from .assessment import KINDS
from .base import EssWidget

# Part → its title in the document that one takes away, and what the page says as long as it is empty.
PARTS: dict[str, tuple[str, str]] = {
    "progression": (
        "Ma région et mes chapitres",
        "Votre région et vos chapitres s’affichent ici dès que vous en ouvrez un.",
    ),
    "points": (
        "Les points que je garde",
        f"Vous n’avez pas encore gardé de point. À la fin de chaque chapitre, sous «{NNBSP}À retenir{NNBSP}», appuyez sur "
        f"«{NNBSP}Garder ce point{NNBSP}»{NBSP}: il s’ajoute ici.",
    ),
    "reponses": (
        "Mes réponses",
        "Vos réponses aux quiz et vos tests se comptent ici, avec les questions à revoir. Vous n’avez encore répondu à rien.",
    ),
    "plan": (
        "Mon plan d’action",
        f"Votre plan est vide. Dans les chapitres, le bouton «{NNBSP}Garder dans mon plan{NNBSP}» y ajoute une action. "
        "Le dernier chapitre les date.",
    ),
    "mots": (
        "Les mots que j’ai cherchés",
        "Quand vous lisez la bulle d’un sigle pendant une seconde, il s’ajoute ici avec sa définition.",
    ),
    "emporter": ("", "Avec les scripts, cette page s’enregistre pour Word ou en texte, et s’imprime seule."),
}
LONGEST = 110  # characters of a question


class Portfolio(EssWidget):
    """One part of what the learner did: `Portfolio("points")`. See `PARTS`.

    What it shows lives in the browser. `chapters` lists `{slug, titre}` in the order of the course,
    with `questions` ([id, text] pairs) for the answers; `regions` maps a code to sentences. Raises
    ContentError when the part is unknown or a bank faulty.
    """

    name: ClassVar[str] = "bilan"
    module: ClassVar[str] = "portfolio"

    part = traitlets.Unicode(help="Which part.").tag(sync=True)
    title = traitlets.Unicode(help="Its title in the document.").tag(sync=True)
    chapters = traitlets.List(traitlets.Dict(), help="The chapters that the part needs.").tag(sync=True)
    regions = traitlets.Dict(help="Figures of each region, in words.").tag(sync=True)
    rules = traitlets.Dict(help="The share to pass, the reviews of each part.").tag(sync=True)

    def __init__(self, part: str, **kwargs):
        if part not in PARTS:
            raise ContentError(
                f"partie inconnue{NBSP}: «{NNBSP}{part}{NNBSP}»", hint=f"Écrivez l’une de celles-ci{NBSP}: {', '.join(PARTS)}."
            )
        super().__init__(
            part=part,
            title=PARTS[part][0],
            chapters=_chapters(part),
            regions=_regions() if part == "progression" else {},
            rules=_rules() if part == "reponses" else {},
            **kwargs,
        )

    def static_html(self) -> str:
        return f'<p class="bilan-vide">{escape(PARTS[self.part][1])}</p>'

    def summary(self) -> str:
        return repr(self.part)


def _chapters(part: str) -> list[dict[str, Any]]:
    if part not in ("progression", "points", "reponses"):
        return []
    data.trace_value(TRACE)
    found = [{"slug": row["slug"], "titre": row["titre"]} for row in chapters()]
    if part == "reponses":
        for row in found:
            row["questions"] = [[one.id, short(inline.plain(one.text))] for one in _bank(row["slug"])]
    return found


def _bank(slug: str):
    return quiz.load(slug) if slug in quiz.slugs() else ()


def short(text: str) -> str:
    """The text, or its first words when it is long."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition(" ")[0].rstrip(" ,;:.\u00a0\u202f") + "…"


def _regions() -> dict[str, list[str]]:
    """What the course says of each region: its figures in two sentences, or that there are none."""
    values = regions.regional()
    year = facts.resolve("part-emploi-total").date
    found = {}
    for row in data.table("regions"):
        code, name = row["code"], row["avec_article"]
        if code not in values.shares:
            found[code] = [f"{name[0].upper()}{name[1:]} n’a pas de chiffre dans la brochure."]
            continue
        found[code] = [
            f"{regions.percent(values.shares[code])} de l’ensemble des emplois de la région en {year}"
            f"{NBSP}: {values.share_rank_words(code)} par la part.",
            f"{number(values.jobs[code])} emplois de l’ESS{NBSP}: {values.job_rank_words(code)} par le nombre.",
        ]
    return found


def _rules() -> dict[str, Any]:
    parts = dict.fromkeys(entry.part for entry in toc.entries() if toc.is_chapter(entry))
    return {
        "seuil": KINDS["evaluation"]["pass"],
        "points": [[f"point-{part.lower()}", part] for part in parts],
    }
