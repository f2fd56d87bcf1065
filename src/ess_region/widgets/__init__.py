"""The widgets of the course. Importing the package is light: each class is loaded when asked for."""

from importlib import import_module

# Public French name (`data-widget`) → files `widgets/MODULE.{py,js,css}` and Python class. Several
# names may share the same files: the book ships them once.
WIDGETS = {
    "predire": ("predict", "Predict"),
    "quiz": ("quiz", "Quiz"),
    "est-ce-de-l-ess": ("verdict_test", "EssTest"),
    "est-ce-un-ptce": ("verdict_test", "PtceTest"),
    "est-ce-de-l-innovation-sociale": ("verdict_test", "InnovationTest"),
    "secteurs": ("sector_explorer", "SectorExplorer"),
    "choix-region": ("region_chooser", "RegionChooser"),
    "reprise": ("resume", "Resume"),
    "carte": ("region_map", "RegionMap"),
    "fiche-region": ("region_sheet", "RegionSheet"),
    "frise": ("timeline", "Timeline"),
    "ordre": ("ordering", "Ordering"),
    "qui-doit-quoi": ("duties", "Duties"),
    "conference": ("conference", "Conference"),
    "objections": ("objections", "Objections"),
    "matrice": ("matrix", "Matrix"),
    "strategie": ("strategy", "Strategy"),
    "clauses": ("clauses", "Clauses"),
    "exemples": ("examples", "Examples"),
    "chaine": ("chain", "Chain"),
    "parcours": ("case", "Case"),
    "epreuve": ("assessment", "Assessment"),
    "annuaire": ("directory", "Directory"),
    "qui-fait-quoi": ("partners", "Partners"),
    "plan-action": ("action_plan", "ActionPlan"),
    "bilan": ("portfolio", "Portfolio"),
    "sauvegarde": ("backup", "Backup"),
    "attestation": ("certificate", "Certificate"),
    "atelier": ("workshop", "Workshop"),
    "cartes": ("cards", "Cards"),
    # For facilitators.
    "deroule": ("running_order", "RunningOrder"),
    "vote": ("vote", "Vote"),
    "vote-cartes": ("vote", "VoteCards"),
    "avis": ("feedback", "Feedback"),
    "salle": ("room_results", "RoomResults"),
}

_CLASSES = {class_name: module for module, class_name in WIDGETS.values()}

__all__ = ["WIDGETS", *_CLASSES]


def __getattr__(name: str):
    if name not in _CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_CLASSES[name]}", __name__), name)
