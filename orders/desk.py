"""What alerts and the system itself do to orders. The caller owns the transaction."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from model.order import OrderCommand, OrderEvent, OrderState, Purpose, WorkOrder
from model.reading import Origin
from model.severity import Severity
from orders import flow, timing
from orders.plan import Plan, shipped_plans
from orders.plan_copy import copy_of
from store import order_openings as openings
from store import order_places as places
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
    it. Its plan is that of the sensor's kind. Returns the order's number.
    """
    kind = openings.kind_of(conn, sensor_num)
    plan = shipped_plans().for_alert(kind, purpose)
    order = None
    while order is None:  # again where a person closes the unclosed one between the two statements
        order = openings.insert_order(
            conn,
            rule_id=rule_id,
            sensor_num=sensor_num,
            severity=severity,
            origin=origin,
            area=area,
            now=now,
            plan=kept(plan),
            kind=kind,
            purpose=purpose,
        )
        if order is None:
            unclosed = table.unclosed_order(conn, rule_id=rule_id, sensor_num=sensor_num, origin=origin)
            if unclosed is not None:
                return _join(conn, unclosed, severity=severity, now=now)
    table.add_event(conn, system_event(order, OrderCommand.FILE, now=now, from_state=None))
    if area is not None:
        dispatch(conn, order, area, now=now, plan=plan)
    wake(conn, "orders")
    return order.num


def kept(plan: Plan) -> openings.PlanCopy:
    """What an order keeps of its plan."""
    return openings.PlanCopy(plan.id, plan.trade, copy_of(plan))


def dispatch(
    conn: Connection, order: WorkOrder, area: str, *, now: datetime, plan: Plan | None = None
) -> bool:
    """Sends a filed order to an area and starts its clocks; False when somebody was quicker.

    ``plan`` is its plan where the caller has it at hand; else it is read from the order.
    """
    event = flow.decide(order, OrderCommand.DISPATCH, actor=flow.SYSTEM, now=now, alert_open=True)
    if not table.advance(conn, event, replace(order, area=area)):
        return False
    sent = replace(order, round=order.round + 1)
    if plan is None:
        timing.start_again(conn, sent, now=now)
    else:
        timing.start(conn, sent, plan.limits[order.severity], plan.ladder, now=now)
    return True


def escalate(conn: Connection, *, num: int, severity: Severity, now: datetime) -> None:
    """Lifts an order to the level its alert has risen to, with the limits of that level.

    Closed or higher orders stay as they are.
    """
    if table.raise_severity(conn, num=num, severity=severity) and (order := table.order_by_num(conn, num)):
        table.add_event(
            conn,
            system_event(order, OrderCommand.ESCALATE, now=now, from_state=order.state, note=severity.key),
        )
        timing.tighten(conn, order, severity)
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
        table.add_event(conn, system_event(order, command, now=now, from_state=order.state, note=note))
        wake(conn, "orders")


def route_waiting(conn: Connection, *, now: datetime) -> int:
    """Dispatches filed orders whose sensor has meanwhile got an area; returns how many."""
    waiting = places.waiting_for_area(conn)
    for order, area in waiting:
        dispatch(conn, order, area, now=now)
    if waiting:
        wake(conn, "orders")
    return len(waiting)


def follow_sensors(conn: Connection, sensor_nums: Collection[int], *, now: datetime) -> int:
    """Hands unclosed orders to the area that now holds their sensor, each with a line; returns how many.

    An order that a person dispatched by hand, since no area held its sensor, follows the sensor as well.
    """
    moved = places.astray(conn, sensor_nums)
    for order, area in moved:
        places.move_order(conn, num=order.num, area=area)
        note = f"{order.area} -> {area}"
        event = system_event(order, OrderCommand.MOVE, now=now, from_state=order.state, note=note)
        table.add_event(conn, event)
    if moved:
        wake(conn, "orders")
    return len(moved)


def system_event(
    order: WorkOrder,
    command: OrderCommand,
    *,
    now: datetime,
    from_state: OrderState | None,
    note: str = "",
    actor: str = flow.SYSTEM,
) -> OrderEvent:
    """A line of an order's history that leaves it where it is."""
    return OrderEvent(
        order_num=order.num,
        at=now,
        actor=actor,
        command=command,
        from_state=from_state,
        to_state=order.state,
        note=note,
        override=None,
    )


def _join(conn: Connection, order: WorkOrder, *, severity: Severity, now: datetime) -> int:
    # Touched, so that nobody ends it who read it before its alert came again.
    table.touch(conn, order.num)
    table.add_event(conn, system_event(order, OrderCommand.RECUR, now=now, from_state=order.state))
    escalate(conn, num=order.num, severity=severity, now=now)
    wake(conn, "orders")
    return order.num
