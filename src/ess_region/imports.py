"""Imports made lighter: what slows a library down and that the course does not use."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# jsonschema tries to import it, and it compiles forty grammars (over a second) to check international
# addresses; no schema of ours, nor Jupyter Book's, has any.
SLOW = "rfc3987_syntax"


@contextmanager
def without_slow_grammars() -> Iterator[None]:
    """Import jsonschema, or what uses it, inside: None in sys.modules reads as « not installed »."""
    absent = SLOW not in sys.modules
    if absent:
        sys.modules[SLOW] = None
    try:
        yield
    finally:
        if absent:
            del sys.modules[SLOW]
