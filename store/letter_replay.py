"""Dead letters that are tried again: which, what they were counted as, and a batch within one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from store.columns import ORIGINS, Columns
from store.errors import translated
from store.pool import Connection, Pool
from store.sql import load

_SQL = load("letter_replay")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MANY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter that is tried again; ``sensor_num`` is 0 when no known sensor sent it."""

    num: int
    received_at: datetime
    topic: str
    payload: bytes
    reason: str
    detail: str
    sensor_num: int


class OneTransaction(Pool):
    """A pool of one open connection, for those who store through a pool: what they commit is a savepoint."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    @contextmanager
    def connection(self, timeout_s: float = 5.0) -> Iterator[Connection]:  # noqa: ARG002  nobody waits for it
        """A savepoint: kept when the whole transaction is, undone when an error passes."""
        with translated(), self._conn.transaction():
            yield self._conn

    def close(self) -> None:
        """Nothing: the connection is the caller's."""


def chosen(
    conn: Connection, *, nums: Sequence[int] | None = None, reason: str | None = None
) -> Iterator[int]:
    """The numbers of the dead letters of now, oldest first: some, those of a reason, or all.

    Asks in small steps, so that what is left out or kept again meanwhile is not met twice.
    """
    row = conn.execute(_SQL["newest"]).fetchone()
    asked = {
        "nums": None if nums is None else list(nums),
        "reason": reason,
        "up_to": (row and row[0]) or 0,
        "limit": _MANY,
    }
    after = 0
    while found := conn.execute(_SQL["chosen"], {**asked, "after": after}).fetchall():
        after = found[-1][0]
        yield from (num for (num,) in found)


def of_one_message(conn: Connection, num: int) -> list[Letter]:
    """A dead letter and the others of its message, locked; none when it is gone."""
    return [
        Letter(
            num=num,
            received_at=received_at,
            topic=topic,
            payload=bytes(payload),
            reason=reason,
            detail=detail,
            sensor_num=sensor_num,
        )
        for num, received_at, topic, payload, reason, detail, sensor_num in conn.execute(
            _SQL["of_one_message"], {"num": num}
        )
    ]


def remove(conn: Connection, letters: Sequence[Letter]) -> None:
    """Takes dead letters away, and out of the ledger, as if they had never been."""
    conn.execute(_SQL["remove"], {"nums": [letter.num for letter in letters]})
    for letter in letters:
        conn.execute(
            _SQL["uncount_letters"], {"received_at": letter.received_at, "sensor_num": letter.sensor_num}
        )


def brought_already(conn: Connection, readings: Columns, *, received_at: datetime) -> list[int]:
    """The sensors, one for each, of those readings that are there and came with the message of that time."""
    asked = {
        "sensor_nums": readings.sensor_num.tolist(),
        "metrics": [readings.measures[measure][1] for measure in readings.measure.tolist()],
        "observed": [_EPOCH + timedelta(microseconds=us) for us in readings.observed_us.tolist()],
        "origins": [ORIGINS[origin] for origin in readings.origin.tolist()],
        "received_at": received_at,
    }
    return [num for (num,) in conn.execute(_SQL["brought_already"], asked)]


def uncount_message(
    conn: Connection, *, received_at: datetime, sensor_num: int, known: Sequence[int]
) -> None:
    """Takes out of the ledger a message that was counted before, and its readings that were ``known``."""
    asked = {"received_at": received_at, "sensor_num": sensor_num, "known": list(known)}
    conn.execute(_SQL["uncount_message"], asked)
