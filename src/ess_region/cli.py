"""The course's commands. Heavy imports stay inside the commands: the help must come at once.

Exit codes: 0 done, 1 content or test at fault, 2 wrong usage, 3 something missing on the machine,
130 interrupted (as shells do).
"""

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from . import __version__
from .errors import EXIT_CONTENT, EXIT_OK, EXIT_USAGE, ContentError, MachineError

PROGRAM = "python3 cours.py"
DEFAULT_COMMAND = "serve"
EXIT_INTERRUPTED = 130
QUIET = 10  # seconds without a word of a long task, when there is no bar to show
SHOWN_ERRORS = 20  # beyond, one cause repeats: the first ones say enough

# -- Typer in French -------------------------------------------------------------------------

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
rich_utils.OPTIONS_PANEL_TITLE = "Options"
rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.ERRORS_PANEL_TITLE = "Erreur"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
rich_utils.ABORTED_TEXT = "Interrompu."


FLAG = " "  # what the help shows, instead of the type, for an option without a value


class _French:
    """The parts of a command's help that Typer words itself."""

    def get_usage(self, ctx) -> str:
        return super().get_usage(ctx).replace("Usage: ", "Utilisation : ", 1)

    def collect_usage_pieces(self, ctx) -> list[str]:
        words = {"COMMAND": "COMMANDE", "[ARGS]...": "[…]"}
        pieces = [" ".join(piece.split()) for piece in super().collect_usage_pieces(ctx)]
        return [words.get(p, p.replace("COMMAND [ARGS]...", "COMMANDE […]")) for p in pieces]

    def get_help_option(self, ctx):
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Affiche cette aide."
            option.metavar = FLAG
        return option


class Command(_French, TyperCommand):
    pass


class Group(_French, TyperGroup):
    def list_commands(self, ctx) -> list[str]:
        return list(self.commands)  # in the order of use, not of the alphabet


app = typer.Typer(
    cls=Group,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="L’ESS en Région : construire, servir et vérifier le cours. Sans commande : serve.",
)


def _usage_message(error: Any) -> str:
    """A usage error of Typer, in French."""
    kind = type(error).__name__
    name = getattr(error, "option_name", None)
    if kind == "NoSuchOption":
        near = sorted(error.possibilities or ())
        hint = f"\n  → Vouliez-vous dire {' ou '.join(near)} ?" if near else ""
        return f"l’option « {name} » n’existe pas.{hint}"
    if kind == "BadOptionUsage":
        if "does not take a value" in error.message:
            return f"l’option « {name} » ne prend pas de valeur."
        return f"l’option « {name} » demande une valeur."
    message = getattr(error, "message", str(error))
    if message.startswith("No such command"):
        known = ", ".join(error.ctx.command.list_commands(error.ctx))
        asked = message.split("'")[1] if "'" in message else ""
        return f"la commande « {asked} » n’existe pas.\n  → Commandes : {known}."
    if message.startswith("Missing command"):
        return "il manque la commande."
    if message.startswith("Got unexpected extra argument"):
        return f"argument en trop : {message.rpartition('(')[2].rstrip(')')}."
    if kind == "BadParameter" and getattr(error, "param", None) is not None:
        return f"la valeur de {error.param.opts[0]} ne convient pas. {_french_value(message)}"
    return message


def _french_value(message: str) -> str:
    return "Un nombre entier est attendu." if "integer" in message else message


def main(arguments: list[str] | None = None) -> int:
    """Run a command line (by default the process's); returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments.insert(0, DEFAULT_COMMAND)
    usage_error = typer.BadParameter.__mro__[1]
    try:
        code = app(arguments, prog_name=PROGRAM, standalone_mode=False)
        if code == EXIT_INTERRUPTED:  # Typer has already caught the interruption
            raise KeyboardInterrupt
        return code if isinstance(code, int) else EXIT_OK
    except usage_error as error:
        _say_error(_usage_message(error))
        context = getattr(error, "ctx", None)
        _stderr().print(f"Aide : {context.command_path if context else PROGRAM} --help", highlight=False)
        return EXIT_USAGE
    except (ContentError, MachineError) as error:
        _say_error(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _stderr().print("Interrompu.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return EXIT_CONTENT


# -- output ----------------------------------------------------------------------------------


def _stderr() -> Console:
    return Console(stderr=True, soft_wrap=True)


def _say_error(text: str) -> None:
    # markup off: messages quote the authors' own brackets
    _stderr().print(f"Erreur : {text}", markup=False, highlight=False)


def _say_remark(text: str) -> None:
    _stderr().print(f"À noter : {text}", markup=False, highlight=False)


def _say(text: str) -> None:
    Console(soft_wrap=True).print(text, markup=False, highlight=False)


def _count(items, noun: str) -> str:
    """« 1 erreur », « 3 erreurs »."""
    return f"{len(items)} {noun}{'s' if len(items) > 1 else ''}"


@contextmanager
def _progress(label: str):
    """A bar on the terminal while a long task runs; gives the function `(step, share)` to tell it.

    Elsewhere (a file, a continuous integration), a line now and then: a long silence looks like a failure.
    """
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    console = _stderr()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        last = time.monotonic()

        def show(step: str, share: float | None) -> None:
            nonlocal last
            bar.update(task, description=step, completed=share or 0, total=None if share is None else 1)
            if bar.disable and time.monotonic() - last >= QUIET:
                last = time.monotonic()
                done = "" if share is None else f" {share:.0%}".replace("%", "\u00a0%")
                console.print(f"  {step}{done}", highlight=False)

        yield show


def _say_not_built(errors: list[str], kept: str) -> None:
    """The first faults that stopped a build, how many there are, and what stayed as it was."""
    for message in errors[:SHOWN_ERRORS]:
        _say_error(message)
    if len(errors) > SHOWN_ERRORS:
        _stderr().print(f"… et {len(errors) - SHOWN_ERRORS} de plus.", highlight=False)
    _stderr().print(f"{_count(errors, 'erreur')} : le livre n’a pas été construit. {kept}".rstrip(), highlight=False)


def _build(edition: str, region: str | None, pack: Path | None, cold: bool) -> list:
    """Build an edition (or all) with a progress bar and a report. Returns the BuildResults."""
    from .build import EDITIONS, build_editions

    editions = EDITIONS if edition == ALL else (edition,)
    with _progress("Construction du livre") as show:
        results = build_editions(editions, region=region, pack=pack, cold=cold, progress=show)
    for result in results.values():
        _report(result, several=len(results) > 1)
    return list(results.values())


def _report(result, several: bool) -> None:
    from .paths import relative

    for remark in result.remarks:
        _say_remark(remark)
    seconds = f"{result.seconds:.1f}".replace(".", ",")
    place = relative(result.output)
    if not result.ok:
        kept = "Le livre précédent est resté en place." if result.output.is_dir() else ""
        _say_not_built(result.errors, f"({place}) {kept}" if several else kept)
    elif result.changed:
        read = _count(result.pages_read, "page")
        _say(f"Livre construit en {seconds} s ({read} à relire) : {place}/index.html")
    else:
        _say(f"Rien n’a changé : {place}/index.html est à jour.")


ALL = "toutes"


def _edition(value: str | None) -> str | None:
    from .build import EDITIONS

    return _one_of(EDITIONS, value)


def _editions(value: str) -> str:
    from .build import EDITIONS

    return _one_of((*EDITIONS, ALL), value)


def _one_of(known: tuple[str, ...], value: str | None) -> str | None:
    if value is not None and value not in known:
        raise typer.BadParameter(f"Éditions possibles : {', '.join(known)}.")
    return value


def _region(value: str | None) -> str | None:
    from . import data

    if value is not None and not data.has("regions", value):
        codes = ", ".join(f"{row['code']} ({row['nom']})" for row in data.table("regions"))
        raise typer.BadParameter(f"Codes possibles : {codes}.")
    return value


def _address(value: str | None) -> str | None:
    from urllib.parse import urlsplit

    if value is not None:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise typer.BadParameter("Une adresse comme https://exemple.fr/cours est attendue.")
    return value


def _port(value: int | None) -> int | None:
    if value is not None and not 0 < value < 65536:
        raise typer.BadParameter("la valeur de --port ne convient pas. Un nombre de 1 à 65535 est attendu.")
    return value


Edition = Annotated[
    str,
    typer.Option("--edition", metavar="NOM", help="apprenant ou animateur.", callback=_edition),
]
Editions = Annotated[
    str,
    typer.Option("--edition", metavar="NOM", help="apprenant, animateur ou toutes.", callback=_editions),
]
Region = Annotated[
    str | None,
    typer.Option("--region", metavar="CODE", help="Choisit d’avance une région.", callback=_region),
]
Pack = Annotated[
    Path | None,
    typer.Option("--pack", metavar="DOSSIER|ZIP", help="Ajoute le pack d’une Région (docs/pack.md)."),
]


# -- commands --------------------------------------------------------------------------------


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", metavar=FLAG, help="Affiche la version.")] = False,
) -> None:
    if version:
        _say(f"L’ESS en Région {__version__}")
        raise typer.Exit(EXIT_OK)


@app.command(cls=Command)
def serve(
    no_open: Annotated[bool, typer.Option("--no-open", metavar=FLAG, help="N’ouvre pas le navigateur.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", metavar=FLAG, help="Reconstruit et recharge la page à chaque enregistrement.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="Port à employer (sinon le premier libre dès 8000)."),
    ] = None,
    edition: Edition = "apprenant",
    region: Region = None,
    pack: Pack = None,
) -> int:
    """Construit le livre si besoin, le sert sur cette machine et l’ouvre."""
    from . import serve as server

    if _port(port) is not None:
        server.free_port(port)  # say at once that it is taken, not after the build
    [result] = _build(edition, region, pack, cold=False)
    if not result.ok and not (watch and result.output.is_dir()):
        return EXIT_CONTENT
    if watch:
        options = ["--edition", edition]
        options += ["--region", region] if region else []
        options += ["--pack", str(pack)] if pack else []
        server.watch(result.output, options, port, not no_open, pack)
    else:
        server.serve(result.output, port, not no_open)
    return EXIT_OK


@app.command(cls=Command)
def build(
    edition: Editions = "apprenant",
    region: Region = None,
    pack: Pack = None,
    propre: Annotated[bool, typer.Option("--propre", metavar=FLAG, help="Repart de zéro.")] = False,
) -> int:
    """Construit le livre dans _build/html (ou _build/animateur)."""
    return EXIT_OK if all(result.ok for result in _build(edition, region, pack, propre)) else EXIT_CONTENT


@app.command(
    cls=Command,
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": ["--aide"],  # --help belongs to pytest
    },
)
def test(ctx: typer.Context) -> int:
    """Lance tous les tests ; la suite de la ligne est transmise à pytest."""
    from .testing import run

    return run(ctx.args)


@app.command(cls=Command)
def check(
    bilan: Annotated[
        bool, typer.Option("--bilan", metavar=FLAG, help="Montre tout le bilan des banques de questions.")
    ] = False,
) -> int:
    """Vérifie données, chiffres, quiz, textes et liens, en quelques secondes."""
    from .checks.run import run

    with _stderr().status("Vérification du cours…") as status:
        results = run(on_start=lambda label: status.update(f"{label}…"))
    messages = dict.fromkeys(str(error) for result in results for error in result.errors)
    for message in messages:
        _say_error(message)
    for result in results:
        verdict = result.note or ("en ordre" if not result.errors else _count(result.errors, "erreur"))
        _say(f"{result.label} : {verdict}")
        if result.report:
            _show_banks(result.report, bilan)
    return EXIT_CONTENT if messages else EXIT_OK


def _show_banks(report, everything: bool) -> None:
    """The banks in a table; what to look at, in full or counted."""
    from .checks import banks

    Console().print(banks.table(report))
    _say(f"Types : {banks.types_line(report)}.")
    _say(banks.LEGEND)
    if everything:
        _say("\n" + banks.details(report))
    elif report.all_warnings:
        for warning in report.warnings:
            _say(f"À voir : {warning.message}.")
        count = len(report.all_warnings)
        _say(f"{count} point{'s' if count > 1 else ''} à voir : {PROGRAM} check --bilan")


@app.command(cls=Command)
def export(
    quoi: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUOI]", help="Ce qu’il faut faire ; sans rien : tout.", show_default=False),
    ] = None,
    liste: Annotated[bool, typer.Option("--liste", metavar=FLAG, help="Dit ce qui s’exporte, et s’arrête.")] = False,
    region: Region = None,
    pack: Pack = None,
    par_chapitre: Annotated[
        bool, typer.Option("--par-chapitre", metavar=FLAG, help="SCORM : aussi un paquet par chapitre.")
    ] = False,
    adresse: Annotated[
        str | None,
        typer.Option("--adresse", metavar="URL", help="Où le livre sera en ligne (https://…).", callback=_address),
    ] = None,
) -> int:
    """Prépare dans dist/ tout ce qui se distribue."""
    from .export.registry import BY_NAME, EXPORTERS

    if liste:
        _say("Ce qui s’exporte :")
        for exporter in EXPORTERS:
            _say(f"  {PROGRAM} export {exporter.name}\n    {exporter.words}")
        return EXIT_OK
    for name in quoi or ():
        if name not in BY_NAME:
            raise typer.BadParameter(f"« {name} » ne s’exporte pas. Exports possibles : {', '.join(BY_NAME)}.")
    return _export(quoi or (), region=region, pack=pack, by_chapter=par_chapitre, address=adresse)


def _export(names, **options) -> int:
    from .export import dist
    from .export.registry import BY_NAME
    from .export.summary import HTML
    from .paths import relative

    try:
        with _progress("Export") as show:
            done = dist.run(names, **options, progress=show)
    except dist.NotBuilt as error:
        _say_not_built(error.result.errors, "Ce qui était dans dist/ n’a pas changé.")
        return EXIT_CONTENT
    for name, remarks in done.remarks.items():
        _say(f"{BY_NAME[name].title} : {remarks[0] if remarks else 'fait'}")
        for remark in remarks[1:]:
            _say(f"  {remark}")
    _say(f"Commencez par {relative(done.folder)}/{HTML}")
    return EXIT_OK


@app.command(cls=Command)
def lab(
    no_browser: Annotated[
        bool, typer.Option("--no-browser", "--no-open", metavar=FLAG, help="N’ouvre pas le navigateur.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", help="Port à employer (sinon le premier libre dès 8000).")
    ] = None,
    sources: Annotated[
        bool,
        typer.Option("--sources", metavar=FLAG, help="Ouvre les pages elles-mêmes, pour les écrire, au lieu de copies."),
    ] = False,
) -> int:
    """Ouvre le cours dans JupyterLab, une page par carnet."""
    from .lab import server

    server.run(_port(port), not no_browser, sources, say=_say)
    return EXIT_OK


pack_app = typer.Typer(
    cls=Group,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Le pack d’une Région : en préparer un, le vérifier, l’archiver.",
)
app.add_typer(pack_app, name="pack")


@pack_app.command("nouveau", cls=Command)
def pack_new(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Dossier à créer.")],
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help="Code ou nom de la région.")] = None,
    nom: Annotated[str | None, typer.Option("--nom", metavar="NOM", help="Nom à montrer dans le cours.")] = None,
) -> int:
    """Prépare un pack à remplir, avec une notice."""
    from . import data
    from .pack import create

    asks = sys.stdin.isatty()
    if region is None:
        if not asks:
            raise typer.BadParameter("il manque --region. Par exemple : --region 53.")
        region = typer.prompt("Code ou nom de la région")
    code = create.region_code(region)
    if nom is None:
        usual = f"Région {data.row('regions', code)['nom']}"
        nom = typer.prompt("Nom à montrer", default=usual) if asks else usual
    try:
        written = create.create(dossier, code, nom)
    except OSError as error:
        raise MachineError(f"le pack ne peut pas être écrit ({error.strerror or error})", "Vérifiez vos droits sur ce dossier.") from error
    _say(f"Pack prêt à remplir : {dossier}")
    for name in written:
        _say(f"  {name}")
    _say(f"Commencez par {dossier}/LISEZ-MOI.md. Vérifiez avec : {PROGRAM} pack verifier {dossier}")
    return EXIT_OK


@pack_app.command("verifier", cls=Command)
def pack_check(
    pack: Annotated[Path, typer.Argument(metavar="DOSSIER|ZIP", help="Pack à vérifier.")],
) -> int:
    """Vérifie un pack : toutes les erreurs, avec le fichier et la ligne."""
    from .pack import read, show

    reading = read(pack)
    for error in reading.errors:
        _say_error(str(error))
    for warning in reading.warnings:
        _say_remark(str(warning))
    if reading.pack is None:
        _say(f"{_count(reading.errors, 'erreur')} : le pack ne peut pas servir.")
        return EXIT_CONTENT
    _say(f"Le pack est en ordre. {show.summary(reading.pack)}")
    _say(f"Construire : {PROGRAM} build --pack {pack}")
    return EXIT_OK


@pack_app.command("zipper", cls=Command)
def pack_zip(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Dossier du pack.")],
) -> int:
    """Met un pack vérifié dans une archive, à côté de son dossier."""
    from .pack import create

    try:
        target = create.zip_pack(dossier)
    except OSError as error:
        raise MachineError(f"l’archive ne peut pas être écrite ({error.strerror or error})", "Vérifiez vos droits sur ce dossier.") from error
    _say(f"Archive prête : {target}")
    return EXIT_OK


@app.command(cls=Command)
def notes(
    depuis: Annotated[
        str | None,
        typer.Argument(
            metavar="[DEPUIS]",
            help="Étiquette ou commit de git, archive …-donnees.zip ou dossier dist ; sans rien : la dernière étiquette.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Écrit NOTES-DE-VERSION.md : ce qui a changé depuis une version précédente."""
    from .export import notes as writer
    from .paths import ROOT

    with _stderr().status("Comparaison des versions…"):
        since = writer.write(ROOT / writer.NAME, depuis)
    _say(f"Ce qui a changé depuis {since} : {writer.NAME}")
    return EXIT_OK


@app.command(cls=Command)
def golden() -> int:
    """Refait les carnets de référence et les carnets à compléter qui ne correspondent plus aux pages."""
    from rich.progress import track

    from . import copies, kernels
    from .golden import kernel_environment, pages, refresh, remove_orphans
    from .paths import relative

    changes = remove_orphans() + copies.remove_orphans()
    console = _stderr()
    quiet = not console.is_terminal
    with kernels.started({**os.environ, **kernel_environment()}, len(pages())) as kernel:
        for page in track(pages(), "Carnets de référence", console=console, transient=True, disable=quiet):
            changes += refresh(page, **kernel)
    for page in copies.pages():
        changes += copies.refresh(page)
    for change in changes:
        _say(f"{relative(change.file)} : {change.text}")
    files = {change.file for change in changes}
    _say(f"{_count(files, 'carnet')} à jour de nouveau." if files else "Tous les carnets étaient à jour.")
    return EXIT_OK


@app.command(cls=Command)
def bench(
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="NOMS", help="Ces pages seulement, séparées par des virgules.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="NOM", help="apprenant ou animateur (sinon les deux).", callback=_edition)
    ] = None,
    tel_quel: Annotated[
        bool, typer.Option("--tel-quel", metavar=FLAG, help="Mesure les livres déjà construits, sans les reconstruire.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", metavar=FLAG, help="Écrit les mesures en JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", metavar=FLAG, help="Écrit les mesures en Markdown.")] = False,
) -> int:
    """Mesure les temps de construction, le poids et la vitesse de chaque page, sur une copie du cours."""
    from .bench import run
    from .build import EDITIONS

    if json and markdown:
        raise typer.BadParameter("« --json » et « --markdown » ne vont pas ensemble. Choisissez l’un des deux.")
    return run(
        form="json" if json else "markdown" if markdown else "table",
        wanted=[one.strip() for one in (pages or "").split(",") if one.strip()] or None,
        editions=(edition,) if edition else EDITIONS,
        built=tel_quel,
    )
