"""A recorded file as sensors and messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from model.reading import Origin, Sample
from model.sensor import Sensor
from model.units import convert
from sims.message import Message
from sims.replay.errors import FeedError, OnBad, stop
from sims.replay.feed_map import FeedMap
from sims.replay.places import sensors_by_name
from sims.replay.tape import EPOCH, MS, Tape, recorded


def sensors_of(feed: FeedMap, file: Path) -> list[Sensor]:
    """The sensors to register before the replay. Raises FeedError when one has no position."""
    return list(_sensors(feed, file).values())


def tape_of(feed: FeedMap, file: Path, bad: OnBad = stop) -> tuple[list[Sensor], Tape]:
    """The sensors and all their readings, in the catalogue's unit and in time order."""
    sensors = _sensors(feed, file)
    points = feed.layout.points(file, feed.settings, feed.zone, bad)
    if feed.unit.zero != feed.metric.unit.zero:
        raise FeedError(
            f"{feed.unit.name} and {feed.metric.unit.name} differ in their zero, not only in scale"
        )
    factor = convert(1.0, source=feed.unit, target=feed.metric.unit)
    return list(sensors.values()), recorded(points, list(sensors), factor)


def messages(
    feed: FeedMap,
    file: Path,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    shift: timedelta = timedelta(),
    origin: Origin | None = None,
    per_message: int = 1,
    bad: OnBad = stop,
) -> Iterator[Message]:
    """Every message of the file in time order; ``first`` and ``last`` cut before the shift.

    With ``per_message`` above 1 a sensor's readings wait until that many are together, or the end.
    """
    sensors, tape = tape_of(feed, file, bad)
    cut = tape.between(first, last).shifted(shift)
    yield from played(feed, sensors, cut, origin=origin or feed.origin, per_message=per_message)


def played(
    feed: FeedMap, sensors: Sequence[Sensor], tape: Tape, *, origin: Origin, per_message: int = 1
) -> Iterator[Message]:
    """The messages of a tape, by the time of their last reading."""
    metric = feed.metric.name
    waiting: dict[int, list[Sample]] = {}
    for time_ms, sensor, value in tape.readings():
        time = EPOCH + time_ms * MS
        samples = waiting.setdefault(sensor, [])
        samples.append(Sample(metric=metric, value=value, observed_at=time, origin=origin))
        if len(samples) >= per_message:
            yield Message(sensors[sensor], waiting.pop(sensor), time)
    rest = [Message(sensors[sensor], samples, samples[-1].observed_at) for sensor, samples in waiting.items()]
    yield from sorted(rest, key=lambda message: (message.due, message.sensor.id))


def _sensors(feed: FeedMap, file: Path) -> dict[str, Sensor]:
    return sensors_by_name(feed, file, feed.layout.sensors(file, feed.settings))
