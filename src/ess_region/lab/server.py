"""Running JupyterLab until Ctrl-C."""

import importlib.util
import subprocess
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from urllib.parse import quote

from .. import paths
from ..errors import MachineError
from ..serve import free_port
from . import pages, settings

WAIT = 60  # seconds for the server to answer
STOP = 15  # seconds for it to end


def run(port: int | None = None, open_browser: bool = True, sources: bool = False, say=print) -> None:
    """Serve the copies, or with `sources` the pages themselves, until Ctrl-C.

    Raises ContentError on a faulty page, MachineError when JupyterLab is missing or does not start.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise MachineError("JupyterLab n’est pas installé", "Lancez « python3 cours.py lab » : il s’installe tout seul.")
    chosen = free_port(port)
    if sources:
        folder, page = paths.ROOT, "book/accueil.md"
        say("Les pages de book/ s’ouvrent telles quelles : ce que vous enregistrez change le cours.")
    else:
        done = pages.make()
        folder, page = done.folder, pages.START
        say(f"Vos carnets sont des copies, dans {paths.relative(folder)}. Le cours, lui, ne change pas.")
        if done.kept:
            say(f"Gardés tels que vous les avez changés, alors que le cours a changé : {', '.join(done.kept)}.")
            say("Effacez un carnet pour en retrouver une copie neuve.")
    home = paths.BUILD / ".lab"
    settings.prepare(home)
    token = settings.new_token()
    journal = home / "journal.txt"
    with journal.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            settings.command(chosen, folder, home),
            cwd=folder,
            env=settings.environment(home, token),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, chosen, journal)
            address = f"http://{settings.HOST}:{chosen}/lab/tree/{quote(page)}?token={token}"
            say(f"JupyterLab est prêt : {address}")
            say("Gardez cette fenêtre ouverte. Ctrl+C arrête JupyterLab.")
            if open_browser:
                webbrowser.open(address)
            server.wait()
        except KeyboardInterrupt:
            pass
        finally:
            _stop(server)
    say("\nJupyterLab est arrêté.")


def _wait(server: subprocess.Popen, port: int, journal: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://{settings.HOST}:{port}/api", timeout=5).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise MachineError("JupyterLab ne démarre pas", f"Le détail est dans {paths.relative(journal)}.")


def _stop(server: subprocess.Popen) -> None:
    """End the server, which ends its kernels."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
