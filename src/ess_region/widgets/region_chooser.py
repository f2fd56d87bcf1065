"""`RegionChooser`: choose one's region once; every page follows it."""

import re
import unicodedata
from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, facts, french, inline, prose
from ..french import NBSP
from .base import EssWidget

_CAPITALS = re.compile("[A-Z]{2}")
_GROUPS = ((False, "En métropole"), (True, "Outre-mer"))
#: Later figures worth showing beside those of the brochure: how many people, then what share.
_COUNTS = ("salaries", "postes", "emplois", "emplois-etp")
_SHARES = ("part", "part-privee")


class RegionChooser(EssWidget):
    """The 18 regions to choose from, with their figures: `RegionChooser()`.

    `region` is the chosen code (`"53"`), or an empty string; it follows the browser.
    """

    name: ClassVar[str] = "choix-region"
    module: ClassVar[str] = "region_chooser"

    region = traitlets.Unicode("", help="Code of the chosen region, or empty.").tag(sync=True)
    regions = traitlets.List(traitlets.Dict(), help="Regions and their figures.").tag(sync=True)
    acronyms = traitlets.Dict(help="Acronyms of the figures' notes: spelling → meaning.").tag(sync=True)

    def __init__(self, region: str = "", **kwargs):
        regions = [_model(row) for row in _sorted()]
        super().__init__(region=region, regions=regions, acronyms=_acronyms(regions), **kwargs)

    @traitlets.validate("region")
    def _known(self, proposal):
        code = proposal["value"]
        if code and not data.has("regions", code):
            raise traitlets.TraitError(f"région inconnue : « {code} » (voir data/regions.csv)")
        return code

    def static_html(self) -> str:
        return _static_html(self.regions, self.acronyms)

    def summary(self) -> str:
        return f"{self.region!r}" if self.region else f"{len(self.regions)} régions"

    def shown_figures(self) -> list[tuple[str, str]]:
        rows = data.table("emploi_regional_2013")
        return [
            (row["region"], f"{french.number(row['emplois'])} emplois, {french.number(row['part'])}{NBSP}%")
            for row in sorted(rows, key=lambda row: row["region"])
        ]


def _sorted() -> list[data.Row]:
    """Mainland first, then overseas; by name in each (accents do not count)."""
    def key(row):
        return row["outre_mer"], unicodedata.normalize("NFD", row["nom"]).encode("ascii", "ignore")

    return sorted(data.table("regions"), key=key)


def _model(row: data.Row) -> dict[str, Any]:
    """One region: `chiffres` is a list of `{titre, valeurs: [{valeur, libelle}], note}` by source."""
    return {
        "code": row["code"],
        "nom": row["nom"],
        "nom_brochure": row["nom_brochure"] or "",
        "groupe": next(label for overseas, label in _GROUPS if overseas == row["outre_mer"]),
        "chiffres": [*_of_2013(row["code"]), *later(row["code"])],
    }


def _of_2013(code: str) -> list[dict[str, Any]]:
    own = next((r for r in data.table("emploi_regional_2013") if r["region"] == code), None)
    if own is None:
        return []
    national = facts.resolve("part-emploi-total").text
    return [
        {
            "titre": f"En 2013, d’après la brochure (p.{NBSP}{own['page']})",
            "valeurs": [
                {"valeur": french.number(own["emplois"]), "libelle": "emplois de l’ESS"},
                {
                    "valeur": f"{french.number(own['part'])}{NBSP}%",
                    "libelle": "de l’ensemble des emplois de la région",
                },
            ],
            "note": f"Cette part se compare à celle de la France{NBSP}: {national} de l’ensemble des emplois.",
        }
    ]


def later(code: str) -> list[dict[str, Any]]:
    """The latest count and share seen for a region, from one source: they have their own scope.

    Undated figures are used only when there is no dated one.
    """
    rows = [row for row in data.table("donnees_ulterieures") if row["region"] == code]
    wanted = [row for row in rows if row["indicateur"] in (*_COUNTS, *_SHARES)]
    counts = [row for row in wanted if row["indicateur"] in _COUNTS]
    if not wanted:
        return []
    latest = max(counts or wanted, key=lambda row: row["date"] or "")
    same = [row for row in wanted if (row["source"], row["date"]) == (latest["source"], latest["date"])]
    share = next((row for row in same if row["indicateur"] in _SHARES and row is not latest), None)
    shown = [row for row in (latest, share) if row is not None]
    remarks = [part for row in shown for part in re.split(r"(?<=\.)\s|\s*;\s", inline.plain(row["comparabilite"] or ""))]
    sentences = [f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in remarks if part]
    return [
        {
            "titre": f"Vu depuis{NBSP}: {latest['champ']}",
            "valeurs": [_later_figure(row) for row in shown],
            "note": " ".join(dict.fromkeys(sentences)),
        }
    ]


def _later_figure(row: data.Row) -> dict[str, str]:
    if row["valeur"] is None:
        value = row["texte"]
    else:
        number = float(row["valeur"]) if "." in str(row["valeur"]) else int(row["valeur"])
        value = french.with_unit(french.number(number, sign=bool(row["signe"])), row["unite"])
        if row["precision"]:
            value = f"{row['precision']} {value}"
    return {"valeur": value, "libelle": row["objet"] or _share_label(row["part_de"])}


def _share_label(share_of: str) -> str:
    """« l’emploi privé » → « de l’emploi privé »."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if share_of.startswith(article):
            return contracted + share_of.removeprefix(article)
    return f"de {share_of}"


def _acronyms(regions: list[dict[str, Any]]) -> dict[str, str]:
    """What the acronyms of the titles and notes mean (not « ESS », which the page explains)."""
    texts = " ".join(f"{one['titre']} {one['note']}" for region in regions for one in region["chiffres"])
    spellings = {match[0] for match in prose.acronym_pattern().finditer(texts)}
    spellings |= {row["sigle"] for row in data.table("glossaire") if _CAPITALS.search(row["sigle"]) and row["sigle"] in texts}
    found: dict[str, str] = {}
    for spelling in sorted(spellings):
        entry = prose.glossary_entry(spelling)
        if entry["id"] != "ess" and re.search(rf"(?<![\w-]){re.escape(spelling)}(?![\w-])", texts):
            name = entry["developpe"]
            found[spelling] = f"{name[:1].upper()}{name[1:]}. {entry['definition']}" if name else entry["definition"]
    return found


def _explained(text: str, acronyms: dict[str, str]) -> str:
    """`text` as HTML, each acronym with its meaning."""
    if not acronyms:
        return escape(text)
    longest_first = "|".join(map(re.escape, sorted(acronyms, key=len, reverse=True)))
    pieces = re.split(rf"(?<![\w-])({longest_first})(?![\w-])", text)
    return "".join(
        f'<abbr class="sigle" data-sigle="{escape(piece)}" title="{escape(acronyms[piece], quote=True)}">{escape(piece)}</abbr>'
        if rank % 2
        else escape(piece)
        for rank, piece in enumerate(pieces)
    )


def _static_html(regions: list[dict[str, Any]], acronyms: dict[str, str]) -> str:
    body = []
    for _, group in _GROUPS:
        members = [region for region in regions if region["groupe"] == group]
        body.append(
            f'<tbody><tr class="choix-groupe"><th scope="rowgroup" colspan="4">{escape(group)}</th></tr>'
            + "".join(_row(region, acronyms) for region in members)
            + "</tbody>"
        )
    source = facts.source_title("brochure", data.table("emploi_regional_2013")[0]["page"])
    national = facts.resolve("part-emploi-total").text
    return (
        '<details class="choix-tableau" open><summary>Les chiffres de chaque région</summary>'
        '<div class="choix-defile" tabindex="0" role="region" aria-label="Tableau des régions">'
        "<table><caption>L’ESS dans les régions. "
        f"Chiffres de 2013{NBSP}: {escape(source)}. Pour la France, la part est de {escape(national)}. "
        "Les chiffres plus récents viennent de sources différentes et ne se comparent pas entre eux.</caption>"
        '<thead><tr><th scope="col">Région</th><th scope="col">Emplois de l’ESS en 2013</th>'
        '<th scope="col">Part de l’ensemble des emplois en 2013</th>'
        '<th scope="col">Chiffre plus récent</th></tr></thead>'
        f"{''.join(body)}</table></div></details>"
    )


def _row(region: dict[str, Any], acronyms: dict[str, str]) -> str:
    of_2013, recent = None, None
    for figures in region["chiffres"]:
        if region["nom_brochure"] and of_2013 is None:
            of_2013 = figures
        else:
            recent = figures
    if of_2013:
        cells = "".join(f'<td class="choix-nombre">{escape(f["valeur"])}</td>' for f in of_2013["valeurs"])
    else:
        cells = f'<td colspan="2">{escape(facts.NO_DATA)}</td>'
    last = "aucun chiffre vu"
    if recent:
        words = french.enumeration([f"{f['valeur']} {f['libelle']}" for f in recent["valeurs"]])
        scope = recent["titre"].partition(f"{NBSP}: ")[2]
        remark = _explained(f"{scope}. {recent['note']}", acronyms)
        last = f'{escape(words)}<br><span class="choix-champ">{remark}</span>'
    return (
        f'<tr data-region="{escape(region["code"])}"><th scope="row">{escape(region["nom"])}</th>{cells}'
        f"<td>{last}</td></tr>"
    )
