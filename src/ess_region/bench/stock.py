"""A Jupyter Book as it comes, with one page and one ipywidget: what ours is compared with."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from .. import paths
from ..errors import MachineError
from .builds import environment
from .pages import COMPUTER, SEEN, SLOW_LINK, SLOWDOWN, TELEPHONE, WATCH, Traffic, axe_by_mode, open_browser, served

WAIT = 1500  # ms after the load: it says nowhere that its widget is ready, which never comes without other hosts

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


def build_book(folder: Path) -> Path:
    """Build a Jupyter Book as it comes, with one page and one ipywidget. Returns its html folder."""
    folder.mkdir()
    (folder / "_config.yml").write_text("title: Témoin\n", encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (folder / "index.md").write_text(STOCK_PAGE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."],
        cwd=folder,
        env=environment(paths.PACKAGE.parent),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    page = folder / "_build" / "html" / "index.html"
    if done.returncode or not page.is_file():
        raise MachineError(f"le livre témoin ne se construit pas :\n{(done.stderr or '')[-1500:]}")
    return page.parent


def measure(html: Path) -> dict:
    """The row of the stock page: what comes from its own server, and the requests to other hosts, blocked."""
    with served(html) as address, open_browser() as browser:
        context = browser.new_context(viewport=COMPUTER)
        page = context.new_page()
        page.add_init_script(WATCH)
        traffic = Traffic(page)
        page.goto(f"{address}/index.html")
        page.wait_for_timeout(WAIT)
        seen = page.evaluate(SEEN)
        row = {
            "octets": traffic.bytes,
            "requetes": traffic.requests,
            "requetes_autres_hotes": len(traffic.foreign),
            "autres_hotes": sorted({urlsplit(url).hostname for url in traffic.foreign}),
            "decalage_ordinateur": round(seen["shift"], 4),
            "axe": axe_by_mode(page),
        }
        traffic.reset()
        page.goto(f"{address}/index.html")
        page.wait_for_timeout(WAIT)
        row["deuxieme_visite"] = traffic.bytes
        context.close()
        context = browser.new_context(viewport=TELEPHONE)
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_LINK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(f"{address}/index.html", timeout=120_000)
        page.wait_for_timeout(WAIT)
        seen = page.evaluate(SEEN)
        row["lent_lisible_ms"] = None if seen["paint"] is None else round(seen["paint"])
        row["decalage_telephone"] = round(seen["shift"], 4)
        context.close()
    return row
