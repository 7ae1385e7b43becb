"""Wishes for more time that wait for somebody else's decision."""

from datetime import datetime
from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("extensions")


class Asked(NamedTuple):
    """How much more time somebody asked for, and why; ``unit`` is a word of ``orders.clock.TimeUnit``."""

    amount: float
    unit: str
    reason: str
    asked_by: str
    asked_at: datetime


def open_extension(conn: Connection, order_num: int) -> Asked | None:
    """The open wish of an order, if there is one."""
    row = conn.execute(_SQL["open_extension"], {"order_num": order_num}).fetchone()
    return None if row is None else Asked(*row)
