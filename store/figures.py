"""How much the tables hold, for people who measure."""

from dataclasses import dataclass

from store.pool import Connection
from store.sql import load

_SQL = load("figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of rows; ``cleared`` alerts and ``closed`` orders are among the alerts and orders."""

    readings: int
    alerts: int
    cleared: int
    orders: int
    closed: int
    order_events: int


def figures(conn: Connection) -> Figures:
    """Counts the rows of the large tables; slow on large ones."""
    row = conn.execute(_SQL["figures"]).fetchone()
    readings, alerts, cleared, orders, closed, order_events = row or (0,) * 6
    return Figures(
        readings=readings,
        alerts=alerts,
        cleared=cleared,
        orders=orders,
        closed=closed,
        order_events=order_events,
    )
