"""Who can help: `exercises/partenaires/aides.yml`, requests and a sorting exercise about the partners.

What each partner does is in `data/partenaires_actions.csv`; the file says which of these actions answer
a request, and what to say of each answer of the exercise.
"""

from dataclasses import dataclass
from pathlib import Path

from . import data
from .bank import Entry, read_mapping
from .paths import EXERCISES

FILE = EXERCISES / "partenaires" / "aides.yml"
ROLES = {"finance": "Finance", "pilote": "Pilote", "conseille": "Conseille"}


@dataclass(frozen=True)
class Request:
    """« Qui peut m’aider à… »: the actions that answer, the best first, and the answer in words."""

    id: str
    label: str
    actions: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Item:
    """One sentence to sort: `role` is the right answer, `feedback` says something of each role."""

    action: str
    text: str
    role: str
    feedback: dict[str, str]


def load(path: Path | None = None) -> tuple[tuple[Request, ...], tuple[Item, ...]]:
    """The requests and the items to sort. Raises ContentError naming file and line."""
    path = path or FILE
    root = read_mapping(path, ("demandes", "tri"), "le fichier des partenaires")
    requests = tuple(_request(entry) for entry in root.entries("demandes", "demande"))
    items = tuple(_item(entry) for entry in root.entries("tri", "phrase"))
    for key, ids in (("demandes", [one.id for one in requests]), ("tri", [one.action for one in items])):
        if len(set(ids)) < len(ids):
            root.fail(f"« {key} » : un élément est écrit deux fois", key=key, hint="Gardez-en un seul.")
    return requests, items


def _request(entry: Entry) -> Request:
    entry.only(("id", "libelle", "actions", "reponse"), "une demande")
    actions = entry.texts("actions")
    if not actions:
        entry.fail("il manque « actions »", hint="Donnez au moins une ligne de data/partenaires_actions.csv.")
    for action in actions:
        _known(entry, action, "actions")
    return Request(entry.text("id"), entry.text("libelle"), actions, entry.markdown("reponse"))


def _item(entry: Entry) -> Item:
    entry.only(("action", "texte", "retours"), "une phrase à ranger")
    action = entry.text("action")
    _known(entry, action, "action")
    feedback = entry.nested(entry.item.get("retours"), "retours", "retours")
    feedback.only(ROLES, "les retours")
    said = {role: feedback.text(role) for role in ROLES}
    return Item(action, entry.text("texte"), data.row("partenaires_actions", action)["role"], said)


def _known(entry: Entry, action: str, key: str) -> None:
    if not data.has("partenaires_actions", action):
        entry.fail(
            f"action inconnue « {action} »", key=key, hint="Les actions sont dans data/partenaires_actions.csv."
        )
