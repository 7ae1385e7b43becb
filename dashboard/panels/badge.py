"""Small signs: a level, a stage, an age."""

from datetime import datetime

from dash import html

from dashboard.panels.attributes import data
from dashboard.say import milliseconds
from dashboard.words import Words
from model.order import OrderState, Purpose
from model.reading import Origin
from model.severity import Severity


def level(
    words: Words, severity: Severity, *, quiet: bool = False, origin: Origin = Origin.LIVE
) -> html.Span:
    """A level by its word and numeral; colour only says it once more.

    `quiet` for what is over; what is not real is hatched, in a colour of its own.
    """
    return html.Span(
        [
            html.Span(words(f"severity_short.{severity.key}"), className="word"),
            html.Span(words(f"roman.{severity.key}"), className="roman"),
        ],
        className=f"level {severity.key}{' over' if quiet else ''}{drill(origin)}",
        title=f"{words(f'severity.{severity.key}')} {words(f'roman.{severity.key}')}",
    )


def drill(origin: Origin) -> str:
    """The class, after a blank, of what an exercise or a replay raised; nothing for what is real."""
    return "" if origin is Origin.LIVE else f" drill {origin.value}"


def stage(words: Words, state: OrderState) -> html.Span:
    """The stage that an order stands in."""
    return html.Span(words(f"stage_now.{state.value}"), className=f"stage {state.value}")


def origin(words: Words, source: Origin) -> html.Span | None:
    """A mark on everything that is no real figure."""
    if source is Origin.LIVE:
        return None
    return html.Span(words(f"origin.{source.value}"), className="origin")


def purpose(words: Words, whose: Purpose) -> html.Span | None:
    """A mark on orders that are not for the crew of the place."""
    if whose is Purpose.FIELD:
        return None
    return html.Span(words(f"purpose.{whose.value}"), className=f"purpose {whose.value}")


def since(at: datetime) -> html.Time:
    """How long ago, kept fresh by the page's script; without children, so that Dash never touches it."""
    return html.Time(className="since", dateTime=at.isoformat(), **data(since=str(milliseconds(at))))


def ago(at: datetime) -> html.Time:
    """As `since`, in the form `5 minutes ago`."""
    return html.Time(className="since", dateTime=at.isoformat(), **data(since=str(milliseconds(at)), ago="1"))


def due(at: datetime) -> html.Span:
    """How long until then, or since; kept fresh by the page's script, which marks what is overdue."""
    return html.Span(className="due", **data(due=str(milliseconds(at))))


def emptiness(title: str, hint: str = "", *, calm: bool = False) -> html.Div:
    """What a part shows when there is nothing; `calm` where that is good."""
    return html.Div(
        [
            html.Div(className="calm" if calm else "void"),
            html.Strong(title),
            html.Span(hint) if hint else None,
        ],
        className="emptiness",
    )
