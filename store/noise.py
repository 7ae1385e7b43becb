"""How loud a seat is, by history. A seat is an area and all below it; None is the wall of the district."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from model.reading import Origin
from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("noise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where somebody sits, and what he is shown: an exercise never counts with what is live."""

    under: str | None
    origin: Origin = Origin.LIVE

    def asked(self, since: datetime, until: datetime) -> dict[str, Any]:
        """What a query about this seat after ``since`` up to ``until`` is given."""
        return {"seat": self.under, "origin": self.origin.value, "since": since, "until": until}

    def before(self, before: datetime) -> dict[str, Any]:
        """What a query about this seat before a time is given."""
        return {"seat": self.under, "origin": self.origin.value, "before": before}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Raw events, among them alarms; ``matters`` are the incidents and single alerts that fired."""

    raw_events: int
    alarms: int
    by_severity: Mapping[Severity, int]
    matters: int


class Actor(NamedTuple):
    """A rule at a sensor, and how often it was loud."""

    rule_id: str
    sensor_id: str
    times: int


class Stale(NamedTuple):
    """An alert that stands for too long."""

    num: int
    rule_id: str
    sensor_id: str
    opened_at: datetime


class Answers(NamedTuple):
    """How many alarms were acknowledged, after how many seconds on average and at most; None without any."""

    answered: int
    mean_s: float | None
    most_s: float | None


def heard(conn: Connection, seat: Seat, *, since: datetime, until: datetime) -> list[tuple[int, int]]:
    """How many alarms began to ask, by whole seconds since 1970-01-01 UTC."""
    return conn.execute(_SQL["heard"], seat.asked(since, until)).fetchall()


def loudness(conn: Connection, seat: Seat, *, since: datetime, until: datetime) -> Loudness:
    """Counts of a span."""
    row = conn.execute(_SQL["loudness"], seat.asked(since, until)).fetchone() or (0,) * 7
    levels = dict(zip(Severity, row[2:6], strict=True))
    return Loudness(raw_events=row[0], alarms=row[1], by_severity=levels, matters=row[6])


def chatterers(conn: Connection, seat: Seat, *, since: datetime, until: datetime) -> list[Actor]:
    """Who chattered within a span, the loudest first; counted are firings, asking or not."""
    return [Actor(*row) for row in conn.execute(_SQL["chatterers"], seat.asked(since, until))]


def actors(conn: Connection, seat: Seat, *, since: datetime, until: datetime, limit: int) -> list[Actor]:
    """Who raised the most alarms within a span, the loudest first."""
    asked = seat.asked(since, until) | {"limit": limit}
    return [Actor(*row) for row in conn.execute(_SQL["actors"], asked)]


def stale(conn: Connection, seat: Seat, *, before: datetime) -> list[Stale]:
    """Alerts that have stood since before a time and are not set aside, the oldest first."""
    return [Stale(*row) for row in conn.execute(_SQL["stale"], seat.before(before))]


def hidden(conn: Connection, seat: Seat, *, late: datetime, design: str) -> int:
    """How many rules and sensors are quiet though no procedure says so.

    ``late`` is the time before which no shelf may have run out, ``design`` who alone suppresses.
    """
    asked = {"seat": seat.under, "origin": seat.origin.value, "late": late, "design": design}
    row = conn.execute(_SQL["hidden"], asked).fetchone()
    return int(row[0]) if row else 0


def answers(conn: Connection, seat: Seat, *, since: datetime, until: datetime) -> Answers:
    """How soon alarms were acknowledged, of those that were within a span."""
    row = conn.execute(_SQL["answers"], seat.asked(since, until)).fetchone()
    return Answers(*row) if row else Answers(0, None, None)


def unanswered(conn: Connection, seat: Seat, *, before: datetime) -> int:
    """How many alerts have asked for an acknowledgement since before a time."""
    row = conn.execute(_SQL["unanswered"], seat.before(before)).fetchone()
    return int(row[0]) if row else 0
