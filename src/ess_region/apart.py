"""Books made at the same time, each by a Python of its own: Sphinx uses one processor only.

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
    from .build import Book, BuildResult

PROGRAM = "from ess_region.apart import main; main()"


@contextmanager
def making(books: Iterable["Book"]) -> Iterator[list[Callable[[], "BuildResult"]]]:
    """Start a process for each book; gives functions that wait for its result.

    A process that nobody waited for ends with the block, or with this process, whatever the reason.
    """
    with ExitStack() as stack:
        yield [stack.enter_context(_process(book)) for book in books]


@contextmanager
def _process(book: "Book") -> Iterator[Callable[[], "BuildResult"]]:
    search = [str(paths.PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=os.environ
        | {"PYTHONUTF8": "1", "ESS_ROOT": str(paths.ROOT), "PYTHONPATH": os.pathsep.join(filter(None, search))},
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        process.stdin.write(json.dumps([str(book.output), book.options]) + "\n")
        process.stdin.flush()
        yield lambda: _result(process)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            stream.close()


def _result(process: subprocess.Popen) -> "BuildResult":
    """Wait for the answer: the last line. Raises OSError when the process could not write, or has died."""
    from .build import BuildResult

    lines = process.stdout.read().splitlines()
    answer = json.loads(lines[-1]) if process.wait() == 0 and lines else {"panne": "un processus s’est arrêté"}
    if "panne" in answer:
        raise OSError(answer["panne"])
    return BuildResult(**answer | {"output": Path(answer["output"])})


def main() -> None:
    """In the other process: read the book to make, make it, write the result as JSON."""
    from .build import Book, make

    output, options = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    try:
        answer = asdict(make(Book(Path(output), options), lambda *_: None))
    except OSError as error:
        answer = {"panne": error.strerror or str(error)}
    print(json.dumps(answer, default=str), flush=True)
    os._exit(0)  # the thread still reads: an ordinary end would wait for it


def _end_with_the_first() -> None:
    sys.stdin.read()  # until its other end closes
    os._exit(1)
