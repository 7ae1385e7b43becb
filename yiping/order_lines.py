"""Orders as lines of text: one in a list, and all that is known of one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from model.errors import YipingError
from model.order import OrderEvent, OrderState, OrderView
from orders.flow import allowed, stage_of
from orders.working import view_of
from store import cases
from store.clocks import ClockRow, clocks_of, pauses_of
from store.orders import order_events
from store.pool import Connection


def line(view: OrderView, *, now: datetime) -> str:
    """Id, level, state, since when, subject, place, who has it, and how its time stands."""
    order = view.order
    place = view.area_name.zh if view.area_name else "-"
    marks = [
        "" if view.purpose == "field" else view.purpose.value,
        "paused" if order.paused and order.state is not OrderState.PARKED else "",
        f"has it: {order.person or order.crew}" if order.person or order.crew else "",
        due(order.due_at, now=now),
        f"into {order.merged_id}" if order.merged_id else "",
        f"follows {order.follows_id}" if order.follows_id else "",
        "" if order.origin == "live" else f"({order.origin})",
    ]
    subject = f"{order.rule_id or order.plan}  {view.sensor_id or '-'}  {view.name.zh}"
    return (
        f"{order.id}  {order.severity.key:<6}  {order.state:<10}  {order.filed_at:%Y-%m-%d %H:%M} UTC  "
        f"{subject}  {order.area or '-'} {place}" + "".join(f"  {mark}" for mark in marks if mark)
    )


def due(at: datetime | None, *, now: datetime) -> str:
    """How long until a time, or since."""
    if at is None:
        return ""
    return f"due in {_span(at - now)}" if at >= now else f"OVERDUE by {_span(now - at)}"


def wanted(
    views: Sequence[OrderView], *, state: str | None, person: str | None, overdue: bool, now: datetime
) -> list[OrderView]:
    """Those of some orders that somebody asks for. Raises YipingError for a state that is none."""
    if state is not None and state not in list(OrderState):
        raise YipingError(f"{state!r} is no state; there are {', '.join(OrderState)}")
    return [
        view
        for view in views
        if (state is None or view.order.state == state)
        and (person is None or view.order.person == person)
        and (not overdue or (view.order.due_at is not None and view.order.due_at < now))
    ]


def whole(conn: Connection, order_id: str, *, now: datetime) -> Iterator[str]:
    """All that is known of an order. Raises Refused where there is none."""
    view = view_of(conn, order_id)
    order = view.order
    yield line(view, now=now)
    yield f"  case {order.case_id}, plan {order.plan}, stage {stage_of(order)}, source {order.source}"
    if order.sensor_num is not None:
        yield f"  sensor {'still reads above its off value' if view.alert_open else 'is back to normal'}"
    yield from (_clock(one, now=now) for one in clocks_of(conn, [order.num]))
    for pause in pauses_of(conn, [order.num]):
        until = f"{pause.until:%m-%d %H:%M}" if pause.until else "now"
        yield f"  stood {pause.since:%m-%d %H:%M} to {until} UTC  {pause.begun_by}: {pause.reason}"
    yield from _case(conn, order_id, order.num)
    yield f"  takes now: {', '.join(allowed(order)) or 'no command any more'}"
    yield from (event_line(event) for event in order_events(conn, order.num))


def event_line(event: OrderEvent) -> str:
    """A line of an order's history."""
    more = "".join(
        f"  {label}: {words}"
        for label, words in (("note", event.note), ("override", event.override))
        if words
    )
    return (
        f"  {event.at:%Y-%m-%d %H:%M:%S} UTC  {event.actor:<12} {event.command:<9} -> {event.to_state}{more}"
    )


def _case(conn: Connection, order_id: str, num: int) -> Iterator[str]:
    others = [one for one in cases.case_orders(conn, order_id) if one != order_id]
    if others:
        yield f"  the same case: {', '.join(others)}"
    for told in cases.reports_of(conn, num):
        ticket = f" {told.ticket}" if told.ticket else ""
        yield (
            f"  told by {told.source}{ticket} {told.reported_at:%Y-%m-%d %H:%M} UTC"
            f"  {told.category}  {told.address}: {told.words}"
        )
    for alert in cases.alerts_of(conn, num):
        until = f" to {alert.cleared_at:%m-%d %H:%M}" if alert.cleared_at else ""
        yield (
            f"  alert {alert.num}  {alert.rule_id}  {alert.sensor_id}  {alert.severity.key}"
            f"  {alert.state}  {alert.opened_at:%m-%d %H:%M}{until} UTC"
        )


def _clock(one: ClockRow, *, now: datetime) -> str:
    limit = f"{one.amount:g} {one.unit}"
    stands = one.ended or due(one.due_at, now=now) or "stands"
    at = f" at {one.stopped_at:%m-%d %H:%M}" if one.stopped_at else ""
    return f"  clock {one.round}.{one.sort:<8} {limit:<18} from {one.since:%m-%d %H:%M} UTC  {stands}{at}"


def _span(length: timedelta) -> str:
    return str(timedelta(seconds=round(length.total_seconds())))
