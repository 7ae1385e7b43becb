"""Where orders are opened by alerts and worked by people. The caller owns the transaction."""

from collections.abc import Collection
from datetime import datetime

from model.order import OrderCommand, OrderEvent, OrderState, OrderView, Purpose, WorkOrder
from model.reading import Origin
from model.severity import Severity
from orders import flow
from orders.errors import Refused
from store import orders as table
from store.listen import wake
from store.pool import Connection


def open_once(
    conn: Connection,
    *,
    rule_id: str,
    sensor_num: int,
    severity: Severity,
    origin: Origin,
    area: str | None,
    now: datetime,
    purpose: Purpose = Purpose.FIELD,
) -> int:
    """Files and dispatches an order, or finds the unclosed one of this rule, sensor and origin.

    ``area`` is the grid area that holds the sensor. Without one the order stays filed, and a person routes
    it. Returns the order's number.
    """
    order = None
    while order is None:  # again where a person closes the unclosed one between the two statements
        order = table.insert_order(
            conn,
            rule_id=rule_id,
            sensor_num=sensor_num,
            severity=severity,
            origin=origin,
            area=area,
            now=now,
            purpose=purpose,
        )
        if order is None:
            unclosed = table.unclosed_order(conn, rule_id=rule_id, sensor_num=sensor_num, origin=origin)
            if unclosed is not None:
                return _join(conn, unclosed, severity=severity, now=now)
    table.add_event(conn, _system_event(order, OrderCommand.FILE, now=now, from_state=None))
    if area is not None:
        event = flow.decide(order, OrderCommand.DISPATCH, actor=flow.SYSTEM, now=now, alert_open=True)
        table.advance(conn, event, area=area, resolved_by=None)
    wake(conn, "orders")
    return order.num


def escalate(conn: Connection, *, num: int, severity: Severity, now: datetime) -> None:
    """Lifts an order to the level its alert has risen to; closed or higher orders stay as they are."""
    if table.raise_severity(conn, num=num, severity=severity) and (order := table.order_by_num(conn, num)):
        table.add_event(
            conn,
            _system_event(order, OrderCommand.ESCALATE, now=now, from_state=order.state, note=severity.key),
        )
        wake(conn, "orders")


def tell(
    conn: Connection,
    command: OrderCommand,
    *,
    rule_id: str,
    sensor_num: int,
    origin: Origin,
    note: str,
    now: datetime,
) -> None:
    """Writes what became of alerts into the unclosed order of a rule, sensor and origin, if there is one."""
    order = table.unclosed_order(conn, rule_id=rule_id, sensor_num=sensor_num, origin=origin)
    if order is not None:
        table.add_event(conn, _system_event(order, command, now=now, from_state=order.state, note=note))
        wake(conn, "orders")


def perform(
    conn: Connection,
    *,
    order_id: str,
    command: OrderCommand,
    actor: str,
    now: datetime,
    note: str = "",
    override: str | None = None,
    area: str | None = None,
) -> OrderView:
    """Carries out a person's command and returns the order as it is then.

    ``area`` is where DISPATCH sends an order that no area holds. Raises Refused with the reason when the
    state does not allow it, or somebody else was first.
    """
    view = _wanted(conn, order_id)
    order = view.order
    event = flow.decide(
        order, command, actor=actor, now=now, alert_open=view.alert_open, note=note, override=override
    )
    if command is OrderCommand.DISPATCH and area is None:
        raise Refused(f"{order.id}: dispatch needs the code of an area")
    resolved_by = actor if command is OrderCommand.RESOLVE else order.resolved_by
    if not table.advance(conn, event, area=area or order.area, resolved_by=resolved_by):
        raise Refused(_who_was_first(conn, order))
    wake(conn, "orders")
    return _wanted(conn, order_id)


def route_waiting(conn: Connection, *, now: datetime) -> int:
    """Dispatches filed orders whose sensor has meanwhile got an area; returns how many."""
    waiting = table.waiting_for_area(conn)
    for order in waiting:
        event = flow.decide(order, OrderCommand.DISPATCH, actor=flow.SYSTEM, now=now, alert_open=True)
        table.advance(conn, event, area=order.area, resolved_by=None)
    if waiting:
        wake(conn, "orders")
    return len(waiting)


def follow_sensors(conn: Connection, sensor_nums: Collection[int], *, now: datetime) -> int:
    """Hands unclosed orders to the area that now holds their sensor, each with a line; returns how many.

    An order that a person dispatched by hand, since no area held its sensor, follows the sensor as well.
    """
    moved = table.astray(conn, sensor_nums)
    for order, area in moved:
        table.move_order(conn, num=order.num, area=area)
        note = f"{order.area} -> {area}"
        event = _system_event(order, OrderCommand.MOVE, now=now, from_state=order.state, note=note)
        table.add_event(conn, event)
    if moved:
        wake(conn, "orders")
    return len(moved)


def _wanted(conn: Connection, order_id: str) -> OrderView:
    if (view := table.order_view(conn, order_id)) is None:
        raise Refused(f"there is no order {order_id}")
    return view


def _who_was_first(conn: Connection, order: WorkOrder) -> str:
    last = table.order_events(conn, order.num)[-1]
    return f"{order.id}: {last.actor} was first, {last.command} at {last.at:%H:%M:%S} UTC"


def _join(conn: Connection, order: WorkOrder, *, severity: Severity, now: datetime) -> int:
    table.add_event(conn, _system_event(order, OrderCommand.RECUR, now=now, from_state=order.state))
    escalate(conn, num=order.num, severity=severity, now=now)
    wake(conn, "orders")
    return order.num


def _system_event(
    order: WorkOrder, command: OrderCommand, *, now: datetime, from_state: OrderState | None, note: str = ""
) -> OrderEvent:
    return OrderEvent(
        order_num=order.num,
        at=now,
        actor=flow.SYSTEM,
        command=command,
        from_state=from_state,
        to_state=order.state,
        note=note,
        override=None,
    )
