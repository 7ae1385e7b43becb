"""How far the recording of each sensor goes, and where its events begin. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from model.sensor import Sensor
from sims.replay.tape import EPOCH, MS, Tape, ms_of

SILENT = timedelta(hours=12)
"""What tells nothing for longer is not recorded any further; as long rules remember a sensor (C)."""


class Records:
    """The times of every sensor's readings, cut where it falls silent."""

    def __init__(self, sensors: Sequence[Sensor], tape: Tape) -> None:
        times = {sensor.id: tape.times_ms[tape.sensors == number] for number, sensor in enumerate(sensors)}
        self._bounds = {sensor_id: _bounds(one) for sensor_id, one in times.items()}

    def end_at(self, sensor_id: str, now: datetime) -> datetime | None:
        """When the record ends that is under way at a sensor; None where none is."""
        begins, ends = self._bounds[sensor_id]
        place = int(np.searchsorted(ends, ms_of(now), side="right"))
        if place == ends.size or begins[place] > ms_of(now):
            return None
        return EPOCH + int(ends[place]) * MS

    def events(self) -> Iterator[tuple[str, datetime]]:
        """Each sensor with each time at which it begins to tell after it was silent, sensor by sensor."""
        for sensor_id, (begins, _) in self._bounds.items():
            yield from ((sensor_id, EPOCH + begin * MS) for begin in begins.tolist())


def _bounds(times: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where records of a sensor begin and end."""
    gaps = np.flatnonzero(np.diff(times) > SILENT // MS)
    firsts = np.concatenate([np.zeros(min(1, times.size), np.intp), gaps + 1])
    lasts = np.concatenate([gaps, np.full(min(1, times.size), times.size - 1)])
    return times[firsts], times[lasts]
