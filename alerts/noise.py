"""How loud a seat is: alarms of its last minutes and day, floods, what the chain makes of raw events.

An alarm is each time that an alert begins to ask a person. docs/alerts.md has the formula of every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import life
from alerts.flood import WINDOW, Flood, Heard, floods, heard_from, is_settled
from model.reading import Origin
from model.severity import Severity
from store import noise as table
from store.noise import Seat
from store.pool import Connection

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
STALE_AFTER = timedelta(hours=24)
SHELF_GRACE = timedelta(minutes=1)
"""A shelf ends within seconds of its time; one that has not after this long hides an alert by a fault."""
LOOKS_BACK = (HOUR, 6 * HOUR, DAY)
"""How far back it is asked for alarms until no older one can change whether a flood lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How loud a seat is at ``at``, and was within ``span`` before.

    ``since`` is when the flood began that lasts now. Of the span: ``raw_events`` (a rule fired or rose, or an
    alert came back), ``alarms`` (those that asked a person) and by level, ``matters`` (the incidents and
    single alerts that fired). Now: ``stale`` alerts; rules at sensors that are ``chattering`` (within
    ``WINDOW``), and those that are quiet outside of the procedure (``suppressed_outside``).
    """

    at: datetime
    span: timedelta
    flooded: bool
    since: datetime | None
    alarms_10min: int
    alarms_hour: int
    alarms: int
    by_severity: Mapping[Severity, int]
    raw_events: int
    matters: int
    stale: int
    chattering: int
    suppressed_outside: int

    @property
    def per_hour(self) -> float:
        """Alarms an hour, on average over the span."""
        return self.alarms * (HOUR / self.span)

    @property
    def per_day(self) -> float:
        """Alarms a day, on average over the span."""
        return self.alarms * (DAY / self.span)

    @property
    def consolidation(self) -> float | None:
        """Raw events for each incident or single alert that people have to handle; None without any."""
        return self.raw_events / self.matters if self.matters else None

    @property
    def shares(self) -> Mapping[Severity, float]:
        """The part of each level in the alarms, 0 to 1; empty without alarms."""
        return {level: count / self.alarms for level, count in self.by_severity.items() if self.alarms}


def noise_of(
    conn: Connection, *, under: str | None, now: datetime, span: timedelta = DAY, origin: Origin = Origin.LIVE
) -> Noise:
    """The noise of the seat of the area ``under``, None for the district's wall."""
    seat = Seat(under=under, origin=origin)
    heard = heard_lately(conn, seat, now=now)
    lasting = _lasting(heard, now=now)
    counted = table.loudness(conn, seat, since=now - span, until=now)
    return Noise(
        at=now,
        span=span,
        flooded=lasting is not None,
        since=lasting.since if lasting else None,
        alarms_10min=heard.after(now - WINDOW),
        alarms_hour=heard.after(now - HOUR),
        alarms=counted.alarms,
        by_severity=counted.by_severity,
        raw_events=counted.raw_events,
        matters=counted.matters,
        stale=len(table.stale(conn, seat, before=now - STALE_AFTER)),
        chattering=len(table.chatterers(conn, seat, since=now - WINDOW, until=now)),
        suppressed_outside=table.hidden(conn, seat, late=now - SHELF_GRACE, design=life.SYSTEM),
    )


def heard_lately(conn: Connection, seat: Seat, *, now: datetime) -> Heard:
    """The alarms of the last hour, or of so much more that nothing older decides whether a flood lasts.

    Never more than a day: a seat that was not calm for one minute of it counts as calm before.
    """
    for back in LOOKS_BACK:
        found = heard_from(table.heard(conn, seat, since=now - back, until=now))
        if is_settled(found, since=now - back, until=now):
            break
    return found


def _lasting(heard: Heard, *, now: datetime) -> Flood | None:
    last = floods(heard, until=now)[-1:]
    return next((one for one in last if one.until is None), None)
