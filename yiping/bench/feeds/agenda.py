"""What is to be done in the feed's time, in order; of two at one time the one that was noted first."""

import heapq
from collections.abc import Callable
from datetime import datetime


class FeedClock:
    """Stands at the feed's time; never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, time: datetime) -> None:
        """Goes on to a time, or stays where that is over already."""
        self.now = max(self.now, time)


class Agenda:
    """Deeds with their times."""

    def __init__(self) -> None:
        self._noted: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0

    def note(self, due: datetime, deed: Callable[[], None]) -> None:
        """Notes what is to be done at ``due``."""
        heapq.heappush(self._noted, (due, self._count, deed))
        self._count += 1

    @property
    def next_due(self) -> datetime | None:
        """When the next deed is due, None where none is left."""
        return self._noted[0][0] if self._noted else None

    def take(self) -> Callable[[], None]:
        """Takes the next deed out."""
        return heapq.heappop(self._noted)[2]
