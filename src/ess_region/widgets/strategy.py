"""`Strategy`: compose a regional strategy, see what it covers and forgets, take away a one-page note."""

from html import escape
from typing import Any, ClassVar

import traitlets

from .. import data, french, inline, prose, strategy
from ..french import NBSP, NNBSP
from .base import EssWidget

NATURES = {
    "resultat": "Compte ce qui change",
    "realisation": "Compte ce que fait la Région",
    "contexte": "Dit l’état des lieux, pas l’effet de votre action",
}
# Step → its name in the list of steps, its heading.
TITLES = {
    "sujet": ("Sujet et buts", "Le sujet, les buts, le public"),
    "leviers": ("Leviers", "Les leviers"),
    "moyens": ("Moyens", "Les moyens de chaque levier"),
    "concertation": ("Concertation", "La concertation"),
    "indicateurs": ("Indicateurs", "Les indicateurs"),
    "note": ("Note", "Les angles morts et la note"),
}
BLANK = (
    "Objet de la note",
    "Ce que nous demandons à la direction",
    "Premier levier, son article, sa compétence, son partenaire",
    "Second levier, son article, sa compétence, son partenaire",
    "Un indicateur par but",
    "Qui consulter d’abord, et avant quelle date",
    "Angles morts qui restent",
)


class Strategy(EssWidget):
    """The composer of a regional strategy: `Strategy()`.

    `choices` follows the browser (see `ess_region.strategy`). `findings()`, `coverage()` and
    `effort()` say in Python what the page shows.
    """

    name: ClassVar[str] = "strategie"
    module: ClassVar[str] = "strategy"

    choices = traitlets.Dict(help="What is chosen, by group.").tag(sync=True)
    catalog = traitlets.Dict(help="Ids, efforts and rules.").tag(sync=True)
    example = traitlets.Dict(help="The example that one may start from.").tag(sync=True)
    sentences = traitlets.Dict(help="What the note says of the law.").tag(sync=True)

    def __init__(self, slug: str = "strategie", choices: dict[str, Any] | None = None, **kwargs):
        content = strategy.load(slug)
        self._content = content
        self._static = _static_html(content)
        super().__init__(
            choices=choices or {},
            catalog=strategy.catalog(content),
            example=content["exemple"],
            sentences={
                "cadre": inline.plain(
                    "La Région doit élaborer une stratégie de l’ESS, en concertation avec la CRESS "
                    "({article}`ess-7`). Son schéma économique fixe des orientations pour l’ESS ({article}`notre-2`)."
                ),
                "limite": "Efforts et indicateurs sont des propositions, à adapter. Les articles sont résumés\u00a0: "
                "le texte officiel seul fait foi.",
            },
            **kwargs,
        )

    @traitlets.validate("choices")
    def _known(self, proposal):
        wrong = strategy.faults(self._content, proposal["value"])
        if wrong:
            raise traitlets.TraitError(f"choix impossibles : {', '.join(wrong)}")
        return proposal["value"]

    def findings(self) -> list[dict[str, Any]]:
        """The blind spots: see `strategy.findings`."""
        return strategy.findings(self.catalog, self.choices)

    def coverage(self) -> dict[str, Any]:
        """Levers and indicators of each aim, levers of each public: see `strategy.coverage`."""
        return strategy.coverage(self.catalog, self.choices)

    def effort(self) -> int:
        """Points of effort used."""
        return strategy.effort(self.catalog, self.choices)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return (
            f"{len(self.catalog['leviers'])} leviers, {len(self.catalog['indicateurs'])} indicateurs, "
            f"{len(self.catalog['regles'])} règles, {self.catalog['budget']} points"
        )


# -- static form -------------------------------------------------------------------------------


def _static_html(content: strategy.Content) -> str:
    parts = {
        "sujet": _subject(content),
        "leviers": _levers(content),
        "moyens": _means(content),
        "concertation": _consultation(content),
        "indicateurs": _indicators(content),
        "note": _rules(content),
    }
    return "".join(
        f'<section class="strat-etape" data-etape="{id}" data-nom="{TITLES[id][0]}" aria-labelledby="strat-{id}">'
        f'<h3 id="strat-{id}">{rank}. {TITLES[id][1]}</h3>{body}</section>'
        for rank, (id, body) in enumerate(parts.items(), 1)
    )


def _choice(group: str, value: str, label: str, *notes: str) -> str:
    """A box to tick; `label` and `notes` are HTML."""
    more = "".join(f"<small>{note}</small>" for note in notes if note)
    return (
        f'<label class="ess-choice"><input type="checkbox" name="{group}" value="{escape(value)}">'
        f"<span><b>{label}</b>{more}</span></label>"
    )


def _fieldset(legend: str, body: str) -> str:
    return f"<fieldset><legend>{legend}</legend>{body}</fieldset>"


def _field(name: str, label: str, hint: str = "") -> str:
    id = f"strat-{name.replace(':', '-')}"
    note = f'<p class="ess-hint" id="{id}-aide">{hint}</p>' if hint else ""
    described = f' aria-describedby="{id}-aide"' if hint else ""
    return (
        f'<div class="ess-field"><label for="{id}">{label}</label>'
        f'<input type="text" id="{id}" data-texte="{escape(name)}" maxlength="200" autocomplete="off"{described}>{note}</div>'
    )


def _subject(content: strategy.Content) -> str:
    arguments = {row["id"]: row for row in data.table("arguments")}
    aims = "".join(
        _choice("buts", one["id"], escape(inline.plain(one["texte"])), f"Argument de la brochure, p.{NBSP}{arguments[one['id']]['page']}")
        for one in content["buts"]
    )
    publics = "".join(_choice("publics", one["id"], escape(inline.plain(one["texte"]))) for one in content["publics"])
    return (
        _field("titre", "Titre de la note")
        + _field("objet", "Objet", f"Un dossier ou un thème. Par exemple{NBSP}: la rénovation des lycées.")
        + _field("demande", "Ce que vous demandez à la direction", "Un accord, un rendez-vous, un budget.")
        + '<div class="ess-field" data-region><label for="strat-region">Votre région</label>'
        '<input type="text" id="strat-region" autocomplete="off"></div>'
        + _fieldset("Les buts", "<p class=\"ess-hint\">Ce sont les cinq arguments de la brochure, dits comme des buts. "
                    f"Choisissez-en un ou deux.</p>{aims}")
        + _fieldset("Le public", f'<p class="ess-hint">Pour qui la vie doit-elle changer{NNBSP}?</p>{publics}')
    )  # fmt: skip


def _levers(content: strategy.Content) -> str:
    aims = {one["id"]: inline.plain(one["texte"]) for one in content["buts"]}
    rows = []
    for one in content["leviers"]:
        row = data.row("leviers", one["id"])
        serves = f"{NNBSP}; ".join(french.lower_first(aims[id]) for id in one["buts"])
        rows.append(
            _choice("leviers", one["id"], escape(row["titre"]), escape(inline.plain(row["objectif"])), f"Sert à{NBSP}: {escape(serves)}.")
        )
    return (
        '<p class="ess-hint">La brochure donne les six leviers. Les buts que chacun sert sont notre lecture.</p>'
        + _fieldset("Choisissez deux leviers, trois au plus", "".join(rows))
    )


def _means(content: strategy.Content) -> str:
    sizes = " ".join(
        f"<li><b>{_count(one['points'])}</b>{NBSP}: {escape(inline.plain(one['texte']))}</li>" for one in content["efforts"]
    )
    return (
        f"<p>Votre service dispose de <b>{_count(content['budget'])}</b> d’effort. "
        f"Ce barème est le nôtre, pas celui de la brochure.</p><ul class=\"strat-bareme\">{sizes}</ul>"
        f'{"".join(_lever_means(one) for one in content["leviers"])}{_other_actions()}'
    )


def _count(points: int) -> str:
    return f"{points}{NBSP}point{'s' if points > 1 else ''}"


def _lever_means(one: strategy.Content) -> str:
    lever, id = data.row("leviers", one["id"]), one["id"]
    ways = "".join(
        _choice(
            "manieres",
            way,
            escape(data.row("manieres", way)["titre"]),
            f"{_count(points)}. {escape(inline.plain(data.row('manieres', way)['description']))}",
        )
        for way, points in one["efforts"].items()
    )
    actions = "".join(
        _choice("actions", f"{id}:{row['id']}", escape(row["action"]), escape(data.row("competences", row["competence"])["intitule"]))
        for row in data.table("competences_actions")
        if row["levier"] == id
    )
    articles = "".join(
        _choice("articles", f"{id}:{text['article']}", _article(text["article"]), escape(inline.plain(text["apport"])))
        for text in one["articles"]
    )
    partners = "".join(_partner(id, text) for text in one["partenaires"])
    title = escape(lever["titre"])
    return (
        f'<details class="strat-levier" data-levier="{id}" data-court="{escape(lever["titre_court"])}" open><summary><h4>{title}</h4></summary>'
        + _fieldset("Comment agir", ways)
        + _fieldset("Avec quelle compétence de la Région", actions)
        + _fieldset("Sur quel texte", articles)
        + _fieldset("Avec qui", partners + _field(f"autre:{id}", "Un autre partenaire, que vous connaissez"))
        + "</details>"
    )


def _article(id: str) -> str:
    """« Article 9 de la loi ESS », without a link: it names a choice."""
    row = data.row("articles", id)
    return escape(f"Article{NBSP}{row['numero'].replace(' ', NBSP)} {data.row('lois', row['loi'])['de_la_loi']}")


def _partner(lever: str, text: strategy.Content) -> str:
    name, before = strategy.partner(text["partenaire"])
    notes = [escape(inline.plain(text["apport"])) + (f" (p.{NBSP}{text['page']})" if text["page"] else "")]
    if before:
        notes.append(f"{escape(before)} dans la brochure.")
    return _choice("partenaires", f"{lever}:{text['partenaire']}", escape(name), *notes)


def _other_actions() -> str:
    """The actions that no lever of the table uses: any lever may."""
    rows = "".join(
        f'<li data-action="{escape(row["id"])}"><b>{escape(row["action"])}</b> '
        f"<small>{escape(data.row('competences', row['competence'])['intitule'])}</small></li>"
        for row in data.table("competences_actions")
        if not row["levier"]
    )
    return (
        '<div class="strat-autres"><p><b>D’autres actions régionales</b>, que nous n’avons rattachées à aucun levier. '
        f"Elles peuvent servir le vôtre{NBSP}:</p><ul>{rows}</ul></div>"
    )


def _consultation(content: strategy.Content) -> str:
    def row(one):
        when = inline.plain(one["quand"])
        nature = "La loi le demande" if one["nature"] == "obligation" else "La loi le permet"
        return _choice(
            "demarche",
            one["id"],
            escape(inline.plain(one["texte"])),
            f'{nature}{NBSP}: <span class="strat-loi">{french.lower_first(_article(one["article"]))}</span>.',
            f'<span class="strat-quand">{escape(when[:1].upper() + when[1:])}</span>.',
        )

    duties = "".join(row(one) for one in content["demarche"])
    return (
        '<p class="ess-hint">L’ordre et le moment sont notre proposition. Les articles, eux, sont dans la loi.</p>'
        + _fieldset("Cochez ce que vous ferez", duties)
    )


def _indicators(content: strategy.Content) -> str:
    aims = {one["id"]: french.lower_first(inline.plain(one["texte"])) for one in content["buts"]}
    borrowed = sum(bool(one["page"]) for one in content["indicateurs"])

    def row(one):
        also = f"{NNBSP}; ".join(aims[id] for id in one["mesure"][1:])
        page = f" Mesure employée par la brochure, p.{NBSP}{one['page']}." if one["page"] else ""
        return _choice(
            "indicateurs",
            one["id"],
            escape(inline.plain(one["texte"])),
            f"Mesure aussi{NBSP}: {escape(also)}." if also else "",
            f"{NATURES[one['nature']]}. Auprès de qui{NBSP}: {escape(inline.plain(one['aupres']))}.{page}",
        )

    groups = []
    for aim in [*aims, ""]:
        rows = "".join(row(one) for one in content["indicateurs"] if (one["mesure"] or [""])[0] == aim)
        legend = f"Pour {escape(aims[aim])}" if aim else "Souvent cités, mais pour quel but\u202f?"
        groups.append(f'<fieldset data-but="{aim}"><legend>{legend}</legend>{rows}</fieldset>')
    return (
        f'<p class="ess-hint">Choisissez au moins un indicateur par but. Ils sont de nous, sauf {_spelled(borrowed)} '
        f"dont la brochure emploie la mesure. Aucune cible n’est donnée{NBSP}: fixez les vôtres avec vos partenaires.</p>"
        + "".join(groups)
    )


def _spelled(count: int) -> str:
    words = "zéro un deux trois quatre cinq six sept huit neuf".split()
    return words[count] if count < len(words) else str(count)


def _rules(content: strategy.Content) -> str:
    rows = "".join(
        f'<li data-regle="{escape(one["id"])}"><p class="strat-regle">{inline.html(one["titre"])}</p>'
        f"<p>{inline.html(one['pourquoi'])}"
        + (f" <i>Texte{NBSP}: {prose.article_html(one['article'])}.</i>" if one["article"] else "")
        + f'</p><p class="strat-faire">{inline.html(one["faire"])}</p></li>'
        for one in content["regles"]
    )
    lines = "".join(f'<li>{escape(line)}<span class="strat-ligne"></span></li>' for line in BLANK)
    return (
        '<div class="strat-angles"><p class="strat-titre">Les angles morts</p>'
        f'<p class="ess-hint strat-consigne">Relisez votre projet avec cette liste. Barrez ce qui est réglé.</p><ul class="strat-regles">{rows}</ul></div>'
        '<div class="strat-vierge"><p class="strat-titre">La note, à remplir à la main</p>'
        f"<ol>{lines}</ol></div>"
    )
