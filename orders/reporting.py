"""What people tell of: a ticket of the hotline 12345, or a find of staff on their rounds, becomes a case."""

from dataclasses import dataclass
from datetime import datetime

from model.order import OrderCommand, OrderState, OrderView, Source
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from model.words import tidy
from orders.comparing import compare
from orders.desk import kept, system_event
from orders.errors import Refused
from orders.placing import area_at
from orders.plan import Plan, shipped_plans
from orders.working import view_of
from store import cases
from store import orders as table
from store.listen import wake
from store.order_openings import REOPENED_WITHIN, insert_reported
from store.pool import Connection

SOURCES = frozenset({Source.HOTLINE, Source.STAFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells of.

    ``category`` is a word of a plan, ``position`` WGS-84, ``ticket`` the hotline's own number for it: the
    same ticket is one case however often it comes. ``contact`` is how the person can be reached, if he
    wants it.
    """

    source: Source
    category: str
    words: str
    position: Position
    by: str
    reported_at: datetime
    ticket: str | None = None
    address: str = ""
    contact: str = ""
    severity: Severity = Severity.BLUE
    origin: Origin = Origin.LIVE


def report(conn: Connection, told: Told, *, now: datetime) -> OrderView:
    """Writes a case down, and joins it to one of the same scenario near in place and time.

    Returns the order that the case is worked by: its own, or the one that took it in. Raises Refused where
    something is missing.
    """
    plan = _plan_for(told)
    ticket = tidy(told.ticket or "")
    if ticket and (known := cases.ticket_order(conn, told.source, ticket)):
        return _worked_by(conn, known)
    order = insert_reported(
        conn,
        source=told.source,
        state=OrderState.REPORTED,
        severity=told.severity,
        origin=told.origin,
        area=area_at(conn, told.position),
        name=_name(told, plan),
        position=told.position,
        plan=kept(plan),
        kind=told.category,
        now=now,
        follows=_closed_before(conn, told, plan, now=now),
    )
    cases.insert_report(conn, order.num, _report(told, order.id, now=now))
    event = system_event(
        order, OrderCommand.REPORT, now=now, from_state=None, note=tidy(told.words), actor=tidy(told.by)
    )
    table.add_event(conn, event)
    compare(conn, order, now=now)
    wake(conn, "orders")
    return _worked_by(conn, order.id)


def _plan_for(told: Told) -> Plan:
    if told.source not in SOURCES:
        raise Refused(f"{told.source} is no source of reports; there are {', '.join(sorted(SOURCES))}")
    if not told.words.strip() or not told.by.strip():
        raise Refused("a report needs words, and the name of who writes it down")
    if (plan := shipped_plans().for_category(told.category)) is None:
        known = sorted(one for plan in shipped_plans().by_id.values() for one in plan.categories)
        raise Refused(f"{told.category!r} is no category; there are {', '.join(known)}")
    return plan


def _closed_before(conn: Connection, told: Told, plan: Plan, *, now: datetime) -> int | None:
    """The order that this case comes after too soon; where neighbours share a place nobody can say."""
    if plan.radius_m <= 0:
        return None
    return cases.closed_near(
        conn,
        told.position,
        plan=plan.id,
        origin=told.origin,
        radius_m=plan.radius_m,
        since=now - REOPENED_WITHIN,
    )


def _name(told: Told, plan: Plan) -> Text:
    what = plan.categories[told.category]
    return Text(zh=tidy(f"{told.address} {what.zh}"), en=tidy(f"{what.en} {told.address}"))


def _report(told: Told, order_id: str, *, now: datetime) -> cases.Report:
    return cases.Report(
        order_id=order_id,
        source=told.source,
        ticket=tidy(told.ticket or "") or None,
        category=told.category,
        words=tidy(told.words),
        address=tidy(told.address),
        contact=tidy(told.contact),
        reported_by=tidy(told.by),
        reported_at=told.reported_at,
        recorded_at=now,
    )


def _worked_by(conn: Connection, order_id: str) -> OrderView:
    view = view_of(conn, order_id)
    return view if view.order.merged_id is None else view_of(conn, view.order.merged_id)
