"""What the browser tests share: addresses of the book, the watch over a page, and the checks.

A check raises AssertionError with a French message; `test_gates.py` proves that each one closes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from ess_region import accessibility, paths, toc
from ess_region.accessibility import ALL as AXE_ALL, COLOURS as AXE_COLOURS, SHAPE as AXE_SHAPE, violations

#: Pages of the book by slug, in the order of `_toc.yml`; `search` is Sphinx's own.
SLUGS = [entry.slug for entry in toc.entries(paths.ROOT)]
PAGES = [*SLUGS, "search"]
#: The chapters, each with its quiz.
CHAPTERS = [entry.slug for entry in toc.entries(paths.ROOT) if toc.is_chapter(entry)]
HOME = SLUGS[0]
#: Those whose source makes a widget.
WITH_WIDGETS = [
    entry.slug
    for entry in toc.entries(paths.ROOT)
    if "ess_region.widgets" in (paths.ROOT / f"{entry.path}.md").read_text(encoding="utf-8")
]

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}

TIMEOUT = 10_000  # ms

#: Widgets all start at once (`widgets/host.js`): for the tests that are not about their waking.
EAGER = "globalThis.essEager = true"
expect.set_options(timeout=TIMEOUT)


def relative(slug: str) -> str:
    """`definition` → `book/definition.html`; another file of the book stays as it is."""
    if "." in slug:
        return slug
    return f"{slug}.html" if slug == "search" else f"book/{slug}.html"


@dataclass(frozen=True)
class Site:
    """One way of opening the book: `root` is its address, with a final slash."""

    root: str

    def address(self, slug: str) -> str:
        name, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", slug, re.S).groups()
        return f"{self.root}{relative(name)}{mark}{rest}"


class Watch:
    """Notes what the pages of a context do and must not: other hosts, script errors, policy breaches.

    `allowed` is the beginning of every address that may be asked for. `console` tells whether an
    error written in the console is a fault.
    """

    def __init__(self, context: BrowserContext, allowed: str, console: bool = True):
        self.faults: list[str] = []
        # A pattern, not a function: decided next to the browser, without a detour for each request.
        context.route(re.compile(f"^(?!{re.escape(allowed)}|data:|blob:|about:)"), self._stop)
        context.on("weberror", lambda error: self.faults.append(f"erreur de script : {error.error}"))
        context.on("page", self._watch_sockets(allowed))
        if console:
            context.on("console", self._listen)
            context.add_init_script(
                "document.addEventListener('securitypolicyviolation', (e) => console.error("
                "'CSP', e.violatedDirective, e.blockedURI, e.sourceFile, e.lineNumber))"
            )

    def _stop(self, route) -> None:
        self.faults.append(f"requête vers un autre hôte : {route.request.url}")
        route.abort()

    def _listen(self, message) -> None:
        if message.type == "error":
            self.faults.append(f"console : {message.text}")

    def _watch_sockets(self, allowed: str):
        own = allowed.replace("http", "ws", 1)

        def note(socket) -> None:
            if not socket.url.startswith(own):
                self.faults.append(f"connexion vers un autre hôte : {socket.url}")

        return lambda page: page.on("websocket", note)

    def check(self) -> None:
        """Raise when something was noted."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))


class Visitor:
    """Opens pages of the book; closes them at the end, and raises when one of them did wrong."""

    def __init__(self, browser: Browser, sites: dict[str, Site]):
        self.browser = browser
        self.sites = sites
        self.watches: list[tuple[BrowserContext, Watch]] = []

    def context(self, over: str = "http", *, stored: str | None = None, eager: bool = True, **options) -> BrowserContext:
        """A browser that knows nothing, watched. `stored`: text already kept under `ess-region` (http).

        `eager`: widgets all start at once; otherwise each when the reader comes near, as for everyone.
        """
        site = self.sites[over]
        if stored is not None:
            items = [{"name": "ess-region", "value": stored}]
            origin = {"origin": site.root.rstrip("/"), "localStorage": items}
            options["storage_state"] = {"cookies": [], "origins": [origin]}
        options = {"viewport": DESKTOP, "locale": "fr-FR", "reduced_motion": "reduce"} | options
        context = self.browser.new_context(**options)
        context.set_default_timeout(TIMEOUT)
        if eager:
            context.add_init_script(EAGER)
        self.watches.append((context, Watch(context, site.root)))
        return context

    def __call__(self, slug: str, over: str = "http", *, context=None, **options) -> Page:
        """Open a page and wait until its widgets are ready (without scripts: until it is loaded)."""
        context = context or self.context(over, **options)
        page = context.new_page()
        page.goto(self.sites[over].address(slug))
        if options.get("java_script_enabled", True):
            check_ready(page)
        return page

    def tour(self, slugs: Iterable[str], over: str = "http", *, context=None, **options) -> Iterator[tuple[str, Page]]:
        """These pages one after the other in the same tab, each with its widgets ready."""
        page = (context or self.context(over, **options)).new_page()
        for slug in slugs:
            page.goto(self.sites[over].address(slug))
            if options.get("java_script_enabled", True):
                check_ready(page)
            yield slug, page

    def close(self) -> None:
        for context, _ in self.watches:
            context.close()  # what was still on its way is noted before
        for _, watch in self.watches:
            watch.check()


# -- checks ------------------------------------------------------------------------------------


def check_ready(page: Page, timeout: int = TIMEOUT) -> None:
    """The script has started, and every widget of the page is ready."""
    try:
        # A selector: wait_for_function needs eval, which a strict policy refuses.
        page.wait_for_selector("html[data-ess-ready]", state="attached", timeout=timeout)
        started = True
    except TimeoutError:
        started = False
    states = page.locator(".ess-widget").evaluate_all(
        "all => all.map((el) => `${el.dataset.widget} : ${el.dataset.state}`)"
    )
    late = [state for state in states if not state.endswith(" : ready")]
    assert not late, f"activité qui n’est pas prête, {page.url} : {', '.join(late)}"
    assert started, f"le script de la page n’a pas démarré, {page.url}"


def reload(page: Page) -> None:
    """Reload, and wait for the widgets."""
    page.reload()
    check_ready(page)


def go(page: Page, slug: str) -> None:
    """To another page of the book, in the same tab."""
    page.goto(page.url.rsplit("/", 1)[0] + f"/{slug}.html")
    check_ready(page)


def check_accessible(page: Page, **schemes) -> None:
    """No axe violation in the page as it is: everything in light, then the colours in dark.

    `schemes` says otherwise: `light=AXE_SHAPE` looks at light alone, without the colours.
    """
    for scheme, rules in (schemes or {"light": AXE_ALL, "dark": AXE_COLOURS}).items():
        page.emulate_media(color_scheme=scheme)
        found = violations(page, rules)
        width = page.viewport_size["width"]
        assert not found, f"{page.url}, {width} px, {scheme} :\n" + "\n".join(found)
    page.emulate_media(color_scheme="light")


OVERFLOWING = """() => {
  const html = document.documentElement;
  const width = html.clientWidth;
  if (html.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  // What sticks out, unless an ancestor of its own scrolls or cuts it.
  const cut = (el) => {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter(
    (el) => el.getBoundingClientRect().right > width + 0.5 && !cut(el));
  return [`page de ${html.scrollWidth} px`, ...out.slice(0, 8).map(
    (el) => `${el.tagName.toLowerCase()}.${el.className} « ${el.textContent.trim().slice(0, 40)} »`)];
}"""


def check_width(page: Page) -> None:
    """Nothing makes the whole page scroll sideways."""
    out = page.evaluate(OVERFLOWING)
    assert not out, f"défilement horizontal à {page.viewport_size['width']} px, {page.url} : " + " ; ".join(out)


# -- keyboard ----------------------------------------------------------------------------------


def focused(page: Page) -> str:
    """The element that has the focus, in a few words."""
    return page.evaluate(
        "() => { const el = document.activeElement; return `${el.tagName} ${el.className} "
        "${el.getAttribute('aria-label') ?? el.textContent.trim().slice(0, 60)}`; }"
    )


def tab_to(page: Page, target, *, limit: int = 150, back: bool = False) -> None:
    """Press Tab until the focus is on `target` (a locator): only what a keyboard can reach."""
    target = target.first
    for _ in range(limit):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if target.evaluate("el => el === document.activeElement"):
            return
    raise AssertionError(f"inaccessible avec Tab : {target} (arrêt sur {focused(page)})")


def press(page: Page, *keys: str) -> None:
    """Press these keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def stored(page: Page) -> dict:
    """What this browser keeps, as an object."""
    return page.evaluate("JSON.parse(localStorage.getItem('ess-region') || '{}')")


def wait_stored(page: Page, wanted: Callable[[dict], bool]) -> None:
    """Wait until what this browser keeps is as `wanted` says (`wait_for_function` needs eval: see `check_ready`)."""
    for _ in range(TIMEOUT // 50):
        if wanted(stored(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"jamais gardé : {stored(page)}")


def widget(page: Page, name: str):
    """The first widget of this name."""
    return page.locator(f'.ess-widget[data-widget="{name}"]').first


def built_pages(book: Path) -> list[Path]:
    """Every HTML page of the book."""
    return sorted(book.rglob("*.html"))


def page_with(book: Path, mark: str) -> str:
    """Slug of the first page whose HTML contains `mark`; a widget's name stands for its root."""
    if re.fullmatch(r"[a-z-]+", mark):
        mark = f'data-widget="{mark}"'
    for slug in SLUGS:
        if mark in (book / relative(slug)).read_text(encoding="utf-8"):
            return slug
    raise AssertionError(f"aucune page du livre ne contient {mark}")
