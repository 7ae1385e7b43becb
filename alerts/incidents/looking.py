"""One look of the incidents, inside the caller's transaction: from rows to rows, nothing kept in between."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.incidents.drawing import draw
from alerts.incidents.hazard import Hazard
from alerts.incidents.moving import move
from alerts.incidents.placing import place
from store import grouping
from store.listen import wake
from store.pool import Connection

MOST_NEW = 1000
"""Alerts that one look places at most, so that its transaction stays short; the next goes on."""
MOST_DRAWN = 250
"""The same for surfaces: each is a few hundredths of a second where thousands of places lie in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a look goes by: hazards, and the rules whose alerts belong to no incident or only follow one."""

    hazards: Sequence[Hazard]
    left_out: Collection[str]
    following: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How many alerts a look placed, how many incidents it changed, and whether it left some for the next."""

    placed: int
    changed: int
    more: bool


def look(conn: Connection, known: Known, *, now: datetime) -> Looked:
    """Places new alerts, moves open incidents on by their members, and draws the ground that has changed."""
    grouping.hold(conn)
    found = place(
        conn,
        known.hazards,
        left_out=known.left_out,
        following=known.following,
        limit=MOST_NEW,
        now=now,
    )
    moved = move(conn, known.hazards, now=now)
    drawn = draw(conn, known.hazards, limit=MOST_DRAWN)
    if found.members or moved or drawn:
        wake(conn, "alerts")
    more = found.new == MOST_NEW or drawn == MOST_DRAWN
    return Looked(placed=found.members, changed=moved, more=more)
