"""What every simulator makes: samples of one sensor, to be sent when they are due."""

from datetime import datetime
from typing import NamedTuple

from model.reading import Sample
from model.sensor import Sensor


class Message(NamedTuple):
    """One message on its way; ``due`` is aware, in the time of the readings, not of the wall clock."""

    sensor: Sensor
    samples: list[Sample]
    due: datetime
