"""What JupyterLab is told: the same for `cours.py lab`, for Binder and for the tests.

Nothing of the user's own settings is read or written: JupyterLab gets folders of ours.
"""

import json
import os
import secrets
import sys
from pathlib import Path

from .. import golden, paths

HOST = "127.0.0.1"
OVERRIDES = Path(__file__).with_name("overrides.json")
#: Options that do not depend on where the server runs. Binder reads them from `binder/jupyter_server_config.py`.
OPTIONS = {
    "LabApp.news_url": None,
    "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "LabApp.extension_manager": "readonly",
}

#: Read by the server of `cours.py lab`: a hook can only be given in Python.
CONFIG = """\
from ess_region.lab.saving import keep_language

c.ContentsManager.pre_save_hook = keep_language
"""


def command(port: int, folder: Path, home: Path, options: tuple[str, ...] = ()) -> list[str]:
    """The command that serves `folder` on the loopback; `home`: the folder of `prepare`."""
    given = [f"--{name}={value}" for name, value in OPTIONS.items()]
    # As root (a container), JupyterLab asks to be told so.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", *root, f"--ServerApp.ip={HOST}", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--ServerApp.answer_yes=True", f"--ServerApp.root_dir={folder}",
        f"--LabApp.app_settings_dir={home / 'reglages'}", *given, *options,
    ]  # fmt: skip


def prepare(home: Path) -> None:
    """Write what JupyterLab reads at its start into our own folder."""
    settings = home / "reglages"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_bytes(OVERRIDES.read_bytes())
    config = home / "config"
    config.mkdir(exist_ok=True)
    (config / "jupyter_server_config.py").write_text(CONFIG, encoding="utf-8")
    # The kernel of this very environment, under the name that the pages give it.
    kernel = home / "donnees" / "kernels" / golden.KERNELSPEC["name"]
    kernel.mkdir(parents=True, exist_ok=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": golden.KERNELSPEC["display_name"],
        "language": golden.KERNELSPEC["language"],
    }
    (kernel / "kernel.json").write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")


def environment(home: Path, token: str) -> dict[str, str]:
    """The environment of the server and of its kernels: our own folders, and the package to import."""
    search = [str(paths.PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(search)),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "donnees"),
        "JUPYTER_PATH": str(home / "donnees"),  # before any other: the kernel is ours, not one of the user's
        "JUPYTER_RUNTIME_DIR": str(home / "marche"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "preferences"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "ecrans"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "0",
        "JUPYTER_TOKEN": token,  # not on the command line, which every process can read
    }


def new_token() -> str:
    return secrets.token_urlsafe(24)
