"""Each check of `beyond_axe.py` closes: on a page made to fail, it raises; on a sound one, it does not."""

import pytest

from ess_region.accessibility import MODES, by_mode, switch

from . import beyond_axe
from .support import DESKTOP

STYLE = (
    "body { margin: 2em; background: #fff; color: #111 } a, button { display: inline-block; min-height: 24px; min-width: 24px }"
    " :focus-visible { outline: 3px solid #00f; outline-offset: 2px }"
)
SOUND = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title><style>{style}</style></head><body>'
    '<a href="#contenu">Aller au contenu</a><header><p>Le cours</p></header><nav aria-label="Sommaire"><a href="#a">Début</a></nav>'
    '<main id="contenu" tabindex="-1"><h1>Essai</h1>{body}</main><footer><p>Pied</p></footer></body></html>'
)
TABLE = '<table><caption>Des nombres</caption><tr><th scope="col">Un</th></tr><tr><td>1</td></tr></table>'


@pytest.fixture(scope="module")
def blank(browser):
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def show(blank):
    """`show(body, style)` → a page with a header, a contents, and this body."""

    def make(body: str = "", style: str = "", page: str = SOUND):
        blank.goto("about:blank")
        blank.set_content(page.replace("{style}", STYLE + style).replace("{body}", body))
        beyond_axe._SEEN.clear()
        return blank

    return make


SOUND_BODY = (
    f"{TABLE}<h2>Suite</h2><p>Une phrase et <a href='#b' style='display: inline'>un lien</a>.</p>"
    "<fieldset><legend>Choix</legend><label><input type='radio' name='x'> Oui</label></fieldset>"
    "<details><summary>Plus</summary><p>Le reste</p></details><button>Vérifier</button>"
)


def test_a_sound_page_passes(show):
    page = show(SOUND_BODY)
    beyond_axe.check(page, "structure", "tables", "targets", "hover", "movement", "spacing")
    beyond_axe.check_names(page)
    for name, mode in MODES.items():
        switch(page, mode)
        beyond_axe.check_focus(page, name)
    assert by_mode(page) == dict.fromkeys(MODES, [])


PAGE_FAULTS = [
    ("langue", 'lang="fr"', 'lang="en"'),
    ("lien d’évitement", '<a href="#contenu">Aller au contenu</a>', ""),
    ("lien d’évitement", 'id="contenu"', 'id="autre"'),
    ("ne déplace pas le focus", ' tabindex="-1"', ""),
    ("2 repère « main »", "</main>", "</main><main><p>Encore</p></main>"),
    ("0 repère « pied de page »", "<footer><p>Pied</p></footer>", ""),
    ("« nav » sans nom", ' aria-label="Sommaire"', ""),
    ("deux repères « nav »", "<main", '<nav aria-label="Sommaire"><a href="#c">Fin</a></nav><main'),
    ("titre de niveau 1", "<h1>Essai</h1>", ""),
    ("saut", "{body}", "<h3>Trop bas</h3>"),
    ("vide", "{body}", "<h2></h2>"),
]


@pytest.mark.parametrize(("message", "old", "new"), PAGE_FAULTS)
def test_the_structure(show, message, old, new):
    assert old in SOUND
    with pytest.raises(AssertionError, match=message):
        beyond_axe.check(show(page=SOUND.replace(old, new)), "structure")


BODY_FAULTS = [
    ("tables", "tableau sans nom", TABLE.replace("<caption>Des nombres</caption>", "")),
    ("tables", "sans « scope »", TABLE.replace(' scope="col"', "")),
    ("tables", "sans en-tête", "<table><caption>Rien</caption><tr><td>1</td></tr></table>"),
    ("targets", "cible de", "<div>" + '<button style="min-width: 0; min-height: 0; width: 12px; height: 12px; padding: 0; border: 0">x</button>' * 2 + "</div>"),
    ("targets", "cible de", "<details><summary style='height: 14px; overflow: hidden'>Plus</summary></details><details><summary style='height: 14px; overflow: hidden'>Encore</summary></details>"),
    ("hover", "qu’au survol", '<span title="le secret">Mot</span>'),
    ("hover", "bulle", '<span class="info"><b>Mot</b><span class="info-bulle">Son sens</span></span>'),
    ("hover", "souris seule", '<p draggable="true">Glissez-moi</p>'),
    ("live", "rien n’annonce", '<div class="ess-widget" data-widget="quiz"><button>Vérifier</button></div>'),
    ("movement", "mouvement", '<p style="transition: color 1s">Doux</p>'),
    ("movement", "défilement animé", '<div style="scroll-behavior: smooth">Doux</div>'),
    ("spacing", "coupé", '<p style="width: 9em; height: 1.3em; line-height: 1.2; overflow: hidden; white-space: nowrap">Quelques mots</p>'),
    ("spacing", "défile", '<p style="width: 95vw; white-space: nowrap">' + "Une ligne sans fin. " * 8 + "</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "message", "body"), BODY_FAULTS)
def test_the_body(show, name, message, body):
    with pytest.raises(AssertionError, match=message):
        beyond_axe.check(show(body), name)


FOCUS_FAULTS = [
    ("invisible", "button:focus { outline: none }", "clair"),
    ("moins de 2 px", "button:focus { outline: 1px solid #00f }", "clair"),
    ("trop pâle", "button:focus { outline: 3px solid #ddd }", "clair"),
    ("trop pâle", "@media (prefers-color-scheme: dark) { body { background: #000 } button:focus { outline: 3px solid #222 } }", "sombre"),
    ("invisible", "@media (forced-colors: active) { button:nth-child(n):nth-child(n) { outline: 2px solid Highlight } }", "couleurs-forcees"),
    ("caché derrière", "aside { position: fixed; inset: 0; background: #fff }", "clair"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "style", "mode"), FOCUS_FAULTS)
def test_the_focus(show, message, style, mode):
    page = show("<button>Vérifier</button><aside>Bandeau</aside>", style)
    switch(page, MODES[mode])
    try:
        with pytest.raises(AssertionError, match=message):
            beyond_axe.check_focus(page, mode)
    finally:
        switch(page, MODES["clair"])


NAME_FAULTS = [
    ("sans nom annoncé : button", "<button></button>"),
    ("sans nom annoncé : textbox", '<input type="text">'),
    ("sans nom annoncé : dialog", '<div role="dialog">Texte</div>'),
    ("2 fois « Retirer »", "<div><button>Retirer</button><button>Retirer</button></div>"),
    ("mène à 2 adresses", '<p><a href="#a">Voir</a> <a href="#b">Voir</a></p>'),
]


@pytest.mark.parametrize(("message", "body"), NAME_FAULTS)
def test_the_names(show, message, body):
    with pytest.raises(AssertionError, match=message):
        beyond_axe.check_names(show(body))


def test_a_state_that_is_not_said():
    node = {"role": "checkbox", "name": "Oui", "description": "", "states": {}, "context": None}
    assert "checked" in beyond_axe.name_faults([node])[0]
    assert beyond_axe.name_faults([node | {"states": {"checked": "false"}}]) == []


STILL = "position: fixed; inset: 0; background: #fff"
LINE = "display: flex; flex-direction: row-reverse; justify-content: flex-end"
WALK_FAULTS = [
    ("caché derrière", f"<button>Un</button><p style='{STILL}'>Bandeau</p>"),
    ("hors de l’écran", "<button style='position: absolute; left: -9999px'>Un</button>"),
    ("ne se voit pas", "<button style='opacity: 0'>Un</button>"),
    ("remonte", "<div style='display: flex; flex-direction: column-reverse'><button>Un</button><button>Deux</button></div>"),
    ("recule", f"<div style='{LINE}'><button>Un</button><button>Deux</button></div>"),
    ("revient sur ses pas", "<button id='un'>Un</button><button onfocus='document.getElementById(`un`).focus()'>Deux</button>"),
    ("n’avance plus|revient sur ses pas", "<button onkeydown='event.preventDefault()'>Un</button>"),
    # Tab goes down under a bar at the foot; on the way back, a bar at the top hides.
    ("à rebours", "<p style='position: fixed; inset: 0 0 auto; height: 90px; background: #fff'>Barre</p>"
     "<div style='height: 1500px'></div><button>Un</button><div style='height: 740px'></div><button onfocus='scrollTo(0, 9999)'>Deux</button>"),
]  # fmt: skip


TRAPS = ("revient", "n’avance")


@pytest.mark.parametrize(("message", "body"), WALK_FAULTS)
def test_the_walk(show, message, body):
    with pytest.raises(AssertionError, match=message):
        beyond_axe.check_walk(show(body), "main")
    if not message.startswith(TRAPS):
        with pytest.raises(AssertionError, match=message):
            beyond_axe.check_stops(show(body))


def test_a_rank_of_one_s_own(show):
    with pytest.raises(AssertionError, match="rang de tabulation"):
        beyond_axe.check_stops(show("<button>Un</button><button tabindex='1'>Deux</button>"))


def test_a_sound_walk_counts_its_stops(show):
    label = "<label style='display: block; padding: 1em'><input type='radio' name='y' style='opacity: 0'> Non</label><input type='date' aria-label='Quand'>"
    page = show(SOUND_BODY + label)
    assert beyond_axe.check_stops(page) == 6
    assert beyond_axe.check_walk(page, "main") == 7  # the content too, which a skip link reaches
    assert beyond_axe.check_walk(page) == 8


def test_an_acronym_that_only_a_mouse_explains(show):
    word = '<p>Une <abbr data-sigle="CRESS" title="chambre régionale">CRESS</abbr>.</p>'
    listed = '<details class="sigles-page"><summary>Les sigles</summary><dl><dt>{}</dt><dd>chambre</dd></dl></details>'
    beyond_axe.check(show(word + listed.format("CRESS")), "hover")
    with pytest.raises(AssertionError, match="qu’au survol"):
        beyond_axe.check(show(word + listed.format("ESS")), "hover")
