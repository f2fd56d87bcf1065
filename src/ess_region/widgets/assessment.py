"""`Assessment`: a test drawn from the banks, whose verdicts come at the end."""

from collections.abc import Sequence
from html import escape
from typing import Any, ClassVar

import traitlets

from .. import chapters, codes, draws, french, quiz, toc
from .base import EssWidget
from .quiz import question_html

# What each kind of test is: how many questions, how many kept of each chapter, the share to pass.
KINDS: dict[str, dict[str, Any]] = {
    "positionnement": {
        "total": 10,
        "lead": "Dix questions, sans note. À la fin, vous savez par quels chapitres commencer. Répondez sans chercher\u00a0: "
        "«\u202fje ne sais pas\u202f» est une bonne réponse, laissez alors la question vide.",
        "verb": "Voir par où commencer",
    },
    "point": {
        "total": 6,
        "each": 6,
        "lead": "{Total} questions tirées des chapitres de cette partie. Les verdicts viennent à la fin, avec ce qu’il faut relire.",
        "verb": "Voir mes résultats",
    },
    "evaluation": {
        "total": 20,
        "each": 3,
        "pass": 0.7,
        "lead": "Vingt questions tirées de tout le cours. Il faut quatorze réponses justes. Prenez votre temps\u00a0: rien n’est "
        "chronométré. Vous pouvez recommencer autant de fois que vous voulez, avec d’autres questions.",
        "verb": "Voir mes résultats",
    },
}
#: Draw shown before any script, and on paper.
STATIC_SEED = 2015


class Assessment(EssWidget):
    """A test of the course: `Assessment("positionnement")`, `Assessment("point", "Comprendre")`,
    `Assessment("evaluation")`.

    `given` maps a question's id to the answer of the attempt under way; `last` is the last result
    (`{quand, score, total, parties, manques, duree}`). Both follow the browser. Raises ContentError
    when a bank is faulty or the part unknown.
    """

    name: ClassVar[str] = "epreuve"
    module: ClassVar[str] = "assessment"
    asks: ClassVar[bool] = True

    kind = traitlets.Unicode(help="positionnement, point or evaluation.").tag(sync=True)
    key = traitlets.Unicode(help="Where the state is kept.").tag(sync=True)
    pool = traitlets.List(traitlets.Dict(), help="Questions that can be drawn.").tag(sync=True)
    questions = traitlets.List(traitlets.Dict(), help="Models of the questions.").tag(sync=True)
    counts = traitlets.Dict(help="How many questions each group gives.").tag(sync=True)
    code = traitlets.Dict(help="What the code of the answers begins with.").tag(sync=True)
    titles = traitlets.Dict(help="Titles of the chapters, by slug.").tag(sync=True)
    rules = traitlets.Dict(help="Words and mark of this kind of test.").tag(sync=True)
    given = traitlets.Dict(help="Answers of the attempt under way.").tag(sync=True)
    last = traitlets.Dict(help="Last result.").tag(sync=True)

    def __init__(self, kind: str, part: str | None = None, **kwargs):
        rules = KINDS[kind]
        known = {row["slug"]: row["titre"] for row in chapters.chapters()}
        pooled = questions(kind, part)
        models = [draws.model(one) for one in pooled]
        if kind == "point":
            # A part is reviewed chapter by chapter.
            models = [draws.model(one) | {"groupe": one.chapter} for one in pooled]
        counts = shares(kind, pooled)
        key = f"{kind}-{part.lower()}" if part else kind
        self._total = sum(counts.values())
        if kind != "positionnement":  # short, and the first of the course: it is there at once
            self.opens, self.keeps = "Commencer", f"epreuves/{key}"
        lead = rules["lead"].format(Total=french.in_words(self._total).capitalize())
        self._static = _static_html(pooled, self._drawn(models, counts), lead)
        super().__init__(
            kind=kind,
            key=key,
            pool=models,
            questions=[_model(one) for one in pooled],
            counts=counts,
            code=code_sheet(kind, key, pooled, self._total).model(),
            titles={slug: known[slug] for slug in dict.fromkeys(one.chapter for one in pooled)},
            rules={"verbe": rules["verb"], "seuil": rules.get("pass", 0)},
            **kwargs,
        )

    @staticmethod
    def _drawn(models: Sequence[dict[str, Any]], counts: dict[str, int]) -> list[str]:
        pool = [draws.Drawable(one["id"], one["chapitre"], one["groupe"], one["decide"]) for one in models]
        return draws.draw(pool, counts, STATIC_SEED)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{self.key!r}, {self._total} questions sur {len(self.pool)}"


def questions(kind: str, part: str | None = None) -> tuple[draws.Pooled, ...]:
    """The questions that a test can draw. Raises ContentError when a bank is faulty."""
    return _positioning() if kind == "positionnement" else draws.pool(part, KINDS[kind]["each"])


def shares(kind: str, pooled: Sequence[draws.Pooled]) -> dict[str, int]:
    """How many questions each part gives (each chapter, for a review)."""
    if kind == "point":
        slugs = list(dict.fromkeys(one.chapter for one in pooled))
        return draws.shares(slugs, max(KINDS[kind]["total"], len(slugs)))
    per_chapter = [entry.part for entry in toc.entries() if toc.is_chapter(entry)]
    counts = draws.shares(per_chapter, KINDS[kind]["total"])
    if kind == "positionnement":
        return {part: [one.part for one in pooled].count(part) for part in counts}
    return counts


def code_sheet(kind: str, key: str, pooled: Sequence[draws.Pooled], total: int) -> codes.Sheet:
    """What the codes of a test hold: the final one adds the score at `positionnement`."""
    return codes.sheet(
        key,
        [one.question for one in pooled],
        drawn=0 if total == len(pooled) else total,
        before=KINDS["positionnement"]["total"] if kind == "evaluation" else 0,
    )


def _model(pooled: draws.Pooled) -> dict[str, Any]:
    model = pooled.question.model(light=True)
    # The section to reread is on another page here.
    page = "" if "html" in model["lien"] else f"{pooled.chapter}.html"
    return model | {"lien": page + model["lien"]}


def _positioning() -> tuple[draws.Pooled, ...]:
    """The bank of `positionnement`: each question belongs to the chapter that it sends to."""
    parts = {entry.slug: entry.part for entry in toc.entries()}
    bank = quiz.load("positionnement")
    return tuple(
        draws.Pooled(question, slug := question.section.partition("#")[0], parts.get(slug, "")) for question in bank
    )


def _static_html(pooled: Sequence[draws.Pooled], drawn: Sequence[str], lead: str) -> str:
    shown = [one for one in pooled if one.question.id in drawn]
    rest = [one for one in pooled if one.question.id not in drawn]
    items = "".join(_item(one, rank, len(shown)) for rank, one in enumerate(shown, 1))
    # The other questions wait, inert, for another draw.
    reserve = "".join(_item(one, 0, len(shown)) for one in rest)
    return (
        f'<p class="epreuve-regle">{escape(lead)}</p>'
        '<p class="quiz-note ess-hint">Sur papier ou sans script, répondez, puis comparez avec les chapitres.</p>'
        f'<ol class="quiz-questions">{items}</ol>'
        f'<template class="epreuve-reserve"><ol>{reserve}</ol></template>'
    )


def _item(pooled: draws.Pooled, rank: int, total: int) -> str:
    return f'<li data-item="{pooled.question.id}">{question_html(pooled.question, rank, total, light=True)}</li>'
