"""`Clauses`: the insertion hours of a public contract, and what is asked on the day it is launched."""

from datetime import date
from html import escape
from typing import Any, ClassVar

import traitlets

from .. import clauses, data, dates, facts, french, inline, prose
from ..french import NBSP
from .base import EssWidget

# What can be typed: id → (name, words of the messages, example of writing, fact of the worked example).
FIELDS = {
    "montant": ("Montant du marché, hors taxes", "le montant hors taxes", "1 200 000\u00a0€ ou 1,2\u00a0M€", "clause-montant"),
    "part": ("Part de main-d’œuvre", "la part de main-d’œuvre", "50\u00a0%", "clause-part-main-oeuvre"),
    "taux": ("Taux d’insertion", "le taux d’insertion", "5\u00a0%", "clause-taux-insertion"),
    "cout": ("Coût horaire moyen chargé", "le coût horaire", "30\u00a0€", "clause-cout-horaire"),
    "annuel": ("Heures d’un temps plein, par an", "les heures d’un temps plein", "1 000", None),
    "achats": ("Achats de votre collectivité en un an, hors taxes", "le montant des achats", "80 M€", None),
}
HINTS = {
    "montant": "Vous pouvez écrire 1,2\u00a0M€ ou 450\u00a0k€.",
    "part": "La part du prix qui paie du travail. Nos sources n’en donnent pas par métier\u00a0: demandez-la au service qui achète.",
    "taux": "La part de ce travail confiée à des personnes en insertion. D’usage, de {fait}`clause-taux-min` à {fait}`clause-taux-max`.",
    "cout": "Le coût d’une heure, charges comprises. D’usage, de {fait}`clause-cout-horaire-min` à {fait}`clause-cout-horaire-max`.",
    "annuel": "Hypothèse à saisir\u00a0: nos sources n’en donnent pas. Elle convertit les heures en temps plein.",
    "achats": "Demandez ce montant au service des achats ou à celui des finances.",
}
CONTRACTS = {"fournitures-services": "Fournitures ou services", "travaux": "Travaux"}
NATURES = {"obligation": "Obligatoire", "possibilite": "Possible"}
RULES = {
    "europeen": "Seuil européen",
    "dispense": "Dispense de publicité et de mise en concurrence",
    "spaser": "Achats annuels au-delà desquels le SPASER s’impose",
}
PROPOSAL = "Proposition de rédaction, à faire valider par le service juridique."
DRAFT = (
    "En application de l’article L. 2112-2 du code de la commande publique, le titulaire confie au moins {heures} "
    "de travail à des personnes éloignées de l’emploi. Ces heures sont réalisées pendant l’exécution du marché et "
    "en lien avec son objet\u00a0: [objet du marché].",
    "Avant le [date], le titulaire dit comment il les réalise. Il rend compte des heures faites, tous les [durée], "
    "à [personne chargée du suivi].",
)
# What the browser says; {words in braces} are filled in there.
SENTENCES = {
    # a field
    "vide": "Indiquez {champ}.",
    "illisible": "Nous ne lisons pas ce nombre. Écrivez par exemple\u00a0: {exemple}.",
    "ttc": "Le calcul se fait hors taxes. Retirez les taxes, puis le mot TTC.",
    "negatif": "Un nombre négatif n’a pas de sens ici. Vérifiez {champ}.",
    "nul": "Avec zéro, il n’y a rien à calculer. Vérifiez {champ}.",
    "trop-petit": "C’est trop peu. Vérifiez {champ}.",
    "trop-grand": "C’est trop\u00a0: le maximum est {plus}. Vérifiez {champ}.",
    "lu": "Nous lisons {valeur}.",
    "usage-haut": "C’est plus que l’usage.",
    "usage-bas": "C’est moins que l’usage.",
    "jour-vide": "Indiquez le jour où la consultation est lancée\u00a0: les règles en dépendent.",
    "jour-impossible": "Cette date n’existe pas dans le calendrier.",
    # the hours
    "incomplet": "Pas encore de résultat\u00a0: il manque une donnée, ou l’une d’elles est à vérifier.",
    "pas-encore": "Pas encore de résultat\u00a0: vérifiez {champ}.",
    "moins-d-une": "Moins d’une heure d’insertion\u00a0: une clause n’aurait pas de sens ici.",
    "obligations": "Ce jour-là, obligatoire\u00a0: {liste}.",
    "aucune": "Ce jour-là, aucune obligation connue de nos sources.",
    # the thresholds
    "europeen-": "Le seuil européen est de {seuil} HT ({validite}).",
    "europeen-dessus": "Votre montant dépasse le seuil européen\u00a0: {seuil} HT ({validite}).",
    "europeen-dessous": "Votre montant ne dépasse pas le seuil européen\u00a0: {seuil} HT ({validite}).",
    "europeen-egal": "Votre montant est exactement le seuil européen\u00a0: {seuil} HT ({validite}).",
    "europeen-incertain": "Seuil européen\u00a0: nos sources donnent {seuil} HT jusqu’au {fin}, sans dire depuis quand. Nous ne concluons pas.",
    "europeen-avant": "Nos sources donnent ce seuil européen à partir du {debut}. Avant, nous ne savons pas.",
    "europeen-apres": "Nos sources donnent ce seuil européen jusqu’au {fin}. Cherchez celui qui vaut à votre date.",
    "dispense-": "Dispense de publicité et de mise en concurrence\u00a0: sous {seuil} HT ({validite}).",
    "dispense-dessus": "Il faut une publicité et une mise en concurrence\u00a0: la dispense vaut sous {seuil} HT ({validite}).",
    "dispense-dessous": "Dispense de publicité et de mise en concurrence\u00a0: le montant est sous {seuil} HT ({validite}).",
    "dispense-egal": "Le montant est exactement celui de la dispense, {seuil} HT ({validite})\u00a0: faites vérifier la règle.",
    "dispense-incertain": "Dispense\u00a0: nos sources donnent {seuil} HT jusqu’au {fin}, sans dire depuis quand. Nous ne concluons pas.",
    "releve": "Nous avons relevé ces règles le {releve}. Pour une date plus tardive, vérifiez qu’aucun texte n’a changé.",
    # a rule: its state, then why
    "obligation": "Obligatoire|Depuis le {debut}, au plus tard.",
    "obligation-seuil": "Obligatoire|Depuis le {debut}, au plus tard, et votre montant dépasse le seuil européen.",
    "possibilite": "Possible|Depuis le {debut}.",
    "possibilite-sans-date": "Possible|Nos sources ne disent pas depuis quand.",
    "facultatif": "Au choix|Votre montant ne dépasse pas le seuil européen\u00a0: vous pouvez le faire, cette règle ne l’impose pas.",
    "egal": "À vérifier|Votre montant est exactement le seuil européen. Nos sources parlent de le dépasser.",
    "seuil-inconnu": "À vérifier|Obligatoire au-dessus du seuil européen, que nos sources ne donnent pas à cette date.",
    "montant": "À préciser|Indiquez un montant\u00a0: la réponse en dépend.",
    "avant-obligation": "Pas encore obligatoire|L’échéance est le {debut}, au plus tard. Nos sources ne disent pas si une part vaut avant.",
    "avant-possibilite": "À vérifier|Nos sources en parlent à partir du {debut}. Avant, nous ne savons pas.",
    "hors-contrat": "Hors sujet|Cette règle vise des services, pas des travaux.",
    "sans-jour": "À préciser|Indiquez une date\u00a0: la réponse en dépend.",
    # the scheme
    "spaser-": "Le seuil est de {seuil} HT d’achats par an ({validite}).",
    "spaser-dessus": "Le SPASER est obligatoire\u00a0: vos achats dépassent {seuil} HT par an ({validite}). Aucune sanction n’est prévue.",
    "spaser-dessous": "Le SPASER reste un choix\u00a0: vos achats ne dépassent pas {seuil} HT par an ({validite}).",
    "spaser-egal": "Vos achats sont exactement au seuil de {seuil} HT par an ({validite}). Nos sources disent «\u202fau-delà\u202f»\u00a0: faites vérifier.",
    "spaser-avant": "Nos sources donnent un premier seuil au {debut}. Avant, nous ne savons pas.",
    "texte-avant": "Nos sources citent cet article à partir du {debut}. Avant, nous ne savons pas sur quoi fonder la clause.",
}  # fmt: skip


class Clauses(EssWidget):
    """Insertion hours and rules of a contract: `Clauses()`, or `Clauses(montant="1,2 M€", taux="10 %")`.

    `inputs` holds what is typed, by field (see FIELDS), with `contrat` (`fournitures-services` or
    `travaux`) and `jour` (ISO date of the launch; nothing for today); it follows the browser.
    `result()` computes in Python what the page shows.
    """

    name: ClassVar[str] = "clauses"
    module: ClassVar[str] = "clauses"

    inputs = traitlets.Dict(help="What is typed, by field.").tag(sync=True)
    thresholds = traitlets.List(traitlets.Dict(), help="Thresholds: amounts in cents, dates.").tag(sync=True)
    rules = traitlets.List(traitlets.Dict(), help="Rules and the day they start.").tag(sync=True)
    usage = traitlets.Dict(help="Usual lowest and highest values, in hundredths.").tag(sync=True)
    checked = traitlets.Unicode(help="Day the rules were last checked.").tag(sync=True)
    sentences = traitlets.Dict(help="What the browser says.").tag(sync=True)

    def __init__(self, **inputs):
        self._example = _example()
        thresholds, rules = data.table("seuils"), data.table("regles_achats")
        self._static = _static_html(self._example, thresholds, rules)
        super().__init__(
            inputs=inputs,
            thresholds=[_threshold(row) for row in thresholds],
            rules=[{name: row[name] or "" for name in ("id", "nature", "contrat", "seuil", "debut")} for row in rules],
            usage={
                name: [_hundredths(f"{fact}-min"), _hundredths(f"{fact}-max")]
                for name, fact in (("taux", "clause-taux"), ("cout", "clause-cout-horaire"))
            },
            checked=max(str(data.row("changements", row["changement"])["releve_le"]) for row in rules),
            sentences={key: inline.plain(text) for key, text in SENTENCES.items()},
        )

    @traitlets.validate("inputs")
    def _known(self, proposal):
        for name, text in proposal["value"].items():
            if name not in (*FIELDS, "contrat", "jour"):
                raise traitlets.TraitError(f"champ inconnu : « {name} » (possibles : {', '.join(FIELDS)}, contrat, jour)")
            if not isinstance(text, str):
                raise traitlets.TraitError(f"« {name} » s’écrit comme un texte, entre guillemets")
            if name == "contrat" and text not in CONTRACTS:
                raise traitlets.TraitError(f"type de contrat inconnu : « {text} » (possibles : {', '.join(CONTRACTS)})")
        return proposal["value"]

    def values(self) -> dict[str, int | None]:
        """Each field in hundredths; None when it is empty or wrong. Without anything typed, the example's."""
        typed = self._example | self.inputs
        return {name: clauses.read(name, typed.get(name))["valeur"] for name in FIELDS}

    def result(self, today: date | None = None) -> dict[str, Any]:
        """`heures` (see `clauses.compute`), `ecarts`, `regles` (see `assess`, None without a date), `spaser`."""
        values = self.values()
        typed = self.inputs.get("jour") or (today or date.today()).isoformat()
        day = dates.parse(typed)
        found = {"heures": clauses.compute(values), "ecarts": clauses.sensitivity(values), "regles": None, "spaser": None}
        if day:
            found["regles"] = clauses.assess(
                self.rules, self.thresholds, day=day.isoformat(), amount=values["montant"],
                contract=self.inputs.get("contrat", self._example["contrat"]),
            )  # fmt: skip
            found["spaser"] = clauses.spaser(self.thresholds, values["achats"], day.isoformat())
        return found

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        typed = [f"{name}={text!r}" for name, text in sorted(self.inputs.items())]
        result = clauses.compute(self.values())
        hours = f"{french.number(result['heures'])} heures" if result else "incomplet"
        return ", ".join([*typed, hours, f"{len(self.thresholds)} seuils, {len(self.rules)} règles"])


def _example() -> dict[str, str]:
    """The worked example of the sources, as it is typed."""
    typed = {name: facts.resolve(fact).text for name, (_, _, _, fact) in FIELDS.items() if fact}
    return {"contrat": "travaux"} | typed


def _hundredths(fact: str) -> int:
    return round(facts.number_of(fact) * 100)


def _threshold(row: data.Row) -> dict[str, Any]:
    millions = data.row("faits", row["fait"])["unite"] == "millions d’euros"
    return {
        "id": row["id"],
        "regle": row["regle"],
        "contrat": row["contrat"] or "",
        "montant": _hundredths(row["fait"]) * (1_000_000 if millions else 1),
        "debut": row["debut"] or "",
        "fin": row["fin"] or "",
    }


# -- static form -------------------------------------------------------------------------------


def _static_html(example: dict[str, str], thresholds: list[data.Row], rules: list[data.Row]) -> str:
    return (
        '<section class="clauses-calcul" aria-labelledby="clauses-calcul-titre">'
        '<p class="clauses-titre" id="clauses-calcul-titre">Les heures d’insertion</p>'
        f'<p class="clauses-formule">Heures = montant hors taxes × part de main-d’œuvre × taux d’insertion ÷ coût horaire '
        f"chargé. {_link('U074')}</p>"
        f'<ul class="clauses-champs">{"".join(_field(name, example) for name in HINTS if name != "achats")}</ul>'
        f"{_result(example)}</section>"
        '<section class="clauses-droit" aria-labelledby="clauses-droit-titre">'
        '<p class="clauses-titre" id="clauses-droit-titre">Ce qui s’impose, ce qui est possible</p>'
        f'<ul class="clauses-regles">{_rules(rules)}</ul>'
        '<p class="ess-hint">Les obligations ont été lues avant leur échéance. Aucun report n’avait été trouvé. '
        "Les exceptions prévues par la loi n’ont pas été vues.</p>"
        f"{_thresholds(thresholds)}</section>"
        '<section class="clauses-redaction" aria-labelledby="clauses-redaction-titre">'
        '<p class="clauses-titre" id="clauses-redaction-titre">Le texte à discuter</p>'
        f'<p class="ess-hint">{escape(PROPOSAL)} Les crochets sont à remplir.</p>'
        f'<blockquote class="clauses-texte">{_draft(example)}</blockquote></section>'
        '<section class="clauses-schema" aria-labelledby="clauses-schema-titre">'
        '<p class="clauses-titre" id="clauses-schema-titre">Et le schéma, est-il obligatoire\u202f?</p>'
        f"<p>Un SPASER est obligatoire au-delà de {prose.fact_html('spaser-seuil')} d’achats par an, hors taxes, "
        f"depuis le {prose.fact_html('spaser-seuil-date')} ({prose.article_html('ccp-l2111-3')}).</p>"
        f'<ul class="clauses-achats">{_field("achats", example)}</ul></section>'
    )


def _link(change: str) -> str:
    return f'<a class="clauses-source" href="{prose.CHANGES_PAGE}#{change}">{change}</a>'


def _field(name: str, example: dict[str, str]) -> str:
    label, words, sample, fact = FIELDS[name]
    value = f'<span class="clauses-valeur">{prose.fact_html(fact)} dans l’exemple.</span> ' if fact else ""
    return (
        f'<li data-champ="{name}" data-mots="{escape(words)}" data-modele="{escape(sample)}" '
        f'data-exemple="{escape(example.get(name, ""))}"><b class="clauses-nom">{escape(label)}</b> '
        f'<span class="clauses-aide">{value}{inline.html(HINTS[name])}</span></li>'
    )


def _values(example: dict[str, str]) -> dict[str, int]:
    return {name: clauses.read(name, text)["valeur"] for name, text in example.items() if name in FIELDS}


def _hours(count: int) -> str:
    return f"{french.number(count)}{NBSP}heure{'s' if count > 1 else ''}"


def _percent(hundredths: int) -> str:
    return french.with_unit(french.number(hundredths / 100), "%")


def _result(example: dict[str, str]) -> str:
    values = _values(example)
    table = clauses.sensitivity(values)
    shown = {name: prose.fact_html(f"clause-{name}") for name in ("montant-main-oeuvre", "montant-insertion", "heures")}
    labour, insertion = (facts.resolve(f"clause-montant-{name}").text for name in ("main-oeuvre", "insertion"))
    head = "".join(f'<th scope="col">{_percent(share)}</th>' for share in table["parts"])
    body = "".join(
        f'<tr><th scope="row">{_percent(rate)}</th>'
        + "".join(f"<td>{_cell(count, rate, share, values)}</td>" for share, count in zip(table["parts"], counts))
        + "</tr>"
        for rate, counts in zip(table["taux"], table["heures"])
    )
    return (
        f'<p class="clauses-heures"><b class="clauses-nombre">{_hours(clauses.compute(values)["heures"])}</b> '
        '<span class="clauses-objet">d’insertion dans l’exemple de nos sources</span></p>'
        '<ol class="clauses-etapes">'
        f"<li>{example['montant']} × {example['part']} = {shown['montant-main-oeuvre']} de main-d’œuvre</li>"
        f"<li>{labour} × {example['taux']} = {shown['montant-insertion']} pour l’insertion</li>"
        f"<li>{insertion} ÷ {example['cout']} = {shown['heures']}</li></ol>"
        '<div class="clauses-defile" tabindex="0" role="region" aria-label="Si les hypothèses bougent">'
        '<table class="clauses-ecarts"><caption>Et si les hypothèses bougeaient\u202f? Heures d’insertion selon le taux (lignes) '
        "et la part de main-d’œuvre (colonnes).</caption>"
        f'<thead><tr><th scope="col">Taux</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(count: int, rate: int, share: int, values: dict[str, int]) -> str:
    text = french.number(count)
    return f"<b>{text}</b>" if (rate, share) == (values["taux"], values["part"]) else text


def _rules(rows: list[data.Row]) -> str:
    seen: set[str] = set()
    return "".join(_rule(row, seen) for row in sorted(rows, key=lambda row: row["ordre"]))


def _rule(row: data.Row, seen: set[str]) -> str:
    duty = row["nature"] == "obligation"
    when = f"depuis le {french.day(row['debut'])}" if row["debut"] else "nos sources ne disent pas depuis quand"
    if row["seuil"]:
        when = f"au-dessus du seuil européen, {when}"
    if duty:
        when += ", au plus tard"
    where = [_link(row["changement"])]
    if row["article"]:
        article = data.row("articles", row["article"])
        law = data.row("lois", article["loi"])["titre_court"]
        new = row["article"] not in seen
        where.insert(0, prose.article_html(row["article"]) if new else escape(f"article{NBSP}{article['numero']}, {law}"))
        seen.add(row["article"])
    return (
        f'<li data-regle="{escape(row["id"])}" data-etat="{row["nature"]}"><p class="clauses-tete">'
        f'<span class="clauses-etat">{NATURES[row["nature"]]}</span> <b>{escape(row["titre"])}</b></p>'
        f'<p class="clauses-quoi">{inline.html(row["texte"], acronyms=True)} '
        f'<span class="clauses-pourquoi">{escape(when[0].upper() + when[1:])}.</span> '
        f'<span class="clauses-ou">({", ".join(where)})</span></p></li>'
    )


def _thresholds(rows: list[data.Row]) -> str:
    body = "".join(
        f'<tr data-seuil="{escape(row["id"])}"><th scope="row">{escape(RULES[row["regle"]])}</th>'
        f"<td>{CONTRACTS.get(row['contrat'], 'Tous')}</td><td>{prose.fact_html(row['fait'])}</td>"
        f"<td>{validity(row)}</td><td>{_link(row['changement'])}</td></tr>"
        for row in rows
    )
    return (
        '<details class="clauses-seuils" open><summary>Les seuils et leurs dates</summary>'
        '<div class="clauses-defile" tabindex="0" role="region" aria-label="Seuils et dates">'
        "<table><caption>Montants hors taxes. Les seuils des fournitures et des services sont ceux des collectivités.</caption>"
        '<thead><tr><th scope="col">Seuil</th><th scope="col">Contrat</th><th scope="col">Montant</th>'
        f'<th scope="col">Validité</th><th scope="col">Source</th></tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def validity(row: data.Row) -> str:
    """« du 1er janvier 2026 au 31 décembre 2027 », « depuis le … », « jusqu’au …, début non donné »."""
    start, end = french.day(row["debut"]), french.day(row["fin"])
    if start and end:
        return f"du {start} au {end}"
    return f"depuis le {start}" if start else f"jusqu’au {end}, début non donné"


def _draft(example: dict[str, str]) -> str:
    count = _hours(clauses.compute(_values(example))["heures"])
    return "".join(
        f"<p>{escape(text).replace('{heures}', f'<b class={chr(34)}clauses-combien{chr(34)}>{count}</b>')}</p>" for text in DRAFT
    )
