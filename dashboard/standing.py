"""Reads what the page of an order and the cards of a tablet tell of orders beside themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.order import OrderEvent, OrderView, WorkOrder
from model.text import Text
from orders.plan import shipped_plans
from store.cases import CaseAlert, Report, alerts_of, case_orders, merged_into, reports_of
from store.clocks import ClockRow, PauseRow, clocks_of, pauses_of
from store.crews import crews
from store.extensions import Asked, open_extension
from store.orders import order_events
from store.pool import Connection

MOST_ALERTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an order stands: its history, the clocks of its round, and what else belongs to its case.

    ``siblings`` are the other orders of its case but for what is merged into it, ``crew_names`` by id.
    """

    view: OrderView
    events: Sequence[OrderEvent]
    clocks: Sequence[ClockRow]
    pauses: Sequence[PauseRow]
    asked: Asked | None
    children: Sequence[str]
    siblings: Sequence[str]
    reports: Sequence[Report]
    alerts: Sequence[CaseAlert]
    crew_names: Mapping[str, Text]


def standing_of(conn: Connection, view: OrderView) -> Standing:
    """Everything that the page of one order shows."""
    order = view.order
    children = merged_into(conn, order.num)
    known = {order.id, order.merged_id, *children}
    return Standing(
        view=view,
        events=order_events(conn, order.num),
        clocks=of_round(order, clocks_of(conn, [order.num])),
        pauses=pauses_of(conn, [order.num]),
        asked=open_extension(conn, order.num),
        children=children,
        siblings=[one for one in case_orders(conn, order.id) if one not in known],
        reports=reports_of(conn, order.num),
        alerts=alerts_of(conn, order.num, limit=MOST_ALERTS),
        crew_names=crew_names(conn),
    )


def of_round(order: WorkOrder, clocks: Sequence[ClockRow]) -> list[ClockRow]:
    """The clocks of the round that an order is in."""
    return [one for one in clocks if one.order_num == order.num and one.round == order.round]


def crew_names(conn: Connection) -> dict[str, Text]:
    """What each crew is called, those of the past too."""
    return {one.id: one.name for one in crews(conn)}


def plan_name(order: WorkOrder) -> Text | None:
    """What the plan of an order is called; None where the program brings it no more."""
    plan = shipped_plans().by_id.get(order.plan)
    return plan.name if plan else None


def category_name(category: str) -> Text | None:
    """What people report, as its plan calls it."""
    plan = shipped_plans().for_category(category)
    return plan.categories[category] if plan else None
