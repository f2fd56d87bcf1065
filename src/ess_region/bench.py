"""What the course costs: build times, page weights, reaction times, beside a stock Jupyter Book page.

Everything happens in a copy of the tree, in a temporary folder: the real one is never touched.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from . import paths
from .errors import ContentError, MachineError

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "_build", "dist", "__pycache__", ".pytest_cache", ".ipynb_checkpoints"
)

# Targets: seconds, bytes, milliseconds.
COLD, UNCHANGED, ONE_PAGE = 25.0, 3.0, 6.0
FIRST_VISIT, NEXT_PAGE = 150_000, 30_000
READY, CLICK = 300.0, 50.0
SLOWDOWN = 4

EDITED_TABLE = "secteurs"

BUILD_SCRIPT = """
import json
from ess_region.build import build
result = build(cold={cold})
print(json.dumps({{"ok": result.ok, "changed": result.changed, "errors": result.errors,
                   "pages": result.pages_read, "seconds": result.seconds}}))
"""


def run(as_json: bool = False) -> int:
    """Measure everything and print it (a table, or JSON on stdout). Returns 0."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Copie du cours…") as status:
        measures = measure(lambda step: status.update(f"{step}…"))
    if as_json:
        print(json.dumps(measures, ensure_ascii=False, indent=2))
    else:
        _print(measures)
    return 0


def measure(say: Callable[[str], None] = lambda _step: None) -> dict:
    """All measures, as one JSON-able dict: `construction`, `pages`, `temoin`, `rapport`."""
    with tempfile.TemporaryDirectory(prefix="ess-bench-") as folder:
        tree = Path(folder) / "cours"
        shutil.copytree(paths.ROOT, tree, ignore=NOT_COPIED)
        construction = _builds(tree, say)
        say("Livre témoin (Jupyter Book avec un ipywidget)")
        stock_html = _stock_book(Path(folder) / "temoin")
        say("Poids et réactions des pages")
        pages = _pages(tree / "_build" / "html")
        say("Poids du livre témoin")
        stock = _stock_page(stock_html)
    with_widgets = [page["premiere_visite"] for page in pages if page["widgets"]]
    heaviest = max(with_widgets, default=0)
    return {
        "construction": construction,
        "pages": pages,
        "temoin": stock,
        "rapport": round(stock["octets"] / heaviest, 2) if heaviest else None,
    }


# -- build times -----------------------------------------------------------------------------


def _builds(tree: Path, say) -> list[dict]:
    """Each kind of build, timed from the start of the program to its end."""
    rows = []

    def timed(label: str, target: float | None, cold: bool = False) -> None:
        say(label)
        before = _executions(tree)
        start = time.perf_counter()
        result = _build(tree, cold)
        seconds = time.perf_counter() - start
        after = _executions(tree)
        executed = sorted(name for name in after if cold or after[name] != before.get(name))
        rows.append(
            {
                "mesure": label,
                "secondes": round(seconds, 2),
                "cible": target,
                "pages_relues": [] if cold else [_slug(page) for page in result["pages"]],
                "pages_executees": [] if cold else executed,
            }
        )

    timed("Construction à froid", COLD, cold=True)
    timed("Rien n’a changé", UNCHANGED)
    page = tree / "book" / "definition.md"
    with _edited(page, lambda text: text.rstrip("\n") + "\n\nUne phrase de plus.\n"):
        timed(f"Une page modifiée ({page.stem})", ONE_PAGE)
    _build(tree, False)
    table = tree / "data" / f"{EDITED_TABLE}.csv"
    with _edited(table, _change_a_word):
        timed(f"Une table modifiée ({table.name})", None)
    _build(tree, False)
    return rows


def _change_a_word(text: str) -> str:
    """Another word in the first row that has one: the table stays valid."""
    changed = text.replace(" et ", " ou ", 1)
    if changed == text:
        raise ContentError(f"aucun mot à changer dans {EDITED_TABLE}.csv pour la mesure")
    return changed


@contextmanager
def _edited(file: Path, change: Callable[[str], str]):
    original = file.read_bytes()
    file.write_text(change(original.decode("utf-8")), encoding="utf-8", newline="")
    try:
        yield
    finally:
        file.write_bytes(original)


def _environment(source: Path) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"}
    environment.pop("ESS_ROOT", None)
    return environment


def _build(tree: Path, cold: bool) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", BUILD_SCRIPT.format(cold=cold)],
        cwd=tree,
        env=_environment(tree / "src"),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise MachineError(f"la construction mesurée a échoué :\n{done.stderr.strip()[-1500:]}")
    result = json.loads(done.stdout.strip().splitlines()[-1])
    if not result["ok"]:
        raise ContentError(
            "le livre ne se construit pas :\n" + "\n".join(result["errors"][:5]),
            hint="Corrigez (python3 cours.py build), puis relancez la mesure.",
        )
    return result


def _executions(tree: Path) -> dict[str, int]:
    return {file.stem: file.stat().st_mtime_ns for file in (tree / "_build" / ".execution").glob("*.json")}


def _slug(docname: str) -> str:
    return docname.rsplit("/", 1)[-1]


# -- the stock page --------------------------------------------------------------------------

STOCK_PAGE = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Un curseur

```{code-cell} python
import ipywidgets
ipywidgets.IntSlider()
```
"""


def _stock_book(folder: Path) -> Path:
    """Build a Jupyter Book as it comes, with one page and one ipywidget. Returns its html folder."""
    folder.mkdir()
    (folder / "_config.yml").write_text("title: Témoin\n", encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (folder / "index.md").write_text(STOCK_PAGE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."],
        cwd=folder,
        env=_environment(paths.PACKAGE.parent),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    page = folder / "_build" / "html" / "index.html"
    if done.returncode or not page.is_file():
        raise MachineError(f"le livre témoin ne se construit pas :\n{(done.stderr or '')[-1500:]}")
    return page.parent


# -- in the browser --------------------------------------------------------------------------

# When was every widget of the page ready? Compared with the load event.
WATCH_READY = """
window.essBench = { ready: null };
(() => {
  const look = () => {
    const all = [...document.querySelectorAll('.ess-widget')];
    if (document.readyState !== 'loading' && all.length && window.essBench.ready === null
        && all.every((w) => w.dataset.state === 'ready' || w.dataset.state === 'error')) {
      window.essBench.ready = performance.now();
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
  document.addEventListener('DOMContentLoaded', look);
  addEventListener('load', look);
})();
"""

READY_DELAY = """
() => {
  const load = performance.getEntriesByType('navigation')[0].loadEventEnd;
  const ready = window.essBench.ready;
  return ready === null ? null : Math.max(0, ready - load);
}
"""

# Answer the first question with choices: from the click on the button to the verdict's change.
# Another widget: fill its fields, then from the click on its first control to its first change.
CLICK_DELAYS = """
async () => {
  const until = (root, act) => new Promise((done) => {
    const start = performance.now();
    const observer = new MutationObserver(() => finish(performance.now() - start));
    const finish = (value) => { observer.disconnect(); clearTimeout(limit); done(value); };
    const limit = setTimeout(() => finish(null), 1500);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    act();
  });
  const visible = (e) => e.getClientRects().length > 0 && !e.disabled;
  const delays = [];
  for (const root of document.querySelectorAll('.ess-widget[data-state=ready]')) {
    const name = root.dataset.widget;
    const question = [...root.querySelectorAll('fieldset[data-question]')].find(
      (q) => visible(q) && q.querySelector('input[type=radio], input[type=checkbox]'));
    let delay = null;
    if (question) {
      question.querySelector('input').click();
      await new Promise((next) => setTimeout(next, 50));
      const buttons = [...question.querySelectorAll('button'), ...root.querySelectorAll('button')].filter(visible);
      const button = buttons.find((b) => b.textContent.includes('Vérifier')) || buttons[0];
      if (button) delay = await until(root, () => button.click());
    } else {
      for (const field of root.querySelectorAll('input[type=number], input[type=range], input[type=text]')) {
        if (!visible(field)) continue;
        field.value = field.max || '10';
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      await new Promise((next) => setTimeout(next, 50));
      const select = [...root.querySelectorAll('select')].find(visible);
      const control = [...root.querySelectorAll('button, input[type=radio], input[type=checkbox], summary')]
        .find(visible);
      if (select) {
        delay = await until(root, () => {
          select.selectedIndex = select.selectedIndex > 1 ? 1 : select.options.length - 1;
          for (const kind of ['input', 'change']) select.dispatchEvent(new Event(kind, { bubbles: true }));
        });
      } else if (control) {
        delay = await until(root, () => control.click());
      }
    }
    if (delay !== null) delays.push({ widget: name, ms: delay });
  }
  return delays;
}
"""


@contextmanager
def _served(folder: Path):
    from .serve import make_server

    server = make_server(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _browser():
    from playwright.sync_api import sync_playwright

    from .browser import ensure_browser, launch

    ensure_browser()
    with sync_playwright() as playwright:
        # Other hosts are made unreachable here, not by a Playwright route, which would switch the
        # browser's cache off and falsify the weight of a following page.
        browser = launch(playwright, args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
        try:
            yield browser
        finally:
            browser.close()


class _Traffic:
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


def _settle(page) -> None:
    """Wait for the page, its late requests and its widgets."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(700)


def _pages(html: Path) -> list[dict]:
    """Weights and delays of each page of the book."""
    names = sorted(file.name for file in (html / "book").glob("*.html"))
    rows = []
    with _served(html) as address, _browser() as browser:
        for name in names:
            context = browser.new_context()
            page = context.new_page()
            traffic = _Traffic(page)
            page.goto(f"{address}/book/{name}")
            _settle(page)
            first, requests = traffic.bytes, traffic.requests
            traffic.reset()
            other = names[(names.index(name) + 1) % len(names)]
            page.goto(f"{address}/book/{other}")
            _settle(page)
            following = traffic.bytes
            foreign = sorted(traffic.foreign)
            context.close()
            rows.append(
                {
                    "page": Path(name).stem,
                    "premiere_visite": first,
                    "requetes": requests,
                    "page_suivante": Path(other).stem,
                    "octets_suivante": following,
                    "autres_hotes": foreign,
                    **_reactions(browser, f"{address}/book/{name}"),
                }
            )
    return rows


def _reactions(browser, address: str) -> dict:
    """`widgets`: how many; `prets_ms`: all ready after load; `clic_ms`: slowest answer, CPU slowed down."""
    delays = []
    for _ in range(3):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(WATCH_READY)
        page.goto(address)
        _settle(page)
        delays.append(page.evaluate(READY_DELAY))
        context.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    _settle(page)
    widgets = page.locator(".ess-widget").count()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    clicks = page.evaluate(CLICK_DELAYS)
    context.close()
    known = [delay for delay in delays if delay is not None]
    return {
        "widgets": widgets,
        "prets_ms": round(statistics.median(known), 1) if known else None,
        "clic_ms": round(max(click["ms"] for click in clicks), 1) if clicks else None,
        "clics": [{"widget": c["widget"], "ms": round(c["ms"], 1)} for c in clicks],
    }


def _stock_page(html: Path) -> dict:
    """Weight of the stock page: what comes from its own server, and the requests to other hosts."""
    with _served(html) as address, _browser() as browser:
        context = browser.new_context()
        page = context.new_page()
        traffic = _Traffic(page)
        page.goto(f"{address}/index.html")
        _settle(page)
        result = {
            "octets": traffic.bytes,
            "requetes": traffic.requests,
            "requetes_autres_hotes": len(traffic.foreign),
            "autres_hotes": sorted({urlsplit(url).hostname for url in traffic.foreign}),
        }
        context.close()
    return result


# -- report ----------------------------------------------------------------------------------


def _print(measures: dict) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title="Construction", title_justify="left")
    for name, justify in (("Mesure", "left"), ("Temps", "right"), ("Cible", "right"), ("Pages relues", "left"), ("Pages exécutées", "left")):  # fmt: skip
        table.add_column(name, justify=justify)
    for row in measures["construction"]:
        table.add_row(
            row["mesure"],
            _verdict(row["secondes"], row["cible"], lambda v: f"{_number(v, 1)} s"),
            f"{_number(row['cible'], 0)} s" if row["cible"] else "–",
            ", ".join(row["pages_relues"]) or "–",
            ", ".join(row["pages_executees"]) or "–",
        )
    console.print(table)
    title = f"Pages (compressées, tout compris ; clic avec un processeur {SLOWDOWN} fois plus lent)"
    table = Table(title=title, title_justify="left")
    for name in ("Page", "Première visite", "Page suivante", "Widgets", "Prêts après", "Clic", "Autres hôtes"):
        table.add_column(name, justify="left" if name == "Page" else "right")
    for row in measures["pages"]:
        table.add_row(
            row["page"],
            _verdict(row["premiere_visite"], FIRST_VISIT, _kilo),
            _verdict(row["octets_suivante"], NEXT_PAGE, _kilo),
            str(row["widgets"] or "–"),
            _verdict(row["prets_ms"], READY, lambda v: f"{_number(v, 0)} ms"),
            _verdict(row["clic_ms"], CLICK, lambda v: f"{_number(v, 0)} ms"),
            _verdict(len(row["autres_hotes"]), 0.5, str),
        )
    table.caption = (
        f"Cibles : {_kilo(FIRST_VISIT)}, {_kilo(NEXT_PAGE)}, {READY:.0f} ms, {CLICK:.0f} ms, aucun autre hôte."
    )
    console.print(table)
    stock = measures["temoin"]
    console.print(
        f"Page Jupyter Book d’origine avec un ipywidget : {_kilo(stock['octets'])} de son serveur, "
        f"plus {stock['requetes_autres_hotes']} requête(s) à {', '.join(stock['autres_hotes']) or 'personne'} "
        "(bloquées, donc non pesées).",
        highlight=False,
    )
    if measures["rapport"]:
        console.print(
            f"Notre page la plus lourde avec widgets pèse {_number(measures['rapport'], 1)} fois moins, "
            "sans compter ces requêtes.",
            highlight=False,
        )


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",")


def _kilo(value: float) -> str:
    return f"{_number(value / 1000, 0)} ko"


def _verdict(value, target, show) -> str:
    """The value, with a sign that says whether it meets its target (lower is better)."""
    if value is None:
        return "–"
    if target is None:
        return show(value)
    return f"[green]✓[/] {show(value)}" if value <= target else f"[bold red]✗[/] {show(value)}"
