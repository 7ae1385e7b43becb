"""What watches look at: arrivals, standstills, alerts of an area, what fires again and again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from model.area import Level
from model.reading import Origin
from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("watches")


class Arrival(NamedTuple):
    """How long nothing live was heard of a sensor, in seconds of a reliable feed; ``heard`` is ever."""

    sensor_num: int
    kind: str
    area: str | None
    every_s: int
    heard: bool
    quiet_s: float


class Standstill(NamedTuple):
    """How long a metric has told the same live value, in seconds between two readings of it."""

    sensor_num: int
    kind: str
    area: str | None
    metric: str
    value: float
    still_s: float


class Member(NamedTuple):
    """One open alert in an area that holds ``sensors`` of the kinds that were asked for."""

    area: str
    rule_id: str
    sensor_num: int
    severity: Severity
    origin: Origin
    sensors: int


class Firing(NamedTuple):
    """One firing of a rule on a sensor, at the time of its reading."""

    rule_id: str
    sensor_num: int
    kind: str
    area: str | None
    origin: Origin
    at: datetime


class Watched(NamedTuple):
    """An open alert of a watch; ``area`` is what it is about, None for its sensor."""

    num: int
    order_num: int | None
    sensor_num: int
    area: str | None
    origin: Origin
    severity: Severity
    value: float
    normal_since: datetime | None


class Still(NamedTuple):
    """From when on a metric stands still, in seconds, unless at ``rest``."""

    kind: str
    metric: str
    after_s: float
    rest: float | None


def arrivals(conn: Connection, *, kinds: Collection[str], periods: float) -> list[Arrival]:
    """Sensors not heard for ``periods`` of theirs by the clock; some of them less by their feed's."""
    asked = {"kinds": list(kinds), "periods": periods}
    return [
        Arrival(num, kind, area, every_s, heard, quiet_s)
        for num, kind, area, every_s, heard, quiet_s in conn.execute(_SQL["arrivals"], asked)
    ]


def standstills(conn: Connection, limits: Sequence[Still]) -> list[Standstill]:
    """Metrics that have stood still for as long as their limit says."""
    asked = {
        "kinds": [one.kind for one in limits],
        "metrics": [one.metric for one in limits],
        "after_us": [round(one.after_s * 1_000_000) for one in limits],
        "rests": [one.rest for one in limits],
    }
    return [
        Standstill(num, kind, area, metric, value, still_s)
        for num, kind, area, metric, value, still_s in conn.execute(_SQL["standstills"], asked)
    ]


def members(
    conn: Connection, *, level: Level, rules: Collection[str], kinds: Collection[str]
) -> list[Member]:
    """Open alerts of ``rules`` by the area of ``level`` that holds their sensor, the oldest first."""
    asked = {"level": int(level), "rules": list(rules), "kinds": list(kinds)}
    return [
        Member(area, rule_id, num, Severity(severity), Origin(origin), sensors)
        for area, rule_id, num, severity, origin, sensors in conn.execute(_SQL["members"], asked)
    ]


def firings(conn: Connection, *, since: datetime, but_rules: Collection[str]) -> list[Firing]:
    """What was recorded to fire more than once after ``since``, by the time of its readings."""
    rows = conn.execute(_SQL["firings"], {"since": since, "but_rules": list(but_rules)})
    return [
        Firing(rule_id, num, kind, area, Origin(origin), at) for rule_id, num, kind, area, origin, at in rows
    ]


def open_watched(conn: Connection, rule_id: str) -> list[Watched]:
    """The open alerts of one watch."""
    return [
        Watched(num, order_num, sensor_num, area, Origin(origin), Severity(severity), value, normal_since)
        for num, order_num, sensor_num, area, origin, severity, value, normal_since in conn.execute(
            _SQL["open_watched"], {"rule_id": rule_id}
        )
    ]


def unclosed_carriers(conn: Connection, rule_id: str) -> dict[tuple[str, Origin], int]:
    """The sensor that the unclosed order of a rule and area is filed under, by area and origin."""
    rows = conn.execute(_SQL["unclosed_carriers"], {"rule_id": rule_id})
    return {(area, Origin(origin)): num for area, origin, num in rows}


def watch_area(conn: Connection, num: int, area: str) -> None:
    """Notes the area that an alert is about. Raises RefusedDataError where it has an open one already."""
    conn.execute(_SQL["watch_area"], {"num": num, "area": area})


def call_maintenance(conn: Connection, num: int) -> None:
    """Notes that an alert is about its sensor itself: its orders are for those who mend sensors."""
    conn.execute(_SQL["call_maintenance"], {"num": num})


def note_normal(conn: Connection, num: int, since: datetime | None) -> None:
    """Notes since when a watch holds no more; None when it holds."""
    conn.execute(_SQL["note_normal"], {"num": num, "since": since})
