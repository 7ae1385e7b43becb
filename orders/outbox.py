"""What is put into the outbox: every notification once, and of drills only what a channel may tell."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from model.notification import Notification
from model.position import Position
from model.reading import Origin
from model.severity import SEVERITIES
from model.text import Text
from orders.channels.log import as_json
from store import outbox as table
from store.outbox import Line, NewRow
from store.outbox_channels import DrillChannel, drill_channels
from store.pool import Connection

EXPIRES = timedelta(hours=24)
"""Whoever is told later than this of something to do is misled by it."""


class Put(StrEnum):
    """What came of it: kept, known already by its key, or of a drill that this channel does not tell."""

    PUT = "put"
    KNOWN = "known"
    DRILL = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A notification with the name of the configured channel that tells it.

    ``event_num`` is the line of the order's history that it tells of, if it is one.
    """

    notification: Notification
    channel: str
    event_num: int | None = None


def put(
    conn: Connection, notification: Notification, *, channel: str, event_num: int | None, now: datetime
) -> Put:
    """Puts one notification into the outbox. The caller owns the transaction."""
    outgoing = Outgoing(notification=notification, channel=channel, event_num=event_num)
    return put_many(conn, [outgoing], now=now)[0]


def put_many(conn: Connection, outgoing: Sequence[Outgoing], *, now: datetime) -> list[Put]:
    """Puts notifications into the outbox by one statement, in their order; what came of each.

    Of two with the same key the first is kept. The caller owns the transaction.
    """
    are_drills = any(one.notification.origin is Origin.EXERCISE for one in outgoing)
    named = in_force(drill_channels(conn), now=now) if are_drills else frozenset()
    wanted = [one for one in outgoing if is_told(one.notification.origin, one.channel, named=named)]
    new = set(_put_rows(conn, wanted, now=now))
    results = []
    for one in outgoing:
        key = one.notification.key
        if not is_told(one.notification.origin, one.channel, named=named):
            results.append(Put.DRILL)
        else:
            results.append(Put.PUT if key in new else Put.KNOWN)
            new.discard(key)
    return results


def is_told(origin: Origin, channel: str, *, named: Collection[str]) -> bool:
    """Whether a channel tells of an origin: the real always, a drill where it is named, a replay never."""
    return origin is Origin.LIVE or (origin is Origin.EXERCISE and channel in named)


def in_force(said: Iterable[DrillChannel], *, now: datetime) -> frozenset[str]:
    """The channels that tell of drills at ``now``, by what was said of each; the last word counts."""
    last = {one.channel: one for one in said}
    return frozenset(channel for channel, one in last.items() if one.since <= now < one.until)


def notification_from(body: Mapping[str, Any], *, earlier: Sequence[tuple[str, datetime]]) -> Notification:
    """A notification out of the body that is kept of it. Raises KeyError, TypeError or ValueError."""
    area_name = body["area_name"]
    return Notification(
        key=body["key"],
        case_id=body["case"],
        event=body["event"],
        at=datetime.fromisoformat(body["at"]),
        severity=SEVERITIES[body["severity"]],
        origin=Origin(body["origin"]),
        headline=Text(**body["headline"]),
        body=Text(**body["body"]),
        position=Position(body["lon"], body["lat"]),
        area_code=body["area"],
        area_name=Text(**area_name) if area_name else None,
        to=body["to"],
        begun_at=datetime.fromisoformat(body["begun_at"]),
        ends=body["ends"],
        earlier=tuple(earlier),
    )


def _put_rows(conn: Connection, outgoing: Sequence[Outgoing], *, now: datetime) -> Collection[str]:
    rows = [_row(one) for one in outgoing]
    return table.put_rows(conn, rows, now=now, expires_at=now + EXPIRES) if rows else ()


def _row(one: Outgoing) -> NewRow:
    told = one.notification
    return NewRow(
        key=told.key,
        line=Line(channel=one.channel, receiver=told.to, case_id=told.case_id),
        event_num=one.event_num,
        origin=told.origin,
        body=as_json(told),
    )
