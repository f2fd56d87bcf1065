"""The course's facts: the tables of `data/`, typed by their schemas.

Reading is light (standard library only) because every page of the book does it; the full
validation, slower, is in `ess_region.checks.data`.
"""

import csv
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from .errors import ContentError
from .paths import DATA, relative

Row = dict[str, Any]


def table(name: str, *, trace: bool = True) -> list[Row]:
    """All rows of `data/NAME.csv`, in file order, typed by its schema; empty cells are None.

    The page being built is noted as using the table, unless `trace` is False.

    Raises ContentError for an unknown table, a missing column or a cell of the wrong type.
    """
    if trace:
        _trace(name)
    return _read(name)


def row(name: str, key: str) -> Row:
    """The row of a table whose primary key is `key`. Raises ContentError when there is none."""
    _trace(name)
    found = _index(name).get(str(key))
    if found is None:
        raise ContentError(
            f"identifiant inconnu dans la table « {name} »",
            file=DATA / f"{name}.csv",
            id=str(key),
            hint=f"Les identifiants existants sont dans la première colonne de data/{name}.csv.",
        )
    return found


def has(name: str, key: str) -> bool:
    """Whether a table has a row with this primary key."""
    _trace(name)
    return str(key) in _index(name)


def several(cell: str | None) -> list[str]:
    """The values of a cell that holds several, parted by « | »; none for an empty one."""
    return list(filter(None, (cell or "").split("|")))


def frame(name: str):
    """The table as a pandas DataFrame, indexed by its primary key when it has a single one."""
    import pandas as pd

    rows = table(name)
    result = pd.DataFrame(rows, columns=[field["name"] for field in _schema(name)["fields"]])
    key = _primary_key(name)
    # An index without a name: `merge` and `sort_values` refuse one named like a column.
    return result.set_index(key, drop=False).rename_axis(None) if key else result


def titles(name: str) -> dict[str, str]:
    """Column → its title in French, with its unit when it is a percentage."""
    return {
        field["name"]: field["title"] + (" (%)" if field.get("unite") == "%" else "")
        for field in _schema(name)["fields"]
    }


def fields(name: str) -> list[dict[str, Any]]:
    """The columns of a table as its schema describes them: name, type, title, description, unite…"""
    return _schema(name)["fields"]


def package() -> dict[str, Any]:
    """What `datapackage.json` says."""
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def path(name: str) -> Path:
    """The CSV file of a table."""
    return DATA / f"{name}.csv"


def names() -> list[str]:
    """Names of all tables, in the package's order."""
    return [r["name"] for r in package()["resources"] if r.get("profile") != "data-resource"]


def clear_cache() -> None:
    """Forget what was read: for builds that live longer than a file (watch mode, tests)."""
    _read.cache_clear()
    _index.cache_clear()
    _schema.cache_clear()


# -- which tables a page uses ----------------------------------------------------------------

_traced: set[str] = set()


def _trace(name: str) -> None:
    """Remember the table, and tell the build when a notebook is being executed for it."""
    if name not in _traced:
        _traced.add(name)
        trace_value(f"data/{name}.csv")


def trace_file(file: Path) -> None:
    """Tell the build that a cell also read this file (a quiz bank, a list of cases)."""
    trace_value(relative(file))


def trace_value(name: str) -> None:
    """Tell the build that a cell depends on this file (named from the root) or derived value (`@…`)."""
    trace = os.environ.get("ESS_TRACE")
    if trace:
        with open(trace, "a", encoding="utf-8") as out:
            out.write(f"{name}\n")


def used_tables() -> set[str]:
    """Tables read since `reset_used()`."""
    return set(_traced)


def reset_used() -> None:
    """Start a new list of tables used."""
    _traced.clear()


# -- reading ---------------------------------------------------------------------------------


@cache
def _schema(name: str) -> dict:
    file = DATA / "schemas" / f"{name}.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(
            f"la table « {name} » n’existe pas",
            hint="Les tables sont les fichiers de data/ ; chacune a son schéma dans data/schemas/.",
        ) from None
    except json.JSONDecodeError as error:
        raise ContentError("le schéma est mal formé", file=file, line=error.lineno) from None


def _primary_key(name: str) -> str | None:
    key = _schema(name).get("primaryKey")
    if isinstance(key, list):
        return key[0] if len(key) == 1 else None
    return key


@cache
def _read(name: str) -> list[Row]:
    fields = _schema(name)["fields"]
    file = path(name)
    try:
        with file.open(encoding="utf-8", newline="") as source:
            reader = csv.reader(source)
            header = next(reader, [])
            missing = [f["name"] for f in fields if f["name"] not in header]
            if missing:
                raise ContentError(
                    f"il manque la colonne « {missing[0]} »",
                    file=file,
                    line=1,
                    hint=f"Les colonnes attendues sont dans data/schemas/{name}.json.",
                )
            casts = {f["name"]: _CASTS.get(f.get("type", "string"), _text) for f in fields}
            rows = []
            for cells in reader:
                if not cells:
                    continue
                typed = {}
                for column, cell in zip(header, cells):
                    if column not in casts:
                        continue
                    try:
                        typed[column] = casts[column](cell) if cell != "" else None
                    except ValueError as error:
                        raise ContentError(
                            f"colonne « {column} » : « {cell} » n’est pas {error}",
                            file=file,
                            line=reader.line_num,
                            id=cells[0],
                            hint="Corrigez la cellule, puis relancez.",
                        ) from None
                rows.append(typed)
            return rows
    except FileNotFoundError:
        raise ContentError("le fichier de données est introuvable", file=file) from None
    except UnicodeDecodeError:
        raise ContentError(
            "le fichier n’est pas en UTF-8",
            file=file,
            hint="Enregistrez-le de nouveau au format « CSV UTF-8 ».",
        ) from None


@cache
def _index(name: str) -> dict[str, Row]:
    key = _primary_key(name)
    if key is None:
        return {}
    return {str(item[key]): item for item in _read(name)}


def _text(cell: str) -> str:
    return cell


def _integer(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError("un nombre entier") from None


def _number(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise ValueError("un nombre (point décimal, sans espace)") from None
    return int(value) if value.is_integer() and "." not in cell else value


def _boolean(cell: str) -> bool:
    if cell in ("true", "false"):
        return cell == "true"
    raise ValueError("« true » ou « false »")


_CASTS = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
