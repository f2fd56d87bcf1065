"""The parts of a pack: contacts, examples, figures and workshop cases, read into plain values."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from .. import data, french, workshops
from ..bank import Entry
from ..content import LinedDict, parse_yaml
from ..errors import ContentError
from . import tables, texts
from .faults import Faults
from .tables import Column

STAGES = ("creation", "consolidation", "changement-echelle")

CONTACTS = (
    Column("fonction", required=True),
    Column("service"),
    Column("sujet"),
    Column("telephone", "telephone"),
    Column("courriel", "courriel"),
    Column("horaires"),
    Column("adresse", "adresse"),
)
EXAMPLES = (
    Column("id", "id", required=True),
    Column("levier", "id", required=True),
    Column("titre", "texte", required=True),
    Column("demarche", "texte", required=True),
    Column("qui", "texte", required=True),
    Column("partenaires", "liste"),
    Column("beneficiaires", "liste"),
    Column("resultat", "texte"),
    Column("debut", "date"),
    Column("stade", "liste"),
    Column("site", "adresse"),
    Column("source", required=True),
    Column("adresse", "adresse"),
    Column("date", "date", required=True),
)
FIGURES = (
    Column("id", "id", required=True),
    Column("libelle", required=True),
    Column("valeur", "nombre", required=True),
    Column("unite"),
    Column("part_de"),
    Column("date", "date", required=True),
    Column("champ", required=True),
    Column("source", required=True),
    Column("adresse", "adresse"),
)


def contacts(content: bytes, file: Path, faults: Faults) -> list[dict[str, str]]:
    """Whom to call in this Region, the first for the foot of every page."""
    found = []
    for row in tables.read(content, CONTACTS, file, faults):
        if not any(row.cells.get(name) for name in ("telephone", "courriel", "adresse")) and len(row.cells) == len(CONTACTS):
            faults.error(
                "ce contact n’a ni téléphone, ni courriel, ni adresse",
                file=file,
                line=row.line,
                id=str(row.cells["fonction"]),
                hint="Remplissez au moins une de ces colonnes.",
            )
        found.append(row.cells)
    return found


def examples(content: bytes, file: Path, faults: Faults) -> list[dict[str, Any]]:
    """The Region's own examples, in the order of the file."""
    found, seen = [], {row["id"] for row in data.table("exemples")}
    levers = {row["id"]: row["titre_court"] for row in data.table("leviers")}
    for row in tables.read(content, EXAMPLES, file, faults):
        cells = row.cells
        _new_id(cells, seen, file, row.line, faults)
        lever = cells.get("levier")
        if lever and lever not in levers:
            close = get_close_matches(str(lever), levers, n=1)
            faults.error(
                f"le levier « {lever} » n’existe pas dans cette version du cours",
                file=file,
                line=row.line,
                id=str(cells.get("id", "")),
                hint=(f"Vouliez-vous dire {close[0]} ? " if close else "") + f"Leviers : {', '.join(levers)}.",
            )
        for stage in cells.get("stade") or []:
            if stage not in STAGES:
                faults.error(
                    f"l’étape « {stage} » n’existe pas", file=file, line=row.line, hint=f"Étapes : {', '.join(STAGES)}."
                )
        found.append(cells)
    return found


def figures(content: bytes, file: Path, faults: Faults) -> list[dict[str, str]]:
    """The Region's own figures, each with `texte`: its value as it is printed."""
    found, seen = [], {row["id"] for row in data.table("faits")}
    for row in tables.read(content, FIGURES, file, faults):
        cells = row.cells
        _new_id(cells, seen, file, row.line, faults)
        if cells.get("unite") == "%" and not cells.get("part_de"):
            faults.error(
                "un pourcentage dit de quoi il est une part",
                file=file,
                line=row.line,
                id=str(cells.get("id", "")),
                hint="Remplissez la colonne part_de : « l’emploi privé de la région », par exemple.",
            )
        if cells.get("source") and not cells.get("adresse"):
            faults.warn(
                "ce chiffre a une source, sans adresse où la lire",
                file=file,
                line=row.line,
                id=str(cells.get("id", "")),
                hint="Remplissez la colonne adresse si la page est publique.",
            )
        if cells.get("valeur"):
            cells["texte"] = _written(str(cells["valeur"]), str(cells.get("unite") or ""))
        found.append(cells)
    return found


def _written(value: str, unit: str) -> str:
    number = french.parse_number(value)
    decimals = len(value.replace(",", ".").partition(".")[2].strip(" %€"))
    return french.with_unit(french.number(number if decimals else int(number), decimals), unit or None)


def _new_id(cells: dict, seen: set[str], file: Path, line: int, faults: Faults) -> None:
    id = cells.get("id")
    if id in seen:
        faults.error(
            "cet identifiant est déjà pris, ici ou dans le cours",
            file=file,
            line=line,
            id=str(id),
            hint="Donnez-en un autre, par exemple avec le nom de votre Région.",
        )
    if id:
        seen.add(str(id))


# -- workshops ---------------------------------------------------------------------------------

_CASE = ("titre", "documents", "corrige")


def case(slug: str, content: bytes, file: Path, faults: Faults) -> dict[str, Any] | None:
    """A workshop's case: `{titre, documents, corrige}`. Its documents take the place of those of the same id."""
    if slug not in workshops.slugs():
        close = get_close_matches(slug, workshops.slugs(), n=1)
        faults.error(
            f"aucun atelier ne se nomme « {slug} » dans cette version du cours",
            file=file,
            hint=(f"Vouliez-vous dire {close[0]}.yml ? " if close else "") + f"Ateliers : {', '.join(workshops.slugs())}.",
        )
        return None
    try:
        content_read = yaml_of(content, file)
        if not isinstance(content_read, LinedDict):
            raise ContentError(
                "le fichier doit commencer par « titre: »", file=file, line=1, hint=f"Clés : {', '.join(_CASE)}."
            )
        entry = Entry(content_read, file, id="")
        for key in entry.item:
            if key not in _CASE:
                close = get_close_matches(str(key), _CASE, n=1)
                faults.warn(
                    f"la clé « {key} » n’est pas employée",
                    file=file,
                    line=entry.item.lines[key],
                    hint=f"Vouliez-vous écrire « {close[0]} » ?" if close else f"Clés : {', '.join(_CASE)}.",
                )
        title = texts.words(entry.text("titre"))
        _check_texts(entry.item, file)
        documents = workshops.read_documents(entry)
        if not documents:
            entry.fail("« documents » manque", hint="Ajoutez « documents: » et au moins un document.")
        own = workshops.load(slug)
        known = [one.id for one in own.documents]
        for one, item in zip(documents, entry.item["documents"]):
            if one.id not in known:
                raise ContentError(
                    f"l’atelier « {slug} » n’a pas de document « {one.id} » dans cette version du cours",
                    file=file,
                    line=item.lines["id"],
                    id=one.id,
                    hint=f"Un document du pack prend la place d’un document de l’atelier. Documents : {', '.join(known)}.",
                )
        return {
            "titre": title,
            "documents": [_plain(item) for item in entry.item["documents"]],
            "corrige": list(entry.texts("corrige")),
        }
    except ContentError as error:
        faults.errors.append(error)
        return None


def yaml_of(content: bytes, file: Path) -> Any:
    """A YAML file of a pack; repeated parts (`&` and `*`), which can grow without end, are refused."""
    text = texts.decoded(content, file)
    try:
        alias = next((one for one in yaml.scan(text) if isinstance(one, yaml.AliasToken)), None)
    except yaml.YAMLError:
        alias = None  # said better by the reading
    if alias is not None:
        raise ContentError(
            "le texte commence par un signe « * »",
            file=file,
            line=alias.start_mark.line + 1,
            hint="Mettez tout le texte entre guillemets droits.",
        )
    return parse_yaml(text, file)


def _check_texts(value: Any, file: Path, line: int = 1) -> Any:
    """Every text of a case, checked as those of the other files; mended in place."""
    if isinstance(value, LinedDict):
        for key in value:
            if key not in ("id", "sorte", "donnees"):
                value[key] = _check_texts(value[key], file, value.lines[key])
        return value
    if isinstance(value, list):
        for rank, one in enumerate(value):
            value[rank] = _check_texts(one, file, line)
        return value
    return texts.inline_text(value, file=file, line=line) if isinstance(value, str) and value.strip() else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
