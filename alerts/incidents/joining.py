"""Where alerts belong that no incident has yet: they join one, open one, or make one of two. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

import numpy as np

from alerts.incidents.linking import Sets, components
from geo.projection import around
from model.reading import Origin


class Cell(NamedTuple):
    """What no incident reaches across: its hazard, its origin and an area, None outside of all."""

    hazard: str
    origin: Origin
    area: str | None


class Place(NamedTuple):
    """Where an alert is: degrees WGS-84, and the fact that tells its place, None where there is none."""

    lon: float
    lat: float
    fact: str | None


class Newcomer(NamedTuple):
    """An alert without an incident. ``opens`` says that it asks for a hand: it opens one if need be."""

    num: int
    cell: Cell
    place: Place
    opened_at: datetime
    opens: bool


class Settled(NamedTuple):
    """A place of an open incident."""

    incident_num: int
    cell: Cell
    place: Place


One = TypeVar("One", Newcomer, Settled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of newcomers, by their numbers; ``alone`` are those that open nothing and found nobody.

    ``merges`` tells of each incident that ends who has its members: always the older one.
    """

    opens: list[list[Newcomer]] = field(default_factory=list)
    joins: dict[int, list[Newcomer]] = field(default_factory=dict)
    merges: dict[int, int] = field(default_factory=dict)
    alone: list[Newcomer] = field(default_factory=list)


def planned(
    newcomers: Sequence[Newcomer], settled: Sequence[Settled], *, radius_m: Mapping[str, float]
) -> Plan:
    """What becomes of ``newcomers``, whatever their order; ``radius_m`` is by hazard.

    Raises KeyError for a hazard without one.
    """
    arrived: dict[Cell, list[Newcomer]] = _by_cell(newcomers)
    there: dict[Cell, list[Settled]] = _by_cell(settled)
    plan = Plan()
    for cell in sorted(arrived, key=lambda one: (one.hazard, one.origin, one.area or "")):
        _place(plan, arrived[cell], there.get(cell, []), radius_m=radius_m[cell.hazard])
    plan.opens.sort(key=lambda group: (group[0].opened_at, group[0].num))
    return plan


def _place(plan: Plan, newcomers: list[Newcomer], settled: list[Settled], *, radius_m: float) -> None:
    newcomers.sort(key=lambda one: (one.opened_at, one.num))
    places = [*(one.place for one in newcomers), *(one.place for one in settled)]
    labels = _labels(places, radius_m=radius_m)
    sets = Sets[tuple[str, int]]()
    for one, label in zip(settled, labels[len(newcomers) :], strict=True):
        sets.join(("place", label), ("incident", one.incident_num))
    groups: dict[tuple[str, int], list[Newcomer]] = {}
    for newcomer, label in zip(newcomers, labels, strict=False):
        groups.setdefault(sets.find(("place", label)), []).append(newcomer)
    incidents: dict[tuple[str, int], list[int]] = {}
    for num in sorted({one.incident_num for one in settled}):
        incidents.setdefault(sets.find(("incident", num)), []).append(num)
    for nums in incidents.values():
        plan.merges.update(dict.fromkeys(nums[1:], nums[0]))
    for root, group in groups.items():
        if root in incidents:
            plan.joins.setdefault(incidents[root][0], []).extend(group)
        elif any(one.opens for one in group):
            plan.opens.append(group)
        else:
            plan.alone.extend(group)


def _labels(places: Sequence[Place], *, radius_m: float) -> list[int]:
    lons, lats = np.array([one.lon for one in places]), np.array([one.lat for one in places])
    metres = around(float(lons.min() + lons.max()) / 2, float(lats.min() + lats.max()) / 2)
    east, north = metres.metres(lons, lats)
    found: list[int] = components(east, north, [one.fact for one in places], radius_m=radius_m).tolist()
    return found


def _by_cell(ones: Iterable[One]) -> dict[Cell, list[One]]:
    found: dict[Cell, list[One]] = {}
    for one in ones:
        found.setdefault(one.cell, []).append(one)
    return found
