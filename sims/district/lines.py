"""Lines of the tables: read as metres, corners rounded."""

import numpy as np

from geo.tangent import Coordinates
from model.definition import Definition
from sims.district.projection import metres

ROUNDS = 2


def points_of(table: Definition, name: str) -> Coordinates:
    """The (lon, lat) list under ``name`` in metres. Raises DefinitionError when a pair is no pair."""
    pairs = table.take(name, list)
    if len(pairs) < 2 or not all(_is_pair(pair) for pair in pairs):
        raise table.error(name, "must be two or more [lon, lat] pairs")
    return metres(np.array(pairs, dtype=float))


def point_at(table: Definition, name: str) -> Coordinates:
    """One [lon, lat] pair in metres. Raises DefinitionError when it is no pair."""
    pair = table.take(name, list)
    if not _is_pair(pair):
        raise table.error(name, "must be [lon, lat]")
    return metres(np.array(pair, dtype=float))


def rounded(points: Coordinates) -> Coordinates:
    """The line with its corners cut twice (Chaikin, 1974); both ends stay."""
    for _ in range(ROUNDS):
        first, second = points[:-1], points[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cut[1:-1], points[-1:]])
    return points


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, int | float) for one in pair)
