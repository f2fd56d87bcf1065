"""Finding a Chromium-like browser for the tests and the bench."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .errors import MachineError

NAMES = (
    "chromium-headless-shell",  # the same engine without its window: a third less work per page
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MAC_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PATHS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)

# No background traffic of the browser's own: the tests look at every request.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
)


def find_browser() -> str | None:
    """Path of a Chromium, Chrome or Edge of this machine, Playwright's own included, else None.

    ESS_NAVIGATEUR, when set, is the only one considered; raises MachineError when it is wrong.
    """
    chosen = os.environ.get("ESS_NAVIGATEUR")
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise MachineError(
                f"le navigateur « {chosen} » (variable ESS_NAVIGATEUR) est introuvable",
                "Corrigez cette variable, ou retirez-la.",
            )
        return found
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for path in _usual_paths():
        if path.is_file():
            return str(path)
    return _playwright_browser()


def _usual_paths() -> list[Path]:
    if sys.platform == "darwin":
        homes = ("", str(Path.home()))
        return [Path(home + path) for home in homes for path in MAC_PATHS]
    if sys.platform == "win32":
        tops = [os.environ.get(n) for n in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        return [Path(top) / path for top in tops if top for path in WINDOWS_PATHS]
    return [Path("/snap/bin/chromium"), Path("/opt/google/chrome/chrome")]


def _playwright_browser() -> str | None:
    """Chromium as downloaded by Playwright, if it was."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # a damaged Playwright is the same as none: the next steps say what to do
        return None
    return path if path and Path(path).is_file() else None


def ensure_browser() -> str:
    """A browser's path, downloading one when the machine has none. Raises MachineError."""
    found = find_browser()
    if found:
        return found
    print("Aucun navigateur Chromium trouvé : téléchargement (une seule fois)…", flush=True)
    if _runs([sys.executable, "-m", "playwright", "install", "chromium"], 900):
        found = _playwright_browser()
        if found and starts(found):
            return found
    if _is_root() and shutil.which("apt-get"):
        # Playwright's own lacks system libraries on a bare Debian: the distribution's comes with them.
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _runs(["apt-get", "update"], 900, environment)
        for packages in (["chromium-headless-shell", "fonts-liberation"], ["chromium"]):
            _runs(["apt-get", "install", "-y", "--no-install-recommends", *packages], 900, environment)
            found = find_browser()
            if found and starts(found):
                return found
    raise MachineError(
        "les tests ont besoin d’un navigateur Chromium, Chrome ou Edge, et aucun n’a pu être installé",
        "Installez-en un, ou donnez son chemin dans la variable ESS_NAVIGATEUR.",
    )


def starts(path: str) -> bool:
    """True when this browser can run here (its system libraries are present)."""
    return _runs([path, "--version"], 60)


def _runs(command: list[str], seconds: int, environment=None) -> bool:
    try:
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def flags() -> list[str]:
    """Command-line flags of the browser; the sandbox is left off only for root, who cannot have it."""
    return [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]


def launch(playwright, **options):
    """Start the browser with Playwright; `options` go to `chromium.launch`."""
    return playwright.chromium.launch(
        executable_path=find_browser() or None,
        args=[*flags(), *options.pop("args", [])],
        **options,
    )
