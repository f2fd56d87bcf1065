"""The SCORM package in a strict fake LMS: every way in which answers could be lost, and none is.

`faux_lms.js` refuses what Moodle refuses, and notes it: a test ends with an LMS that refused nothing.
"""

import json
import re
import zlib
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from ess_region.export.scorm import package

from .learner import banks, fill, right, type_answer, wrong
from .scorm import SERVER, Learner, write_lms
from .support import EAGER, PHONE, TIMEOUT, Watch, check_accessible, check_width, press, stored, tab_to, violations

INLINE = {"width": 952, "height": 560}  # the frame of Moodle at 1366 × 768
WINDOW = {"width": 1339, "height": 700}
MOST = 2_000_000  # bytes: the lowest limit of uploads that servers set
PAGE = "definition"
CHAPTER = "des-demain"  # its quiz has every type of question


@pytest.fixture(scope="module")
def lms(book, serve_folder, tmp_path_factory):
    """Address of a site that holds the fake LMS and two packages: `cours`, and one of a chapter."""
    files = package.book_files(book)
    packed = sum(len(zlib.compress(content, 9)) for content in package.assemble(files).values())
    assert packed < MOST, "le paquet dépasse la plus basse des limites de dépôt (docs/reglages-moodle.md)"
    folder = write_lms(
        tmp_path_factory.mktemp("lms"), {"cours": package.assemble(files), "chapitre": package.assemble(files, CHAPTER)}
    )
    return serve_folder(folder)


@pytest.fixture
def people(browser, lms):
    """`people()` → a person in a browser that knows nothing, but `kept` (key → text); `people(context)` → in this one."""
    opened = []

    def learner(context=None, *, size=INLINE, quiet=False, kept=None, **options) -> Learner:
        if context is None:
            items = [{"name": name, "value": text} for name, text in (kept or {}).items()]
            storage = {"cookies": [], "origins": [{"origin": lms.rstrip("/"), "localStorage": items}]}
            context = browser.new_context(viewport=size, locale="fr-FR", reduced_motion="reduce", storage_state=storage)
            context.set_default_timeout(TIMEOUT)
            context.add_init_script(EAGER)
            opened.append((context, Watch(context, lms, console=not quiet)))
        return Learner(context, lms, **options)

    yield learner
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        watch.check()


@contextmanager
def cut(learner: Learner):
    """The network is cut, then comes back."""
    learner.context.set_offline(True)
    yield
    learner.context.set_offline(False)


def test_first_run_then_back_later(people):
    """What a first visit writes; the tab closed; the same place and answers the next time."""
    anne = people()
    expect(anne.launch.locator("h1")).to_have_text("L’ESS en Région")
    anne.sent()
    assert anne.server()["cmi.core.lesson_status"] == "incomplete"
    assert "cmi.core.score.raw" not in anne.server()
    anne.go(PAGE)
    launch = anne.page.frames[1]
    assert launch.title() == anne.book.locator("html").evaluate("() => document.title")
    assert launch.url.endswith(f"#{PAGE}")
    expect(anne.launch.locator("main iframe")).to_have_attribute("title", re.compile("Le cours\u00a0: Qu’est-ce"))
    # Another site would refuse the frame: its page comes in a tab of its own.
    link = anne.book.locator("a[rel=external]").first
    assert link.evaluate("""(el) => {
        el.addEventListener("click", (event) => event.preventDefault());
        el.click();
        return [el.target, el.rel];
    }""") == ["_blank", "noopener noreferrer"]
    question = banks()[PAGE][0]
    box = anne.book.locator(f'fieldset[data-question="{question.id}"]')
    fill(box, right(question))
    box.get_by_role("button", name="Vérifier").click()
    anne.until(f"server['cmi.core.lesson_location']?.startsWith('{PAGE}')")
    anne.sent()
    assert re.fullmatch(r"ESS1\.\w{5}\.\w+\.\w{5}\.[\w-]+", anne.server()["cmi.suspend_data"])
    anne.clean()
    # The tab is closed: the session ends properly, and nothing goes in the book's own key.
    anne.page.evaluate("() => { document.querySelector('iframe').src = 'about:blank'; }")
    anne.page.wait_for_function("fauxLms.calls.at(-1)?.[0] === 'finish'")
    assert anne.server()["cmi.core.exit"] == "suspend"
    assert stored(anne.page) == {}
    anne.clean()

    anne.open()
    expect(anne.book.locator("body")).to_have_attribute("data-page", PAGE)
    expect(anne.book.locator(f'fieldset[data-question="{question.id}"]')).to_have_attribute("data-step", "right")
    anne.clean()
    # The same page in a tab of its own is out of the session, and says so.
    apart = anne.context.new_page()
    apart.goto(anne.page.frames[1].child_frames[0].url)
    expect(apart.locator(".avis-stockage")).to_contain_text("n’est pas relié à la plateforme")
    expect(anne.book.locator(".avis-stockage")).to_be_empty()
    apart.close()


def test_another_browser_finds_all_from_the_lms_alone(people):
    """Resume without local storage, from `suspend_data`; a test under way included."""
    anne = people()
    anne.write(["region"], "53")
    anne.write(["theme"], "dark")
    anne.go("evaluation")
    item = anne.book.locator("[data-item]").first
    first = anne.book.locator("fieldset[data-question]").first.get_attribute("data-question")
    item.locator("input, select").first.evaluate("""(el) => {
        if (el.tagName === "SELECT") el.selectedIndex = 1; else if (el.type === "text") el.value = "12,5"; else el.checked = true;
        el.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    given = anne.state()["epreuves"]["evaluation"]["encours"]
    number = anne.server()["cmi.suspend_data"].split(".")[2]
    anne.until(f"server['cmi.suspend_data'].split('.')[2] !== '{number}'")
    anne.sent()
    anne.clean()
    other = people(kept={SERVER: anne.page.evaluate("(key) => localStorage.getItem(key)", SERVER)})
    expect(other.book.locator("body")).to_have_attribute("data-page", "evaluation")
    state = other.state()
    assert (state["region"], state["theme"]) == ("53", "dark")
    assert state["epreuves"]["evaluation"]["encours"]["questions"] == given["questions"]
    assert state["epreuves"]["evaluation"]["encours"]["reponses"] == given["reponses"]
    assert first in given["questions"]
    other.clean()


def final_test(learner: Learner, missed: int = 0) -> int:
    """Answer the final test, all right but the first ones; returns the number of right answers."""
    learner.go("evaluation")
    known = {question.id: question for questions in banks().values() for question in questions}
    boxes = learner.book.locator(".quiz-questions fieldset[data-question]")
    ids = boxes.evaluate_all("all => all.map((el) => el.dataset.question)")
    for rank, one in enumerate(ids):
        box = learner.book.locator(f'fieldset[data-question="{one}"]')
        fill(box, (wrong if rank < missed else right)(known[one]))
    learner.book.get_by_role("button", name="Voir mes résultats").click()
    expect(learner.book.locator(".epreuve-resultat h3")).to_contain_text(f"{len(ids) - missed} réponses justes sur {len(ids)}")
    return len(ids) - missed


def test_the_final_test_then_a_review_that_lowers_nothing(people, browser, book, lms):
    """Twenty graded answers, the score, « passed »; then review mode, where a worse test changes nothing."""
    anne = people(size=WINDOW)
    score = final_test(anne, missed=2)
    anne.until("server['cmi.core.lesson_status'] === 'passed'")
    anne.sent()
    server = anne.server()
    assert server["cmi.core.score.raw"] == str(round(100 * score / 20)) == "90"
    results = [server[f"cmi.interactions.{n}.result"] for n in range(20)]
    assert (results.count("correct"), results.count("wrong")) == (18, 2)
    assert "cmi.interactions.20.id" not in server
    for n in range(20):
        same = server[f"cmi.interactions.{n}.student_response"] == server[f"cmi.interactions.{n}.correct_responses.0.pattern"]
        # A number may be right within its tolerance.
        assert same == (results[n] == "correct") or server[f"cmi.interactions.{n}.type"] == "numeric"
    # Erased in the book, the score of the LMS stays.
    anne.write(["epreuves", "evaluation", "essais"], [])
    anne.until(f"server['cmi.suspend_data'] !== '{server['cmi.suspend_data']}'")
    anne.sent()
    server = anne.server()
    assert (server["cmi.core.score.raw"], server["cmi.core.lesson_status"]) == ("90", "passed")
    anne.clean()

    anne.options["mode"] = "review"
    anne.open()
    expect(anne.launch.locator(".avis")).to_contain_text("Vous relisez un cours déjà terminé")
    anne.go("evaluation")
    anne.book.get_by_role("button", name="Recommencer avec d’autres questions").click()
    finish = anne.book.get_by_role("button", name="Voir mes résultats")
    finish.click()
    finish.click()
    expect(anne.book.locator(".epreuve-resultat h3")).to_contain_text("0 réponse juste")
    anne.until(f"server['cmi.suspend_data'] !== '{server['cmi.suspend_data']}'")
    anne.page.evaluate("() => { document.querySelector('iframe').src = 'about:blank'; }")  # all that was on its way
    anne.page.wait_for_function("fauxLms.calls.at(-1)?.[0] === 'finish'")
    again = anne.server()
    assert (again["cmi.core.score.raw"], again["cmi.core.lesson_status"]) == ("90", "passed")
    assert "cmi.interactions.20.id" not in again
    anne.clean()

    # Without an LMS, by double-click: the same test gives the same number of right answers.
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
    context.add_init_script(EAGER)
    page = context.new_page()
    page.goto(f"{book.as_uri()}/book/evaluation.html")
    page.wait_for_selector("html[data-ess-ready]", state="attached")
    known = {question.id: question for questions in banks().values() for question in questions}
    ids = page.locator(".quiz-questions fieldset[data-question]").evaluate_all("all => all.map((el) => el.dataset.question)")
    for rank, one in enumerate(ids):
        fill(page.locator(f'fieldset[data-question="{one}"]'), (wrong if rank < 2 else right)(known[one]))
    page.get_by_role("button", name="Voir mes résultats").click()
    expect(page.locator(".epreuve-resultat h3")).to_contain_text("18 réponses justes sur 20")
    context.close()


def test_every_type_of_question_by_keyboard(people):
    """A chapter's package: each first answer is sent at once, with its type; all answered, it is « completed »."""
    anne = people(size=WINDOW, paquet="chapitre")
    expect(anne.book.locator("body")).to_have_attribute("data-page", CHAPTER)
    questions = banks()[CHAPTER]
    for rank, question in enumerate(questions):
        box = anne.book.locator(f'fieldset[data-question="{question.id}"]')
        box.evaluate("(el) => { el.tabIndex = -1; el.focus(); }")
        type_answer(anne.page, box, right(question))
        tab_to_check(anne, box)
        press(anne.page, "Enter")
        expect(box).to_have_attribute("data-step", "right")
        if rank == 0:
            anne.until("server['cmi.interactions.0.result'] === 'correct'")
            assert anne.server()["cmi.core.lesson_status"] == "incomplete"
            expect(anne.launch.locator(".barre-avance")).to_have_text(f"Quiz du chapitre\u00a0: 1 question répondue sur {len(questions)}")
    anne.until("server['cmi.core.lesson_status'] === 'completed'")
    anne.sent()
    server = anne.server()
    assert server["cmi.core.score.raw"] == "100"
    ids = [server[f"cmi.interactions.{n}.id"] for n in range(len(questions))]
    assert ids == [question.id for question in questions]
    anne.clean()
    # Elsewhere in the book, the way back.
    expect(anne.launch.locator(".barre-retour")).to_be_hidden()
    anne.go("histoire")
    anne.launch.get_by_role("button", name="Revenir au chapitre").click()
    expect(anne.book.locator("body")).to_have_attribute("data-page", CHAPTER)


def tab_to_check(learner: Learner, box) -> None:
    check = box.get_by_role("button", name="Vérifier")
    for _ in range(12):
        if check.evaluate("(el) => el === el.ownerDocument.activeElement"):
            return
        learner.page.keyboard.press("Tab")
    raise AssertionError("« Vérifier » est inaccessible avec Tab")


def test_a_killed_browser_loses_nothing(people):
    """No `pagehide`: what was answered in the last instants is in the journal, and is sent the next time."""
    anne = people()
    anne.sent()
    # Killed between the answer and its sending: nothing runs any more in the launch page.
    anne.write(["region"], "53")
    kept = anne.page.evaluate("({ ...localStorage })")
    assert '"region":"53"' in kept["ess-scorm/ess-en-region/dupont.a/ess-region"]
    number = json.loads(kept[SERVER])["dupont.a"]["cmi.suspend_data"].split(".")[2]
    fresh = people(kept=kept)
    fresh.until(f"parseInt(server['cmi.suspend_data'].split('.')[2], 36) > parseInt('{number}', 36)")
    assert fresh.state()["region"] == "53"
    fresh.sent()
    fresh.clean()


def test_the_network_cut_during_a_commit_and_back(people):
    """The LMS says « true » and loses all; the banner says so; once back, two steps put everything in the LMS."""
    anne = people(quiet=True)
    anne.sent()
    banner = anne.launch.locator(".bandeau")
    expect(banner).to_be_hidden()
    # The first probe is fine, the network goes just after: the values are set, and lost.
    before = anne.server()
    anne.switch(lying=True)
    anne.context.route("**/sonde.txt", once_then_abort())
    anne.write(["region"], "53")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("Le réseau ne répond pas")
    expect(banner).to_contain_text("gardées dans ce navigateur")
    assert anne.server() == before
    expect(anne.launch.locator(".barre-etat")).to_have_text("Non transmis")
    check_frame(anne)
    with anne.page.expect_download() as download:
        banner.get_by_role("button", name="Enregistrer mes résultats").click()
    file = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert download.value.suggested_filename.startswith("ess-en-region-resultats-")
    assert "État\u00a0: en cours" in file["À lire"]
    assert "Personne\u00a0: Dupont, Anne" in file["À lire"]
    assert file["format"] == "ess-en-region"
    assert file["etat"]["region"] == "53"
    expect(banner).to_contain_text("dans vos téléchargements")
    # Back: setting the same value again would send nothing.
    anne.context.unroute("**/sonde.txt")
    anne.switch(lying=False)
    tab_within(anne, banner.get_by_role("button", name="Réessayer"))
    press(anne.page, "Enter")
    expect(banner).to_be_hidden()
    anne.sent()
    assert anne.server()["cmi.suspend_data"] != before["cmi.suspend_data"]
    assert not anne.server()["cmi.suspend_data"].endswith(".")
    anne.clean()
    # Cut for good when the tab closes: the next visit sends it.
    with cut(anne):
        anne.write(["region"], "84")
        expect(banner).to_be_visible()
        anne.page.evaluate("() => { document.querySelector('iframe').src = 'about:blank'; }")
        anne.page.wait_for_function("fauxLms.calls.at(-1)?.[0] === 'finish'")
    lost = anne.server()["cmi.suspend_data"]
    anne.open()
    assert anne.state()["region"] == "84"
    anne.until(f"server['cmi.suspend_data'] !== '{lost}'")
    anne.sent()
    anne.clean()


def once_then_abort():
    seen = []

    def handle(route):
        seen.append(1)
        if len(seen) == 1:
            route.fulfill(status=200, body="ok")
        else:
            route.abort("internetdisconnected")

    return handle


def tab_within(learner: Learner, target) -> None:
    """Tab, from the top of the launch page, until the target has the focus."""
    learner.launch.locator("summary").focus()
    for _ in range(10):
        learner.page.keyboard.press("Tab")
        if target.evaluate("(el) => el === document.activeElement"):
            return
    raise AssertionError("inaccessible avec Tab")


def check_frame(learner: Learner) -> None:
    """The launch page alone passes axe, in light and dark, and nothing sticks out of it, on a phone too."""
    page = learner.page
    size = page.viewport_size
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    page.set_viewport_size(PHONE)
    launch = page.frames[1]
    assert launch.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")


def test_a_session_that_expired(people):
    """The LMS sends to its login page: the probe sees it, nothing is believed sent, all leaves at the next visit."""
    anne = people(quiet=True)
    anne.sent()
    anne.context.route("**/sonde.txt", lambda route: route.fulfill(status=302, headers={"Location": "/connexion"}))
    anne.switch(commitFalse=True)
    anne.write(["region"], "53")
    banner = anne.launch.locator(".bandeau")
    expect(banner).to_contain_text("connexion à la plateforme a expiré")
    lost = anne.server()["cmi.suspend_data"]
    banner.get_by_role("button", name="Réessayer").click()
    expect(banner).to_contain_text("Toujours pas")
    anne.context.unroute("**/sonde.txt")
    anne.open()
    anne.until(f"server['cmi.suspend_data'] !== '{lost}'")
    assert anne.state()["region"] == "53"
    anne.sent()
    expect(anne.launch.locator(".bandeau")).to_be_hidden()
    anne.clean()


@pytest.mark.parametrize("switch", ["commitFalse", "writeRefused"])
def test_an_lms_that_does_not_record(people, switch):
    anne = people(**{switch: "1"})
    expect(anne.launch.locator(".bandeau")).to_contain_text("La plateforme n’enregistre pas")
    anne.switch(**{switch: False})
    anne.launch.get_by_role("button", name="Réessayer").click()
    expect(anne.launch.locator(".bandeau")).to_be_hidden()
    anne.sent()
    assert anne.server()["cmi.suspend_data"]
    anne.clean()


def test_two_people_on_one_browser_and_another_attempt(people):
    """Nobody reads the answers of somebody else; a new attempt asks what to take again."""
    anne = people()
    anne.write(["region"], "53")
    anne.until("server['cmi.suspend_data'].split('.')[2] !== '1'")
    anne.sent()
    bob = people(anne.context, student="martin.b", name="Martin, Bob")
    assert "region" not in bob.state()
    bob.clean()
    bob.page.close()

    anne.page.evaluate("(key) => localStorage.removeItem(key)", SERVER)
    anne.page.goto("about:blank")
    anne.open(wait=False)
    # What the closing tab wrote is removed too: the LMS knows nothing of this person.
    anne.page.evaluate("(key) => localStorage.removeItem(key)", SERVER)
    anne.page.reload()
    choice = anne.launch.locator(".choix")
    expect(choice.get_by_role("heading")).to_be_focused()
    press(anne.page, "Tab", "Tab", "Enter")  # « Repartir de zéro »
    anne.ready()
    assert "region" not in anne.state()
    expect(anne.launch.locator(".choix")).to_be_hidden()
    assert anne.book.locator("html").evaluate("() => JSON.parse(essStore.getItem('ess-region.avant')).region") == "53"
    anne.sent()
    anne.clean()


def test_too_much_for_the_lms_is_said(people):
    """State overflow: what does not fit is named, the rest is sent, and the limit is never passed."""
    anne = people()
    anne.write(["predictions"], {f"prevision-{i}": {"valeur": i * 7.13, "quand": f"2026-11-12T10:17:{i % 60:02}.{i:03}Z"} for i in range(400)})
    anne.launch.locator("summary").click()
    expect(anne.launch.locator(".panneau-reste")).to_have_text(
        "Trop long pour la plateforme, conservé dans ce navigateur seulement\u00a0: vos estimations."
    )
    check_frame(anne)
    press(anne.page, "Escape")
    expect(anne.launch.locator(".panneau")).to_be_hidden()
    anne.sent()
    assert len(anne.server()["cmi.suspend_data"]) <= 4096
    anne.clean()


@pytest.mark.parametrize("options", [{"loin": "1"}, {"withoutInteractions": "1", "paquet": "chapitre"}, {"student": ""}, {"mode": "browse"}], ids=str)
def test_other_lms(people, options):
    """The API several frames up, without graded answers, without a person's id, in a teacher's preview."""
    anne = people(**options)
    anne.write(["region"], "53")
    if "mode" in options:
        expect(anne.launch.locator(".avis")).to_contain_text("aperçu")
        assert anne.server() == {}
    else:
        if "paquet" in options:
            [question, *_] = banks()[CHAPTER]
            box = anne.book.locator(f'fieldset[data-question="{question.id}"]')
            fill(box, right(question))
            box.get_by_role("button", name="Vérifier").click()
        anne.until("server['cmi.suspend_data']?.split('.')[2] > '1'")
        anne.sent()
    if options.get("student") == "":
        expect(anne.launch.locator(".avis")).to_contain_text("ne dit pas qui vous êtes")
        assert anne.page.evaluate("Object.keys(localStorage)") == [SERVER]
    anne.clean()


def test_the_api_in_the_window_that_opened(people):
    anne = people(where="opener", wait=False)
    with anne.context.expect_page() as opened:
        anne.page.evaluate("() => void window.open('cours/lancement.html')")
    launch = opened.value
    launch.set_viewport_size(WINDOW)
    launch.frame_locator("main iframe").locator("html[data-ess-ready]").wait_for(state="attached")
    expect(launch.locator(".barre-etat")).to_contain_text("Transmis")
    check_width(launch)
    check_accessible(launch)
    launch.close(run_before_unload=True)
    anne.page.wait_for_function("fauxLms.calls.at(-1)?.[0] === 'finish'")
    anne.clean()


def test_without_an_lms_the_book_is_as_anywhere(people, browser, lms, book, tmp_path):
    """No API: said, and the book keeps its own state; by double-click too."""
    anne = people(wait=False, where="nowhere")
    page = anne.page
    page.goto(f"{lms}cours/lancement.html")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ess-ready]").wait_for(state="attached")
    expect(page.locator(".avis")).to_contain_text("Aucune plateforme de formation n’a répondu")
    frame.locator("html").evaluate("() => { location.href = 'definition.html'; }")
    frame.locator("body[data-page=definition]").wait_for()
    frame.locator("html[data-ess-ready]").wait_for(state="attached")
    assert "definition" in stored(page)["pages"]
    write_lms(tmp_path, {"cours": package.assemble(package.book_files(book))})
    context = browser.new_context(locale="fr-FR")
    local = context.new_page()
    local.goto((tmp_path / "cours" / "lancement.html").as_uri())
    local.frame_locator("iframe").locator("html[data-ess-ready]").wait_for(state="attached")
    expect(local.locator(".avis")).to_contain_text("Aucune plateforme")
    context.close()


def test_a_book_framed_elsewhere_keeps_its_own_state(browser, book, serve_folder, tmp_path):
    """Another site may show the book in a frame: its page throws when read, and the book is as anywhere."""
    site = serve_folder(book)
    (tmp_path / "cadre.html").write_text(f'<!DOCTYPE html><title>Ailleurs</title><iframe src="{site}book/{PAGE}.html"></iframe>', encoding="utf-8")
    context = browser.new_context(locale="fr-FR")
    faults = []
    context.on("weberror", lambda error: faults.append(error.error))
    page = context.new_page()
    page.goto(serve_folder(tmp_path).replace("127.0.0.1", "localhost") + "cadre.html")
    page.frame_locator("iframe").locator("html[data-ess-ready]").wait_for(state="attached")
    assert faults == []
    context.close()


def test_a_link_that_loses_values_sends_them_again_in_two_steps(run):
    """Probe, set, commit, probe: sent only when both probes are fine; else another value first, the next time."""
    expression = """(async () => {
        const calls = [], answers = [...a[0]], problems = [];
        let told = 0;
        const session = { set: (e, v) => (calls.push(`${e.slice(4)}=${v}`), true), commit: () => (calls.push("commit"), a[1]), error: () => "0" };
        const link = m.link({ session, ask: async () => (calls.push("sonde"), answers.shift() ?? "bien"),
          values: () => ({ couples: [["cmi.suspend_data", "x"]], receipt: 1 }), sent: () => told++, changed: (one) => problems.push(one) });
        await link.push();
        const first = calls.splice(0).join(" ");
        await link.push();
        return { first, second: calls.join(" "), told, problems };
    })()"""
    fine, cut, late, refused = run(
        "export/scorm/sync", expression, [[[], True], [["coupe"], True], [["bien", "coupe"], True], [[], False]]
    )
    once = "sonde suspend_data=x commit sonde"
    twice = "sonde suspend_data=x. commit suspend_data=x commit sonde"
    assert (fine["first"], fine["second"], fine["told"], fine["problems"]) == (once, once, 2, [])
    assert (cut["first"], cut["second"], cut["told"], cut["problems"]) == ("sonde", once, 1, ["coupe", None])
    assert (late["first"], late["second"], late["told"], late["problems"]) == (once, twice, 1, ["coupe", None])
    assert refused["told"] == 0
    assert refused["problems"] == ["refus"]


def test_the_fake_lms_is_strict(people):
    """The gate itself: each thing that Moodle refuses is refused, and noted."""
    anne = people()
    anne.sent()
    refused = [
        ("cmi.interactions.0.id", "réponse 1"), ("cmi.interactions.1.id", "a"), ("cmi.interactions.0.type", "choice"),
        ("cmi.core.score.raw", "12,5"), ("cmi.core.score.raw", "101"), ("cmi.core.lesson_status", "failed"),
        ("cmi.suspend_data", "x" * 4097), ("cmi.core.lesson_location", "x" * 256), ("cmi.core.student_id", "a"),
        ("cmi.core.session_time", "12:5"), ("cmi.rien", "a"),
    ]  # fmt: skip
    answers = anne.page.evaluate("(all) => all.map(([element, value]) => fauxLms.api.LMSSetValue(element, value))", refused)
    assert answers == ["false"] * len(refused)
    inside = [("id", "a"), ("type", "other"), ("type", "choice"), ("result", "incorrect"), ("student_response", "a b"), ("time", "9:00")]
    taken = anne.page.evaluate("(all) => all.map(([field, value]) => fauxLms.api.LMSSetValue(`cmi.interactions.0.${field}`, value))", inside)
    assert taken == ["true", "false", "true", "false", "false", "false"]
    assert anne.page.evaluate("fauxLms.api.LMSGetValue('cmi.interactions.0.id')") == ""
    # A commit that was lost is never sent again by setting the same value.
    anne.switch(lying=True)
    anne.page.evaluate("() => { fauxLms.api.LMSSetValue('cmi.core.lesson_location', 'perdu'); fauxLms.api.LMSCommit(''); }")
    anne.switch(lying=False)
    anne.page.evaluate("() => { fauxLms.api.LMSSetValue('cmi.core.lesson_location', 'perdu'); fauxLms.api.LMSCommit(''); }")
    assert anne.server().get("cmi.core.lesson_location") != "perdu"
    assert len(anne.lms("faults")) == len(refused) + 5
