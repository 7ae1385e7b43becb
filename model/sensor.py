"""A sensor as the registry knows it."""

import re
from dataclasses import dataclass

from model.position import Position
from model.text import Text

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One sensor. ``district`` and ``street`` are the words of its topic.

    ``area`` is the code of the smallest area that holds it, None outside of all areas; ``num`` is given
    by the store, 0 before that. Raises ValueError when an id cannot stand in a topic.
    """

    id: str
    kind: str
    name: Text
    position: Position
    district: str
    street: str
    expected_every_s: int
    site: str | None = None
    area: str | None = None
    num: int = 0

    def __post_init__(self) -> None:
        for word in (self.id, self.kind, self.district, self.street):
            if not _ID.fullmatch(word):
                raise ValueError(f"{word!r} cannot stand in a topic: letters, digits, . _ - only, at most 64")
