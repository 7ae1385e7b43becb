"""A district with as many sensors as a measurement wants, of all kinds, all of them heard of a moment ago."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from alerts.rule import Rule, load_rules
from model.catalogue import load_kinds
from model.reading import Origin, Quality
from model.sensor import Sensor
from model.severity import Severity
from orders.desk import open_once
from sims.district import build
from store import alerts
from store.areas import put_areas
from store.base_features import replace_base_features
from store.columns import ORIGINS, QUALITIES, Columns
from store.latest import put_latest
from store.listen import wake
from store.long_history import settle
from store.pool import Connection, connect
from store.readings import put_new
from yiping.bench.alerting.city import made_up, registered
from yiping.bench.stage import servers_of_its_own
from yiping.bench.throughput import Stage
from yiping.bench.walls.means import Means
from yiping.installation import fill
from yiping.wiring import utc_now

RAISED = 40
"""So many sensors have an open alert with its order: a bad day of a district."""

SILENT = 0.005
LONG_AGO = timedelta(days=30)
COURSE = timedelta(hours=6)
EACH = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Town:
    """A stage with areas and a base map, and the sensors that were put there so far."""

    stage: Stage
    sensors: list[Sensor] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        """Where its database answers."""
        return self.stage.servers.database_url

    def grow(self, count: int) -> None:
        """Adds sensors up to ``count``; some of the first ones have open alerts, a few others are silent."""
        kinds, first = list(load_kinds()), len(self.sensors)
        if count <= first:
            return
        ids = {f"wall-{number}": kinds[number % len(kinds)] for number in range(first, count)}
        new, now = registered(self.database_url, made_up(ids)), utc_now()
        with connect(self.database_url, name="bench") as conn:
            put_latest(conn, newest(new, now=now))
            if not self.sensors:
                raise_alerts(conn, new[:RAISED], now=now)
            wake(conn, "registry")
        with connect(self.database_url, name="bench", autocommit=True) as conn:
            settle(conn)
        self.sensors += new


@contextmanager
def town(means: Means, sensors: int = 0) -> Iterator[Town]:
    """Servers of its own, migrated, with the areas of the demo district and so many sensors."""
    with servers_of_its_own(means.settings, means.progress) as (own, servers), ExitStack() as stack:
        fill(servers.database_url, means.progress, ground)
        found = Town(stage=Stage(settings=own, servers=servers, stack=stack))
        grow(found, sensors, means)
        yield found


def grow(found: Town, sensors: int, means: Means) -> None:
    """Adds sensors up to so many, and tells so."""
    if sensors > len(found.sensors):
        with means.progress.step(f"a district of {sensors:,} sensors"):
            found.grow(sensors)


def ground(database_url: str) -> None:
    """Loads the areas and the base map of the demo district, and none of its sensors."""
    district = build()
    with connect(database_url, name="bench") as conn:
        put_areas(conn, district.areas, now=utc_now())
        replace_base_features(conn, district.base)


def newest(sensors: Sequence[Sensor], *, now: datetime) -> Columns:
    """A reading of each sensor's main metric; a few of them were heard last long ago."""
    count, at = len(sensors), round(now.timestamp() * 1_000_000)
    heard = np.full(count, at)
    heard[RAISED :: round(1 / SILENT)] -= round(LONG_AGO.total_seconds() * 1_000_000)
    return columns(sensors, np.ones(count), heard)


def columns(sensors: Sequence[Sensor], values: np.ndarray, heard_us: np.ndarray) -> Columns:
    """A reading of each sensor's main metric, observed when it was heard; microseconds since 1970 UTC."""
    kinds = load_kinds()
    measures = [(kind.id, kind.main_metric.name) for kind in kinds.values()]
    place = {kind: number for number, (kind, _) in enumerate(measures)}
    count = len(sensors)
    return Columns(
        measures=measures,
        sensor_num=np.array([one.num for one in sensors], np.int32),
        measure=np.array([place[one.kind] for one in sensors], np.int16),
        value=np.array(values, np.float64),
        observed_us=heard_us.astype(np.int64),
        received_us=heard_us.astype(np.int64),
        quality=np.full(count, QUALITIES.index(Quality.GOOD), np.int8),
        origin=np.full(count, ORIGINS.index(Origin.LIVE), np.int8),
        clockless=np.zeros(count, np.bool_),
    )


def rules_by_kind() -> dict[str, Rule]:
    """A rule of each kind that has one."""
    return {rule.kind.id: rule for rule in load_rules()}


def raise_alerts(conn: Connection, sensors: Sequence[Sensor], *, now: datetime) -> None:
    """Opens an alert with its order at each sensor, all levels in turn, with hours of readings behind it."""
    rules, times = rules_by_kind(), round(COURSE / EACH)
    for place, sensor in enumerate(sensors):
        if sensor.kind in rules:
            severity = Severity(1 + place % len(Severity))
            _raise(conn, sensor, rules[sensor.kind], severity, now=now)
    told = [sensor for sensor in sensors for _ in range(times)]
    ages = np.tile(np.arange(times, 0, -1), len(sensors)) * round(EACH.total_seconds() * 1_000_000)
    values = np.tile(np.linspace(0.0, 9.0, times), len(sensors))
    put_new(conn, columns(told, values, round(now.timestamp() * 1_000_000) - ages))


def _raise(conn: Connection, sensor: Sensor, rule: Rule, severity: Severity, *, now: datetime) -> None:
    where = {"rule_id": rule.id, "sensor_num": sensor.num, "origin": Origin.LIVE, "area": sensor.area}
    alert = alerts.open_alert(
        conn, rule_revision=1, metric=rule.metric.name, severity=severity, value=9.0, at=now, **where
    )
    alerts.join_order(conn, num=alert, order_num=open_once(conn, severity=severity, now=now, **where))
