"""La fiche DSI: one A4 page that an IT or data-protection officer can approve. Every number is computed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .. import __version__, french, paths, policy, toc
from ..accessibility import MODES
from ..checks import weight
from ..french import NBSP
from . import bom, summary
from .paper import document
from .registry import Job

NAME = "fiche-dsi.html"
#: Headers that an officer asks about; the others are in the hosting page.
_TOLD = ("Content-Security-Policy",)
#: More would not hold on the page.
MOST_PEOPLE = 3
_KEYS = re.compile(r'"(ess-region(?:\.[a-z]+)?)"')

_STYLE = """
.fiche { columns: 2; column-gap: 1.6rem; }
.fiche section { break-inside: avoid; margin-bottom: .9rem; }
.fiche h2 { margin: 0 0 .2rem; }
.entier { overflow-wrap: anywhere; }
@media (min-width: 44rem) { .entier { display: inline-block; max-width: 100%; } }
.fiche ul { padding-left: 1.1rem; }
h1 + p { margin-bottom: 1rem; }
@media screen and (max-width: 44rem) { .fiche { columns: 1; } }
td.somme { font: .8em ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
@media print {
  body { font-size: 8.3pt; line-height: 1.32; }
  h1 { font-size: 14pt; } h2 { font-size: 9.5pt; } h1 + p { margin-bottom: .5rem; }
  .fiche { column-gap: 7mm; } .fiche section { margin-bottom: 2mm; }
  .fiche section:nth-of-type(6) { break-before: column; } /* on paper, browsers balance columns badly */
  p, ul { margin: .8mm 0; }
  th, td { padding: .6mm 1.5mm; } table { margin: 1mm 0 0; break-inside: avoid; }
  td.somme { font-size: 6.4pt; overflow-wrap: normal; white-space: nowrap; }
  .sorte { display: none; } /* the names say it, and all holds on one sheet */
  th[scope="row"] { font-size: 7.4pt; font-weight: 600; overflow-wrap: normal; white-space: nowrap; }
}
"""


@dataclass(frozen=True)
class Measures:
    """Of a built book: pages, files, bytes on disk, and compressed bytes (`checks/weight.py`) of its heaviest first
    visit, and of the heaviest page read to its end once the common files are there."""

    pages: int
    files: int
    bytes: int
    first: int
    following: int


def measure(book: Path) -> Measures:
    """Measure a built book. Raises OSError."""
    sizes: dict[str, int] = {}
    pages = sorted(book.rglob("*.html"))
    weights = [weight.weigh(book, page, sizes) for page in pages]
    files = [file for file in book.rglob("*") if file.is_file()]
    total = sum(file.stat().st_size for file in files)
    first = max((one.first for one in weights), default=0)
    return Measures(len(pages), len(files), total, first, max((one.whole for one in weights), default=0))


def stored_keys() -> list[str]:
    """The names under which the learners' book keeps something in the browser, read in its source."""
    source = (paths.PACKAGE / "widgets" / "shared" / "state.js").read_text(encoding="utf-8")
    return list(dict.fromkeys(_KEYS.findall(source)))


def export(folder: Path, book: Path, job: Job) -> Measures:
    """Write the page in `folder`, about the book and what `folder` already holds. Raises ContentError, OSError."""
    found = measure(book)
    body = _body(folder, found, job)
    text = document("L’ESS en Région : fiche pour la DSI et la protection des données", body, _STYLE)
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")
    return found


def _body(folder: Path, found: Measures, job: Job) -> str:
    sections = [
        ("Ce que c’est", _what(found)),
        ("Ce que le cours demande", _needs(found)),
        ("Aucune requête vers un autre site", _requests()),
        ("Aucune donnée personnelle ne quitte le poste", _data()),
        ("Accessibilité", _accessibility()),
        ("Licences et composants", _licences(folder)),
        ("Dans un LMS (SCORM)", _lms()) if _piece(folder, job, "scorm") else None,
        ("En-têtes HTTP conseillés", _headers()),
        ("Mettre à jour, retirer", _life(folder, job)),
        ("Qui publie, qui répond", _contact(job)),
    ]
    edition = summary.edition(job)
    parts = "".join(f"<section><h2>{title}</h2>\n{text}</section>\n" for title, text in filter(None, sections) if text)
    return (
        "<h1>L’ESS en Région{0}: fiche pour la DSI et la protection des données</h1>\n"
        "<p>Version {1}. {4}Cinq minutes de lecture. Les nombres de cette page sont calculés sur les fichiers livrés.</p>\n"
        '<div class="fiche">\n{2}</div>\n{3}'
    ).format(NBSP, __version__, parts, _packages(folder, job), escape(f"{edition} ") if edition else "")


def _list(*items: str) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items if item)}</ul>\n"


def _what(found: Measures) -> str:
    return (
        "<p>Un cours en français sur l’économie sociale et solidaire, pour les agents et les élus des Régions. "
        f"C’est un site statique{NBSP}: {found.pages} pages HTML, {french.number(found.files)} fichiers, "
        f"{french.in_bytes(found.bytes)} sur le disque. Rien ne s’exécute sur le serveur.</p>\n"
    )


def _needs(found: Measures) -> str:
    return _list(
        f"Serveur{NBSP}: tout serveur de fichiers, un partage ou une clé. Ni base de données, ni langage, ni tâche planifiée.",
        f"Poste{NBSP}: un navigateur à jour. Ni installation, ni extension, ni compte. Ce qui s’exécute{NBSP}: les "
        "scripts du cours, dans la page. Sans JavaScript, le contenu reste lisible.",
        f"Réseau{NBSP}: au plus {french.in_bytes(found.first)} à l’arrivée sur une première page, puis au plus "
        f"{french.in_bytes(found.following)} par page lue jusqu’au bout (compressé par gzip).",
    )


def _requests() -> str:
    return (
        "<p>Ni police, ni bibliothèque distante, ni mesure d’audience, ni cookie. La construction échoue si un fichier "
        "du livre appelle un autre hôte. Les liens vers les sources ne partent que si la personne clique.</p>\n"
        f"<p>Pour vérifier{NBSP}: ouvrez une page, touche F12, onglet Réseau, puis rechargez. Seul votre serveur y "
        "figure. Ou coupez le réseau{0}: le cours fonctionne encore depuis le dossier.</p>\n".format(NBSP)
    )


def _data() -> str:
    keys = french.enumeration([f"<code>{escape(key)}</code>" for key in stored_keys()])
    return _list(
        f"Gardé dans le navigateur de la personne seulement{NBSP}: la région choisie, les réponses, ce qu’elle écrit dans "
        "les activités, l’avancement, les réglages d’affichage.",
        f"Où{NBSP}: <code>localStorage</code>, clés {keys}. Ni nom, ni adresse, ni identifiant. Le nom tapé sur "
        "l’attestation n’est pas gardé.",
        f"Durée{NBSP}: jusqu’à ce que la personne efface (bouton du cours, ou données de site du navigateur).",
        "Rien n’est envoyé. Les journaux d’accès de votre serveur restent de votre ressort."
        + _page("confidentialite", "Le détail, pour tous"),
    )


def _lms() -> str:
    return _list(
        f"Le paquet SCORM 1.2 donne à la plateforme, et à elle seule{NBSP}: les pages lues, les réponses et les scores, la "
        "région, ce que la personne écrit, le temps passé. Les personnes qui gèrent la plateforme peuvent les lire.",
        f"La plateforme donne au cours l’identifiant et le nom de la personne, qui restent sur le poste{NBSP}: l’un évite de "
        "mêler deux comptes, l’autre va dans le fichier de résultats qu’elle peut enregistrer.",
        f"Durée, accès, effacement{NBSP}: ceux de la plateforme, que votre organisme règle.",
    )


def _headers() -> str:
    lines = "<br>".join(
        f"{name}: {escape(value, quote=False)}" for name, value in policy.headers().items() if name in _TOLD
    )
    return (
        "<p>Chaque page porte sa politique de sécurité (CSP). Votre serveur peut l’envoyer aussi{0}:</p>\n"
        "<p><code>{1}</code></p>\n<p>Des réglages prêts pour nginx et Apache sont livrés avec le cours.</p>\n"
    ).format(NBSP, lines)


def _accessibility() -> str:
    where = _page("accessibilite", "Son état est dit dans la déclaration")
    modes = french.enumeration([escape(mode.title) for mode in MODES.values()])
    return (
        "<p>Le cours vise le RGAA 4.1 et les WCAG 2.2 AA. Aucun tiers ne l’a audité. À chaque version, axe-core contrôle "
        f"toutes les pages dans chaque mode{NBSP}: {modes}. Chaque type d’activité est essayé au clavier seul.{where}</p>\n"
    )


def _page(word: str, sentence: str) -> str:
    """Where the book says more, when it has a page whose name begins with `word`."""
    slug = next((entry.slug for entry in toc.entries() if entry.slug.startswith(word)), None)
    return f" {sentence}{NBSP}: <code>book/{slug}.html</code>." if slug else ""


def _licences(folder: Path) -> str:
    bill = folder / bom.NAME
    listed = f" La liste complète, au format CycloneDX, est dans <code>{bom.NAME}</code>." if bill.is_file() else ""
    names = f"{french.NNBSP}; ".join([f"{escape(one.name)}, {one.licence}" for one in bom.SHIPPED])
    return (
        f"<p>Textes et données{NBSP}: Licence Ouverte 2.0. Programme{NBSP}: MIT. Dans le livre, ce qui vient d’ailleurs{NBSP}: {names}. "
        f"Aucun composant ne s’exécute sur un serveur.{listed}</p>\n"
    )


def _life(folder: Path, job: Job) -> str:
    notes = (folder / "notes-de-version.html").is_file()
    return _list(
        f"Mettre à jour{NBSP}: remplacez tout le dossier, à la même adresse. Chacun retrouve ses réponses."
        + (" <code>notes-de-version.html</code> dit ce qui change." if notes else ""),
        f"Retirer{NBSP}: supprimez le dossier. Rien n’est installé ailleurs. Ce que gardent les navigateurs y reste "
        "jusqu’à ce que chacun efface les données du site.",
        f"Dans un LMS{NBSP}: remplacez le fichier de la même activité, sans la supprimer."
        if _piece(folder, job, "scorm") else "",
        "Ni compte, ni abonnement, ni mise à jour automatique.",
    )


def _contact(job: Job) -> str:
    """Who publishes, and who answers: from the pack."""
    if job.pack is None:
        return (
            "<p>Cette copie ne nomme aucun organisme. Celui qui la met en ligne en est l’éditeur{0}: il publie ses mentions "
            "légales, sa déclaration d’accessibilité et un contact. Le pack d’une Région peut les porter "
            "(<code>cours.py export --pack</code>).</p>\n"
        ).format(NBSP)
    from ..pack import load

    pack = load(job.pack)
    people = [pack["accessibilite"]] if pack.get("accessibilite") else []
    people += pack.get("contacts", [])
    lines = [
        ", ".join(f'<span class="entier">{escape(one[key])}</span>' for key in ("fonction", "service", "courriel", "telephone", "adresse") if one.get(key))
        for one in people[:MOST_PEOPLE]
    ]
    return f"<p>{escape(pack['nom'])} publie cette édition.</p>\n{_list(*lines) if lines else ''}"


def _piece(folder: Path, job: Job, exporter: str) -> bool:
    from .registry import BY_NAME

    return exporter in BY_NAME and any(piece.path(folder, job).exists() for piece in BY_NAME[exporter].pieces)


def _packages(folder: Path, job: Job) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(file.relative_to(folder).as_posix())}</th><td class="sorte">{escape(title)}</td>'
        f'<td>{french.in_bytes(file.stat().st_size)}</td><td class="somme">{summary.sha256(file)}</td></tr>\n'
        for title, file in _delivered(folder, job)
    )
    return (
        "<table><caption>Fichiers livrés et sommes de contrôle</caption><thead><tr>"
        '<th scope="col">Fichier</th><th scope="col" class="sorte">Ce que c’est</th><th scope="col">Taille</th>'
        f'<th scope="col">SHA-256</th></tr></thead>\n<tbody>\n{rows}</tbody></table>\n'
        "<p>La liste de tous les fichiers, pour <code>sha256sum -c</code>, est dans <code>SHA256SUMS</code>.</p>\n"
    )


def _delivered(folder: Path, job: Job) -> Iterator[tuple[str, Path]]:
    """Title and path of each file to approve; of a folder, the archives at its top (the SCORM package)."""
    for one in summary.pieces(folder, job):
        for file in sorted(one.path.glob("*.zip")) if one.path.is_dir() else [one.path]:
            if file.name != NAME:
                yield one.piece.title, file
