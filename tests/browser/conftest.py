"""One browser and one built book for all these tests; a fresh, watched context for each.

Fixtures last as long as this package, not the session: Playwright's event loop may not be running
when other tests start theirs.
"""

import shutil
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from ess_region import paths, policy, serve
from ess_region.browser import launch
from ess_region.build import build_editions
from ess_region.errors import MachineError
from ess_region.widgets import bundle

from .support import Site, Visitor

# An init script has a scope of its own.
LINK = (paths.PACKAGE / "widgets" / "link.js").read_text(encoding="utf-8") + "\nglobalThis.essLink = essLink;"


WAIT = 400  # seconds: both editions, built cold by another process


def built(folder: Path, edition: str = "apprenant") -> Path:
    """An edition, up to date, copied into `folder`: a rebuild meanwhile does not disturb.

    Both are built at once: together they cost little more than one, and the other is wanted later.
    """
    for attempt in range(WAIT):
        try:
            result = build_editions()[edition]
            break
        except MachineError:  # another build is under way (parallel tests, an open « serve --watch »)
            if attempt == WAIT - 1:
                raise
            time.sleep(1)
    assert result.ok, "\n".join(result.errors)
    shutil.copytree(result.output, folder)
    return folder


@pytest.fixture(scope="package")
def book(tmp_path_factory):
    """Folder of the learners' book."""
    return built(tmp_path_factory.mktemp("livre") / "html")


@pytest.fixture(scope="package")
def facilitators_book(tmp_path_factory):
    """Folder of the facilitators' edition."""
    return built(tmp_path_factory.mktemp("livre") / "animateur", "animateur")


@pytest.fixture(scope="package")
def serve_folder():
    """`serve_folder(path, headers)` → address of a loopback server, stopped at the end."""
    servers = []

    def start(folder, headers=None) -> str:
        server = serve.make_server(folder, headers=headers)
        # Stopping waits for the end of a poll: short ones.
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://{serve.HOST}:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="package")
def sites(book, serve_folder):
    """The two ways of opening the book: over http, from a strict server, and by double-click. Pages bear their policy."""
    return two_ways(book, serve_folder)


def two_ways(folder: Path, serve_folder) -> dict[str, Site]:
    return {"http": Site(serve_folder(folder, policy.headers())), "file": Site(folder.as_uri() + "/")}


@pytest.fixture(scope="package")
def facilitators_sites(facilitators_book, serve_folder):
    return two_ways(facilitators_book, serve_folder)


@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, sites):
    """`visit("definition", "file")` → page of the book with its widgets ready."""
    visitor = Visitor(browser, sites)
    yield visitor
    visitor.close()


@pytest.fixture
def animateur_visit(browser, facilitators_sites):
    """`visit`, in the facilitators' edition."""
    visitor = Visitor(browser, facilitators_sites)
    yield visitor
    visitor.close()


@pytest.fixture
def run(browser, serve_folder, tmp_path):
    """`run("widgets/shared/format", "m.formatNumber(...a)", [[1], …])` → results, in order.

    The same page for all the calls of a test, on an address that has a localStorage.
    """
    (tmp_path / "vide.html").write_text("<!doctype html><title>vide</title>", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(LINK)
    page.goto(serve_folder(tmp_path) + "vide.html")

    def evaluate(module: str, expression: str, calls: list | None = None) -> list:
        return page.evaluate(
            f"""async ({{ modules, entry, calls }}) => {{
                const m = await import(essLink(modules)[entry]);
                const results = [];
                for (const a of calls) results.push(await ({expression}));
                return results;
            }}""",
            {"modules": bundle.modules(module), "entry": module, "calls": calls or [[]]},
        )

    yield evaluate
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Playwright adds an outline of the whole page to its messages: hundreds of lines that hide the fault."""
    try:
        return (yield)
    except AssertionError as error:
        error.args = tuple(str(one).partition("\n\nAria snapshot:")[0] for one in error.args)
        raise
