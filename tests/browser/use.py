"""Each type of activity used once: in which page, and how."""

import re
from pathlib import Path

from playwright.sync_api import expect

from ess_region.accessibility import violations

from . import learner
from .support import SLUGS, relative

_ROOT = re.compile(r'<div class="ess-widget" data-widget="([\w-]+)"')
#: What makes an activity look unlike another of its type: a question of another type, another field.
_FORMS = {
    "quiz": re.compile(r'<fieldset[^>]* data-type="(\w+)"'),
    "predire": re.compile(r'"forme":"(\w+)"'),
    "atelier": re.compile(r'<(table|textarea|select)\b|type="(radio|checkbox|number)"'),
}


def forms(html: str) -> set[tuple[str, str]]:
    """(type of activity, its form) of all those of a page."""
    names = set(_ROOT.findall(html))
    found = {(name, "") for name in names}
    for name, pattern in _FORMS.items():
        if name in names:
            found |= {(name, match[match.lastindex]) for match in pattern.finditer(html)}
    return found


def plan(pages: dict[str, set]) -> dict[str, set[str]]:
    """{page: the activities to use there}, few pages, for each form of each type to be used at least once."""
    left = set().union(*pages.values())
    chosen: dict[str, set[str]] = {}
    while left:
        slug = max(pages, key=lambda one: len(pages[one] & left))  # the first of the equals
        chosen[slug] = {name for name, _ in pages[slug] & left}
        left -= pages[slug]
    return chosen


def plan_of(book: Path) -> dict[str, set[str]]:
    """`plan` of a built book."""
    return plan({slug: forms((book / relative(slug)).read_text(encoding="utf-8")) for slug in SLUGS})


def use(page, names: set[str]) -> None:
    """Leave these widgets of the page in the state that shows the most."""

    def roots(*wanted):
        return [root for name in wanted if name in names for root in page.locator(f'[data-widget="{name}"]').all()]

    for root in roots("predire"):
        if root.get_by_role("slider").count():
            root.get_by_role("slider").press("ArrowRight")
        root.get_by_role("button", name="Voir la donnée").click()
        for keep in root.get_by_role("button", name="Je garde cet ordre").all():
            keep.click()
    bank = learner.banks().get(page.url.rsplit("/", 1)[1].removesuffix(".html"), ())
    for rank, question in enumerate(bank if "quiz" in names else ()):
        box = learner.fieldset(page, question)
        for hint in box.get_by_role("button", name="Un indice").all():
            hint.click()
        learner.submit(box, learner.wrong(question) if rank % 2 else learner.right(question))
        for explain in box.get_by_role("button", name="Voir l’explication").all():
            if explain.is_visible():
                explain.click()
    for root in roots(*(name for name in names if name.startswith("est-ce-"))):
        for _ in range(root.locator(".est-grille tbody tr").count()):
            root.locator("[data-critere] input").first.check()
            root.locator("[data-critere] + .est-actions .ess-btn").last.click()
        assert not violations(page, within='[data-widget^="est-ce-"]')
        root.locator('[data-mode="juger"]').click()
        root.locator(".est-dossier input").first.check()
        root.get_by_role("button", name="Voir le verdict").last.click()
        root.locator(".est-dossier .est-detail > summary").last.click()
    for root in roots("secteurs"):
        root.locator(".secteurs-explorer input").first.check()
        root.locator("select").first.select_option(index=1)
        root.get_by_role("button", name="Vérifier").click()
    for root in roots("objections"):
        card = root.locator(".obj-carte").first
        card.locator("summary").click()
        expect(card.locator(".obj-champ")).to_have_count(2)  # made as the card opens
        for choices in card.locator(".obj-champ").all():
            choices.locator("input").first.check()
        card.get_by_role("button", name="Voir le verdict").click()
        card.get_by_role("button", name="Voir une réponse possible").click()
        for argument in root.locator(".obj-atelier input[type=checkbox]").all()[:3]:
            argument.check()
        root.get_by_label("Votre texte").fill("Mon texte.")
        root.get_by_role("button", name="Copier").click()
    for root in roots("parcours"):
        while root.get_by_role("button", name="Choisir", exact=True).count():
            root.get_by_role("radio").last.check()
            root.get_by_role("button", name="Choisir", exact=True).click()
    for root in roots("choix-region"):
        root.get_by_role("radio", name="Nouvelle-Aquitaine").click()
        root.locator(".choix-tableau > summary").click()
    for root in roots("matrice"):
        root.locator(".mat-grille td a").nth(1).click()
    for root in roots("clauses"):
        root.get_by_label("Montant du marché").fill("6,5 M€")
        root.get_by_label("Taux d’insertion").fill("30")
        root.get_by_label("Heures d’un temps plein").fill("beaucoup")
        root.get_by_label("Achats de votre collectivité").fill("80 M€")
        root.get_by_role("button", name="Garder dans mon plan").click()
        root.locator(".clauses-seuils > summary").click()
    for root in roots("reprise"):
        root.get_by_role("button", name="Tout effacer").click()
    for root in roots("avis"):
        root.get_by_role("radio").first.check()
    for opener in page.get_by_role("button", name="Donner mes réponses à la salle").all():
        if opener.is_visible():
            opener.click()
    for root in roots("strategie"):
        root.get_by_role("button", name="Partir d’un exemple").click()
        root.get_by_role("button", name="angles morts", exact=False).last.click()
    for root in roots("exemples"):
        root.locator(".ess-garder").first.click()
        for summary in root.locator("summary").all():
            summary.click()
        for view in root.get_by_role("button", name="Carte").all():
            view.click()
    for root in roots("chaine"):
        root.get_by_role("radio", name="Tou").check()
        for rank, line in enumerate(root.locator("tr[data-ligne]").all()):
            line.get_by_role("radio").nth(rank % 3).check()
    for root in roots("atelier"):
        root.get_by_role("button", name="Tout voir").click()
        root.locator(".at-variantes > summary").click()
        closed = root.locator(".at-document:not([open]) > summary")
        for _ in range(closed.count()):
            closed.first.click()
        for box in root.locator("input[type=radio], input[type=checkbox]").all()[:3]:
            box.check()
        for text in root.locator(".at-saisie textarea").all():
            text.fill("Une réponse assez longue pour tenir sur deux lignes d’un petit écran.")
    for root in roots("annuaire"):
        root.get_by_label("Votre interlocuteur").select_option("association")
        root.locator(".annu-guide > summary").click()
    for root in roots("qui-fait-quoi"):
        root.get_by_role("button", name="Finance").first.click()
        root.locator("[data-tri] button").first.click()
    for root in roots("plan-action"):
        root.get_by_role("button", name="Garder les cinq actions").click()
        root.get_by_label("Pour quand").first.select_option("date")
    for root in roots("epreuve"):
        # Nothing answered: each question says so, with its explanation.
        finish = root.locator(".epreuve-fin").get_by_role("button")
        finish.click()
        if finish.is_visible():
            finish.click()
    for root in roots("cartes"):
        root.get_by_role("button", name="Voir la réponse").click()
        root.get_by_role("button", name="Je savais").click()
        root.get_by_role("button", name="Voir la réponse").click()
        for summary in root.locator("summary").all():
            summary.click()
        root.get_by_role("button", name="Vider mes boîtes").click()
