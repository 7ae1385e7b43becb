"""The load of the demo district: which sensors speak, and which times they tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from model.kind import Kind
from model.reading import Origin
from model.sensor import Sensor
from sims.load_tape import Tape

EVERY_MS = 1000


def tape_that_ends_now(
    sensors: Sequence[Sensor],
    kinds: Mapping[str, Kind],
    *,
    count: int,
    now: datetime,
    per_message: int = 1,
    every_ms: int = EVERY_MS,
    peak: float = 0.0,
    origin: Origin = Origin.LIVE,
) -> Tape:
    """``count`` messages at full speed: a sensor tells a time each ``every_ms``, the last is ``now``."""
    rounds = -(-count // len(sensors))
    return Tape(
        sensors=sensors,
        kinds=kinds,
        first_ms=round(now.timestamp() * 1000) - rounds * per_message * every_ms,
        step_ms=every_ms,
        per_message=per_message,
        peak=peak,
        origin=origin,
    )


def tape_from_now(
    sensors: Sequence[Sensor],
    kinds: Mapping[str, Kind],
    *,
    rate: float,
    now: datetime,
    per_message: int = 1,
    peak: float = 0.0,
    origin: Origin = Origin.LIVE,
) -> Tape:
    """``rate`` messages a second that tell the time of life, each sensor in its turn."""
    return Tape(
        sensors=sensors,
        kinds=kinds,
        first_ms=round(now.timestamp() * 1000),
        step_ms=max(1, round(1000 * len(sensors) / (rate * per_message))),
        per_message=per_message,
        peak=peak,
        origin=origin,
    )
