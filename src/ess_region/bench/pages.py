"""What a page costs its reader: weight, requests, time before it can be read and used, layout shifts.

Two visits of each page: on a computer with a quiet link, where bytes are counted and widgets are clicked;
on a telephone with a slow link and a slow processor, without a cache then with one.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from ..accessibility import by_mode
from .clicks import CLICK_DELAYS

COMPUTER = {"width": 1366, "height": 768}
TELEPHONE = {"width": 360, "height": 740}
SLOWDOWN = 4
#: 400 kbit/s and 400 ms, as Chromium's protocol wants them (bytes a second, milliseconds).
SLOW_LINK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
#: What is no page of the contents: name → address under the book's root.
BESIDES = {"search": "search.html", "search?q=economie": "search.html?q=economie"}
SETTLE = 400  # ms left to late requests and shifts, once all is ready
LONGEST = 30_000  # ms

WATCH = """
window.essBench = { paint: null, ready: null, shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') essBench.paint = entry.startTime;
}).observe({ type: 'paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) essBench.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
(() => {
  const look = () => {
    if (essBench.ready !== null || !document.documentElement?.dataset.essReady) return;
    essBench.ready = performance.now();
    watcher.disconnect();
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ess-ready'] });
})();
"""

SEEN = """
() => {
  const load = performance.getEntriesByType('navigation')[0].loadEventEnd;
  const { paint, ready, shift } = window.essBench;
  return { paint, ready, shift, afterLoad: ready === null ? null : Math.max(0, ready - load),
           widgets: document.querySelectorAll('.ess-widget').length };
}
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Address of a loopback server of `folder`."""
    from ..serve import make_server

    server = make_server(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def open_browser():
    """A browser for which no other host exists. Raises MachineError when the machine has none."""
    from playwright.sync_api import sync_playwright

    from ..browser import ensure_browser, launch

    ensure_browser()
    with sync_playwright() as playwright:
        # Not by a Playwright route, which would switch the browser's cache off and falsify the weight of
        # a following page.
        browser = launch(playwright, args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
        try:
            yield browser
        finally:
            browser.close()


class Traffic:
    """Bytes received over the network by a page, compressed and headers included, and foreign requests."""

    def __init__(self, page):
        self.bytes = 0
        self.requests = 0
        self.foreign: set[str] = set()
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.loadingFinished", self._finished)
        page.on("request", self._requested)

    def _finished(self, event) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def _requested(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            self.foreign.add(request.url)

    def reset(self) -> None:
        self.bytes = self.requests = 0


def measure(
    html: Path, slugs: list[str], wanted: list[str] | None = None, say: Callable[[str], None] = lambda _page: None
) -> list[dict]:
    """One row for each page of a book built in `html`, in the reading order `slugs`, then the search, alone and at work.

    `wanted`: these pages only. Weights are in bytes, times in milliseconds from the request; `None`: never.
    """
    rows = []
    with served(html) as address, open_browser() as browser:
        places = {slug: f"{address}/book/{slug}.html" for slug in slugs}
        # A reader arrives from the page before; at the first one and at the search, from another.
        before = dict(zip(slugs, [slugs[1 % len(slugs)], *slugs])) | dict.fromkeys(BESIDES, slugs[0])
        for slug, here in (places | {name: f"{address}/{file}" for name, file in BESIDES.items()}).items():
            if wanted and slug not in wanted:
                continue
            say(slug)
            there = places[before[slug]]
            rows.append({"page": slug, **_quiet(browser, here), **_following(browser, there, here), **_slow(browser, here)})
    return rows


def _visit(page, address: str) -> dict:
    """Open a page, wait for its widgets and its late requests; what was seen."""
    page.goto(address, timeout=LONGEST)
    page.wait_for_selector("html[data-ess-ready]", state="attached", timeout=LONGEST)
    page.wait_for_timeout(SETTLE)
    return page.evaluate(SEEN)


@contextmanager
def _context(browser, viewport: dict[str, int]):
    context = browser.new_context(viewport=viewport)
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        yield page, Traffic(page)
    finally:
        context.close()


def _quiet(browser, address: str) -> dict:
    with _context(browser, COMPUTER) as (page, traffic):
        seen = _visit(page, address)
        row = {
            "premiere_visite": traffic.bytes,
            "requetes": traffic.requests,
            "widgets": seen["widgets"],
            "prets_ms": _rounded(seen["ready"]),
            "prets_apres_chargement_ms": _rounded(seen["afterLoad"]),
            "decalage_ordinateur": round(seen["shift"], 4),
        }
        # All that the reader would wake on the way to the end of the page.
        page.evaluate("essWake()")
        page.wait_for_timeout(SETTLE)
        row["tout_lu"] = traffic.bytes
        row["axe"] = axe_by_mode(page)
        traffic.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        clicks = page.evaluate(CLICK_DELAYS)
        row["clic_ms"] = _rounded(max((click["ms"] for click in clicks), default=None))
        row["clics"] = [{"widget": click["widget"], "ms": _rounded(click["ms"])} for click in clicks]
        row["autres_hotes"] = sorted(traffic.foreign)
    return row


def axe_by_mode(page) -> dict[str, list[str]]:
    """What axe finds in each mode. Without motion: a colour halfway to another is nobody's choice."""
    page.emulate_media(reduced_motion="reduce")
    found = by_mode(page)
    page.emulate_media(reduced_motion="no-preference")
    return found


def _following(browser, before: str, address: str) -> dict:
    with _context(browser, COMPUTER) as (page, traffic):
        _visit(page, before)
        traffic.reset()
        _visit(page, address)
        return {"page_suivante": traffic.bytes, "requetes_suivante": traffic.requests}


def _slow(browser, address: str) -> dict:
    with _context(browser, TELEPHONE) as (page, traffic):
        traffic.session.send("Network.emulateNetworkConditions", SLOW_LINK)
        traffic.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        first = _visit(page, address)
        again = _visit(page, address)
    return {
        "lent_lisible_ms": _rounded(first["paint"]),
        "lent_prets_ms": _rounded(first["ready"]),
        "lent_cache_lisible_ms": _rounded(again["paint"]),
        "lent_cache_prets_ms": _rounded(again["ready"]),
        "decalage_telephone": round(max(first["shift"], again["shift"]), 4),
    }


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
