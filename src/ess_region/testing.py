"""`python3 cours.py test`: a browser first, then pytest."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .browser import ensure_browser
from .errors import EXIT_CONTENT, EXIT_OK, EXIT_USAGE
from .paths import PACKAGE, ROOT

# Listing or help: no browser needed, nothing is run.
WITHOUT_BROWSER = {"--help", "-h", "--version", "--collect-only", "--co", "--markers", "--fixtures"}

# What pytest's exit codes mean for us: 4 is a wrong command line, 5 that nothing was selected.
CODES = {0: EXIT_OK, 4: EXIT_USAGE, 2: 130}


# Several files at once: each file (a golden notebook too) in one process, from start to end.
MOST_PROCESSES = 4


def in_parallel(arguments: Sequence[str]) -> list[str]:
    """Options that share the whole run between the processors; none for a choice of files or of one's own."""
    chosen = any(
        argument in WITHOUT_BROWSER
        or argument in ("-s", "--pdb", "--capture=no")
        or argument.startswith(("-n", "--dist", "--numprocesses"))
        or Path(argument.partition("::")[0]).exists()
        for argument in arguments
    )
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    return [] if chosen or processes < 2 else ["-n", str(processes), "--dist", "loadfile"]


def run(arguments: Sequence[str]) -> int:
    """Run pytest on the tree with these arguments. Returns our exit code; raises MachineError."""
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"}
    if not WITHOUT_BROWSER & set(arguments):
        environment["ESS_NAVIGATEUR"] = ensure_browser()
    command = [sys.executable, "-m", "pytest", *in_parallel(arguments), *arguments]
    try:
        code = subprocess.call(command, cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        code = 2
    return CODES.get(code, EXIT_CONTENT)
