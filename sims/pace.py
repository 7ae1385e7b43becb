"""How fast a feed goes against the wall clock. Pure: whoever asks brings the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``speed`` seconds of data a second of life, 0 as fast as it goes; ``began_s`` is of a steady clock.

    With ``began_at``, the time of life at ``began_s``, nothing is sent before the time that it tells.
    """

    speed: float
    first_due: datetime
    began_s: float
    began_at: datetime | None = None

    def wait_s(self, due: datetime, now_s: float) -> float:
        """How long to wait at ``now_s`` before sending what is due at ``due``; never below 0."""
        if self.speed == 0:
            return 0.0
        lies_ahead = (due - self.first_due).total_seconds() / self.speed
        if self.began_at is not None:
            lies_ahead = max(lies_ahead, (due - self.began_at).total_seconds())
        return max(self.began_s + lies_ahead - now_s, 0.0)


def start_that_ends_now(now: datetime, length: timedelta, speed: float) -> datetime:
    """When data of ``length`` must start so that none of it lies in the future while it plays.

    At ``speed`` the last of it is sent after length / speed, and tells the time of that moment. Played
    slower than life it starts now and falls behind.
    """
    if speed == 0:
        return now - length
    return min(now + length / speed - length, now)


Clock = Callable[[], float]
