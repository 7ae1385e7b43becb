"""One order of a period as a row of cells."""

from datetime import datetime
from zoneinfo import ZoneInfo

from orders.evaluating import SOURCES
from orders.plan import shipped_plans
from store.evaluation import PastOrder
from yiping.registry.table import Cell
from yiping.sheets.words import Words

ORDER_COLUMNS = (
    *("id", "case_id", "source", "plan", "severity", "state", "name", "area", "area_name", "trade", "crew"),
    *("person", "filed_at", "dispatched_at", "accepted_at", "arrived_at", "resolved_at", "verified_at"),
    *("over_at", "due_at", "late", "past_due", "returns", "reworks", "merged_id", "follows_id"),
)
"""What is told of an order; the heads are words of ``yiping/sheets/words.toml``."""


def order_cells(order: PastOrder, words: Words, zone: ZoneInfo) -> list[Cell]:
    """The cells of an order in that order, its times on the clock of ``zone``."""
    told: dict[str, Cell] = {
        "source": words.of(SOURCES[order.source]),
        "plan": _plan(order.plan, words),
        "severity": words(f"level.{order.severity.key}"),
        "state": words(f"state.{order.state}"),
        "name": words.of(order.name),
        "area_name": words.of(order.area_name) if order.area_name else None,
        "late": words("export.yes") if order.late else None,
        "past_due": words("export.yes") if order.past_due else None,
    }
    return [told[name] if name in told else _cell(getattr(order, name), zone) for name in ORDER_COLUMNS]


def _plan(plan_id: str, words: Words) -> str:
    plan = shipped_plans().by_id.get(plan_id)
    return words.of(plan.name) if plan else plan_id


def _cell(value: Cell, zone: ZoneInfo) -> Cell:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return value
