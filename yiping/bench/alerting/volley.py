"""Messages that each must raise one alert with one order, sent at a pace, and watched from outside.

The time goes from the device's write to the moment at which another connection sees alert and order. That is
asked for every LOOK_S, or less often where asking itself takes long: then it is too long by ten times that.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from model.broker import Broker
from sims.message import Message
from sims.publisher import Publisher
from store.measured_alerts import raised
from store.pool import Connection, connect
from yiping.bench.stage import BenchError

LOOK_S = 0.002
ASKING_SHARE = 0.1
"""Asking takes at most this share of one processor."""

PAUSE_S = 0.001
STALLED_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A message, and the rule that it makes fire at its sensor."""

    message: Message
    rule_id: str


@dataclass(slots=True, kw_only=True)
class Watched:
    """What is under way, by sensor: its rule and when it was sent; and how long the others took, in s."""

    under_way: dict[int, tuple[str, float]] = field(default_factory=dict)
    latencies_s: list[float] = field(default_factory=list)
    began_s: float = field(default_factory=time.monotonic)
    last_seen_s: float = 0.0
    slowest_look_s: float = 0.0
    _due_s: float = 0.0

    @property
    def took_s(self) -> float:
        """Seconds from the first message to the last order."""
        return self.last_seen_s - self.began_s

    def look(self, conn: Connection) -> None:
        """Asks, if it is time, which of what is under way has its order by now."""
        began = time.monotonic()
        if began < self._due_s or not self.under_way:
            return
        found = raised(conn, self.under_way)
        now = time.monotonic()
        for rule_id, sensor_num, order_num in found:
            if order_num is not None and self.under_way.get(sensor_num, ("", 0.0))[0] == rule_id:
                self.latencies_s.append(now - self.under_way.pop(sensor_num)[1])
                self.last_seen_s = now
        self.slowest_look_s = max(self.slowest_look_s, now - began)
        self._due_s = now + max(LOOK_S, (now - began) / ASKING_SHARE)


def nothing() -> None:
    """Do nothing meanwhile."""


def fire(
    broker: Broker,
    database_url: str,
    shots: Sequence[Shot],
    *,
    over_s: float,
    meanwhile: Callable[[], None] = nothing,
) -> Watched:
    """Sends ``shots`` evenly over so many seconds, and waits until each has its order.

    ``meanwhile`` is called about every ms. Raises BenchError where no order is seen for STALLED_S.
    """
    with Publisher(broker) as publisher, connect(database_url, name="bench", autocommit=True) as conn:
        watched, sent = Watched(), 0
        while sent < len(shots) or watched.under_way:
            due = int((time.monotonic() - watched.began_s) / over_s * len(shots)) + 1
            for shot in shots[sent:due]:
                watched.under_way[shot.message.sensor.num] = shot.rule_id, time.monotonic()
                publisher.send(shot.message)
                sent += 1
            publisher.pump(PAUSE_S)
            watched.look(conn)
            meanwhile()
            _require_progress(watched, max(watched.began_s, watched.last_seen_s))
    return watched


def _require_progress(watched: Watched, since_s: float) -> None:
    first_s = next((at for _, at in watched.under_way.values()), math.inf)  # in the order of sending
    if time.monotonic() - max(first_s, since_s) > STALLED_S:
        raise BenchError(
            f"{len(watched.under_way):,} alerts have no order, and none came for {STALLED_S:.0f} s"
        )
