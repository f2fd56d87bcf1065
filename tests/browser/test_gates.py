"""Each check of these tests closes: on a page made to fail, it raises."""

import re

import pytest

from ess_region import policy

from . import support
from .support import Site, Visitor

HEAD = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body><main>'
FOOT = "</main></body></html>"
LEAK = "document.getElementById('cible').innerHTML = '<b>x</b>'"


@pytest.fixture
def faulty(browser, serve_folder, tmp_path):
    """`faulty(body)` → (visitor, page) on a page made of `body`, over http."""
    visitors = []

    def make(body: str, *, head: str = "", over: str = "http", viewport=support.DESKTOP):
        folder = tmp_path / "livre"
        folder.mkdir()
        page = HEAD.replace("<title>", f"{head}<title>") + body + FOOT
        (folder / "essai.html").write_text(page, encoding="utf-8")
        (folder / "fuite.js").write_text(LEAK, encoding="utf-8")
        root = serve_folder(folder) if over == "http" else folder.as_uri() + "/"
        visitor = Visitor(browser, {over: Site(root)})
        visitors.append(visitor)
        page = visitor.context(over, viewport=viewport).new_page()
        page.goto(f"{root}essai.html")
        return visitor, page

    yield make
    for visitor in visitors:
        for context, _ in visitor.watches:
            context.close()


def test_a_clean_page_passes(faulty):
    visitor, page = faulty('<h1>Essai</h1><p>Bonjour.</p>')
    support.check_accessible(page)
    support.check_width(page)
    visitor.close()


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.org/x.css">',
        '<img alt="" src="http://example.org/mesure.gif">',
        "<script>fetch('https://example.org/mesure').catch(() => {})</script>",
        "<script>navigator.sendBeacon('https://example.org/mesure', 'x')</script>",
        "<style>main { background: url(https://example.org/fond.png) }</style>",
    ],
)
def test_a_request_to_another_host(faulty, body, over):
    visitor, page = faulty(body, over=over)
    page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match="autre hôte"):
        visitor.close()


def test_a_socket_to_another_host(faulty):
    visitor, page = faulty("<script>new WebSocket('wss://example.org/salle')</script>")
    page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match="autre hôte"):
        visitor.close()


@pytest.mark.parametrize(
    "script", ["console.error('raté')", "throw new Error('raté')", "Promise.reject(new Error('raté'))"]
)
def test_a_script_error(faulty, script):
    visitor, page = faulty(f"<script>{script}</script>")
    with pytest.raises(AssertionError, match="raté"):
        visitor.close()


def test_a_missing_file(faulty):
    visitor, page = faulty('<img alt="" src="absent.png">')
    page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match="404"):
        visitor.close()


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize(
    "body",
    [
        "<script>document.title = 'x'</script>",
        '<p style="color: red">Rouge</p>',
        "<style>p { color: red }</style><p>Rouge</p>",
        '<a href="javascript:document.title=1" id="a">Lien</a>',
        '<iframe src="essai.html" title="Soi-même"></iframe>',
        '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<p id="cible"></p><script src="fuite.js"></script>',
    ],
)
def test_a_breach_of_the_policy(faulty, body, over):
    visitor, page = faulty(body, over=over, head=policy.meta())
    if "javascript:" in body:
        page.click("#a")
    with pytest.raises(AssertionError, match="CSP [a-z]+-|violates the following|TrustedHTML"):
        visitor.close()


WIDGET = '<div class="ess-widget" data-widget="quiz" data-state="{state}"></div>'


@pytest.mark.parametrize("state", ["static", "error"])
def test_a_widget_that_is_not_ready(faulty, state):
    ready = "<script>document.documentElement.dataset.essReady = '1'</script>"
    _, page = faulty(WIDGET.format(state="ready") + WIDGET.format(state=state) + ready)
    with pytest.raises(AssertionError, match=f"quiz : {state}"):
        support.check_ready(page)


def test_a_widget_that_never_becomes_ready(faulty):
    _, page = faulty(WIDGET.format(state="static"))
    with pytest.raises(AssertionError, match="quiz : static"):
        support.check_ready(page, timeout=300)


def test_a_script_that_never_starts(faulty):
    _, page = faulty("<p>Rien</p>")
    with pytest.raises(AssertionError, match="n’a pas démarré"):
        support.check_ready(page, timeout=300)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("image-alt", '<h1>Essai</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
        ("label", "<h1>Essai</h1><input type=text>"),
        ("color-contrast", '<h1>Essai</h1><p style="color: #aaa; background: #fff">Trop clair</p>'),
        ("heading-order", "<h1>Essai</h1><h3>Saut</h3>"),
        ("target-size", "<h1>Essai</h1>" + '<button style="width:9px;height:9px;padding:0">x</button>' * 2),
    ],
)
def test_an_axe_violation(faulty, rule, body):
    _, page = faulty(body)
    with pytest.raises(AssertionError, match=rule):
        support.check_accessible(page)


def test_a_contrast_lost_in_the_dark(faulty):
    style = "<style>@media (prefers-color-scheme: dark) { p { color: #222; background: #111 } }</style>"
    _, page = faulty(f"<h1>Essai</h1>{style}<p>Illisible la nuit</p>")
    with pytest.raises(AssertionError, match="dark"):
        support.check_accessible(page)


def test_a_page_too_wide(faulty):
    _, page = faulty('<p style="width: 400px">Large</p>', viewport=support.NARROW)
    with pytest.raises(AssertionError, match="défilement horizontal"):
        support.check_width(page)


def test_a_control_out_of_reach_of_the_keyboard(faulty):
    _, page = faulty('<button>Oui</button><div id="faux">Faux bouton</div>')
    support.tab_to(page, page.get_by_role("button"), limit=3)
    with pytest.raises(AssertionError, match="inaccessible"):
        support.tab_to(page, page.locator("#faux"), limit=5)


def test_a_widget_of_the_book_whose_model_is_damaged(browser, book, serve_folder, tmp_path):
    """The real host, on a page whose widget has no usable model: an error, said and readable."""
    import shutil

    folder = tmp_path / "livre"
    shutil.copytree(book, folder)
    slug = support.page_with(book, "quiz")
    file = folder / support.relative(slug)
    text = file.read_text(encoding="utf-8")
    head, mark, tail = text.partition('<div class="ess-widget" data-widget="quiz" data-questions data-state="static">')
    tail = re.sub('data-cle="[0-9]+">', '>{oups', tail, count=1)
    file.write_text(head + mark + tail, encoding="utf-8")
    visitor = Visitor(browser, {"http": Site(serve_folder(folder))})
    page = visitor.context().new_page()
    page.goto(visitor.sites["http"].address(slug))
    with pytest.raises(AssertionError, match="quiz : error"):
        support.check_ready(page)
    broken = support.widget(page, "quiz")
    assert "n’a pas pu démarrer" in broken.get_by_role("alert").inner_text()
    assert broken.locator("fieldset").first.is_visible()
    assert support.widget(page, "predire").get_attribute("data-state") == "ready", "les autres continuent"
    with pytest.raises(AssertionError):
        visitor.close()
