"""Work orders and their history."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from model.order import OrderCommand, OrderEvent, OrderState, OrderView, Purpose, WorkOrder
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("orders")


def insert_order(
    conn: Connection,
    *,
    rule_id: str,
    sensor_num: int,
    severity: Severity,
    origin: Origin,
    area: str | None,
    now: datetime,
    purpose: Purpose = Purpose.FIELD,
) -> WorkOrder | None:
    """Files an order; None when one of this rule, sensor and origin is still unclosed."""
    row = conn.execute(
        _SQL["insert_order"],
        {
            "rule_id": rule_id,
            "sensor_num": sensor_num,
            "severity": int(severity),
            "origin": origin.value,
            "area": area,
            "now": now,
            "purpose": purpose,
        },
    ).fetchone()
    return None if row is None else _order(row)


def unclosed_order(conn: Connection, *, rule_id: str, sensor_num: int, origin: Origin) -> WorkOrder | None:
    """The unclosed order of a rule, sensor and origin, if there is one."""
    key = {"rule_id": rule_id, "sensor_num": sensor_num, "origin": origin.value}
    row = conn.execute(_SQL["unclosed_order"], key).fetchone()
    return None if row is None else _order(row)


def order_by_num(conn: Connection, num: int) -> WorkOrder | None:
    """One order by its number."""
    row = conn.execute(_SQL["order_by_num"], {"num": num}).fetchone()
    return None if row is None else _order(row)


def raise_severity(conn: Connection, *, num: int, severity: Severity) -> bool:
    """Lifts an unclosed order's level; False when it was there already."""
    return conn.execute(_SQL["raise_severity"], {"num": num, "severity": int(severity)}).rowcount == 1


def advance(conn: Connection, event: OrderEvent, *, area: str | None, resolved_by: str | None) -> bool:
    """Moves an order as ``event`` says and writes the event; False when somebody else moved it first."""
    moved = conn.execute(
        _SQL["advance"],
        {
            "num": event.order_num,
            "from_state": event.from_state,
            "to_state": event.to_state,
            "now": event.at,
            "area": area,
            "resolved_by": resolved_by,
        },
    )
    if moved.rowcount == 1:
        add_event(conn, event)
    return moved.rowcount == 1


def add_event(conn: Connection, event: OrderEvent) -> None:
    """Adds a line to an order's history."""
    conn.execute(
        _SQL["add_event"],
        {
            "order_num": event.order_num,
            "at": event.at,
            "actor": event.actor,
            "command": event.command,
            "from_state": event.from_state,
            "to_state": event.to_state,
            "note": event.note,
            "override": event.override,
        },
    )


def order_events(conn: Connection, order_num: int) -> list[OrderEvent]:
    """The history of an order, oldest first."""
    return [
        OrderEvent(
            order_num=num,
            at=at,
            actor=actor,
            command=OrderCommand(command),
            from_state=None if from_state is None else OrderState(from_state),
            to_state=OrderState(to_state),
            note=note,
            override=override,
        )
        for num, at, actor, command, from_state, to_state, note, override in conn.execute(
            _SQL["events"], {"order_num": order_num}
        )
    ]


def open_orders(conn: Connection, *, under: str | None = None, limit: int = 200) -> list[OrderView]:
    """The unclosed orders of the area ``under`` and below: real first, then by level and age."""
    return _views(conn, order_id=None, under=under, limit=limit)


def order_view(conn: Connection, order_id: str) -> OrderView | None:
    """One order by the id that people say."""
    return next(iter(_views(conn, order_id=order_id, under=None, limit=1)), None)


def astray(conn: Connection, sensor_nums: Collection[int]) -> list[tuple[WorkOrder, str]]:
    """Unclosed orders of some sensors that lie in another area now, each with that area; held until moved."""
    rows = conn.execute(_SQL["astray"], {"sensor_nums": list(sensor_nums)})
    return [(_order(row[:11]), row[11]) for row in rows]


def move_order(conn: Connection, *, num: int, area: str) -> None:
    """Hands an order to another area."""
    conn.execute(_SQL["move_order"], {"num": num, "area": area})


def waiting_for_area(conn: Connection) -> list[WorkOrder]:
    """Filed orders whose sensor meanwhile lies in an area, each already with that area."""
    return [_order(row) for row in conn.execute(_SQL["waiting_for_area"])]


def count_by_state(conn: Connection, *, under: str | None = None) -> dict[OrderState, int]:
    """How many real orders of ``under`` and below stand in each state; states without orders are left out."""
    rows = conn.execute(_SQL["count_by_state"], {"under": under})
    return {OrderState(state): count for state, count in rows}


def _views(conn: Connection, *, order_id: str | None, under: str | None, limit: int) -> list[OrderView]:
    rows = conn.execute(_SQL["views"], {"id": order_id, "under": under, "limit": limit})
    return [_view(row) for row in rows]


def _order(row: tuple[Any, ...]) -> WorkOrder:
    return WorkOrder(
        num=row[0],
        id=row[1],
        rule_id=row[2],
        sensor_num=row[3],
        severity=Severity(row[4]),
        state=OrderState(row[5]),
        origin=Origin(row[6]),
        area=row[7],
        filed_at=row[8],
        state_since=row[9],
        resolved_by=row[10],
    )


def _view(row: tuple[Any, ...]) -> OrderView:
    (sensor_id, sensor_zh, sensor_en, kind, lon, lat, area_zh, area_en, path_zh, path_en) = row[11:21]
    alert_open, last_value, last_metric, last_observed_at, purpose = row[21:]
    return OrderView(
        order=_order(row[:11]),
        sensor_id=sensor_id,
        sensor_name=Text(zh=sensor_zh, en=sensor_en),
        sensor_kind=kind,
        lon=lon,
        lat=lat,
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        area_path=tuple(Text(zh=zh, en=en) for zh, en in zip(path_zh, path_en, strict=True)),
        alert_open=alert_open,
        last_value=last_value,
        last_metric=last_metric,
        last_observed_at=last_observed_at,
        purpose=Purpose(purpose),
    )
