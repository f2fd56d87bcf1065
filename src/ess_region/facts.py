"""Facts in prose: from `part-emploi-prive` to « 13,9 % » with its date, scope and source.

Grammar of a reference: `ID`, `ID@REGION` (`part-region@53`, or `@ma-region` for the region that the
learner chose), each with an optional form: `|valeur` (no unit), `|absolu` (no sign, for « augmente
de 25 % »), `|complet` (what is counted, or of what it is a share), `|date`.
An ID is a row of `data/faits.csv`, or the name of a formula below.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from . import data, french, ranks
from .errors import ContentError

MY_REGION = "ma-region"
FORMS = ("normal", "valeur", "absolu", "complet", "date")
REFERENCE = re.compile(r"^(?P<id>[a-z0-9-]+)(?:@(?P<region>[a-z0-9-]+))?(?:\|(?P<form>[a-z]+))?$")
NO_DATA = "donnée absente de la brochure"


@dataclass(frozen=True)
class Fact:
    """One value, ready to print.

    `value` is a float or int for numbers, rounded as it is printed (what is compared with it must
    see what the reader sees), None for words and dates; `text` is the French writing in the form
    asked; `anchor` is the row's id in *chiffres-et-sources*.
    """

    reference: str
    id: str
    value: float | int | None
    text: str
    label: str
    share_of: str
    scope: str
    date: str
    source: str
    page: int | None
    changes: tuple[str, ...]
    anchor: str

    @property
    def dated(self) -> str:
        """« donnée du 31 janvier 2025 », « projection pour 2020 », or nothing without a date."""
        if "projection" in self.scope:
            return f"projection {french.for_date(self.date)}".rstrip()
        return self.date and f"donnée {french.of_date(self.date)}"


@dataclass(frozen=True)
class Formula:
    """A derived value: computed from the tables, never stored.

    `compute(region)` gives a number or words; `region` is None when `regional` is False. `based_on` is
    the stored fact whose date and source it has; by default those of the map of 2013.
    """

    compute: Callable[[str | None], float | int | str | None]
    label: str
    explanation: str
    unit: str = ""
    decimals: int | None = None
    regional: bool = False
    sign: bool = False
    share_of: str = ""
    ordinal: bool = False
    based_on: str = ""


# -- formulas --------------------------------------------------------------------------------


def number_of(identifier: str) -> float:
    """The number of a stored fact, without any form. Raises ContentError on an unknown id."""
    return _number(data.row("faits", identifier))


def _number(row: data.Row) -> float | int:
    value = str(row["valeur"])
    return float(value) if "." in value else int(value)


def _jobs(region: str | None) -> dict | None:
    rows = {row["region"]: row for row in data.table("emploi_regional_2013")}
    return rows.get(region)


def rank(column: str, region: str) -> int | None:
    """Rank of a region, 1 = highest; equal values share the better rank. None without data."""
    values = {row["region"]: row[column] for row in data.table("emploi_regional_2013")}
    return ranks.ranks(values).get(region)


def _extreme(column: str, pick) -> dict:
    return pick(data.table("emploi_regional_2013"), key=lambda row: row[column])


def _named_extreme(column: str, pick) -> str:
    return data.row("regions", _extreme(column, pick)["region"])["avec_article"]


def _gap(region: str | None) -> float | None:
    own = _jobs(region)
    if own is None:
        return None
    return ranks.gap(own["part"], number_of("part-emploi-total"))


_SHARE_OF_REGION = "l’ensemble des emplois de la région"

def _web_addresses() -> list[data.Row]:
    return [row for row in data.table("sites") if row["type"] == "web"]


FORMULAS: dict[str, Formula] = {
    "emplois-region": Formula(
        lambda region: (_jobs(region) or {}).get("emplois"),
        "emplois de l’ESS dans la région en 2013",
        "Lu dans la table de l’emploi régional.",
        regional=True,
    ),
    "part-region": Formula(
        lambda region: (_jobs(region) or {}).get("part"),
        "part de l’ESS dans l’ensemble des emplois de la région en 2013",
        "Lue dans la table de l’emploi régional.",
        unit="%",
        regional=True,
        share_of=_SHARE_OF_REGION,
    ),
    "rang-part": Formula(
        lambda region: rank("part", region),
        "rang de la région par la part de l’ESS dans l’emploi en 2013",
        "Calculé\u00a0: nombre de territoires dont la part est plus élevée, plus un.",
        regional=True,
        ordinal=True,
    ),
    "rang-emplois": Formula(
        lambda region: rank("emplois", region),
        "rang de la région par le nombre d’emplois de l’ESS en 2013",
        "Calculé\u00a0: nombre de territoires qui comptent plus d’emplois, plus un.",
        regional=True,
        ordinal=True,
    ),
    "ecart-part": Formula(
        _gap,
        "écart entre la part de l’ESS dans l’emploi de la région et la part nationale en 2013",
        "Calculé\u00a0: part de la région moins part nationale de l’ensemble des emplois, en points.",
        unit="point",
        decimals=1,
        regional=True,
        sign=True,
    ),
    "nombre-territoires": Formula(
        lambda _: len(data.table("emploi_regional_2013")),
        "territoires de la carte de 2013",
        "Calculé\u00a0: nombre de lignes de la table de l’emploi régional.",
    ),
    "nombre-regions": Formula(
        lambda _: len(data.table("regions")),
        "régions françaises aujourd’hui",
        "Calculé\u00a0: nombre de lignes de la table des régions.",
    ),
    "adresses-web": Formula(
        lambda _: len(_web_addresses()),
        "adresses web imprimées dans la brochure",
        "Calculé\u00a0: nombre d’adresses web de la table des adresses.",
    ),
    "adresses-perdues": Formula(
        lambda _: sum(1 for row in _web_addresses() if row["etat"]),
        "adresses web de la brochure qui ne se donnent plus telles quelles",
        "Calculé\u00a0: adresses dont l’organisme est fermé, remplacé ou à vérifier.",
    ),
    "total-emplois-regions": Formula(
        lambda _: sum(row["emplois"] for row in data.table("emploi_regional_2013")),
        "somme des emplois de l’ESS des territoires de la carte de 2013",
        "Calculé\u00a0: somme de la table de l’emploi régional.",
    ),
    "part-max": Formula(
        lambda _: _extreme("part", max)["part"],
        "plus forte part régionale de l’ESS dans l’emploi en 2013",
        "Calculé\u00a0: maximum de la table de l’emploi régional.",
        unit="%",
        share_of=_SHARE_OF_REGION,
    ),
    "part-min": Formula(
        lambda _: _extreme("part", min)["part"],
        "plus faible part régionale de l’ESS dans l’emploi en 2013",
        "Calculé\u00a0: minimum de la table de l’emploi régional.",
        unit="%",
        share_of=_SHARE_OF_REGION,
    ),
    "region-part-max": Formula(
        lambda _: _named_extreme("part", max),
        "territoire où la part de l’ESS est la plus forte en 2013",
        "Calculé\u00a0: maximum de la table de l’emploi régional.",
    ),
    "region-part-min": Formula(
        lambda _: _named_extreme("part", min),
        "territoire où la part de l’ESS est la plus faible en 2013",
        "Calculé\u00a0: minimum de la table de l’emploi régional.",
    ),
    "region-emplois-max": Formula(
        lambda _: _named_extreme("emplois", max),
        "territoire qui compte le plus d’emplois de l’ESS en 2013",
        "Calculé\u00a0: maximum de la table de l’emploi régional.",
    ),
    "ecart-evolution-2008-2013": Formula(
        lambda _: round(number_of("emploi-ess-2008-2013") - number_of("emploi-hors-ess-2008-2013"), 1),
        "écart d’évolution de l’emploi entre l’ESS et le reste de l’économie, 2008–2013",
        "Calculé\u00a0: évolution dans l’ESS moins évolution dans le reste de l’économie.",
        unit="point",
        decimals=1,
        based_on="emploi-ess-2008-2013",
    ),
    "part-esus-societes": Formula(
        lambda _: 100 * number_of("esus-2025-societes") / number_of("esus-2025"),
        "sociétés commerciales parmi les structures agréées ESUS, fin janvier 2025",
        "Calculé\u00a0: nombre de sociétés commerciales agréées divisé par le nombre de structures agréées.",
        unit="%",
        decimals=0,
        share_of="l’ensemble des structures agréées ESUS",
        based_on="esus-2025",
    ),
    "nombre-changements": Formula(
        lambda _: len(data.table("changements")),
        "changements relevés depuis 2015",
        "Calculé\u00a0: nombre de lignes de la table des changements.",
    ),
    "nombre-sigles": Formula(
        lambda _: len(data.table("glossaire")),
        "entrées du glossaire",
        "Calculé\u00a0: nombre de lignes du glossaire.",
    ),
}


# -- resolution ------------------------------------------------------------------------------


def resolve(reference: str, region_default: str | None = None) -> Fact:
    """The fact for a reference such as `part-emploi-prive` or `part-region@53|valeur`.

    `@ma-region` resolves to `region_default` when there is one, else to a wording that names no
    region. Raises ContentError for an unknown id, region or form.
    """
    match = REFERENCE.match(reference.strip())
    if match is None:
        raise ContentError(
            "référence de fait mal écrite",
            id=reference,
            hint="Écrivez l’identifiant, puis si besoin @région et |forme : part-region@53|valeur.",
        )
    name, region, form = match["id"], match["region"], match["form"] or "normal"
    if form not in FORMS:
        raise ContentError(
            f"forme inconnue « {form} »",
            id=reference,
            hint=f"Formes possibles : {', '.join(FORMS[1:])}.",
        )
    if name in FORMULAS:
        return _derived(reference, name, region, form, region_default)
    if not data.has("faits", name):
        known = [*(row["id"] for row in data.table("faits")), *FORMULAS]
        close = get_close_matches(name, known, n=3, cutoff=0.5)
        raise ContentError(
            "fait inconnu",
            id=name,
            hint=(f"Vouliez-vous dire {french.enumeration(close, 'ou')} ? " if close else "")
            + "Les identifiants sont dans data/faits.csv.",
        )
    if region is not None:
        raise ContentError("ce fait n’est pas régional", id=reference, hint="Enlevez « @… ».")
    return _stored(reference, data.row("faits", name), form)


def by_region(reference: str) -> dict[str, str]:
    """Text of an `@ma-region` reference for each region code; a plain sentence where data lack."""
    return {
        row["code"]: resolve(reference.replace(MY_REGION, row["code"])).text
        for row in data.table("regions")
    }


def source_title(source: str | None, page: int | None) -> str:
    """« Titre de la source, p. 6 »."""
    if not source:
        return ""
    title = data.row("sources", source)["titre"]
    return f"{title}, p.{french.NBSP}{page}" if page else title


def _stored(reference: str, row: data.Row, form: str) -> Fact:
    value = row["valeur"]
    if row["type"] == "nombre":
        value = french.rounded(_number(row), row.get("decimales"))
        signed = bool(row.get("signe")) and form != "absolu"
        shown = abs(value) if form == "absolu" else value
        written = french.number(shown, row.get("decimales"), sign=signed)
        unit = row.get("unite")
        text = written if form == "valeur" else french.with_unit(written, unit)
        if form != "valeur" and row.get("precision"):
            text = f"{row['precision']} {text}"
        if form == "complet":
            text = _complete(text, row, unit)
    elif row["type"] == "date":
        text, value = french.day(value), None
    else:
        text, value = row["texte"], None
    if form == "date":
        text = french.day(row["date"])
    return Fact(
        reference=reference,
        id=row["id"],
        value=value,
        text=text,
        label=row["libelle"],
        share_of=row.get("part_de") or "",
        scope=row.get("champ") or "",
        date=french.period(row.get("debut"), row.get("date")),
        source=source_title(row.get("source"), row.get("page")),
        page=row.get("page"),
        changes=tuple(data.several(row.get("remplace_par"))),
        anchor=f"fait-{row['id']}",
    )


def _complete(text: str, row: data.Row, unit: str | None) -> str:
    share_of = row.get("part_de")
    if unit == "%" and share_of:
        return f"{text} {of(share_of)}"
    counted = row.get("objet")
    if not counted:
        return text
    # « 2,37 millions de salariés », but « 221 325 structures ».
    linked = of(counted) if unit and unit.startswith(("million", "milliard")) else counted
    return f"{text} {linked}"


def of(words: str) -> str:
    """« l’emploi privé » → « de l’emploi privé », « le … » → « du … », « les … » → « des … »."""
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if words.startswith(article):
            return contracted + words.removeprefix(article)
    return ("d’" if words[:1] in "aeiouyéèêàâîôh" else "de ") + words


def _derived(
    reference: str, name: str, region: str | None, form: str, region_default: str | None
) -> Fact:
    formula = FORMULAS[name]
    if formula.regional != (region is not None):
        raise ContentError(
            "cette formule demande une région" if formula.regional else "formule sans région",
            id=reference,
            hint=f"Écrivez {name}@53 ou {name}@{MY_REGION}."
            if formula.regional
            else f"Écrivez {name}.",
        )
    if region == MY_REGION:
        region = region_default
        unknown = region is None
    else:
        unknown = False
        if region is not None and not data.has("regions", region):
            raise ContentError(
                f"région inconnue « {region} »",
                id=reference,
                hint="Les codes sont dans data/regions.csv (53 pour la Bretagne).",
            )
    if unknown:
        text, value = _without_region(name, formula), None
    else:
        value = formula.compute(region)
        text = NO_DATA if value is None else _written(formula, value, form)
        if isinstance(value, (int, float)):
            value = french.rounded(value, formula.decimals)
    origin = _origin(name, formula)
    return Fact(
        reference=reference,
        id=name,
        value=value if isinstance(value, (int, float)) else None,
        text=text,
        label=formula.label,
        share_of=formula.share_of,
        scope=formula.explanation,
        date=french.period(origin.get("debut"), origin.get("date")),
        source=source_title(origin.get("source"), origin.get("page")),
        page=origin.get("page"),
        changes=(),
        anchor=f"formule-{name}",
    )


# Counts of the course's own tables: no source but the course.
_OWN_COUNTS = {"nombre-regions", "nombre-changements", "nombre-sigles"}


def _origin(name: str, formula: Formula) -> data.Row:
    """The row whose date and source a derived value has."""
    if name in _OWN_COUNTS:
        return {}
    if formula.based_on:
        return data.row("faits", formula.based_on)
    return {"date": "2013", **data.table("emploi_regional_2013")[0]}


def _written(formula: Formula, value: float | int | str, form: str) -> str:
    if isinstance(value, str):
        return value
    if formula.ordinal:
        return french.ordinal(int(value))
    text = french.number(value, formula.decimals, sign=formula.sign)
    if form == "valeur":
        return text
    unit = formula.unit
    if unit == "point" and abs(value) >= 2:
        unit = "points"
    return french.with_unit(text, unit)


def _without_region(name: str, formula: Formula) -> str:
    """What the page says before a region is chosen: the span of the values, never a hole."""
    values = [formula.compute(row["region"]) for row in data.table("emploi_regional_2013")]
    low, high = (_written(formula, pick(values), "normal") for pick in (min, max))
    return f"de {low} à {high} selon la région"
