"""What a layout is: rows in, points out."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from model.definition import Definition
from sims.replay.errors import OnBad


class Point(NamedTuple):
    """One value in the file's own unit; ``sensor`` as the file calls it, ``time`` aware, UTC."""

    sensor: str
    time: datetime
    value: float


class Layout(Protocol):
    """One file of this folder."""

    def read(self, table: Definition) -> Any:
        """The columns that this layout needs. Raises DefinitionError naming the key."""
        ...

    def sensors(self, file: Path, columns: Any) -> list[str]:
        """Every sensor of the file, as the file calls it, in the order of first mention."""
        ...

    def points(self, file: Path, columns: Any, zone: ZoneInfo, bad: OnBad) -> Iterator[Point]:
        """Every value of the file; ``bad`` hears of each row that cannot be read."""
        ...
