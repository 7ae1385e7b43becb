"""A load: as many messages as the broker takes, or so many a second, for little of the processor's time.

A device that must lose nothing keeps what the broker has acknowledged for a while, because a broker
acknowledges before it saves: killed, it forgets the last seconds. ``resend_s`` makes the load do so: after
every broken line it begins again that far back. The receiver knows such readings by their key.
"""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.broker import Broker
from sims.load_line import Line, LoadError, own_name
from sims.load_tape import IDENTIFIERS, Tape, numbers

PATIENCE_S = 60.0
PAUSE_S = 0.1
LONGEST_PAUSE_S = 1.0
SILENCE_S = 60.0
"""A line on which nothing was heard for so long is given up."""

LOOK_S = 0.02
GATHER_S = 0.001
AT_ONCE = 1024
NOTE_EVERY_S = 0.25
PING_EVERY_S = 1.0
HEARD_AT_MOST_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poured:
    """What became of a load so far, in messages; ``sent`` and ``acknowledged`` count each message once.

    ``again`` of them were sent once more after a broken line, ``unheard`` found nobody who listens.
    ``cpu_s`` is the processor's time that the load took, ``seconds`` that of life.
    """

    sent: int = 0
    acknowledged: int = 0
    again: int = 0
    unheard: int = 0
    connections: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a tape is poured: ``count`` messages from ``first`` on, ``rate`` a second (0 is full speed)."""

    count: int
    first: int = 0
    rate: float = 0.0
    resend_s: float = 0.0
    unacknowledged: int = IDENTIFIERS - 1
    patience_s: float = PATIENCE_S


def pour(
    broker: Broker,
    tape: Tape,
    plan: Plan,
    *,
    report: Callable[[Poured], None] = lambda _: None,
    stop: threading.Event | None = None,
    allowed: Callable[[], int] | None = None,
) -> Poured:
    """Sends the messages and stays until every one is acknowledged, for ``resend_s`` of a healthy line.

    Never more than ``allowed()`` of them are sent. Ends early when ``stop`` is set; what was acknowledged by
    then is counted. Raises LoadError when the broker refuses, or stays away for ``plan.patience_s``.
    """
    load = _Load(broker, tape, plan, allowed)
    try:
        while not load.is_done and not (stop and stop.is_set()):
            load.step()
            report(load.poured())
    finally:
        load.close()
    return load.poured()


class _Load:
    """One load under way: ``_next`` is the first message not yet given to the line.

    ``_acked`` is the first that is not acknowledged.
    """

    def __init__(
        self, broker: Broker, tape: Tape, plan: Plan, allowed: Callable[[], int] | None = None
    ) -> None:
        self._broker, self._tape, self._plan, self._allowed = broker, tape, plan, allowed
        self._name = own_name()
        self._next = self._acked = self._most_sent = self._most_acked = plan.first
        self._end = plan.first + plan.count
        self._counts = Poured()
        self._began, self._began_cpu = time.monotonic(), time.thread_time()
        self._alive_s = 0.0  # time in which the broker was heard: a paused one saves nothing
        self._safe: deque[tuple[float, int]] = deque([(0.0, plan.first)])
        self._heard_at = self._pinged_at = self._began
        self._line = self._connect()

    @property
    def is_done(self) -> bool:
        """Whether all is acknowledged, for so long that the broker has saved it."""
        return self._acked == self._end and self._safe[0][1] == self._end

    def step(self) -> None:
        """One exchange with the broker; a broken line is replaced."""
        try:
            self._give()
            time.sleep(GATHER_S)  # acknowledgements that come one by one would cost a system call each
            heard, identifiers = self._line.exchange(LOOK_S)
            self._take(identifiers)
            self._hear(heard=heard)
        except OSError:
            self._line.close()
            self._counts = replace(self._counts, unheard=self._counts.unheard + self._line.unheard)
            self._line = self._connect()
            self._begin_again()

    def poured(self) -> Poured:
        """What was done so far."""
        return replace(
            self._counts,
            sent=self._most_sent - self._plan.first,
            acknowledged=self._most_acked - self._plan.first,
            unheard=self._counts.unheard + self._line.unheard,
            seconds=time.monotonic() - self._began,
            cpu_s=time.thread_time() - self._began_cpu,
        )

    def close(self) -> None:
        """Leaves the broker."""
        self._line.close()

    def _give(self) -> None:
        if not self._line.is_written:
            return
        limit = min(self._plan.unacknowledged, self._line.receive_maximum)
        budget = min(limit - (self._next - self._acked), self._due() - self._next)
        if budget > 0:
            self._line.give(b"".join(self._packets(min(budget, AT_ONCE))))
            self._most_sent = max(self._most_sent, self._next)
        elif time.monotonic() - self._pinged_at >= PING_EVERY_S:
            self._pinged_at = time.monotonic()
            self._line.ping()

    def _packets(self, count: int) -> Iterator[bytes]:
        until = self._next + count
        while self._next < until:
            packets, taken = self._tape.packets(self._next, until - self._next)
            self._next += taken
            yield packets

    def _due(self) -> int:
        """Up to which message the plan has come; what is sent again does not wait."""
        if self._allowed is not None:
            return min(self._end, max(self._most_sent, self._plan.first + self._allowed()))
        if not self._plan.rate:
            return self._end
        passed = int((time.monotonic() - self._began) * self._plan.rate)
        return min(self._end, max(self._most_sent, self._plan.first + passed))

    def _hear(self, *, heard: bool) -> None:
        now = time.monotonic()
        if heard:
            self._alive_s += min(now - self._heard_at, HEARD_AT_MOST_S)
            self._heard_at = now
            self._note()
        elif now - self._heard_at > SILENCE_S:
            raise TimeoutError(f"nothing was heard for {SILENCE_S:.0f} s")

    def _take(self, identifiers: NDArray[np.int64]) -> None:
        if not np.array_equal(identifiers, numbers(self._acked, len(identifiers))):
            raise LoadError("the broker acknowledges in another order than we sent, against MQTT 5, 4.6")
        self._acked += len(identifiers)
        self._most_acked = max(self._most_acked, self._acked)

    def _note(self) -> None:
        """Notes what is acknowledged, and forgets notes of what is safe but the last of them."""
        if self._alive_s - self._safe[-1][0] >= NOTE_EVERY_S or not self._plan.resend_s:
            self._safe.append((self._alive_s, self._acked))
        while len(self._safe) > 1 and self._safe[1][0] <= self._alive_s - self._plan.resend_s:
            self._safe.popleft()

    def _begin_again(self) -> None:
        safe = self._safe[0][1] if self._plan.resend_s else self._acked
        self._counts = replace(self._counts, again=self._counts.again + self._next - safe)
        self._next = self._acked = safe
        self._safe = deque([(self._alive_s, safe)])

    def _connect(self) -> Line:
        until, pause_s = time.monotonic() + self._plan.patience_s, PAUSE_S
        while True:
            try:
                line = Line(self._broker, self._name)
                break
            except OSError as problem:
                if time.monotonic() > until:
                    where = f"{self._broker.host}:{self._broker.port}"
                    raise LoadError(f"no connection to {where}: {problem}") from problem
            time.sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        self._counts = replace(self._counts, connections=self._counts.connections + 1)
        self._heard_at = self._pinged_at = time.monotonic()
        return line
