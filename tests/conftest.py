"""Fixtures that several test files share."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from small_tree import Tree, small_tree

from ess_region.browser import launch
from ess_region.paths import PACKAGE
from ess_region.widgets import bundle


@pytest.fixture(scope="session")
def built_tree(tmp_path_factory) -> tuple[Path, Path]:
    """The small tree, built, and a copy of it kept aside.

    Sphinx remembers the folder of its sources: the tree always has the same one, in which `tree` puts
    the copy back (times of the files included).
    """
    folder = tmp_path_factory.mktemp("cours")
    tree = small_tree(folder / "arbre")
    done = tree.command("build")
    assert done.returncode == 0, done.stderr
    shutil.copytree(tree.root, folder / "reserve")
    return tree.root, folder / "reserve"


@pytest.fixture
def tree(built_tree) -> Tree:
    """The small tree, built, as new."""
    root, kept = built_tree
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    return Tree(root)


@pytest.fixture(scope="session")
def run():
    """`run("widgets/shared/grading", "m.grade(...a)", [args, …])` → results, in order: our modules in an
    empty page that makes no request.

    In a thread of its own: Playwright's event loop may not be running where other tests start theirs.
    """
    with ThreadPoolExecutor(1) as thread:
        driver = thread.submit(sync_playwright().start).result()
        browser = thread.submit(launch, driver).result()
        page = thread.submit(browser.new_page).result()
        script = (PACKAGE / "widgets" / "link.js").read_text(encoding="utf-8")
        thread.submit(page.add_script_tag, content=script).result()

        def evaluate(module: str, expression: str, calls: list) -> list:
            code = f"""async ({{ modules, entry, calls }}) => {{
                const m = await import(essLink(modules)[entry]);
                return Promise.all(calls.map(async (a) => {expression}));
            }}"""
            own = {"modules": bundle.modules(module), "entry": module, "calls": calls}
            return thread.submit(page.evaluate, code, own).result()

        yield evaluate
        thread.submit(browser.close).result()
        thread.submit(driver.stop).result()
