"""Dead letters: refused messages, kept whole with the reason."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("dead_letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message, or one value of it, that is refused; ``again`` when the broker marked it as sent again."""

    received_at: datetime
    topic: str
    payload: bytes
    reason: str
    detail: str
    sensor_num: int | None
    again: bool


def put_dead_letter(conn: Connection, letter: DeadLetter) -> bool:
    """Keeps a dead letter; False when it is one that the broker sent again and that is kept already."""
    digest = hashlib.sha256(letter.payload + b"\0" + letter.detail.encode()).digest()
    written = conn.execute(
        _SQL["put_dead_letter"],
        {
            "received_at": letter.received_at,
            "topic": letter.topic.replace("\0", "\ufffd"),
            "payload": letter.payload,
            "digest": digest,
            "reason": letter.reason,
            "detail": letter.detail.replace("\0", "\ufffd"),
            "sensor_num": letter.sensor_num,
            "again": letter.again,
        },
    )
    return written.rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A dead letter as a list shows it; ``sensor`` is the identifier of the sensor, None for no known one."""

    num: int
    received_at: datetime
    topic: str
    reason: str
    detail: str
    sensor: str | None
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A dead letter with its payload."""

    num: int
    received_at: datetime
    topic: str
    reason: str
    detail: str
    sensor: str | None
    payload: bytes


def listed(
    conn: Connection,
    *,
    limit: int,
    reason: str | None = None,
    sensor: str | None = None,
    topic: str | None = None,
    since: datetime | None = None,
) -> list[Listed]:
    """The newest dead letters of a reason, of a sensor, of topics like ``a/%/up``, since an aware time."""
    asked = {"limit": limit, "reason": reason, "sensor": sensor, "topic": topic, "since": since}
    return [
        Listed(
            num=num,
            received_at=received_at,
            topic=topic,
            reason=reason,
            detail=detail,
            sensor=sensor,
            size_bytes=size_bytes,
        )
        for num, received_at, topic, reason, detail, sensor, size_bytes in conn.execute(_SQL["listed"], asked)
    ]


def letter(conn: Connection, num: int) -> Whole | None:
    """One dead letter, None when there is none of that number."""
    row = conn.execute(_SQL["letter"], {"num": num}).fetchone()
    if row is None:
        return None
    num, received_at, topic, reason, detail, sensor, payload = row
    return Whole(
        num=num,
        received_at=received_at,
        topic=topic,
        reason=reason,
        detail=detail,
        sensor=sensor,
        payload=bytes(payload),
    )
