"""How much ingest has stored, told now and then."""

import logging
from collections.abc import Callable
from time import monotonic

from ingest.batch import Stored

_log = logging.getLogger(__name__)
EVERY_S = 10.0


class Tally:
    """Adds up batches and logs the sum at most every 10 s."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._sum = Stored()

    def add(self, stored: Stored) -> None:
        """Counts one batch."""
        self._sum += stored
        if (passed := self._clock() - self._since) >= EVERY_S:
            self._tell(passed)

    def _tell(self, passed: float) -> None:
        rate = (self._sum.stored + self._sum.late) / passed
        _log.info("%s in %.0f s, %.0f readings/s", self._sum, passed, rate, extra={"action": "stored"})
        self._since, self._sum = self._clock(), Stored()
