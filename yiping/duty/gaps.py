"""Where nobody of a trade is on duty."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.area import Area
from model.duty import Crew, Roster
from orders.duty import Assignment, assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An area, with all below it, in which a trade has nobody on duty; ``instead`` is who gets its orders."""

    trade: str
    area: Area
    instead: Assignment


def gaps(
    roster: Roster, areas: Sequence[Area], trades: Sequence[str], *, now: datetime, under: str | None = None
) -> Iterator[Gap]:
    """The largest areas of ``under`` in which nobody of a trade is on duty, trade by trade.

    ``areas`` are all in force, parents before children.
    """
    by_code = {area.code: area for area in areas}
    for trade in trades:
        for code in uncovered(areas, _served(roster, trade, now), under=under):
            path = way_to(code, by_code)
            instead = assigned(roster, path=path, trade=trade, now=now)
            yield Gap(trade=trade, area=by_code[code], instead=instead)


def uncovered(areas: Sequence[Area], served: Collection[str], *, under: str | None = None) -> list[str]:
    """The largest areas of ``under``, or of all, that hold none of ``served`` and lie in none of them."""
    by_code = {area.code: area for area in areas}
    holds = {above for code in served if code in by_code for above in way_to(code, by_code)}
    below: defaultdict[str | None, list[str]] = defaultdict(list)
    for area in areas:
        below[area.parent if area.parent in by_code else None].append(area.code)

    def walk(code: str) -> Iterator[str]:
        if code in holds:
            for one in below[code] if code not in served else ():
                yield from walk(one)
        else:
            yield code

    if under is None:
        return [code for top in below[None] for code in walk(top)]
    return [] if set(way_to(under, by_code)) & set(served) else list(walk(under))


def way_to(code: str, areas: Mapping[str, Area]) -> list[str]:
    """The codes from the district down to an area."""
    way = [code]
    while (parent := areas[way[0]].parent) is not None and parent in areas:
        way.insert(0, parent)
    return way


def _served(roster: Roster, trade: str, now: datetime) -> set[str]:
    crews: Iterator[Crew] = (crew for crew in roster.crews.values() if crew.trade == trade)
    return {area for crew in crews if roster.on_duty(crew.id, now) for area in crew.areas}
