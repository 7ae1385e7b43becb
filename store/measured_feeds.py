"""What those ask who replay a feed in its own time: what is due next, what is new, what overlaps."""

from datetime import datetime
from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("measured_feeds")


class Overlaps(NamedTuple):
    """Orders and alerts open beside another of their rule, sensor and origin; alerts without an order.

    ``apart`` are orders that were filed at another time than their first alert opened.
    """

    orders: int
    alerts: int
    without_order: int
    apart: int


def next_rung(conn: Connection) -> datetime | None:
    """When the next rung of a ladder is due, None where none is to come."""
    row = conn.execute(_SQL["next_rung"]).fetchone()
    return None if row is None else row[0]


def orders_after(conn: Connection, num: int) -> list[int]:
    """The numbers of the orders after a number."""
    return [one for (one,) in conn.execute(_SQL["orders_after"], {"num": num})]


def opened(conn: Connection) -> list[tuple[str, str, datetime]]:
    """The rule, the sensor's id and the opening of every alert."""
    return [(rule, sensor, at) for rule, sensor, at in conn.execute(_SQL["opened"])]


def overlaps(conn: Connection) -> Overlaps:
    """How much lay open twice, and how many alerts have no order."""
    return Overlaps(*(conn.execute(_SQL["overlaps"]).fetchone() or (0,) * 4))
