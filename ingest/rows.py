"""What messages hold, gathered message by message and then turned into columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ingest.clock import us_of
from ingest.codec import Told
from ingest.errors import Reason, RejectedError
from ingest.message import Message
from model.reading import Origin, Quality
from store.columns import NO_TIME, ORIGINS, QUALITIES, Columns, Measure

ORIGIN_PLACE = {origin: place for place, origin in enumerate(ORIGINS)}
GOOD = QUALITIES.index(Quality.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A message, or one value of it, that becomes a dead letter; ``place`` is that of the message."""

    place: int
    sensor_num: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What a codec asked to remember (or, with None, to forget) for later messages of a source."""

    place: int
    source: str
    key: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """What some messages hold: readings, refusals and notices, each with the place of its message.

    ``sensor_nums`` tells who sent each message, 0 where no known sensor did. Of a message there is at least
    one reading or refusal, or it is a notice.
    """

    messages: Sequence[Message]
    sensor_nums: NDArray[np.int32]
    readings: Columns
    places: NDArray[np.int64]
    refusals: Sequence[Refusal]
    notices: Sequence[int]
    remembered: Sequence[Remembered]
    told: Sequence[Told]

    def part(self, start: int, stop: int) -> "Normalised":
        """What the messages from ``start`` to before ``stop`` hold; nothing is told twice."""
        low, high = np.searchsorted(self.places, [start, stop])
        here = range(start, stop)
        return Normalised(
            messages=self.messages[start:stop],
            sensor_nums=self.sensor_nums[start:stop],
            readings=self.readings.take(np.arange(low, high)),
            places=self.places[low:high] - start,
            refusals=[replace(one, place=one.place - start) for one in self.refusals if one.place in here],
            notices=[place - start for place in self.notices if place in here],
            remembered=[
                replace(one, place=one.place - start) for one in self.remembered if one.place in here
            ],
            told=(),
        )


@dataclass(slots=True, kw_only=True)
class Rows:
    """Lists that grow while messages are read; see Normalised for what they become."""

    messages: Sequence[Message]
    sensor_nums: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    sensors: list[int] = field(default_factory=list)
    measures: list[int] = field(default_factory=list)
    values: list[float | str] = field(default_factory=list)
    observed_us: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)
    remembered: list[Remembered] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def add(
        self,
        place: int,
        sensor_num: int,
        measures: Sequence[int],
        values: Sequence[float | str],
        observed_us: Sequence[int | None],
        origins: Sequence[Origin],
    ) -> None:
        """Adds readings of one sensor, columns of one length; None for a device that told no time."""
        count = len(measures)
        self.places += [place] * count
        self.sensors += [sensor_num] * count
        self.measures += measures
        self.values += values
        self.observed_us += [NO_TIME if us is None else us for us in observed_us]
        self.origins += [ORIGIN_PLACE[origin] for origin in origins]

    def refuse(self, place: int, sensor_num: int, rejected: RejectedError) -> None:
        """Adds a refusal."""
        self.refusals.append(
            Refusal(place=place, sensor_num=sensor_num, reason=rejected.reason, detail=rejected.detail)
        )

    def normalised(self, measures: Sequence[Measure], *, future_us: int) -> Normalised:
        """All that was gathered; what was observed over ``future_us`` after its arrival is refused."""
        places = np.array(self.places, np.int64)
        received_us = _received_us(self.messages)[places]
        told_us = np.array(self.observed_us, np.int64)
        clockless = told_us == NO_TIME
        readings = Columns(
            measures=measures,
            sensor_num=np.array(self.sensors, np.int32),
            measure=np.array(self.measures, np.int16),
            value=np.array(self.values, np.float64),
            observed_us=np.where(clockless, received_us, told_us),
            received_us=received_us,
            quality=np.full(len(places), GOOD, np.int8),
            origin=np.array(self.origins, np.int8),
            clockless=clockless,
        )
        future = readings.observed_us - received_us > future_us
        if future.any():
            self._refuse_future(readings.take(future), places[future])
            readings, places = readings.take(~future), places[~future]
        return Normalised(
            messages=self.messages,
            sensor_nums=np.array(self.sensor_nums, np.int32),
            readings=readings,
            places=places,
            refusals=self.refusals,
            notices=self.notices,
            remembered=self.remembered,
            told=self.told,
        )

    def _refuse_future(self, readings: Columns, places: NDArray[np.int64]) -> None:
        ahead_us = readings.observed_us - readings.received_us
        for place, sensor_num, measure, ahead in zip(
            places.tolist(),
            readings.sensor_num.tolist(),
            readings.measure.tolist(),
            ahead_us.tolist(),
            strict=True,
        ):
            detail = f"{readings.measures[measure][1]} was observed {ahead / 1e6:.0f} s after it arrived"
            self.refuse(place, sensor_num, RejectedError(Reason.FUTURE_TIME, detail))


def _received_us(messages: Sequence[Message]) -> NDArray[np.int64]:
    # Messages of one read of the socket share their time, so most need no arithmetic.
    times: dict[datetime, int] = {}
    for message in messages:
        if message.received_at not in times:
            times[message.received_at] = us_of(message.received_at)
    return np.array([times[message.received_at] for message in messages], np.int64)
