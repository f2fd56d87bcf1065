"""Objections and their answers: `exercises/pourquoi-agir/objections.yml`.

A person objects; the learner answers with one of the five arguments and one figure. Each choice is
`repond`, `se-defend` or `a-cote`, with its reason. The objections are ours; the arguments and the
figures are those of the data.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from . import data
from .bank import Entry, read_list
from .paths import EXERCISES

#: What a choice is worth, from best to worst. The browser has the same (`widgets/objections.js`).
OPINIONS = ("repond", "se-defend", "a-cote")
#: The choice of giving no figure at all.
NO_FIGURE = "aucun"

_KEYS = ("id", "qui", "objection", "concession", "changements", "arguments", "chiffres", "reponse")
_FEWEST = 3


@dataclass(frozen=True)
class Choice:
    """One way to answer: an argument or a fact (`value`), what it is worth, and why (inline Markdown)."""

    value: str
    opinion: str
    feedback: str


@dataclass(frozen=True)
class Objection:
    """Who objects, the sentence, what is right in it, the choices and a model reply (inline Markdown)."""

    id: str
    who: str
    text: str
    concession: str
    changes: tuple[str, ...]
    arguments: tuple[Choice, ...]
    figures: tuple[Choice, ...]
    reply: str


def load(slug: str) -> tuple[Objection, ...]:
    """The objections of a chapter, in file order. Raises ContentError."""
    return load_file(EXERCISES / slug / "objections.yml")


def load_file(path: Path) -> tuple[Objection, ...]:
    """The objections of one file. Raises ContentError naming file, line and id."""
    return tuple(_objection(entry) for entry in read_list(path, "objections"))


def verdict(argument: str, figure: str) -> str:
    """What an answer is worth, from the opinions of its two parts.

    `juste` when both answer; `argument-a-cote`, `chiffre-a-cote` or `a-cote` when one or both miss
    the point; else `se-defend`. Twin of `verdict` in `widgets/objections.js`.
    """
    missed = [name for name, opinion in (("argument", argument), ("chiffre", figure)) if opinion == "a-cote"]
    if len(missed) == 2:
        return "a-cote"
    if missed:
        return f"{missed[0]}-a-cote"
    return "juste" if argument == figure == "repond" else "se-defend"


def _objection(entry: Entry) -> Objection:
    entry.only(_KEYS, "une objection")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry.id):
        entry.fail(
            "l’identifiant ne prend que des minuscules sans accent, des chiffres et des tirets",
            key="id",
            hint="Écrivez par exemple « id: trop-petit ».",
        )
    changes = entry.texts("changements")
    for change in changes:
        if not data.has("changements", change):
            entry.fail(
                f"changement inconnu « {change} »",
                key="changements",
                hint="Les identifiants sont dans data/changements.csv.",
            )
    arguments = _choices(entry, "arguments", "argument", _argument)
    figures = _choices(entry, "chiffres", "fait", _figure)
    return Objection(
        id=entry.id,
        who=entry.text("qui"),
        text=entry.markdown("objection"),
        concession=entry.markdown(
            "concession",
            missing="il manque la concession",
            hint="Ajoutez « concession: … » : en quoi la personne a raison.",
        ),
        changes=changes,
        arguments=arguments,
        figures=figures,
        reply=entry.markdown(
            "reponse",
            missing="il manque la réponse possible",
            hint="Ajoutez « reponse: … » : deux ou trois phrases que l’on peut dire.",
        ),
    )


def _choices(entry: Entry, key: str, name: str, check) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    for item in entry.entries(key, name):
        item.only((name, "avis", "retour"), f"un choix de « {key} »")
        value = check(item, name)
        if value in (one.value for one in choices):
            item.fail(f"« {value} » est proposé deux fois", key=name, hint="Gardez-le une fois.")
        feedback = item.markdown(
            "retour", missing="il manque le retour", hint="Ajoutez « retour: … » : pourquoi ce choix, en deux phrases."
        )
        choices.append(Choice(value, item.choice("avis", OPINIONS), feedback))
    if len(choices) < _FEWEST:
        entry.fail(
            f"« {key} » : {len(choices)} choix, pour {_FEWEST} au moins",
            key=key,
            hint="Ajoutez un choix plausible, avec son avis et son retour.",
        )
    given = {one.opinion for one in choices}
    missing = [opinion for opinion in OPINIONS if opinion not in given]
    if missing:
        entry.fail(
            f"« {key} » : aucun choix n’a l’avis « {missing[0]} »",
            key=key,
            hint="Il en faut un de chaque : ce qui répond, ce qui se défend, ce qui tombe à côté.",
        )
    return tuple(choices)


def _argument(item: Entry, key: str) -> str:
    value = item.text(key)
    if not data.has("arguments", value):
        known = ", ".join(row["id"] for row in data.table("arguments"))
        item.fail(f"argument inconnu « {value} »", key=key, hint=f"Arguments possibles : {known}.")
    return value


def _figure(item: Entry, key: str) -> str:
    value = item.text(key)
    if value != NO_FIGURE:
        item.fact(key)
    return value
