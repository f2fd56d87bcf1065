"""Editions built at the same time, each by a Python of its own: Sphinx uses one processor only.

The other process does what `build.make` does, under the lock of the first, and says the result.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from . import paths

if TYPE_CHECKING:
    from .build import BuildResult

PROGRAM = "from ess_region.apart import main; main()"


@contextmanager
def building(several: Iterable[dict]) -> Iterator[list[Callable[[], "BuildResult"]]]:
    """Start a process for each of these options of `build.make`; gives functions that wait for its result.

    A process that nobody waited for ends with the block, or with this process, whatever the reason.
    """
    with ExitStack() as stack:
        yield [stack.enter_context(_process(options)) for options in several]


@contextmanager
def _process(options: dict) -> Iterator[Callable[[], "BuildResult"]]:
    environment = os.environ | {"PYTHONUTF8": "1", "ESS_ROOT": str(paths.ROOT)}
    search = [str(paths.PACKAGE.parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, search))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        process.stdin.write(json.dumps(options) + "\n")
        process.stdin.flush()
        yield lambda: _result(process)
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout):
            stream.close()
        process.wait()


def _result(process: subprocess.Popen) -> "BuildResult":
    """Wait for the answer: the last line. Raises OSError when the process could not write, or has died."""
    from .build import BuildResult

    lines = process.stdout.read().splitlines()
    answer = json.loads(lines[-1]) if lines and process.wait() == 0 else {"panne": "un processus s’est arrêté"}
    if "panne" in answer:
        raise OSError(answer["panne"])
    return BuildResult(**answer | {"output": Path(answer["output"])})


def main() -> None:
    """In the other process: read the options, make the edition, write the result as JSON."""
    from .build import make

    options = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    try:
        answer = asdict(make(options, lambda *_: None))
    except OSError as error:
        answer = {"panne": error.strerror or str(error)}
    print(json.dumps(answer, default=str), flush=True)


def _end_with_the_first() -> None:
    sys.stdin.read()  # until its other end closes
    os._exit(1)
