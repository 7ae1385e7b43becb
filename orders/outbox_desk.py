"""What people do to the outbox: look at its channels, have things tried again, name channels for drills."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from model.errors import YipingError
from model.notification import Notification
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from orders.outbox import EXPIRES, in_force
from store import outbox_channels, outbox_lists
from store.outbox import KeptState
from store.outbox_channels import DrillChannel, Health
from store.outbox_lists import Load
from store.pool import Connection

TRIAL = "trial"
"""The case and the event of what only tries a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStanding:
    """How a channel stands; one that is not configured is only named by rows, and tells nothing.

    ``drill`` is what makes it tell of drills now, None where nothing does.
    """

    name: str
    is_configured: bool
    load: Load
    health: Health
    drill: DrillChannel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many wait again that had been given up, and how many that waited are due sooner."""

    again: int
    sooner: int


def standings(
    conn: Connection, configured: Collection[str], *, told_since: datetime, now: datetime
) -> list[ChannelStanding]:
    """How every channel stands that is configured or that notifications wait for or have failed by."""
    loads = outbox_lists.loads(conn, told_since=told_since)
    health = outbox_channels.failing(conn)
    said = outbox_channels.drill_channels(conn)
    named = {one.channel: one for one in said if one.channel in in_force(said, now=now)}
    return [
        ChannelStanding(
            name=name,
            is_configured=name in configured,
            load=loads.get(name, Load()),
            health=health.get(name, Health()),
            drill=named.get(name),
        )
        for name in sorted({*configured, *loads})
    ]


def retry_one(conn: Connection, num: int, *, now: datetime) -> None:
    """Makes a notification wait again that was refused or came too late. Raises YipingError for any other."""
    if outbox_lists.wait_again(conn, now=now, expires_at=now + EXPIRES, num=num):
        return
    if (kept := outbox_lists.kept(conn, num)) is None:
        raise YipingError(f"there is no notice {num}")
    if kept.state is KeptState.TOLD:
        raise YipingError(f"notice {num} is told; nothing is told twice on purpose")
    raise YipingError(f"notice {num} waits already; it is due at {kept.due_at:%Y-%m-%d %H:%M:%S} UTC")


def retry_channel(conn: Connection, channel: str, *, now: datetime) -> Retried:
    """Makes all of a channel wait again that was refused or came too late, and tries it at once.

    For a receiver that was mended: a pause ends, and what waits for another try is due now.
    """
    sooner = outbox_lists.hurry(conn, channel, now=now)
    again = outbox_lists.wait_again(conn, now=now, expires_at=now + EXPIRES, channel=channel)
    outbox_channels.end_pause(conn, channel, now=now)
    return Retried(again=again, sooner=sooner)


def name_for_drills(
    conn: Connection, channel: str, *, until: datetime, named_by: str, reason: str, now: datetime
) -> None:
    """Has a channel tell of drills from now until an aware time; until now itself: not any more.

    Raises YipingError without a name or a reason, or for a time that is over.
    """
    if not named_by.strip() or not reason.strip():
        raise YipingError("a drill reaches people: say who names the channel (--as) and why (--reason)")
    if until < now:
        raise YipingError(f"{until:%Y-%m-%d %H:%M} is over")
    said = DrillChannel(channel=channel, since=now, until=until, named_by=named_by, reason=reason)
    outbox_channels.name_for_drills(conn, said)


def trial(*, to: str, now: datetime) -> Notification:
    """A notification that only tries a channel: an exercise, of no place."""
    return Notification(
        key=f"{TRIAL}.{now:%Y%m%dT%H%M%S.%f}",
        case_id=TRIAL,
        event=TRIAL,
        at=now,
        severity=Severity.BLUE,
        origin=Origin.EXERCISE,
        headline=Text(zh="告知渠道测试", en="Test of a channel"),
        body=Text(zh="这是一条测试消息，无需处置。", en="This is a test. Nothing is to be done."),
        position=Position(0.0, 0.0),
        area_code=None,
        area_name=None,
        to=to,
        begun_at=now,
        ends=True,
    )
