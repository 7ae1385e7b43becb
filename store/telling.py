"""What happened to orders of which nobody has been told yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.order import OrderCommand, OrderEvent, OrderState, WorkOrder
from model.position import Position
from model.text import Text
from store.orders import order_from
from store.pool import Connection
from store.sql import load

_SQL = load("telling")
_BESIDE = 19
"""How many columns of ``news`` stand before those of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A line of history by its number, and its order as it stands now.

    ``path`` are the codes of the areas around it, from the district down.
    """

    num: int
    event: OrderEvent
    order: WorkOrder
    name: Text
    position: Position
    area_name: Text | None
    path: Sequence[str]
    sensor: str | None
    site: str | None
    address: str | None
    plan_copy: dict[str, Any]


def untold(conn: Connection, *, limit: int) -> list[int]:
    """The oldest lines of history of which nobody has been told, held until the commit."""
    return [num for (num,) in conn.execute(_SQL["untold"], {"limit": limit})]


def told(conn: Connection, event_nums: Sequence[int]) -> None:
    """They have been told of, or nobody wants to be."""
    conn.execute(_SQL["told"], {"event_nums": list(event_nums)})


def has_contacts(conn: Connection, *, now: datetime) -> bool:
    """Whether anybody at all wants to be told."""
    row = conn.execute(_SQL["has_contacts"], {"now": now}).fetchone()
    return bool(row and row[0])


def news(conn: Connection, event_nums: Sequence[int]) -> list[News]:
    """Lines of history with their orders, oldest first."""
    return [_news(row) for row in conn.execute(_SQL["news"], {"event_nums": list(event_nums)})]


def _news(row: tuple[Any, ...]) -> News:
    order = order_from(row[_BESIDE:])
    name_zh, name_en, lon, lat, area_zh, area_en, path, sensor, site, address, plan_copy = row[8:_BESIDE]
    return News(
        num=row[0],
        event=_event(row, order.num),
        order=order,
        name=Text(zh=name_zh, en=name_en),
        position=Position(lon, lat),
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        path=path,
        sensor=sensor,
        site=site,
        address=address,
        plan_copy=plan_copy,
    )


def _event(row: tuple[Any, ...], order_num: int) -> OrderEvent:
    return OrderEvent(
        order_num=order_num,
        at=row[1],
        actor=row[2],
        command=OrderCommand(row[3]),
        from_state=None if row[4] is None else OrderState(row[4]),
        to_state=OrderState(row[5]),
        note=row[6],
        override=row[7],
    )
