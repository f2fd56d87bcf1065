"""The tables of `data/`: the Frictionless validation said in French, and our own rules."""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from .. import paths
from ..errors import ContentError
from ..imports import without_slow_grammars
from . import reading
from .markdown import inline_roles, mask_inline
from .reading import Table
from .typography import faults

# Facts quoted in a text: `{fait}`id@region|form``.
_REFERENCE = re.compile(r"^([a-z0-9-]+)(?:@[a-z0-9-]+)?(?:\|[a-z]+)?$")
_CHANGES = re.compile(r"U\d{3}(?:\|U\d{3})*$")
_TYPES = {
    "integer": "un nombre entier",
    "number": "un nombre (point décimal, sans espace)",
    "boolean": "« true » ou « false »",
    "date": "une date (2014-07-31)",
    "year": "une année (2014)",
    "yearmonth": "un mois (2014-07)",
}
_MAX_PER_TABLE = 30  # beyond, the same mistake repeats: more lines would hide the others


def check(package: Path | None = None) -> list[ContentError]:
    """Every fault of the data package whose descriptor is `package`, by file and line.

    `package` defaults to `data/datapackage.json`. Never raises for a fault in the data.
    """
    package = Path(package or paths.DATA / "datapackage.json")
    root = package.parent
    found: list[ContentError] = []
    resources, described = _resources(package, found)
    found += _files_and_schemas(root, resources)
    tables: dict[str, Table] = {}
    schemas: dict[str, dict] = {}
    sound = True
    for name, file in resources.items():
        schemas[name] = schema = _schema(file, found)
        tables[name] = table = reading.read_table(file)
        header_faults = [] if table.fault else list(_header(table, schema))
        found += header_faults
        if table.fault:
            found.append(_unreadable(table))
        sound = sound and not table.fault and not header_faults and bool(schema)
        if not table.fault and not header_faults:
            found += _own_rules(table, schema)
    found += _references(tables, schemas)
    if described:
        # With a broken file or header, rows of the other tables are still worth checking.
        skip = {n for n, t in tables.items() if t.fault or (schemas[n] and list(_header(t, schemas[n])))}
        found += _frictionless(package, tables, schemas, skip)
    return _ordered(found)


def _ordered(found: list[ContentError]) -> list[ContentError]:
    by_file: dict[str, list[ContentError]] = {}
    for error in found:
        by_file.setdefault(str(error.file), []).append(error)
    result = []
    for errors in by_file.values():
        errors.sort(key=lambda error: error.line or 0)
        result += errors[:_MAX_PER_TABLE]
        if len(errors) > _MAX_PER_TABLE:
            result.append(
                ContentError(
                    f"et {len(errors) - _MAX_PER_TABLE} autres erreurs dans ce fichier",
                    file=errors[0].file,
                    hint="Corrigez les premières, puis relancez.",
                )
            )
    return result


# -- files -----------------------------------------------------------------------------------


def _resources(package: Path, found: list[ContentError]) -> tuple[dict[str, Path], bool]:
    """CSV file of each resource; False when the descriptor cannot be read."""
    try:
        descriptor = json.loads(package.read_text(encoding="utf-8"))
        found += _other_files(package, descriptor["resources"])
        tables = [r for r in descriptor["resources"] if not _is_other_file(r)]
        return {r["name"]: package.parent / r["path"] for r in tables}, True
    except FileNotFoundError:
        fault = ContentError(
            "le fichier est introuvable", file=package, hint="Remettez-le : il nomme les tables."
        )
    except json.JSONDecodeError as error:
        fault = ContentError(
            f"le JSON est mal formé ({error.msg})",
            file=package,
            line=error.lineno,
            hint="Vérifiez les virgules, les accolades et les guillemets de cette ligne.",
        )
    except (KeyError, TypeError, UnicodeDecodeError):
        fault = ContentError(
            "ce fichier ne décrit pas des tables",
            file=package,
            hint="Il doit contenir « resources », une liste de tables avec « name », « path » et « schema ».",
        )
    found.append(fault)
    return {file.stem: file for file in reading.table_files(package.parent)}, False


def _is_other_file(resource: dict) -> bool:
    """Whether a resource is a file that is not a table of the course (the map's geometry)."""
    return resource.get("profile") == "data-resource"


def _other_files(package: Path, resources: list[dict]) -> Iterator[ContentError]:
    """Files that are not tables must be there, and readable when they are JSON."""
    for resource in filter(_is_other_file, resources):
        file = package.parent / resource["path"]
        try:
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".json":
                json.loads(text)
        except OSError:
            yield ContentError(
                "le fichier est introuvable",
                file=file,
                hint="Remettez-le, ou retirez-le de datapackage.json.",
            )
        except ValueError as error:
            yield ContentError(
                f"le fichier est mal formé ({getattr(error, 'msg', 'il n’est pas en UTF-8')})",
                file=file,
                line=getattr(error, "lineno", None),
                hint="Reprenez le fichier d’origine : il ne se modifie pas à la main.",
            )


def _files_and_schemas(root: Path, resources: dict[str, Path]) -> Iterator[ContentError]:
    declared = {file.resolve() for file in resources.values()}
    for file in reading.table_files(root):
        if file.resolve() not in declared:
            yield ContentError(
                "cette table n’est pas dans datapackage.json",
                file=file,
                hint="Ajoutez-la à la liste « resources », avec son schéma.",
            )
        if not (root / "schemas" / f"{file.stem}.json").exists():
            yield ContentError(
                "cette table n’a pas de schéma", file=file, hint=f"Écrivez data/schemas/{file.stem}.json."
            )
    for schema in sorted((root / "schemas").glob("*.json")):
        if not (root / f"{schema.stem}.csv").exists():
            yield ContentError(
                "ce schéma n’a pas de table",
                file=schema,
                hint=f"Ajoutez data/{schema.stem}.csv, ou retirez le schéma.",
            )


def _schema(file: Path, found: list[ContentError]) -> dict:
    schema = file.parent / "schemas" / f"{file.stem}.json"
    if not schema.exists():
        return {}
    try:
        value = json.loads(schema.read_text(encoding="utf-8"))
    except ValueError as error:
        found.append(
            ContentError(
                f"le schéma est mal formé ({getattr(error, 'msg', error)})",
                file=schema,
                line=getattr(error, "lineno", None),
                hint="Vérifiez les virgules, les accolades et les guillemets de cette ligne.",
            )
        )
        return {}
    found += _described(schema, value)
    return value


def _described(file: Path, schema: dict) -> Iterator[ContentError]:
    """What people read in a schema: a French title and description for each column."""
    for item in schema.get("fields", []):
        name = item.get("name", "?")
        for key, label in (("type", "type"), ("title", "titre (title)"), ("description", "description")):
            if not str(item.get(key, "")).strip():
                yield ContentError(
                    f"la colonne « {name} » n’a pas de {label}",
                    file=file,
                    id=name,
                    hint="Ajoutez-le au schéma.",
                )
        for key in ("title", "description"):
            text = str(item.get(key, ""))
            for fault in faults(text, mask_inline(text)):
                yield ContentError(f"{key} : {fault.message}", file=file, id=name, hint=fault.hint)
    if not schema.get("primaryKey"):
        yield ContentError(
            "le schéma n’a pas de clé (primaryKey)",
            file=file,
            hint="Nommez la colonne qui identifie une ligne.",
        )


def _unreadable(table: Table) -> ContentError:
    hints = {
        "le fichier n’est pas en UTF-8": "Enregistrez-le de nouveau au format « CSV UTF-8 ».",
        "le fichier est introuvable": "Remettez-le, ou retirez-le de datapackage.json.",
    }
    return ContentError(
        table.fault or "",
        file=table.file,
        line=table.fault_line,
        hint=hints.get(
            table.fault or "",
            'Une cellule qui contient une virgule se met entre guillemets ("), doublés à l’intérieur.',
        ),
    )


def _header(table: Table, schema: dict) -> Iterator[ContentError]:
    """Columns missing, added, double, or in another order than the schema."""
    expected = [item["name"] for item in schema.get("fields", []) if "name" in item]
    if not expected or table.header == expected:
        return
    place = {"file": table.file, "line": 1}
    if table.header and table.header[0].startswith("\ufeff"):
        yield ContentError(
            "le fichier commence par une marque invisible (BOM)",
            **place,
            hint="Enregistrez-le en « UTF-8 » sans marque (BOM).",
        )
        return
    missing = [name for name in expected if name not in table.header]
    extra = [name for name in table.header if name not in expected]
    for name in missing:
        yield ContentError(
            f"il manque la colonne « {name} »",
            **place,
            id=name,
            hint=_renamed(name, extra) or "Remettez la colonne, vide au besoin.",
        )
    for name in extra:
        position = table.header.index(name) + 1
        yield ContentError(
            f"colonne {position} en trop : « {name} »" if name else f"la colonne {position} n’a pas de nom",
            **place,
            id=name or None,
            hint=f"Retirez-la, ou décrivez-la dans data/schemas/{table.file.stem}.json.",
        )
    doubles = {name for name in table.header if table.header.count(name) > 1 and name in expected}
    for name in sorted(doubles):
        yield ContentError(f"la colonne « {name} » est là deux fois", **place, id=name, hint="Gardez-en une.")
    if not (missing or extra or doubles):
        yield ContentError(
            "les colonnes ne sont pas dans l’ordre du schéma",
            **place,
            hint=f"L’ordre attendu est : {', '.join(expected)}.",
        )


def _renamed(name: str, extra: list[str]) -> str:
    close = get_close_matches(name, extra, n=1, cutoff=0.6)
    return f"Vouliez-vous écrire « {name} » au lieu de « {close[0]} » ?" if close else ""


def _close(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"Vouliez-vous écrire « {close[0]} » ?" if close else ""


# -- our rules -------------------------------------------------------------------------------


def _own_rules(table: Table, schema: dict) -> Iterator[ContentError]:
    texts = set(reading.text_columns(schema))
    strings = {f["name"] for f in schema.get("fields", []) if f.get("type", "string") == "string"}
    width = len(table.header)
    table = Table(table.file, table.header, [(n, row) for n, row in table.rows if len(row) == width])
    for line, name, column, value in table.cells():
        place = {"file": table.file, "line": line, "id": name}
        if value != value.strip():
            yield ContentError(
                f"colonne « {column} » : espace au début ou à la fin de « {value} »",
                **place,
                hint="Retirez-la.",
            )
        if "\n" in value or "\r" in value:
            yield ContentError(
                f"colonne « {column} » : retour à la ligne dans la cellule",
                **place,
                hint="Écrivez la cellule sur une ligne.",
            )
        if column in strings and value[:1] in ("=", "+", "@"):
            yield ContentError(
                f"colonne « {column} » : « {value} » serait lu comme une formule par un tableur",
                **place,
                hint=f"Une cellule de texte ne commence pas par « {value[0]} ».",
            )
        if column in strings and column not in texts and "  " in value:
            yield ContentError(
                f"colonne « {column} » : deux espaces de suite", **place, hint="N’en laissez qu’une."
            )
    yield from _sourced(table)
    if table.file.stem == "faits":
        yield from _shares(table)


def _sourced(table: Table) -> Iterator[ContentError]:
    if table.file.stem == "sources":
        return
    if "source" not in table.header:
        yield ContentError(
            "cette table n’a pas de colonne « source »",
            file=table.file,
            line=1,
            hint="Chaque ligne cite sa source.",
        )
        return
    index = table.header.index("source")
    for line, row in table.rows:
        if row and (index >= len(row) or not row[index].strip()):
            yield ContentError(
                "cette ligne ne cite pas de source",
                file=table.file,
                line=line,
                id=row[0],
                hint="Mettez dans « source » un identifiant de data/sources.csv.",
            )


def _shares(table: Table) -> Iterator[ContentError]:
    """A percentage says what it is a share of; a change in percent (signed) has no whole."""
    for line, row in table.rows:
        cells = dict(zip(table.header, row))
        share = cells.get("unite", "").strip() == "%" and cells.get("signe") != "true"
        if share and not cells.get("part_de", "").strip():
            yield ContentError(
                "ce pourcentage ne dit pas de quoi il est une part",
                file=table.file,
                line=line,
                id=row[0],
                hint="Remplissez « part_de » : « l’emploi privé », « les salariés de l’ESS »…",
            )


def _references(tables: dict[str, Table], schemas: dict[str, dict]) -> Iterator[ContentError]:
    """Facts quoted in texts, and lists of changes, must exist."""
    from ..facts import FORMULAS

    facts = set(tables["faits"].column("id")) | set(FORMULAS) if "faits" in tables else None
    articles = set(tables["articles"].column("id")) if "articles" in tables else None
    changes = set(tables["changements"].column("id")) if "changements" in tables else None
    for name, table in tables.items():
        texts = set(reading.text_columns(schemas.get(name, {})))
        lists = {c for c in table.header if c in tables and c != name and reading.lists_identifiers(table, c)}
        for line, identifier, column, value in table.cells():
            place = {"file": table.file, "line": line, "id": identifier}
            if column in texts and "{" in value:
                for role in inline_roles(value):
                    yield from _role(role, facts, articles, place, column)
            elif changes and column not in lists and name != "changements" and _CHANGES.match(value):
                for change in value.split("|"):
                    if change not in changes:
                        yield ContentError(
                            f"colonne « {column} » : changement inconnu « {change} »",
                            **place,
                            hint="Les changements sont dans data/changements.csv.",
                        )
            elif column in lists and value:
                known = {row[0] for _, row in tables[column].rows if row}
                for item in value.split("|"):
                    if item not in known:
                        yield ContentError(
                            f"colonne « {column} » : « {item} » n’existe pas dans data/{column}.csv",
                            **place,
                            hint=_close(item, sorted(known))
                            or f"Corrigez-le, ou ajoutez-le dans data/{column}.csv.",
                        )


def _role(role, facts, articles, place, column) -> Iterator[ContentError]:
    identifier = role.content.partition("|")[0].partition("@")[0].strip()
    if role.name == "fait":
        if not _REFERENCE.match(role.content.strip()):
            yield ContentError(
                f"colonne « {column} » : référence de fait mal écrite « {role.content} »",
                **place,
                hint="Écrivez {fait}`identifiant`, {fait}`identifiant|valeur` ou {fait}`part-region@53`.",
            )
        elif facts is not None and identifier not in facts:
            yield ContentError(
                f"colonne « {column} » : fait inconnu « {identifier} »",
                **place,
                hint=_close(identifier, sorted(facts)) or "Les faits sont dans data/faits.csv.",
            )
    elif role.name == "article":
        if articles is not None and identifier not in articles:
            yield ContentError(
                f"colonne « {column} » : article inconnu « {identifier} »",
                **place,
                hint="Les articles sont dans data/articles.csv.",
            )
    elif role.name != "sigle":
        yield ContentError(
            f"colonne « {column} » : rôle inconnu « {role.name} »",
            **place,
            hint="Rôles possibles : fait, article, sigle.",
        )


# -- frictionless ----------------------------------------------------------------------------


def _frictionless(
    package: Path, tables: dict[str, Table], schemas: dict[str, dict], skip: set[str]
) -> Iterator[ContentError]:
    """Types, keys, foreign keys and constraints, by the standard's own validator."""
    FrictionlessException, Package = _import_frictionless()
    try:
        report = Package(str(package)).validate(limit_errors=500)
    except FrictionlessException as error:
        yield ContentError(
            f"datapackage.json n’est pas un paquet de données valide ({error.error.note})",
            file=package,
            hint="Comparez-le à la description du format : datapackage.org.",
        )
        return
    for error in report.errors:
        yield ContentError(
            f"le paquet de données est mal décrit ({error.note})",
            file=package,
            hint="Corrigez datapackage.json.",
        )
    for task in report.tasks:
        if task.name in skip or task.name not in tables:
            continue
        table = tables[task.name]
        schema = schemas[task.name] or {}
        seen = set()
        # In a row that has not its number of cells, the cells are not where they should be.
        shifted = {line for line, row in table.rows if row and len(row) != len(table.header)}
        for error in task.errors:
            said = _french(error, table, schema)
            if said is None:
                continue
            length = error.type in ("missing-cell", "extra-cell")
            key = (said.line, "length" if length else said.message)
            if key in seen or (said.line in shifted and not length):
                continue
            seen.add(key)
            yield said


def _import_frictionless():
    """Frictionless is slow to import: only here, and without what doubles the time."""
    with without_slow_grammars():
        import jsonschema  # noqa: F401
        from frictionless import FrictionlessException, Package
    return FrictionlessException, Package


def _french(error, table: Table, schema: dict) -> ContentError | None:
    """One Frictionless error, as a French message; None when another message says the same."""
    number = getattr(error, "row_number", None)
    line, row = _row(table, number)
    place = {"file": table.file, "line": line, "id": (row[0] or None) if row else None}
    column = getattr(error, "field_name", "")
    cell = getattr(error, "cell", "")
    kind = error.type
    if kind == "blank-row":
        return ContentError("ligne vide", **place, hint="Supprimez-la.")
    if kind == "primary-key":
        return _primary_key(error, table, schema, place, row)
    if kind == "unique-error":
        if [column] == reading._as_list(schema.get("primaryKey")):
            return None  # said by the primary key
        return ContentError(
            f"colonne « {column} » : « {cell} » est déjà {_same_row(error, table)}",
            **place,
            hint="Cette valeur doit être unique : changez l’une des deux.",
        )
    if kind == "foreign-key":
        column = ", ".join(error.field_names)
        other = error.reference_name or table.file.stem
        return ContentError(
            f"colonne « {column} » : « {', '.join(error.field_cells)} » n’existe pas dans data/{other}.csv",
            **place,
            hint=f"Corrigez la cellule, ou ajoutez la ligne dans data/{other}.csv (colonne « {', '.join(error.reference_field_names)} »).",
        )
    if kind == "type-error":
        expected = _TYPES.get(_field(schema, column).get("type", ""), "de la bonne forme")
        return ContentError(
            f"colonne « {column} » : « {cell} » n’est pas {expected}", **place, hint="Corrigez la cellule."
        )
    if kind == "missing-cell":
        return ContentError(
            f"il manque des cellules : {len(row)} pour {len(table.header)} colonnes (« {column} » n’a rien)",
            **place,
            hint="Une cellule vide s’écrit par une virgule : vérifiez leur nombre.",
        )
    if kind == "extra-cell":
        return ContentError(
            f"il y a {len(row)} cellules pour {len(table.header)} colonnes (en trop : « {cell} »)",
            **place,
            hint='Une cellule qui contient une virgule se met entre guillemets (").',
        )
    if kind == "constraint-error":
        return _constraint(error, column, cell, schema, place)
    if kind in ("encoding-error", "source-error", "scheme-error"):
        return ContentError(
            "le fichier est illisible",
            file=table.file,
            hint="Enregistrez-le de nouveau au format « CSV UTF-8 ».",
        )
    if kind in ("schema-error", "field-error"):
        return ContentError(
            f"le schéma de cette table n’est pas valide ({error.note})",
            file=table.file.parent / "schemas" / f"{table.file.stem}.json",
            hint="Corrigez le schéma.",
        )
    return ContentError(
        f"erreur de la table ({error.note or error.title})", **place, hint="Corrigez la ligne."
    )


def _row(table: Table, number: int | None) -> tuple[int | None, list[str]]:
    """Line and cells of a Frictionless row number (the header is row 1)."""
    if number is None:
        return None, []
    if 0 <= number - 2 < len(table.rows):
        return table.rows[number - 2]
    return number, []


def _field(schema: dict, name: str) -> dict:
    return next((item for item in schema.get("fields", []) if item.get("name") == name), {})


def _same_row(error, table: Table) -> str:
    match = re.search(r"position (\d+)", error.note or "")
    if not match:
        return "dans la table"
    return f"à la ligne {_row(table, int(match.group(1)))[0]}"


def _primary_key(error, table: Table, schema: dict, place: dict, row: list[str]) -> ContentError | None:
    keys = reading._as_list(schema.get("primaryKey"))
    if not row:
        return None  # a blank row, already said
    cells = dict(zip(table.header, row))
    values = ", ".join(cells.get(key, "") for key in keys)
    if not values.strip(", "):
        return ContentError(
            f"la clé est vide (« {', '.join(keys)} »)", **place, hint="Donnez un identifiant à cette ligne."
        )
    return ContentError(
        f"clé en double : « {values} » est déjà {_same_row(error, table)} (colonne « {', '.join(keys)} »)",
        **place,
        hint="Chaque ligne a un identifiant différent : changez-en un, ou supprimez la ligne en trop.",
    )


def _constraint(error, column: str, cell: str, schema: dict, place: dict) -> ContentError:
    name = (re.search(r'constraint "(\w+)"', error.note or "") or [None, ""])[1]
    value = _field(schema, column).get("constraints", {}).get(name)
    told = {
        "required": ("cellule vide", "Cette colonne est obligatoire : remplissez-la."),
        "enum": (
            f"« {cell} » n’est pas une valeur possible",
            "Valeurs possibles : " + ", ".join(f"« {v} »" for v in value or []) + ".",
        )
        if isinstance(value, list)
        else ("valeur impossible", ""),
        "pattern": (
            f"« {cell} » n’a pas la forme attendue",
            f"Forme attendue : {value}. {_field(schema, column).get('description', '')}".strip(),
        ),
        "minimum": (f"« {cell} » est trop petit (minimum : {value})", "Vérifiez la valeur et l’unité."),
        "maximum": (f"« {cell} » est trop grand (maximum : {value})", "Vérifiez la valeur et l’unité."),
        "minLength": (f"« {cell} » est trop court ({value} caractères au moins)", "Complétez la cellule."),
        "maxLength": (f"« {cell} » est trop long ({value} caractères au plus)", "Raccourcissez la cellule."),
    }
    message, hint = told.get(
        name, (f"« {cell} » ne respecte pas le schéma ({error.note})", "Corrigez la cellule.")
    )
    return ContentError(f"colonne « {column} » : {message}", **place, hint=hint)
