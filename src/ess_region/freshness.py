"""How old what the course says is: dated figures, later figures, changes and addresses, with the pages that use them.

An age is counted to the latest day on which something was read (`releve_le` of the changes), never to
the clock: the same data always give the same ages. History does not age: its figures are left out, and
so are the dates that are the fact itself (a law, a decree).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from . import data, facts, french, paths, toc
from .chapters import page_sections
from .french import NBSP
from .widgets.region_sheet import figure_words

SURE = "verifie"
HISTORY = "histoire"
LAW = "textes"
#: From this age, in months, a figure is worth looking for again (our choice; the page says it).
OLD = 60
#: What a page that shows a whole table has in its text.
_SHOWN = {"donnee": "RegionSheet(", "adresse": "{table-adresses}"}
_ROLE = re.compile(r"\{fait\}`([a-z0-9-]+)")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_CHANGE = re.compile(r"\bU\d{3}\b")


@dataclass(frozen=True)
class Item:
    """One thing to check before a session.

    `kind`: fait, donnee, changement or adresse; `text`: inline Markdown; `date`: what it is sorted and
    aged by, ISO, maybe a year alone, empty when nobody knows; `dated`: the same in words; `doubt`: why it
    must be checked first, or nothing; `since`: the change that replaces it, or nothing; `source`: id in
    the table of sources; `pages`: slugs, chapters first, in the order of the course; `state`: of an
    address; `law`: whether only a text can change it.
    """

    kind: str
    id: str
    text: str
    date: str
    dated: str
    doubt: str
    since: str
    source: str
    pages: tuple[str, ...]
    state: str = ""
    law: bool = False


@dataclass(frozen=True)
class Group:
    """The items of a page; without slug, those that no page names."""

    slug: str
    title: str
    items: tuple[Item, ...]


def reference_day() -> str:
    """The latest day on which something was read, ISO."""
    return max(row["releve_le"] for row in data.table("changements"))


def months(date: str, day: str) -> int:
    """Whole months from a date, maybe partial, to a day; negative when it is to come.

    A year alone is counted by years: from any day of 2013 to any day of 2026, 13 times 12.
    """
    year, month, of_month = _parts(date)
    to_year, to_month, to_day = _parts(day)
    if not month:
        return 12 * (to_year - year)
    found = 12 * (to_year - year) + to_month - month
    return found - 1 if of_month and to_day < of_month else found


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    return year, month, day


def age_words(date: str, day: str) -> str:
    """« 13 ans », « un an », « 7 mois », « moins d’un mois », « de l’année », « à venir »; nothing without a date."""
    if not date:
        return ""
    if date > day:
        return "à venir"
    count = months(date, day)
    if count >= 24:
        return f"{count // 12}{NBSP}ans"
    if "-" not in date:
        return "un an" if count else "de l’année"
    if count < 1:
        return "moins d’un mois"
    return "un an" if count == 12 else f"{count}{NBSP}mois"


def items(root: Path | None = None) -> list[Item]:
    """Everything to check: doubtful first, then the oldest. Raises ContentError."""
    used = uses(root)
    found = [*_facts(used), *_later(used), *_changes(used), *_addresses(used)]
    return sorted(found, key=lambda item: (not item.doubt, item.date, item.kind, item.id))


def groups(root: Path | None = None) -> list[Group]:
    """The items by the first page that uses them, in the order of the course; the others at the end."""
    root = root or paths.ROOT
    by_page: dict[str, list[Item]] = {}
    for item in items(root):
        by_page.setdefault(item.pages[0] if item.pages else "", []).append(item)
    found = [Group(slug, title, tuple(by_page[slug])) for slug, title in titles(root).items() if slug in by_page]
    if "" in by_page:
        found.append(Group("", "Dans les outils et les annexes", tuple(by_page[""])))
    return found


def titles(root: Path | None = None) -> dict[str, str]:
    """Slug → title of each page, in the order of the course."""
    root = root or paths.ROOT
    return {entry.slug: page_sections(files(entry, root)[0])[0] for entry in toc.entries(root)}


# -- what each table gives -----------------------------------------------------------------------


def _facts(used: dict[str, list[str]]) -> list[Item]:
    found = []
    for row in data.table("faits"):
        if row["type"] == "date" or row["theme"] == HISTORY:
            continue
        change = data.row("changements", row["changement"]) if row["changement"] else None
        fact = facts.resolve(row["id"])
        doubt = _doubt(change)
        if not row["date"]:
            doubt = doubt or "Source sans date."
        text = f"{fact.label[:1].upper()}{fact.label[1:]}{NBSP}: {fact.text}"
        law = row["theme"] == LAW or data.row("sources", row["source"])["nature"] == "loi"
        found.append(
            Item("fait", row["id"], text, row["date"] or "", fact.date or "non daté", doubt, row["remplace_par"] or "",
                 row["source"], _pages(used, row["id"]), law=law)
        )  # fmt: skip
    return found


def _later(used: dict[str, list[str]]) -> list[Item]:
    found = []
    for row in data.table("donnees_ulterieures"):
        change = data.row("changements", row["changement"])
        doubt = "" if row["certitude"] == SURE else (change["reserve"] or "La date ou la source est incertaine.")
        text = f"{data.row('regions', row['region'])['nom']}{NBSP}: {figure_words(row)}"
        found.append(
            Item("donnee", row["id"], text, row["date"] or "", french.day(row["date"]) or "non daté", doubt, "",
                 row["source"], _pages(used, "donnee"))
        )  # fmt: skip
    return found


def _changes(used: dict[str, list[str]]) -> list[Item]:
    found = []
    for row in data.table("changements"):
        since = row["date_texte"] or french.day(row["date"])
        dated = f"{since or 'non daté'}, relevé le {french.day(row['releve_le'])}"
        found.append(
            Item("changement", row["id"], row["texte"], row["date"] or "", dated, _doubt(row), "", row["source"], _pages(used, row["id"]))
        )
    return found


def _addresses(used: dict[str, list[str]]) -> list[Item]:
    found = []
    for row in data.table("sites"):
        doubt = "Un changement la rend douteuse." if row["etat"] == "a-verifier" else ""
        found.append(
            Item("adresse", row["id"], f"{row['adresse']}{NBSP}: {row['organisme']}", _printed(), f"imprimée en {french.day(_printed())}",
                 doubt, row["changement"] or "", row["source"], _pages(used, "adresse"), state=row["etat"] or "")
        )  # fmt: skip
    return found


def _printed() -> str:
    """When the brochure was made, as its contents tell."""
    return data.row("faits", "brochure-date")["valeur"]


def _doubt(change: data.Row | None) -> str:
    if change is None or change["certitude"] == SURE:
        return ""
    return change["reserve"] or "La source est unique, secondaire ou non datée."


def advice(item: Item, day: str) -> str:
    """What to do with an item, in one short sentence."""
    if item.kind == "adresse":
        return {
            "": "Ouvrez-la avant de la donner.",
            "a-verifier": "Ouvrez-la, et lisez le changement.",
        }.get(item.state, "Ne la donnez plus.")
    if item.since:
        return "Dites ce qui l’a remplacé."
    if item.doubt:
        return "Dites-le, ou vérifiez."
    if item.kind == "changement":
        return "Rouvrez la source si vous le citez."
    if item.date > day:
        return "Voyez si l’échéance a bougé."
    if item.law:
        return "Voyez si le texte a changé."
    if item.date and months(item.date, day) >= OLD:
        return "Cherchez plus récent, ou dites la date."
    return "Dites la date."


# -- which page uses what ------------------------------------------------------------------------


def uses(root: Path | None = None) -> dict[str, list[str]]:
    """Id of a fact or of a change (or `donnee`, `adresse`: their whole tables) → pages that name it.

    A change is also where a fact that it gives, or replaces, is.
    """
    root = root or paths.ROOT
    rows = {row["id"]: row for row in data.table("faits")}
    found: dict[str, list[str]] = {}
    entries = [entry for entry in toc.entries(root) if entry.part.casefold() != "annexes"]
    # Chapters first: an item is told under the chapter that teaches it, not under the test that asks it.
    for entry in sorted(entries, key=lambda entry: not toc.is_chapter(entry)):
        page, exercises = texts(entry, root)
        names = {*_ROLE.findall(page), *_ROLE.findall(exercises), *_NAME.findall(exercises)} & rows.keys()
        changes = {*_CHANGE.findall(page), *_CHANGE.findall(exercises)}
        for name in names:
            changes |= {change for key in ("changement", "remplace_par") for change in data.several(rows[name][key])}
        whole = {name for name, mark in _SHOWN.items() if mark in page}
        for name in names | changes | whole:
            found.setdefault(name, []).append(entry.slug)
    return found


def texts(entry: toc.Entry, root: Path) -> tuple[str, str]:
    """What a page says, and what its exercises say."""
    page, *exercises = files(entry, root)
    return page.read_text(encoding="utf-8"), "\n".join(file.read_text(encoding="utf-8") for file in exercises)


def files(entry: toc.Entry, root: Path) -> list[Path]:
    """The file of a page, then those of its exercises."""
    return [entry.source(root), *sorted((root / "exercises" / entry.slug).glob("*.yml"))]


def _pages(used: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(used.get(name, ()))
