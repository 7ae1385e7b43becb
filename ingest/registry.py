"""The sensors that ingest knows, read again when an unknown one speaks."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from model.sensor import Sensor

_PAUSE = timedelta(seconds=5)


class Registry:
    """Sensors by id and by number; ``load`` reads them all from where they are kept."""

    def __init__(self, load: Callable[[], list[Sensor]], *, now: datetime) -> None:
        self._load = load
        self._read_at = now
        self.by_id: Mapping[str, Sensor] = {}
        self.by_num: Mapping[int, Sensor] = {}
        self._read(now)

    def refresh(self, *, now: datetime) -> bool:
        """Reads the registry again, at most every 5 s: strangers must not keep the database busy."""
        if now - self._read_at < _PAUSE:
            return False
        self._read(now)
        return True

    def _read(self, now: datetime) -> None:
        sensors = self._load()
        self._read_at = now
        self.by_id = {sensor.id: sensor for sensor in sensors}
        self.by_num = {sensor.num: sensor for sensor in sensors}
