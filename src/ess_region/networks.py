"""Whom to call: `exercises/levier-reseaux/annuaire.yml`, what leads from a need to a network.

Names, missions and addresses are in `data/reseaux.csv`; the file says which mission answers which need,
why a network is the one to call for such an organisation, and what to ask it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import data, french
from .bank import Entry, read_mapping
from .paths import EXERCISES

FILE = EXERCISES / "levier-reseaux" / "annuaire.yml"


@dataclass(frozen=True)
class Lead:
    """One thing that a person may say: whom it is about, or what is needed.

    `networks` maps a network's id to the reason to call it; without any, `nobody` says where to go.
    """

    id: str
    label: str
    words: tuple[str, ...]
    networks: dict[str, str]
    nobody: str


@dataclass(frozen=True)
class Directory:
    """The whole file. `everyone` is the network of all organisations, `why` the reason to call it.

    `words`, `questions` and `missing` (what the brochure does not give) are by network.
    """

    everyone: str
    why: str
    organisations: tuple[Lead, ...]
    needs: tuple[Lead, ...]
    words: dict[str, tuple[str, ...]]
    questions: dict[str, tuple[str, ...]]
    missing: dict[str, str]


def load(path: Path | None = None) -> Directory:
    """The directory. Raises ContentError naming file and line."""
    path = path or FILE
    root = read_mapping(path, ("toutes", "interlocuteurs", "besoins", "reseaux"), "l’annuaire")
    everyone = root.nested(root.item.get("toutes"), "toutes", "toutes")
    everyone.only(("reseau", "pourquoi"), "« toutes »")
    own: dict[str, Entry] = {}
    for entry in root.entries("reseaux", "réseau"):
        entry.only(("reseau", "mots", "questions", "ne_donne_pas"), "un réseau")
        id = _network(entry)
        if id in own:
            entry.fail(f"le réseau « {id} » est écrit deux fois", key="reseau", hint="Gardez-en un seul.")
        if len(entry.texts("questions")) not in (2, 3):
            entry.fail("il faut deux ou trois questions à poser", key="questions")
        own[id] = entry
    absent = [row["id"] for row in data.table("reseaux") if row["id"] not in own]
    if absent:
        root.fail(f"il manque le réseau « {absent[0]} »", key="reseaux", hint="Donnez ses mots et ses questions.")
    return Directory(
        everyone=_network(everyone),
        why=everyone.text("pourquoi"),
        organisations=_leads(root, "interlocuteurs", "interlocuteur"),
        needs=_leads(root, "besoins", "besoin"),
        words={id: entry.texts("mots") for id, entry in own.items()},
        questions={id: entry.texts("questions") for id, entry in own.items()},
        missing={id: entry.text("ne_donne_pas") for id, entry in own.items()},
    )


def missions(id: str) -> list[str]:
    """The missions of a network, in the order of the brochure."""
    return data.several(data.row("reseaux", id)["missions"])


def name(row: data.Row) -> str:
    """The name of a network today."""
    return row["nom_actuel"] or row["nom_2015"]


def _leads(root: Entry, key: str, what: str) -> tuple[Lead, ...]:
    found: dict[str, Lead] = {}
    for entry in root.entries(key, what):
        entry.only(("id", "libelle", "mots", "reseaux", "missions", "aucun"), f"un {what}")
        id = entry.text("id")
        if id in found:
            entry.fail(f"« {id} » est écrit deux fois", key="id", hint="Donnez-lui un autre nom.")
        networks = {
            **{one: str(why) for one, why in _mapping(entry, "reseaux")},
            **{one: _mission(entry, one, why) for one, why in _mapping(entry, "missions")},
        }
        if bool(networks) == entry.has("aucun"):
            entry.fail("écrivez les réseaux à appeler, ou « aucun » et où aller", key="aucun")
        nobody = entry.text("aucun") if entry.has("aucun") else ""
        found[id] = Lead(id, entry.text("libelle"), entry.texts("mots"), networks, nobody)
    return tuple(found.values())


def _mapping(entry: Entry, key: str) -> list[tuple[str, Any]]:
    value = entry.item.get(key)
    if value is None:
        return []
    if not isinstance(value, dict) or not value:
        entry.fail(f"« {key} » doit être une suite de lignes « réseau: … »", key=key)
    for id in value:
        if not data.has("reseaux", id):
            entry.fail(f"réseau inconnu « {id} »", key=key, hint=_known())
    return [*value.items()]


def _mission(entry: Entry, id: str, value: Any) -> str:
    """A sentence, or the ranks of missions, as the words of these missions."""
    if isinstance(value, str):
        return value
    listed = missions(id)
    ranks = value if isinstance(value, list) else [value]
    for rank in ranks:
        if not isinstance(rank, int) or not 1 <= rank <= len(listed):
            entry.fail(
                f"le réseau « {id} » n’a pas de mission de rang « {rank} »",
                key="missions",
                hint=f"Il en a {len(listed)} dans data/reseaux.csv. Écrivez un rang, ou une phrase.",
            )
    return "mission\u00a0: " + french.enumeration([french.lower_first(listed[rank - 1]) for rank in ranks]) + "."


def _network(entry: Entry) -> str:
    id = entry.text("reseau")
    if not data.has("reseaux", id):
        entry.fail(f"réseau inconnu « {id} »", key="reseau", hint=_known())
    return id


def _known() -> str:
    return "Réseaux possibles : " + ", ".join(row["id"] for row in data.table("reseaux")) + "."
