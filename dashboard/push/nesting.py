"""Areas numbered so that each one and all below it are a run of numbers. Pure."""

from collections import defaultdict
from collections.abc import Mapping

from model.area import Area

Run = tuple[int, int]


def nesting(areas: Mapping[str, Area]) -> dict[str, Run]:
    """The run of each area by code, from its own number up to but without the second.

    An area whose parent is not known counts as one of the highest. One that is its own ancestor has none.
    """
    below: dict[str | None, list[str]] = defaultdict(list)
    for code, area in areas.items():
        below[area.parent if area.parent in areas else None].append(code)
    runs: dict[str, Run] = {}
    _number(below, runs)
    return runs


def _number(below: Mapping[str | None, list[str]], runs: dict[str, Run]) -> None:
    waiting: list[tuple[str, bool]] = [(code, False) for code in below.get(None, ())]
    while waiting:
        code, done = waiting.pop()
        if done:
            runs[code] = (runs[code][0], len(runs))
            continue
        runs[code] = (len(runs), 0)
        waiting += [(code, True), *((child, False) for child in below.get(code, ()))]


def path_of(code: str | None, areas: Mapping[str, Area]) -> tuple[str, ...]:
    """The codes from this area up to the highest, empty for no area."""
    path: list[str] = []
    while code is not None and code in areas and code not in path:
        path.append(code)
        code = areas[code].parent
    return tuple(path)
