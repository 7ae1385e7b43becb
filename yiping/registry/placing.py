"""The area of everything in a file, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from geo.locate import AreaIndex
from geo.shape import AreaShape
from model.position import Position
from yiping.registry.column_map import ColumnMap
from yiping.registry.table import Problem


class Thing(Protocol):
    """What a file holds has an id and a place, degrees WGS-84."""

    @property
    def id(self) -> str:
        """Unique among its sort."""

    @property
    def position(self) -> Position:
        """Where it stands."""


T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places(Generic[T]):
    """Things with the codes of the areas that hold them, and the lines of those that no area holds."""

    located: Sequence[tuple[T, str | None]]
    outside: Sequence[Problem]


def placed(right: Sequence[tuple[int, T]], shapes: Sequence[AreaShape], given: ColumnMap) -> Places[T]:
    """The areas of lines and things. Outside of all areas is a doubt that names the nearest one.

    Where there are no areas yet nothing is outside of them.
    """
    places = [thing.position for _, thing in right]
    found = AreaIndex(shapes).locate_or_nearest(
        [place.lon for place in places], [place.lat for place in places]
    )
    things = [thing for _, thing in right]
    doubts = [
        _outside(line, thing.position, given, f"{far:,.0f} m from {near}")
        for (line, thing), code, near, far in zip(
            right, found.codes, found.nearest, found.distance_m.tolist(), strict=True
        )
        if code is None and near is not None
    ]
    return Places(located=list(zip(things, found.codes, strict=True)), outside=doubts)


def _outside(line: int, place: Position, given: ColumnMap, far: str) -> Problem:
    return Problem(
        line=line,
        column=f"{given.title('lon')}, {given.title('lat')}",
        value=f"{place.lon:.6f}, {place.lat:.6f}; {far}",
        reason="lies outside of all areas",
    )
