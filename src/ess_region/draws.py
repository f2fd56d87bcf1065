"""Questions drawn from the banks: the pool of a test, and the draw that everybody can repeat.

The same rules are in `widgets/shared/draw.js` and `seed.js`; both are tested against
`tests/vectors/draw.json`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from . import quiz, toc
from .quiz import Question

Item = TypeVar("Item")
MASK = 0xFFFFFFFF
#: Levels at which one decides, rather than remembers: half of a test at least.
HARD = ("appliquer", "analyser")


def generator(seed: int, text: str = "") -> Callable[[], float]:
    """A function that gives a number in [0, 1) at each call, from a seed and a text (FNV-1a, mulberry32)."""
    state = (0x811C9DC5 ^ seed) & MASK
    for char in text:
        state = ((state ^ ord(char)) * 0x01000193) & MASK

    def next_number() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & MASK
        mixed = ((state ^ (state >> 15)) * (state | 1)) & MASK
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61) & MASK)) & MASK
        return ((mixed ^ (mixed >> 14)) & MASK) / 2**32

    return next_number


def shuffled(items: Iterable[Item], seed: int, text: str) -> list[Item]:
    """The items in another order, always the same for this seed and text (Fisher–Yates)."""
    number = generator(seed, text)
    result = list(items)
    for i in range(len(result) - 1, 0, -1):
        j = int(number() * (i + 1))
        result[i], result[j] = result[j], result[i]
    return result


@dataclass(frozen=True)
class Drawable:
    """What a draw needs to know of a question. `group`: the part, or the chapter, it counts for."""

    id: str
    chapter: str
    group: str
    hard: bool


def draw(pool: Sequence[Drawable], counts: dict[str, int], seed: int, asked: Sequence[str] = ()) -> list[str]:
    """Ids of the questions drawn, in the order of the pool.

    `counts` says how many questions each group gives. In a group, questions never `asked` come first,
    then hard and easy ones by turns (hard first), and a chapter already drawn gives way to another.
    """
    chosen: set[str] = set()
    for group, count in counts.items():
        waiting = shuffled([item for item in pool if item.group == group], seed, group)
        drawn: dict[str, int] = {}
        for rank in range(min(count, len(waiting))):
            want_hard = rank % 2 == 0

            def cost(item: Drawable) -> tuple[bool, int, bool]:
                return item.id in asked, drawn.get(item.chapter, 0), item.hard != want_hard

            best = min(waiting, key=cost)
            waiting.remove(best)
            drawn[best.chapter] = drawn.get(best.chapter, 0) + 1
            chosen.add(best.id)
    return [item.id for item in pool if item.id in chosen]


# -- pools of the course ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Pooled:
    """A question of the banks with its place in the course."""

    question: Question
    chapter: str
    part: str

    def drawable(self) -> Drawable:
        return Drawable(self.question.id, self.chapter, self.part, self.question.level in HARD)


def pool(part: str | None = None, most: int | None = None) -> tuple[Pooled, ...]:
    """The questions of the chapters (of one part), in the order of the course.

    `most`: the greatest number kept of each chapter, the hardest levels first, types mixed. A
    question is left out when it can be understood only in its own page.
    """
    found: list[Pooled] = []
    known = quiz.slugs()
    for entry in toc.entries():
        # A chapter without its quiz is the affair of the check of the contents.
        if not toc.is_chapter(entry) or (part and entry.part != part) or entry.slug not in known:
            continue
        bank = [question for question in quiz.load(entry.slug) if not question.own_page]
        kept = bank if most is None else _varied(bank, most)
        found += [Pooled(question, entry.slug, entry.part) for question in kept]
    return tuple(found)


def _varied(bank: Sequence[Question], most: int) -> list[Question]:
    """At most so many questions, as many types as possible, those where one decides first. File order."""
    kept: list[Question] = []
    waiting = sorted(bank, key=lambda question: question.level not in HARD)
    while waiting and len(kept) < most:
        seen = [question.type for question in kept]
        best = min(waiting, key=lambda question: seen.count(question.type))
        waiting.remove(best)
        kept.append(best)
    return [question for question in bank if question in kept]


def shares(parts: Sequence[str], total: int) -> dict[str, int]:
    """How many questions of a test each part gives: by the number of its chapters, one at least.

    `parts`: the part of each chapter. The largest remainders take what is left. Raises ValueError when
    there are fewer questions than parts.
    """
    if total < len(set(parts)):
        raise ValueError(f"{total} questions pour {len(set(parts))} parties")
    counts: dict[str, int] = {}
    for part in parts:
        counts[part] = counts.get(part, 0) + 1
    exact = {part: total * count / len(parts) for part, count in counts.items()}
    result = {part: max(1, int(value)) for part, value in exact.items()}
    while sum(result.values()) != total:
        step = 1 if sum(result.values()) < total else -1
        candidates = [part for part in result if step > 0 or result[part] > 1]
        part = max(candidates, key=lambda name: step * (exact[name] - result[name]))
        result[part] += step
    return result


def model(pooled: Pooled) -> dict[str, Any]:
    """What the browser needs to draw a question."""
    drawable = pooled.drawable()
    return {"id": drawable.id, "chapitre": drawable.chapter, "groupe": drawable.group, "decide": drawable.hard}
