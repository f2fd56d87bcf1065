"""The HTML of facts, law articles and acronyms in the text: one writing for pages and widgets.

Each is a link to its full entry in an appendix (so it works without a script, in print and from the
keyboard) with an information bubble shown on hover and on focus.
"""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from html import escape, unescape

from . import data, facts
from .errors import ContentError
from .french import NNBSP

# Where the appendices are, seen from a page of the book.
FACTS_PAGE = "chiffres-et-sources.html"
GLOSSARY_PAGE = "glossaire.html"
CHANGES_PAGE = "depuis-2015.html"

# The region of the edition being built (`build --region`): set by the Sphinx extension, and in the
# environment of the kernels that it starts.
region_default: str | None = os.environ.get("ESS_REGION") or None

_counter = 0


def reset_ids() -> None:
    """Start the bubbles' ids again: called for each page, so that the same sources give the same bytes."""
    global _counter
    _counter = 0


def _bubble(parts: list[str]) -> tuple[str, str]:
    """The id and the HTML of an information bubble made of lines of safe HTML."""
    global _counter
    _counter += 1
    # The salt keeps ids of cells (executed apart) different from those of the page's own text.
    identifier = f"info-{_salt}{_counter}"
    lines = "".join(f'<span class="info-ligne">{_sentence(part)}</span>' for part in parts if part)
    return identifier, (
        f'<span class="info-bulle" role="tooltip" id="{identifier}">{lines}</span>'
    )


def _sentence(part: str) -> str:
    """A full stop at the end: heard one after the other, the lines must not run together."""
    words = re.sub(r"<[^>]+>", "", part).rstrip()
    return part if words.endswith((".", "!", "?", "…")) else f"{part}."


# Cells are executed apart from the page: their bubbles' ids carry the class of a cell.
_salt = "c" if os.environ.get("ESS_PAGE") else ""


def set_salt(salt: str) -> None:
    """Prefix of the bubbles' ids made from now on."""
    global _salt
    _salt = salt


def fact_html(reference: str) -> str:
    """`part-emploi-prive` → the value, its link and its bubble."""
    fact = facts.resolve(reference, region_default)
    identifier, bubble = _bubble(
        [
            f"<b>{escape(fact.label[:1].upper() + fact.label[1:])}</b>",
            f"Part de : {escape(fact.share_of)}" if fact.share_of else "",
            "" if fact.scope == "France" else escape(fact.scope),
            f"Date : {escape(fact.date)}" if fact.date else "",
            f"Source : {escape(fact.source)}" if fact.source else "",
            *(_since_line(change) for change in fact.changes),
        ]
    )
    attributes = ""
    if facts.MY_REGION in reference and region_default is None:
        values = facts.by_region(reference)
        packed = "|".join(f"{code}={text}" for code, text in values.items())
        attributes = f' data-par-region="{escape(packed, quote=True)}"'
    superseded = " fait--depasse" if fact.changes else ""
    return (
        f'<span class="info"><a class="fait{superseded}" data-fait="{escape(fact.id)}"{attributes} '
        f'href="{FACTS_PAGE}#{fact.anchor}" aria-describedby="{identifier}">'
        f"{escape(fact.text)}</a>{bubble}</span>"
    )


def own_fact_html(id: str, text: str, href: str, lines: list[str]) -> str:
    """A value of a Region's pack, written as a fact: its link, and a bubble of these lines of safe HTML."""
    identifier, bubble = _bubble(lines)
    return (
        f'<span class="info"><a class="fait" data-fait="{escape(id)}" href="{escape(href, quote=True)}" '
        f'aria-describedby="{identifier}">{escape(text)}</a>{bubble}</span>'
    )


def _since_line(change: str) -> str:
    row = data.row("changements", change)
    return f"<b>Depuis :</b> {_flat(row['texte'])}"


def _flat(text: str) -> str:
    """Words of a data text, its roles replaced by their values: a bubble holds no other bubble."""

    def value(match: re.Match) -> str:
        if match[1] == "fait":
            return facts.resolve(match[2], region_default).text
        return match[2].partition("|")[0]

    return escape(re.sub(r"\{([a-z-]+)\}`([^`]+)`", value, text))


def article_html(reference: str) -> str:
    """`ess-7` → « article 7 de la loi ESS »; `ess-7|court` → « article 7 »."""
    identifier, _, form = reference.strip().partition("|")
    if not data.has("articles", identifier):
        close = get_close_matches(identifier, [r["id"] for r in data.table("articles")], n=3)
        raise ContentError(
            "article de loi inconnu",
            id=identifier,
            hint=f"Vouliez-vous dire {', '.join(close)} ? Voir data/articles.csv."
            if close
            else "Voir data/articles.csv.",
        )
    row = data.row("articles", identifier)
    law = data.row("lois", row["loi"])
    number = row["numero"]
    # « article L. 2112-2 du code… »: no break between the word, the letter and the number.
    text = f"article\u00a0{number.replace(' ', chr(0xA0))}"
    if form != "court":
        text += f" {law['de_la_loi']}"
    bubble_id, bubble = _bubble(
        [f"<b>{escape(row['titre'])}</b>", _flat(row["resume"]), escape(law["titre"])]
    )
    return (
        f'<span class="info"><a class="article" data-article="{escape(identifier)}" '
        f'href="{FACTS_PAGE}#article-{escape(identifier)}" aria-describedby="{bubble_id}">'
        f"{escape(text)}</a>{bubble}</span>"
    )


def glossary_entry(token: str) -> data.Row | None:
    """The glossary row of an acronym or of one of its spellings."""
    for row in data.table("glossaire"):
        spellings = [row["sigle"], *data.several(row.get("variantes"))]
        if token in spellings:
            return row
    return None


def glossary_anchor(row: data.Row) -> str:
    """Id of an entry in the glossary page."""
    return f"sigle-{row['id']}"


def automatic_spellings() -> tuple[str, ...]:
    """Every spelling of the glossary that is explained without being asked."""
    spellings = []
    for row in data.table("glossaire"):
        if row.get("automatique"):
            spellings.extend([row["sigle"], *data.several(row.get("variantes"))])
    return tuple(spellings)


def acronym_pattern() -> re.Pattern:
    """What finds these spellings in a text, whole words only, the longest first."""
    return _pattern(automatic_spellings())


@lru_cache(1)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern:
    longest_first = sorted(spellings, key=len, reverse=True)
    words = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") if spellings else re.compile(r"(?!)")


def meaning(row: dict) -> str:
    """What an entry of the glossary means, in a few words: HTML without markup."""
    return escape(row["developpe"]) if row.get("developpe") else _flat(row["definition"])


def acronym_html(token: str, *, focusable: bool = True) -> str:
    """An acronym with its meaning: a link to the glossary when focusable, else a plain `abbr`."""
    row = glossary_entry(token.strip())
    if row is None:
        raise ContentError(
            "sigle absent du glossaire",
            id=token,
            hint="Ajoutez-le dans data/glossaire.csv, ou corrigez son écriture.",
        )
    if not focusable:
        return (
            f'<abbr class="sigle" data-sigle="{escape(row["sigle"])}" '
            f'title="{meaning(row)}">{escape(token)}</abbr>'
        )
    long_form = row.get("developpe") or row["sigle"]
    heading = f"<b>{escape(long_form[:1].upper() + long_form[1:])}</b>"
    became = f"Devenu : {escape(row['devenu'])}" if row.get("devenu") else ""
    bubble_id, bubble = _bubble([heading, _flat(row["definition"]), became])
    return (
        f'<span class="info"><a class="sigle" data-sigle="{escape(row["sigle"])}" '
        f'href="{GLOSSARY_PAGE}#{glossary_anchor(row)}" aria-describedby="{bubble_id}">'
        f"{escape(token)}</a>{bubble}</span>"
    )


def visible_words(html: str) -> str:
    """The words that are seen in the line: without markup and without the bubbles' text."""
    shown = re.sub(r'<span class="info-bulle".*?</span></span>', "", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", "", shown))


_WITH_BUBBLE = re.compile(r'<span class="info">(<a\b[^>]*>[^<]*</a>)<span class="info-bulle".*?</span></span></span>', re.S)


def without_bubbles(html: str) -> str:
    """The same links without their bubbles: for texts that repeat, where each would weigh on the page."""
    return _WITH_BUBBLE.sub(lambda match: re.sub(r' aria-describedby="[^"]*"', "", match[1]), html)


_QUOTED = re.compile(r'data-fait=\\?"([a-z0-9-]+)\\?"[^>]*>([^<]*)</a>')


def quoted_facts(html: str) -> list[tuple[str, str]]:
    """The facts that some HTML (plain, or inside JSON) quotes: (id, text), sorted, each once."""
    return sorted({(name, unescape(text)) for name, text in _QUOTED.findall(html)})


REGION_FORMS = {"nom": "nom", "en": "en_region", "de": "de_region", "avec": "avec_article"}


def region_html(form: str) -> str:
    """`en` → « en Bretagne » for the learner's region, « dans votre région » before it is chosen.

    `En`, with a capital, starts a sentence. Forms: nom, en, de, avec.
    """
    form = form.strip()
    name, capital = form.lower(), form[:1].isupper()
    if name not in REGION_FORMS:
        raise ContentError(
            f"forme inconnue « {form} »",
            id=form,
            hint=f"Formes possibles : {', '.join(REGION_FORMS)}.",
        )
    if region_default:
        words = data.row("regions", region_default)[REGION_FORMS[name]]
    else:
        words = {"en": "dans votre région", "de": "de votre région"}.get(name, "votre région")
    if capital:
        words = words[:1].upper() + words[1:]
    start = " data-majuscule" if capital else ""
    return f'<span class="nom-region" data-forme="{name}"{start}>{escape(words)}</span>'


def invented_html(words: str) -> str:
    """Words that hold an invented figure, as they are: « {fictif}`douze salariés` » says that it is no datum."""
    return escape(words)


ROLES = {
    "fait": fact_html,
    "article": article_html,
    "sigle": acronym_html,
    "region": region_html,
    "fictif": invented_html,
}


def change_links(ids: Iterable[str]) -> str:
    """Changes since 2015, as links that say their subjects; nothing without any."""
    links = (f'<a href="{CHANGES_PAGE}#{escape(id)}">{escape(data.row("changements", id)["sujet"])}</a>' for id in ids)
    return f"{NNBSP}; ".join(links)
