"""The one-minute pitch: `exercises/pourquoi-agir/argumentaire.yml`, sentences that are put together.

The browser composes the same text (`compose` in `widgets/objections.js`); both are tested against
`tests/vectors/objections.json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import data, french, inline, regions
from .bank import Entry, read_mapping
from .paths import EXERCISES

#: How many arguments a minute holds.
MOST = 3
LINKS = ("D’abord,", "Ensuite,", "Enfin,")
#: Words said in a minute by someone who speaks calmly.
WORDS_PER_MINUTE = 150

_REGION_KEYS = ("connue", "sans-donnee", "sans-region")


@dataclass(frozen=True)
class Argument:
    """An argument: its row of `arguments`, its three sentences (inline Markdown), the facts they quote."""

    id: str
    title: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Audience:
    """Who listens: how to begin, and what to ask for (inline Markdown)."""

    id: str
    name: str
    opening: str
    request: str


@dataclass(frozen=True)
class Pitch:
    """The sentences of the file; `region` by `connue`, `sans-donnee` and `sans-region`."""

    audiences: tuple[Audience, ...]
    region: dict[str, str]
    arguments: tuple[Argument, ...]

    def model(self) -> dict[str, Any]:
        """The same as plain texts, for `compose` and for the browser."""
        return {
            "publics": [
                {"id": one.id, "nom": one.name, "ouverture": inline.plain(one.opening), "demande": inline.plain(one.request)}
                for one in self.audiences
            ],
            "region": {key: inline.plain(text) for key, text in self.region.items()},
            "arguments": [
                {"id": one.id, "phrases": [inline.plain(text) for text in one.sentences]} for one in self.arguments
            ],
        }


def load_file(path: Path | None = None) -> Pitch:
    """The sentences of the chapter. Raises ContentError naming file, line and id."""
    path = path or EXERCISES / "pourquoi-agir" / "argumentaire.yml"
    top = read_mapping(path, ("publics", "region", "arguments"), "l’argumentaire")
    audiences = tuple(_audience(item) for item in top.entries("publics", "public"))
    _once(top, "publics", [one.id for one in audiences])
    region = top.nested(top.item.get("region"), "region", "region")
    region.only(_REGION_KEYS, "la région")
    arguments = tuple(_argument(item) for item in top.entries("arguments", "argument"))
    _once(top, "arguments", [one.id for one in arguments])
    missing = [row["id"] for row in data.table("arguments") if row["id"] not in {one.id for one in arguments}]
    if missing:
        top.fail(f"il manque l’argument « {missing[0]} »", key="arguments", hint="Écrivez ses trois phrases.")
    order = {row["id"]: row["ordre"] for row in data.table("arguments")}
    return Pitch(
        audiences=audiences,
        region={key: _filled(region, key) for key in _REGION_KEYS},
        arguments=tuple(sorted(arguments, key=lambda one: order[one.id])),
    )


def _audience(item: Entry) -> Audience:
    item.only(("id", "nom", "ouverture", "demande"), "un public")
    return Audience(item.text("id"), item.text("nom"), item.markdown("ouverture"), item.markdown("demande"))


def _argument(item: Entry) -> Argument:
    item.only(("argument", "phrases", "faits"), "un argument")
    id = item.text("argument")
    if not data.has("arguments", id):
        known = ", ".join(row["id"] for row in data.table("arguments"))
        item.fail(f"argument inconnu « {id} »", key="argument", hint=f"Arguments possibles : {known}.")
    sentences = item.texts("phrases")
    if len(sentences) != MOST:
        item.fail(
            f"{len(sentences)} phrase(s), pour {MOST} exactement",
            key="phrases",
            hint="La première sert toujours, les autres quand on choisit moins d’arguments.",
        )
    for text in sentences:
        item.check_markdown(text, "phrases")
    quoted = item.texts("faits")
    for fact in quoted:
        item.fact("faits", fact)
    return Argument(id, data.row("arguments", id)["titre"], sentences, quoted)


def _filled(region: Entry, key: str) -> str:
    """A sentence about the region, whose {words} are those that can be filled in."""
    text = region.markdown(key)
    wanted = {"connue": ("{En}", "{part}", "{emplois}"), "sans-donnee": ("{avec}",), "sans-region": ()}[key]
    for word in wanted:
        if word not in text:
            region.fail(f"« {key} » : il manque {word}", key=key, hint=f"L’outil remplit {', '.join(wanted)}.")
    return text


def _once(top: Entry, key: str, ids: Sequence[str]) -> None:
    twice = next((id for rank, id in enumerate(ids) if id in ids[:rank]), None)
    if twice is not None:
        top.fail(f"« {twice} » est écrit deux fois", key=key, hint="Gardez-le une fois.")


# -- the text ----------------------------------------------------------------------------------


def figures(code: str | None) -> dict[str, str]:
    """What fills the sentence of a region, as printed: `part` and `emplois` are missing without data."""
    if code is None:
        return {}
    row = data.row("regions", code)
    words = {"en": row["en_region"], "avec": row["avec_article"]}
    values = regions.regional()
    if code in values.shares:
        words |= {"part": regions.percent(values.shares[code]), "emplois": french.number(values.jobs[code])}
    return words


def compose(
    model: Mapping[str, Any], *, arguments: Sequence[str], audience: str, region: Mapping[str, str]
) -> str:
    """The text of the minute: paragraphs separated by an empty line.

    `model` is that of `Pitch.model`, `arguments` ids in the order wanted (three at most), `audience`
    an id, `region` the words of `figures` (empty when no region is chosen).
    """
    public = next(one for one in model["publics"] if one["id"] == audience)
    by_id = {one["id"]: one["phrases"] for one in model["arguments"]}
    chosen = [by_id[id] for id in arguments[:MOST]]
    kept = [" ".join(sentences[: MOST + 1 - len(chosen)]) for sentences in chosen]
    if len(kept) > 1:
        kept = [f"{link} {french.lower_first(text)}" for link, text in zip(LINKS[: len(kept) - 1] + LINKS[-1:], kept)]
    key = "connue" if "part" in region else "sans-donnee" if region else "sans-region"
    sentence = model["region"][key]
    for word, value in (("En", region.get("en", "")), *region.items()):
        sentence = sentence.replace(f"{{{word}}}", value[:1].upper() + value[1:] if word == "En" else value)
    return "\n\n".join([public["ouverture"], sentence, *([" ".join(kept)] if kept else []), public["demande"]])


def words(text: str) -> int:
    """How many words: what spaces separate, when it has a letter or a digit."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def seconds(count: int) -> int:
    """How long these words take to say, to the nearest five seconds."""
    return 5 * int(count * 12 / WORDS_PER_MINUTE + 0.5)
