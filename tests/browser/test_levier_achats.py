"""`clauses`: typed, computed, explained at a date, kept, taken away; and what is said when it goes wrong."""

import csv
import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from .support import NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "levier-achats"
TODAY = "2026-11-22T10:00:00"
NB, NN = "\u00a0", "\u202f"
NONSENSE = re.compile(r"NaN|Infinity|undefined|null|Invalid")


@pytest.fixture
def tool(visit):
    """`tool(over)` → (page, widget), on 22 November 2026."""

    def open_page(over="http", **options):
        context = visit.context(over, **options)
        context.clock.set_fixed_time(TODAY)
        page = visit(SLUG, over, context=context)
        return page, widget(page, "clauses")

    return open_page


def field(root, name):
    return root.get_by_label(name)


def hours(root):
    return root.locator(".clauses-nombre")


def said(root, name):
    return root.locator(f'[data-champ="{name}"] .clauses-dit')


def states(root):
    return root.locator("[data-regle]").evaluate_all(
        "all => Object.fromEntries(all.map((el) => [el.dataset.regle, el.dataset.etat]))"
    )


@pytest.mark.parametrize("over", ["file", "http"])
def test_from_the_example_to_another_contract(tool, over):
    page, root = tool(over)
    expect(hours(root)).to_have_text(f"833{NB}heures")
    assert states(root)["social"] == "facultatif"
    expect(root.locator(".clauses-texte")).to_contain_text(f"au moins 833{NB}heures")
    expect(root.get_by_role("button", name="Revenir à l’exemple")).to_be_hidden()

    field(root, "Montant du marché").fill("6 M€")
    expect(hours(root)).to_have_text(f"5{NN}000{NB}heures")
    expect(said(root, "montant")).to_have_text(f"Nous lisons 6{NN}000{NN}000{NB}€.")
    expect(root.locator(".clauses-bilan")).to_contain_text("tenir compte du social")
    field(root, "Heures d’un temps plein").fill("1 500")
    expect(root.locator(".clauses-etapes > li").last).to_contain_text("3,33 temps plein")
    expect(root.locator(".clauses-ecarts td > b")).to_have_text(f"5{NN}000")
    assert stored(page)["clauses"] == {"montant": "6 M€", "annuel": "1 500"}

    root.get_by_role("radio", name="Fournitures").check()
    expect(root.locator(".clauses-jour")).to_contain_text(f"216{NN}000{NB}€")
    reload(page)
    expect(hours(root)).to_have_text(f"5{NN}000{NB}heures")
    expect(root.get_by_role("radio", name="Fournitures")).to_be_checked()
    root.get_by_role("button", name="Revenir à l’exemple").click()
    expect(hours(root)).to_have_text(f"833{NB}heures")
    assert "clauses" not in stored(page)


@pytest.mark.parametrize(
    ("name", "champ", "text", "sentence"),
    [
        ("Montant du marché", "montant", "", "Indiquez le montant hors taxes"),
        ("Montant du marché", "montant", "-5 000 €", "Un nombre négatif"),
        ("Montant du marché", "montant", "1e20", "le maximum est 100"),
        ("Montant du marché", "montant", "beaucoup", "Nous ne lisons pas ce nombre"),
        ("Montant du marché", "montant", "1 200 000 € TTC", "hors taxes"),
        ("Part de main", "part", "0", "Avec zéro"),
        ("Taux d’insertion", "taux", "150 %", f"le maximum est 100{NB}%"),
        ("Coût horaire", "cout", "0", "Avec zéro"),
        ("Coût horaire", "cout", "0,10", "C’est trop peu"),
    ],
)
def test_what_cannot_be_computed_gets_a_sentence(tool, name, champ, text, sentence):
    page, root = tool()
    field(root, name).fill(text)
    press(page, "Tab")
    expect(said(root, champ)).to_contain_text(sentence)
    expect(field(root, name)).to_have_attribute("aria-invalid", "true")
    expect(root.locator(".clauses-objet")).to_contain_text("Pas encore de résultat")
    expect(root.locator(".clauses-texte")).to_be_hidden()
    assert not NONSENSE.search(root.inner_text())


def test_unusual_values_are_told_but_computed(tool):
    page, root = tool()
    field(root, "Taux d’insertion").fill("30")
    expect(said(root, "taux")).to_have_text("C’est plus que l’usage.")
    expect(hours(root)).to_have_text(f"5{NN}000{NB}heures")
    field(root, "Montant du marché").fill("2")
    expect(root.locator(".clauses-objet")).to_contain_text("Moins d’une heure")
    assert not NONSENSE.search(root.inner_text())


@pytest.mark.parametrize(
    ("day", "sentence", "social"),
    [
        ("2026-08-21", "Votre montant dépasse le seuil européen", "avant"),
        ("2026-08-22", "Votre montant dépasse le seuil européen", "obligation"),
        ("2028-03-01", f"jusqu’au 31{NB}décembre 2027", "seuil-inconnu"),
        ("2025-06-01", f"à partir du 1er{NB}janvier 2026", "avant"),
    ],
)
def test_the_rules_are_those_of_the_date(tool, day, sentence, social):
    _, root = tool()
    field(root, "Montant du marché").fill("6 M€")
    field(root, "Lancement de la consultation").fill(day)
    expect(root.locator(".clauses-jour")).to_contain_text(sentence)
    assert states(root)["social"] == social
    checked = root.locator(".clauses-jour").get_by_text("Nous avons relevé ces règles")
    expect(checked).to_have_count(1 if day > "2026-11-22" else 0)


def test_before_the_code_and_without_a_date(tool):
    page, root = tool()
    day = field(root, "Lancement de la consultation")
    day.fill("2018-05-02")
    assert states(root)["clause"] == "avant"
    expect(root.locator(".clauses-texte")).to_be_hidden()
    expect(root.locator(".clauses-redaction")).to_contain_text(f"à partir du 1er{NB}avril 2019")
    day.fill("")
    expect(root.locator(".clauses-champs")).to_contain_text("Indiquez le jour")
    assert set(states(root).values()) == {"sans-jour"}
    reload(page)
    expect(root.locator(".clauses-champs")).to_contain_text("Indiquez le jour")


def test_the_scheme(tool):
    page, root = tool()
    verdict = root.locator(".clauses-verdict")
    expect(verdict).to_contain_text(f"50{NN}000{NN}000{NB}€")
    purchases = field(root, "Achats de votre collectivité")
    purchases.fill("80 M€")
    expect(verdict).to_contain_text("est obligatoire")
    field(root, "Lancement de la consultation").fill("2020-01-01")
    expect(verdict).to_contain_text("reste un choix")
    purchases.fill("cher")
    press(page, "Tab")
    expect(said(root, "achats")).to_contain_text("Nous ne lisons pas")
    expect(hours(root)).to_have_text(f"833{NB}heures")


def downloaded(page, button):
    with page.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, open(waiting.value.path(), "rb").read()


@pytest.mark.parametrize("over", ["file", "http"])
def test_exports(tool, over):
    page, root = tool(over)
    field(root, "Taux d’insertion").fill("7,5 %")
    name, content = downloaded(page, root.get_by_role("button", name="tableau"))
    assert name == "clause-sociale.csv"
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")}
    assert rows["Taux d’insertion"] == ["7,5", "%"] and rows["Heures d’insertion"] == ["1250", "heures"]
    assert rows["Lancement de la consultation"][0] == "22/11/2026"
    assert rows["Tenir compte de l’environnement"][0] == "Obligatoire"
    name, content = downloaded(page, root.get_by_role("button", name="Word"))
    assert name == "clause-sociale.docx"
    text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert f"1{NN}250{NB}heures" in text and "faire valider par le service juridique" in text
    field(root, "Coût horaire").fill("0")
    root.get_by_role("button", name="Word").click()
    expect(root.locator(".doc-dit")).to_contain_text("Pas encore de résultat")
    expect(root.get_by_role("button", name="tableau")).to_be_hidden()


def test_print(tool):
    page, root = tool()
    page.evaluate("() => { window.print = () => {} }")
    root.get_by_role("button", name="Imprimer").click()
    page.emulate_media(media="print")
    expect(root.get_by_text("Le texte à discuter", exact=True).last).to_be_visible()
    expect(page.locator("h1").first).to_be_hidden()


def test_what_is_kept_follows_the_calculation(tool):
    page, root = tool()
    root.get_by_role("button", name="Garder dans mon plan").click()
    field(root, "Coût horaire").fill("25")
    [item] = stored(page)["plan"]
    assert item["title"] == f"Clause sociale{NB}: 1{NN}000{NB}heures d’insertion"
    assert (item["kind"], item["page"]) == ("document", "levier-achats")
    reload(page)
    root.get_by_role("button", name="Gardé dans mon plan").click()
    assert stored(page)["plan"] == []


@pytest.mark.keyboard("clauses")
def test_by_keyboard(tool):
    page, root = tool()
    tab_to(page, root.get_by_role("radio", name="Travaux"))
    press(page, "ArrowDown")
    expect(root.get_by_role("radio", name="Fournitures")).to_be_checked()
    tab_to(page, field(root, "Montant du marché"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("450 k€")
    expect(hours(root)).to_have_text(f"375{NB}heures")
    tab_to(page, root.get_by_role("button", name="tableau"))
    with page.expect_download():
        press(page, "Enter")


def test_typing_does_not_shout(tool):
    page, root = tool()
    field(root, "Montant du marché").fill("")
    expect(said(root, "montant")).to_have_text("")
    field(root, "Montant du marché").type("1,2 mi")
    expect(said(root, "montant")).to_have_text("")
    field(root, "Montant du marché").type("llions")
    expect(hours(root)).to_have_text(f"1{NN}000{NB}heures")


@pytest.mark.parametrize("kept", ["12", "[]", '{"montant": 3, "contrat": "x"}', '{"jour": "2026-02-31", "taux": "cent"}'])
def test_a_stored_state_that_is_wrong(tool, kept):
    _, root = tool(stored=f'{{"version": 1, "clauses": {kept}}}')
    assert not NONSENSE.search(root.inner_text())
    if "taux" in kept:
        expect(root.locator(".clauses-champs")).to_contain_text("Cette date n’existe pas")
    else:
        expect(hours(root)).to_have_text(f"833{NB}heures")


def test_narrow_and_accessible_when_wrong(tool):
    page, root = tool(viewport=NARROW)
    field(root, "Part de main").fill("150")
    root.locator(".clauses-seuils > summary").click()
    check_accessible(page)
    check_width(page)


def test_without_scripts(visit):
    page = visit(SLUG, "file", java_script_enabled=False)
    text = widget(page, "clauses").inner_text()
    for words in (f"833{NB}heures", f"5{NN}404{NN}000{NB}€", "Inscrire une clause sociale", "faire valider par le service juridique"):
        assert words in text
