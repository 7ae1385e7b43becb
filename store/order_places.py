"""Orders whose place changes: those that wait for an area, and those whose sensor another area holds now."""

from collections.abc import Collection, Sequence
from typing import Any

from model.order import WorkOrder
from store.orders import orders_by_num
from store.pool import Connection
from store.sql import load

_SQL = load("order_places")


def astray(conn: Connection, sensor_nums: Collection[int]) -> list[tuple[WorkOrder, str]]:
    """Unclosed orders of some sensors that lie in another area now, each with that area; held until moved."""
    return _with_area(conn, conn.execute(_SQL["astray"], {"sensor_nums": list(sensor_nums)}).fetchall())


def move_order(conn: Connection, *, num: int, area: str) -> None:
    """Hands an order to another area."""
    conn.execute(_SQL["move_order"], {"num": num, "area": area})


def waiting_for_area(conn: Connection) -> list[tuple[WorkOrder, str]]:
    """Filed orders that lie in an area by now, each with that area; held until they are routed."""
    return _with_area(conn, conn.execute(_SQL["waiting_for_area"]).fetchall())


def _with_area(conn: Connection, rows: Sequence[tuple[Any, ...]]) -> list[tuple[WorkOrder, str]]:
    areas: dict[int, str] = dict(rows)
    return [(order, areas[order.num]) for order in orders_by_num(conn, sorted(areas))]
