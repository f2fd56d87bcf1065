"""What is wrong in a pack: everything is said at once, as its author must mend it all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import ContentError


@dataclass
class Faults:
    """`errors` stop the build; `warnings` are said, and what they are about is left out."""

    errors: list[ContentError] = field(default_factory=list)
    warnings: list[ContentError] = field(default_factory=list)

    def error(self, message: str, **place) -> None:
        self.errors.append(ContentError(message, **place))

    def warn(self, message: str, **place) -> None:
        self.warnings.append(ContentError(message, **place))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the fault that the block raises, and go on after it."""
        try:
            yield
        except ContentError as error:
            self.errors.append(error)
