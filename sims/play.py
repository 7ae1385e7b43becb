"""Messages sent at a pace."""

import time
from collections.abc import Iterable
from datetime import datetime

from sims.counts import Counts, Report
from sims.message import Message
from sims.pace import Clock, Pace
from sims.publisher import Publisher

TOLD_EVERY_S = 0.2
TOLD_AFTER = 500
"""At full speed the clock is asked only after so many messages."""


def play(
    messages: Iterable[Message],
    publisher: Publisher,
    *,
    speed: float = 0.0,
    now: datetime | None = None,
    report: Report | None = None,
    clock: Clock = time.monotonic,
) -> Counts:
    """Sends ``messages`` at ``speed`` (0 is full speed) and waits until every one is acknowledged.

    With ``now`` no message is sent before its own time has come, however fast the rest goes. Raises
    PublishError as Publisher does.
    """
    teller, pace = _Teller(report, clock), None
    for message in messages:
        if speed:
            pace = pace or Pace(speed=speed, first_due=message.due, began_s=clock(), began_at=now)
            _wait(publisher, pace, message.due, teller)
        publisher.send(message)
        if publisher.counts.sent % TOLD_AFTER == 0:
            teller.tell(publisher.counts)
    while publisher.outstanding:
        publisher.pump(TOLD_EVERY_S)
        teller.tell(publisher.counts)
    if report is not None:
        report(publisher.counts)
    return publisher.counts


def _wait(publisher: Publisher, pace: Pace, due: datetime, teller: "_Teller") -> None:
    while (wait_s := pace.wait_s(due, teller.clock())) > 0:
        publisher.pump(min(wait_s, TOLD_EVERY_S))
        teller.tell(publisher.counts)


class _Teller:
    """Passes progress on, a few times a second at most."""

    def __init__(self, report: Report | None, clock: Clock) -> None:
        self.clock = clock
        self._report = report
        self._told_s = clock()

    def tell(self, counts: Counts) -> None:
        if self._report is not None and self.clock() - self._told_s >= TOLD_EVERY_S:
            self._told_s = self.clock()
            self._report(counts)
