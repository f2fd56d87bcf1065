"""Each widget type has a path by keyboard alone, from its first control to its result; the missing ones are here."""

import ast
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ess_region.widgets import WIDGETS

from .support import press, stored, tab_to, widget
from .test_animer_salle import made
from .test_bilan import learner_state, part, saved

#: Places that have a path too, beside the registry of widgets.
PLACES = {"projection", "quiz-huit-types"}
#: Ways of acting that no keyboard has.
NOT_KEYS = {"click", "dblclick", "tap", "check", "uncheck", "fill", "focus", "hover", "select_option", "drag_to"}

def paths(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Names given to `@pytest.mark.keyboard(…)` → tests; and what these tests do without a keyboard."""
    found: dict[str, list[str]] = {}
    faults = []
    for test in ast.walk(ast.parse(text)):
        if not isinstance(test, ast.FunctionDef):
            continue
        names = [
            argument.value
            for mark in test.decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.keyboard"
            for argument in mark.args
        ]
        for name in names:
            found.setdefault(name, []).append(test.name)
        if names:
            for call in ast.walk(test):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in NOT_KEYS:
                    faults.append(f"{test.name}, ligne {call.lineno} : « {call.func.attr} » n’est pas un geste de clavier")
    return found, faults


def missing(found: set[str]) -> list[str]:
    return sorted((set(WIDGETS) | PLACES) - found)


def test_each_widget_type_has_its_path():
    found: set[str] = set()
    faults = []
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        names, wrong = paths(file.read_text(encoding="utf-8"))
        found |= set(names)
        faults += [f"{file.name} : {one}" for one in wrong]
    assert not faults, "\n".join(faults)
    assert not missing(found), f"sans chemin au clavier : {', '.join(missing(found))}"
    assert not found - set(WIDGETS) - PLACES, "chemins d’activités qui n’existent pas"


def test_a_type_without_a_path_and_a_path_with_a_mouse_are_seen():
    names, faults = paths("@pytest.mark.keyboard('carte')\ndef test_x(page):\n    page.locator('a').click()\n")
    assert names == {"carte": ["test_x"]} and "click" in faults[0]
    assert missing((set(WIDGETS) | PLACES) - {"carte"}) == ["carte"]


PRINTS = "() => { window.printed = 0; window.print = () => { window.printed += 1; }; }"


@pytest.mark.keyboard("fiche-region")
def test_the_sheet_of_a_region(visit):
    page = visit("ma-region")
    page.evaluate(PRINTS)
    root = widget(page, "fiche-region")
    tab_to(page, root.get_by_label("Ma région"))
    press(page, "ArrowDown")
    tab_to(page, root.get_by_role("button", name="Voir ma fiche"), limit=3)
    press(page, "Enter")
    expect(root.get_by_role("heading").first).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Imprimer"), limit=40)
    press(page, "Space")
    assert page.evaluate("window.printed") == 1


@pytest.mark.keyboard("bilan")
def test_what_was_learnt(visit):
    page = visit("ce-que-j-ai-appris", stored=json.dumps(learner_state()))
    let_go = part(page, "points").get_by_role("button", name=re.compile("^Retirer"))
    tab_to(page, let_go)
    press(page, "Enter")
    expect(part(page, "points")).not_to_contain_text("Un point gardé.")
    assert page.evaluate("document.activeElement.closest('[data-widget=bilan]') !== null"), "le focus est perdu"
    tab_to(page, part(page, "emporter").get_by_role("button", name="Télécharger en Markdown"))
    with page.expect_download() as download:
        press(page, "Enter")
    assert download.value.suggested_filename == "ce-que-j-ai-appris.md"


@pytest.mark.keyboard("sauvegarde")
def test_a_file_saved_taken_back_and_undone(visit):
    page = visit("ce-que-j-ai-appris", stored=json.dumps(learner_state()))
    root = widget(page, "sauvegarde")
    tab_to(page, root.get_by_role("button", name="Enregistrer mes réponses"))
    with page.expect_download() as download:
        press(page, "Enter")
    download.value.path()  # a browser busy with a file may leave another aside
    tab_to(page, root.get_by_label("Reprendre un fichier"), limit=2)
    with page.expect_file_chooser() as chooser:
        press(page, "Space")
    text = saved({"version": 1, "region": "11"})
    chooser.value.set_files({"name": "ess.json", "mimeType": "application/json", "buffer": text.encode()})
    expect(root.get_by_role("group")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Remplacer par le fichier"), limit=2)
    press(page, "Space")
    undo = root.get_by_role("button", name="Annuler l’import")
    expect(undo).to_be_focused()
    assert stored(page)["region"] == "11"
    press(page, "Enter")
    expect(root.get_by_role("group")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Tout garder"), limit=2)
    press(page, "Enter")
    expect(undo).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Tout effacer"), limit=2)
    press(page, "Enter")
    expect(root.get_by_role("group")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Oui, tout effacer"), limit=1)
    press(page, "Enter")
    expect(root.get_by_role("status")).to_have_text("Tout est effacé.")
    assert "region" not in stored(page)


@pytest.mark.keyboard("attestation")
def test_the_certificate(visit):
    page = visit("ce-que-j-ai-appris", stored=json.dumps(learner_state()))
    page.evaluate(PRINTS)
    root = widget(page, "attestation")
    tab_to(page, root.get_by_role("textbox"))
    page.keyboard.type("Zoé Dupont")
    expect(root.locator(".att-nom")).to_have_text("Zoé Dupont")
    tab_to(page, root.get_by_role("button", name="Imprimer mon attestation"), limit=2)
    press(page, "Enter")
    assert page.evaluate("window.printed") == 1


@pytest.mark.keyboard("atelier")
def test_a_workshop(visit):
    page = visit("ess-ou-pas")
    page.evaluate(PRINTS)
    root = widget(page, "atelier")
    step = root.locator(".at-etape:not(.is-off)")
    tab_to(page, step.get_by_role("button", name="Étape suivante"))
    press(page, "Enter")
    expect(step.get_by_role("heading", level=2)).to_be_focused()
    tab_to(page, step.get_by_role("button", name="Étape précédente"))
    press(page, "Space")
    expect(step.get_by_role("heading", level=2)).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Tout voir"), back=True)
    press(page, "Enter")
    entry = root.locator(".at-saisie")
    tab_to(page, entry.get_by_role("radio"))
    press(page, "Space")
    tab_to(page, entry.get_by_role("textbox"))
    page.keyboard.type("La délibération")
    assert "La délibération" in stored(page)["ateliers"]["ess-ou-pas"].values()
    tab_to(page, root.get_by_role("button", name="Imprimer la feuille"), limit=400, back=True)
    press(page, "Enter")
    assert page.evaluate("window.printed") == 1


@pytest.mark.keyboard("avis")
def test_an_opinion(visit):
    page = visit("votre-avis")
    root = widget(page, "avis")
    lines = root.locator("fieldset[data-affirmation]")
    for rank in range(lines.count()):
        tab_to(page, lines.nth(rank).get_by_role("radio"), limit=120 if rank == 0 else 3)
        press(page, "Space", *["ArrowDown"] * (rank % 3))
    expect(root.get_by_role("status").first).to_have_text("Vous avez répondu à tout. Merci.")
    tab_to(page, root.get_by_role("button", name="Donner mes réponses à la salle"), limit=4)
    press(page, "Enter")
    expect(root.locator(".salle-code-texte")).to_be_visible()


@pytest.mark.keyboard("vote-cartes")
def test_cards_to_cut_out(animateur_visit):
    page = animateur_visit("animer-vote")
    page.evaluate(PRINTS)
    root = widget(page, "vote-cartes")
    for rank in range(3):
        tab_to(page, root.get_by_role("button", name="Imprimer").nth(rank), limit=300)
        press(page, "Enter")
    assert page.evaluate("window.printed") == 3


@pytest.mark.keyboard("salle")
def test_the_answers_of_a_room(animateur_visit):
    page = animateur_visit("animer-salle")
    root = widget(page, "salle")
    box = root.get_by_label("Les codes de la salle")
    tab_to(page, box)
    page.keyboard.insert_text("\n".join(made("definition", rank) for rank in (1, 2, 2)))  # pasted
    expect(root.locator(".salle-dit").first).to_contain_text("codes lus")
    twice = root.get_by_role("button", name="Compter quand même")
    tab_to(page, twice)
    press(page, "Enter")
    expect(root.get_by_role("button", name="Compter une seule fois")).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Montrer les réponses justes"))
    press(page, "Space")
    expect(root.get_by_role("button", name="Montrer les réponses justes")).to_have_attribute("aria-pressed", "true")
    tab_to(page, root.get_by_role("button", name="Effacer les codes"))
    press(page, "Enter")
    expect(box).to_be_focused()
    tab_to(page, root.get_by_role("button", name="Remettre les codes"))
    press(page, "Enter")
    expect(box).to_be_focused()
    expect(root.locator(".salle-page")).to_have_count(1)


@pytest.mark.keyboard("projection")
def test_a_page_projected(visit):
    page = visit("definition", viewport={"width": 1366, "height": 768})
    opener = page.get_by_role("button", name="Projeter")
    tab_to(page, opener)
    press(page, "Enter")
    place = page.locator(".projection-place")
    expect(place).to_contain_text("1 sur")
    press(page, "ArrowRight", "PageDown")
    expect(place).to_contain_text("3 sur")
    press(page, "ArrowLeft")
    expect(place).to_contain_text("2 sur")
    tab_to(page, page.get_by_role("button", name="Écran suivant"))
    press(page, "Enter")
    expect(place).to_contain_text("3 sur")
    press(page, "Escape")
    expect(place).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body"), "le focus est perdu"
