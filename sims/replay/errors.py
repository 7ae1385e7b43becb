"""What is wrong with a recorded file."""

from collections.abc import Callable
from pathlib import Path

from model.errors import YipingError


class BadRowError(YipingError):
    """One row cannot be read: names file, line, column and reason. ``line`` is 1 for the header."""

    def __init__(self, file: Path, line: int, column: str, reason: str) -> None:
        super().__init__(f"{file}: line {line}: {column}: {reason}")
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason


class FeedError(YipingError):
    """The file as a whole does not fit its map."""


OnBad = Callable[[BadRowError], None]
"""What to do with a bad row: raise it, or note it and go on."""


def stop(bad: BadRowError) -> None:
    """Ends the replay at the first bad row."""
    raise bad
