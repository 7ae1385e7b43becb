"""One batch of messages, one transaction: readings, latest values, ledger, dead letters and alerts."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.errors import Reason
from ingest.message import Message
from ingest.normalise import Normalised, Refusal
from model.reading import Reading
from store.dead_letters import DeadLetter, put_dead_letter
from store.errors import UnreachableError
from store.latest import lock_latest, put_latest
from store.ledger import Counts, add_counts
from store.listen import wake
from store.pool import Connection, Pool
from store.readings import insert_new

_log = logging.getLogger(__name__)

Hook = Callable[[Connection, Sequence[Reading]], object]
"""What is done with the live readings inside the transaction; an error in it undoes the batch."""
Entry = tuple[Message, Normalised]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a batch, in readings."""

    stored: int = 0
    duplicate: int = 0
    late: int = 0
    dead_letter: int = 0

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(
            stored=self.stored + other.stored,
            duplicate=self.duplicate + other.duplicate,
            late=self.late + other.late,
            dead_letter=self.dead_letter + other.dead_letter,
        )


def store_batch(pool: Pool, entries: Sequence[Entry], hook: Hook) -> Stored:
    """Stores a batch in one transaction.

    When the values are refused, or a rule breaks on them, the batch is halved until the message at fault
    stands alone; that one becomes a dead letter, so one bad message never costs a good one. Raises
    UnreachableError when the database is away: then nothing of the last transaction is kept, and the same
    batch may be given again.
    """
    try:
        with pool.connection() as conn:
            return _store(conn, entries, hook)
    except UnreachableError:
        raise
    except Exception as problem:  # noqa: BLE001  whatever it is, it must not stop the messages beside it
        if len(entries) == 1:
            _log.exception("a message could not be stored", extra={"action": "message_buried"})
            return _bury(pool, entries[0], f"{type(problem).__name__}: {problem}")
    middle = len(entries) // 2
    return store_batch(pool, entries[:middle], hook) + store_batch(pool, entries[middle:], hook)


def split_late(
    readings: Sequence[Reading], last: Mapping[tuple[int, str], datetime]
) -> tuple[list[Reading], list[Reading]]:
    """Live and late readings, in the order of arrival.

    A reading is late when one of its sensor and metric with the same or a later time came before it: late
    ones become history and change no live state. The order of arrival decides, not that within a batch, so
    that any cut into batches gives the same answer.
    """
    newest = dict(last)
    live, late = [], []
    for reading in readings:
        key = (reading.sensor_num, reading.metric)
        if key in newest and reading.observed_at <= newest[key]:
            late.append(reading)
        else:
            newest[key] = reading.observed_at
            live.append(reading)
    return live, late


def _store(conn: Connection, entries: Sequence[Entry], hook: Hook) -> Stored:
    readings = [reading for _, normalised in entries for reading in normalised.readings]
    last = lock_latest(conn, {reading.sensor_num for reading in readings})
    new = insert_new(conn, readings)
    live, late = split_late(new, last)
    counts = _received(entries)
    _count(counts, "stored", live)
    _count(counts, "late", late)
    _count_duplicates(counts, readings, new)
    for message, normalised in entries:
        for refusal in normalised.refusals:
            _put_letter(conn, counts, message, normalised.sensor_num, refusal)
    if live:
        put_latest(conn, live)
        hook(conn, live)
    add_counts(conn, counts)
    wake(conn, "readings")
    return Stored(
        stored=len(live),
        duplicate=sum(row.duplicate for row in counts.values()),
        late=len(late),
        dead_letter=sum(row.dead_letter for row in counts.values()),
    )


_CountsByHour = dict[tuple[datetime, int], Counts]


def _received(entries: Sequence[Entry]) -> _CountsByHour:
    counts: _CountsByHour = {}
    for message, normalised in entries:
        row = counts.setdefault((_hour(message.received_at), normalised.sensor_num), Counts())
        row.messages += 1
        row.received += len(normalised.readings) + len(normalised.refusals)
    return counts


def _count(counts: _CountsByHour, column: str, readings: Sequence[Reading]) -> None:
    for reading in readings:
        row = counts[_hour(reading.received_at), reading.sensor_num]
        setattr(row, column, getattr(row, column) + 1)


def _count_duplicates(counts: _CountsByHour, readings: Sequence[Reading], new: Sequence[Reading]) -> None:
    fresh = {id(reading) for reading in new}
    _count(counts, "duplicate", [reading for reading in readings if id(reading) not in fresh])


def _put_letter(
    conn: Connection, counts: _CountsByHour, message: Message, sensor_num: int, refusal: Refusal
) -> None:
    letter = DeadLetter(
        received_at=message.received_at,
        topic=message.topic,
        payload=message.payload,
        reason=refusal.reason,
        detail=refusal.detail,
        sensor_num=sensor_num or None,
        again=message.again,
    )
    row = counts[_hour(message.received_at), sensor_num]
    if put_dead_letter(conn, letter):
        row.dead_letter += 1
    else:
        row.duplicate += 1


def _bury(pool: Pool, entry: Entry, problem: str) -> Stored:
    message, normalised = entry
    refusal = Refusal(reason=Reason.REFUSED_BY_STORE, detail=problem)
    buried = Normalised(sensor_num=normalised.sensor_num, readings=(), refusals=(refusal,))
    with pool.connection() as conn:
        return _store(conn, [(message, buried)], lambda *_: None)


def _hour(time: datetime) -> datetime:
    return time.replace(minute=0, second=0, microsecond=0)
