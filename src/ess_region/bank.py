"""Lists written by authors in YAML (quizzes, predictions): read one entry, say precisely what is wrong.

Every fault is a `ContentError` with the file, the line, the entry's id and what to write instead.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from . import data, facts, french, inline
from .content import LinedDict, load_yaml
from .errors import ContentError


def read_list(path: Path, what: str) -> list["Entry"]:
    """The entries of a YAML list, each with an `id` of its own. Raises ContentError."""
    data.trace_file(path)
    content = load_yaml(path)
    if not isinstance(content, list) or not content:
        raise ContentError(
            f"le fichier doit être une liste de {what}",
            file=path,
            line=1,
            hint="Commencez chaque élément par « - id: … » ; voir exercises/modele.",
        )
    entries = []
    lines: dict[str, int] = {}
    for rank, item in enumerate(content, 1):
        if not isinstance(item, LinedDict):
            raise ContentError(
                f"l’élément {rank} n’est pas une suite de lignes « clé: valeur »",
                file=path,
                hint="Commencez-le par « - id: … » et alignez ses autres clés sous « id ».",
            )
        entry = Entry(item, path)
        id = entry.text("id")
        if id in lines:
            entry.fail(
                f"cet identifiant est déjà pris, ligne {lines[id]}",
                key="id",
                hint="Donnez à chaque élément son propre identifiant : le numéro suivant, par exemple.",
            )
        lines[id] = item.line
        entries.append(entry)
    return entries


def read_mapping(path: Path, keys: Iterable[str], what: str, *, hint: str | None = None, id: str = "") -> "Entry":
    """A file that is one mapping with these keys only; `what` names it (« une chaîne »). Raises ContentError."""
    keys = list(keys)
    data.trace_file(path)
    content = load_yaml(path)
    if not isinstance(content, LinedDict):
        raise ContentError(
            f"le fichier doit commencer par « {keys[0]}: »",
            file=path,
            line=1,
            hint=hint or f"{what[0].upper()}{what[1:]} est une suite de lignes « clé: valeur » : {', '.join(keys)}.",
        )
    entry = Entry(content, path, id=id)
    entry.only(keys, what)
    return entry


class Entry:
    """One mapping of an author's file, and the checks that name its place.

    `label` says where we are inside the entry (« réponse 2 ») when it is nested.
    """

    def __init__(self, item: LinedDict, file: Path, *, id: str | None = None, label: str = ""):
        self.item = item
        self.file = file
        self.id = id if id is not None else _shown(item.get("id"))
        self.label = label

    def fail(self, message: str, *, key: str | None = None, hint: str | None = None) -> NoReturn:
        """Raise the error at the line of `key`, or of the entry."""
        line = self.item.lines.get(key, self.item.line)
        message = f"{self.label} : {message}" if self.label else message
        raise ContentError(message, file=self.file, line=line, id=self.id or None, hint=hint)

    def nested(self, item: Any, key: str, label: str) -> "Entry":
        """The entry inside this one."""
        if not isinstance(item, LinedDict):
            self.fail(
                f"{label} : on attend une suite de lignes « clé: valeur »",
                key=key,
                hint="Par exemple « - texte: … », puis les autres clés alignées dessous.",
            )
        return Entry(item, self.file, id=self.id, label=label)

    def only(self, allowed: Iterable[str], where: str) -> None:
        """Refuse any other key, and suggest the one that was meant."""
        allowed = list(allowed)
        for key in self.item:
            if key in allowed:
                continue
            close = get_close_matches(str(key), allowed, n=1)
            self.fail(
                f"la clé « {key} » n’existe pas pour {where}",
                key=key,
                hint=f"Vouliez-vous écrire « {close[0]} » ?"
                if close
                else f"Clés possibles : {', '.join(allowed)}.",
            )

    def has(self, key: str) -> bool:
        return self.item.get(key) is not None

    def text(self, key: str, *, missing: str | None = None, hint: str | None = None) -> str:
        """A text that must be there and not be empty. Not checked for its roles: see `markdown`."""
        value = self.item.get(key)
        if value is None:
            what = "est vide" if key in self.item else "manque"
            self.fail(
                missing or f"« {key} » {what}",
                key=key,
                hint=hint or f"Ajoutez une ligne « {key}: … ».",
            )
        if isinstance(value, (bool, int, float)):
            written = _shown(value)
            kind = "vrai ou faux" if isinstance(value, bool) else "un nombre"
            self.fail(
                f"« {key} » doit être un texte ; « {written} » est lu comme {kind}",
                key=key,
                hint=f'Mettez des guillemets : {key}: "{written}".',
            )
        if not isinstance(value, str):
            self.fail(
                f"« {key} » doit être un texte, sur une ou plusieurs lignes",
                key=key,
                hint="Un texte qui contient « : » se met entre guillemets.",
            )
        if not value.strip():
            self.fail(
                missing or f"« {key} » est vide", key=key, hint=hint or f"Écrivez le texte après « {key}: »."
            )
        return value.strip()

    def markdown(self, key: str, **options: Any) -> str:
        """A text of inline Markdown, whose roles are checked now. Returns the source text."""
        text = self.text(key, **options)
        self.check_markdown(text, key)
        return text

    def check_markdown(self, text: str, key: str) -> None:
        try:
            inline.html(text, file=self.file)
        except ContentError as error:
            self.fail(
                f"« {key} » : {error.message}{f' « {error.id} »' if error.id else ''}", key=key, hint=error.hint
            )

    def choice(self, key: str, allowed: Iterable[str], hint: str | None = None) -> str:
        """A word among a few."""
        allowed = list(allowed)
        value = self.text(key)
        if value not in allowed:
            close = get_close_matches(value, allowed, n=1)
            suggestion = f"Vouliez-vous écrire « {close[0]} » ? " if close else ""
            listed = french.enumeration([f"« {word} »" for word in allowed], "ou")
            self.fail(
                f"« {key}: {value} » n’existe pas", key=key, hint=hint or f"{suggestion}Écrivez {listed}."
            )
        return value

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number, bare or in quotes, with a comma or a dot. `default` when the key is absent."""
        if not self.has(key):
            return default
        value = self.item[key]
        number = None if isinstance(value, (bool, list, dict)) else french.parse_number(str(value))
        if number is None:
            self.fail(
                f"« {key} » doit être un nombre ; lu : « {_shown(value)} »",
                key=key,
                hint=f"Par exemple « {key}: 0.5 ».",
            )
        return number

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, possibly absent."""
        if not self.has(key):
            return ()
        value = self.item[key]
        if not isinstance(value, list):
            self.fail(f"« {key} » doit être une liste", key=key, hint=f"Par exemple « {key}: [\"…\", \"…\"] ».")
        for one in value:
            if not isinstance(one, str) or not one.strip():
                self.fail(
                    f"« {key} » : chaque élément est un texte qui n’est pas vide ; lu : « {_shown(one)} »",
                    key=key,
                    hint="Mettez le texte entre guillemets.",
                )
        return tuple(one.strip() for one in value)

    def entries(self, key: str, what: str) -> list["Entry"]:
        """A list of mappings that must be there; `what` names one of them (« réponse »)."""
        value = self.item.get(key)
        if not isinstance(value, list) or not value:
            self.fail(
                f"« {key} » doit être une liste : un « - texte: … » par {what}",
                key=key,
                hint=f"Ajoutez une ligne « {key}: », puis les éléments en retrait.",
            )
        return [self.nested(item, key, f"{what} {rank}") for rank, item in enumerate(value, 1)]

    def fact(self, key: str, reference: str | None = None) -> facts.Fact:
        """The fact named by `key` (or by `reference`, one of a list). Raises for an unknown one."""
        name = reference if reference is not None else self.text(key)
        try:
            return facts.resolve(name)
        except ContentError as error:
            self.fail(f"« {key} » : {error.message} « {name} »", key=key, hint=error.hint)

    def numeric_fact(self, key: str) -> facts.Fact:
        """A fact whose value is a number."""
        fact = self.fact(key)
        if fact.value is None:
            self.fail(
                f"« {key} » : le fait « {fact.reference} » n’est pas un nombre",
                key=key,
                hint="Choisissez un fait de type « nombre » dans data/faits.csv.",
            )
        return fact


def check_id(entry: Entry, slug: str, pattern: str, example: str) -> str:
    """The entry's id, which must carry the slug of its folder."""
    id = entry.text("id")
    if not re.fullmatch(pattern, id):
        entry.fail(
            f"l’identifiant ne suit pas le nom du dossier « {slug} »",
            key="id",
            hint=f"Écrivez par exemple « id: {example} ».",
        )
    return id


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
