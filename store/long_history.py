"""A long history of orders, made up by the database itself for a measurement."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from store.order_openings import PlanCopy
from store.pool import Connection
from store.sql import load

_SQL = load("long_history")


def put_history(
    conn: Connection, *, count: int, unclosed: int, span: timedelta, plans: Sequence[PlanCopy], now: datetime
) -> None:
    """Writes ``count`` orders with events, clocks and reports, the last ones unclosed; commits."""
    told = {
        "count": count,
        "open": unclosed,
        "span": span,
        "now": now,
        "ids": [plan.id for plan in plans],
        "trades": [plan.trade for plan in plans],
        "copies": [Jsonb(plan.copy) for plan in plans],
    }
    conn.execute(_SQL["unguard"])
    conn.execute(_SQL["unbind"])
    conn.execute(_SQL["put_orders"], told)
    conn.execute(_SQL["put_lines"])
    conn.execute(_SQL["put_clocks"])
    conn.execute(_SQL["put_reports"])
    conn.execute(_SQL["guard"])
    conn.commit()


def put_notices(
    conn: Connection, *, count: int, waiting: int, last_order: int, body: Mapping[str, Any], now: datetime
) -> None:
    """Writes ``count`` notices of the last orders, the newest of which wait."""
    told = {"count": count, "waiting": waiting, "last": last_order, "body": Jsonb(body), "now": now}
    conn.execute(_SQL["put_notices"], told)
    conn.commit()


def settle(conn: Connection) -> None:
    """Vacuums and analyzes, outside of any transaction."""
    conn.execute(_SQL["analyze"])
