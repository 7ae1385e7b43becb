"""Reads how sensors stand, as the lists of the light pages show them."""

from collections.abc import Sequence

from dashboard.course import newest_in_words, severity_of
from dashboard.panels.desk_rows import SensorState
from dashboard.push.picture import SILENT
from dashboard.screen import Screen
from dashboard.words import Words
from model.reading import Origin
from model.sensor import Sensor
from store.pool import Connection


def is_silent(screen: Screen, num: int) -> bool:
    """Whether nothing is heard of a sensor, as the push last saw it."""
    city, picture = screen.hub.city, screen.hub.picture
    at = city.index.get(num) if city else None
    if picture is None or at is None or at >= len(picture.states):
        return False
    return bool(picture.states[at] & SILENT)


def states_of(conn: Connection, screen: Screen, words: Words, sensors: Sequence[Sensor]) -> list[SensorState]:
    """Each sensor with its level and its newest value, in the order given."""
    known = [sensor for sensor in sensors if sensor.kind in screen.kinds]
    readings = newest_in_words(conn, screen, words, known)
    return [
        SensorState(
            sensor=sensor,
            kind=screen.kinds.get(sensor.kind),
            severity=severity_of(screen, sensor.num, Origin.LIVE),
            silent=is_silent(screen, sensor.num),
            reading=readings.get(sensor.num, ""),
        )
        for sensor in sensors
    ]


def worst_first(states: Sequence[SensorState]) -> list[SensorState]:
    """The worst on top, then those that nothing is heard of; of equals the order stays."""
    return sorted(states, key=lambda state: (-(state.severity or 0), not state.silent))
