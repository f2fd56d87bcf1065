"""How nbval re-runs the golden notebooks: strictly, on the text they print.

nbval's kernels inherit this process's environment; they must find the package and be as
reproducible as those that made the notebooks.
"""

import os

from ess_region.golden import kernel_environment

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


def pytest_itemcollected(item):
    notebook = item.parent
    skipped = getattr(notebook, "skip_compare", None)
    if skipped is not None:
        notebook.skip_compare = tuple(dict.fromkeys((*skipped, *NOT_COMPARED)))
