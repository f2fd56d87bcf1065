"""`RegionSheet`: what the course knows of a region, on one page that prints."""

import re
from html import escape
from itertools import groupby
from typing import ClassVar

import traitlets

from .. import data, facts, french, inline, pack, prose, ranks, regions
from ..french import NBSP, NNBSP
from ..regions import Regional, percent
from .base import EssWidget

NOTHING_LATER = (
    "Nous n’avons vu aucun chiffre plus récent pour {avec}. Ce n’est pas un zéro{NBSP}: c’est une "
    "recherche à faire, par exemple auprès de la chambre régionale de l’ESS."
)
# The strip of shares: its size is that of a phone, one to one.
_WIDTH, _AXIS, _MARGIN, _DOT = 430, 84, 14, 11


class RegionSheet(EssWidget):
    """The sheet of one region, to read, print or copy: `RegionSheet()`.

    `region` is the code of the learner's region, or an empty string; it follows the browser. Every
    region has its sheet in the static form.
    """

    name: ClassVar[str] = "fiche-region"
    module: ClassVar[str] = "region_sheet"

    region = traitlets.Unicode("", help="Code of the chosen region, or empty.").tag(sync=True)

    def __init__(self, region: str = "", **kwargs):
        # Rendered once: a fact's bubble gets a new id each time it is rendered.
        self._static = _static_html(regions.regional())
        super().__init__(region=region, **kwargs)

    @traitlets.validate("region")
    def _known(self, proposal):
        code = proposal["value"]
        if code and not data.has("regions", code):
            raise traitlets.TraitError(f"région inconnue : « {code} » (voir data/regions.csv)")
        return code

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return repr(self.region) if self.region else f"{len(data.table('regions'))} régions"


def _static_html(values: Regional) -> str:
    own = prose.region_default
    sheets = "".join(
        f'<details class="fiche-region" data-region="{row["code"]}"{" open" if row["code"] == own else ""}>'
        f"<summary><h3>{escape(row['nom'])}</h3></summary>"
        f'<div class="fiche-corps">{_sheet(row, values)}</div></details>'
        for row in regions.alphabetical()
    )
    return (
        '<div class="fiche-toutes"><p class="fiche-invite">Ouvrez la fiche de votre région.</p>'
        f"{strip(values)}{sheets}</div>"
    )


def _sheet(row: data.Row, values: Regional) -> str:
    known = row["code"] in values.shares
    return (
        (_figures(row, values) if known else _no_figures(row))
        + _territory(row)
        + _examples(row)
        + _later(row, values)
        + own_figures(row, anchors=True)
        + _own_examples(row)
        + f'<p class="fiche-source">Chiffres de 2013 et exemples{NBSP}: '
        f"{escape(facts.source_title('brochure', None))}. Rangs et écarts calculés.</p>"
    )


# -- figures of 2013 ---------------------------------------------------------------------------


def _figures(row: data.Row, values: Regional) -> str:
    code = row["code"]
    year = facts.resolve(f"part-region@{code}").date
    page = next(r["page"] for r in data.table("emploi_regional_2013") if r["region"] == code)
    points = values.gap(code)
    unit = "point" if abs(points) < 2 else "points"
    return (
        f"<h4>En {year}, d’après la brochure (p.{NBSP}{page})</h4>"
        '<ul class="fiche-chiffres">'
        f"<li><b>{percent(values.shares[code])}</b> de l’ensemble des emplois de la région"
        f"<span>{values.share_rank_words(code)} par la part</span></li>"
        f"<li><b>{french.number(values.jobs[code])}</b> emplois de l’ESS"
        f"<span>{values.job_rank_words(code)} par le nombre</span></li>"
        f"<li><b>{french.number(points, 1, sign=True) if points else 0}{NBSP}{unit}</b> d’écart avec la France entière"
        f"<span>{_gap_in_words(points)}</span></li></ul>"
        f"<p>{escape(regions.in_words(code, values))} La part nationale qui se compare est {_fact('part-emploi-total')} "
        f"de l’ensemble des emplois. L’autre part connue, {_fact('part-emploi-prive')}, ne compte que l’emploi "
        f"privé{NBSP}: elle ne se compare pas.</p>{_ties(code, values)}"
    )


def _gap_in_words(points: float) -> str:
    if points == 0:
        return "la même part que la France"
    return f"une part plus {'forte' if points > 0 else 'faible'} que la France"


def _fact(reference: str) -> str:
    """A fact with the link to its entry; no bubble, which eighteen sheets would repeat."""
    fact = facts.resolve(reference)
    return (
        f'<a class="fait" data-fait="{fact.id}" href="{prose.FACTS_PAGE}#{fact.anchor}">{escape(fact.text)}</a>'
    )


def _ties(code: str, values: Regional) -> str:
    """Why several regions have the same rank."""
    others = ranks.tied(values.shares, code)
    if not others:
        return ""
    names = french.enumeration([data.row("regions", other)["avec_article"] for other in others])
    following = values.share_ranks[code] + len(others) + 1
    return (
        f"<p>Ex æquo{NBSP}: la brochure donne la même part pour {escape(names)}. Elle arrondit à une "
        f"décimale. Le rang suivant est donc le {french.ordinal(following)}.</p>"
    )


def _no_figures(row: data.Row) -> str:
    return (
        "<h4>Dans la brochure</h4>"
        f"<p>{_capital(row['avec_article'])} est absente de la brochure. Elle n’a donc ici ni nombre d’emplois, "
        "ni part, ni rang, ni écart. Ne remplacez pas ce vide par un zéro, ni par la moyenne des autres "
        "régions.</p>"
    )


def strip(values: Regional) -> str:
    """The shares as dots on one line, the national share marked; the script names one region."""
    limits = ranks.class_limits(list(values.shares.values()))
    low, high = limits[0], limits[-1]

    def x(share: float) -> float:
        return round(_MARGIN + (_WIDTH - 2 * _MARGIN) * (share - low) / (high - low), 1)

    ticks = "".join(
        f'<path class="fiche-graduation" d="M{x(limit)} {_AXIS}v5"/>'
        f'<text x="{x(limit)}" y="{_AXIS + 19}">{french.number(limit)}</text>'
        for limit in limits
    )
    dots, lanes = [], []
    for code in sorted(values.shares, key=lambda code: (values.shares[code], code)):
        place = x(values.shares[code])
        lane = next((n for n, last in enumerate(lanes) if place - last >= _DOT), len(lanes))
        lanes[lane : lane + 1] = [place]
        y = _AXIS - 8 - lane * _DOT
        dots.append(
            f'<circle data-region="{code}" cx="{place}" cy="{y}" r="5"><title>{escape(regions.name(code))}'
            f"{NBSP}: {percent(values.shares[code])}</title></circle>"
        )
    national = x(values.national)
    title = (
        f"Les parts des {values.count} territoires sur une échelle de {french.number(low)} à {percent(high)} "
        f"de l’ensemble des emplois. La France entière est à {percent(values.national)}."
    )
    return (
        f'<svg class="fiche-bande" viewBox="0 -6 {_WIDTH} 132" role="img" aria-label="{escape(title)}">'
        f'<path class="fiche-axe" d="M{_MARGIN} {_AXIS}H{_WIDTH - _MARGIN}"/>{ticks}'
        f'<path class="fiche-france" d="M{national} 18V{_AXIS}"/>'
        f'<text class="fiche-france-nom" x="{national}" y="12">France{NBSP}: {percent(values.national)}</text>'
        f'{"".join(dots)}<path class="fiche-renvoi" d=""/><text class="fiche-mienne" y="122"></text></svg>'
    )


# -- territory ---------------------------------------------------------------------------------


def _territory(row: data.Row) -> str:
    former = [old for old in data.table("anciennes_regions") if old["region"] == row["code"]]
    if former:
        since = data.row("changements", former[0]["changement"])["date"]
        names = french.enumeration([old["avec_article"] for old in former])
        verb = "réunissent" if row["nombre"] == "p" else "réunit"
        sentences = [f"Depuis le {french.day(since)}, {row['avec_article']} {verb} {names}."]
        if row["nom_brochure"] != row["nom"]:
            pronoun = "les" if row["nombre"] == "p" else {"f": "la", "m": "le"}[row["genre"]]
            sentences.append(f"La brochure {pronoun} nomme «{NNBSP}{row['nom_brochure']}{NNBSP}».")
    elif row["dans_brochure"]:
        sentences = ["Le territoire n’a pas changé depuis la brochure.", row["particularite"] or ""]
    else:
        sentences = [(row["particularite"] or "").removeprefix("Absente de la brochure. ")]
    return f"<h4>Le territoire</h4><p>{escape(' '.join(filter(None, sentences)))}</p>"


# -- examples of the brochure ------------------------------------------------------------------


def _examples(row: data.Row) -> str:
    found = [example for example in data.table("exemples") if example["region"] == row["code"]]
    title = "<h4>Exemples de 2015 sur ce territoire</h4>"
    if not found:
        return f"{title}<p>La brochure ne cite aucun exemple {escape(row['de_region'])}.</p>"
    items = "".join(
        f"<li><b>{inline.html(example['titre'])}.</b> {inline.html(example['demarche'])} "
        f'<span class="fiche-detail">Exemple de 2015{NBSP}: Région {escape(example["region_2015"])}, levier '
        f"«{NNBSP}{escape(data.row('leviers', example['levier'])['titre_court'])}{NNBSP}» "
        f"(brochure, p.{NBSP}{example['page']}).</span> "
        f'<span class="fiche-detail"><b>Depuis{NBSP}:</b> {_became(example)}</span></li>'
        for example in found
    )
    return f'{title}<ul class="fiche-exemples">{items}</ul>'


def _own_examples(row: data.Row) -> str:
    """The examples of the Region's pack, on its own sheet."""
    region = pack.current()
    if region.get("region") != row["code"] or not region.get("exemples"):
        return ""
    items = "".join(
        f"<li><b>{inline.html(example['titre'])}.</b> {inline.html(example['demarche'])} "
        f'<span class="fiche-detail">Levier «{NNBSP}{escape(data.row("leviers", example["levier"])["titre_court"])}{NNBSP}». '
        f"Source{NBSP}: {pack.show.source_html(example)}, {escape(french.day(example['date']))}.</span></li>"
        for example in region["exemples"]
    )
    return f'<h4>Exemples donnés par votre Région</h4><ul class="fiche-exemples">{items}</ul>'


def own_figures(row: data.Row, *, anchors: bool = False) -> str:
    """The figures of the Region's pack, for its own region only; never among the ranks."""
    region = pack.current()
    return pack.show.figures(region, anchors=anchors) if region.get("region") == row["code"] else ""


def _became(example: data.Row) -> str:
    change = example["devenir"]
    if not change:
        return "Nous n’avons pas relevé ce que l’action est devenue. Vérifiez avant de la citer."
    text = inline.plain(data.row("changements", change)["texte"])
    return f'{escape(text)} <a href="{prose.CHANGES_PAGE}#{change}">Lire ce changement et sa source</a>'


# -- later figures -----------------------------------------------------------------------------


def _later(row: data.Row, values: Regional) -> str:
    return f"<h4>Chiffres vus depuis</h4>{later(row, values)}"


def later(row: data.Row, values: Regional) -> str:
    """The figures of a region seen since the brochure, with what stops them from being compared."""
    found = [figure for figure in data.table("donnees_ulterieures") if figure["region"] == row["code"]]
    if not found:
        return f"<p>{NOTHING_LATER.format(avec=escape(row['avec_article']), NBSP=NBSP)}</p>"
    caution = "Dates, sources et champs diffèrent d’une région à l’autre. Ne classez pas les régions avec ces chiffres"
    caution += ", et n’en soustrayez pas ceux de 2013." if row["code"] in values.shares else "."
    groups = [
        _group(list(figures))
        for _, figures in groupby(found, key=lambda one: (one["source"], one["date"], _pieces(one["champ"])[0]))
    ]
    return f"<p>{caution}</p>{''.join(groups)}"


def _group(figures: list[data.Row]) -> str:
    """The figures of one source, at one date, on one scope, and why they do not compare."""
    scopes = [_pieces(figure["champ"]) for figure in figures]
    reasons = [_sentences(figure["comparabilite"]) for figure in figures]
    scope, reason = _shared(scopes), _shared(reasons)
    items = ""
    for figure, *said in zip(figures, scopes, reasons):
        remarks = [one for one in said[0] if one not in scope and one not in str(said[1]).lower()]
        own = [_sentence(one) for one in (*remarks, *(one for one in said[1] if one not in reason))]
        details = "".join(f' <span class="fiche-detail">{escape(one)}</span>' for one in own)
        items += f"<li><b>{escape(_value(figure))}</b> {escape(_what(figure))}.{details}</li>"
    first = figures[0]
    source = data.row("sources", first["source"])
    change = data.row("changements", first["changement"])
    sure = "Vérifié" if first["certitude"] == "verifie" else "<b>Vérifié avec réserve</b>"
    title = escape(source["titre"])
    link = f'<a href="{escape(source["url"])}" rel="external">{title}</a>' if source["url"] else title
    editor = f", {escape(source['editeur'])}" if source["editeur"] else ""
    notes = [
        *(escape(one) for one in reason),
        f"Source{NBSP}: {link}{editor}.",
        f"{sure} le {french.day(change['releve_le'])}.",
        f"Réserve{NBSP}: {escape(inline.plain(change['reserve']))}" if change["reserve"] else "",
    ]
    return (
        f'<div class="fiche-source-vue"><p class="fiche-champ"><b>{escape(_sentence(f"{NNBSP}; ".join(scope)))}</b> '
        f'{_when(first)}</p><ul>{items}</ul><p class="fiche-detail">{" ".join(filter(None, notes))}</p></div>'
    )


def _shared(texts: list[list[str]]) -> list[str]:
    """The pieces of the first text that all the others have."""
    return [piece for piece in texts[0] if all(piece in other for other in texts)]


def _pieces(scope: str) -> list[str]:
    """A scope and its remarks: « Corse ; fiche non datée » → two pieces."""
    return re.split(r"\s*;\s+", scope)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=\.)\s+(?=[A-ZÀÉÈÊ])", inline.plain(text or "")) if part]


def _when(figure: data.Row) -> str:
    date = french.day(figure["date"])
    period = f"{french.day(figure['debut'])}–{date}" if figure["debut"] else date
    return {
        "mesure": f"Date{NBSP}: {period}.",
        "publication": f"Publié {'le' if str(figure['date']).count('-') == 2 else 'en'} {date}, sans date de mesure.",
        "estimee": f"Page non datée, située vers {period}.",
        "inconnue": "Date inconnue.",
    }[figure["date_est"]]


def figure_words(figure: data.Row) -> str:
    """A later figure in words: « plus de 25 700 salariés de l’ESS »."""
    return f"{_value(figure)} {_what(figure)}"


def _value(figure: data.Row) -> str:
    if figure["valeur"] is None:
        value = figure["texte"]
    else:
        number = french.number(figure["valeur"], figure["decimales"], sign=bool(figure["signe"]))
        value = french.with_unit(number, figure["unite"])
    return f"{figure['precision']} {value}" if figure["precision"] else value


# What each measure is, when the table does not name what is counted.
_MEASURES = {
    "evolution": "par rapport à",
    "part-femmes": "de femmes parmi",
    "part-contrats-aides": "en contrat aidé parmi",
}


def _what(figure: data.Row) -> str:
    if figure["objet"]:
        return figure["objet"]
    whole = figure["part_de"] or ""
    linked = _MEASURES.get(figure["indicateur"])
    return f"{linked} {whole}" if linked else facts.of(whole)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

