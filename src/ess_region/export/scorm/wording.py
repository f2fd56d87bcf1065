"""What the book says of where answers go is not true in an LMS: those sentences, corrected in the package's copy.

Each must be found where it is expected: an author who changes one is told to change it here too.
"""

import re

from ...errors import ContentError

#: What the pages say, and what those of a package say instead. Spaces of any kind are the same.
_FOOTER = (
    "Rien ne quitte votre navigateur : ni vos réponses, ni votre région, ni votre parcours.",
    "Votre plateforme de formation reçoit votre avancement, vos réponses et vos scores. Rien ne part ailleurs.",
)
_PAGES = {
    "accueil": (
        (
            "<strong>Rien ne quitte votre navigateur.</strong> Il n’y a ni compte, ni mesure d’audience. Rien n’est envoyé à "
            "un autre site. Vos réponses ne sont vues de personne.",
            "<strong>Rien ne part ailleurs que dans votre plateforme de formation.</strong> Elle reçoit votre avancement, vos "
            "réponses et vos scores. Il n’y a pas de mesure d’audience. Rien n’est envoyé à un autre site.",
        ),
        (
            "Vos réponses restent dans votre navigateur, et cette page",
            "Vos réponses sont gardées par votre plateforme de formation, et cette page",
        ),
    ),
    "evaluation": (
        (
            "Vos réponses ne quittent pas ce navigateur.",
            "Vos réponses et votre score sont transmis à votre plateforme de formation.",
        ),
    ),
    "point-*": (
        (
            "Aucune note n’est gardée ailleurs que dans ce navigateur.",
            "Ce n’est pas noté. Votre plateforme de formation garde vos réponses.",
        ),
    ),
    "ce-que-j-ai-appris": (
        (
            "Vos réponses restent dans ce navigateur.",
            "Vos réponses sont gardées par votre plateforme de formation.",
        ),
    ),
}
_SCRIPTS = {
    "ess-resume": (
        "Votre région, vos réponses et votre progression restent dans ce navigateur, sur cet appareil. Rien n’est envoyé.",
        "Votre région, vos réponses et votre progression sont gardées par votre plateforme de formation.",
    ),
    "ess-cards": ("Vos boîtes restent dans ce navigateur.", "Vos boîtes sont gardées."),
    "ess-region-chooser": ("Le cours s’en souviendra, dans ce navigateur seulement.", "Le cours s’en souviendra."),
    "ess-region-sheet": ("Le cours s’en souviendra, dans ce navigateur seulement.", "Le cours s’en souviendra."),
}


def correct(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a book (name → content), with those sentences corrected. Raises ContentError."""
    result = dict(files)
    for name, content in files.items():
        if name.endswith(".html") and name != "index.html":
            result[name] = _replaced(content, [_FOOTER, *_of_page(name)], name)
        elif name.startswith("_static/") and (pair := _SCRIPTS.get(name.removeprefix("_static/").removesuffix(".js"))):
            result[name] = _replaced(content, [pair], name)
    return result


def _of_page(name: str) -> list[tuple[str, str]]:
    slug = name.removeprefix("book/").removesuffix(".html")
    known = "point-*" if slug.startswith("point-") else slug
    return list(_PAGES.get(known, ()))


def _replaced(content: bytes, pairs: list[tuple[str, str]], name: str) -> bytes:
    text = content.decode()
    for old, new in pairs:
        pattern = r"(?:\s|\\u00a0|\\u202f)+".join(re.escape(word) for word in old.split())
        text, count = re.subn(pattern, lambda _, new=new: new, text)
        if not count:
            raise ContentError(
                f"la phrase « {re.sub('<[^>]+>', '', old)} » n’est plus dans {name}",
                hint="Dans une plateforme de formation, elle serait fausse. Recopiez la nouvelle phrase dans "
                "src/ess_region/export/scorm/wording.py, avec ce qu’il faut dire à la place.",
            )
    return text.encode()
