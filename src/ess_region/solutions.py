"""Solutions of the tasks, written in the page itself, between two remarks of a cell.

    # corrigé
    reponse = len(emplois)
    # fin du corrigé

The learners' copy (`copies`) and the learners' book have `reponse = ...` there; the book shows the
results all the same. The facilitators' edition shows the whole cell.
"""

import re

from .errors import ContentError

START, END = "# corrigé", "# fin du corrigé"
HOLE = "reponse = ...  # à vous"
_SOLUTION = re.compile(rf"^{START}\n.*?^{END}$", re.M | re.S)


def has_solution(source: str) -> bool:
    """Whether a cell holds a solution."""
    return not {START, END}.isdisjoint(source.splitlines())


def without_solution(source: str) -> str:
    """A cell as the learner gets it. Raises ContentError when a remark has lost its other half."""
    opened = _SOLUTION.sub(HOLE, source)
    lost = next((line for line in opened.splitlines() if line in (START, END)), None)
    if lost:
        raise ContentError(
            f"« {lost} » sans sa moitié",
            hint=f"Un corrigé est entre « {START} » et « {END} », chacun seul sur sa ligne.",
        )
    return opened
