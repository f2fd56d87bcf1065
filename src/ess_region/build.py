"""Building the book: nothing to do when nothing changed, and nothing lost when it fails.

Sphinx works in `_build/.travail/…`, one folder per edition, region and pack. A complete and clean
result is copied aside, then swapped in with two renames; until then the previous book stays.
"""

import hashlib
import json
import platform
import re
import shutil
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import __version__, apart, paths, policy, toc
from .errors import ContentError, MachineError
from .imports import without_slow_grammars
from .lock import Busy, Lock

EDITIONS = ("apprenant", "animateur")
OUTPUTS = {"apprenant": "html", "animateur": "animateur"}
# Everything the book is made of, from the root.
INPUTS = ("book", "data", "exercises", "src", "_config.yml", "_toc.yml", "_toc-animateur.yml", "requirements.txt")
# Chapters that authors copy: in book/, not in the book.
TEMPLATES = {"modele"}
# Where facts, acronyms and changes lead; a small book may do without.
APPENDICES = {"book/chiffres-et-sources.html", "book/glossaire.html", "book/depuis-2015.html"}
IGNORED = {"__pycache__", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db"}

Progress = Callable[[str, float | None], None]


@dataclass
class BuildResult:
    """What a build did.

    `ok`: the book in `output` is the one of the present sources. `changed`: it was built just now.
    `errors`: French messages, empty when ok. `remarks`: what the pack has and the course does not use, pages too heavy.
    `pages_read`: docnames that were read again. `seconds`: duration.
    """

    ok: bool
    changed: bool
    output: Path
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    pages_read: list[str] = field(default_factory=list)
    seconds: float = 0.0


def build(
    edition: str = "apprenant",
    region: str | None = None,
    pack: Path | str | None = None,
    cold: bool = False,
    progress: Progress | None = None,
    output: Path | None = None,
) -> BuildResult:
    """Bring a book up to date with its sources.

    `edition`: apprenant → `_build/html`, animateur → `_build/animateur`; with a pack, beside them, in
    `_build/html-PACK`. `region`: code chosen in advance, else that of the pack. `pack`: folder or ZIP archive
    of a Region's pack. `cold`: forget every earlier result first.
    `progress(step, share)` is told the step in French and, when known, the share done (0 to 1).
    `output`: another folder than the edition's own, of a name that no other book has.

    Faults of the content are in the result; raises MachineError when the machine is at fault
    (disk, rights, another build under way), ValueError for an unknown edition.
    """
    outputs = {edition: output} if output else None
    return build_editions((edition,), region, pack, cold, progress, outputs)[edition]


def build_editions(
    editions: Iterable[str] = EDITIONS,
    region: str | None = None,
    pack: Path | str | None = None,
    cold: bool = False,
    progress: Progress | None = None,
    outputs: Mapping[str, Path] | None = None,
) -> dict[str, BuildResult]:
    """Bring several editions up to date together: edition → result. The rest as for `build`.

    Cells are executed once for all, then each edition is written by a process of its own. Each is put
    in place when it is right, whatever becomes of the others. `outputs`: edition → folder, when it is not its own.
    """
    editions = tuple(dict.fromkeys(editions))
    if unknown := set(editions) - set(EDITIONS):
        raise ValueError(", ".join(sorted(unknown)))
    started = time.monotonic()
    content, faults, remarks = _read_pack(pack)
    books = [
        Book(
            (outputs or {}).get(edition) or paths.BUILD / output_name(edition, pack),
            {"edition": edition, "region": region or content.get("region", ""), "pack": content},
        )
        for edition in editions
    ]
    if faults:
        return {book.edition: BuildResult(False, False, book.output, faults, remarks) for book in books}
    try:
        work_root = paths.BUILD / ".travail"
        work_root.mkdir(parents=True, exist_ok=True)
        with Lock(work_root / "verrou"):
            for book in books:
                recover(book.output)
            results = _build(books, cold, progress or (lambda *_: None))
    except Busy:
        raise MachineError(
            "une autre construction du livre est en cours",
            "Attendez qu’elle se termine, puis relancez.",
        ) from None
    except OSError as error:
        raise MachineError(
            f"le livre ne peut pas être écrit ({error.strerror or error})",
            f"Vérifiez la place sur le disque et vos droits sur {paths.relative(paths.BUILD)}. "
            "Le livre précédent est resté en place.",
        ) from error
    for result in results.values():
        result.seconds, result.remarks = time.monotonic() - started, remarks + result.remarks
    return results


@dataclass(frozen=True)
class Book:
    """A book to make: where it goes, and what it is of (`edition`, `region` (code or empty), `pack` (or empty))."""

    output: Path
    options: dict

    @property
    def edition(self) -> str:
        return self.options["edition"]

    @property
    def work(self) -> Path:
        """Sphinx's folder. An edited pack keeps its own."""
        name = self.output.name if self.options["pack"] else self.edition
        region = self.options["region"]
        return paths.BUILD / ".travail" / (f"{name}-{region}" if region else name)

    @property
    def current(self) -> Path:
        """Where it is kept what the book in place was made of."""
        return paths.BUILD / ".travail" / f"{self.output.name}.json"


def _build(books: list[Book], cold: bool, progress: Progress) -> dict[str, BuildResult]:
    inputs = _digest(_files(INPUTS))
    fingerprints = {book.edition: _fingerprint(book.options, inputs) for book in books}
    results = {book.edition: BuildResult(True, False, book.output) for book in books}
    todo = [
        book
        for book in books
        if cold or not book.output.is_dir() or _read_json(book.current).get("empreinte") != fingerprints[book.edition]
    ]
    if not todo:
        return results

    if cold:
        progress("Remise à zéro", None)
        shutil.rmtree(paths.BUILD / ".execution", ignore_errors=True)
        for book in todo:
            shutil.rmtree(book.work, ignore_errors=True)
    if errors := _check_contents() + _check_data(progress) or _execute(todo, progress):
        faults = [str(error) for error in errors]
        return results | {book.edition: BuildResult(False, False, book.output, faults) for book in todo}
    first, *others = todo
    with apart.making(others) as waiting:
        made = {first.edition: make(first, progress)}
        for book, wait in zip(others, waiting):
            progress("Fin de l’autre édition", None)
            made[book.edition] = wait()
    for book in todo:
        if made[book.edition].ok:
            progress("Mise en place", None)
            book.current.unlink(missing_ok=True)
            swap_in(book.work / "html", book.output)
            book.current.write_text(json.dumps({"empreinte": fingerprints[book.edition]}) + "\n", encoding="utf-8")
    return results | made


def _execute(books: list[Book], progress: Progress) -> list[ContentError]:
    """Execute the cells of several books, so that no two processes execute a page. For one, Sphinx has it done."""
    if len(books) == 1:
        return []
    from .sphinx import notebooks
    from .sphinx.pack import use

    options = books[0].options
    use(options["pack"], books[0].work)
    notebooks.set_region(options["region"])
    pages = [entry.document for book in books for entry in toc.entries(edition=book.edition)]
    return notebooks.execute_pages(pages, lambda step: progress(step, None))


def make(book: Book, progress: Progress) -> BuildResult:
    """Write a book in its working folder and check it; nothing is put in place. Raises OSError."""
    book.work.mkdir(parents=True, exist_ok=True)
    html = book.work / "html"
    messages, pages_read, environment = _run_sphinx(book.work, book.options, progress)
    remarks: list[str] = []
    if not messages:
        from .checks import leaks, links, weight

        progress("Vérification du livre", None)
        _prune(html, environment)
        _write_index(html, environment.config.root_doc)
        listed = {f"{name}.html" for name in environment.all_docs}
        strange, heavy = weight.look(html, pack=bool(book.options["pack"]))
        remarks = [str(remark) for remark in heavy]
        refused = links.check(html, absent=APPENDICES - listed) + strange
        if book.edition != "animateur":
            refused += leaks.check(html, pack=book.options["pack"])
        messages = [str(error) for error in refused]
    if messages:
        # Without its memory, the next run reads every page again and cannot wrongly be content.
        (book.work / "doctrees" / "environment.pickle").unlink(missing_ok=True)
    return BuildResult(not messages, not messages, book.output, messages, remarks, pages_read)


def output_name(edition: str, pack: Path | str | None = None) -> str:
    """Name of the folder of a book: `html`, or `html-mon-pack` with a pack."""
    if pack is None:
        return OUTPUTS[edition]
    from .pack import slug

    return f"{OUTPUTS[edition]}-{slug(pack)}"


def _read_pack(place) -> tuple[dict, list[str], list[str]]:
    """The pack (empty without one), its faults, and what is to be said of it."""
    if place is None:
        return {}, [], []
    from .pack import read

    reading = read(place)
    return reading.pack or {}, [str(one) for one in reading.errors], [str(one) for one in reading.warnings]


# -- what it depends on ----------------------------------------------------------------------


def _files(names: Iterable[str]) -> list[Path]:
    found = []
    for name in names:
        top = paths.ROOT / name
        if top.is_file():
            found.append(top)
        elif top.is_dir():
            for file in top.rglob("*"):
                if file.is_file() and not IGNORED & set(file.parts):
                    found.append(file)
    return sorted(found)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(paths.relative(file).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _fingerprint(options: dict, inputs: str) -> str:
    """Digest of everything the book depends on; `inputs`: that of its files."""
    known = json.dumps([options, __version__, platform.python_version()], sort_keys=True)
    return hashlib.sha256((known + inputs).encode()).hexdigest()


def _read_json(file: Path) -> dict:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


# -- checks before Sphinx --------------------------------------------------------------------


def _check_contents() -> list[ContentError]:
    """Pages of book/ that _toc.yml forgets, and entries of _toc.yml without a page."""
    import yaml
    from sphinx.util.matching import Matcher

    from .toc import entries

    toc = paths.ROOT / "_toc.yml"
    try:
        listed = entries(paths.ROOT, "animateur")
    except FileNotFoundError:
        return [ContentError("le sommaire est introuvable", file=toc, hint="Récupérez _toc.yml.")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [
            ContentError(
                "le sommaire est mal formé",
                file=toc,
                line=mark.line + 1 if mark else None,
                hint="Vérifiez les retraits et les deux-points de cette ligne.",
            )
        ]
    config_file = paths.ROOT / "_config.yml"
    if not config_file.is_file():
        return [ContentError("la configuration est introuvable", file=config_file)]
    errors = []
    names = set()
    for entry in listed:
        names.add(entry.document)
        if not any((paths.ROOT / f"{entry.document}{s}").is_file() for s in (".md", ".ipynb")):
            errors.append(
                ContentError(
                    f"la page « {entry.path} » n’existe pas",
                    file=paths.ROOT / entry.file,
                    line=entry.line,
                    hint="Créez la page, ou retirez cette ligne.",
                )
            )
    config = yaml.safe_load(config_file.read_text(encoding="utf-8")) or {}
    excluded = Matcher(config.get("exclude_patterns") or [])
    for page in sorted(paths.BOOK.rglob("*.md")):
        name = paths.relative(page)
        if IGNORED & set(page.parts) or page.stem in TEMPLATES or excluded(name) or name.removesuffix(".md") in names:
            continue
        errors.append(
            ContentError(
                "cette page manque dans _toc.yml",
                file=page,
                hint=f"Ajoutez « - file: {name.removesuffix('.md')} » à sa place dans _toc.yml.",
            )
        )
    return errors


def _check_data(progress: Progress) -> list[ContentError]:
    """The data package, checked again only when data/ has changed since it was last found right."""
    state = paths.BUILD / ".travail" / "donnees.json"
    digest = _digest(_files(["data", "src/ess_region/checks/data.py"]))
    if _read_json(state).get("empreinte") == digest:
        return []
    progress("Vérification des données", None)
    from . import data
    from .checks.data import check

    data.clear_cache()
    errors = check()
    if not errors:
        state.write_text(json.dumps({"empreinte": digest}) + "\n", encoding="utf-8")
    return errors


# -- Sphinx ----------------------------------------------------------------------------------


class _Warnings:
    """A stream that keeps each warning of Sphinx as one text."""

    def __init__(self):
        self.records: list[str] = []

    def write(self, text: str) -> None:
        if text.strip():
            self.records.append(text.strip())

    def flush(self) -> None:
        pass


STEPS = {
    "reading sources": "Lecture des pages",
    "writing output": "Écriture des pages",
    "copying images": "Copie des images",
    "copying static files": "Copie des fichiers communs",
    "checking consistency": "Vérification des renvois",
}


class _Status:
    """A stream that turns Sphinx's running commentary into progress steps."""

    def __init__(self, progress: Progress):
        self.progress = progress

    def write(self, text: str) -> None:
        text = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
        counted = re.match(r"(.+?)\.\.\. +\[ *(\d+)%\]", text)
        if counted:
            step = STEPS.get(counted[1])
            if step:
                self.progress(step, int(counted[2]) / 100)
        elif text.startswith("Exécution"):
            self.progress(text.rstrip("…"), None)
        else:
            for english, step in STEPS.items():
                # Sphinx also « writes output » for its (empty) message catalogues, uncounted.
                if text.startswith(english) and english != "writing output":
                    self.progress(step, None)

    def flush(self) -> None:
        pass


def _run_sphinx(work: Path, options: dict, progress: Progress):
    """Run Sphinx as `jupyter-book build` does. Returns (French messages, pages read, environment)."""
    progress("Préparation", None)
    import contextlib
    import io

    with without_slow_grammars():
        from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    nocolor()
    warnings = _Warnings()
    pages_read: list[str] = []
    remarks = io.StringIO()
    try:
        with contextlib.redirect_stdout(remarks):
            config, _ = get_final_config(
                user_yaml=paths.ROOT / "_config.yml",
                sourcedir=paths.ROOT,
                cli_config={
                    "external_toc_path": toc.sphinx_file(options["edition"], work).as_posix(),
                    "latex_individualpages": False,
                    "ess_edition": options["edition"],
                    "ess_region_defaut": options["region"],
                    "ess_pack": options["pack"],
                },
            )
        # Jupyter Book configures this extension even when it is left out.
        if "sphinx_comments" not in config["extensions"]:
            config.pop("comments_config", None)
        if remarks.getvalue().strip():
            warnings.records.append(f"_config.yml: WARNING: {remarks.getvalue().strip()}")
        with patch_docutils(None), docutils_namespace():
            app = Sphinx(
                srcdir=paths.ROOT,
                confdir=None,
                outdir=work / "html",
                doctreedir=work / "doctrees",
                buildername="html",
                confoverrides=config,
                status=_Status(progress),
                warning=warnings,
            )
            app.connect("source-read", lambda _app, docname, _source: pages_read.append(docname))
            app.build()
    except ContentError as error:
        return [*_translate_all(warnings.records), str(error)], pages_read, None
    except SphinxError as error:
        return [*_translate_all(warnings.records), *_course_errors(error)], pages_read, None
    except OSError:
        raise
    except Exception as error:
        log = work / "erreur.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        message = ContentError(
            f"la construction s’est arrêtée sur une erreur imprévue ({type(error).__name__} : {error})",
            hint=f"Le détail est dans {paths.relative(log)} ; joignez-le si vous demandez de l’aide.",
        )
        return [*_translate_all(warnings.records), str(message)], pages_read, None
    return _translate_all(warnings.records), pages_read, app.env


def _course_errors(error: Exception) -> list[str]:
    from .sphinx import CourseError

    if isinstance(error, CourseError):
        return error.messages
    # An error of a cell or page of ours that Sphinx wrapped keeps its own words.
    inner = getattr(error, "orig_exc", None) or error.__cause__
    return [str(inner) if isinstance(inner, ContentError) else translate(str(error).strip())]


# What Sphinx and MyST say, and what an author needs to read. `{0}`… are the groups.
TRANSLATIONS = (
    (r"document isn't included in any toctree", "cette page manque dans _toc.yml", "Ajoutez-la à sa place."),
    (r"Unknown interpreted text role [\"'](.+?)[\"']", "le rôle « {0} » est inconnu", "Vérifiez son nom : fait, article, sigle…"),
    (r"Unknown directive type:? [\"'](.+?)[\"']", "le bloc « {0} » est inconnu", "Vérifiez son nom : objectifs, a-vous, depuis…"),
    (r"cross-reference target not found: [\"'](.+?)[\"']", "le renvoi « {0} » ne mène nulle part", "Vérifiez le nom de la page ou du titre visé."),
    (r"(?:undefined label|unknown document|reference target not found): [\"']?(.+?)[\"']?(?: |$)", "le renvoi « {0} » ne mène nulle part", "Vérifiez le nom de la page ou du titre visé."),
    (r"local id not found(?: in doc '.+?')?: [\"'](.+?)[\"']", "le renvoi « {0} » ne mène à aucun titre de la page visée", "Vérifiez le nom du titre visé."),
    (r"image file not readable: (\S+)", "l’image « {0} » est introuvable", "Vérifiez son nom et son dossier."),
    (r"download file not readable: (\S+)", "le fichier à télécharger « {0} » est introuvable", "Vérifiez son nom et son dossier."),
    (r"toctree contains reference to (?:nonexisting|excluded) document [\"']?(.+?)[\"']?(?: |$)", "le sommaire cite la page « {0} », qui n’existe pas", "Créez la page, ou retirez-la de _toc.yml."),
    (r"duplicate label (.+?), other instance in (.+)", "l’étiquette « {0} » est donnée deux fois (aussi dans {1})", "Changez-en une."),
    (r"Non-consecutive header level increase; (.+)", "un niveau de titre est sauté ({0})", "Descendez d’un seul niveau à la fois."),
    (r"Document headings start at (\S+?),", "le premier titre de la page est de niveau {0}", "Commencez par un titre « # »."),
    (r"Pygments lexer name '(.+?)' is not known", "le langage « {0} » d’un bloc de code est inconnu", "Écrivez python ou text."),
    (r"No source code lexer found for notebook cell", "la page a des cellules, mais pas l’en-tête qui dit leur langage", "Copiez en tête de page les lignes entre « --- » d’un autre chapitre."),
    (r"Document or section may not begin with a transition", "la page commence par une ligne de tirets", "Commencez par l’en-tête (deux lignes « --- ») ou par un titre « # »."),
    (r"Explicit markup ends without|Unexpected indentation|Inline .* start-string without", "le texte est mal formé", "Vérifiez les accents graves et les retraits de cette ligne."),
    (r"Duplicate (?:explicit|implicit) target name: [\"'](.+?)[\"']", "le nom « {0} » est donné à deux endroits de la page", "Changez-en un."),
)  # fmt: skip


def translate(record: str) -> str:
    """One warning of Sphinx as one French message: file, line, what, what to do."""
    parsed = re.match(
        r"(?:(?P<file>[^\n]*?)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)",
        record,
        re.S,
    )
    if parsed is None:
        file, line, text = None, None, record
    else:
        file, line, text = parsed["file"], parsed["line"], parsed["text"]
    if file and file.endswith(":<autosummary>"):
        file = file.removesuffix(":<autosummary>")
    if file and not Path(file).suffix and (paths.ROOT / f"{file}.md").is_file():
        file = f"{file}.md"
    hint = None
    for pattern, french, advice in TRANSLATIONS:
        found = re.search(pattern, text)
        if found:
            text = french.format(*(_readable(group) for group in found.groups()))
            hint = advice
            break
    else:
        text = re.sub(r" \[[a-z_.]+\]$", "", text.strip())
    return str(ContentError(text, file=file or None, line=int(line) if line else None, hint=hint))


def _readable(text: str) -> str:
    """A part of a warning; a path of ours is said from the root."""
    return paths.relative(text) if Path(text).is_absolute() else text


def _translate_all(records: list[str]) -> list[str]:
    return list(dict.fromkeys(translate(record) for record in records))


def _prune(html: Path, environment) -> None:
    """Remove what pages since deleted or renamed have left in the working folder."""
    known = {f"{name}.html" for name in environment.all_docs}
    for page in (html / "book").rglob("*.html"):
        if page.relative_to(html).as_posix() not in known:
            page.unlink()
    images = {name for _, name in environment.images.values()}
    for image in (html / "_images").glob("*"):
        if image.name not in images:
            image.unlink()
    (html / "searchindex.js").unlink(missing_ok=True)  # Sphinx's own, of a former build


INDEX = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
{policy}
<meta http-equiv="refresh" content="0; url={target}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>L’ESS en Région</title>
</head>
<body>
<p><a href="{target}">Ouvrir le cours « L’ESS en Région »</a></p>
</body>
</html>
"""


def _write_index(html: Path, root_doc: str) -> None:
    """The page that a double-click or an address without a page name opens."""
    (html / "index.html").write_text(INDEX.format(policy=policy.meta(), target=f"{root_doc}.html"), encoding="utf-8", newline="\n")


# -- swapping in -----------------------------------------------------------------------------


def _aside(output: Path, word: str) -> Path:
    return output.with_name(f".{word}-{output.name}")


def recover(output: Path) -> None:
    """Put the previous folder back when a swap was cut between its two renames."""
    old = _aside(output, "ancien")
    if old.is_dir() and not output.exists():
        old.rename(output)


def swap_in(source: Path, output: Path) -> None:
    """Replace the folder `output` by a copy of `source`, all at once.

    The copy is complete before anything is touched; if the new folder cannot take its place (a file
    held open on Windows), the previous one is put back. Raises OSError.
    """
    new, old = _aside(output, "nouveau"), _aside(output, "ancien")
    output.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(new, ignore_errors=True)
    try:
        # Sphinx's notes to itself stay in the working folder: it reads them at the next build.
        shutil.copytree(source, new, ignore=shutil.ignore_patterns(".buildinfo"))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if output.exists():
        shutil.rmtree(old, ignore_errors=True)
        _rename(output, old)
    try:
        _rename(new, output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _rename(source: Path, target: Path) -> None:
    """Rename, patiently: on Windows an antivirus or an indexer may hold a file for an instant."""
    for delay in (0.1, 0.3, 1.0, None):
        try:
            source.rename(target)
            return
        except PermissionError:
            if delay is None:
                raise
            time.sleep(delay)
