"""The two kinds of failure: the content is at fault, or the machine is.

Messages are read by authors who do not code: they are French, name the place and say what to do.
"""

from pathlib import Path

from .paths import relative

EXIT_OK = 0
EXIT_CONTENT = 1
EXIT_USAGE = 2
EXIT_MACHINE = 3


class ContentError(Exception):
    """A fault in a page, a data file, a quiz or a test (exit code 1).

    `file` is a path, `line` counts from 1, `id` names the row, fact or question at fault,
    `hint` says what to do.
    """

    exit_code = EXIT_CONTENT

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        id: str | None = None,
        hint: str | None = None,
    ):
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.id = id
        self.hint = hint

    @property
    def place(self) -> str:
        """« fichier, ligne n, « id » », or an empty string."""
        parts = []
        if self.file is not None:
            parts.append(relative(self.file))
        if self.line is not None:
            parts.append(f"ligne {self.line}")
        if self.id is not None:
            parts.append(f"« {self.id} »")
        return ", ".join(parts)

    def __str__(self) -> str:
        text = f"{self.place} : {self.message}" if self.place else self.message
        if self.hint:
            text += f"\n  → {self.hint}"
        return text

    def __reduce__(self):
        # Exceptions rebuild from positional arguments only: keep the place across processes.
        return (_rebuild, (self.message, self.file, self.line, self.id, self.hint))


def _rebuild(message, file, line, id, hint):
    return ContentError(message, file=file, line=line, id=id, hint=hint)


class MachineError(Exception):
    """Something is missing on the machine: a program, a right, the network (exit code 3)."""

    exit_code = EXIT_MACHINE

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message
