"""The notebook « Explorer les données »: check an answer, show a table or a drawing as the book does.

Names are French here, because learners type them: `verifier`, `indice`, `tableau`, `axes`, `etiqueter`, `repere`.
"""

from ..errors import ContentError
from .show import ACCENT, TEXTE, axes, etiqueter, repere, tableau
from .tasks import TASKS
from .verdict import Verdict, check

__all__ = ["ACCENT", "TEXTE", "Verdict", "axes", "etiqueter", "indice", "repere", "tableau", "verifier"]


def verifier(tache: str, reponse) -> Verdict:
    """Say whether `reponse` answers the task `tache`, and why. Whatever the answer, never fails.

    Raises ContentError on an unknown task.
    """
    return check(_task(tache), reponse)


def indice(tache: str) -> Verdict:
    """A hint for a task. Raises ContentError on an unknown task."""
    return Verdict(None, _task(tache).hint)


def _task(name: str):
    if name not in TASKS:
        raise ContentError("tâche inconnue", id=str(name), hint=f"Tâches : {', '.join(TASKS)}.")
    return TASKS[name]
