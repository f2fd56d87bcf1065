"""What `cours.py export` makes: one `Exporter` each. To add one, write its function here and list it in `EXPORTERS`.

Nothing heavy is imported before an exporter runs: the command's help reads this list.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import __version__, french, paths
from ..errors import ContentError, MachineError

Progress = Callable[[str, float | None], None]
DIST = "dist"


@dataclass(frozen=True)
class Job:
    """What was asked of an export.

    `region`, `pack`: as for `build`. `by_chapter`: SCORM also as one package per chapter. `address`: where the
    book will be online (`https://…`), or None. `books`: edition → folder of its built book, for the editions
    that the exporter asks for. `suffix`: what a Region adds to the names of files (« bretagne »), or "".
    `progress(step, share)`: told each step in French and, when known, the share done (0 to 1).
    """

    region: str | None = None
    pack: Path | None = None
    by_chapter: bool = False
    address: str | None = None
    books: Mapping[str, Path] = field(default_factory=dict)
    suffix: str = ""
    progress: Progress = lambda _step, _share: None

    @property
    def stem(self) -> str:
        """The beginning of the names of files: `ess-en-region-1.0.0`, or `ess-en-region-1.0.0-bretagne`."""
        return "-".join(filter(None, ("ess-en-region", __version__, self.suffix)))


@dataclass(frozen=True)
class Piece:
    """A file or a folder of `dist/`, as LISEZ-MOI presents it, in French.

    `name`: its name, where `{stem}` is that of the job. `title`: what it is. `reader`: who it is for. `use`: what
    to do with it, in one or two sentences.
    """

    name: str
    title: str
    reader: str
    use: str

    def path(self, folder: Path, job: Job) -> Path:
        """Where it is in a folder."""
        return folder / self.name.format(stem=job.stem)


@dataclass(frozen=True)
class Exporter:
    """`cours.py export NAME`.

    `title`: its name for people. `words`: what it makes, in French, one line. `pieces`: what it may write.
    `make(folder, job)`: writes them in `folder` and returns remarks to show, in French; raises ContentError,
    MachineError or OSError. `editions`: the books it needs built. `optional`: what it needs on the machine may be missing when everything is asked for.
    """

    name: str
    title: str
    words: str
    pieces: tuple[Piece, ...]
    make: Callable[[Path, Job], Iterable[str]]
    editions: tuple[str, ...] = ()
    optional: bool = False


def _moodle(folder: Path, job: Job) -> list[str]:
    from . import moodle

    done = moodle.export(folder / "moodle", stem=job.stem)
    remarks = [f"{done.total} questions de {done.banks} pages"]
    remarks += [f"{moodle.file_name(name, job.stem)} : {count}" for name, count in done.counts.items() if count]
    if done.left_out:
        remarks.append(f"sans {', '.join(done.left_out)}, qui ne se posent que dans leur page")
    return remarks


def _scorm(folder: Path, job: Job) -> list[str]:
    from . import scorm

    sizes = scorm.export(
        folder / "scorm", job.books["apprenant"], job.stem, by_chapter=job.by_chapter, progress=job.progress
    )
    whole = next(iter(sizes))
    remarks = [f"le cours entier, {french.in_bytes(sizes[whole])} : {whole}"]
    if job.by_chapter:
        remarks.append(f"{len(sizes) - 1} chapitres, un paquet chacun : {scorm.CHAPTERS}/")
    return remarks


def _learners(folder: Path, job: Job) -> list[str]:
    return _book(folder, job, "apprenant", "livre")


def _facilitators(folder: Path, job: Job) -> list[str]:
    return _book(folder, job, "animateur", "animation")


def _book(folder: Path, job: Job, edition: str, word: str) -> list[str]:
    from . import books

    return [books.export(folder, edition, job, word).name]


def _pdf(folder: Path, job: Job) -> list[str]:
    return _printed(folder / f"{job.stem}.pdf", job, "apprenant")


def _pdf_facilitators(folder: Path, job: Job) -> list[str]:
    return _printed(folder / f"{job.stem}-animation.pdf", job, "animateur")


def _printed(target: Path, job: Job, edition: str) -> list[str]:
    from . import pdf

    done = pdf.export(target, job.books[edition], edition=edition, address=job.address, pack=job.pack, progress=job.progress)
    return [f"{done.pages} pages : {target.name}"]


def _data(folder: Path, job: Job) -> list[str]:
    from . import package

    target = folder / f"{job.stem}-donnees.zip"
    tables, rows = package.export(target)
    return [f"{tables} tables, {rows} lignes : {target.name}"]


def _workbook(folder: Path, job: Job) -> list[str]:
    from . import workbook

    target = folder / f"{job.stem}-donnees.xlsx"
    tables = workbook.export(target)
    return [f"{tables} tables : {target.name}"]


def _bill(folder: Path, job: Job) -> list[str]:
    from . import bom

    shipped, tools = bom.export(folder, job.books["apprenant"])
    return [f"{shipped} composants dans le livre, {tools} paquets pour le construire : {bom.NAME}"]


def _sheet(folder: Path, job: Job) -> list[str]:
    from . import sheet

    sheet.export(folder, job.books["apprenant"], job)
    return [sheet.NAME]


def _notes(folder: Path, job: Job) -> list[str]:
    from . import notes, paper

    try:
        since = notes.write(folder / notes.NAME)
    except (ContentError, MachineError) as error:  # a first version, or a copy without git: nothing to compare
        return [f"sans, car {error.message}"]
    target = folder / "notes-de-version.html"
    target.write_text(paper.from_markdown(folder / notes.NAME), encoding="utf-8", newline="\n")
    return [f"depuis {since}"]


def _hosting(folder: Path, job: Job) -> list[str]:
    from . import paper

    docs = paths.ROOT / "docs"
    target = folder / "hebergement.html"
    target.write_text(paper.from_markdown(docs / "hebergement.md"), encoding="utf-8", newline="\n")
    shutil.copytree(docs / "hebergement", folder / "hebergement")
    return [target.name]


#: In the order of LISEZ-MOI. What tells of the others comes last.
EXPORTERS = (
    Exporter(
        "livre",
        "Livre",
        "le cours à lire, dans une archive qui s’ouvre par un double-clic",
        (
            Piece(
                "{stem}-livre.zip",
                "Le cours",
                "les personnes qui apprennent, et celle qui met le cours en ligne",
                "Décompressez l’archive, puis double-cliquez sur index.html. Ou copiez son contenu sur un serveur web, "
                "un partage ou une clé.",
            ),
        ),
        _learners,
        ("apprenant",),
    ),
    Exporter(
        "animation",
        "Animation",
        "l’édition de la personne qui anime, avec les consignes et les corrigés",
        (
            Piece(
                "{stem}-animation.zip",
                "L’édition d’animation",
                "la personne qui anime",
                "Décompressez l’archive, puis double-cliquez sur index.html. Elle contient les corrigés : ne la donnez "
                "pas aux personnes qui suivent le cours.",
            ),
        ),
        _facilitators,
        ("animateur",),
    ),
    Exporter(
        "pdf",
        "PDF",
        "tout le cours en un seul PDF, avec sommaire et signets",
        (
            Piece(
                "{stem}.pdf",
                "Le cours en un seul PDF",
                "les personnes qui lisent sur papier ou sans navigateur",
                "Ouvrez-le ou imprimez-le. En tête de chaque activité, il dit où la faire à l’écran.",
            ),
        ),
        _pdf,
        ("apprenant",),
        optional=True,
    ),
    Exporter(
        "pdf-animation",
        "PDF d’animation",
        "l’édition de la personne qui anime, en un seul PDF",
        (
            Piece(
                "{stem}-animation.pdf",
                "L’édition d’animation en un seul PDF",
                "la personne qui anime",
                "Imprimez les pages de votre session. Ne le donnez pas aux personnes qui suivent le cours.",
            ),
        ),
        _pdf_facilitators,
        ("animateur",),
        optional=True,
    ),
    Exporter(
        "moodle",
        "Questions",
        "les questions du cours, pour la banque de questions de Moodle (XML et GIFT)",
        (
            Piece(
                "moodle",
                "Banque de questions",
                "la personne qui tient l’espace Moodle",
                "Importez les questions dans la banque de questions. Le fichier LISEZ-MOI.txt du dossier dit comment.",
            ),
        ),
        _moodle,
    ),
    Exporter(
        "scorm",
        "SCORM",
        "le cours pour une plateforme de formation (SCORM 1.2) ; avec --par-chapitre, aussi un paquet par chapitre",
        (
            Piece(
                "scorm",
                "Le cours pour une plateforme de formation",
                "la personne qui tient Moodle, ou une autre plateforme",
                "Déposez l’archive dans une activité SCORM, sans la décompresser. Le fichier REGLAGES-MOODLE.txt du dossier "
                "dit quoi régler.",
            ),
        ),
        _scorm,
        ("apprenant",),
    ),
    Exporter(
        "donnees",
        "Données",
        "les données du cours, avec leurs sources, pour un programme (data package)",
        (
            Piece(
                "{stem}-donnees.zip",
                "Les données, pour un programme",
                "la personne qui réutilise les données",
                "Lisez l’archive avec un outil qui connaît les « data packages », ou ouvrez ses fichiers CSV.",
            ),
        ),
        _data,
    ),
    Exporter(
        "tableur",
        "Tableur",
        "les mêmes données dans un seul classeur (.xlsx)",
        (
            Piece(
                "{stem}-donnees.xlsx",
                "Les données, pour un tableur",
                "toute personne qui veut lire, trier ou reprendre un chiffre",
                "Ouvrez le classeur avec LibreOffice ou Excel. Sa première feuille explique les autres.",
            ),
        ),
        _workbook,
    ),
    Exporter(
        "notes",
        "Notes de version",
        "ce qui a changé depuis la dernière étiquette de git, s’il y en a une",
        (
            Piece(
                "notes-de-version.html",
                "Ce qui a changé depuis la version précédente",
                "la personne qui gère la formation",
                "Lisez-la avant de remplacer la version que vous avez en ligne.",
            ),
            Piece(
                "NOTES-DE-VERSION.md",
                "Les mêmes notes, en Markdown",
                "la personne qui publie",
                "Copiez-les dans la page de la version, sur votre forge.",
            ),
        ),
        _notes,
    ),
    Exporter(
        "hebergement",
        "Hébergement",
        "comment mettre le cours en ligne, l’ouvrir depuis un partage, le mettre à jour",
        (
            Piece(
                "hebergement.html",
                "Mettre le cours en ligne",
                "la personne qui installe",
                "Suivez le cas qui est le vôtre : serveur web, Moodle, partage, clé.",
            ),
            Piece(
                "hebergement",
                "Réglages pour nginx et Apache",
                "la personne qui administre le serveur",
                "Copiez le fichier de votre serveur, comme le dit la page « Mettre le cours en ligne ».",
            ),
        ),
        _hosting,
    ),
    Exporter(
        "composants",
        "Composants",
        "ce qui est dans le livre et ce qui l’a construit (CycloneDX)",
        (
            Piece(
                "composants.cdx.json",
                "La liste des composants (CycloneDX)",
                "la DSI",
                "Déposez le fichier dans l’outil qui suit les composants et leurs failles.",
            ),
        ),
        _bill,
        ("apprenant",),
    ),
    Exporter(
        "fiche",
        "Fiche DSI",
        "une page à faire approuver par la DSI et la protection des données",
        (
            Piece(
                "fiche-dsi.html",
                "La fiche DSI, en une page",
                "la DSI et la personne déléguée à la protection des données",
                "Envoyez-la avec votre demande de mise en ligne. Elle s’imprime sur une feuille.",
            ),
        ),
        _sheet,
        ("apprenant",),
    ),
)
BY_NAME = {exporter.name: exporter for exporter in EXPORTERS}


def dist() -> Path:
    """The folder of what is made to be handed out."""
    return paths.ROOT / DIST
