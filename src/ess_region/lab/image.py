"""`python -m ess_region.lab.image`: the settings of `cours.py lab`, put in the environment of an image.

For Binder and JupyterHub (`binder/postBuild`): the options and the overrides go where JupyterLab reads those of
its environment, and the notebooks are made. Works in a disposable environment; never run by `cours.py`.
"""

import json
import sys
from pathlib import Path

from .. import paths
from . import pages, settings


def install(prefix: Path) -> list[Path]:
    """Write the settings below `prefix` (`sys.prefix` of the image); returns the files."""
    options: dict[str, dict[str, object]] = {}
    for name, value in settings.OPTIONS.items():
        part, _, option = name.partition(".")
        options.setdefault(part, {})[option] = value
    written = {
        prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json": settings.OVERRIDES.read_text(encoding="utf-8"),
        prefix / "etc" / "jupyter" / "jupyter_lab_config.json": json.dumps(options, indent=1) + "\n",
    }
    for file, text in written.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(written)


def main() -> None:
    for file in install(Path(sys.prefix)):
        print(f"Réglages : {file}")
    done = pages.make()
    print(f"{len(done.written)} carnets : {paths.relative(done.folder)}/{pages.START}")


if __name__ == "__main__":
    main()
