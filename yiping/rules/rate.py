"""How many readings a second a back-test takes, over a made-up history with floods in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from alerts.hearing import sizes_of
from alerts.rule import Rule
from model.position import Position
from model.reading import Origin
from model.sensor import Sensor
from model.text import Text
from store.columns import Columns
from store.pool import connect
from store.readings import put_fresh
from store.sensors import put_sensors
from yiping.rules.running import Wish, run

MINUTE_US = 60_000_000
MINUTES_A_BATCH = 2_000
FLOOD = np.concatenate([np.linspace(1, 30, 40), np.linspace(30, 1, 80)])
"""Two hours of a flood, a value a minute, in cm; between floods the road has up to 1.5 cm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much history: sensors with a reading a minute, each with some floods."""

    sensors: int = 200
    days: int = 14
    floods: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What was measured, from the database to the firings; ``loud`` is the share that can begin one."""

    readings: int
    per_s: float
    loud: float
    firings: int


def measure(
    database_url: str, rule: Rule, amount: Amount, *, since: datetime, rng: np.random.Generator
) -> Rate:
    """Fills an empty migrated database with a history of the rule's kind and back-tests it once."""
    until = since + timedelta(days=amount.days)
    values = history(amount, rng)
    with connect(database_url, name="rate") as conn:
        put_sensors(conn, list(_sensors(rule, amount)))
        for batch in _batches(rule, values, since):
            put_fresh(conn, batch)
    with connect(database_url, name="rate", autocommit=True) as conn:
        wish = Wish(rule=rule, in_force=None, since=since, until=until, area=None, origin=Origin.LIVE)
        outcome = run(conn, wish)
    nothing_known = sizes_of(np.zeros(values.size, np.int32), {})
    loud = rule.condition.loud(rule.metric.name, values.ravel(), nothing_known)
    return Rate(
        readings=outcome.readings,
        per_s=outcome.readings / outcome.seconds,
        loud=float(loud.mean()),
        firings=len(outcome.firings),
    )


def history(amount: Amount, rng: np.random.Generator) -> NDArray[np.float64]:
    """Depths in cm, a row a minute and a column a sensor."""
    minutes = amount.days * 1440
    values = rng.uniform(0, 1.5, (minutes, amount.sensors)).round(1)
    for sensor in range(amount.sensors):
        for begin in rng.integers(0, minutes - len(FLOOD), amount.floods):
            values[begin : begin + len(FLOOD), sensor] = FLOOD
    return values


def _sensors(rule: Rule, amount: Amount) -> Iterator[Sensor]:
    for number in range(amount.sensors):
        yield Sensor(
            id=f"rate-{number}",
            kind=rule.kind.id,
            name=Text(zh=f"测点{number}", en=f"Point {number}"),
            position=Position(121.48, 31.23),
            district="310101",
            street="002",
            expected_every_s=60,
        )


def _batches(rule: Rule, values: NDArray[np.float64], since: datetime) -> Iterator[Columns]:
    """The readings in the order in which they would have come."""
    begin_us = int(since.timestamp()) * 1_000_000
    for first in range(0, len(values), MINUTES_A_BATCH):
        part = values[first : first + MINUTES_A_BATCH]
        minutes, places = np.divmod(np.arange(part.size), part.shape[1])
        observed = (begin_us + (first + minutes) * MINUTE_US + places * 1000).astype(np.int64)
        nothing = np.zeros(part.size, np.int8)
        yield Columns(
            measures=[(rule.kind.id, rule.metric.name)],
            sensor_num=(places + 1).astype(np.int32),
            measure=nothing.astype(np.int16),
            value=part.ravel(),
            observed_us=observed,
            received_us=observed + 500_000,
            quality=nothing,
            origin=nothing,
            clockless=nothing.astype(np.bool_),
        )
