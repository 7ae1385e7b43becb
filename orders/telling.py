"""Who is told of what happens to orders: lines of history become notifications in the outbox.

Whoever writes history does not wait for this: it is done by the engine, in a transaction of its own, and
each line is told of once. What the engine only caught up with after a standstill goes to each receiver as
one digest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from model.duty import Contact
from model.notification import Notification
from model.order import OVER, OrderCommand
from model.reading import Origin
from model.text import Text
from orders.notices import Fields, digest_of, words_of
from orders.outbox import Outgoing, put_many
from orders.plan import shipped_plans
from orders.plan_copy import tells_in
from orders.reminding import LATE_WORD
from store import telling as table
from store.clocks import hours
from store.contacts import contacts_for
from store.pool import Connection
from store.telling import News

DIGEST_FROM = 5
"""So many late reminders for one receiver become one digest."""

Receiver = tuple[str, str, Origin]
"""A channel, an address there, and whether it is a drill."""


class Letter(NamedTuple):
    """One line of history for one receiver."""

    news: News
    contact: Contact

    @property
    def receiver(self) -> Receiver:
        return self.contact.channel, self.contact.address, self.news.order.origin


def tell_waiting(conn: Connection, *, now: datetime, limit: int) -> int:
    """Tells of up to ``limit`` lines of history; returns how many it looked at."""
    nums = table.untold(conn, limit=limit)
    if nums and table.has_contacts(conn, now=now):
        zone = ZoneInfo(hours(conn).zone)
        letters = [one for news in table.news(conn, nums) for one in letters_of(conn, news, now=now)]
        put_many(conn, list(outgoing(letters, zone=zone)), now=now)
    table.told(conn, nums)
    return len(nums)


def letters_of(conn: Connection, news: News, *, now: datetime) -> Sequence[Letter]:
    """Who is told of a line of history, each receiver once."""
    if not (roles := roles_for(news)):
        return []
    found = contacts_for(
        conn,
        roles=roles,
        path=news.path,
        person=news.order.person,
        sensor=news.sensor,
        site=news.site,
        now=now,
    )
    letters = [Letter(news, contact) for contact in found]
    return list({one.receiver: one for one in letters}.values())


def roles_for(news: News) -> frozenset[str]:
    """Which roles are told: those that the plan names, and that of the level that it was carried to."""
    roles = {tell.whom for tell in tells_in(news.plan_copy) if news.event.command in tell.on}
    if news.event.command is OrderCommand.REMIND:
        roles.add(news.event.note.split()[2])
    return frozenset(roles)


def outgoing(letters: Iterable[Letter], *, zone: ZoneInfo) -> Iterable[Outgoing]:
    """The notifications of a batch, in the order of its history; late reminders as digests."""
    late: dict[Receiver, list[Letter]] = defaultdict(list)
    for one in letters:
        if is_late(one.news):
            late[one.receiver].append(one)
        else:
            yield single(one, zone=zone)
    for held in late.values():
        if len(held) < DIGEST_FROM:
            yield from (single(one, zone=zone) for one in held)
        else:
            yield digest(held)


def is_late(news: News) -> bool:
    """Whether a reminder was only caught up with."""
    return news.event.command is OrderCommand.REMIND and news.event.note.endswith(LATE_WORD)


def single(letter: Letter, *, zone: ZoneInfo) -> Outgoing:
    """The notification of one line of history."""
    news, order = letter.news, letter.news.order
    headline, body = words_of(news.event.command, fields_of(news, zone=zone))
    return _outgoing(
        letter,
        key=f"{order.id}.{news.num}.{letter.contact.num}",
        case_id=order.case_id,
        headline=headline,
        body=body,
        ends=order.state in OVER and order.case_id == order.id,
    )


def digest(letters: Sequence[Letter]) -> Outgoing:
    """One notification for many orders that were carried up at once; it speaks of the worst."""
    worst = max(letters, key=lambda one: one.news.order.severity)
    ids = [one.news.order.id for one in letters]
    headline, body = digest_of(ids, level=worst.news.order.severity)
    contact = worst.contact
    return _outgoing(
        worst,
        key=f"digest.{letters[0].news.num}.{contact.num}",
        case_id=f"digest.{letters[0].news.num}",
        headline=headline,
        body=body,
        ends=False,
    )


def fields_of(news: News, *, zone: ZoneInfo) -> Fields:
    """What the words of a notification may name."""
    plan = shipped_plans().by_id.get(news.order.plan)
    due = news.order.due_at
    told = None if due is None else f"{due.astimezone(zone):%Y-%m-%d %H:%M}"
    return Fields(
        case=news.order.case_id,
        name=news.name,
        level=news.order.severity,
        area=news.area_name,
        address=news.address or None,
        note=news.event.note or None,
        person=news.order.person,
        due=None if told is None else Text(zh=told, en=told),
        plan=None if plan is None else plan.name,
    )


def _outgoing(letter: Letter, *, key: str, case_id: str, headline: Text, body: Text, ends: bool) -> Outgoing:
    news = letter.news
    notification = Notification(
        key=key,
        case_id=case_id,
        event=news.event.command.value,
        at=news.event.at,
        severity=news.order.severity,
        origin=news.order.origin,
        headline=headline,
        body=body,
        position=news.position,
        area_code=news.order.area,
        area_name=news.area_name,
        to=letter.contact.address,
        begun_at=news.order.filed_at,
        ends=ends,
    )
    return Outgoing(notification=notification, channel=letter.contact.channel, event_num=news.num)
