"""`qui-fait-quoi`: a request, a role, the table, the sorting exercise; kept, and by keyboard."""

import pytest
from playwright.sync_api import expect

from ess_region.data import table

from .support import check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "partenaires"
ACTIONS = table("partenaires_actions")


@pytest.fixture
def partners(visit):
    def open_page(*args, **options):
        page = visit(SLUG, *args, **options)
        return page, widget(page, "qui-fait-quoi")

    return open_page


def shown(root):
    return root.locator(".part-actions > li:visible").evaluate_all("all => all.map((el) => el.dataset.action)")


@pytest.mark.parametrize("over", ["file", "http"])
def test_who_can_help(partners, over):
    page, root = partners(over)
    root.get_by_label("Qui peut m’aider").select_option("innovation")
    expect(root.locator(".part-dit")).to_contain_text("Bpifrance, par le Fonds d’innovation sociale")
    expect(root.locator(".part-fiche:visible .part-nom")).to_have_text(["Bpifrance", "Caisse des Dépôts"])
    assert sorted(shown(root)) == ["bpifrance-fiso", "bpifrance-languedoc-roussillon", "cdc-fiso"]
    reload(page)
    assert len(shown(root)) == 3
    root.get_by_role("button", name="Conseille").first.click()
    assert sorted(shown(root)) == sorted(row["id"] for row in ACTIONS if row["role"] == "conseille")
    expect(root.get_by_label("Qui peut m’aider")).to_have_value("")
    root.get_by_role("button", name="Tout voir").click()
    expect(root.locator(".part-fiche:visible")).to_have_count(4)


def test_the_table_leads_to_what_was_hidden(partners):
    page, root = partners()
    root.get_by_label("Qui peut m’aider").select_option("filiere")
    root.get_by_role("link", name="Un cadre de référence en Bourgogne").click()
    expect(root.locator("#part-etat-bourgogne")).to_be_visible()
    expect(root.locator("#part-etat-bourgogne")).to_contain_text("Régis Virot")


@pytest.mark.keyboard("qui-fait-quoi")
def test_sort_by_keyboard_and_start_again(partners):
    page, root = partners()
    first = root.locator("[data-tri]").first
    tab_to(page, first.get_by_role("button", name="Finance"))
    press(page, "Enter")
    expect(first.locator(".ess-verdict")).to_contain_text("À revoir.")
    press(page, "Tab", "Enter")
    expect(first.locator(".ess-verdict.is-right")).to_contain_text("Oui.")
    expect(root.locator(".part-total")).to_contain_text("1\u00a0bien rangée sur 6")
    reload(page)
    expect(first.locator(".ess-verdict.is-right")).to_be_visible()
    tab_to(page, root.get_by_role("button", name="Recommencer"))
    press(page, "Enter")
    expect(first.locator(".ess-verdict.is-right")).to_have_count(0)
    assert "qui-fait-quoi" not in stored(page)


def test_a_stored_choice_that_no_longer_exists(partners):
    _, root = partners(stored='{"version": 1, "qui-fait-quoi": {"demande": "rien", "role": 2, "tri": {"x": "y"}}}')
    expect(root.locator(".part-fiche:visible")).to_have_count(4)


def test_keep_a_partner(partners):
    page, root = partners()
    root.get_by_label("Qui peut m’aider").select_option("etude")
    root.get_by_role("button", name="Garder dans mon plan").click()
    [kept] = stored(page)["plan"]
    assert (kept["kind"], kept["id"]) == ("partenaire", "ademe")


def test_accessible_and_narrow_at_work(partners):
    page, root = partners(viewport={"width": 320, "height": 640})
    root.get_by_role("button", name="Finance").first.click()
    root.locator("[data-tri] button").first.click()
    check_accessible(page)
    check_width(page)


def test_everything_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    root = widget(page, "qui-fait-quoi")
    assert len(shown(root)) == len(ACTIONS)
    expect(root.locator(".part-demandes dd").first).to_be_visible()
