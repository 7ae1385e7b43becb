"""The outbox: notifications that wait for their channel, and how each of them ended."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.reading import Origin
from store.pool import Connection
from store.sql import load

_SQL = load("outbox")


class KeptState(StrEnum):
    """Waiting, and the three ways in which that ends."""

    WAITING = "waiting"
    TOLD = "told"
    REFUSED = "refused"
    EXPIRED = "expired"


class Line(NamedTuple):
    """One case as one channel tells it to one receiver: what is told in order."""

    channel: str
    receiver: str
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A notification that is to be kept; ``body`` is the whole of it, as JSON can hold it."""

    key: str
    line: Line
    event_num: int | None
    origin: Origin
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A notification as the outbox keeps it; ``problem`` is what its last try came to."""

    num: int
    key: str
    line: Line
    event_num: int | None
    origin: Origin
    body: Mapping[str, Any]
    made_at: datetime
    due_at: datetime
    expires_at: datetime
    tries: int
    state: KeptState
    ended_at: datetime | None
    problem: str | None


def put_rows(
    conn: Connection, rows: Sequence[NewRow], *, now: datetime, expires_at: datetime
) -> frozenset[str]:
    """Keeps notifications in their order; returns the keys of those that were not known."""
    new = conn.execute(
        _SQL["put"],
        {
            "keys": [row.key for row in rows],
            "case_ids": [row.line.case_id for row in rows],
            "event_nums": [row.event_num for row in rows],
            "channels": [row.line.channel for row in rows],
            "receivers": [row.line.receiver for row in rows],
            "origins": [row.origin.value for row in rows],
            # One text: the driver takes ten times as long to quote an array of them.
            "bodies": json.dumps([row.body for row in rows], ensure_ascii=False),
            "now": now,
            "expires_at": expires_at,
        },
    )
    return frozenset(key for (key,) in new)


def claim(conn: Connection, *, channel: str, now: datetime) -> Kept | None:
    """The notification of a channel that is to be told next, held until the commit; None where none is due.

    Nobody else gets it, nor a later one of its line.
    """
    row = conn.execute(_SQL["claim"], {"channel": channel, "now": now}).fetchone()
    return None if row is None else kept_of(row)


def told_before(conn: Connection, line: Line, *, num: int, limit: int) -> list[tuple[str, datetime]]:
    """Keys and times of the last ``limit`` that a line has told before ``num``, the oldest first."""
    asked = {**line._asdict(), "num": num, "limit": limit}
    return list(reversed(conn.execute(_SQL["told_before"], asked).fetchall()))


def finish(
    conn: Connection, num: int, state: KeptState, *, now: datetime, tries: int, problem: str | None
) -> None:
    """Ends the waiting of a notification, after so many more ``tries``."""
    ended = {"num": num, "state": state, "now": now, "tries": tries, "problem": problem}
    conn.execute(_SQL["finish"], ended)


def put_off(conn: Connection, kept: Kept, *, due_at: datetime, problem: str) -> None:
    """Counts a failed try; neither it nor those of its line behind it are looked at before ``due_at``."""
    later = {**kept.line._asdict(), "num": kept.num, "due_at": due_at, "problem": problem}
    conn.execute(_SQL["put_off"], later)
    conn.execute(_SQL["put_off_behind"], later)


def remove_old(conn: Connection, *, before: datetime, limit: int) -> int:
    """Removes at most ``limit`` of the oldest that ended before a time; returns how many."""
    return conn.execute(_SQL["remove_old"], {"before": before, "limit": limit}).rowcount


def kept_of(row: tuple[Any, ...]) -> Kept:
    """A notification from its columns, in the order of the table."""
    num, key, case_id, event_num, channel, receiver, origin, body, made_at, due_at, expires_at = row[:11]
    tries, state, ended_at, problem = row[11:]
    return Kept(
        num=num,
        key=key,
        line=Line(channel=channel, receiver=receiver, case_id=case_id),
        event_num=event_num,
        origin=Origin(origin),
        body=body,
        made_at=made_at,
        due_at=due_at,
        expires_at=expires_at,
        tries=tries,
        state=KeptState(state),
        ended_at=ended_at,
        problem=problem,
    )
