"""A lock between processes, released by the system when its holder ends, even killed.

Standard library only: the launcher uses it before anything is installed.
"""

import os
import sys
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock."""


class Lock:
    """`with Lock(path):` holds `path` alone, or raises `Busy` at once.

    The file stays on disk: what counts is the system's lock on it, so a file left behind by a
    crash locks nobody out.
    """

    def __init__(self, path: Path):
        self.path = Path(path)
        self._descriptor = None

    def __enter__(self) -> "Lock":
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise Busy(str(self.path)) from None
        self._descriptor = descriptor
        return self

    def __exit__(self, *_exc) -> None:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(self._descriptor, 0, os.SEEK_SET)
            msvcrt.locking(self._descriptor, msvcrt.LK_UNLCK, 1)
        os.close(self._descriptor)
        self._descriptor = None
