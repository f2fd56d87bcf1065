"""« Ce que j’ai appris »: what it gathers, the file that goes to another machine, the certificate, the contents."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

import ess_region
from . import learner
from .support import CHAPTERS, HOME, NARROW, PHONE, check_accessible, check_ready, check_width, go, press, reload, stored, widget

PAGE = "ce-que-j-ai-appris"
SLUG = CHAPTERS[0]
ANSWERED = {"valeur": ["a"], "essais": 1, "premier": True, "juste": True, "quand": "2026-03-01T10:00:00Z"}


def plain(text):
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()


def attempt(score, **more):
    return {"quand": "2026-03-04T10:00:00Z", "score": score, "total": 20, "groupes": {"Comprendre": [3, 4]}, "duree": 27} | more


def learner_state(**more):
    """A learner who did some of everything."""
    first, second, *_ = learner.banks()[SLUG]
    return {
        "version": 1,
        "region": "53",
        "reponses": {first.id: ANSWERED, second.id: ANSWERED | {"premier": False, "juste": False}, "vieille-01": ANSWERED},
        "pages": {SLUG: {"vu": "2026-03-01T10:00:00Z", "fini": True}, CHAPTERS[1]: {"vu": "2026-03-01T10:00:00Z"}},
        "points": [{"page": SLUG, "texte": "Un point gardé."}],
        "consultes": {"CRESS": "Chambre régionale. Elle représente l’ESS."},
        "plan": [{"kind": "levier", "id": "x", "title": "Un levier gardé", "page": "levier-reseaux", "note": "", "when": "2026"}],
        "plan-action": {"lignes": {"levier:x": {"quand": "date", "date": "2026-12-04", "avec": "CRESS", "fait": True}}, "ajouts": [{"id": "1", "titre": "Une action à moi"}]},
        "epreuves": {
            "positionnement": {"premier": attempt(4, total=10, groupes={"Comprendre": [1, 2]})},
            "evaluation": {"essais": [attempt(9), attempt(17)]},
            "point-comprendre": {"essais": [attempt(5, total=6)]},
        },
    } | more  # fmt: skip


def open_with(visit, state=None, over="http", slug=PAGE, **options):
    return visit(slug, over, stored=json.dumps(state or learner_state()), **options)


def part(page, name):
    """One part of the page, by its anchor."""
    return page.locator(f"section#{name}")


def record(text: str, name: str = "ess-en-region-2026-11-12.json") -> dict:
    return {"name": name, "mimeType": "application/json", "buffer": text.encode()}


def saved(state, **changes) -> str:
    head = {"format": "ess-en-region", "version": 1, "cours": "0.1.0", "date": "2026-11-12T08:00:00.000Z", "etat": state}
    return json.dumps(head | changes)


# -- the page ------------------------------------------------------------------------------------


def test_it_gathers_everything(visit):
    page = open_with(visit)
    first, second, *_ = learner.banks()[SLUG]
    text = {name: plain(part(page, name).inner_text()) for name in ("progression", "points", "reponses", "plan", "mots")}
    assert "Ma région : Bretagne" in text["progression"] and "14,3 %" in text["progression"]
    assert f"1 chapitre terminé sur {len(CHAPTERS)}" in text["progression"]
    assert "Un point gardé." in text["points"]
    assert "1 réponse juste du premier coup sur 2 questions" in text["reponses"]
    assert "1 réponse gardée à des questions qui ne sont plus ici" in text["reponses"]
    assert "17 sur 20, le 4 mars 2026 (réussie)" in text["reponses"]
    assert "40 % avant le cours, 85 % à l’évaluation" in text["reponses"]
    assert "5 sur 6" in text["reponses"]
    assert "Un levier gardé" in text["plan"] and "4 décembre 2026" in text["plan"] and "Une action à moi" in text["plan"]
    assert "CRESS : Chambre régionale." in text["mots"]
    expect(page.locator(".bilan-vide:visible")).to_have_count(0)
    part(page, "reponses").locator(f'a[href$="#question-{second.id}"]').click()
    check_ready(page)
    expect(learner.fieldset(page, second)).to_be_in_viewport()


def test_nothing_yet(visit):
    page = visit(PAGE)
    expect(page.locator(".bilan-vide:visible")).to_have_count(5)
    part(page, "emporter").get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    expect(part(page, "emporter").get_by_role("status")).to_contain_text("encore rien à emporter")
    expect(part(page, "attestation").get_by_role("link", name="Passer l’évaluation")).to_be_visible()
    expect(page.get_by_role("button", name="Annuler l’import")).to_be_hidden()


def test_without_script_it_says_what_it_will_hold(visit):
    page = visit(PAGE, java_script_enabled=False)
    expect(page.locator(".bilan-vide:visible")).to_have_count(6)
    expect(page.locator(".sauve-note, .att-note")).to_have_count(2)
    expect(page.get_by_role("button")).to_have_count(1)  # that of the search


@pytest.mark.parametrize("size", [PHONE, NARROW])
def test_on_a_phone(visit, size):
    page = open_with(visit, viewport=size)
    check_width(page)
    expect(page.locator(".bilan-lien")).to_be_visible()
    part(page, "sauvegarde").locator("[type=file]").set_input_files(record(saved(learner_state())))
    expect(page.get_by_role("group", name="Remplacer ce qui est ici")).to_be_visible()
    check_width(page)


def test_accessible_when_full(visit):
    page = open_with(visit)
    part(page, "sauvegarde").locator("[type=file]").set_input_files(record(saved(learner_state())))
    expect(page.get_by_role("group", name="Remplacer ce qui est ici")).to_be_focused()
    check_accessible(page)


def test_taken_away(visit):
    page = open_with(visit)
    with page.expect_download() as download:
        part(page, "emporter").get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    assert download.value.suggested_filename == "ce-que-j-ai-appris.docx"
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as file:
        text = plain(re.sub(r"<[^>]+>", " ", file.read("word/document.xml").decode()))
    with page.expect_download() as download:
        part(page, "emporter").get_by_role("button", name="Télécharger en Markdown").click()
    markdown = plain(download.value.path().read_text(encoding="utf-8"))
    for expected in ("Un point gardé.", "14,3 %", "Un levier gardé", "CRESS", "17 sur 20"):
        assert expected in text and expected in markdown
    for screen_only in ("Retirer", "Modifier mon plan", "La fiche complète"):
        assert screen_only not in text and screen_only not in markdown


def test_printed_alone(visit):
    page = open_with(visit)
    page.emulate_media(media="print")
    expect(part(page, "points")).to_be_visible()
    expect(part(page, "points").get_by_role("button")).to_have_count(0)
    for name in ("emporter", "sauvegarde", "attestation"):
        expect(part(page, name)).to_be_hidden()


# -- points kept, words looked up ----------------------------------------------------------------


def test_a_point_is_kept_and_let_go(visit):
    page = visit(SLUG)
    block = page.locator(".bloc--retenir")
    button = block.locator(".garder-point").first
    expect(button).to_have_attribute("aria-pressed", "false")
    box = button.bounding_box()
    assert box["height"] >= 24
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    [point] = stored(page)["points"]
    assert point["page"] == SLUG and len(point["texte"]) > 20
    assert "Garder" not in point["texte"] and "\n" not in point["texte"]
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    page.emulate_media(media="screen")
    reload(page)
    expect(button).to_have_attribute("aria-pressed", "true")
    go(page, PAGE)
    expect(part(page, "points")).to_contain_text(point["texte"])
    remove = part(page, "points").get_by_role("button", name=re.compile("^Retirer"))
    remove.focus()
    page.keyboard.press("Space")
    expect(part(page, "points").locator(".bilan-vide")).to_be_visible()
    assert "points" not in stored(page)
    assert page.evaluate("document.querySelector('#points').contains(document.activeElement)")


def test_points_are_offered_by_every_chapter_and_nowhere_without_script(visit):
    page = visit(SLUG, java_script_enabled=False)
    expect(page.locator(".bloc--retenir li").first).to_be_visible()
    expect(page.locator(".garder-point")).to_have_count(0)


def test_an_acronym_read_for_a_second_is_noted(visit):
    page = visit(SLUG)
    word = page.locator("main a.sigle:visible").first
    word.focus()
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1100)
    assert "consultes" not in stored(page), "à peine vu"
    press(page, "Tab", "Shift+Tab")
    expect(word).to_be_focused()
    page.wait_for_timeout(1300)
    [(name, text)] = stored(page)["consultes"].items()
    assert name == word.get_attribute("data-sigle") and len(text) > 20
    go(page, PAGE)
    expect(part(page, "mots")).to_contain_text(name)


# -- progress in the contents ---------------------------------------------------------------------


def test_progress_at_the_top_of_the_contents(visit):
    page = open_with(visit, slug=SLUG)
    line = page.locator(".sommaire-bilan")
    expect(line).to_contain_text(f"1 chapitre terminé sur {len(CHAPTERS)}")
    assert line.locator("progress").evaluate("el => [el.value, el.max]") == [1, len(CHAPTERS)]
    line.click()
    page.wait_for_url(f"**/{PAGE}.html")


def test_one_click_away_on_a_phone(visit):
    page = open_with(visit, slug=SLUG, viewport=PHONE)
    link = page.get_by_role("link", name="Ce que j’ai appris").locator("visible=true")
    expect(link).to_have_count(1)
    link.click()
    page.wait_for_url(f"**/{PAGE}.html")


# -- the file --------------------------------------------------------------------------------------


def export(page) -> str:
    with page.expect_download() as download:
        part(page, "sauvegarde").get_by_role("button", name="Enregistrer mes réponses dans un fichier").click()
    assert re.fullmatch(r"ess-en-region-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    return download.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("over", ["file", "http"])
def test_a_state_exported_here_resumes_elsewhere(visit, over):
    question = learner.banks()[SLUG][0]
    first = visit(HOME, over)
    widget(first, "choix-region").get_by_role("radio", name="Bretagne", exact=True).click()
    go(first, SLUG)
    learner.submit(learner.fieldset(first, question), learner.right(question))
    first.locator(".garder-point").first.click()
    go(first, PAGE)
    text = export(first)
    file = json.loads(text)
    assert (file["format"], file["version"], file["cours"]) == ("ess-en-region", 1, ess_region.__version__)

    second = visit(PAGE, over)
    field = part(second, "sauvegarde").locator("[type=file]")
    field.set_input_files(record(text))
    group = second.get_by_role("group", name="Remplacer ce qui est ici")
    expect(group).to_contain_text(re.compile(r"Région\s: Bretagne"))
    expect(group).to_contain_text(re.compile(r"1\sréponse"))
    assert "reponses" not in stored(second), "rien avant l’accord"
    group.get_by_role("button", name="Remplacer par le fichier").click()
    expect(second.locator(".puce-region")).to_contain_text("Bretagne")
    expect(part(second, "points").locator("li")).to_have_count(1)
    go(second, SLUG)
    expect(learner.verdict(learner.fieldset(second, question))).to_contain_text("Juste")
    assert stored(second)["reponses"] == stored(first)["reponses"]


def test_an_import_can_be_refused_then_undone_once(visit):
    page = open_with(visit, {"version": 1, "region": "94", "reponses": {"vieille-01": ANSWERED}})
    field = part(page, "sauvegarde").locator("[type=file]")
    undo = page.get_by_role("button", name="Annuler l’import")
    before = stored(page)
    field.set_input_files(record(saved(learner_state())))
    page.get_by_role("button", name="Tout garder").click()
    expect(field).to_be_focused()
    assert stored(page) == before
    field.set_input_files(record(saved(learner_state())))
    page.get_by_role("button", name="Remplacer par le fichier").click()
    assert stored(page)["region"] == "53"
    expect(undo).to_be_focused()
    reload(page)
    undo.click()
    group = page.get_by_role("group", name="Annuler l’import")
    expect(group).to_contain_text("Corse")
    group.get_by_role("button", name="Revenir à l’état d’avant").click()
    assert stored(page) == before
    expect(undo).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == ["ess-region"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pas du JSON", "ne vient pas de ce cours"),
        (saved({"version": 1})[:-20], "coupé ou abîmé"),
        (saved({"version": 1}, version=9), "version plus récente"),
        (saved({"version": 1, "__proto__": {"pollue": True}}), "noms que le cours n’écrit jamais"),
        (saved({"version": 1, "reponses": {"a": {"constructor": {"pollue": True}}}}), "noms que le cours n’écrit jamais"),
        (saved({"version": 1, "x": "y" * (2 * 1024 * 1024)}), "trop gros"),
        ("", "vide"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_french(visit, text, said):
    page = open_with(visit)
    before = stored(page)
    part(page, "sauvegarde").locator("[type=file]").set_input_files(record(text))
    expect(part(page, "sauvegarde").get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("button", name="Remplacer par le fichier")).to_have_count(0)
    assert stored(page) == before
    assert page.evaluate("({}).pollue ?? null") is None


def test_a_strange_state_from_a_file_stops_nothing(visit):
    """The right names, foreign values: what widgets must bear when it is in the store, from a file too."""
    strange = {
        "version": 1, "region": "999", "points": {"a": 1}, "consultes": [1, None], "plan": "x", "plan-action": 3,
        "epreuves": {"evaluation": {"essais": [None, {"score": "<b>20</b>", "total": 1}], "encours": {"questions": ["x"], "deja": 4}},
                     "positionnement": []}, "pages": {SLUG: 7, "x": None}, "reponses": {"a": None, "b": "c"},
    }  # fmt: skip
    page = open_with(visit)
    part(page, "sauvegarde").locator("[type=file]").set_input_files(record(saved(strange)))
    page.get_by_role("button", name="Remplacer par le fichier").click()
    reload(page)
    expect(part(page, "attestation").get_by_role("link", name="Passer l’évaluation")).to_be_visible()
    for slug in (SLUG, "evaluation", "positionnement", "des-demain", HOME):
        go(page, slug)


def test_erase_everything(visit):
    page = open_with(visit)
    field = part(page, "sauvegarde").locator("[type=file]")
    field.set_input_files(record(saved(learner_state())))
    page.get_by_role("button", name="Remplacer par le fichier").click()
    erase = part(page, "sauvegarde").get_by_role("button", name="Tout effacer")
    erase.click()
    page.get_by_role("button", name="Tout garder").click()
    expect(erase).to_be_focused()
    assert stored(page)["region"] == "53"
    erase.click()
    page.get_by_role("button", name="Oui, tout effacer").click()
    expect(page.locator(".bilan-vide:visible")).to_have_count(5)
    assert page.evaluate("localStorage.length") == 0, "même ce qui avait été remplacé"


FULL = "Storage.prototype.setItem = function () { throw new DOMException('plein', 'QuotaExceededError'); };"


def test_storage_full_offers_the_file_right_there(visit):
    question = learner.banks()[SLUG][0]
    context = visit.context()
    context.add_init_script(FULL)
    page = visit(SLUG, context=context)
    learner.submit(learner.fieldset(page, question), learner.right(question))
    notice = page.locator(".avis-stockage")
    with page.expect_download() as download:
        notice.get_by_role("button", name="Enregistrer mes réponses dans un fichier").click()
    assert question.id in json.loads(download.value.path().read_text(encoding="utf-8"))["etat"]["reponses"]
    expect(notice).to_contain_text("dans vos téléchargements")


def test_an_import_when_storage_is_full_says_so(visit):
    context = visit.context("http")
    context.add_init_script(FULL)
    page = visit(PAGE, context=context)
    part(page, "sauvegarde").locator("[type=file]").set_input_files(record(saved(learner_state())))
    page.get_by_role("button", name="Remplacer par le fichier").click()
    expect(page.locator(".puce-region")).to_contain_text("Bretagne")
    expect(part(page, "sauvegarde").get_by_role("status")).to_contain_text("refuse d’enregistrer")
    page.get_by_role("button", name="Annuler l’import").click()
    page.get_by_role("button", name="Revenir à l’état d’avant").click()
    expect(page.locator(".puce-region")).to_have_text("Choisir ma région")


# -- the certificate -------------------------------------------------------------------------------


@pytest.mark.parametrize(("best", "said"), [(None, "pas encore passée"), (13, "Il faut 14 réponses justes")])
def test_no_certificate_before_the_evaluation_is_passed(visit, best, said):
    essais = [attempt(best)] if best else []
    page = open_with(visit, learner_state(epreuves={"evaluation": {"essais": essais}}))
    box = widget(page, "attestation")
    expect(box).to_contain_text(said)
    expect(box.get_by_role("textbox")).to_be_hidden()
    expect(box.locator(".att-feuille")).to_be_hidden()
    box.get_by_role("link", name=re.compile("l’évaluation")).click()
    page.wait_for_url("**/evaluation.html#test")


def test_the_certificate_says_what_it_must(visit):
    page = open_with(visit)
    box = widget(page, "attestation")
    box.get_by_role("textbox").fill("Zoé Dupont-Martin")
    sheet = plain(box.locator(".att-feuille").inner_text())
    for expected in (
        "Zoé Dupont-Martin", "17 bonnes réponses sur 20", "4 mars 2026", "27 min", f"Version du cours {ess_region.__version__}",
        f"1 chapitre terminé sur {len(CHAPTERS)}", "établie par la personne elle-même : ni diplôme ni contrôle",
    ):  # fmt: skip
        assert expected in sheet
    with page.expect_download() as download:
        box.get_by_role("button", name="Télécharger (Word, LibreOffice)").click()
    assert "Zo" not in download.value.suggested_filename
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as file:
        text = plain(re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode()))
    assert "Zoé Dupont-Martin" in text and "ni diplôme ni contrôle" in text and "17 bonnes réponses" in text


def test_the_certificate_fits_one_page(visit):
    """Even with every chapter and the longest name."""
    pages = {slug: {"vu": "2026", "fini": True} for slug in CHAPTERS}
    page = open_with(visit, learner_state(pages=pages), over="http")
    page.evaluate("() => { window.print = () => {} }")
    box = widget(page, "attestation")
    box.get_by_role("textbox").fill("Marie-Antoinette de la Rochefoucauld-Montmorency et de Saint-Exupéry d’Argenteuil")
    box.get_by_role("button", name="Imprimer mon attestation").click()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_the_name_is_neither_kept_nor_sent(visit):
    page = open_with(visit)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    box = widget(page, "attestation")
    name = "Zoé-Introuvable"
    box.get_by_role("textbox").fill(name)
    page.evaluate("() => { window.print = () => {} }")
    box.get_by_role("button", name="Imprimer mon attestation").click()
    part(page, "points").get_by_role("button", name=re.compile("^Retirer")).click()
    everywhere = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, location.href, window.name])"
    assert name not in page.evaluate(everywhere)
    assert box.get_by_role("textbox").get_attribute("autocomplete") == "off"
    text = export(page)
    assert name not in text
    go(page, HOME)
    page.go_back()
    check_ready(page)
    expect(box.get_by_role("textbox")).to_have_value("")
    assert name not in page.content()
    assert not [url for url in requests if "Introuvable" in url]
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    box.get_by_role("textbox").fill(name)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(box.get_by_role("textbox")).to_have_value("")
    assert name not in page.content()


# -- two tabs, questions that changed ----------------------------------------------------------------


@pytest.mark.parametrize("over", ["http", "file"])
def test_two_tabs_answer_in_turn(visit, over):
    questions = learner.banks()[SLUG][:4]
    left = visit(SLUG, over)
    right = visit(SLUG, over, context=left.context)
    for rank, question in enumerate(questions):
        page = (left, right)[rank % 2]
        learner.submit(learner.fieldset(page, question), learner.right(question))
        page.locator(".garder-point").nth(rank % 3).click()
    assert {question.id for question in questions} <= set(stored(left)["reponses"])
    for page in (left, right):
        for question in questions:
            expect(learner.verdict(learner.fieldset(page, question))).to_contain_text("Juste")


@pytest.mark.parametrize("over", ["http", "file"])
def test_tabs_opened_at_once_keep_every_mark(visit, over):
    """Each notes its own visit at the same moment."""
    context = visit.context(over)
    site = visit.sites[over]
    tabs = {slug: context.new_page() for slug in CHAPTERS[:4]}
    for slug, page in tabs.items():
        page.goto(site.address(slug), wait_until="commit")
    for page in tabs.values():
        check_ready(page)
    page.wait_for_timeout(300)
    assert set(tabs) <= set(stored(page)["pages"])


def test_answers_to_questions_that_are_gone_are_kept_aside(visit):
    known = learner.banks()[SLUG][0]
    draw = {"questions": ["vieille-02", known.id], "reponses": {"vieille-02": ["a"]}, "tour": 0, "deja": [], "debut": "2026-03-01T10:00:00Z"}
    state = learner_state(epreuves={"evaluation": {"encours": draw, "essais": []}})
    page = open_with(visit, state)
    for slug in (SLUG, "evaluation", HOME, PAGE):
        go(page, slug)
    assert stored(page)["reponses"]["vieille-01"] == ANSWERED
    go(page, "evaluation")
    box = page.locator('.quiz-questions fieldset[data-type="choix_unique"]').first
    box.locator("input").first.check()
    kept = stored(page)["epreuves"]["evaluation"]["encours"]
    assert kept["ecarte"] == {"vieille-02": ["a"]}
    assert list(kept["reponses"]) == [box.get_attribute("data-question")]
