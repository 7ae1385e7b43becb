"""The areas of a city, each inside its parent."""

from dataclasses import dataclass
from enum import IntEnum

from model.text import Text


class Level(IntEnum):
    """How deep an area lies; the numbers order them and are stored."""

    DISTRICT = 1
    STREET = 2
    ZONE = 3
    COMMITTEE = 4
    GRID = 5

    @property
    def key(self) -> str:
        """The word used in files, on the command line and as the key of texts."""
        return self.name.lower()


LEVELS = {level.key: level for level in Level}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area without its shape; ``parent`` is the code of the area around it."""

    code: str
    parent: str | None
    level: Level
    name: Text
