"""`matrice`: walked like a real grid, filtered by department, opened, kept in the plan, printed whole."""

import pytest
from playwright.sync_api import expect

from ess_region.crossings import load
from ess_region.data import table

from .support import NARROW, PHONE, check_accessible, check_width, focused, press, reload, stored, tab_to, widget

SLUG = "competences"


def grid(root):
    return root.get_by_role("grid")


def cell(root, competence, lever=""):
    return root.locator(f'.mat-grille a[href="#{"-".join(filter(None, ["mat", competence, lever]))}"]')


def parts(root):
    """Parts of the panel that can be seen."""
    return root.locator(".mat-partie:visible, .mat-tete:visible")


@pytest.mark.parametrize("over", ["file", "http"])
def test_open_a_cell_read_it_keep_it(visit, over):
    page = visit(SLUG, over)
    root = widget(page, "matrice")
    expect(root.locator(".mat-panneau")).to_be_hidden()
    cell(root, "emploi-formation", "levier-achats").click()
    expect(parts(root)).to_have_count(1)
    title = root.locator("#mat-emploi-formation-levier-achats")
    expect(title).to_be_focused()
    panel = root.locator(".mat-panneau")
    expect(panel).to_contain_text("clauses sociales quand la Région construit ou rénove un lycée")
    expect(panel.locator(".mat-exemple:visible")).to_have_count(1)
    expect(panel.locator(".mat-exemple:visible")).to_contain_text("Lorraine en 2015, aujourd’hui dans le Grand Est")
    expect(panel.locator(".mat-pourquoi:visible")).to_contain_text("Pourquoi ici")
    expect(panel.get_by_role("link", name="U061").first).to_have_attribute("href", "depuis-2015.html#U061")
    expect(cell(root, "emploi-formation", "levier-achats")).to_have_attribute("aria-expanded", "true")

    panel.locator(".mat-partie:visible").get_by_role("button", name="Garder dans mon plan").click()
    panel.locator(".mat-exemple:visible").get_by_role("button", name="Garder dans mon plan").click()
    assert [(item["kind"], item["id"]) for item in stored(page)["plan"]] == [
        ("action", "mat-emploi-formation-levier-achats"), ("exemple", "lorraine-clauses-sociales"),
    ]  # fmt: skip
    reload(page)
    cell(root, "emploi-formation", "levier-achats").click()
    expect(root.get_by_role("button", name="Gardé dans mon plan")).to_have_count(2)
    root.get_by_role("button", name="Revenir à la grille").click()
    expect(root.locator(".mat-panneau")).to_be_hidden()
    expect(cell(root, "emploi-formation", "levier-achats")).to_be_focused()


def test_every_cell_opens_its_own_part(visit):
    root = widget(visit(SLUG), "matrice")
    content = load(SLUG)
    for competence in content.competences:
        cell(root, competence["id"]).click()
        expect(root.locator(f"#mat-{competence['id']}")).to_be_focused()
        actions = {row["id"] for row in table("competences_actions") if row["competence"] == competence["id"]}
        said = root.locator("[data-action]:visible").evaluate_all("all => all.map((el) => el.dataset.action)")
        assert set(said) == actions
        for lever in content.levers:
            place = (competence["id"], lever["id"])
            cell(root, *place).click()
            shown = root.evaluate(
                "root => ({ parts: [...root.querySelectorAll('.mat-partie, .mat-tete')].filter((el) => el.checkVisibility())"
                ".map((el) => el.querySelector('h4')?.id), ways: [...root.querySelectorAll('.mat-levier')]"
                ".filter((el) => el.checkVisibility()).map((el) => el.dataset.levier),"
                " examples: [...root.querySelectorAll('.mat-exemple')].filter((el) => el.checkVisibility())"
                ".map((el) => el.dataset.exemple) })"
            )
            assert shown["parts"] == [f"mat-{'-'.join(place)}"] and shown["ways"] == [lever["id"]]
            assert set(shown["examples"]) == {one.id for one in content.examples(*place)}


@pytest.mark.keyboard("matrice")
def test_keyboard_only(visit):
    page = visit(SLUG)
    root = widget(page, "matrice")
    first = cell(root, "developpement-economique")
    tab_to(page, first)
    expect(root.locator('.mat-grille a[tabindex="0"]')).to_have_count(1)
    press(page, "ArrowRight", "ArrowRight", "ArrowDown")
    expect(cell(root, "amenagement-transports", "levier-creation")).to_be_focused()
    press(page, "End")
    expect(cell(root, "amenagement-transports", "levier-achats")).to_be_focused()
    press(page, "Control+End")
    expect(cell(root, "education-jeunesse", "levier-achats")).to_be_focused()
    press(page, "Control+Home")
    expect(first).to_be_focused()
    press(page, "End", "ArrowDown", "Enter")
    expect(root.locator("#mat-amenagement-transports-levier-achats")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Garder dans mon plan").first, limit=3)
    press(page, "Enter")
    assert stored(page)["plan"][0]["id"] == "mat-amenagement-transports-levier-achats"
    press(page, "Escape")
    expect(cell(root, "amenagement-transports", "levier-achats")).to_be_focused()
    press(page, "Space")
    expect(root.locator("#mat-amenagement-transports-levier-achats")).to_be_focused()
    press(page, "Escape", "Home", "Enter")
    expect(root.locator("#mat-amenagement-transports")).to_be_focused()


def test_names_tell_the_competence_the_lever_and_how_many(visit):
    root = widget(visit(SLUG), "matrice")
    name = "Emploi, formation professionnelle et apprentissage, Création\u00a0: 2 actions"
    expect(grid(root).get_by_role("gridcell", name=name)).to_have_count(1)
    name = "Agriculture et alimentation, Réseaux\u00a0: aucune action, piste"
    expect(grid(root).get_by_role("link", name=name)).to_have_count(1)
    expect(grid(root).get_by_role("rowheader")).to_have_count(7)
    expect(grid(root).get_by_role("columnheader")).to_have_count(7)
    expect(grid(root)).to_have_accessible_name("Compétences de la Région et leviers pour l’ESS")


def test_my_department_filters_and_is_remembered(visit):
    page = visit(SLUG)
    root = widget(page, "matrice")
    choice = root.get_by_label("Mon service")
    status = root.locator(".mat-bilan")
    expect(status).to_have_text("7\u00a0compétences, 6\u00a0leviers, 23\u00a0actions dans la brochure.")
    cell(root, "developpement-economique", "levier-creation").click()
    choice.select_option(label="Lycées")
    expect(root.locator(".mat-panneau")).to_be_hidden()
    expect(root.locator(".mat-grille tbody tr:visible")).to_have_count(3)
    expect(status).to_have_text("3\u00a0compétences, 6\u00a0leviers, 11\u00a0actions dans la brochure.")
    assert stored(page)["service"] == "lycees"
    reload(page)
    expect(choice).to_have_value("lycees")
    tab_to(page, cell(root, "emploi-formation"))
    press(page, "Control+End")
    expect(cell(root, "education-jeunesse", "levier-achats")).to_be_focused()

    choice.select_option(label="Commande publique")
    expect(root.locator(".mat-grille td:visible")).to_have_count(7)
    expect(status).to_have_text("7\u00a0compétences, 1\u00a0levier, 3\u00a0actions dans la brochure.")
    choice.select_option(label="Tous les services")
    expect(root.locator(".mat-grille td:visible")).to_have_count(42)
    assert "service" not in stored(page)


@pytest.mark.parametrize("kept", ['"cantine"', "12", "[]", '{"a": 1}', "null"])
def test_a_department_that_no_longer_exists(visit, kept):
    root = widget(visit(SLUG, stored=f'{{"version": 1, "service": {kept}}}'), "matrice")
    expect(root.get_by_label("Mon service")).to_have_value("")
    expect(root.locator(".mat-grille td:visible")).to_have_count(42)


@pytest.mark.parametrize("view", [PHONE, NARROW])
def test_on_a_phone(visit, view):
    page = visit(SLUG, viewport=view)
    root = widget(page, "matrice")
    check_width(page)
    root.get_by_label("Mon service").select_option(label="Agriculture et alimentation")
    box = cell(root, "agriculture-alimentation", "levier-achats")
    expect(box.locator(".mat-nom")).to_be_visible()
    assert box.bounding_box()["height"] >= 24
    cell(root, "agriculture-alimentation").focus()
    press(page, "ArrowDown", "ArrowDown")
    assert "Création" in focused(page)
    box.click()
    expect(root.locator("#mat-agriculture-alimentation-levier-achats")).to_be_in_viewport()
    check_width(page)
    check_accessible(page)


def test_printed_whole_whatever_is_open(visit):
    page = visit(SLUG)
    root = widget(page, "matrice")
    root.get_by_label("Mon service").select_option(label="Commande publique")
    cell(root, "emploi-formation", "levier-achats").click()
    page.emulate_media(media="print")
    expect(root.locator(".mat-partie:visible")).to_have_count(42)
    expect(root.locator(".mat-grille td:visible")).to_have_count(42)
    expect(root.locator(".ess-btn:visible")).to_have_count(0)


def test_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    root = widget(page, "matrice")
    text = " ".join(root.inner_text().split())
    for row in table("competences"):
        assert row["intitule"] in text
    assert text.count("La brochure ne donne pas d’action ici.") == len(load(SLUG).suggestions)
    expect(root.locator("li[data-action]:visible")).to_have_count(25)  # 23, two of them in two cells
    cell(root, "agriculture-alimentation", "levier-achats").click()
    expect(root.locator("#mat-agriculture-alimentation-levier-achats")).to_be_in_viewport()
