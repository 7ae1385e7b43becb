"""What people ask of the outbox, and have tried again."""

from dataclasses import dataclass
from datetime import datetime

from store.outbox import Kept, KeptState, kept_of
from store.pool import Connection
from store.sql import load

_SQL = load("outbox_lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a channel has before it and behind it; the oldest that waits was made at ``waiting_since``."""

    waiting: int = 0
    waiting_since: datetime | None = None
    told: int = 0
    refused: int = 0
    expired: int = 0


def listed(
    conn: Connection,
    *,
    limit: int,
    case_id: str | None = None,
    channel: str | None = None,
    state: KeptState | None = None,
) -> list[Kept]:
    """The newest notifications of a case, of a channel, in a state."""
    asked = {"limit": limit, "case_id": case_id, "channel": channel, "state": state}
    return [kept_of(row) for row in conn.execute(_SQL["listed"], asked)]


def kept(conn: Connection, num: int) -> Kept | None:
    """One notification, None where there is none of that number."""
    row = conn.execute(_SQL["one"], {"num": num}).fetchone()
    return None if row is None else kept_of(row)


def wait_again(
    conn: Connection,
    *,
    now: datetime,
    expires_at: datetime,
    num: int | None = None,
    channel: str | None = None,
) -> int:
    """Makes what was refused or came too late wait again, one or all of a channel; returns how many."""
    asked = {"now": now, "expires_at": expires_at, "num": num, "channel": channel}
    return conn.execute(_SQL["retry"], asked).rowcount


def hurry(conn: Connection, channel: str, *, now: datetime) -> int:
    """Makes due now what waits for another try by a channel; returns how many."""
    return conn.execute(_SQL["hurry"], {"channel": channel, "now": now}).rowcount


def loads(conn: Connection, *, told_since: datetime) -> dict[str, Load]:
    """What waits for, failed by, and since a time was told by each channel that rows name."""
    waiting = {channel: (count, since) for channel, count, since in conn.execute(_SQL["waiting"])}
    failed = {channel: (refused, expired) for channel, refused, expired in conn.execute(_SQL["failed"])}
    told: dict[str, int] = dict(conn.execute(_SQL["told_since"], {"since": told_since}).fetchall())
    return {
        channel: Load(
            waiting=waiting.get(channel, (0, None))[0],
            waiting_since=waiting.get(channel, (0, None))[1],
            told=told.get(channel, 0),
            refused=failed.get(channel, (0, 0))[0],
            expired=failed.get(channel, (0, 0))[1],
        )
        for channel in sorted({*waiting, *failed, *told})
    }
