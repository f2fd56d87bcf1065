"""Each widget reacts, and finds its state again after a reload: over http and by double-click."""

import re

import pytest
from playwright.sync_api import expect

from ess_region import facts, grading, matching
from ess_region.data import table
from ess_region.widgets import EssTest, Resume, SectorExplorer

from . import learner
from .support import HOME, go, page_with, reload, stored, wait_stored, widget

# By double-click, the strictest of storages; the chapters' own tests go by http.
pytestmark = pytest.mark.parametrize("over", ["file"])

QUIZ_SLUG = next(iter(learner.banks()))


# -- predire -----------------------------------------------------------------------------------


def test_predict_a_number(visit, over):
    slug, prediction = learner.a_prediction("nombre")
    page = visit(slug, over)
    root = widget(page, "predire")
    field = root.get_by_role("textbox", name="Votre idée")
    look = root.get_by_role("button", name="Voir la donnée")

    look.click()
    expect(root.get_by_role("status").filter(has_text="même approximative")).to_be_visible()
    expect(field).to_be_focused()
    expect(root.locator(".predict-answer")).to_have_count(0)

    guess = prediction.low + prediction.step
    field.fill(f"{guess:g}".replace(".", ","))
    look.click()
    said = root.locator(".predict-said")
    expect(said).to_contain_text("Vous avez dit")
    expect(said).to_be_focused()
    expect(root.locator(".predict-answer .fait").first).to_be_visible()
    assert stored(page)["predictions"][prediction.id]["valeur"] == guess

    reload(page)
    expect(said).to_contain_text("Vous avez dit")
    root.get_by_role("button", name="Changer mon idée").click()
    expect(field).to_be_focused()
    expect(field).to_have_value(f"{guess:g}".replace(".", ","))
    expect(root.locator(".predict-answer")).to_be_hidden()


def test_the_scale_and_the_field_say_the_same(visit, over):
    slug, prediction = learner.a_prediction("nombre")
    root = widget(visit(slug, over), "predire")
    slider = root.get_by_role("slider")
    field = root.get_by_role("textbox", name="Votre idée")
    expect(field).to_have_value("")
    expect(slider).to_have_attribute("aria-valuetext", "pas encore choisi")
    slider.click()
    expect(field).not_to_have_value("")
    slider.fill(f"{prediction.high:g}")
    expect(field).to_have_value(f"{prediction.high:g}")
    field.fill(f"{prediction.high * 10:g}")
    root.get_by_role("button", name="Voir la donnée").click()
    expect(root.get_by_role("status").filter(has_text="Écrivez un nombre entre")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_predict_a_ranking(visit, over):
    slug, prediction = learner.a_prediction("classement")
    page = visit(slug, over)
    root = widget(page, "predire").filter(has=page.locator(".predict-items"))
    keys = lambda: root.locator("ol.predict-items > li").evaluate_all("all => all.map((el) => el.dataset.key)")  # noqa: E731
    before = keys()
    root.locator("ol.predict-items > li").first.get_by_role("button", name="Descendre").click()
    after = [before[1], before[0], *before[2:]]
    assert keys() == after
    root.get_by_role("button", name="Voir la donnée").click()
    expect(root.locator(".predict-said")).to_be_focused()
    table_ = root.get_by_role("table")
    expect(table_.get_by_role("columnheader", name="Votre rang")).to_be_visible()
    assert stored(page)["predictions"][prediction.id]["valeur"] == after

    reload(page)
    expect(table_.get_by_role("columnheader", name="Votre rang")).to_be_visible()
    root.get_by_role("button", name="Changer mon idée").click()
    assert keys() == after


def test_a_ranking_is_not_taken_for_granted(visit, over):
    slug, prediction = learner.a_prediction("classement")
    page = visit(slug, over)
    root = widget(page, "predire").filter(has=page.locator(".predict-items"))
    keep = root.get_by_role("button", name="Je garde cet ordre")
    expect(keep).to_be_hidden()
    root.get_by_role("button", name="Voir la donnée").click()
    expect(root.get_by_role("status").filter(has_text="Déplacez au moins un élément")).to_be_visible()
    assert "predictions" not in stored(page)
    keep.click()
    expect(root.locator(".predict-said")).to_be_focused()
    assert stored(page)["predictions"][prediction.id]["valeur"] == [one.key for one in prediction.shown]


# -- quiz --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(grading.GRADERS))
def test_question_wrong_then_right(visit, over, kind):
    slug, question = learner.a_question(kind)
    page = visit(slug, over)
    box = learner.fieldset(page, question)
    verdict_ = learner.verdict(box)

    box.get_by_role("button", name="Vérifier", exact=True).click()
    expect(verdict_).to_contain_text("d’abord")
    assert "reponses" not in stored(page), "une réponse vide n’est pas une réponse"

    learner.submit(box, learner.wrong(question))
    expect(verdict_).to_have_attribute("role", "status")
    expect(verdict_).to_be_focused()
    expect(verdict_).to_contain_text("À revoir")
    expect(verdict_).to_have_class(re.compile("is-wrong"))
    assert len(verdict_.inner_text()) > 30, "un retour explique"
    assert len(box.locator(".quiz-explanation").all()) == 0, "l’explication donnerait la réponse"

    reload(page)
    expect(verdict_).to_contain_text("À revoir")
    expect(page.locator(".quiz-verdict:focus")).to_have_count(0)

    box.get_by_role("button", name="Réessayer").click()
    expect(verdict_).to_be_empty()
    learner.submit(box, learner.right(question))
    expect(verdict_).to_contain_text("Juste")
    expect(verdict_).to_be_focused()
    expect(box.locator(".quiz-explanation")).to_be_visible()
    record = stored(page)["reponses"][question.id]
    assert (record["essais"], record["premier"], record["juste"]) == (2, False, True)

    reload(page)
    expect(verdict_).to_contain_text("Juste")
    expect(box.locator("input, select, .ess-rank button").first).to_be_disabled()


def test_something_that_is_not_a_number(visit, over):
    slug, question = learner.a_question("numerique")
    box = learner.fieldset(visit(slug, over), question)
    learner.submit(box, "beaucoup")
    expect(learner.verdict(box)).to_contain_text("n’est pas un nombre")


def test_hints_come_one_by_one(visit, over):
    slug, question = next(
        (slug, one) for slug, bank in learner.banks().items() for one in bank if len(one.hints) > 1
    )
    box = learner.fieldset(visit(slug, over), question)
    hints = box.locator(".quiz-hints > li")
    expect(hints).to_have_count(0)
    box.get_by_role("button", name="Un indice").click()
    expect(hints).to_have_count(1)
    box.get_by_role("button", name="Un autre indice").click()
    expect(hints).to_have_count(2)


def test_score_and_starting_again(visit, over):
    page = visit(QUIZ_SLUG, over)
    root = widget(page, "quiz")
    bank = learner.banks()[QUIZ_SLUG]
    expect(root.locator(".quiz-score")).to_be_hidden()
    learner.submit(learner.fieldset(page, bank[0]), learner.wrong(bank[0]))
    for question in bank[1:]:
        learner.submit(learner.fieldset(page, question), learner.right(question))
    sentence = root.locator(".quiz-score-sentence")
    expect(sentence).to_contain_text(f"{len(bank) - 1} réponses justes sur {len(bank)} au premier essai")
    expect(root.get_by_role("link", name="question 1")).to_have_attribute("href", f"#question-{bank[0].id}")
    assert stored(page)["pages"][QUIZ_SLUG]["fini"] is True

    reload(page)
    expect(sentence).to_contain_text(f"{len(bank) - 1} réponses justes sur {len(bank)}")
    root.get_by_role("button", name="Recommencer", exact=True).click()
    root.get_by_role("button", name="Garder mes réponses").click()
    expect(sentence).to_be_visible()
    root.get_by_role("button", name="Recommencer", exact=True).click()
    root.get_by_role("button", name="Effacer et recommencer").click()
    expect(sentence).to_be_hidden()
    assert stored(page).get("reponses", {}) == {}
    expect(learner.fieldset(page, bank[0]).locator("input, select, button").first).to_be_focused()


# -- est-ce-de-l-ess ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ess_test():
    """{rules, cases} as the page has them."""
    made = EssTest()
    return {"rules": made.rules, "cases": made.cases}


@pytest.mark.parametrize("wanted", ["oui", "non", "inconnu"])
def test_describe_an_organisation(visit, over, book, ess_test, wanted):
    case = next(one for one in ess_test["cases"] if one["verdict"] == wanted)
    page = visit(page_with(book, "est-ce-de-l-ess"), over)
    root = widget(page, "est-ce-de-l-ess")
    headline = root.locator(".est-panneau").first.locator(".est-verdict")
    expect(headline).to_contain_text("Pas encore de verdict")
    forward = root.get_by_role("button", name=re.compile("Question suivante|Voir le verdict"))
    while True:
        asked = root.locator("[data-critere]").get_attribute("data-critere")
        root.locator(f'[data-critere] input[value="{case["reponses"][asked]}"]').check()
        last = forward.inner_text() == "Voir le verdict"
        forward.click()
        if last:
            break
    title = ess_test["rules"]["verdicts"][wanted]["titre"]
    expect(headline).to_contain_text(title)
    expect(headline).to_be_focused()
    reasons = root.locator(".est-raisonnement .est-raison")
    assert reasons.count() >= 5
    expect(root.locator(".est-raisonnement .article").first).to_contain_text("article 1")
    if wanted != "oui":
        expect(root.locator(".est-parce-que li").first).to_be_visible()

    reload(page)
    expect(headline).to_contain_text(title)
    root.get_by_role("button", name="Décrire une autre organisation").click()
    expect(headline).to_contain_text("Pas encore de verdict")
    assert stored(page).get("est-ce-de-l-ess", {}).get("reponses") is None


def test_the_worked_cases(visit, over, book, ess_test):
    page = visit(page_with(book, "est-ce-de-l-ess"), over)
    root = widget(page, "est-ce-de-l-ess")
    cases = ess_test["cases"]
    assert len(cases) == 12
    root.get_by_role("button", name="Juger douze dossiers").click()
    first, *others = cases
    box = root.locator(".est-dossier")
    box.get_by_role("button", name="Voir le verdict").click()
    expect(box).to_contain_text("Donnez d’abord votre avis")
    box.locator(f'input:not([value="{first["verdict"]}"])').first.check()
    box.get_by_role("button", name="Voir le verdict").click()
    expect(box.locator(".est-verdict")).to_be_focused()
    expect(box.locator(".est-verdict")).to_contain_text("À revoir.")
    for case in others:
        box.get_by_role("button", name="Dossier suivant").click()
        expect(box).to_contain_text(case["organisation"])
        box.locator(f'input[value="{case["verdict"]}"]').check()
        box.get_by_role("button", name="Voir le verdict").click()
        expect(box.locator(".est-verdict")).to_contain_text("Juste.")
        expect(box.locator(".est-commentaire").first).to_have_text(case["retours"][case["verdict"]])
    review = root.locator(".est-bilan")
    box.get_by_role("button", name="Voir le bilan").click()
    expect(review).to_be_focused()
    expect(review).to_contain_text("11 dossiers justes sur 12.")

    # On paper, for a table: the first four, their boxes, and no answer.
    page.evaluate("window.print = () => {}")
    root.get_by_role("button", name="Imprimer les 4").click()
    page.emulate_media(media="print")
    expect(root.locator(".est-cas:visible")).to_have_count(4)
    expect(root.locator(".est-corrige")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    reload(page)
    expect(review).to_contain_text("11 dossiers justes sur 12.")
    trail = root.locator(".est-parcours")
    expect(trail.locator("[aria-current]")).to_have_text("12")
    expect(trail.get_by_role("button", name=f"1\u00a0: {first['organisation']}, à revoir", exact=True)).to_be_visible()

    review.get_by_role("button", name="Revoir les dossiers à revoir").click()
    expect(review).to_be_hidden()
    expect(box).to_contain_text(first["organisation"])
    expect(root.locator(".est-score")).to_have_text("11 dossiers jugés sur 12, 11 justes.")
    box.locator(f'input[value="{first["verdict"]}"]').check()
    box.get_by_role("button", name="Voir le verdict").click()
    expect(review).to_contain_text("12 dossiers justes sur 12. Tous vos avis sont justes.")
    trail.get_by_role("button", name=f"12\u00a0: {cases[-1]['organisation']}").click()
    box.get_by_role("button", name="Changer les réponses de ce dossier").click()
    title = ess_test["rules"]["verdicts"][cases[-1]["verdict"]]["titre"]
    expect(root.locator(".est-panneau").first.locator(".est-verdict")).to_contain_text(title)

    root.get_by_role("button", name="Juger douze dossiers").click()
    root.get_by_role("button", name="Recommencer les douze").click()
    expect(box).to_contain_text(first["organisation"])
    assert stored(page)["est-ce-de-l-ess"].get("avis") is None


def test_the_path_through_the_cases(visit, over, book, ess_test):
    page = visit(page_with(book, "est-ce-de-l-ess"), over)
    root = widget(page, "est-ce-de-l-ess")
    root.get_by_role("button", name="Juger douze dossiers").click()
    start = root.get_by_role("list", name="Commencez par ces quatre dossiers")
    expect(start.get_by_role("button")).to_have_count(4)
    expect(root.get_by_role("list", name="Les huit suivants").get_by_role("button")).to_have_count(8)
    box = root.locator(".est-dossier")
    for case in ess_test["cases"][:4]:
        box.locator(f'input[value="{case["verdict"]}"]').check()
        box.get_by_role("button", name="Voir le verdict").click()
        if case is not ess_test["cases"][3]:
            box.get_by_role("button", name="Dossier suivant").click()
    expect(root.locator(".est-score")).to_contain_text("La première série est faite.")
    box.get_by_role("button", name="Réessayer").click()
    expect(box.get_by_role("button", name="Voir le verdict")).to_be_visible()
    expect(root.locator(".est-score")).to_have_text("3 dossiers jugés sur 12, 3 justes.")


def test_a_settled_verdict_and_its_folded_reasoning(visit, over, book):
    page = visit(page_with(book, "est-ce-de-l-ess"), over)
    root = widget(page, "est-ce-de-l-ess")
    panel = root.locator(".est-panneau").first
    reasons = panel.locator(".est-raisonnement")
    forward = root.get_by_role("button", name=re.compile("Question suivante|Voir le verdict"))
    root.locator('[data-critere] input[value="publique"]').check()
    expect(panel.locator(".est-verdict")).to_contain_text("Le verdict est acquis.")
    expect(reasons).to_be_hidden()
    while forward.inner_text() != "Voir le verdict":
        forward.click()
        root.locator('[data-critere] input[value="ne-sait-pas"]').check()
    expect(panel.locator(".est-verdict")).not_to_contain_text("Le verdict est acquis.")
    expect(reasons).to_be_visible()


def test_no_to_a_historic_family(visit, over, book):
    page = visit(page_with(book, "est-ce-de-l-ess"), over)
    root = widget(page, "est-ce-de-l-ess")
    root.locator('[data-critere] input[value="association"]').check()
    root.get_by_role("button", name="Question suivante").click()
    root.locator('[data-critere] input[value="partage"]').check()
    headline = root.locator(".est-panneau").first.locator(".est-verdict")
    expect(headline).to_contain_text("Au regard des trois conditions, non.")
    expect(headline).to_contain_text("juriste")


# -- secteurs ----------------------------------------------------------------------------------


def test_explore_the_sectors(visit, over, book):
    page = visit(page_with(book, "secteurs"), over)
    root = widget(page, "secteurs")
    card = root.locator(".secteurs-fiche")
    explorer = root.locator(".secteurs-explorer")
    for sector in table("secteurs"):
        explorer.get_by_role("radio", name=sector["nom"], exact=True).check()
        expect(card).to_contain_text(sector["nom"])
        if sector["avec_donnee"]:
            expect(card).to_contain_text("Ce qui est compté")
            expect(card.locator(f'.fait[data-fait="{sector["fait"]}"]')).to_be_visible()
        else:
            expect(card.get_by_text("Dans la brochure", exact=True)).to_have_count(0)


def test_match_the_organisations(visit, over, book):
    page = visit(page_with(book, "secteurs"), over)
    root = widget(page, "secteurs")
    matcher = root.locator(".secteurs-associer")
    wanted = {row["nom"]: row["secteur"] for row in table("organisations") if row["role"] == "exemple"}
    assert matcher.locator("select").count() == len(wanted) == 7
    verdict_ = matcher.locator("p.ess-verdict")

    first = next(iter(wanted))
    choose = lambda name, sector: matcher.get_by_label(f"Son secteur\u00a0: {name}").select_option(sector)  # noqa: E731
    choose(first, next(one for one in wanted.values() if one != wanted[first]))
    matcher.get_by_role("button", name="Vérifier", exact=True).click()
    expect(verdict_).to_have_text("0 sur 7 comme nous, 1 à revoir, 6 sans réponse.")
    choose("MGEN", "finance-assurance")
    choose("MJC du Vieux-Lyon", "arts-spectacles")
    choose("Crédit Coopératif", "sante")
    matcher.get_by_role("button", name="Vérifier", exact=True).click()
    expect(matcher.get_by_text("Cela se défend.")).to_have_count(1)
    traps = matching.load_file(SectorExplorer.file)
    expect(matcher).to_contain_text(traps["pieges"]["mgen"]["finance-assurance"]["retour"])
    expect(matcher).to_contain_text(traps["pieges"]["mjc-vieux-lyon"]["arts-spectacles"]["retour"])
    expect(matcher).to_contain_text(traps["autrement"])
    for name, sector in wanted.items():
        choose(name, sector)
    matcher.get_by_role("button", name="Vérifier", exact=True).click()
    expect(verdict_).to_contain_text("Les 7 organisations")
    expect(matcher.get_by_text("Comme nous.")).to_have_count(7)

    reload(page)
    for name, sector in wanted.items():
        expect(matcher.get_by_label(f"Son secteur\u00a0: {name}")).to_have_value(sector)
    matcher.get_by_role("button", name="Vérifier", exact=True).click()
    matcher.get_by_role("button", name="Recommencer").click()
    expect(matcher.locator("select").first).to_have_value("")
    assert not stored(page).get("secteurs", {}).get("associer")


# -- choix-region ------------------------------------------------------------------------------


def test_choose_a_region_once(visit, over, book):
    page = visit(HOME, over)
    chip = page.locator(".puce-region")
    root = widget(page, "choix-region")
    expect(chip).to_have_text("Choisir ma région")
    root.get_by_role("radio", name="Bretagne", exact=True).click()
    expect(chip).to_have_text("Ma région\u00a0: Bretagne")
    expect(root.locator(".choix-fiche")).to_contain_text("Bretagne")
    assert stored(page)["region"] == "53"
    reload(page)
    expect(chip).to_have_text("Ma région\u00a0: Bretagne")

    # The figures of « ma région » follow it, on another page.
    other = page_with(book, "data-par-region=")
    go(page, other)
    expect(chip).to_have_text("Ma région\u00a0: Bretagne")
    fact = page.locator('.fait[data-fait="part-region"][data-par-region]').first
    expect(fact).to_contain_text(facts.resolve("part-region@53").text)
    expect(fact).to_have_attribute("data-region", "53")

    # By the header, which knows the way back.
    chip.click()
    root.get_by_role("button", name="Changer de région").click()
    root.get_by_role("radio", name="Normandie", exact=True).click()
    root.get_by_role("link", name="Revenir à la page d’avant").click()
    expect(page.locator(f'body[data-page="{other}"]')).to_be_attached()
    go(page, HOME)
    expect(chip).to_have_text("Ma région\u00a0: Normandie")
    root.get_by_role("button", name="Oublier ma région").click()
    expect(chip).to_have_text("Choisir ma région")
    assert "region" not in stored(page)
    expect(root.get_by_role("radio").first).to_be_focused()


def test_every_region_has_its_sheet(visit, over):
    page = visit(HOME, over)
    root = widget(page, "choix-region")
    for row in table("regions"):
        # As the arrow keys do: the list stays open.
        root.locator(f'input[value="{row["code"]}"]').evaluate("el => { el.checked = true; el.dispatchEvent(new Event('change')); }")
        expect(page.locator(".puce-region")).to_have_text(f"Ma région\u00a0: {row['nom']}")
        sheet = root.locator(".choix-fiche")
        expect(sheet).to_contain_text(row["nom"])
        if row["dans_brochure"]:
            expect(sheet).to_contain_text("En 2013, d’après la brochure")


# -- reprise -----------------------------------------------------------------------------------


def test_resume_then_erase_everything(visit, over):
    chapters = Resume().chapters
    page = visit(HOME, over)
    root = widget(page, "reprise")
    lead = root.locator(".reprise-suite")
    expect(lead.get_by_role("link")).to_contain_text(f"Commencer\u00a0: {chapters[0]['titre']}")

    second = chapters[1]["slug"]
    page = visit(second, over, context=page.context)
    bank = learner.banks()[second]
    learner.submit(learner.fieldset(page, bank[0]), learner.right(bank[0]))
    go(page, HOME)
    root = widget(page, "reprise")
    lead = root.locator(".reprise-suite")
    expect(lead.get_by_role("link")).to_contain_text(f"Reprendre\u00a0: {chapters[1]['titre']}")
    expect(root.locator(f'li[data-slug="{second}"]')).to_contain_text(f"1 réponse sur {len(bank)}")
    expect(page.locator(f'.sommaire-etat[data-slug="{second}"]')).to_have_attribute("data-etat", "commence")
    lead.get_by_role("link").click()
    page.wait_for_url(f"**/{second}.html")

    page.go_back()
    widget(page, "choix-region").get_by_role("radio", name="Bretagne", exact=True).click()
    root.get_by_role("button", name="Tout effacer").click()
    root.get_by_role("button", name="Tout garder").click()
    assert stored(page)["region"] == "53"
    root.get_by_role("button", name="Tout effacer").click()
    root.get_by_role("button", name="Oui, tout effacer").click()
    expect(root.get_by_text("Tout est effacé.")).to_be_visible()
    expect(page.locator(".puce-region")).to_have_text("Choisir ma région")
    expect(lead.get_by_role("link")).to_contain_text("Commencer")
    expect(page.locator(".sommaire-etat[data-etat]")).to_have_count(0)
    assert stored(page) in ({}, {"version": 1})


def test_the_section_read_is_found_again(visit, over):
    first = Resume().chapters[0]
    section, title = list(first["sections"].items())[2]
    page = visit(first["slug"], over)
    expect(page.locator(f"section#{section}")).to_have_count(1)
    page.evaluate(f"document.getElementById('{section}').scrollIntoView()")
    wait_stored(page, lambda kept: kept["pages"][first["slug"]].get("section") == section)
    # Back to the top at once to leave: what was being read stays.
    page.evaluate("scrollTo(0, 0)")
    go(page, HOME)
    lead = widget(page, "reprise").locator(".reprise-suite")
    expect(lead).to_contain_text(f"Vous étiez à la section «\u202f{title}\u202f».")
    lead.get_by_role("link").click()
    page.wait_for_url(f"**/{first['slug']}.html#{section}")


def test_a_finished_chapter_leads_to_the_next(visit, over):
    chapters = Resume().chapters
    page = visit(chapters[0]["slug"], over)
    for question in learner.banks()[chapters[0]["slug"]]:
        learner.submit(learner.fieldset(page, question), learner.right(question))
    page = visit(HOME, over, context=page.context)
    root = widget(page, "reprise")
    expect(root.locator(".reprise-suite").get_by_role("link")).to_contain_text(
        f"Continuer\u00a0: {chapters[1]['titre']}"
    )
    expect(root.locator(f'li[data-slug="{chapters[0]["slug"]}"]')).to_contain_text("Terminé")
