"""The addresses that the brochure prints, with what is known of each: only one that nothing contradicts is a link."""

from html import escape

from . import data, prose
from .errors import ContentError

#: What is said beside an address, by its state in `data/sites.csv`.
STATES = {
    None: "imprimée en 2015, non rouverte",
    "remplace": "organisme remplacé",
    "ferme": "lieu fermé",
    "a-verifier": "à vérifier avant de la donner",
}


def address_html(id: str, *, brief: bool = False) -> str:
    """An address and its state. Closed, replaced or doubtful, it is text, never a link.

    `brief`: nothing is said of an address that nothing contradicts (the page says it of all).

    Raises ContentError when `data/sites.csv` has no such address.
    """
    row = data.row("sites", id)
    return _address(row) if brief and not row["etat"] else f"{_address(row)} {state_html(row)}"


def state_html(row: data.Row) -> str:
    """The state of an address, in words, with a link to the change that tells of it."""
    words = escape(STATES[row["etat"]])
    if row["changement"]:
        words += f' (<a href="{prose.CHANGES_PAGE}#{escape(row["changement"])}">voir ce changement</a>)'
    return f'<span class="adresse-etat">{words}</span>'


def _address(row: data.Row) -> str:
    if row["etat"]:
        if not row["changement"]:
            raise ContentError(
                "cette adresse a un état, mais aucun changement ne l’appuie",
                file=data.path("sites"),
                id=row["id"],
                hint="Remplissez la colonne « changement ».",
            )
        return f'<span class="adresse adresse--close">{escape(row["adresse"])}</span>'
    if row["type"] == "courriel":
        return f'<a class="adresse" href="mailto:{escape(row["adresse"])}">{escape(row["adresse"])}</a>'
    target = row["adresse"] if "://" in row["adresse"] else f"http://{row['adresse']}"
    return f'<a class="adresse" href="{escape(target)}" rel="external">{escape(row["adresse"])}</a>'
