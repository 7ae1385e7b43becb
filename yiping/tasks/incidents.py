"""Alerts of one hazard in one place become one incident, and open incidents follow their alerts."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from alerts.incidents.hazard import Hazard, load_hazards
from alerts.incidents.looking import Known, look
from alerts.watch_rule import WatchRule, load_watches
from store.pool import Connection
from yiping.rulebooks import in_force_by
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 2.0
OF_AREAS = "members"
OF_GROUND = "incident_ground"


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Takes one look; True when it left alerts or surfaces for the next tick."""
    with conn.transaction():
        looked = look(conn, known(in_force_by(conn, now=now).watches), now=now)
    if looked.placed:
        _log.info("%d alerts found their incident", looked.placed, extra={"action": "alerts_grouped"})
    return looked.more


def known(watches: Iterable[WatchRule] = ()) -> Known:
    """What a look goes by: hazards, the watches in force, and those shipped: their alerts may still stand."""
    every = [*_shipped()[1], *watches]
    return Known(
        hazards=_shipped()[0],
        # An instrument that needs care is no hazard; an alert of an area is one.
        left_out=frozenset(one.id for one in every if one.watch.looks_at not in {OF_AREAS, OF_GROUND}),
        following=frozenset(one.id for one in every if one.watch.looks_at == OF_GROUND),
    )


@cache
def _shipped() -> tuple[Sequence[Hazard], Sequence[WatchRule]]:
    return load_hazards(), load_watches()
