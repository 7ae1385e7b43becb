"""One delivery out of the outbox: what is due is told, or tried again later, or given up."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from orders.channel import Channel, PermanentError, TryAgainError
from orders.outbox import notification_from
from orders.pausing import is_paused, pause_s, wait_s
from store import outbox as table
from store import outbox_channels
from store.outbox import Kept, KeptState
from store.pool import Connection

_log = logging.getLogger(__name__)
EARLIER = 50
"""So many of what a receiver was told of a case before are named; a message may not grow without end."""
PROBLEM_LETTERS = 500


class Outcome(StrEnum):
    """What came of a delivery."""

    TOLD = "told"
    AGAIN = "again"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What came of a notification; ``paused_until`` where its channel is left alone from now on."""

    kept: Kept
    outcome: Outcome
    problem: str | None = None
    after_s: float | None = None
    paused_until: datetime | None = None


def deliver_one(
    conn: Connection, channels: Mapping[str, Channel], *, now: Callable[[], datetime], rng: Random
) -> Delivered | None:
    """Tells what is due of one of the channels, in one transaction of its own; None where nothing is due.

    Of a case a channel tells a receiver in the order of the outbox; what is refused or comes too late lets
    those behind it go on. A crash after the receiver's answer and before the commit tells it once more, with
    the same key. Any number may deliver at once. Which channel comes first is by chance: one with much to
    tell does not hold up the others.
    """
    with conn.transaction():
        kept = _claim(conn, channels, now=now(), rng=rng)
        if kept is None:
            return None
        delivered = _deliver(conn, kept, channels[kept.line.channel], now=now)
        return _record(conn, delivered, now=now(), rng=rng)


def _claim(conn: Connection, channels: Mapping[str, Channel], *, now: datetime, rng: Random) -> Kept | None:
    for channel in rng.sample(sorted(channels), len(channels)):
        if _may_be_tried(conn, channel, now=now) and (kept := table.claim(conn, channel=channel, now=now)):
            return kept
    return None


def _may_be_tried(conn: Connection, channel: str, *, now: datetime) -> bool:
    health = outbox_channels.health(conn, channel)
    if health.try_again_at is None or is_paused(health, now=now):
        return health.try_again_at is None
    # Looked at again under the lock: whoever had it may have tried in vain meanwhile.
    return outbox_channels.take_probe(conn, channel) and not is_paused(
        outbox_channels.health(conn, channel), now=now
    )


def _deliver(conn: Connection, kept: Kept, channel: Channel, *, now: Callable[[], datetime]) -> Delivered:
    if kept.expires_at <= now():
        return Delivered(kept=kept, outcome=Outcome.EXPIRED, problem=kept.problem)
    earlier = table.told_before(conn, kept.line, num=kept.num, limit=EARLIER)
    try:
        notification = notification_from(kept.body, earlier=earlier)
    except (KeyError, TypeError, ValueError) as problem:
        return Delivered(
            kept=kept, outcome=Outcome.REFUSED, problem=_words(f"its body is wrong: {problem!r}")
        )
    try:
        channel.deliver(notification, now=now())
    except PermanentError as problem:
        return Delivered(kept=kept, outcome=Outcome.REFUSED, problem=_words(problem))
    except TryAgainError as problem:
        return Delivered(kept=kept, outcome=Outcome.AGAIN, problem=_words(problem), after_s=problem.after_s)
    except Exception as problem:  # noqa: BLE001  a defect of a channel neither loses this one nor stops others
        _log.exception("%s cannot tell %s", kept.line.channel, kept.key, extra={"action": "channel_defect"})
        return Delivered(
            kept=kept, outcome=Outcome.AGAIN, problem=_words(f"{type(problem).__name__}: {problem}")
        )
    return Delivered(kept=kept, outcome=Outcome.TOLD)


def _record(conn: Connection, delivered: Delivered, *, now: datetime, rng: Random) -> Delivered:
    kept = delivered.kept
    if delivered.outcome is Outcome.AGAIN:
        return _try_again(conn, delivered, now=now, rng=rng)
    tries = 0 if delivered.outcome is Outcome.EXPIRED else 1
    state = KeptState(delivered.outcome)
    table.finish(conn, kept.num, state, now=now, tries=tries, problem=delivered.problem)
    if delivered.outcome is Outcome.TOLD:
        outbox_channels.forget_failures(conn, kept.line.channel)
    return delivered


def _try_again(conn: Connection, delivered: Delivered, *, now: datetime, rng: Random) -> Delivered:
    kept, problem = delivered.kept, delivered.problem or ""
    later_s = wait_s(kept.tries + 1, after_s=delivered.after_s, rng=rng)
    table.put_off(conn, kept, due_at=now + timedelta(seconds=later_s), problem=problem)
    health = outbox_channels.count_failure(conn, kept.line.channel, now=now, problem=problem)
    rest_s = pause_s(health, now=now, after_s=delivered.after_s, rng=rng)
    if rest_s is None:
        return delivered
    until = now + timedelta(seconds=rest_s)
    outbox_channels.pause(conn, kept.line.channel, try_again_at=until)
    return replace(delivered, paused_until=until)


def _words(problem: object) -> str:
    # What a receiver answers is not ours: the database takes neither zeros nor half characters, and no book.
    words = str(problem).encode(errors="replace").decode()
    return words.replace("\0", "\ufffd")[:PROBLEM_LETTERS]
