"""What was sent so far."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Counts:
    """Messages and the readings in them; ``unheard`` of the acknowledged ones found nobody who listens.

    ``data_time`` is when the last sent message was due, in the time of the readings.
    """

    sent: int = 0
    readings: int = 0
    acknowledged: int = 0
    unheard: int = 0
    connections: int = 0
    data_time: datetime | None = None


Report = Callable[[Counts], None]
"""Hears of progress now and then."""
