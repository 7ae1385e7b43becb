"""How far the recording of each sensor goes, and where its events begin. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from model.sensor import Sensor
from sims.replay.tape import EPOCH, MS, Tape, ms_of

SILENT = timedelta(hours=12)
"""What tells nothing for longer is not recorded any further; as long rules remember a sensor (C)."""


class Records:
    """The times of every sensor's readings."""

    def __init__(self, sensors: Sequence[Sensor], tape: Tape) -> None:
        self._times = {
            sensor.id: tape.times_ms[tape.sensors == number] for number, sensor in enumerate(sensors)
        }

    def goes_on(self, sensor_id: str, now: datetime) -> bool:
        """Whether the sensor tells anything within SILENT after ``now``."""
        times = self._times[sensor_id]
        following = int(np.searchsorted(times, ms_of(now), side="right"))
        return following < times.size and int(times[following]) - ms_of(now) <= SILENT // MS

    def events(self) -> Iterator[tuple[str, datetime]]:
        """Each sensor with each time at which it begins to tell after it was silent, sensor by sensor."""
        for sensor_id, times in self._times.items():
            begins = np.flatnonzero(np.diff(times, prepend=-(2**62)) > SILENT // MS)
            yield from ((sensor_id, EPOCH + int(times[place]) * MS) for place in begins)
