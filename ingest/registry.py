"""The sensors that ingest knows, read again when the registry has changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from ingest.topics import address_of_sensor
from model.sensor import Sensor

LOOK_EVERY = timedelta(seconds=5)


class Registry:
    """Sensors by id, topic and number. ``load`` reads all, ``version`` a number that every change moves."""

    def __init__(
        self, load: Callable[[], Sequence[Sensor]], version: Callable[[], int], *, now: datetime
    ) -> None:
        self._load = load
        self._version = version
        self._known = -1
        self._looked_at = now
        self.by_id: Mapping[str, Sensor] = {}
        self.by_topic: Mapping[str, Sensor] = {}
        self.by_num: Mapping[int, Sensor] = {}
        self.refresh(now=now)

    def is_due(self, now: datetime) -> bool:
        """True when nobody has looked for 5 s: a sensor may have moved to another area meanwhile."""
        return now - self._looked_at >= LOOK_EVERY

    def refresh(self, *, now: datetime) -> bool:
        """Reads the sensors again if the registry has changed; True when it had."""
        self._looked_at = now
        # The version is asked first: a change between the two is then seen at the next look.
        if (version := self._version()) == self._known:
            return False
        sensors = self._load()
        self._known = version
        self.by_id = {sensor.id: sensor for sensor in sensors}
        self.by_topic = {address_of_sensor(sensor).up: sensor for sensor in sensors}
        self.by_num = {sensor.num: sensor for sensor in sensors}
        return True
