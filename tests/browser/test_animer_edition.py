"""The facilitators' edition: its pages, the link to the guide, the participants' view; nothing of it in the other book."""

import re

import pytest
from playwright.sync_api import expect

from ess_region import paths, toc, votes
from ess_region.accessibility import SHAPE, violations

from .beyond_axe import check
from .support import DESKTOP, NARROW, check_width, go, relative
from .survey import survey, survey_used
from .test_animer_deroule import start
from .test_animer_salle import made
from .test_animer_vote import counted

OWN = [entry.slug for entry in toc.entries(edition="animateur") if entry.part == "Animer"]
SHARED = [entry.slug for entry in toc.entries(edition="animateur") if entry.part != "Animer"]
CHAPTER, WORKSHOP = "definition", "ess-ou-pas"


def test_every_page_has_its_notes_and_the_link_to_the_guide(facilitators_book):
    voting = {bank.slug: [question.id for question in bank.questions] for bank in votes.banks()}
    for entry in toc.entries(edition="animateur"):
        html = (facilitators_book / relative(entry.slug)).read_text(encoding="utf-8")
        guide = "#contenu" if entry.slug == "animer-guide" else "animer-guide.html"
        assert f'<a class="etiquette-edition" href="{guide}">' in html, entry.slug
        planned = entry.part not in ("Annexes", "Animer")
        assert ('class="bloc bloc--animateur"' in html) == planned, entry.slug
        voted = re.findall(r'<p class="voter-lien"><a href="animer-vote.html#vote-([a-z0-9-]+)">', html)
        assert voted == (voting.get(entry.slug, []) if 'data-widget="quiz"' in html else []), entry.slug
        assert ('class="bloc bloc--corrige"' in html) == (paths.EXERCISES / entry.slug / "corrige.yml").is_file(), entry.slug


def test_nothing_of_it_is_in_the_learners_book(book):
    # The sentences themselves are looked for by the build (checks/leaks.py) and its tests.
    for file in book.rglob("*"):
        assert not file.name.startswith("animer-")
        if file.suffix in (".html", ".js", ".css", ".json"):
            text = file.read_text(encoding="utf-8")
            for word in ('class="bloc bloc--animateur', "Si la salle se tait", "animer-guide", "animer-salle", "animer-vote", "Faire voter", 'data-widget="vote"', 'data-widget="deroule"', 'data-widget="salle"'):
                assert word not in text, f"{file.name} : {word}"


@pytest.mark.parametrize("over", ["file", "http"])
def test_the_page_as_participants_see_it(animateur_visit, over):
    page = animateur_visit(WORKSHOP, over)
    notes, key = page.locator(".bloc--animateur").first, page.locator(".bloc--corrige")
    button = page.get_by_role("button", name="Vue participants")
    expect(notes).to_be_visible()
    expect(key).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(notes).to_be_hidden()
    expect(key).to_be_hidden()
    go(page, CHAPTER)
    expect(page.locator(".bloc--animateur").first).to_be_hidden()
    page.get_by_role("button", name="Vue participants").click()
    expect(page.locator(".bloc--animateur").first).to_be_visible()
    page.reload()
    expect(page.locator(".bloc--animateur").first).to_be_visible()


def test_the_way_to_the_first_projected_activity(animateur_visit):
    """From the home page to a running order, then to the first activity on the wall."""
    page = animateur_visit("accueil")
    page.get_by_role("link", name="Guide d’animation").first.click()
    page.wait_for_url(re.compile("animer-guide"))
    page.locator("main").get_by_role("link", name="déroulé", exact=True).first.click()
    page.wait_for_url(re.compile("animer-deroule"))
    page.locator(".der-choix > summary").click()
    page.get_by_role("button", name="Composer le déroulé").click()
    expect(page.locator('.ess-widget[data-widget="deroule"] table').first).to_be_visible()
    go(page, CHAPTER)
    page.get_by_role("button", name="Projeter").click()
    expect(page.get_by_role("heading", name="Qu’est-ce que l’ESS")).to_be_visible()
    expect(page.locator(".bloc--animateur").first).to_be_hidden()


def use(page, slug: str) -> str | None:
    """Use the tool of this page; its selector, or None for a page without one."""
    root = page.locator(".ess-widget").first
    if slug == "animer-deroule":
        start(root, "journee-complete")
        root.locator(".der-choix > summary").click()
    elif slug == "animer-vote":
        root.get_by_role("button", name="Voir l’idée à discuter").click()
        root.get_by_role("button", name="Montrer la réponse juste").click()
    elif slug == "animer-salle":
        codes = [made("definition", 1, 2), *(made("evaluation", n % 3, 1, before=n) for n in range(4)), made("votre-avis", 1), "1ABC"]
        root.get_by_label("Les codes de la salle").fill("\n".join(codes))
        root.get_by_role("button", name="Montrer les réponses justes").click()
    else:
        return None
    return '.ess-widget:not([data-widget="vote-cartes"])'


@pytest.mark.parametrize("slug", OWN)
def test_every_mode_of_its_own_pages_before_and_after_use(animateur_visit, slug):
    page = animateur_visit(slug, stored=counted() if slug == "animer-vote" else None)
    survey(page)
    within = use(page, slug)
    if within:
        survey_used(page, within)


ADDED = ".entete, .bloc--animateur, .bloc--corrige, .voter-lien"


@pytest.mark.parametrize("slug", [CHAPTER, WORKSHOP, "evaluation"])
def test_every_mode_of_a_page_of_each_kind_that_both_editions_have(animateur_visit, slug):
    """The rest of the page is that of the participants' book, seen there."""
    survey_used(animateur_visit(slug), ADDED)


def test_what_it_adds_to_the_other_pages(animateur_visit):
    """The same blocks everywhere: their colours were seen in three pages, their content is seen in all."""
    for slug, page in animateur_visit.tour(SHARED):
        found = violations(page, SHAPE, within=".bloc--animateur, .bloc--corrige")
        assert not found, f"{slug} :\n" + "\n".join(found)
        check(page, "structure", "tables", "hover")
        page.set_viewport_size(NARROW)
        check_width(page)
        page.set_viewport_size(DESKTOP)
