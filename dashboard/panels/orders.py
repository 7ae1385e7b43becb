"""The list of open orders."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.order import OrderView, WorkOrder


def rows(words: Words, views: Sequence[OrderView]) -> list[html.A] | html.Div:
    """A row for each order, each a link to its page."""
    if not views:
        return badge.emptiness(words("wall.orders_empty"), calm=True)
    return [row(words, view) for view in views]


def row(words: Words, view: OrderView) -> html.A:
    order = view.order
    return html.A(
        [
            badge.level(words, order.severity, origin=order.origin),
            html.Div(
                [
                    html.Strong(words.of(view.name)),
                    html.Span(
                        [
                            badge.origin(words, order.origin),
                            badge.purpose(words, view.purpose),
                            order.id,
                            " · ",
                            words.of(view.area_name),
                        ],
                        className="dim",
                    ),
                ],
                className="what",
            ),
            html.Div(
                [
                    html.Span(badge.stage(words, order.state), className="reading"),
                    html.Span(until(words, order), className="dim"),
                ],
                className="aside",
            ),
        ],
        href=f"/orders/{order.id}",
        className=f"row order {order.severity.key}{badge.drill(order.origin)}",
        **data(order=order.id),
    )


def until(words: Words, order: WorkOrder) -> list[Any]:
    """How long until it must be resolved; where no clock runs, how old it is."""
    if order.due_at is not None:
        return [badge.due(order.due_at)]
    return [words("wall.order_age"), " ", badge.since(order.filed_at)]
