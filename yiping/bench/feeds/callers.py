"""Who calls the hotline 12345, and when. Pure: chance enters as ``rng``. The rates are made up (C)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, radians, sin, sqrt
from random import Random

from model.position import Position

EARLY, SOON, LATE, TWICE = 0.06, 0.12, 0.04, 0.15
"""Shares of recorded events, of orders, of orders, and of calls."""

EARLY_S = 170
"""Before most rules have seen enough."""
SOON_MINUTES, SOON_MOST_MINUTES = 8.0, 50.0
LATE_HOURS = (6.0, 30.0)
TWICE_MINUTES = (3.0, 90.0)
WITHIN = 0.8
"""Callers stand within this share of what their plan takes for one place."""
METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody calls at ``at`` from ``position``; the hotline gives each case a ticket."""

    at: datetime
    ticket: str
    position: Position


def early_calls(name: str, begin: datetime, place: Position, radius_m: float, rng: Random) -> Iterator[Call]:
    """Calls about an event that begins, perhaps before any rule has seen it."""
    if rng.random() < EARLY:
        at = begin + timedelta(seconds=rng.randrange(EARLY_S))
        yield from _calls(f"{name}-early", at, beside(place, radius_m, rng), rng)


def calls_about(name: str, filed: datetime, place: Position, radius_m: float, rng: Random) -> Iterator[Call]:
    """Calls about what an order was filed for: while it is worked, and long after."""
    if rng.random() < SOON:
        minutes = min(SOON_MOST_MINUTES, rng.lognormvariate(0.0, 0.8) * SOON_MINUTES)
        at = filed + timedelta(seconds=round(minutes * 60))
        yield from _calls(f"{name}-soon", at, beside(place, radius_m, rng), rng)
    if rng.random() < LATE:
        at = filed + timedelta(seconds=round(rng.uniform(*LATE_HOURS) * 3600))
        yield from _calls(f"{name}-late", at, beside(place, radius_m, rng), rng)


def beside(place: Position, radius_m: float, rng: Random) -> Position:
    """A place not further away than WITHIN of so many metres."""
    metres, angle = radius_m * WITHIN * sqrt(rng.random()), rng.uniform(0.0, 2 * pi)
    north, east = metres * cos(angle), metres * sin(angle)
    lat = place.lat + north / METRES_A_DEGREE
    return Position(place.lon + east / (METRES_A_DEGREE * cos(radians(place.lat))), lat)


def _calls(ticket: str, at: datetime, position: Position, rng: Random) -> Iterator[Call]:
    """One call, and the same ticket once more where the hotline sends it twice."""
    yield Call(at=at, ticket=ticket, position=position)
    if rng.random() < TWICE:
        again = at + timedelta(seconds=round(rng.uniform(*TWICE_MINUTES) * 60))
        yield Call(at=again, ticket=ticket, position=position)
