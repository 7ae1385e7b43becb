"""What those ask who measure and who prove: how far ingest is, and whether anything is missing or double."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from model.reading import Origin
from store.pool import Connection
from store.sql import load

_SQL = load("measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The whole ledger in its counts: messages, readings, and notices, which are messages that hold none."""

    messages: int
    received: int
    stored: int
    duplicate: int
    late: int
    dead_letter: int
    notice: int

    @property
    def unaccounted(self) -> int:
        """Readings received that went nowhere; negative when more went somewhere than came."""
        return self.received - self.stored - self.duplicate - self.late - self.dead_letter - self.notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubles:
    """Rows that stand there twice for one cause; all are 0 in a sound city."""

    alerts: int
    alert_events: int
    orders: int


def progress(conn: Connection) -> Account:
    """The sums of the ledger; cheap enough to be asked many times a second."""
    row = conn.execute(_SQL["progress"]).fetchone()
    messages, received, stored, duplicate, late, dead_letter, notice = row or (0,) * 7
    return Account(
        messages=messages,
        received=received,
        stored=stored,
        duplicate=duplicate,
        late=late,
        dead_letter=dead_letter,
        notice=notice,
    )


def times_held(conn: Connection) -> Mapping[tuple[str, str, str], Sequence[int]]:
    """Times in ms since 1970 UTC by sensor, metric and origin, sorted, a time as often as there is a row."""
    return {tuple(key): times for *key, times in conn.execute(_SQL["times_held"])}


def doubles(conn: Connection) -> Doubles:
    """How many alerts, events of alerts and open orders stand there twice."""
    alerts, alert_events, orders = conn.execute(_SQL["doubles"]).fetchone() or (0,) * 3
    return Doubles(alerts=alerts, alert_events=alert_events, orders=orders)


def is_held(conn: Connection, *, sensor_num: int, metric: str, observed_at: datetime, origin: Origin) -> bool:
    """Whether a reading is committed."""
    key = {"sensor_num": sensor_num, "metric": metric, "observed_at": observed_at, "origin": origin.value}
    row = conn.execute(_SQL["is_held"], key, prepare=True).fetchone()
    return bool(row and row[0])


def bare_copy_s(conn: Connection) -> float:
    """How many seconds COPY needs for all readings into an empty table with the same primary key.

    Nothing remains of it. Commit included, reading the rows beforehand not.
    """
    with conn.cursor() as cursor:
        with cursor.copy(_SQL["copy_out"]) as copy:
            blocks = [bytes(block) for block in copy]
        cursor.execute(_SQL["make_bare"])
        conn.commit()
        began = perf_counter()
        with cursor.copy(_SQL["copy_bare"]) as copy:
            copy.write(b"".join(blocks))
        conn.commit()
        seconds = perf_counter() - began
        cursor.execute(_SQL["drop_bare"])
    return seconds


def letters(conn: Connection) -> tuple[int, int]:
    """How many dead letters are kept, and how many of them the database itself had refused."""
    row = conn.execute(_SQL["letters"]).fetchone()
    return row[:2] if row else (0, 0)


def rows_held(conn: Connection) -> int:
    """How many readings there are; slow on large tables."""
    row = conn.execute(_SQL["rows_held"]).fetchone()
    return row[0] if row else 0
