"""Work orders and their history."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from model.area import Level
from model.order import OrderCommand, OrderEvent, OrderState, OrderView, Purpose, Source, WorkOrder
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("orders")


ORDER_COLUMNS = 32
"""How many columns ``order_row`` has; what a query selects beside it comes after them."""

BOARD = timedelta(hours=24)
"""How far back a board counts what has ended."""


def unclosed_order(conn: Connection, *, rule_id: str, sensor_num: int, origin: Origin) -> WorkOrder | None:
    """The unclosed order of a rule, sensor and origin, if there is one; held until the commit."""
    key = {"rule_id": rule_id, "sensor_num": sensor_num, "origin": origin.value}
    row = conn.execute(_SQL["unclosed_order"], key).fetchone()
    return None if row is None else order_by_num(conn, row[0])


def order_by_num(conn: Connection, num: int) -> WorkOrder | None:
    """One order by its number, None where there is none."""
    row = conn.execute(_SQL["order_row"], {"num": num}).fetchone()
    return None if row is None else order_from(row)


def known_order(conn: Connection, num: int) -> WorkOrder:
    """One order by a number that another row holds, and that must be there."""
    order = order_by_num(conn, num)
    assert order is not None, num  # noqa: S101  orders are never deleted
    return order


def orders_by_num(conn: Connection, nums: Sequence[int]) -> list[WorkOrder]:
    """Some orders, by their numbers in order."""
    return [order_from(row) for row in conn.execute(_SQL["order_rows"], {"nums": list(nums)})]


def order_num(conn: Connection, order_id: str) -> int | None:
    """The number of an order by the id that people say."""
    row = conn.execute(_SQL["num_of"], {"id": order_id}).fetchone()
    return None if row is None else int(row[0])


def plan_copy(conn: Connection, num: int) -> dict[str, Any]:
    """The plan that an order goes by, as it was when it opened."""
    row = conn.execute(_SQL["plan_copy"], {"num": num}).fetchone()
    return dict(row[0]) if row else {}


def raise_severity(conn: Connection, *, num: int, severity: Severity) -> bool:
    """Lifts an unclosed order's level; False when it was there already."""
    return conn.execute(_SQL["raise_severity"], {"num": num, "severity": int(severity)}).rowcount == 1


def advance(conn: Connection, event: OrderEvent, after: WorkOrder) -> bool:
    """Moves an order as ``event`` says and writes the event; False when somebody else did something first.

    ``after`` is the order as it was read, with what the command changes beside its state.
    """
    moved = conn.execute(
        _SQL["advance"],
        {
            "num": event.order_num,
            "turn": after.turn,
            "command": event.command,
            "to_state": event.to_state,
            "now": event.at,
            "actor": event.actor,
            "from_state": event.from_state,
            "note": event.note,
            "override": event.override,
            "area": after.area,
            "crew": after.crew,
            "person": after.person,
            "trade": after.trade,
            "resolved_by": after.resolved_by,
            "before_state": after.before_state,
            "supervised_by": after.supervised_by,
            "merged_id": after.merged_id,
        },
    )
    return moved.rowcount == 1


def touch(conn: Connection, num: int) -> bool:
    """Whoever read an unclosed order before must look again; False when it is over."""
    return conn.execute(_SQL["touch"], {"num": num}).rowcount == 1


def end_merged(conn: Connection, num: int, *, state: OrderState, now: datetime) -> list[int]:
    """What is merged into an order ends with it; returns the numbers."""
    told = {"num": num, "state": state, "now": now}
    return [child for (child,) in conn.execute(_SQL["end_merged"], told)]


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
    return [_view(row) for row in conn.execute(_SQL["open_shown"], {"under": under, "limit": limit})]


def orders_of_sensors(conn: Connection, sensor_nums: Collection[int], *, past: int) -> list[OrderView]:
    """The unclosed orders of some sensors, the newest first, and after them the last ``past`` closed ones."""
    asked = {"sensor_nums": list(sensor_nums), "past": past}
    return [_view(row) for row in conn.execute(_SQL["shown_of_sensors"], asked)]


def count_overdue(conn: Connection, *, now: datetime, under: str | None = None) -> int:
    """How many real unclosed orders of ``under`` and below should have been resolved by ``now``."""
    row = conn.execute(_SQL["count_overdue"], {"now": now, "under": under}).fetchone()
    return int(row[0]) if row else 0


def order_view(conn: Connection, order_id: str) -> OrderView | None:
    """One order by the id that people say."""
    row = conn.execute(_SQL["one_shown"], {"id": order_id}).fetchone()
    return None if row is None else _view(row)


def order_at_work(conn: Connection, order_id: str) -> tuple[WorkOrder, bool] | None:
    """One order by its id, and whether its sensor, or that of an order merged into it, still reads high."""
    row = conn.execute(_SQL["one_at_work"], {"id": order_id}).fetchone()
    return None if row is None else (order_from(row), row[ORDER_COLUMNS])


def count_by_state(conn: Connection, *, now: datetime, under: str | None = None) -> dict[OrderState, int]:
    """How many real orders of ``under`` and below stand in each state; states without orders are left out.

    Of those that are over, what ended within the last day.
    """
    rows = conn.execute(_SQL["count_by_state"], {"under": under, "since": now - BOARD})
    return {OrderState(state): count for state, count in rows}


def order_from(row: Sequence[Any]) -> WorkOrder:
    """An order from a row that begins with the columns of ``order_row``."""
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
        source=Source(row[11]),
        plan=row[12],
        case_id=row[13],
        trade=row[14],
        crew=row[15],
        person=row[16],
        round=row[17],
        turn=row[18],
        returns=row[19],
        reworks=row[20],
        level=None if row[21] is None else Level(row[21]),
        before_state=None if row[22] is None else OrderState(row[22]),
        merged_id=row[23],
        supervised_by=row[24],
        follows_id=row[25],
        due_at=row[26],
        late=row[27],
        paused=row[28],
        asked_by=row[29],
        skips=frozenset(OrderCommand(one) for one in row[30]),
        kind=row[31],
    )


def _view(row: tuple[Any, ...]) -> OrderView:
    (sensor_id, name_zh, name_en, kind, lon, lat, area_zh, area_en, path_zh, path_en) = row[
        ORDER_COLUMNS : ORDER_COLUMNS + 10
    ]
    alert_open, last_value, last_metric, last_observed_at, purpose = row[ORDER_COLUMNS + 10 :]
    return OrderView(
        order=order_from(row),
        sensor_id=sensor_id,
        name=Text(zh=name_zh, en=name_en),
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
