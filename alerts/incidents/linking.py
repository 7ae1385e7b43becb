"""Which places are one place to a hazard. Pure, and in about linear time however many lie in one spot."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
Metres = NDArray[np.float64]
Rows = NDArray[np.intp]
DIVIDED = 1.5
"""A square with sides of the radius divided by this holds no two places farther apart than the radius."""


class Sets(Generic[Key]):
    """Sets of keys that only grow together."""

    def __init__(self) -> None:
        self._above: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        """The key that stands for the set of ``key``; one that was never joined stands for itself."""
        above = self._above
        while (upper := above.get(key, key)) != key:
            above[key] = above.get(upper, upper)
            key = upper
        return key

    def join(self, one: Key, other: Key) -> None:
        """Makes one set of the sets of two keys."""
        self._above[self.find(one)] = self.find(other)


def components(east: Metres, north: Metres, facts: Sequence[str | None], *, radius_m: float) -> Rows:
    """For each of n places the lowest row of those that are linked with it, directly or through others.

    Two places that both tell a fact are linked when it is equal, however near they are; others within
    ``radius_m``. ``east`` and ``north`` are metres.
    """
    block, block_facts = _blocks(east, north, facts, side_m=radius_m / DIVIDED)
    sets = Sets[Any]()
    for place, fact in enumerate(block_facts):
        if fact is not None:
            sets.join(place, fact)
    for one, other in _near(east, north, block, block_facts, radius_m=radius_m):
        sets.join(one, other)
    return _lowest(sets.find(place) for place in block.tolist())


def _blocks(
    east: Metres, north: Metres, facts: Sequence[str | None], *, side_m: float
) -> tuple[Rows, list[str | None]]:
    """Places of one square that tell the same, or nothing, are one block: they are linked in any case."""
    squares = zip(np.floor(east / side_m).tolist(), np.floor(north / side_m).tolist(), facts, strict=True)
    known: dict[tuple[float, float, str | None], int] = {}
    block = np.array([known.setdefault(square, len(known)) for square in squares], dtype=np.intp)
    return block, [fact for _, _, fact in known]


def _near(
    east: Metres, north: Metres, block: Rows, block_facts: Sequence[str | None], *, radius_m: float
) -> Iterable[tuple[int, int]]:
    """Pairs of blocks with places within the radius, one of which at least tells no fact."""
    order = np.argsort(block, kind="stable")
    points: Any = shapely.points(east[order], north[order])
    shapes: Any = shapely.multipoints(points, indices=block[order])
    mute = np.array([place for place, fact in enumerate(block_facts) if fact is None], dtype=np.intp)
    asked, found = shapely.STRtree(shapes).query(shapes[mute], predicate="dwithin", distance=radius_m)
    return zip(mute[asked].tolist(), found.tolist(), strict=True)


def _lowest(roots: Iterable[Hashable]) -> Rows:
    first: dict[Hashable, int] = {}
    return np.array([first.setdefault(root, row) for row, root in enumerate(roots)], dtype=np.intp)
