"""Every page, in every way of opening it: widgets ready, accessible, never too wide."""

import re
from html import unescape
from urllib.parse import unquote, urldefrag

import pytest
from playwright.sync_api import expect

from ess_region.accessibility import violations
from ess_region.checks import built

from . import learner
from .support import (
    HOME,
    PAGES,
    PHONE,
    SLUGS,
    WITH_WIDGETS,
    built_pages,
    check_accessible,
    page_with,
    relative,
)
from .survey import survey, survey_used


TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""


@pytest.mark.parametrize("over", ["file", "http"])  # plain http is what the other tests use
def test_every_widget_becomes_ready(visit, over):
    for slug, page in visit.tour(PAGES, over):
        assert page.evaluate(TWICE) == [], f"identifiants en double, {slug}"


def test_every_page_of_the_contents_is_built(book):
    missing = [slug for slug in SLUGS if not (book / relative(slug)).is_file()]
    assert not missing


def test_the_folder_opens_on_the_home_page(visit, sites):
    for over in ("http", "file"):
        page = visit.context(over).new_page()
        page.goto(sites[over].root + ("" if over == "http" else "index.html"))
        page.wait_for_url(sites[over].address(SLUGS[0]))


def test_theme_button_changes_the_colours_and_is_remembered(visit):
    page = visit(HOME)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.locator(".bouton-theme").click()
    page.locator(".bouton-theme").click()
    dark = page.evaluate(colour)
    assert light != dark
    page.reload()
    assert page.evaluate(colour) == dark


HELP = re.compile(r'<header class="entete">.*?</header>|<footer class="pied">.*?</footer>', re.S)
ICONS = ('<a class="marque" href="#">', '<a class="puce-region" href="#">')
_KNOWN = r'class="(?:marque|puce-region|bilan-lien|recherche|recherche-lien|bouton-theme)[" ]'
HELPS = re.compile(rf'{_KNOWN}|<a (?![^>]*{_KNOWN})[^>]*>[^<]*</a>')


def places_of_help(text: str) -> list[str]:
    """What helps, in the order of the header and the footer of a page."""
    return [re.sub(r"<a [^>]*>|</a>", "", found).rstrip("\" ") for part in HELP.findall(text) for found in HELPS.findall(part)]


def test_help_is_at_the_same_place_on_every_page(book):
    """WCAG 3.2.6: search, region, what I learnt, statements and contact, in the same order."""
    orders = {page.name: places_of_help(page.read_text(encoding="utf-8")) for page in (book / "book").glob("*.html")}
    usual = orders[f"{HOME}.html"]
    assert len(usual) >= 8
    assert {name: order for name, order in orders.items() if order != usual} == {}
    usual, moved = (f'<header class="entete">{first}{second}</header>' for first, second in (ICONS, reversed(ICONS)))
    assert len(places_of_help(usual)) == 2 and places_of_help(moved) == places_of_help(usual)[::-1] != places_of_help(usual)


HREF = re.compile(r'<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')


def test_every_local_link_leads_somewhere(book):
    texts = {page: page.read_text(encoding="utf-8") for page in built_pages(book)}
    ids = {page: {unescape(name) for name in ID.findall(text)} for page, text in texts.items()}
    lost = []
    for page, text in texts.items():
        for link in map(unescape, HREF.findall(text)):
            if re.match(r"[a-z]+:", link):
                continue
            address, anchor = urldefrag(link)
            path = unquote(address.partition("?")[0])
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (anchor and unquote(anchor) not in ids.get(target, set())):
                lost.append(f"{page.name} → {link}")
    assert not lost


def use(page) -> None:
    """Leave every widget of the page in the state that shows the most."""
    for root in page.locator('[data-widget="predire"]').all():
        if root.get_by_role("slider").count():
            root.get_by_role("slider").press("ArrowRight")
        root.get_by_role("button", name="Voir la donnée").click()
        for keep in root.get_by_role("button", name="Je garde cet ordre").all():
            keep.click()
    for rank, question in enumerate(learner.banks().get(page.url.rsplit("/", 1)[1].removesuffix(".html"), ())):
        box = learner.fieldset(page, question)
        for hint in box.get_by_role("button", name="Un indice").all():
            hint.click()
        learner.submit(box, learner.wrong(question) if rank % 2 else learner.right(question))
        for explain in box.get_by_role("button", name="Voir l’explication").all():
            if explain.is_visible():
                explain.click()
    for root in page.locator('[data-widget^="est-ce-"]').all():
        for _ in range(root.locator(".est-grille tbody tr").count()):
            root.locator("[data-critere] input").first.check()
            root.locator("[data-critere] + .est-actions .ess-btn").last.click()
        assert not violations(page, within='[data-widget^="est-ce-"]')
        root.locator('[data-mode="juger"]').click()
        root.locator(".est-dossier input").first.check()
        root.get_by_role("button", name="Voir le verdict").last.click()
        root.locator(".est-dossier .est-detail > summary").last.click()
    for root in page.locator('[data-widget="secteurs"]').all():
        root.locator(".secteurs-explorer input").first.check()
        root.locator("select").first.select_option(index=1)
        root.get_by_role("button", name="Vérifier").click()
    for root in page.locator('[data-widget="objections"]').all():
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
    for root in page.locator('[data-widget="parcours"]').all():
        while root.get_by_role("button", name="Choisir", exact=True).count():
            root.get_by_role("radio").last.check()
            root.get_by_role("button", name="Choisir", exact=True).click()
    for root in page.locator('[data-widget="choix-region"]').all():
        root.get_by_role("radio", name="Nouvelle-Aquitaine").click()
        root.locator(".choix-tableau > summary").click()
    for root in page.locator('[data-widget="matrice"]').all():
        root.locator(".mat-grille td a").nth(1).click()
    for root in page.locator('[data-widget="clauses"]').all():
        root.get_by_label("Montant du marché").fill("6,5 M€")
        root.get_by_label("Taux d’insertion").fill("30")
        root.get_by_label("Heures d’un temps plein").fill("beaucoup")
        root.get_by_label("Achats de votre collectivité").fill("80 M€")
        root.get_by_role("button", name="Garder dans mon plan").click()
        root.locator(".clauses-seuils > summary").click()
    for root in page.locator('[data-widget="reprise"]').all():
        root.get_by_role("button", name="Tout effacer").click()
    for root in page.locator('[data-widget="avis"]').all():
        root.get_by_role("radio").first.check()
    for opener in page.get_by_role("button", name="Donner mes réponses à la salle").all():
        if opener.is_visible():
            opener.click()
    for root in page.locator('[data-widget="strategie"]').all():
        root.get_by_role("button", name="Partir d’un exemple").click()
        root.get_by_role("button", name="angles morts", exact=False).last.click()
    for root in page.locator('[data-widget="exemples"]').all():
        root.locator(".ess-garder").first.click()
        for summary in root.locator("summary").all():
            summary.click()
        for view in root.get_by_role("button", name="Carte").all():
            view.click()
    for root in page.locator('[data-widget="chaine"]').all():
        root.get_by_role("radio", name="Tou").check()
        for rank, line in enumerate(root.locator("tr[data-ligne]").all()):
            line.get_by_role("radio").nth(rank % 3).check()
    for root in page.locator('[data-widget="atelier"]').all():
        root.get_by_role("button", name="Tout voir").click()
        root.locator(".at-variantes > summary").click()
        closed = root.locator(".at-document:not([open]) > summary")
        for _ in range(closed.count()):
            closed.first.click()
        for box in root.locator("input[type=radio], input[type=checkbox]").all()[:3]:
            box.check()
        for text in root.locator(".at-saisie textarea").all():
            text.fill("Une réponse assez longue pour tenir sur deux lignes d’un petit écran.")


    for root in page.locator('[data-widget="annuaire"]').all():
        root.get_by_label("Votre interlocuteur").select_option("association")
        root.locator(".annu-guide > summary").click()
    for root in page.locator('[data-widget="qui-fait-quoi"]').all():
        root.get_by_role("button", name="Finance").first.click()
        root.locator("[data-tri] button").first.click()
    for root in page.locator('[data-widget="plan-action"]').all():
        root.get_by_role("button", name="Garder les cinq actions").click()
        root.get_by_label("Pour quand").first.select_option("date")
    for root in page.locator('[data-widget="epreuve"]').all():
        # Nothing answered: each question says so, with its explanation.
        finish = root.locator(".epreuve-fin").get_by_role("button")
        finish.click()
        if finish.is_visible():
            finish.click()
    for root in page.locator('[data-widget="cartes"]').all():
        root.get_by_role("button", name="Voir la réponse").click()
        root.get_by_role("button", name="Je savais").click()
        root.get_by_role("button", name="Voir la réponse").click()
        for summary in root.locator("summary").all():
            summary.click()
        root.get_by_role("button", name="Vider mes boîtes").click()


@pytest.mark.parametrize("slug", PAGES)
def test_every_mode_before_and_after_use(visit, slug):
    """Light, dark, forced colours, zoom of 200 %, 320 px: axe, and what axe does not judge."""
    # Elsewhere than where it is chosen, the region is known: some widgets wait for it.
    page = visit(slug, stored=None if slug == HOME else '{"version": 1, "region": "53"}')
    survey(page)
    if slug in WITH_WIDGETS:
        use(page)
        survey_used(page)


def test_open_contents_and_bubble_are_accessible(visit, book):
    page = visit(page_with(book, 'class="fait"'), viewport=PHONE)
    page.locator(".volet--sommaire > summary").click()
    check_accessible(page)
    page.keyboard.press("Escape")
    page.locator("main .info > .fait:visible").first.focus()
    check_accessible(page)


def test_texts_are_french_and_well_spaced_in_both_editions(book, facilitators_book):
    assert [str(error) for folder in (book, facilitators_book) for error in built.check(folder)] == []
