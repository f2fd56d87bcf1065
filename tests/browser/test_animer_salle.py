"""`salle`: a room of thirty gives its codes; what is wrong is named; a session is kept, compared, printed."""

import json
import re
from functools import cache

import pytest
from playwright.sync_api import expect
from room import NOTHING, final_room, quiz_room

from ess_region import codes
from ess_region.widgets import RoomResults

from .support import NARROW, check_accessible, check_width, press, reload, stored, tab_to, widget

SLUG = "animer-salle"
NB, NN = "\u00a0", "\u202f"
SHOW = """(state) => {
  localStorage.setItem("ess-region", JSON.stringify(state));
  dispatchEvent(new StorageEvent("storage", { key: "ess-region", newValue: "{}" }));
  const panel = document.querySelector(".salle-code");
  const opener = panel.querySelector("button");
  if (opener.getAttribute("aria-expanded") === "false") opener.click();
  return panel.querySelector(".salle-code-texte [aria-hidden]").textContent;
}"""


@cache
def pages() -> dict[str, dict]:
    """The pages that give codes, by slug."""
    return {page["slug"]: page for page in RoomResults().pages}


def made(slug, *ranks, before=None) -> str:
    """A code of this page with these ranks, then no answer."""
    page = pages()[slug]
    sheet = codes.Sheet(slug, tuple(("", "", size, "") for size in page["tailles"]), page["tirage"], page["avant"])
    sheet.__dict__["prefix"] = page["prefixe"]
    every = [*ranks, *[0] * ((page["tirage"] or len(page["ids"])) - len(ranks))]
    return codes.spelled(codes.write(sheet, [*every, *[None] * (len(page["ids"]) - len(every))], before))


def percent(part, total) -> int:
    """To the point, a half going up."""
    return (200 * part + total) // (2 * total)


def given(visit, slug, states) -> list[str]:
    """The codes that the page shows for each of these states, one after the other in one tab."""
    page = visit(slug, stored=json.dumps(states[0]))
    return [page.evaluate(SHOW, state) for state in states]


def shown(root, slug) -> dict[str, dict[str, int]]:
    """What the room's page says: question → label → how many."""
    found = root.evaluate(
        """(root, slug) => [...root.querySelectorAll(`.salle-page[id$="-${slug}"] .salle-questions > li`)].map((li) => [
            li.id, [...li.querySelectorAll(".salle-barres > li")].map((row) => [
              row.querySelector(".salle-reponse").firstChild.textContent, row.querySelector(".salle-nombre").textContent])])""",
        slug,
    )
    return {
        id.split(f"-{slug}-", 1)[1]: {label: int(re.match(r"\d+", number)[0]) for label, number in rows if not number.startswith("0 ")}
        for id, rows in found
    }


@pytest.fixture
def room(animateur_visit):
    """`room(text)` → (page, widget) with these codes pasted."""

    def open_page(text="", over="http", **options):
        page = animateur_visit(SLUG, over, **options)
        root = widget(page, "salle")
        if text:
            box(root).fill(text)
            expect(root.locator(".salle-dit").first).to_contain_text("lu")
        return page, root

    return open_page


def box(root):
    return root.get_by_label("Les codes de la salle")


def test_a_room_of_thirty_is_counted_as_its_states_say(visit, room):
    states, expected, right = quiz_room("definition", 30)
    assert len({json.dumps(state) for state in states}) == 30
    tests, drawn, sums = final_room(12)
    every = given(visit, "definition", states) + given(visit, "evaluation", tests)
    _, root = room("\n".join(every))
    again = root.get_by_role("button", name="Compter quand même")
    while again.count():
        again.first.click()
    expect(root.locator(".salle-dit").first).to_contain_text(f"42{NB}codes lus")
    assert shown(root, "definition") == {id: dict(counts) for id, counts in expected.items()}
    assert shown(root, "evaluation") == {id: dict(counts) for id, counts in drawn.items()}
    asked = 30 * len(expected)
    answered = asked - sum(counts[NOTHING] for counts in expected.values())
    assert answered < asked
    expect(root.locator('.salle-page[id$="-definition"] > p').first).to_have_text(
        f"30{NB}codes, {percent(right, answered)}{NB}% de réponses justes parmi {answered}{NB}réponses données sur {asked} attendues."
    )
    cells = root.locator(".salle-gain td:not(:empty)").all_inner_texts()
    before, after = (percent(sums[name], sums["people"] * total) for name, total in (("before", 10), ("after", 20)))
    everybody = percent(sums["right"], 12 * 20)
    assert cells == ["8", f"{before}{NB}%", "8", f"{after}{NB}%", "12", f"{everybody}{NB}%"]


def test_what_is_wrong_is_named_and_what_is_repeated_counts_on_demand(room):
    one, two = made("definition", 1, 2), made("secteurs", 2)
    wrong = one[:-1] + ("0" if one[-1] != "0" else "1")
    page, root = room(f"{one}\n{wrong}\n{two}\n{one}\nLouise : {two}")
    said = root.locator(".salle-dit").first
    expect(said).to_have_text(f"4{NB}codes lus, 1{NB}code laissé de côté, 2{NB}codes répétés, comptés une seule fois.")
    checks = root.locator(".salle-verifier")
    expect(checks).to_contain_text(f"Ligne 2 «{NN}{wrong}{NN}»{NB}: page «{NN}Qu’est-ce que l’ESS{NN}?{NN}», un caractère est faux")
    expect(checks).to_contain_text(f"Ligne 4{NB}: le même code qu’à la ligne 1. Compté une seule fois.")
    assert root.locator(".salle-page h3").all_inner_texts() == [f"Qu’est-ce que l’ESS{NN}?", "L’ESS est partout"]
    tab_to(page, checks.get_by_role("button", name="Compter quand même").first)
    press(page, "Enter")
    expect(checks.get_by_role("button", name="Compter une seule fois")).to_be_focused()
    expect(root.locator(".salle-page > p").first).to_contain_text(f"2{NB}codes")


def test_the_right_answers_are_shown_only_when_asked_for(room):
    page, root = room("\n".join(made("definition", n, 1, 2) for n in (1, 2, 3)))
    expect(root.locator(".salle-juste:visible")).to_have_count(0)
    weak = root.locator(".salle-faibles > li").first
    expect(weak).to_be_hidden()  # « 0 juste sur 3 » beside « Vrai 3 » would tell
    expect(root.locator(".salle-sans-cle")).to_be_visible()
    key = root.get_by_role("button", name="Montrer les réponses justes")
    tab_to(page, key)
    press(page, "Space")
    expect(key).to_have_attribute("aria-pressed", "true")
    first = root.locator('[id$="-definition-01"] .salle-barres > li').nth(1)
    expect(first).to_contain_text("✓ juste")
    expect(weak).to_contain_text("juste sur 3. Relire")
    assert weak.get_by_role("link").last.get_attribute("href").startswith("definition.html#")
    expect(root.locator(".salle-sans-cle")).to_be_hidden()
    press(page, "Space")
    expect(weak).to_be_hidden()
    expect(root.locator(".salle-juste:visible")).to_have_count(0)


def test_only_codes_are_kept_and_a_hostile_state_does_nothing(room):
    one, two = made("definition", 1), made("secteurs", 2)
    page, root = room(f"Aïcha : {one}\n10:32 Bob {two}\n{one}")
    root.get_by_role("button", name="Compter quand même").click()
    kept = stored(page)["salle"]
    plain = one.replace(" ", "")
    assert kept == {"codes": [plain, two.replace(" ", ""), plain], "memes": [plain]}
    reload(page)
    expect(box(root)).to_have_value(f"{one}\n{two}\n{one}")
    expect(root.locator(".salle-page > p").first).to_contain_text(f"2{NB}codes")
    root.get_by_role("button", name="Effacer les codes").click()
    assert "salle" not in stored(page)
    root.get_by_role("button", name="Remettre les codes").click()
    expect(root.locator(".salle-page")).to_have_count(2)
    for hostile in ([], {"codes": 3, "memes": "x"}, {"codes": [None, {}, "<b>", "A" * 400, plain]}):
        _, root = room(stored=json.dumps({"version": 1, "salle": hostile}))
        expect(root).to_have_attribute("data-state", "ready")


def test_files_a_session_kept_and_compared(room, tmp_path):
    page, root = room()
    people = [{"name": f"{n}.txt", "mimeType": "text/plain", "buffer": f"# Page 1\r\n{made('definition', n)}\r\n".encode()} for n in (1, 2, 3, 4)]
    root.get_by_label("Ou ouvrez les fichiers des participants").set_input_files(people)
    expect(root.locator(".salle-dit").first).to_have_text(f"4{NB}codes lus.")
    files = {}
    for name in ("Enregistrer la séance", "Enregistrer pour un tableur (CSV)"):
        with page.expect_download() as download:
            root.get_by_role("button", name=name).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        files[file.suffix] = file
    text = files[".json"].read_text(encoding="utf-8")
    for code in (made("definition", 1), "1.txt"):
        assert code.replace(" ", "") not in text and code not in text
    assert files[".csv"].read_bytes().startswith(b"\xef\xbb\xbfPage;Mesure;")
    box(root).fill(made("definition", 2))
    old = root.get_by_label("Comparer avec une séance enregistrée")
    old.set_input_files([{"name": "x.json", "mimeType": "application/json", "buffer": b'{"format": "autre"}'}])
    expect(root.get_by_role("alert")).to_contain_text("n’est pas une séance")
    old.set_input_files(files[".json"])
    first = root.locator('[id$="-definition-01"]')
    expect(first.locator(".salle-barres > li").nth(1)).to_contain_text(f"1 (100{NB}%)Séance comparée{NB}: 1 (25{NB}%)")
    # Alone, the file is shown for itself.
    root.get_by_role("button", name="Effacer les codes").click()
    expect(root.locator(".salle-page > p").first).to_contain_text(f"4{NB}codes")
    root.get_by_role("button", name="Fermer la séance comparée").click()
    expect(root.locator(".salle-page")).to_have_count(0)


def test_opinions_and_averages_of_too_few(room):
    text = "\n".join([*(made("votre-avis", n, 5) for n in (1, 1, 4)), made("evaluation", 1, before=5), made("evaluation", 2, before=6)])
    _, root = room(text)
    opinions = root.locator('.salle-page[id$="-votre-avis"]')
    expect(opinions.locator("> p").first).to_have_text(f"2{NB}codes.")
    expect(opinions).not_to_contain_text("juste")
    expect(opinions).to_contain_text("Sans avis")
    expect(root.locator(".salle-gain")).to_contain_text(f"à partir de 3{NB}codes")
    expect(root.locator(".salle-gain table")).to_have_count(0)


def test_five_hundred_codes_at_once(room):
    page, root = room()
    text = "\n".join(made("definition", *((n // 5**k) % 5 for k in range(4))) for n in range(500))
    times = page.evaluate(
        """async (text) => {
            const box = document.querySelector('[data-widget="salle"] textarea');
            const times = [];
            for (let turn = 0; turn < 3; turn++) {
              box.value = text;
              // What the pause after the last key triggers, measured alone.
              const real = setTimeout;
              let work;
              window.setTimeout = (act) => ((work = act), 0);
              box.dispatchEvent(new Event("input", { bubbles: true }));
              window.setTimeout = real;
              const start = performance.now();
              work();
              times.push(performance.now() - start);
            }
            return times;
        }""",
        text,
    )
    expect(root.locator(".salle-dit").first).to_contain_text(f"500{NB}codes lus")
    assert min(times) < 200, times


def test_narrow_dark_and_accessible(room):
    one = made("definition", 1, 2)
    text = "\n".join([one, one, "1ABC", *(made("evaluation", n % 3, 1, before=n) for n in range(4)), made("votre-avis", 1)])
    page, root = room(text, viewport=NARROW)
    root.get_by_role("button", name="Montrer les réponses justes").click()
    root.locator(".salle-repli > summary").click()
    check_accessible(page)
    check_width(page)


@pytest.mark.parametrize("over", ["file", "http"])
def test_everywhere_on_paper_and_without_scripts(room, animateur_visit, over):
    page, root = room("\n".join(made("definition", n) for n in (1, 2, 3)), over)
    expect(root.locator(".salle-questions > li")).to_have_count(12)
    page.evaluate("() => { window.print = () => {} }")
    root.get_by_role("button", name="Imprimer les résultats").click()
    page.emulate_media(media="print")
    expect(root.locator(".salle-questions")).to_be_visible()
    expect(box(root)).to_be_hidden()
    if over == "file":
        plain = animateur_visit(SLUG, over, java_script_enabled=False)
        expect(widget(plain, "salle").get_by_role("table")).to_be_visible()
