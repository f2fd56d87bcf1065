"""The external addresses of the course: what each is, and the day on which it was last seen.

Nothing is opened here: a source was seen on the day of the changes read there; an address that the brochure prints
has the brochure's date and was not opened again. An address that is in neither table has no date: it is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from . import data, french, paths
from .errors import ContentError

_ADDRESS = re.compile(r"https?://[^\s\"'<>()`|{}\[\]]+|(?<![\w/@.-])www\.[^\s\"'<>()`|{}\[\]]+")
#: What ends a sentence, not an address.
_TAIL = ".,;:!?»…"


@dataclass(frozen=True)
class Address:
    """An address, with what it leads to, who publishes it, and when it was last seen: ISO day or empty, and in words."""

    url: str
    title: str
    editor: str
    seen: str
    words: str


def key(address: str) -> str:
    """What two spellings of the same address share: no scheme, no `www.`, no final slash."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip()).rstrip("/")


def known() -> dict[str, Address]:
    """Key → address, of the tables of sources and of printed addresses."""
    printed = f"imprimée en {french.day(data.row('faits', 'brochure-date')['valeur'])}, non rouverte"
    days: dict[str, str] = {}
    for change in data.table("changements"):
        days[change["source"]] = max(days.get(change["source"], ""), change["releve_le"])
    found: dict[str, Address] = {}
    for row in data.table("sites"):
        if row["type"] == "web" and not row["etat"]:
            url = row["adresse"] if "://" in row["adresse"] else f"http://{row['adresse']}"
            found[key(url)] = Address(url, row["adresse"], row["organisme"], "", printed)
    for row in data.table("sources"):
        if not row["url"]:
            continue
        seen = days.get(row["id"], "")
        before = found.get(key(row["url"]))
        if before and before.seen >= seen:
            continue
        # Cited by the brochure (a page of it), or by us.
        words = f"vue le {french.day(seen)}" if seen else printed if row["page"] or row["id"] == "brochure" else "jour non noté"
        found[key(row["url"])] = Address(row["url"], row["titre"], row["editeur"] or "", seen, words)
    return found


def in_html(html: str) -> list[str]:
    """The external addresses that a piece of HTML links to, each once."""
    return list(dict.fromkeys(unescape(found) for found in re.findall(r'<a\b[^>]*?\shref="(https?://[^"]+)"', html)))


def check(root: Path | None = None) -> list[ContentError]:
    """The addresses written in pages and exercises that no table knows, hence without a date."""
    root = root or paths.ROOT
    files = sorted([*(root / "book").glob("*.md"), *(root / "exercises").glob("*/*.yml")])
    have = known().keys()
    return [error for file in files for error in _unknown(file, have)]


def _unknown(file: Path, have: Iterable[str]) -> Iterable[ContentError]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        for match in _ADDRESS.finditer(line):
            address = match[0].rstrip(_TAIL)
            # « .invalid » and the loopback are never someone's site.
            if key(address) in have or re.match(r"(?:https?://)?(?:[\w.-]+\.invalid|127\.0\.0\.1|localhost)\b", address):
                continue
            yield ContentError(
                f"adresse sans date : « {address} »",
                file=file,
                line=number,
                hint="Notez-la dans data/sources.csv, et le jour où vous l’avez vue dans un changement, ou dans data/sites.csv.",
            )
