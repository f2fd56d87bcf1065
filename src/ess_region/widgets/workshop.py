"""`Workshop`: the sheet of a workshop, to fill in on the screen or on paper, and its documents."""

from html import escape
from typing import ClassVar

import traitlets

from .. import facts, french, inline, pack, regions, workshops
from ..french import NBSP, NNBSP
from ..regions import percent
from . import region_sheet
from .base import EssWidget

# Closed at first: a role card is for one person.
_FOLDED = {"carte-role"}
# More choices than these are a list to open, on the screen.
_MOST_BUTTONS = 4


class Workshop(EssWidget):
    """The sheet of a workshop: `Workshop("ess-ou-pas")`.

    `entries` is what was filled in, by id of the entry (a text; a list of texts for boxes to tick; rows of
    texts for a table); it follows the browser. The answer key is not here: see the directive `{corrige}`.
    Raises ContentError when `exercises/SLUG/atelier.yml` is missing or faulty.
    """

    name: ClassVar[str] = "atelier"
    module: ClassVar[str] = "workshop"

    slug = traitlets.Unicode(help="The page: where the entries are kept.").tag(sync=True)
    title = traitlets.Unicode(help="Title of the workshop, for what is printed and exported.").tag(sync=True)
    entries = traitlets.Dict(help="What was filled in, by id.").tag(sync=True)

    def __init__(self, slug: str, entries: dict | None = None, **kwargs):
        self._workshop = workshops.load(slug)
        self._case = workshops.region_case(slug)
        self._static = _Sheet(self._workshop, self._case).html()
        super().__init__(slug=slug, title=workshops.title(slug), entries=entries or {}, **kwargs)

    @traitlets.validate("entries")
    def _known(self, proposal):
        unknown = sorted(set(proposal["value"]) - {one.id for one in self._workshop.fields})
        if unknown:
            raise traitlets.TraitError(f"saisies inconnues : {', '.join(unknown)}")
        return proposal["value"]

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        one = self._workshop
        return (
            f"{one.slug!r}, {len(one.steps)} étapes, {len(one.documents)} documents, {len(one.fields)} saisies, "
            f"{one.minutes[1]} minutes"
        )


class _Sheet:
    """The static form of a workshop; acronyms are explained at their first use."""

    def __init__(self, workshop: workshops.Workshop, case: workshops.Case | None = None):
        self.workshop = workshop
        self.case = case
        self.explained: set[str] = set()
        self.placed: set[str] = set()  # documents already shown
        self.listed: set[workshops.Texts] = set()  # choices already listed for paper

    def text(self, source: str) -> str:
        return inline.html(source, acronyms=self.explained)

    def paragraphs(self, texts: workshops.Texts) -> str:
        return "".join(f"<p>{self.text(one)}</p>" for one in texts)

    def items(self, texts: workshops.Texts) -> str:
        return "".join(f"<li>{self.text(one)}</li>" for one in texts)

    def html(self) -> str:
        head = self.head()
        steps = "".join(self.step(rank, step) for rank, step in enumerate(self.workshop.steps, 1))
        return (
            f'{head}<div class="at-etapes">{steps}</div>'
            f'<section class="at-fin"><h2>À rendre</h2><p>{self.text(self.workshop.hand_in)}</p>'
            f"<h2>Pour en parler ensemble</h2><ul>{self.items(self.workshop.debrief)}</ul></section>"
        )

    def head(self) -> str:
        one = self.workshop
        least, usual, most = one.minutes
        few, typical, many = one.group
        people = f"{'Seul' if few == 1 else f'De {few}'} à {many} personnes" if few != many else f"{many} personnes"
        if few == 1 and many > 1:
            people = f"D’une à {many} personnes"
        rows = [
            ("But", f"<p>{self.text(one.aim)}</p>"),
            ("Pour qui", f"<p>{self.text(one.audience)}</p>"),
            ("Durée", f"<p>{usual}{NBSP}minutes (de {least} à {most}{NBSP}minutes).</p>"),
            ("Groupe", f"<p>{self.text(one.group_text)} {people}, {typical} d’habitude.</p>"),
            ("Matériel", f"<ul>{self.items(one.material)}</ul>" if one.material else ""),
        ]
        sheet = "".join(f"<dt>{name}</dt><dd>{body}</dd>" for name, body in rows if body)
        variants = "".join(
            f"<dt>{escape(workshops.VARIANTS[name])}</dt><dd><p>{self.text(text)}</p></dd>"
            for name, text in one.variants.items()
        )
        return (
            f'<dl class="at-fiche">{sheet}</dl>{self.case_notice()}<details class="at-variantes"><summary>Seul, à douze, à quarante, '
            f"en trente minutes{NBSP}: comment adapter</summary><dl>{variants}</dl></details>"
        )

    def case_notice(self) -> str:
        """That the Region's pack has a case of its own; the script makes a choice of it."""
        if not self.case:
            return ""
        titles = "".join(
            f"<li>{self.text(self.workshop.document(one.id).title)}</li>" for one in self.case.documents
        )
        many = "ces documents" if len(self.case.documents) > 1 else "ce document"
        return (
            f'<div class="at-cas" data-cas="{escape(self.case.title, quote=True)}"><p><b>Un cas de votre Région</b>{NBSP}: '
            f"{self.text(self.case.title)}. Il remplace {many} de l’atelier{NBSP}:</p><ul>{titles}</ul></div>"
        )

    # -- steps -----------------------------------------------------------------------------------

    def step(self, rank: int, step: workshops.Step) -> str:
        id = f"etape-{escape(step.id)}"
        instructions = self.items(step.instructions)
        body = "".join(self.document_here(one, step) for one in step.documents)
        loose = "".join(self.field(one) for one in step.fields if not one.document)
        documents = f' data-documents="{" ".join(step.documents)}"' if step.documents else ""
        return (
            f'<section class="at-etape" data-etape="{escape(step.id)}" data-minutes="{step.minutes}"{documents} aria-labelledby="{id}">'
            f'<h2 id="{id}">{rank}. {self.text(step.title)} <small>{step.minutes}{NBSP}minutes</small></h2>'
            f'<ol class="at-consigne">{instructions}</ol>{body}{loose}</section>'
        )

    def document_here(self, id: str, step: workshops.Step) -> str:
        """A document of the step, or a link to it when another step has shown it; then what is to fill in about it."""
        document = self.workshop.document(id)
        if id in self.placed:
            shown = (
                f'<p class="at-renvoi" data-renvoi="{escape(id)}">Document{NBSP}: '
                f'<a href="#document-{escape(id)}">{self.text(document.title)}</a></p>'
            )
        else:
            self.placed.add(id)
            own = self.case.document(id) if self.case else None
            shown = self.document(document) + (self.document(own, of_region=True) if own else "")
        fields = "".join(self.field(one) for one in step.fields if one.document == id)
        about = f'<div class="at-sur" role="group" aria-labelledby="document-{escape(id)}-titre">{fields}</div>' if fields else ""
        return f'<div class="at-place" data-place="{escape(id)}">{shown}{about}</div>'

    # -- documents -------------------------------------------------------------------------------

    def document(self, document: workshops.Document, *, of_region: bool = False) -> str:
        name = f"{'region-' if of_region else ''}{escape(document.id)}"
        id = f"document-{name}"
        replaces = f' data-remplace="{escape(document.id)}"' if of_region else ""
        mark = f' <span class="at-sorte at-sorte--region">{pack.show.MARK}</span>' if of_region else ""
        bullets = f"<ul>{self.items(document.bullets)}</ul>" if document.bullets else ""
        table = self.table(document.table, document.title) if document.table else ""
        figures = _regional() if document.regional else ""
        return (
            f'<details class="at-document" id="{id}" data-document="{name}"{replaces} data-sorte="{document.kind}"'
            f"{'' if document.kind in _FOLDED else ' open'}><summary>"
            f'<span class="at-sorte">{escape(workshops.KINDS[document.kind])}</span>{mark} '
            f'<h3 id="{id}-titre">{self.text(document.title)}</h3></summary>'
            f'<div class="at-corps">{self.paragraphs(document.paragraphs)}{bullets}{table}{figures}</div></details>'
        )

    def table(self, table: workshops.Table, title: str) -> str:
        head = "".join(f'<th scope="col">{self.text(cell)}</th>' for cell in table.head)
        rows = "".join(
            f'<tr><th scope="row">{self.text(first)}</th>{"".join(f"<td>{self.text(cell)}</td>" for cell in others)}</tr>'
            for first, *others in table.rows
        )
        return _framed(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", inline.plain(title))

    # -- entries ---------------------------------------------------------------------------------

    def field(self, field: workshops.Field) -> str:
        id = f"saisie-{escape(field.id)}"
        help = f'<p class="ess-hint" id="{id}-aide">{self.text(field.help)}</p>' if field.help else ""
        described = f' aria-describedby="{id}-aide"' if help else ""
        label = self.text(field.label)
        own = f' data-saisie="{escape(field.id)}" data-type="{field.type}"'
        if field.type == "cases" or (field.type == "choix" and len(field.choices) <= _MOST_BUTTONS):
            kind = "radio" if field.type == "choix" else "checkbox"
            choices = "".join(
                f'<label class="ess-choice"><input type="{kind}" name="{id}"><span>{_plain(one)}</span></label>'
                for one in field.choices
            )
            return f'<fieldset class="at-saisie"{own}{described}><legend>{label}</legend>{help}<div class="at-choix">{choices}</div></fieldset>'
        if field.type == "tableau":
            return f'<div class="at-saisie"{own}>{self.grid(field, id, label, help)}</div>'
        unit = f'<span class="at-unite">{self.text(field.unit)}</span>' if field.unit else ""
        control = {
            "paragraphe": f'<textarea id="{id}" rows="{field.lines}" maxlength="2000"{described}></textarea>',
            "nombre": f'<input type="text" inputmode="decimal" id="{id}" maxlength="20" autocomplete="off"{described}>',
            "texte": f'<input type="text" id="{id}" maxlength="300" autocomplete="off"{described}>',
            "choix": f'<select id="{id}"{described}>{_options(field.choices)}</select>',
        }[field.type]
        listed = self.on_paper([(label, field.choices)]) if field.type == "choix" else ""
        return f'<div class="at-saisie ess-field"{own}><label for="{id}">{label}</label>{help}{control}{unit}{listed}</div>'

    def on_paper(self, lists: list[tuple[str, workshops.Texts]]) -> str:
        """The choices of lists to open, for paper: each once in a sheet."""
        fresh = [(name, choices) for name, choices in lists if choices and choices not in self.listed]
        self.listed.update(choices for _, choices in fresh)
        items = "".join(f"<li>{name}{NBSP}: {f'{NNBSP}; '.join(map(_plain, choices))}.</li>" for name, choices in fresh)
        return f'<ul class="at-choix-papier">{items}</ul>' if items else ""

    def grid(self, field: workshops.Field, id: str, label: str, help: str) -> str:
        """A table to fill in: rows named, one control a cell."""
        heads = [inline.plain(column.title) for column in field.columns]
        head = "".join(f'<th scope="col" id="{id}-c{n}">{escape(one)}</th>' for n, one in enumerate(heads))
        rows = []
        for r, row in enumerate(field.rows):
            cells = []
            for c, column in enumerate(field.columns):
                named = f'aria-labelledby="{id}-r{r} {id}-c{c}"'
                if column.choices:
                    control = f"<select {named}>{_options(column.choices)}</select>"
                else:
                    control = f'<textarea rows="2" maxlength="600" {named}></textarea>'
                cells.append(f'<td data-titre="{escape(heads[c])}">{control}</td>')
            rows.append(f'<tr><th scope="row" id="{id}-r{r}">{self.text(row)}</th>{"".join(cells)}</tr>')
        on_paper = self.on_paper([(escape(head), column.choices) for head, column in zip(heads, field.columns)])
        return (
            f'<table class="at-grille ess-field"><caption>{label}{help}</caption><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>{on_paper}"
        )


def _plain(text: str) -> str:
    """A choice: words alone, that an export repeats."""
    return escape(inline.plain(text))


def _options(choices: workshops.Texts) -> str:
    return f'<option></option>{"".join(f"<option>{_plain(one)}</option>" for one in choices)}'


def _framed(table: str, label: str) -> str:
    return f'<div class="table-cadre" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'


# -- figures of the regions --------------------------------------------------------------------


def _regional() -> str:
    """What the course knows of each region: the brochure's figures in a table, later ones below."""
    values = regions.regional()
    year = facts.resolve(f"part-region@{next(iter(values.shares))}").date
    rows = later = ""
    for row in regions.alphabetical():
        code = row["code"]
        body = "".join(f"<td>{escape(cell)}</td>" for cell in _figures(code, values))
        if not body:
            body = f'<td colspan="5">Absente de la brochure{NBSP}: aucun chiffre, et non zéro.</td>'
        rows += f'<tr data-region="{code}"><th scope="row">{escape(row["nom"])}</th>{body}</tr>'
        later += (
            f'<div class="at-depuis" data-region="{code}"><h4>{escape(row["nom"])}{NBSP}: chiffres vus depuis</h4>'
            f"{region_sheet.later(row, values)}{region_sheet.own_figures(row)}</div>"
        )
    heads = (
        "Région",
        f"Emplois de l’ESS en {year}",
        "Rang par le nombre",
        "Part de l’ensemble des emplois",
        "Rang par la part",
        "Écart avec la France entière",
    )
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    table = _framed(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", "Les chiffres des régions")
    source = facts.source_title("brochure", None)
    return (
        f'<div class="at-region">{table}<p class="ess-hint">Emplois et parts{NBSP}: {escape(source)}. Rangs et écarts '
        f"calculés.</p>{later}</div>"
    )


def _figures(code: str, values: regions.Regional) -> tuple[str, ...]:
    """Jobs, rank, share, rank, gap with France; nothing for a region that the brochure leaves out."""
    if code not in values.shares:
        return ()
    gap = values.gap(code)
    return (
        french.number(values.jobs[code]),
        values.job_rank_words(code),
        percent(values.shares[code]),
        values.share_rank_words(code),
        f"{french.number(gap, 1, sign=True) if gap else 0}{NBSP}{'point' if abs(gap) < 2 else 'points'}",
    )
