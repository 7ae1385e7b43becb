"""What can be done to an order now: the next step, and quietly below what lies beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.config import Account
from dashboard.panels import dialog
from dashboard.standing import Standing
from dashboard.wishes import may
from dashboard.words import Words
from model.order import OVER, OrderEvent, OrderState
from model.order import OrderCommand as Do
from model.person import person
from orders.flow import allowed
from store.extensions import Asked

MAIN = (Do.FILE, Do.DISPATCH, Do.ACCEPT, Do.ARRIVE, Do.RESOLVE, Do.VERIFY, Do.CLOSE, Do.UNPARK)
"""What leads on; an order takes one of them at a time."""

DECISIONS = (Do.GRANT, Do.REFUSE)


def next_step(
    words: Words, standing: Standing, account: Account, zone: ZoneInfo, now: datetime
) -> html.Section:
    """The one button that leads on, what to know before, and the branches."""
    view, order = standing.view, standing.view.order
    commands = [command for command in allowed(order) if may(account.role, command)]
    own = Do.VERIFY in commands and person(account.name) == person(order.resolved_by or "")
    main = next((command for command in commands if command in MAIN and not own), None)
    warn = order.state is OrderState.VERIFIED and view.alert_open
    return html.Section(
        [
            html.H2(words("order.next")),
            state(words, standing, zone, now),
            html.P(words("order.alert_open"), className="warning") if warn else None,
            html.P(words("order.verify_own", actor=order.resolved_by), className="warning") if own else None,
            html.Div(
                [dialog.button(words, order, main, alert_open=view.alert_open, className="primary")],
                className="buttons",
            )
            if main
            else None,
            html.P(words("order.no_next"), className="dim") if not commands else None,
            more(words, standing, commands),
        ],
        className="sheet next-step",
    )


def more(words: Words, standing: Standing, commands: Sequence[Do]) -> html.Div | None:
    """The branches, what ends an order without work last."""
    beside = [command for command in commands if command not in (*MAIN, *DECISIONS)]
    beside.sort(key=lambda command: command in {Do.CANCEL, Do.REJECT})
    if not beside:
        return None
    view = standing.view
    buttons = [dialog.button(words, view.order, one, alert_open=view.alert_open) for one in beside]
    return html.Div(
        [html.H3(words("order.more")), html.Div(buttons, className="branches")], className="more-steps"
    )


def state(words: Words, standing: Standing, zone: ZoneInfo, now: datetime) -> html.Div | None:
    """Where an order is that nobody works: in another one, over, or parked."""
    order = standing.view.order
    if order.state is OrderState.MERGED:
        into = html.A(order.merged_id, href=f"/orders/{order.merged_id}")
        return html.Div(
            [
                html.P([words("order.merged_into"), " ", into]),
                html.P(words("order.merged_hint"), className="dim"),
            ],
            className="outcome merged",
        )
    if order.state not in OVER | {OrderState.PARKED}:
        return None
    event = moved(standing.events)
    return html.Div(
        [
            html.P(
                [html.Strong(words(f"stage_now.{order.state.value}")), " · ", by(words, event, zone, now)]
            ),
            html.P(event.note) if event.note else None,
        ],
        className=f"outcome {order.state.value}",
    )


def moved(events: Sequence[OrderEvent]) -> OrderEvent:
    """What brought the order where it stands."""
    return next((one for one in reversed(events) if one.from_state is not one.to_state), events[-1])


def by(words: Words, event: OrderEvent, zone: ZoneInfo, now: datetime) -> str:
    return words(
        "order.ended",
        actor=say.actor(words, event.actor),
        at=say.brief(event.at, zone, now=now),
        command=words(f"command.{event.command.value}"),
    )


def wish(
    words: Words, standing: Standing, account: Account, zone: ZoneInfo, now: datetime
) -> html.Section | None:
    """The wish for more time that waits, with the two answers to it."""
    asked = standing.asked
    if asked is None:
        return None
    told: list[Any] = [
        html.Strong(
            words(
                "order.wish_told",
                actor=asked.asked_by,
                time=say.limit(words, asked.amount, asked.unit),
            )
        ),
        html.Span(say.brief(asked.asked_at, zone, now=now), className="dim"),
    ]
    return html.Section(
        [
            html.H2(words("order.wish")),
            html.P(told, className="asked"),
            html.P(asked.reason),
            answers(words, standing, account, asked),
        ],
        className="sheet wish",
    )


def answers(words: Words, standing: Standing, account: Account, asked: Asked) -> html.Div | html.P:
    """Grant and refuse, for everybody but the one who asked."""
    order = standing.view.order
    takes = [one for one in DECISIONS if one in allowed(order) and may(account.role, one)]
    if not takes or person(account.name) == person(asked.asked_by):
        return html.P(words("order.wish_own"), className="dim")
    return html.Div(
        [dialog.button(words, order, one, alert_open=False) for one in takes], className="buttons"
    )
