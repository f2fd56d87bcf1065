# -*- coding: utf-8 -*-
"""Launcher of the course: sets everything up in .venv, then hands over to the package's commands.

Standard library only, and only syntax that an old Python can read: someone whose Python is too old
must get a French sentence, not a SyntaxError. So: no f-string, no annotation, late imports.

State of the set-up, all of it inside .venv:
- `cours.json`      written last: the requirements installed and the Python that did it;
- `cours-en-cours`  exists while pip writes packages: found at start, .venv is made again from
                    nothing (pip's own cache makes this cheap), because a package may be half there;
- `cours.log`       what pip said.
"""

import sys

COMMANDS = ("serve", "build", "test", "check", "pack", "lab", "export", "notes", "golden", "bench")
# These need requirements-dev.txt as well.
DEV_COMMANDS = ("test", "check", "lab", "golden", "bench")

HELP = u"""\
L’ESS en Région : le cours, de l’installation à la lecture.

Utilisation\u00a0: python3 cours.py [COMMANDE] [OPTIONS]

Commandes
  serve    construit le livre si besoin, le sert sur votre machine et l’ouvre (par défaut)
           --no-open      n’ouvre pas le navigateur
           --watch        reconstruit et recharge la page à chaque enregistrement
           --port N       choisit le port (8000 par défaut)
  build    construit le livre dans _build/html
           --edition animateur   l’édition de la personne qui anime, dans _build/animateur
           --edition toutes      les deux à la fois, plus vite que l’une après l’autre
           --region CODE         choisit d’avance une région (53 pour la Bretagne)
           --pack DOSSIER        ajoute le pack d’une Région, dans _build/html-DOSSIER
           --propre              repart de zéro
  test     lance tous les tests\u00a0; la suite de la ligne est transmise à pytest
  check    vérifie données, chiffres, quiz, textes et liens en quelques secondes
           --bilan               montre tout le bilan des banques de questions
  pack     le pack d’une Région, sans toucher au cours
           nouveau DOSSIER       en prépare un, à remplir
           verifier DOSSIER      dit tout ce qui ne va pas
           zipper DOSSIER        le met en un seul fichier
  lab      ouvre le cours dans JupyterLab, sur des copies
           --sources             ouvre les pages elles-mêmes, pour les écrire
           --no-browser          n’ouvre pas le navigateur
           --port N              choisit le port
  export   prépare dans dist/ tout ce qui se distribue
           QUOI                  ne fait que cela (la liste\u00a0: export --liste)
           --region, --pack      comme pour build
           --par-chapitre        SCORM\u00a0: aussi un paquet par chapitre
           --adresse URL         où le livre sera en ligne (https://…)
  notes    écrit NOTES-DE-VERSION.md\u00a0: ce qui a changé depuis une version précédente
           DEPUIS                une étiquette ou un commit de git, ou une archive …-donnees.zip
  golden   refait les carnets de référence et les carnets à compléter
  bench    mesure les temps et les poids

La première fois, l’installation prend une à quelques minutes et demande le réseau.
Ensuite tout fonctionne hors ligne.

Codes de sortie\u00a0: 0 réussi, 1 contenu ou test en défaut, 2 commande mal écrite,
3 quelque chose manque sur la machine, 130 interrompu.
"""

MIN_VERSION = (3, 11)


def say(text):
    """Print on stderr, whatever the terminal's encoding."""
    try:
        sys.stderr.write(text + u"\n")
    except UnicodeError:
        sys.stderr.write(text.encode("ascii", "replace").decode("ascii") + u"\n")
    sys.stderr.flush()


def check_python():
    """Return an error text when this Python is too old, else None."""
    if sys.version_info >= MIN_VERSION:
        return None
    text = (
        u"Erreur\u00a0: le cours demande Python 3.11 ou plus récent\u202f; "
        u"celui-ci est Python {0}.{1}.".format(*sys.version_info[:2])
    )
    try:
        from shutil import which
    except ImportError:  # Python 2
        which = None
    if which is not None:
        for minor in (13, 12, 11):
            if which("python3.{0}".format(minor)):
                return text + (
                    u"\n  → Lancez plutôt\u00a0: python3.{0} cours.py".format(minor)
                )
    return text + u"\n  → Installez une version récente depuis https://www.python.org/downloads/"


# --------------------------------------------------------------------------- below: Python 3.11+


class SetupError(Exception):
    """Something is missing on the machine; str() is a French message."""


def _paths():
    """The places this launcher works with, as a simple namespace."""
    from pathlib import Path
    from types import SimpleNamespace

    root = Path(__file__).resolve().parent
    venv = root / ".venv"
    windows = sys.platform == "win32"
    return SimpleNamespace(
        root=root,
        venv=venv,
        python=venv / ("Scripts/python.exe" if windows else "bin/python"),
        stamp=venv / "cours.json",
        underway=venv / "cours-en-cours",
        log=venv / "cours.log",
        book=root / "requirements.txt",
        dev=root / "requirements-dev.txt",
        source=root / "src",
    )


def _digest(*files):
    import hashlib

    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


def _venv_version(venv):
    """« 3.11.7 », as written in pyvenv.cfg, or None when the environment is not usable."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition("=")
        if key.strip() == "version":
            return value.strip()
    return None


def read_stamp(places):
    """The stamp of a finished set-up as a dict, or {} when there is none to trust."""
    import json

    if places.underway.exists() or not places.python.exists():
        return {}
    try:
        stamp = json.loads(places.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("python") != _venv_version(places.venv):
        return {}
    return stamp


def is_ready(places, dev):
    """True when .venv holds exactly what the requirement files ask for."""
    stamp = read_stamp(places)
    if not stamp or stamp.get("book") != _digest(places.book):
        return False
    return not dev or stamp.get("dev") == _digest(places.book, places.dev)


def write_stamp(places, dev):
    """Say that the set-up is complete; the very last thing written."""
    import json
    import os

    stamp = {"python": _venv_version(places.venv), "book": _digest(places.book)}
    if dev:
        stamp["dev"] = _digest(places.book, places.dev)
    aside = places.stamp.with_suffix(".tmp")
    aside.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, places.stamp)


# What pip or venv prints, and what it means. First match wins.
DIAGNOSES = (
    (
        ("No space left on device", "[Errno 28]", "WinError 112", "not enough space on the disk"),
        u"il n’y a plus de place sur le disque",
        u"Libérez environ 1,5\u00a0Go, puis relancez la même commande\u202f: elle reprendra.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError", "certificate verify failed"),
        u"la connexion sécurisée au dépôt de paquets est refusée (certificat)",
        u"Sur un réseau d’entreprise, demandez le certificat de l’organisation et donnez-le à pip "
        u"(variable PIP_CERT).",
    ),
    (
        (
            "NewConnectionError",
            "Failed to establish a new connection",
            "Temporary failure in name resolution",
            "Name or service not known",
            "getaddrinfo failed",
            "nodename nor servname",
            "ConnectTimeoutError",
            "ReadTimeoutError",
            "Read timed out",
            "Connection refused",
            "Connection reset",
            "Connection aborted",
            "Network is unreachable",
            "RemoteDisconnected",
            "ProxyError",
            "Cannot connect to proxy",
            "Max retries exceeded",
            "IncompleteRead",
            "from versions: none",  # the index did not even answer
        ),
        u"le dépôt de paquets Python est injoignable",
        u"Vérifiez la connexion (et le proxy, variable HTTPS_PROXY), puis relancez la même "
        u"commande\u202f: elle reprendra.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        u"un paquet téléchargé n’est pas celui attendu (empreinte différente)",
        u"Relancez la commande. Si l’erreur persiste, le dépôt de paquets utilisé par pip n’est "
        u"pas fidèle à PyPI\u00a0: voyez avec la personne qui l’administre.",
    ),
    (
        ("Permission denied", "[Errno 13]", "Access is denied", "WinError 5", "Read-only file system"),
        u"ce dossier n’est pas accessible en écriture",
        u"Copiez le cours dans un dossier qui vous appartient, puis relancez.",
    ),
    (
        ("No matching distribution found", "Could not find a version"),
        u"le dépôt de paquets ne propose pas une version demandée",
        u"Essayez avec Python 3.11, 3.12 ou 3.13\u202f; vérifiez la configuration de pip "
        u"(pip config list).",
    ),
    (
        ("ensurepip is not available", "No module named ensurepip", "No module named pip"),
        u"Python est installé sans de quoi créer un environnement (venv, ensurepip)",
        u"Sous Debian ou Ubuntu\u00a0: sudo apt install python3-venv. Ailleurs, installez Python "
        u"depuis https://www.python.org/downloads/",
    ),
)


def diagnose(output):
    """(message, hint) in French for what pip, venv or the system printed; None when unknown."""
    for marks, message, hint in DIAGNOSES:
        if any(mark in output for mark in marks):
            return message, hint
    return None


def _failure(what, output, places):
    known = diagnose(output)
    if known:
        return SetupError(u"{0}\n  → {1}".format(*known))
    tail = u"\n".join(u"    " + line for line in output.strip().splitlines()[-6:])
    return SetupError(
        u"{0} a échoué\u00a0:\n{1}\n  → Le détail est dans {2}.".format(what, tail, places.log)
    )


class Progress:
    """One line, rewritten in a terminal, sparse elsewhere: what is being done, how far, how long."""

    def __init__(self):
        import time

        self.clock = time.monotonic
        self.start = self.clock()
        self.terminal = sys.stderr.isatty()
        self.last = None
        self.printed = 0.0

    def show(self, label, done=None, total=None, force=False):
        now = self.clock()
        percent = ""
        if total:
            percent = u" {0:3d}\u00a0%".format(min(100, int(100 * done / total)))
        text = u"  {0}{1} ({2:.0f}\u00a0s)".format(label, percent, now - self.start)
        if self.terminal:
            if text != self.last:
                sys.stderr.write(u"\r\x1b[K" + text)
                sys.stderr.flush()
        elif force or now - self.printed >= 10:
            say(text)
            self.printed = now
        self.last = text

    def end(self):
        if self.terminal and self.last is not None:
            sys.stderr.write(u"\r\x1b[K")
            sys.stderr.flush()
            self.last = None


def _environment():
    """The environment for venv and pip: the user's (PIP_* included) minus what would leak packages."""
    import os

    env = dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV"):
        env.pop(name, None)
    env["PYTHONNOUSERSITE"] = "1"
    env["PYTHONUTF8"] = "1"
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return env


def _run(command, places, on_line, tick):
    """Run a program, calling on_line(text) per line and tick() twice a second.

    Returns (exit code, whole output). On Ctrl-C the program is stopped before the interruption
    goes on, so that nothing keeps writing in .venv.
    """
    import queue
    import subprocess
    import threading

    process = subprocess.Popen(
        command,
        cwd=str(places.root),
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines = queue.Queue()

    def pump():
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=pump, daemon=True).start()
    output = []
    try:
        while True:
            try:
                line = lines.get(timeout=0.5)
            except queue.Empty:
                tick()
                continue
            if line is None:
                break
            output.append(line)
            on_line(line.rstrip())
        return process.wait(), "".join(output)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _make_venv(places, progress):
    """Create .venv anew with the base interpreter."""
    import importlib.util
    import shutil

    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise _failure(u"La création de l’environnement", "No module named ensurepip", places)
    progress.show(u"Création de l’environnement", force=True)
    if places.venv.is_symlink() or places.venv.is_file():
        places.venv.unlink()
    elif places.venv.exists():
        shutil.rmtree(places.venv)
    # From inside a virtual environment, the interpreter to build on is the base one.
    base = getattr(sys, "_base_executable", None) or sys.executable
    code, output = _run(
        [base, "-m", "venv", str(places.venv)],
        places,
        lambda line: None,
        lambda: progress.show(u"Création de l’environnement"),
    )
    if code:
        raise _failure(u"La création de l’environnement", output, places)


def _venv_works(places):
    """True when .venv's Python runs, is recent enough and has pip."""
    import subprocess

    if places.underway.exists() or not places.python.exists():
        return False
    test = "import sys, pip; sys.exit(sys.version_info < {0!r})".format(MIN_VERSION)
    try:
        done = subprocess.run(
            [str(places.python), "-c", test],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _count(requirements):
    """How many packages a requirements file pins (those for other systems included)."""
    return sum("==" in line for line in requirements.read_text(encoding="utf-8").splitlines())


def _install(places, requirements, options, label, progress):
    """Run pip on one file of pinned, hashed requirements."""
    total = _count(requirements)
    site = next(places.venv.glob("lib/python*/site-packages"), places.venv / "Lib/site-packages")
    state = {"label": label + u", téléchargement", "done": 0, "before": None}

    def tick():
        if state["before"] is not None:
            state["done"] = sum(1 for _ in site.glob("*.dist-info")) - state["before"]
        progress.show(state["label"], state["done"], state.get("total", total))

    def on_line(line):
        if line.startswith("Installing collected packages"):
            # From here on .venv is being changed: an interruption makes it unsafe.
            places.underway.touch()
            state.update(label=label + u", installation", total=line.count(",") + 1)
            state["before"] = sum(1 for _ in site.glob("*.dist-info"))
            progress.show(state["label"], force=True)
        elif line.startswith(("Collecting ", "Requirement already satisfied")):
            state["done"] += 1
        tick()

    progress.show(state["label"], force=True)
    # --no-user: a user-wide setting would put the packages elsewhere. --no-compile: Python
    # compiles what is really imported, later; this shortens the installation.
    command = [str(places.python), "-m", "pip", "install", "--require-hashes", "--no-user"]
    command += ["--no-compile", "--no-input", "--progress-bar", "off"] + options
    code, output = _run(command + ["-r", str(requirements)], places, on_line, tick)
    with places.log.open("a", encoding="utf-8") as log:
        log.write(output)
    if code:
        raise _failure(u"L’installation des paquets", output, places)
    places.underway.unlink(missing_ok=True)


def set_up(places, dev):
    """Make .venv ready for a command. Raises SetupError; may simply be run again after any stop."""
    for file in (places.book, places.dev):
        if not file.is_file():
            raise SetupError(
                u"le fichier {0} manque\n  → Récupérez de nouveau le cours complet.".format(file.name)
            )
    if is_ready(places, dev):
        return
    sys.path.insert(0, str(places.source))
    from ess_region.lock import Busy, Lock

    progress = None
    try:
        with Lock(places.root / ".venv.lock"):
            if is_ready(places, dev):  # another set-up has just finished
                return
            say(u"Installation du cours (une seule fois, une à quelques minutes)")
            progress = Progress()
            if not _venv_works(places):
                _make_venv(places, progress)
            if read_stamp(places).get("book") != _digest(places.book):
                _install(places, places.book, [], u"Livre", progress)
                write_stamp(places, False)
            if dev:
                # The spelling dictionaries come as sources: they are unpacked with the setuptools
                # pinned above, not with one that pip would fetch unchecked.
                _install(places, places.dev, ["--no-build-isolation"], u"Tests", progress)
                write_stamp(places, True)
            progress.end()
            say(u"Installation terminée en {0:.0f}\u00a0s.".format(progress.clock() - progress.start))
    except Busy:
        raise SetupError(
            u"une autre installation du cours est en cours\n  → Attendez qu’elle se termine."
        )
    except OSError as error:
        raise _failure(u"L’installation", str(error), places)
    finally:
        if progress is not None:
            progress.end()


def forward(places, arguments):
    """Hand over to the package's command line; returns its exit code (on POSIX, never returns)."""
    import os
    import subprocess

    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    env["PYTHONPATH"] = str(places.source)
    env["PYTHONUTF8"] = "1"
    env["VIRTUAL_ENV"] = str(places.venv)
    if env.pop("PYTHONDONTWRITEBYTECODE", None):
        # Compiling the libraries again in each process would double the time of everything; what is
        # compiled goes with them, and not beside the sources.
        env["PYTHONPYCACHEPREFIX"] = env.get("PYTHONPYCACHEPREFIX") or str(places.venv / "compile")
    env["PATH"] = str(places.python.parent) + os.pathsep + env.get("PATH", "")
    command = [str(places.python), "-m", "ess_region"] + arguments
    if sys.platform != "win32":
        os.execve(command[0], command, env)
    process = subprocess.Popen(command, env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the child got Ctrl-C too: let it end in its own way
            continue


def wanted(arguments):
    """(command, None) for a command line, or (None, exit code) when there is nothing to forward."""
    first = arguments[0] if arguments else "serve"
    if first in ("-h", "--help", "--aide", "help", "aide"):
        sys.stdout.write(HELP)
        return None, 0
    if first.startswith("-"):
        return "serve", None
    if first not in COMMANDS:
        say(
            u"Erreur\u00a0: la commande «\u202f{0}\u202f» n’existe pas.\n  → Commandes\u00a0: {1}. "
            u"Aide\u00a0: python3 cours.py --help".format(first, u", ".join(COMMANDS))
        )
        return None, 2
    return first, None


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    problem = check_python()
    if problem:
        say(problem)
        return 3
    command, code = wanted(arguments)
    if command is None:
        return code
    places = _paths()
    dev = command in DEV_COMMANDS
    if command != "test" and {"-h", "--help"} & set(arguments[1:]) and not is_ready(places, False):
        sys.stdout.write(HELP)  # no need to install anything to read the help
        return 0
    try:
        set_up(places, dev)
    except SetupError as error:
        say(u"Erreur\u00a0: {0}".format(error))
        return 3
    except KeyboardInterrupt:
        say(u"Installation interrompue. Relancez la même commande\u00a0: elle reprendra.")
        return 130
    return forward(places, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
