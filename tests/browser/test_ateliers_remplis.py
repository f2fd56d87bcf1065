"""Workshops done to the end on the screen: every expected answer can be given, and is still there afterwards."""

import pytest
from playwright.sync_api import expect

from ess_region import inline, workshops

from .support import reload, stored


def fill(root, field, value):
    here = root.locator(f'[data-saisie="{field.id}"]')
    texts = [inline.plain(one) for one in ([value] if isinstance(value, str) else value)] if field.type != "tableau" else []
    if field.type == "tableau":
        rows = here.locator("tbody tr")
        for r, row in enumerate(value):
            for c, (cell, column) in enumerate(zip(row, field.columns, strict=True)):
                control = rows.nth(r).locator("td").nth(c).locator("select, textarea")
                control.select_option(inline.plain(cell)) if column.choices else control.fill(inline.plain(cell))
    elif field.choices and here.locator("select").count():
        here.locator("select").select_option(texts[0])
    elif field.choices:
        for text in texts:
            here.get_by_label(text, exact=True).check()
    else:
        here.locator("input, textarea").fill("\n".join(texts))


@pytest.mark.parametrize("slug", ["portrait-de-ma-region", "qui-appeler", "competences-croisees"])
def test_every_expected_answer_can_be_given_and_stays(visit, slug):
    page = visit(slug)
    root = page.locator('[data-widget="atelier"]')
    key = workshops.load_key(slug)
    given = {}
    for step in key.steps:
        root.locator(".at-lien").nth(key.workshop.steps.index(step.step)).click()
        for id, value in step.answers.items():
            field = key.workshop.field(id)
            given[id] = field
            fill(root, field, str(value).replace(".", ",") if field.type == "nombre" else value)
    assert set(stored(page)["ateliers"][slug]) == set(given)
    before = stored(page)["ateliers"][slug]
    reload(page)
    assert stored(page)["ateliers"][slug] == before
    for id, field in given.items():
        if field.type in ("texte", "paragraphe", "nombre"):
            expect(root.locator(f'[data-saisie="{id}"]').locator("input, textarea")).to_have_value(before[id])


def test_later_figures_wait_for_a_region(visit):
    page = visit("portrait-de-ma-region")
    root = page.locator('[data-widget="atelier"]')
    later = root.locator(".at-depuis:visible")
    invitation = root.get_by_text("Choisissez votre région pour lire aussi ses chiffres plus récents.")
    expect(root.locator("tr[data-region]:visible")).to_have_count(18)
    expect(later).to_have_count(0)
    expect(invitation).to_be_visible()
    root.get_by_role("combobox", name="Votre région").select_option(label="Mayotte")
    expect(later).to_have_count(1)
    expect(later).to_contain_text("Mayotte")
    expect(invitation).to_be_hidden()
