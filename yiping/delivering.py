"""Delivery out of the outbox: some threads beside the ticks, in as many processes as wanted."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from orders.channel import Channel
from orders.delivery import Delivered, Outcome, deliver_one
from store.errors import UnreachableError
from store.pool import Connection, connect
from yiping.channels import load_channels
from yiping.settings import Settings
from yiping.wiring import utc_now

_log = logging.getLogger(__name__)
THREADS = 4
SHARE = 3  # so many of them may wait for one channel: a slow receiver never has them all
IDLE_S = 0.5
AWAY_S = 2.0
END_S = 1.5
"""How long an end waits for deliveries under way. One that takes longer is cut off and told once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverers:
    """What the threads of this process share; ``room`` is who else may try a channel now."""

    database_url: str
    channels: Mapping[str, Channel]
    stop: threading.Event
    room: Mapping[str, threading.Semaphore] = field(default_factory=dict)


@contextmanager
def delivering(settings: Settings, database_url: str, *, stop: threading.Event) -> Iterator[None]:
    """Delivers during the block, and at its end sets ``stop``; without a setting ``channels`` nothing.

    Raises DefinitionError where the channels are wrong. A database that is away is waited for.
    """
    channels = load_channels(settings.channels)
    room = {name: threading.Semaphore(SHARE if len(channels) > 1 else THREADS) for name in channels}
    shared = Deliverers(database_url=database_url, channels=channels, stop=stop, room=room)
    threads = [
        # Daemons: a receiver that does not answer must not hold up the end of the process.
        threading.Thread(target=_work, args=(shared,), name=f"deliver-{number}", daemon=True)
        for number in range(THREADS if channels else 0)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        until_s = time.monotonic() + END_S
        for thread in threads:
            thread.join(max(0.0, until_s - time.monotonic()))


def _work(shared: Deliverers) -> None:
    rng = Random()  # noqa: S311  spreads tries, guards nothing
    while not shared.stop.is_set():
        try:
            with connect(shared.database_url, name="deliver") as conn:
                while not shared.stop.is_set():
                    if not deliver_next(conn, shared, rng=rng):
                        shared.stop.wait(IDLE_S)
        except UnreachableError as problem:
            _log.warning("%s", problem, extra={"action": "database_away"})
            shared.stop.wait(AWAY_S)
        except Exception:  # noqa: BLE001  a defect stops this thread no longer than a database does
            _log.exception("delivering failed", extra={"action": "delivering_failed"})
            shared.stop.wait(AWAY_S)


def deliver_next(conn: Connection, shared: Deliverers, *, rng: Random) -> bool:
    """Delivers one notification of a channel that has room for one more; False where nothing is due."""
    for name in rng.sample(sorted(shared.channels), len(shared.channels)):
        room = shared.room[name]
        if not room.acquire(blocking=False):
            continue
        try:
            delivered = deliver_one(conn, {name: shared.channels[name]}, now=utc_now, rng=rng)
        finally:
            room.release()
        if delivered is not None:
            _tell(delivered)
            return True
    return False


def _tell(delivered: Delivered) -> None:
    kept = delivered.kept
    lost = delivered.outcome in {Outcome.REFUSED, Outcome.EXPIRED}
    _log.log(
        logging.WARNING if lost else logging.DEBUG,
        "%s: %s by %s to %s: %s",
        delivered.outcome,
        kept.key,
        kept.line.channel,
        kept.line.receiver,
        delivered.problem or "",
        extra={"action": f"notification_{delivered.outcome}"},
    )
    if delivered.paused_until is not None:
        _log.warning(
            "channel %s is left alone until %s UTC: %s",
            kept.line.channel,
            f"{delivered.paused_until:%H:%M:%S}",
            delivered.problem,
            extra={"action": "channel_paused"},
        )
