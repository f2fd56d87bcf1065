"""The widgets live in JupyterLab: ready, and their traits follow in both directions."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from ess_region import golden, toc
from ess_region.paths import PACKAGE, ROOT
from ess_region.widgets import WIDGETS

from . import learner
from .support import Watch

PATIENCE = 45_000  # ms: a kernel starts, and imports the package


# Those whose traits are played with below, under these names.
OWN = {
    "choix-region": "region = RegionChooser()\nregion",
    "quiz": "quiz = Quiz({quiz!r})\nquiz",
    "predire": "predict = Predict({predict!r}, {id!r})\npredict",
    "est-ce-de-l-ess": "test = EssTest()\ntest",
    "secteurs": "sectors = SectorExplorer()\nsectors",
    "reprise": "resume = Resume()\nresume",
}


def on_a_page() -> dict[str, str]:
    """Widget → the cell of a page of the book that makes it."""
    found = {}
    for entry in toc.entries(edition="animateur"):
        for cell in golden.code_cells(ROOT / f"{entry.path}.md"):
            for name, (_, class_name) in WIDGETS.items():
                if re.search(rf"\b{class_name}\(", cell):
                    found.setdefault(name, cell)
    return found


CELLS = on_a_page() | OWN


def cells() -> list[str]:
    """One cell for each widget."""
    quiz_slug, _ = learner.a_question("choix_unique")
    predict_slug, prediction = learner.a_prediction("nombre")
    names = {"quiz": quiz_slug, "predict": predict_slug, "id": prediction.id}
    imports = f"from ess_region.widgets import {', '.join(class_name for _, class_name in WIDGETS.values())}"
    own = {name: source.format(**names) for name, source in OWN.items()}
    return [imports, *(CELLS | own).values()]


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A tree of our own for `cours.py lab --sources`: its book is copied, since it may be saved."""
    root = tmp_path_factory.mktemp("lab") / "cours"
    shutil.copytree(ROOT / "book", root / "book")
    for name in ("_toc.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("data", "exercises"):
        (root / name).symlink_to(ROOT / name)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells()])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, root / "essai.ipynb")
    config = root / "_build" / ".lab" / "config"
    config.mkdir(parents=True)
    # window.jupyterapp: to run cells and ask the kernel
    (config / "jupyter_lab_config.json").write_text('{"LabApp": {"expose_app_in_browser": true}}', encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def lab(tree):
    """What `python3 cours.py lab --sources` says when it is ready: the address of its first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ess_region", "lab", "--sources", "--no-browser", "--port", str(port)]
    environment = os.environ | {"ESS_ROOT": str(tree), "PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1", "HOME": str(tree.parent)}
    # Tests started in the background of a shell ignore Ctrl-C, and so would this.
    heed = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)} if os.name == "posix" else {}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **heed)
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                break
        else:
            pytest.fail(f"JupyterLab ne démarre pas :\n{''.join(said)}")
        yield found[0]
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert "JupyterLab est arrêté" in server.stdout.read()
    finally:
        if server.poll() is None:
            server.kill()
        server.stdout.close()


@pytest.fixture(scope="module")
def first_page(browser, lab):
    """The page that `lab --sources` opens first, `book/accueil.md`, run as a notebook."""
    context = browser.new_context(viewport={"width": 1200, "height": 1600}, locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    site, _, token = lab.partition("lab/tree/book/accueil.md?token=")
    watch = Watch(context, site, console=False)  # JupyterLab's console is its own business
    page = context.new_page()
    page.goto(lab)
    context.essai = f"{site}doc/tree/essai.ipynb?token={token}"
    opened(page)
    yield page
    context.close()
    watch.faults = [fault for fault in watch.faults if fault.startswith("requête vers un autre hôte")]
    watch.check()


def opened(page) -> None:
    """Wait for the notebook of the page and for its kernel, and run all its cells."""
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"
    )
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")


@pytest.fixture(scope="module")
def notebook(first_page):
    """The notebook of all the widgets, opened and run."""
    first_page.evaluate("localStorage.removeItem('ess-region')")  # the choice made on the first page
    first_page.goto(first_page.context.essai)
    opened(first_page)
    return first_page


ASK = """async (code) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute({ code, store_history: false });
  let text = "";
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") text += content.text;
    if (header.msg_type === "error") text += `${content.ename} ${content.evalue}`;
  };
  await future.done;
  return text.trim();
}"""


def python(page, code: str) -> str:
    """Run code in the notebook's kernel; returns what it printed."""
    return page.evaluate(ASK, code)


def output(page, name: str):
    """The live widget of this name in its cell's output."""
    root = page.locator(f'.jp-OutputArea-output .ess-widget[data-widget="{name}"]')
    root.scroll_into_view_if_needed()
    return root


def wait_python(page, expression: str, expected: str) -> None:
    """The browser tells the kernel in its own time."""
    for _ in range(50):
        value = python(page, f"print({expression})")
        if value == expected:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{expression} vaut {value}, {expected} attendu")


pytestmark = pytest.mark.slow


def test_a_page_of_the_book_is_a_notebook(first_page, tree):
    """Opened by default as a notebook, alive, and saved without a change to its source."""
    root = output(first_page, "choix-region")
    expect(root).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    root.get_by_role("radio", name="Normandie", exact=True).click()
    find = "import gc; from ess_region.widgets import RegionChooser as R"
    wait_python(first_page, f"(exec({find!r}), [o.region for o in gc.get_objects() if isinstance(o, R)])[1]", "['28']")
    first_page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    first_page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    file = tree / "book" / "accueil.md"
    assert file.stat().st_mtime > (tree / "_toc.yml").stat().st_mtime
    assert file.read_text(encoding="utf-8") == (ROOT / "book" / "accueil.md").read_text(encoding="utf-8")
    home = tree.parent
    assert not any((home / name).exists() for name in (".jupyter", ".ipython", ".local"))


@pytest.mark.parametrize("name", list(CELLS))
def test_every_widget_is_ready(notebook, name):
    expect(output(notebook, name)).to_have_attribute("data-state", "ready", timeout=PATIENCE)


def test_a_choice_in_the_view_reaches_python(notebook):
    root = output(notebook, "choix-region")
    root.get_by_role("radio", name="Bretagne", exact=True).click()
    expect(root.locator(".choix-fiche")).to_contain_text("Bretagne")
    wait_python(notebook, "region.region", "53")


def test_a_trait_set_in_python_changes_the_view(notebook):
    python(notebook, "region.region = '28'")
    root = output(notebook, "choix-region")
    expect(root.locator(".choix-fiche")).to_contain_text("Normandie")
    assert "TraitError" in python(notebook, "region.region = '999'")
    python(notebook, "region.region = ''")
    expect(root.locator(".choix-fiche")).to_be_hidden()


def test_quiz_answers_in_both_directions(notebook):
    slug, question = learner.a_question("choix_unique")
    root = output(notebook, "quiz")
    box = root.locator(f'fieldset[data-question="{question.id}"]')
    [key] = learner.wrong(question)
    learner.submit(box, [key])
    expect(learner.verdict(box)).to_contain_text("À revoir")
    wait_python(notebook, f"quiz.answers[{question.id!r}]['valeur']", key)
    wait_python(notebook, "quiz.score", "0")
    [good] = learner.right(question)
    record = {"valeur": good, "essais": 1, "premier": True, "juste": True, "quand": "2026-01-01T00:00:00Z"}
    python(notebook, f"quiz.answers = {{{question.id!r}: {record!r}}}")
    expect(learner.verdict(box)).to_contain_text("Juste")
    wait_python(notebook, "quiz.score", "1")


def test_prediction_in_both_directions(notebook):
    _, prediction = learner.a_prediction("nombre")
    root = output(notebook, "predire")
    root.get_by_role("textbox").fill(f"{prediction.high:g}")
    root.get_by_role("button", name="Voir la donnée").click()
    expect(root.locator(".predict-said")).to_contain_text("Vous avez dit")
    wait_python(notebook, "predict.revealed, float(predict.value)", f"True {float(prediction.high)}")
    python(notebook, "predict.revealed = False")
    expect(root.get_by_role("button", name="Voir la donnée")).to_be_visible()


def test_ess_test_in_both_directions(notebook):
    root = output(notebook, "est-ce-de-l-ess")
    form = root.locator("[data-critere]")
    criterion = form.get_attribute("data-critere")
    option = form.locator("input").first
    option.check()
    wait_python(notebook, f"test.answers[{criterion!r}]", option.get_attribute("value"))
    python(notebook, "case = next(c for c in test.cases if c['verdict'] == 'oui'); test.answers = case['reponses']")
    expect(root.locator(".est-verdict").first).to_contain_text(
        python(notebook, "print(test.rules['verdicts']['oui']['titre'])")
    )
    wait_python(notebook, "test.verdict", "oui")


def test_sector_in_both_directions(notebook):
    root = output(notebook, "secteurs")
    radio = root.locator(".secteurs-explorer").get_by_role("radio").first
    radio.check()
    wait_python(notebook, "sectors.selected", radio.get_attribute("value"))
    python(notebook, "sectors.selected = sectors.sectors[1]['id']")
    name = python(notebook, "print(sectors.sectors[1]['nom'])")
    expect(root.locator(".secteurs-fiche")).to_contain_text(name)


def test_the_view_can_be_opened_twice(notebook):
    """Running a cell again gives a second view of the same model, which finds its state."""
    python(notebook, "region.region = '53'")
    notebook.evaluate(
        "() => { const nb = jupyterapp.shell.currentWidget.content; nb.deselectAll();"
        " nb.activeCellIndex = nb.widgets.findIndex((cell) => cell.model.sharedModel.source.startsWith('region = ')); }"
    )
    notebook.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    root = output(notebook, "choix-region")
    expect(root).to_have_attribute("data-state", "ready")
    expect(root.locator(".choix-fiche")).to_contain_text("Bretagne")
