"""What exercises and replays have open: shown beside the real alerts and orders, never counted among them."""

from typing import NamedTuple

from model.reading import Origin
from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("drills")


class Drill(NamedTuple):
    """Open alerts of one sensor and origin; ``severity`` is the worst that is not set aside, if any."""

    sensor_num: int
    origin: Origin
    severity: Severity | None
    alerts: int


def drill_standing(conn: Connection, *, under: str | None = None) -> list[Drill]:
    """What is open of exercises and replays in the area ``under`` and all below it, by sensor."""
    return [
        Drill(num, Origin(origin), None if severity is None else Severity(severity), alerts)
        for num, origin, severity, alerts in conn.execute(_SQL["drill_standing"], {"under": under})
    ]


def drill_orders(conn: Connection, *, under: str | None = None) -> int:
    """How many unclosed orders of ``under`` and all below come from exercises and replays."""
    row = conn.execute(_SQL["drill_orders"], {"under": under}).fetchone()
    return row[0] if row else 0
