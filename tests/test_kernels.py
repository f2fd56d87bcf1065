"""Kernels copied from one process: as fresh as those that start from nothing, and with the same results."""

import os
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from ess_region import kernels
from ess_region.errors import MachineError
from ess_region.sphinx import notebooks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ailleurs, les noyaux démarrent comme d’habitude")

# What a page may do, and all that it may see of another.
CELLS = (
    "import os, sys\nprint('début'); print('faute', file=sys.stderr)\nsorted(name for name in globals() if name == 'reste')",
    "reste = 1\nimport builtins\nassert not hasattr(builtins, 'reste'); builtins.reste = 1\nany(name.startswith('ess_region.') for name in sys.modules)",
    "hash('ESS'), os.environ['ESS_PAGE'], 'ESS_AUTRE' in os.environ, os.getcwd()",
    "import pandas\npandas.DataFrame({'a': [1, 2]}, index=['x', 'y'])",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)); plt.plot([1, 2]); plt.show()",
    "import ess_region.widgets\nfrom ess_region.widgets import RegionChooser\nfrom IPython.display import display\ndisplay(len(ess_region.widgets.WIDGETS) > 10)",
)
OTHER = ("import os\nos.getpid(), os.getppid()",)


def run(cells, folder, page="un", **kernel):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(folder)}},
        shutdown_kernel="immediate", extra_arguments=["--IPKernelApp.log_level=40"], **kernel,
    )  # fmt: skip
    client.execute(env={**os.environ, **notebooks.kernel_environment(), "ESS_PAGE": page})
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def copied():
    with kernels.started({**os.environ, **notebooks.kernel_environment(), "ESS_AUTRE": "1"}, 3) as options:
        assert options
        yield options


def test_same_results_as_an_ordinary_kernel_and_nothing_stays(copied, tmp_path):
    ordinary = run(CELLS, tmp_path)
    assert any("image/png" in output.get("data", {}) for output in ordinary[4])
    assert run(CELLS, tmp_path, **copied) == ordinary
    assert run(CELLS, tmp_path, **copied) == ordinary, "la première page a laissé quelque chose à la seconde"


def test_each_page_has_its_process_and_errors_are_told(copied, tmp_path):
    (first,), (second,) = run(OTHER, tmp_path, **copied), run(OTHER, tmp_path, **copied)
    (pid, parent), (other, same) = (eval(one[0].data["text/plain"]) for one in (first, second))
    assert len({pid, other, os.getpid()}) == 3 and parent == same
    with pytest.raises(DeadKernelError):
        run(["import os\nos._exit(1)"], tmp_path, **copied)
    with pytest.raises(Exception, match="division by zero"):
        run(["1 / 0"], tmp_path, **copied)
    (third,) = run(OTHER, tmp_path, **copied)
    assert eval(third[0].data["text/plain"])[1] == parent, "le processus commun a survécu aux fautes des pages"


def test_a_few_kernels_start_in_the_ordinary_way():
    with kernels.started({}, kernels.WORTH - 1) as options:
        assert options == {}


def test_a_common_process_that_ends_is_an_error():
    with pytest.raises(MachineError, match="s’est arrêté"), kernels.Nursery({**os.environ, "PYTHONPATH": ""}) as nursery:
        nursery._process.kill()
        nursery._process.wait()
        nursery.start([], {}, ".")


@pytest.mark.parametrize("failures", [1, kernels.ATTEMPTS])
def test_a_kernel_that_does_not_start_is_started_again(monkeypatch, failures):
    left = [RuntimeError(f"{kernels.NOT_STARTED} to kernel_info")] * failures

    def execute(self, env):
        if left:
            raise left.pop()
        return self.nb

    monkeypatch.setattr(NotebookClient, "execute", execute)
    notebook = nbformat.v4.new_notebook()
    if failures < kernels.ATTEMPTS:
        assert kernels.execute(notebook, {}) is notebook
    else:
        with pytest.raises(MachineError, match="ne démarre pas"):
            kernels.execute(notebook, {})


def test_another_fault_is_not_hidden(monkeypatch):
    def execute(self, env):
        raise RuntimeError("autre chose")

    monkeypatch.setattr(NotebookClient, "execute", execute)
    with pytest.raises(RuntimeError, match="autre chose"):
        kernels.execute(nbformat.v4.new_notebook(), {})
