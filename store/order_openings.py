"""How orders come into being: of an alert, of what people report, of a part of another."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from model.order import OrderState, Purpose, Source, WorkOrder
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.orders import known_order, order_by_num
from store.pool import Connection
from store.sql import load

_SQL = load("order_openings")


class PlanCopy(NamedTuple):
    """The plan that an order goes by: its id, its trade, and what is kept of it as JSON."""

    id: str
    trade: str
    copy: dict[str, Any]


REOPENED_WITHIN = timedelta(days=7)
"""An order that comes so soon after a closed one of the same matter says that nothing was mended (C)."""


def insert_order(
    conn: Connection,
    *,
    rule_id: str,
    sensor_num: int,
    severity: Severity,
    origin: Origin,
    area: str | None,
    now: datetime,
    plan: PlanCopy,
    kind: str,
    purpose: Purpose = Purpose.FIELD,
) -> WorkOrder | None:
    """Files an order of an alert; None when one of this rule, sensor and origin is still unclosed."""
    row = conn.execute(
        _SQL["insert_order"],
        {
            "rule_id": rule_id,
            "sensor_num": sensor_num,
            "severity": int(severity),
            "origin": origin.value,
            "area": area,
            "now": now,
            "plan": plan.id,
            "plan_copy": Jsonb(plan.copy),
            "trade": plan.trade,
            "kind": kind,
            "purpose": purpose,
            "too_soon": now - REOPENED_WITHIN,
        },
    ).fetchone()
    return None if row is None else order_by_num(conn, row[0])


def insert_reported(
    conn: Connection,
    *,
    source: Source,
    state: OrderState,
    severity: Severity,
    origin: Origin,
    area: str | None,
    name: Text,
    position: Position,
    plan: PlanCopy,
    kind: str | None,
    now: datetime,
    case_num: int | None = None,
    follows: int | None = None,
) -> WorkOrder:
    """Writes down a case without a sensor; what people report is compared with other cases afterwards."""
    row = conn.execute(
        _SQL["insert_reported"],
        {
            "source": source,
            "state": state,
            "severity": int(severity),
            "origin": origin.value,
            "area": area,
            "name_zh": name.zh,
            "name_en": name.en,
            "lon": position.lon,
            "lat": position.lat,
            "plan": plan.id,
            "plan_copy": Jsonb(plan.copy),
            "trade": plan.trade,
            "kind": kind,
            "now": now,
            "case_num": case_num,
            "follows": follows,
            "is_compared": source is Source.SPLIT,
        },
    ).fetchone()
    assert row is not None  # noqa: S101  an insert without a conflict clause returns its row or raises
    return known_order(conn, row[0])


def kind_of(conn: Connection, sensor_num: int) -> str:
    """The kind of a sensor."""
    row = conn.execute(_SQL["sensor_kind"], {"sensor_num": sensor_num}).fetchone()
    return str(row[0]) if row else ""
