"""The launch page of a package: its HTML, its stylesheet, its script with what it must know of the course."""

import codecs
import hashlib
import json
from functools import cache
from html import escape
from typing import Any

from ... import __version__, toc
from ...paths import PACKAGE, ROOT
from ...policy import LAUNCH, policy
from ...sphinx.assets import lighten_css
from ...widgets import bundle
from ...widgets.assessment import KINDS
from .. import banks

HERE = PACKAGE / "export" / "scorm"
PAGE, SCRIPT, STYLESHEET, PROBE, ICON = "lancement.html", "lancement.js", "lancement.css", "sonde.txt", "icone.svg"
ENTRY = "export/scorm/lancement"
#: No other place has this name: a page of it in a tab of its own knows that it left the session (site/notice.js).
BOOK = "livre-scorm/"
TITLE = "L’ESS en Région"
FINAL = "evaluation"
#: What grading.js needs of a question; texts stay in the pages.
_GRADED = ("id", "type", "ordre", "valeur", "tolerance", "unite", "proche")


def files(identifier: str, chapter: str | None = None) -> dict[str, bytes]:
    """Name → content of the files beside the book. `chapter`: slug, for the package of one chapter."""
    data = course(identifier, chapter)
    style = [PACKAGE / "style" / "tokens.css", HERE / "lancement.css"]
    return {
        PAGE: _page(data).encode(),
        SCRIPT: script(data).encode(),
        STYLESHEET: "\n".join(lighten_css(file.read_text("utf-8")) for file in style).encode() + b"\n",
        PROBE: "Ce fichier sert à savoir si la plateforme répond.\n".encode(),
        ICON: (PACKAGE / "site" / ICON).read_bytes(),
    }


def course(identifier: str, chapter: str | None = None) -> dict[str, Any]:
    """What the launch page must know: pages, banks, questions as grading.js takes them. Raises ContentError."""
    known = _known()
    return known | {
        "id": identifier,
        "titre": f"{TITLE} : {known['titres'][chapter]}" if chapter else TITLE,
        "chapitre": chapter,
        "depart": chapter or known["pages"][0],
        "test": None if chapter else {"cle": FINAL, "seuil": KINDS[FINAL]["pass"]},
    }


@cache
def _known() -> dict[str, Any]:
    """What all the packages of a course share. Reading the banks takes seconds: once."""
    entries = toc.entries(ROOT)
    found = banks.load(ROOT)
    models = {bank.slug: [_model(question) for question in bank.questions] for bank in found}
    all_models = [model for own in models.values() for model in own]
    parts = list(dict.fromkeys(entry.part for entry in entries if toc.is_chapter(entry)))
    pages = [entry.slug for entry in entries]
    return {
        "version": __version__,
        "racine": f"{BOOK}book/",
        "sonde": PROBE,
        "pages": pages,
        "chapitres": [entry.slug for entry in entries if toc.is_chapter(entry)],
        "titres": {bank.slug: bank.title for bank in found},
        "noms": [*parts, *pages],
        "epreuves": ["positionnement", FINAL, *(f"point-{part.lower()}" for part in parts)],
        "banques": [
            {"slug": slug, "signe": _sign(own), "questions": [model["id"] for model in own]} for slug, own in models.items()
        ],
        "questions": all_models,
        "signe": _sign(all_models),
    }


def _model(question) -> dict[str, Any]:
    full = question.model(light=True)
    model = {name: full[name] for name in _GRADED if name in full}
    if "reponses" in full:
        model["reponses"] = [{"cle": one["cle"], "juste": one["juste"]} for one in full["reponses"]]
    if "lignes" in full:
        model["lignes"] = [{name: one[name] for name in ("cle", "choix", "juste")} for one in full["lignes"]]
    return model


def _sign(models: list[dict[str, Any]]) -> str:
    """Four letters that change when a question is added, moved, or has other answers."""
    text = json.dumps(models, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:4]


def script(data: dict[str, Any]) -> str:
    """The classic script: a plain module import does not work from `file://`."""
    own = ",\n".join(f'"{name}": {bundle.factory(name)}' for name in bundle.closure(ENTRY))
    # Turned by thirteen letters, as in the pages (widgets/base.py): answers are not read at a glance.
    turned = json.dumps(codecs.encode(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "rot13"), ensure_ascii=False)
    return f"""(function () {{
"use strict";
const essOwn = {{
{own}
}};
const made = new Map();
function use(name) {{
if (!made.has(name)) made.set(name, essOwn[name](use));
return made.get(name);
}}
const turn = (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[a-m]/i.test(letter) ? 13 : -13));
const data = JSON.parse({turned}.replace(/[a-z]/gi, turn));
use("{ENTRY}").start(data).catch(console.error);
}})();
"""


_RULES = {
    False: "Le cours est réussi quand l’évaluation l’est : quatorze réponses justes sur vingt. Votre score est celui de votre meilleur "
    "essai. Vous pouvez recommencer.",
    True: "Le chapitre est terminé quand toutes les questions du quiz ont une réponse. Votre score compte les réponses justes au premier "
    "essai.",
}


def _page(data: dict[str, Any]) -> str:
    chapter = data["chapitre"]
    title = escape(data["titre"])
    back = '\n  <button type="button" class="ess-btn barre-retour" hidden>Revenir au chapitre</button>' if chapter else ""
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(LAUNCH)}">
<meta name="referrer" content="same-origin">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{ICON}" type="image/svg+xml">
<link rel="stylesheet" href="{STYLESHEET}">
<script defer src="{SCRIPT}"></script>
</head>
<body>
<header class="barre">
  <h1 class="visually-hidden">{title}</h1>
  <p class="barre-avance"></p>{back}
  <p class="barre-etat" role="status"></p>
  <details class="barre-detail">
    <summary>Ce qui est transmis</summary>
    <div class="panneau">
      <p>La plateforme reçoit la page où vous êtes, les pages lues, vos réponses aux quiz et aux tests, vos scores, votre région et ce que vous écrivez, comme votre plan d’action. Les personnes qui la gèrent peuvent les lire.</p>
      <p>{escape(_RULES[bool(chapter)])}</p>
      <p>Restent dans ce navigateur : vos avis sur la formation, les ateliers, les votes et les codes de la salle.</p>
      <p class="panneau-reste" hidden></p>
      <p><button type="button" class="ess-btn panneau-fichier">Enregistrer mes résultats dans un fichier</button></p>
      <p class="panneau-fait" role="status"></p>
    </div>
  </details>
</header>
<section class="bandeau" role="alert" aria-label="Réponses non transmises" hidden>
  <p></p>
  <button type="button" class="ess-btn ess-btn--primary bandeau-renvoyer">Réessayer</button>
  <button type="button" class="ess-btn bandeau-fichier">Enregistrer mes résultats dans un fichier</button>
  <span class="bandeau-fait" role="status"></span>
</section>
<p class="avis" role="status" hidden></p>
<noscript><p class="avis">JavaScript est éteint : rien ne sera transmis à la plateforme. <a href="{BOOK}index.html">Lire le cours</a></p></noscript>
<main>
  <section class="choix" hidden></section>
  <iframe title="Le cours" allow="fullscreen; clipboard-write"></iframe>
</main>
</body>
</html>
"""
