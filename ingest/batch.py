"""One batch of messages, one transaction: readings, latest values, ledger, dead letters and alerts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.account import Fate, Lines, count_letter, lines_of
from ingest.deliveries import Deliveries, deliveries_of
from ingest.errors import Reason
from ingest.judge import judge
from ingest.keys import Keys, last_of_each, newer
from ingest.lag import beyond_window
from ingest.limits import MINUTE_US, ClockBounds, Limits
from ingest.rows import Normalised, Refusal
from model.reading import Origin
from store.codec_memory import remember
from store.columns import NO_TIME, ORIGINS, Columns
from store.dead_letters import DeadLetter, put_dead_letter
from store.deliveries import note_deliveries
from store.errors import DoubledError, UnreachableError
from store.latest import TRAIL, lock_latest, put_latest
from store.ledger import add_counts
from store.listen import wake
from store.pool import Connection, Pool
from store.readings import put_fresh, put_new
from store.rollups import note_changes

_log = logging.getLogger(__name__)
_LIVE = ORIGINS.index(Origin.LIVE)

Hook = Callable[[Connection, Columns], object]
"""What is done with readings that are no history inside the transaction; an error in it undoes the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what a batch is stored: limits of values and clocks, what follows, and whose packets it holds."""

    limits: Limits
    clock: ClockBounds
    hook: Hook
    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a batch, in readings; a message that is no reading is a notice."""

    stored: int = 0
    duplicate: int = 0
    late: int = 0
    dead_letter: int = 0
    notice: int = 0

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(
            stored=self.stored + other.stored,
            duplicate=self.duplicate + other.duplicate,
            late=self.late + other.late,
            dead_letter=self.dead_letter + other.dead_letter,
            notice=self.notice + other.notice,
        )


def store_batch(pool: Pool, batch: Normalised, terms: Terms) -> Stored:
    """Stores a batch in one transaction.

    When the values are refused, or a rule breaks on them, the batch is halved until the message at fault
    stands alone; that one becomes a dead letter, so one bad message never costs a good one. Raises
    UnreachableError when the database is away: then nothing of the last transaction is kept, and the same
    batch may be given again.
    """
    try:
        return _in_one(pool, batch, terms)
    except UnreachableError:
        raise
    except Exception as problem:  # noqa: BLE001  whatever it is, it must not stop the messages beside it
        if len(batch.messages) == 1:
            _log.exception("a message could not be stored", extra={"action": "message_buried"})
            return _bury(pool, batch, terms, f"{type(problem).__name__}: {problem}")
    middle = len(batch.messages) // 2
    first, second = batch.part(0, middle), batch.part(middle, len(batch.messages))
    return store_batch(pool, first, terms) + store_batch(pool, second, terms)


def _in_one(pool: Pool, batch: Normalised, terms: Terms) -> Stored:
    try:
        with pool.connection() as conn:
            return _store(conn, batch, terms)
    except DoubledError:
        # Somebody else has written of the same sensors meanwhile: now every reading is asked for.
        with pool.connection() as conn:
            return _store(conn, batch, terms, careful=True)


def _store(conn: Connection, batch: Normalised, terms: Terms, *, careful: bool = False) -> Stored:
    readings, deliveries = batch.readings, deliveries_of(conn, batch, terms.client_id)
    origins = [ORIGINS[place] for place in np.unique(readings.origin).tolist()]
    keys = Keys.found(readings, lock_latest(conn, np.unique(readings.sensor_num), origins))
    fresh = newer(keys, readings.observed_us) & ~deliveries.repeated
    readings, keys = _judged(readings, keys, fresh, terms)
    new = _put(conn, readings, fresh, ~deliveries.repeated, careful=careful)
    fresh &= new
    current = fresh & ~_is_history(readings, terms.clock)
    lines = lines_of(batch, Fate(current, new & ~current, ~new))
    for refusal in batch.refusals:
        _put_letter(conn, lines, batch, refusal)
    _keep(conn, readings, keys, fresh)
    if current.any():
        terms.hook(conn, readings.take(current))
    note_changes(conn, readings.sensor_num[new], readings.observed_us[new] // MINUTE_US)
    _remember(conn, batch, deliveries, terms.client_id)
    add_counts(conn, lines)
    wake(conn, "readings")
    return _sum(lines)


def _judged(readings: Columns, keys: Keys, fresh: NDArray[np.bool_], terms: Terms) -> tuple[Columns, Keys]:
    # A drill plays times of its own choice: their lag tells nothing about a clock.
    is_live = readings.origin == _LIVE
    quality, trail = judge(
        key=keys.of,
        fresh=fresh,
        measure=readings.measure,
        value=readings.value,
        observed_us=readings.observed_us,
        lag_us=np.where(is_live & ~readings.clockless, readings.received_us - readings.observed_us, NO_TIME),
        limits=terms.limits,
        trail=keys.trail,
        clock=terms.clock,
    )
    return replace(readings, quality=quality), replace(keys, trail=trail)


def _put(
    conn: Connection,
    readings: Columns,
    fresh: NDArray[np.bool_],
    wanted: NDArray[np.bool_],
    *,
    careful: bool,
) -> NDArray[np.bool_]:
    """Stores the readings that are wanted, and tells which were new."""
    asked = wanted if careful else wanted & ~fresh
    new = fresh & ~asked
    put_fresh(conn, readings.take(new))
    new[asked] = put_new(conn, readings.take(asked))
    return new


def _is_history(readings: Columns, clock: ClockBounds) -> NDArray[np.bool_]:
    live = readings.origin == _LIVE
    return beyond_window(readings.observed_us, readings.received_us, live, clock.window_us)


def _keep(conn: Connection, readings: Columns, keys: Keys, fresh: NDArray[np.bool_]) -> None:
    last = last_of_each(keys, fresh)
    told = last >= 0
    trail = {name: getattr(keys.trail, name)[told] for name in TRAIL}
    put_latest(conn, readings.take(last[told]), trail)


def _remember(conn: Connection, batch: Normalised, deliveries: Deliveries, client_id: str) -> None:
    remember(conn, {(one.source, one.key): one.value for one in batch.remembered})
    if deliveries.digests:
        now = batch.messages[-1].received_at
        note_deliveries(conn, client_id, deliveries.digests, now=now)


def _put_letter(conn: Connection, lines: Lines, batch: Normalised, refusal: Refusal) -> None:
    message = batch.messages[refusal.place]
    letter = DeadLetter(
        received_at=message.received_at,
        topic=message.topic,
        payload=message.payload,
        reason=refusal.reason,
        detail=refusal.detail,
        sensor_num=refusal.sensor_num or None,
        again=message.again,
    )
    kept = put_dead_letter(conn, letter)
    count_letter(lines, message.received_at, refusal.sensor_num, kept=kept)


def _bury(pool: Pool, batch: Normalised, terms: Terms, problem: str) -> Stored:
    sensor_num = int(batch.sensor_nums[0])
    refusal = Refusal(place=0, sensor_num=sensor_num, reason=Reason.REFUSED_BY_STORE, detail=problem)
    nothing = np.empty(0, np.intp)
    buried = replace(
        batch, readings=batch.readings.take(nothing), places=nothing, refusals=[refusal], notices=[]
    )
    with pool.connection() as conn:
        return _store(conn, buried, terms)


def _sum(lines: Lines) -> Stored:
    return Stored(
        stored=sum(line.stored for line in lines.values()),
        duplicate=sum(line.duplicate for line in lines.values()),
        late=sum(line.late for line in lines.values()),
        dead_letter=sum(line.dead_letter for line in lines.values()),
        notice=sum(line.notice for line in lines.values()),
    )
