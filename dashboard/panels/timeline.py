"""Everything that happened to an order, oldest first."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import badge
from dashboard.words import Words
from model.order import OrderCommand, OrderEvent
from model.severity import SEVERITIES
from model.text import Text
from orders.duty import assignment_from
from orders.flow import SYSTEM
from orders.reminding import LATE_WORD

ENDED_WITH = "with "
NEAR = re.compile(r"(?P<other>(WO-\d+ )?)(?P<metres>\d+) m, (?P<span>.+)")
"""How near two cases were that the system joined; see orders.comparing."""


def timeline(
    words: Words, events: Sequence[OrderEvent], zone: ZoneInfo, crew_names: Mapping[str, Text]
) -> html.Section:
    lines = [moment(words, event, zone, crew_names) for event in events]
    return html.Section([html.H2(words("order.timeline")), html.Ol(lines)], className="sheet timeline")


def moment(words: Words, event: OrderEvent, zone: ZoneInfo, crew_names: Mapping[str, Text]) -> html.Li:
    told = note(words, event, crew_names)
    return html.Li(
        [
            html.Time(say.moment(event.at, zone), dateTime=event.at.isoformat()),
            html.Strong(words(f"command.{event.command.value}")),
            html.Span(say.actor(words, event.actor), className="actor"),
            html.P(told) if told else None,
            html.P([words("order.override"), ": ", event.override], className="warning")
            if event.override
            else None,
        ],
        className=event.command.value,
    )


def note(words: Words, event: OrderEvent, crew_names: Mapping[str, Text]) -> Any:
    """What was written to an event; what the system writes is put in words."""
    if event.command is OrderCommand.ESCALATE and event.note in SEVERITIES:
        return badge.level(words, SEVERITIES[event.note])
    if event.note.startswith(ENDED_WITH):
        return words("order.ends_with", id=event.note.removeprefix(ENDED_WITH))
    if event.actor == SYSTEM and event.command is OrderCommand.REMIND:
        return rung(words, event.note)
    if event.actor == SYSTEM and event.command is OrderCommand.ASSIGN:
        return assigned(words, event.note, crew_names)
    if event.actor == SYSTEM and (found := NEAR.fullmatch(event.note)):
        return found["other"] + words("order.near", metres=found["metres"], span=found["span"])
    return event.note


def rung(words: Words, told: str) -> str:
    """Which clock has used up how much, and how high the order was carried; see orders.reminding."""
    sort, share, level, *late = told.split()
    line = words(
        "order.rung",
        sort=words(f"clock.{sort}"),
        share=f"{float(share):.0%}",
        level=words(f"level.{level}"),
    )
    return line + (words("order.caught_up") if LATE_WORD in late else "")


def assigned(words: Words, told: str, crew_names: Mapping[str, Text]) -> str:
    """Whom the system gave the order to."""
    found = assignment_from(told)
    crew = crew_names.get(found.crew or "")
    return words(
        "order.assigned",
        crew=words.of(crew) if crew else found.crew or "–",
        person=found.person or words("tablet.nobody"),
    )
