"""The clocks of an order: when each is due, what is left, and when they stood."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import badge
from dashboard.standing import Standing
from dashboard.words import Words
from orders.clock import ClockSort
from store.clocks import ClockRow, PauseRow

ORDER = {sort.value: at for at, sort in enumerate(ClockSort)}


def clocks(words: Words, standing: Standing, zone: ZoneInfo, now: datetime) -> html.Section:
    """The clocks of the round, accept to resolve."""
    rows = sorted(standing.clocks, key=lambda one: ORDER[one.sort])
    return html.Section(
        [
            html.H2(
                [
                    words("order.clocks"),
                    html.Span(words("order.round", n=standing.view.order.round), className="dim")
                    if standing.view.order.round
                    else None,
                ]
            ),
            html.Table([html.Tbody([row(words, one, zone, now) for one in rows])])
            if rows
            else html.P(words("order.no_clocks"), className="dim"),
            pauses(words, standing.pauses, zone, now),
        ],
        className="sheet clocks",
    )


def row(words: Words, one: ClockRow, zone: ZoneInfo, now: datetime) -> html.Tr:
    """One clock: what for, how long, and how it stands."""
    return html.Tr(
        [
            html.Th(words(f"clock.{one.sort}"), scope="row"),
            html.Td(say.limit(words, one.amount, one.unit), className="dim"),
            html.Td(when(words, one, zone, now), className="when"),
            html.Td(badge.due(one.due_at) if running(one) and one.due_at else ended(words, one)),
        ],
        className=f"clock {one.ended or 'runs'}",
    )


def running(one: ClockRow) -> bool:
    return one.stopped_at is None


def when(words: Words, one: ClockRow, zone: ZoneInfo, now: datetime) -> str:
    """When it is due, or was stopped."""
    if one.stopped_at is not None:
        return say.brief(one.stopped_at, zone, now=now)
    return words("clock.due", at=say.brief(one.due_at, zone, now=now)) if one.due_at else ""


def ended(words: Words, one: ClockRow) -> html.Span:
    """How it ended; one that neither ended nor is due stands."""
    return html.Span(words(f"clock.{one.ended or 'stands'}"), className=f"ended {one.ended or 'stands'}")


def pauses(words: Words, found: Sequence[PauseRow], zone: ZoneInfo, now: datetime) -> html.Div | None:
    """When all clocks stood, and why."""
    if not found:
        return None
    return html.Div(
        [html.H3(words("order.pauses")), html.Ul([pause(words, one, zone, now) for one in found])],
        className="pauses",
    )


def pause(words: Words, one: PauseRow, zone: ZoneInfo, now: datetime) -> html.Li:
    until = words("order.pause_now") if one.until is None else say.brief(one.until, zone, now=now)
    told: list[Any] = [
        html.Span(f"{say.brief(one.since, zone, now=now)} – {until}", className="span"),
        html.Span(one.reason),
        html.Span(say.actor(words, one.begun_by), className="dim"),
    ]
    return html.Li(told, className="now" if one.until is None else "")


def next_due(clocks: Sequence[ClockRow]) -> ClockRow | None:
    """The running clock that is due first; None where none runs, or all stand."""
    due = [one for one in clocks if running(one) and one.due_at]
    return min(due, key=lambda one: (one.due_at, ORDER[one.sort]), default=None)
