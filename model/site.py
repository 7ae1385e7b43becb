"""Sites: the places that carry sensors, each with its dossier (一楼一档)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.position import Position
from model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A building, underpass, square, lift or shed; ``dossier`` is what its file says of it."""

    id: str
    kind: str
    name: Text
    position: Position
    dossier: Mapping[str, str | int | float] = field(default_factory=dict)
