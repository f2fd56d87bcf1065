"""Composing a regional strategy: what may be chosen, its effort, what it covers, what it forgets.

`exercises/SLUG/strategie.yml` adds to the tables of `data/` what is ours: effort of each way of acting,
links between aims and levers, indicators, and the rules that find blind spots. `findings`, `coverage`
and `effort` are pure; `widgets/strategy.js` has the same rules, both tested against
`tests/vectors/strategie.json`.

Choices are `{group: [id, …]}` (see `GROUPS`), with `textes` ({name: text}) and `dates` ({step: ISO day}).
What belongs to a lever is written `LEVER:ID` in the groups `actions`, `articles` and `partenaires`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from . import data, dates
from .bank import Entry, read_mapping
from .content import LinedDict
from .errors import ContentError
from .paths import EXERCISES

#: What is chosen, in the order of the steps.
GROUPS = ("buts", "publics", "leviers", "manieres", "actions", "articles", "partenaires", "demarche", "indicateurs")
#: Groups whose items belong to a lever.
OF_LEVER = ("actions", "articles", "partenaires")
TEXTS = ("titre", "objet", "demande")
OTHER = "autre:"  # a partner typed by hand: `textes["autre:levier-achats"]`
STEPS = ("sujet", "leviers", "moyens", "concertation", "indicateurs")
NATURES = ("resultat", "realisation", "contexte")
DUTIES = ("obligation", "possibilite")
_KEYS = ("budget", "efforts", "buts", "publics", "leviers", "demarche", "indicateurs", "regles", "exemple")
#: What a rule may look for: each chosen element of the first group that nothing of the second serves.
PAIRS = (
    ("buts", "leviers"),
    ("buts", "indicateurs"),
    ("publics", "leviers"),
    ("leviers", "buts"),
    ("leviers", "manieres"),
    ("leviers", "actions"),
    ("leviers", "articles"),
    ("leviers", "partenaires"),
    ("indicateurs", "buts"),
)
# Tables that a partner may come from.
_PARTNERS = ("reseaux", "partenaires", "acteurs")

Content = dict[str, Any]
Choices = Mapping[str, Any]


# -- rules, pure -------------------------------------------------------------------------------


def chosen(catalog: Content, choices: Choices, group: str) -> list[Content]:
    """The elements of a group that are chosen, in the order of the catalog."""
    return [one for one in catalog[group] if one["id"] in choices.get(group, ())]


def active(catalog: Content, choices: Choices) -> dict[str, dict[str, list[str]]]:
    """What counts of the choices, by chosen lever: its `manieres`, `actions`, `articles`, `partenaires`.

    What was chosen under a lever since left out is not counted. A partner typed by hand is `autre`.
    """
    result = {}
    for own in chosen(catalog, choices, "leviers"):
        lever = own["id"]
        found = {"manieres": [way["id"] for way in own["manieres"] if way["id"] in choices.get("manieres", ())]}
        for group in OF_LEVER:
            found[group] = [one.split(":", 1)[1] for one in choices.get(group, ()) if one.startswith(f"{lever}:")]
        if (choices.get("textes") or {}).get(OTHER + lever, "").strip():
            found["partenaires"].append("autre")
        result[lever] = found
    return result


def effort(catalog: Content, choices: Choices) -> int:
    """Points of effort of the ways of acting that count."""
    return sum(
        way["effort"]
        for lever in chosen(catalog, choices, "leviers")
        for way in lever["manieres"]
        if way["id"] in choices.get("manieres", ())
    )


def coverage(catalog: Content, choices: Choices) -> Content:
    """`{buts: {id: {leviers, indicateurs}}, publics: {id: [lever]}}` for what is chosen, in catalog order."""
    levers = chosen(catalog, choices, "leviers")
    indicators = chosen(catalog, choices, "indicateurs")
    return {
        "buts": {
            aim["id"]: {
                "leviers": [one["id"] for one in levers if aim["id"] in one["buts"]],
                "indicateurs": [one["id"] for one in indicators if aim["id"] in one["buts"]],
            }
            for aim in chosen(catalog, choices, "buts")
        },
        "publics": {
            public["id"]: [one["id"] for one in levers if one["id"] in public["leviers"]]
            for public in chosen(catalog, choices, "publics")
        },
    }


def findings(catalog: Content, choices: Choices) -> list[Content]:
    """The blind spots: `[{regle, sur}]` in the order of the rules; `sur` lists the elements concerned."""
    found = []
    for rule in catalog["regles"]:
        concerned = _concerned(rule["si"], catalog, choices)
        if concerned is not None:
            found.append({"regle": rule["id"], "sur": concerned})
    return found


def _concerned(test: Mapping[str, str], catalog: Content, choices: Choices) -> list[str] | None:
    """The elements that a rule is about, or None when it has nothing to say."""
    if "vide" in test:
        return None if chosen(catalog, choices, test["vide"]) else []
    if "seul" in test:
        only = [one["id"] for one in chosen(catalog, choices, test["seul"])]
        return only if len(only) == 1 else None
    if "absent" in test:
        asked = "avec" not in test or test["avec"] in choices.get("demarche", ())
        return [] if asked and test["absent"] not in choices.get("demarche", ()) else None
    if "depasse" in test:
        return [] if effort(catalog, choices) > catalog["budget"] else None
    if "seulement" in test:
        natures = {one["nature"] for one in chosen(catalog, choices, "indicateurs")}
        return [] if natures == {test["seulement"]} else None
    return _lacking(test["chaque"], test["sans"], catalog, choices) or None


def _lacking(group: str, other: str, catalog: Content, choices: Choices) -> list[str]:
    covered = coverage(catalog, choices)
    if group == "buts":
        return [id for id, own in covered["buts"].items() if not own[other]]
    if group == "publics":
        return [id for id, levers in covered["publics"].items() if not levers]
    if group == "leviers" and other != "buts":
        return [id for id, own in active(catalog, choices).items() if not own[other]]
    return [one["id"] for one in chosen(catalog, choices, group) if not set(one["buts"]) & set(choices.get("buts", ()))]


def catalog(content: Content) -> Content:
    """What the rules need of the content: ids, efforts and links, without a word of text."""
    return {
        "budget": content["budget"],
        "buts": [{"id": one["id"]} for one in content["buts"]],
        "publics": [{"id": one["id"], "leviers": one["leviers"]} for one in content["publics"]],
        "leviers": [
            {
                "id": one["id"],
                "buts": one["buts"],
                "manieres": [{"id": id, "effort": points} for id, points in one["efforts"].items()],
            }
            for one in content["leviers"]
        ],
        "demarche": [{"id": one["id"]} for one in content["demarche"]],
        "indicateurs": [
            {"id": one["id"], "buts": one["mesure"], "nature": one["nature"]} for one in content["indicateurs"]
        ],
        "regles": [{"id": one["id"], "si": one["si"], "etape": one["etape"]} for one in content["regles"]],
    }


def known(content: Content) -> dict[str, list[str]]:
    """Every id that may be chosen, by group."""
    levers = content["leviers"]
    actions = [row["id"] for row in data.table("competences_actions")]
    return {
        **{name: [one["id"] for one in content[name]] for name in ("buts", "publics", "leviers", "demarche", "indicateurs")},
        "manieres": [way for lever in levers for way in lever["efforts"]],
        "actions": [f"{lever['id']}:{action}" for lever in levers for action in actions],
        "articles": [f"{lever['id']}:{one['article']}" for lever in levers for one in lever["articles"]],
        "partenaires": [f"{lever['id']}:{one['partenaire']}" for lever in levers for one in lever["partenaires"]],
    }  # fmt: skip


def faults(content: Content, choices: Choices) -> list[str]:
    """What is wrong in choices, in French; empty when they may be used."""
    groups = known(content)
    found = []
    for name, value in choices.items():
        if name == "textes":
            fields = {*TEXTS, *(OTHER + id for id in groups["leviers"])}
            found += [f"texte inconnu « {one} »" for one in value if one not in fields]
            found += [f"« {one} » n’est pas un texte" for one, text in value.items() if not isinstance(text, str)]
        elif name == "dates":
            found += [f"étape inconnue « {one} »" for one in value if one not in groups["demarche"]]
            found += [f"« {day} » n’est pas une date" for day in value.values() if dates.parse(day) is None]
        elif name not in GROUPS:
            found.append(f"groupe inconnu « {name} »")
        else:
            found += [f"« {one} » n’existe pas dans « {name} »" for one in value if one not in groups[name]]
    return found


def partner(id: str) -> tuple[str, str]:
    """The current name of a partner, and its name of 2015 when it changed."""
    for table in _PARTNERS:
        if data.has(table, id):
            row = data.row(table, id)
            if table == "reseaux":
                return row["nom_actuel"] or row["nom_2015"], row["nom_2015"] if row["nom_actuel"] else ""
            return row["nom"], ""
    raise ContentError("partenaire inconnu", id=id, hint=f"Voir data/{', data/'.join(_PARTNERS)}.")


# -- the authors' file -------------------------------------------------------------------------


def load(slug: str) -> Content:
    """The content of a chapter's tool. Raises ContentError."""
    return load_file(EXERCISES / slug / "strategie.yml")


def load_file(path: Path | str) -> Content:
    """Read and check one file: `{budget, efforts, buts, publics, leviers, demarche, indicateurs, regles, exemple}`.

    Raises ContentError with the file, the line and what to do.
    """
    path = Path(path)
    top = read_mapping(path, _KEYS, "une stratégie")
    content: Content = {"budget": _points(top, "budget", 1, 99)}
    content["efforts"] = [_size(one) for one in top.entries("efforts", "effort")]
    content["buts"] = _aims(top)
    content["leviers"] = _levers(top, content)
    levers, aims = [one["id"] for one in content["leviers"]], [one["id"] for one in content["buts"]]
    content["publics"] = [
        {"id": one.text("id"), "texte": one.markdown("texte"), "leviers": _ids(one, "leviers", levers, "un levier")}
        for one in _entries(top, "publics", "public", ("id", "texte", "leviers"))
    ]
    content["demarche"] = [
        {
            "id": one.text("id"),
            "texte": one.markdown("texte"),
            "article": _article(one, "article"),
            "nature": one.choice("nature", DUTIES),
            "quand": one.markdown("quand"),
        }
        for one in _entries(top, "demarche", "étape", ("id", "texte", "article", "nature", "quand"))
    ]
    content["indicateurs"] = [
        {
            "id": one.text("id"),
            "texte": one.markdown("texte"),
            "mesure": _ids(one, "mesure", aims, "un but", empty=True),
            "nature": one.choice("nature", NATURES),
            "aupres": one.markdown("aupres"),
            "page": _page(one),
        }
        for one in _entries(top, "indicateurs", "indicateur", ("id", "texte", "mesure", "nature", "aupres", "page"))
    ]
    unmeasured = set(aims) - {aim for one in content["indicateurs"] for aim in one["mesure"]}
    for aim in sorted(unmeasured):
        top.fail(f"aucun indicateur ne mesure le but « {aim} »", key="indicateurs", hint="Ajoutez-en un.")
    content["regles"] = _rules(top, content)
    content["exemple"] = _example(top, content)
    return content


def _entries(top: Entry, key: str, what: str, allowed: Iterable[str]) -> list[Entry]:
    """The entries of a list, each with its own id and no unknown key."""
    seen: dict[str, int] = {}
    result = []
    for entry in top.entries(key, what):
        entry.id = entry.text("id")
        if entry.id in seen:
            entry.fail(f"cet identifiant est déjà pris, ligne {seen[entry.id]}", key="id", hint="Changez-le.")
        seen[entry.id] = entry.item.line
        entry.only(allowed, f"un élément de « {key} »")
        result.append(entry)
    return result


def _points(entry: Entry, key: str, low: int, high: int) -> int:
    value = entry.number(key)
    if value is None or value != int(value) or not low <= value <= high:
        entry.fail(f"« {key} » doit être un nombre entier de {low} à {high}", key=key)
    return int(value)


def _page(entry: Entry) -> int | None:
    return _points(entry, "page", 1, 28) if entry.has("page") else None


def _size(entry: Entry) -> Content:
    entry.only(("points", "texte"), "un effort")
    return {"points": _points(entry, "points", 1, 99), "texte": entry.markdown("texte")}


def _ids(entry: Entry, key: str, allowed: Iterable[str], what: str, *, empty: bool = False) -> list[str]:
    """A list of ids among those allowed, each once."""
    allowed = list(allowed)
    if not isinstance(entry.item.get(key), list):
        entry.fail(f"« {key} » doit être une liste", key=key, hint=f"Par exemple « {key}: [{allowed[0]}] ».")
    ids = list(entry.texts(key))
    if not ids and not empty:
        entry.fail(f"« {key} » est vide", key=key, hint=f"Nommez au moins {what}.")
    for id in ids:
        if id not in allowed:
            entry.fail(f"« {key} » : « {id} » n’existe pas", key=key, hint=f"Écrivez {', '.join(allowed)}.")
        if ids.count(id) > 1:
            entry.fail(f"« {key} » : « {id} » est écrit deux fois", key=key, hint="Gardez-le une fois.")
    return ids


def _article(entry: Entry, key: str) -> str:
    id = entry.text(key)
    if not data.has("articles", id):
        entry.fail(f"article inconnu « {id} »", key=key, hint="Les articles sont dans data/articles.csv.")
    return id


def _aims(top: Entry) -> list[Content]:
    aims = [
        {"id": one.text("id"), "texte": one.markdown("texte")} for one in _entries(top, "buts", "but", ("id", "texte"))
    ]
    _same_ids(top, "buts", aims, "arguments", "but")
    return aims


def _same_ids(top: Entry, key: str, items: list[Content], table: str, what: str) -> None:
    """Each row of the table has its item, and each item its row."""
    wanted = [row["id"] for row in data.table(table)]
    ids = [one["id"] for one in items]
    for id in ids:
        if id not in wanted:
            top.fail(f"{what} inconnu « {id} »", key=key, hint=f"Les identifiants sont dans data/{table}.csv.")
    for id in wanted:
        if id not in ids:
            top.fail(f"il manque le {what} « {id} »", key=key, hint=f"Il est dans data/{table}.csv.")


def _levers(top: Entry, content: Content) -> list[Content]:
    aims = [one["id"] for one in content["buts"]]
    sizes = [one["points"] for one in content["efforts"]]
    levers = []
    for entry in _entries(top, "leviers", "levier", ("id", "buts", "efforts", "articles", "partenaires")):
        lever = {
            "id": entry.id,
            "buts": _ids(entry, "buts", aims, "un but"),
            "efforts": _efforts(entry, sizes),
            "articles": [],
            "partenaires": [],
        }
        for one in entry.entries("articles", "article"):
            one.only(("article", "apport"), "un article")
            lever["articles"].append({"article": _article(one, "article"), "apport": one.markdown("apport")})
        for one in entry.entries("partenaires", "partenaire"):
            one.only(("partenaire", "apport", "page"), "un partenaire")
            id = one.text("partenaire")
            if not any(data.has(table, id) for table in _PARTNERS):
                one.fail(
                    f"partenaire inconnu « {id} »",
                    key="partenaire",
                    hint="Il est dans data/reseaux.csv, data/partenaires.csv ou data/acteurs.csv.",
                )
            lever["partenaires"].append({"partenaire": id, "apport": one.markdown("apport"), "page": _page(one)})
        levers.append(lever)
    _same_ids(top, "leviers", levers, "leviers", "levier")
    return levers


def _efforts(entry: Entry, sizes: list[int]) -> dict[str, int]:
    """The effort of each way of acting of the lever: exactly those of the data, in their order."""
    raw = entry.item.get("efforts")
    if not isinstance(raw, LinedDict):
        entry.fail("« efforts » doit donner les points de chaque manière d’agir", key="efforts")
    own = Entry(raw, entry.file, id=entry.id)
    ways = [row["id"] for row in data.table("manieres") if row["levier"] == entry.id]
    own.only(ways, f"« {entry.id} »")
    for way in ways:
        if way not in raw:
            own.fail(f"il manque l’effort de « {way} »", hint=f"Ajoutez « {way}: 2 ».")
        if raw[way] not in sizes:
            own.fail(f"l’effort « {raw[way]} » n’est pas expliqué dans « efforts »", key=way)
    return {way: raw[way] for way in ways}


# The keys that a test may have.
_TESTS = {("vide",), ("chaque", "sans"), ("absent",), ("absent", "avec"), ("seul",), ("depasse",), ("seulement",)}


def _rules(top: Entry, content: Content) -> list[Content]:
    rules = []
    for entry in _entries(top, "regles", "règle", ("id", "si", "etape", "article", "titre", "pourquoi", "faire")):
        rules.append(
            {
                "id": entry.id,
                "si": _test(entry, content),
                "etape": entry.choice("etape", STEPS),
                "article": _article(entry, "article") if entry.has("article") else "",
                "titre": entry.markdown("titre"),
                "pourquoi": entry.markdown("pourquoi"),
                "faire": entry.markdown("faire"),
            }
        )
    return rules


def _test(entry: Entry, content: Content) -> dict[str, str]:
    raw = entry.item.get("si")

    def refuse(message: str) -> NoReturn:
        entry.fail(f"« si » : {message}", key="si", hint="Les formes possibles sont au-dessus de « regles: ».")

    if not isinstance(raw, LinedDict) or not all(isinstance(value, str) for value in raw.values()):
        refuse("on attend par exemple {vide: buts}")
    if tuple(sorted(raw)) not in _TESTS:
        refuse(f"la forme « {', '.join(raw)} » n’existe pas")
    steps = [one["id"] for one in content["demarche"]]
    allowed = {
        "vide": ("buts", "publics", "leviers", "indicateurs"),
        "seul": ("leviers",),
        "depasse": ("budget",),
        "seulement": NATURES,
        "absent": steps,
        "avec": steps,
    }
    for key, value in raw.items():
        if key in allowed and value not in allowed[key]:
            refuse(f"« {key}: {value} » n’existe pas")
    if "chaque" in raw and (raw["chaque"], raw["sans"]) not in PAIRS:
        refuse(f"« chaque: {raw['chaque']}, sans: {raw['sans']} » n’existe pas")
    return dict(raw)


def _example(top: Entry, content: Content) -> Content:
    raw = top.item.get("exemple")
    if not isinstance(raw, LinedDict):
        top.fail("il manque l’exemple", key="exemple", hint="Ajoutez « exemple: », puis ses choix en retrait.")
    entry = Entry(raw, top.file, id="exemple")
    entry.only(("fictif", *GROUPS, "manque"), "l’exemple")
    texts = raw.get("fictif")
    if not isinstance(texts, LinedDict):
        entry.fail("il manque les textes inventés", key="fictif", hint="Ajoutez « fictif: » avec titre, objet, demande.")
    own = Entry(texts, top.file, id="exemple")
    own.only(TEXTS, "« fictif »")
    choices: Content = {"textes": {name: own.text(name) for name in TEXTS}}
    groups = known(content)
    for name in GROUPS:
        choices[name] = _ids(entry, name, groups[name], "un élément", empty=True)
    expected = _ids(entry, "manque", [rule["id"] for rule in content["regles"]], "une règle", empty=True)
    found = [one["regle"] for one in findings(catalog(content), choices)]
    if sorted(found) != sorted(expected):
        entry.fail(
            f"l’exemple n’a pas les angles morts annoncés : les règles trouvent {', '.join(found) or 'rien'}",
            key="manque",
            hint="Corrigez « manque », ou les choix de l’exemple.",
        )
    return choices
