"""The appendices made from the data: glossary, figures and sources, changes since 2015."""

import re
import unicodedata
from html import escape
from pathlib import Path

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import __version__, addresses, components, data, facts, french, freshness, inline, paths, policy, prose, toc
from ..export import bom
from .directives import change_item, source_item
from .nodes import html_block

THEMES = {
    "regions": "Régions",
    "institutions": "Institutions et réseaux",
    "loi": "Loi",
    "marches": "Marchés publics",
    "competences": "Compétences des Régions",
    "donnees": "Chiffres",
    "outils": "Dispositifs et outils",
}


def filter_box(target: str, label: str) -> str:
    """The search field above a long table or list (`site/table-filter.js` makes it work)."""
    field = f"filtre-{target}"
    return (
        f'<div class="ess-filtre" data-cible="{target}"><label for="{field}">{escape(label)}</label>'
        f'<input id="{field}" type="search" autocomplete="off" spellcheck="false">'
        f'<p role="status"></p></div>\n'
    )


def html_table(identifier: str, caption: str, headers: list[str], rows: list[str]) -> str:
    """A table in a scrolling frame; `rows` are `<tr>` elements."""
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)
    return (
        f'<div class="table-cadre"><table id="{identifier}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>\n"
    )


class GlossaryTable(SphinxDirective):
    """Every acronym and term, with its meaning and what it became."""

    def run(self):
        rows, words = [], []
        for row in sorted(data.table("glossaire"), key=lambda r: _order(r["sigle"])):
            words.append(f"{row['sigle']} {row.get('developpe') or ''}")
            change = row.get("changement")
            became = ""
            if row.get("devenu"):
                link = f'<a href="{prose.CHANGES_PAGE}#{change}">' if change else ""
                became = (
                    f'<span class="glossaire-devenu">Devenu{french.NBSP}: {link}'
                    f"{escape(row['devenu'])}{'</a>' if link else ''}</span>"
                )
            remark = (
                f'<span class="glossaire-remarque">{linked_changes(inline.html(row["remarque"]))}</span>'
                if row.get("remarque")
                else ""
            )
            long_form = escape(row["developpe"]) if row.get("developpe") else ""
            rows.append(
                f'<tr id="{prose.glossary_anchor(row)}"><th scope="row">{escape(row["sigle"])}</th>'
                f"<td>{f'<b>{long_form}.</b> ' if long_form else ''}{inline.html(row['definition'])} {became}{remark}</td></tr>"
            )
        html = filter_box("table-glossaire", "Chercher un sigle ou un mot") + html_table(
            "table-glossaire", "Sigles et mots du cours", ["Sigle ou mot", "Ce que cela veut dire"], rows
        )
        return [html_block(html, " ".join(words))]


def _order(text: str) -> str:
    """Alphabetical order as in a French dictionary: accents and case do not count."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


class FactsTable(SphinxDirective):
    """Every figure of the course: value, what it is a share of, date, scope, source."""

    def run(self):
        stored = [facts.resolve(row["id"]) for row in data.table("faits")]
        rows = [_fact_row(fact) for fact in stored]
        html = filter_box("table-faits", "Chercher un chiffre") + html_table(
            "table-faits",
            "Chiffres et dates du cours",
            ["Chiffre ou date", "Ce que c’est", "Date et champ", "Source"],
            rows,
        )
        return [html_block(html, " ".join(f"{f.label} {f.text}" for f in stored))]


def _fact_row(fact: facts.Fact) -> str:
    share = f"Part de{french.NBSP}: {escape(fact.share_of)}. " if fact.share_of else ""
    since = " ".join(
        f'<a href="{prose.CHANGES_PAGE}#{change}">Voir ce qui a changé</a>'
        for change in fact.changes
    )
    scope = ". ".join(part.rstrip(".") for part in (fact.date, fact.scope) if part)
    return (
        f'<tr id="{fact.anchor}"><th scope="row">{escape(fact.text)}</th>'
        f"<td>{escape(fact.label[:1].upper() + fact.label[1:])}. {share}{since}</td>"
        f'<td>{escape(scope)}</td><td>{escape(fact.source)}</td></tr>'
    )


class FormulasTable(SphinxDirective):
    """The derived values, and how each is computed."""

    def run(self):
        rows = []
        for name, formula in facts.FORMULAS.items():
            value = "selon la région" if formula.regional else facts.resolve(name).text
            rows.append(
                f'<tr id="formule-{name}"><th scope="row">{escape(value)}</th>'
                f"<td>{escape(formula.label[:1].upper() + formula.label[1:])}</td>"
                f"<td>{escape(formula.explanation)}</td></tr>"
            )
        html = html_table(
            "table-formules",
            "Valeurs calculées à partir des données",
            ["Valeur", "Ce que c’est", "Comment"],
            rows,
        )
        return [html_block(html)]


class RegionsTable(SphinxDirective):
    """Jobs and share of the 18 regions, in alphabetical order: a table to read, not a ranking."""

    def run(self):
        employment = {row["region"]: row for row in data.table("emploi_regional_2013")}
        rows = []
        for region in sorted(data.table("regions"), key=lambda r: _order(r["nom"])):
            own = employment.get(region["code"])
            jobs, share = (
                (french.number(own["emplois"]), french.with_unit(french.number(own["part"]), "%"))
                if own
                else (facts.NO_DATA, facts.NO_DATA)
            )
            rows.append(
                f'<tr id="region-{region["code"]}"><th scope="row">{escape(region["nom"])}</th>'
                f"<td>{escape(region.get('nom_brochure') or facts.NO_DATA)}</td>"
                f'<td class="nombre">{escape(jobs)}</td><td class="nombre">{escape(share)}</td></tr>'
            )
        html = html_table(
            "table-regions",
            "Emploi de l’ESS par région en 2013",
            ["Région", "Nom dans la brochure", "Emplois", "Part de l’ensemble des emplois"],
            rows,
        )
        return [html_block(html)]


class ArticlesTable(SphinxDirective):
    """The articles of law that the course cites."""

    def run(self):
        rows = []
        for row in data.table("articles"):
            law = data.row("lois", row["loi"])
            rows.append(
                f'<tr id="article-{escape(row["id"])}"><th scope="row">Article{french.NBSP}'
                f"{escape(row['numero'])} {escape(law['de_la_loi'])}</th>"
                f"<td><b>{escape(row['titre'])}.</b> {inline.html(row['resume'])}</td></tr>"
            )
        html = html_table(
            "table-articles", "Articles cités", ["Article", "Ce qu’il dit, en bref"], rows
        )
        return [html_block(html)]


class SourcesTable(SphinxDirective):
    """Every source: the brochure, what it cites, and the pages on which changes were seen."""

    def run(self):
        items = "".join(source_item(row) for row in data.table("sources"))
        return [html_block(f'<ul class="sources-liste" id="liste-sources">{items}</ul>\n')]


class ChangesTable(SphinxDirective):
    """Every change since 2015, by theme, each with its date, its source and how sure it is."""

    def run(self):
        changes = data.table("changements")
        result: list = [html_block(filter_box("liste-changements", "Chercher un changement"))]
        result[0]["html"] = result[0]["html"].replace("data-cible=", 'data-mode="liste" data-cible=')
        themes = list(dict.fromkeys(row["theme"] for row in changes))
        for theme in themes:
            title = THEMES.get(theme, theme.capitalize())
            section = docutils_nodes.section(ids=[f"theme-{theme}"], names=[theme])
            section += docutils_nodes.title("", title)
            rows = [row for row in changes if row["theme"] == theme]
            items = "".join(_dated_change(row) for row in rows)
            words = " ".join(prose.visible_words(inline.html(row["texte"])) for row in rows)
            section += html_block(f'<ul class="depuis-liste">{items}</ul>\n', words)
            result.append(section)
        return result


class PublicationsTable(SphinxDirective):
    """The publications that the brochure recommends, by theme, and where it said to find them."""

    def run(self):
        listed = sorted(data.table("publications"), key=lambda row: row["ordre"])
        rows, theme = [], ""
        for row in listed:
            if row["theme"] != theme:
                theme = row["theme"]
                rows.append(f'<tr class="table-groupe"><th scope="colgroup" colspan="2">{escape(theme)}</th></tr>')
            site = addresses.address_html(row["site"], brief=True) if row["site"] else "aucune adresse imprimée"
            rows.append(
                f'<tr id="publication-{row["id"]}"><td><cite>{escape(row["titre"])}</cite>, '
                f"{row['annee'] or 'sans année'}</td><td>{escape(row['editeur'])}, {site}</td></tr>"
            )
        html = html_table(
            "table-publications",
            f"Publications conseillées par la brochure, p.{french.NBSP}{listed[0]['page']}",
            ["Titre et année", "Éditeur, adresse imprimée"],
            rows,
        )
        return [html_block(html, " ".join(row["titre"] for row in listed))]


class AddressesTable(SphinxDirective):
    """Every address that the brochure prints, with its state today."""

    def run(self):
        listed = sorted(data.table("sites"), key=lambda row: row["ordre"])
        rows = []
        for row in listed:
            pages = ", ".join([str(row["page"]), *data.several(row["autres_pages"])])
            rows.append(
                f'<tr id="adresse-{row["id"]}"><th scope="row">{addresses.address_html(row["id"])}</th>'
                f"<td>{escape(row['organisme'])}</td><td>{pages}</td></tr>"
            )
        html = html_table(
            "table-adresses",
            "Adresses imprimées dans la brochure",
            ["Adresse, et ce que l’on en sait", "De qui, en 2015", "Pages"],
            rows,
        )
        return [html_block(html, " ".join(f"{row['adresse']} {row['organisme']}" for row in listed))]


class FreshnessTable(SphinxDirective):
    """Everything dated, by page of the course: doubtful first, then the oldest, each with its source."""

    KINDS = {"fait": "Chiffre", "donnee": "Chiffre régional", "changement": "Changement", "adresse": "Adresse"}

    def run(self):
        for entry in toc.entries():
            for file in freshness.files(entry, paths.ROOT):
                self.env.note_dependency(str(file))
        day = freshness.reference_day()
        groups = freshness.groups()
        titles = freshness.titles()
        every = [item for group in groups for item in group.items]
        rows, words = [], []
        for group in groups:
            name = escape(group.title)
            name = f'<a href="{group.slug}.html">{name}</a>' if group.slug else name
            rows.append(f'<tr class="table-groupe"><th scope="colgroup" colspan="3">{name}</th></tr>')
            rows += [self.item_row(item, day, titles) for item in group.items]
            words += [group.title, *(prose.visible_words(inline.html(item.text)) for item in group.items)]
        doubtful = sum(1 for item in every if item.doubt)
        html = (
            f"<p>Les âges sont comptés au {french.day(day)}, jour du dernier relevé, et non au jour où vous lisez. "
            f"La liste a {french.number(len(every))}{french.NBSP}lignes. Pour {doubtful} d’entre elles, un doute est signalé.</p>\n"
            + filter_box("table-a-verifier", "Chercher une page, un mot, «\u202fdoute\u202f»")
            + html_table(
                "table-a-verifier", "À vérifier avant la session, page par page",
                ["Ce que dit le cours", "Âge, date et source", "Que faire"], rows,
            )
        )  # fmt: skip
        return [html_block(html, " ".join(words))]

    def item_row(self, item: freshness.Item, day: str, titles: dict[str, str]) -> str:
        place = {
            "fait": f"{prose.FACTS_PAGE}#fait-{item.id}",
            "changement": f"{prose.CHANGES_PAGE}#{item.id}",
        }.get(item.kind)
        kind = self.KINDS[item.kind]
        age = freshness.age_words(item.date, day)
        label = f'<a href="{place}">{kind}</a>' if place else kind
        text = item.text
        if item.kind == "changement":  # the whole of it is where the link goes
            text = re.split(r"(?<=[.])\s(?=[A-ZÀ-Ý])", text, maxsplit=1)[0]
        others = [f'<a href="{slug}.html">{escape(titles[slug])}</a>' for slug in item.pages[1:]]
        also = f'<p class="ess-hint">Aussi{french.NBSP}: {", ".join(others)}</p>' if others else ""
        source = data.row("sources", item.source)
        origin = escape(source["titre"])
        if source["url"]:
            origin = f'<a href="{escape(source["url"])}" rel="external">{origin}</a>'
        doubt = f"<b>Doute.</b> {inline.html(item.doubt)} " if item.doubt else ""
        since = f' <a href="{prose.CHANGES_PAGE}#{item.since}">Voir ce changement</a>' if item.since else ""
        return (
            f"<tr><td><p>{label}. {linked_changes(inline.html(text))}</p>{also}</td>"
            f"<td><p>{f'<b>{age}</b>, ' if age else ''}{escape(item.dated)}</p><p>{origin}</p></td>"
            f"<td>{doubt}{freshness.advice(item, day)}{since}</td></tr>"
        )


class ComponentsTable(SphinxDirective):
    """What others made: in the book, then to build it and to test it, by licence."""

    USES = {"construction": "Pour construire le livre", "tests": "Pour les essais et JupyterLab"}

    def run(self):
        for file in (components.FILE, Path(bom.__file__)):
            self.env.note_dependency(str(file))
        rows = [
            f'<tr><th scope="row">{escape(one.name)}</th><td>{escape(one.licence)}</td><td>{escape(one.description)}</td></tr>'
            for one in bom.SHIPPED
        ]
        html = html_table("table-livre", "Dans le livre que vous lisez", ["Composant", "Licence", "À quoi il sert"], rows)
        listed = components.stored()
        rows = []
        for usage, title in self.USES.items():
            by_licence: dict[str, list[str]] = {}
            for one in listed:
                if one.usage == usage:
                    by_licence.setdefault(one.licence, []).append(f"{one.nom} {one.version}")
            rows.append(f'<tr class="table-groupe"><th scope="colgroup" colspan="2">{title}</th></tr>')
            rows += [
                f'<tr><th scope="row">{escape(licence)}</th><td>{escape(", ".join(names))}</td></tr>'
                for licence, names in sorted(by_licence.items(), key=lambda item: (-len(item[1]), item[0]))
            ]
        html += html_table(
            "table-composants",
            f"Les {len(listed)} composants de l’atelier, par licence{french.NBSP}: aucun n’est dans le livre",
            ["Licence", "Composants, avec leur version exacte"],
            rows,
        )
        return [html_block(html)]


class VersionLine(SphinxDirective):
    """The version of the course, in a sentence."""

    def run(self):
        return [html_block(f"<p>Vous lisez la version <b>{escape(__version__)}</b>.</p>\n", __version__)]


class PolicyText(SphinxDirective):
    """The policy that every page carries, one rule a line."""

    def run(self):
        self.env.note_dependency(policy.__file__)
        return [html_block(f"<pre>{escape(policy.policy().replace('; ', ';' + chr(10)), quote=False)}</pre>\n")]


def linked_changes(html: str) -> str:
    """« voir U002 » → a link in words: numbers of changes mean nothing to a reader."""
    return re.sub(
        r"\b(voir )?(U\d{3})\b",
        lambda m: f'<a href="{prose.CHANGES_PAGE}#{m[2]}">{"voir ce changement" if m[1] else "ce changement"}</a>',
        html,
    )


def _dated_change(row: data.Row) -> str:
    item = change_item(row, anchor=True)
    page = (
        f"Brochure, p.{french.NBSP}{row['page']}{french.NBSP}: "
        if row.get("page")
        else f"Absent de la brochure{french.NBSP}: "
    )
    before = f'<p class="depuis-sujet">{escape(page)}{inline.html(row["sujet"])}</p>'
    more = (
        f'<p class="depuis-complement">{linked_changes(inline.html(row["complement"]))}</p>'
        if row.get("complement")
        else ""
    )
    return item.replace("<p>", before + "<p>", 1).replace(
        '<p class="depuis-source">', more + '<p class="depuis-source">', 1
    )


DIRECTIVES = {
    "table-glossaire": GlossaryTable,
    "table-faits": FactsTable,
    "table-formules": FormulasTable,
    "table-regions": RegionsTable,
    "table-articles": ArticlesTable,
    "table-sources": SourcesTable,
    "table-changements": ChangesTable,
    "table-publications": PublicationsTable,
    "table-adresses": AddressesTable,
    "table-a-verifier": FreshnessTable,
    "table-composants": ComponentsTable,
    "version-du-cours": VersionLine,
    "politique-des-pages": PolicyText,
}


def setup(app: Sphinx) -> None:
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
