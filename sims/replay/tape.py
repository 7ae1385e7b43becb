"""All readings of a feed in time order, in 20 bytes a reading."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sims.pace import start_that_ends_now
from sims.replay.layouts.layout import Point

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """Readings sorted by time, then by sensor; ``sensors`` are indices into a list that the maker keeps."""

    times_ms: npt.NDArray[np.int64]
    sensors: npt.NDArray[np.int32]
    values: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return self.times_ms.size

    def between(self, first: datetime | None, last: datetime | None) -> "Tape":
        """The readings from ``first`` up to, without, ``last``; both aware."""
        low = 0 if first is None else int(np.searchsorted(self.times_ms, ms_of(first)))
        high = len(self) if last is None else int(np.searchsorted(self.times_ms, ms_of(last)))
        return self.part(low, max(low, high))

    def part(self, begin: int, end: int) -> "Tape":
        """The readings from number ``begin`` up to, without, number ``end``."""
        kept = slice(begin, end)
        return Tape(times_ms=self.times_ms[kept], sensors=self.sensors[kept], values=self.values[kept])

    def shifted(self, by: timedelta) -> "Tape":
        """The same readings, ``by`` later."""
        return Tape(times_ms=self.times_ms + by // MS, sensors=self.sensors, values=self.values)

    def ending_now(self, now: datetime, speed: float) -> "Tape":
        """The same readings moved so that none lies in the future while they are played at ``speed``."""
        if not len(self):
            return self
        start = start_that_ends_now(now, self.length, speed)
        return self.shifted(start - (EPOCH + int(self.times_ms[0]) * MS))

    @property
    def length(self) -> timedelta:
        """From the first reading to the last."""
        return int(self.times_ms[-1] - self.times_ms[0]) * MS if len(self) else timedelta()

    def readings(self) -> Iterator[tuple[int, int, float]]:
        """(time in ms, sensor, value) in order."""
        block = 65536
        for at in range(0, len(self), block):
            kept = slice(at, at + block)
            yield from zip(
                self.times_ms[kept].tolist(),
                self.sensors[kept].tolist(),
                self.values[kept].tolist(),
                strict=True,
            )


def recorded(points: Iterable[Point], names: Sequence[str], factor: float) -> Tape:
    """The tape of those points whose sensor is one of ``names``, values times ``factor``."""
    index = {name: number for number, name in enumerate(names)}
    times, sensors, values = array("q"), array("i"), array("d")
    for point in points:
        number = index.get(point.sensor)
        if number is not None:
            times.append(ms_of(point.time))
            sensors.append(number)
            values.append(point.value * factor)
    return _sorted(np.array(times, np.int64), np.array(sensors, np.int32), np.array(values, np.float64))


def ms_of(time: datetime) -> int:
    """Milliseconds since the epoch."""
    return (time - EPOCH) // MS


def _sorted(
    times: npt.NDArray[np.int64], sensors: npt.NDArray[np.int32], values: npt.NDArray[np.float64]
) -> Tape:
    order = np.lexsort((sensors, times))
    return Tape(times_ms=times[order], sensors=sensors[order], values=values[order].round(4))
