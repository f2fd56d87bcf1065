"""How nbval re-runs the golden notebooks: strictly, on the text they print.

nbval's kernels inherit this process's environment; they must find the package and be as
reproducible as those that made the notebooks.
"""

import os
import sys

from jupyter_client import KernelManager
from nbval import kernel

from ess_region.golden import kernel_environment
from ess_region.kernels import Nursery

os.environ.update(kernel_environment())

# Kinds of output that golden notebooks leave out: nbval must not miss them. (Images in PNG and
# widget views are already left out by nbval.)
NOT_COMPARED = (
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "application/javascript",
    "application/json",
    "application/vnd.jupyter.widget-view+json",
)


_nursery: list[Nursery] = []


def pytest_runtest_setup(item):
    """The first notebook makes the process that has the libraries: the kernels of all are its copies."""
    if not _nursery and sys.platform == "linux":
        _nursery.append(Nursery(dict(os.environ)))
        kernel.KernelManager = _nursery[0].manager(KernelManager)


def pytest_sessionfinish():
    for nursery in _nursery:
        nursery.__exit__()


def pytest_itemcollected(item):
    notebook = item.parent
    skipped = getattr(notebook, "skip_compare", None)
    if skipped is not None:
        notebook.skip_compare = tuple(dict.fromkeys((*skipped, *NOT_COMPARED)))
