"""What a pack shows: its contacts, its figures, the mark of its examples, as HTML."""

from html import escape
from typing import Any

from .. import facts, french, inline, prose
from ..french import NBSP

CONTACTS_TITLE = "Vos contacts, {}"
MARK = "Votre Région"
SHEET_PAGE = "ma-region.html"
_CAUTION = (
    "Votre Région donne ces chiffres dans cette édition du cours. Ils ont leur date, leur champ et leur source. Ne "
    "les comparez ni à ceux d’une autre région, ni à ceux de 2013."
)


def contacts(region: dict[str, Any], anchor: str = "") -> str:
    """The contacts as a list; `anchor`, the id that other pages link to."""
    id = f' id="{anchor}"' if anchor else ""
    heading = f"<h3{id}>Qui contacter</h3>" if anchor else ""
    return f'{heading}<ul class="region-contacts">{"".join(map(_contact, region["contacts"]))}</ul>\n'


def accessibility(region: dict[str, Any]) -> str:
    """Who answers about accessibility: the person named for it, else the contacts; nothing without either."""
    named = region.get("accessibilite")
    if named:
        blank = dict.fromkeys(("fonction", "service", "sujet", "telephone", "courriel", "adresse", "horaires"), "")
        named = blank | named | {"fonction": named.get("fonction") or region["nom"]}
        return f'<ul class="region-contacts">{_contact(named)}</ul>\n'
    return contacts(region) if region.get("contacts") else ""


def _contact(row: dict[str, str]) -> str:
    lines = [f"<b>{escape(row['fonction'])}</b>"]
    if row["service"]:
        lines[0] += f", {escape(row['service'])}"
    if row["sujet"]:
        lines.append(escape(row["sujet"]))
    reach = []
    if row["telephone"]:
        number = "".join(letter for letter in row["telephone"] if letter in "+0123456789")
        reach.append(f'<a href="tel:{number}">{escape(row["telephone"])}</a>')
    if row["courriel"]:
        reach.append(f'<a href="mailto:{escape(row["courriel"])}">{escape(row["courriel"])}</a>')
    if row["adresse"]:
        reach.append(f'<a href="{escape(row["adresse"], quote=True)}" rel="external">{escape(row["adresse"])}</a>')
    if row["horaires"]:
        reach.append(escape(row["horaires"]))
    if reach:
        lines.append(" · ".join(reach))
    return f"<li>{''.join(f'<p>{line}</p>' for line in lines)}</li>"


def words(rows: list[dict[str, Any]]) -> str:
    """What the search index finds of some rows."""
    return inline.plain(" ".join(value for row in rows for value in row.values() if isinstance(value, str)))


def figures(region: dict[str, Any], *, anchors: bool = False) -> str:
    """The Region's own figures, each as a dated fact with its source; nothing when it has none."""
    rows = region.get("chiffres", [])
    if not rows:
        return ""
    items = "".join(_figure(row, anchors) for row in rows)
    return (
        f'<h4>Chiffres donnés par votre Région</h4><p>{_CAUTION}</p><ul class="fiche-region-chiffres">{items}</ul>'
    )


def _figure(row: dict[str, str], anchors: bool) -> str:
    anchor = f"chiffre-region-{row['id']}"
    label = row["libelle"]
    source = source_html(row)
    share = facts.of(row["part_de"]) if row["part_de"] else ""
    fact = prose.own_fact_html(
        f"region-{row['id']}",
        row["texte"],
        f"{SHEET_PAGE}#{anchor}",
        [
            f"<b>{escape(label[:1].upper() + label[1:])}</b>",
            f"Part de : {escape(row['part_de'])}" if row["part_de"] else "",
            escape(row["champ"]),
            f"Date : {escape(french.day(row['date']))}",
            f"Source : {escape(row['source'])}",
        ],
    )
    details = f"Date{NBSP}: {escape(french.day(row['date']))}. {_sentence(row['champ'])} Source{NBSP}: {source}."
    id = f' id="{anchor}"' if anchors else ""
    # « 98 760 salariés », « 12,4 % de l’emploi privé : part de l’ESS… », « 3,2 millions d’euros : budget… ».
    what = escape(french.lower_first(label))
    said = f" {escape(share)}" if share else ""
    said += f"{NBSP}: {what}" if row["unite"] else f" {what}"
    return f'<li{id}><b>{fact}</b>{said}. <span class="fiche-detail">{details}</span></li>'


def source_html(row: dict[str, str]) -> str:
    """The title of a source, with its address when it has one."""
    title = escape(row["source"].rstrip("."))
    return f'<a href="{escape(row["adresse"], quote=True)}" rel="external">{title}</a>' if row["adresse"] else title


def _sentence(text: str) -> str:
    return f"{escape(text[:1].upper() + text[1:].rstrip('.'))}."


def summary(region: dict[str, Any]) -> str:
    """« Région Bretagne (53) : accueil, 3 contacts, 2 exemples. »"""
    parts = ["logo"] if region.get("logo") else []
    parts += ["accueil"] if region.get("accueil") else []
    for key, one, many in (
        ("contacts", "contact", "contacts"),
        ("exemples", "exemple", "exemples"),
        ("chiffres", "chiffre", "chiffres"),
        ("ateliers", "cas d’atelier", "cas d’atelier"),
    ):
        count = len(region.get(key, ()))
        parts += [f"{count} {one if count == 1 else many}"] if count else []
    return f"{region['nom']} ({region['region']}) : {french.enumeration(parts) or 'ni logo, ni texte'}."
