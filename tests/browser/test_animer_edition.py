"""The facilitators' edition: its pages, the link to the guide, the participants' view; nothing of it in the other book."""

import re

import pytest
from playwright.sync_api import expect

from ess_region import paths, toc

from .support import go, relative
from .survey import survey, survey_used

OWN = [entry.slug for entry in toc.entries(edition="animateur") if entry.part == "Animer"]
SHARED = [entry.slug for entry in toc.entries(edition="animateur") if entry.part != "Animer"]
CHAPTER, WORKSHOP = "definition", "ess-ou-pas"


def test_every_page_has_its_notes_and_the_link_to_the_guide(facilitators_book):
    for entry in toc.entries(edition="animateur"):
        html = (facilitators_book / relative(entry.slug)).read_text(encoding="utf-8")
        guide = "#contenu" if entry.slug == "animer-guide" else "animer-guide.html"
        assert f'<a class="etiquette-edition" href="{guide}">' in html, entry.slug
        planned = entry.part not in ("Annexes", "Animer")
        assert ('class="bloc bloc--animateur"' in html) == planned, entry.slug
        assert ('class="bloc bloc--corrige"' in html) == (paths.EXERCISES / entry.slug / "corrige.yml").is_file(), entry.slug


def test_nothing_of_it_is_in_the_learners_book(book):
    # The sentences themselves are looked for by the build (checks/leaks.py) and its tests.
    for file in book.rglob("*"):
        assert not file.name.startswith("animer-")
        if file.suffix in (".html", ".js", ".css", ".json"):
            text = file.read_text(encoding="utf-8")
            for word in ('class="bloc bloc--animateur', "Si la salle se tait", "animer-guide", "animer-salle", 'data-widget="vote"', 'data-widget="deroule"', 'data-widget="salle"'):
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
    page.get_by_role("button", name="Composer le déroulé").click()
    expect(page.locator('.ess-widget[data-widget="deroule"] table').first).to_be_visible()
    go(page, CHAPTER)
    page.get_by_role("button", name="Projeter").click()
    expect(page.get_by_role("heading", name="Qu’est-ce que l’ESS")).to_be_visible()
    expect(page.locator(".bloc--animateur").first).to_be_hidden()


@pytest.mark.parametrize("slug", OWN)
def test_every_mode_of_its_own_pages(animateur_visit, slug):
    survey(animateur_visit(slug))


@pytest.mark.parametrize("slug", SHARED)
def test_every_mode_of_what_it_adds_to_a_page(animateur_visit, slug):
    """The rest of the page is that of the participants' book."""
    survey_used(animateur_visit(slug), ".entete, .bloc--animateur, .bloc--corrige")
