"""Traps of a matching exercise: what to say of each plausible wrong answer.

The file (`exercises/SLUG/associer.yml`) gives `autrement`, the sentence for any other wrong answer,
and `pieges`: one organisation, one sector that is not its own, and why it is tempting.
"""

from pathlib import Path
from typing import Any

from . import data
from .content import load_yaml
from .errors import ContentError

_KEYS = {"autrement", "pieges"}
_TRAP_KEYS = {"organisation", "secteur", "se_defend", "retour"}


def load_file(path: Path | str) -> dict[str, Any]:
    """`{autrement, pieges: {organisation: {sector: {retour, se_defend}}}}`.

    Raises ContentError naming file and line.
    """
    path = Path(path)
    data.trace_file(path)
    raw = load_yaml(path)
    if not isinstance(raw, dict):
        raise ContentError("le fichier doit commencer par « autrement: » et « pieges: »", file=path)
    _only(raw, _KEYS, path)
    _text(raw, "autrement", path)
    if not isinstance(raw.get("pieges"), list):
        _fail("« pieges » doit être une liste", raw, "pieges", path)
    traps: dict[str, dict[str, Any]] = {}
    for item in raw["pieges"]:
        if not isinstance(item, dict):
            _fail("un piège doit être une suite de « clé : valeur »", raw, "pieges", path)
        _only(item, _TRAP_KEYS, path)
        organisation, sector = _organisation(item, path), _sector(item, path)
        own = traps.setdefault(organisation["id"], {})
        if sector == organisation["secteur"]:
            _fail("ce secteur est le sien : ce n’est pas un piège", item, "secteur", path)
        if sector in own:
            _fail("piège en double", item, "secteur", path, hint="Gardez-en un seul.")
        _text(item, "retour", path)
        arguable = item.get("se_defend", False)
        if not isinstance(arguable, bool):
            _fail("« se_defend » s’écrit « true », ou ne s’écrit pas", item, "se_defend", path)
        own[sector] = {"retour": item["retour"], "se_defend": arguable}
    return {"autrement": raw["autrement"], "pieges": traps}


def _organisation(item: dict, path: Path) -> dict[str, Any]:
    id = item.get("organisation")
    examples = {row["id"]: row for row in data.table("organisations") if row["role"] == "exemple"}
    if id not in examples:
        _fail(
            f"organisation inconnue « {id} »",
            item,
            "organisation",
            path,
            hint=f"Organisations possibles : {', '.join(sorted(examples))}.",
        )
    return examples[id]


def _sector(item: dict, path: Path) -> str:
    id = item.get("secteur")
    if not isinstance(id, str) or not data.has("secteurs", id):
        _fail(f"secteur inconnu « {id} »", item, "secteur", path, hint="Les secteurs sont dans data/secteurs.csv.")
    return id


def _only(item: dict, allowed: set[str], path: Path) -> None:
    for key in item:
        if key not in allowed:
            _fail(f"clé inconnue « {key} »", item, key, path, hint=f"Clés possibles : {', '.join(sorted(allowed))}.")


def _text(item: dict, key: str, path: Path) -> None:
    if not isinstance(item.get(key), str) or not item[key]:
        _fail(f"il manque « {key} »", item, key, path, hint=f"Ajoutez une ligne « {key}: … ».")


def _fail(message: str, item: Any, key: str, path: Path, *, hint: str | None = None):
    line = item.lines.get(key) or item.line
    raise ContentError(message, file=path, line=line, hint=hint)
