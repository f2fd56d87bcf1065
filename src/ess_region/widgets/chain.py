"""`Chain`: who meets each need here, what is missing, what to do about it and whom to ask."""

from html import escape
from typing import ClassVar

import traitlets

from .. import chains, data, french, inline
from ..french import NBSP, NNBSP
from .base import EssWidget


class Chain(EssWidget):
    """The chain of a chapter, to complete: `Chain("levier-creation")`.

    `group` is the id of the group shown (a stage), or an empty string for all; it follows the browser.
    Raises ContentError when `exercises/SLUG/chaine.yml` is missing or faulty.
    """

    name: ClassVar[str] = "chaine"
    module: ClassVar[str] = "chain"

    slug = traitlets.Unicode(help="The chapter: where the answers are kept.").tag(sync=True)
    group = traitlets.Unicode("", help="Id of the group shown, or empty for all.").tag(sync=True)
    words = traitlets.Dict(help="Title, file name and words of the document.").tag(sync=True)

    def __init__(self, slug: str, group: str = "", **kwargs):
        self._chain = chains.load(slug)
        self._static = _static_html(self._chain, slug)
        words = {name: self._chain.words[name] for name in ("choix", "tout", "groupe", "ligne", "lignes", "ici")}
        super().__init__(
            slug=slug,
            group=group,
            words=words | {"titre": self._chain.title, "fichier": self._chain.file_name},
            **kwargs,
        )

    @traitlets.validate("group")
    def _known(self, proposal):
        ids = [group.id for group in self._chain.groups]
        if proposal["value"] and proposal["value"] not in ids:
            raise traitlets.TraitError(f"groupe inconnu : « {proposal['value']} » (possibles : {', '.join(ids)})")
        return proposal["value"]

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{self.slug!r}, {len(self._chain.lines)} {self._chain.words['lignes']}"


# -- static form -------------------------------------------------------------------------------


def _static_html(chain: chains.Chain, slug: str) -> str:
    explained: set[str] = set()
    body = "".join(_group(group, explained) for group in chain.groups)
    heads = (chain.words["ligne"].capitalize(), chain.words["brochure"], chain.words["ici"])
    header = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<p class="ess-hint">{inline.html(chain.intro)}</p>'
        f'<table class="chaine-table"><caption class="visually-hidden">{escape(chain.title)}</caption>'
        f"<thead><tr>{header}</tr></thead>{body}</table>"
    )


def _group(group: chains.Group, explained: set[str]) -> str:
    lines = "".join(_line(line, explained) for line in group.lines)
    return (
        f'<tbody data-groupe="{escape(group.id)}"><tr class="chaine-groupe"><th colspan="3" scope="rowgroup">'
        f"<b>{escape(group.name)}</b><span>{inline.html(group.summary)}</span></th></tr>{lines}</tbody>"
    )


def _line(line: chains.Line, explained: set[str]) -> str:
    def text(source: str) -> str:
        return inline.html(source, acronyms=explained)

    details = ""
    if line.details:
        first, *others = line.details
        words = ", ".join([first, *map(french.lower_first, others)])
        details = f'<span class="chaine-precisions">{escape(words)}</span>'
    way = data.row("manieres", line.way)
    lever = data.row("leviers", way["levier"])
    return (
        f'<tr data-ligne="{escape(line.id)}"><th scope="row"><span class="chaine-besoin">{text(line.need)}</span>'
        f'{details}</th><td class="chaine-exemples">{_examples(line)}</td><td class="chaine-ici"></td></tr>'
        f'<tr class="chaine-suite"><td colspan="3"><div><p class="chaine-demande"><b>Demandez d’abord '
        f"{text(line.ask)}{NBSP}:</b> «{NNBSP}{text(line.question)}{NNBSP}»</p>"
        f'<p class="chaine-manque" data-maniere="{way["id"]}" data-levier="{way["levier"]}">'
        f'<b>Si personne ne le fait{NBSP}:</b> <span class="chaine-maniere">levier «{NNBSP}'
        f'{escape(lever["titre_court"])}{NNBSP}», «{NNBSP}<span class="chaine-titre">{inline.html(way["titre"])}</span>'
        f'{NNBSP}»</span>. {text(way["description"])}</p></div></td></tr>'
    )


def _examples(line: chains.Line) -> str:
    """The examples that meet the need, or that the brochure gives none."""
    if not line.examples:
        return "Aucun exemple de la brochure n’y répond."
    items = []
    for id in line.examples:
        row = data.row("exemples", id)
        items.append(f"<li>{inline.html(row['titre'])} <small>({escape(row['region_2015'])})</small></li>")
    return f"<ul>{''.join(items)}</ul>"
