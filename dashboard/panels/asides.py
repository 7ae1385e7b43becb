"""The list of what is set aside: what, who, why, and until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dash import html

from alerts.life import SYSTEM
from dashboard import say
from dashboard.alert_actions import ENDS
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.panels.feed import Names
from dashboard.words import Words
from model.alert import Shelving
from store.asides import AsideView


class Clock(NamedTuple):
    """What times are told by."""

    zone: ZoneInfo
    now: datetime

    def told(self, at: datetime) -> str:
        return say.brief(at, self.zone, now=self.now)


def rows(words: Words, views: Sequence[AsideView], names: Names, clock: Clock) -> list[html.Div] | html.Div:
    """A row for each pair that is set aside, the shelf that ends soonest on top."""
    if not views:
        return badge.emptiness(words("aside.empty"), words("aside.empty_hint"), calm=True)
    return [row(words, view, names, clock) for view in views]


def row(words: Words, view: AsideView, names: Names, clock: Clock) -> html.Div:
    shelving = view.shelving
    rule = names.rules.get(shelving.pair.rule_id)
    name = words.of(rule) if rule else shelving.pair.rule_id
    because = (
        f"{say.actor(words, shelving.begun_by)} {clock.told(shelving.since)} · {why(words, shelving, names)}"
    )
    return html.Div(
        [
            sign(words, view),
            html.Div(
                [
                    html.Strong(words.of(view.sensor_name)),
                    html.Span(
                        [badge.origin(words, shelving.pair.origin), name, " · ", words.of(view.area_name)],
                        className="dim",
                    ),
                ],
                className="what",
            ),
            html.Div(
                [
                    html.Span(words(f"aside.{shelving.kind.value}"), className="reading"),
                    html.Span(until(words, shelving, clock), className="dim"),
                ],
                className="aside",
            ),
            button(words, shelving),
            html.Span(because, className="because", title=shelving.reason),
        ],
        className=f"row set-aside over{badge.drill(shelving.pair.origin)}",
        role="button",
        tabIndex=0,
        **data(num=str(shelving.pair.sensor_num)),
    )


def sign(words: Words, view: AsideView) -> html.Span:
    """The level that is quiet for it, where an alert stands."""
    if view.severity is None:
        return html.Span(words("aside.no_alert"), className="level over")
    return badge.level(words, view.severity, quiet=True, origin=view.shelving.pair.origin)


def why(words: Words, shelving: Shelving, names: Names) -> str:
    """The reason; where a rule suppressed, its name stands at the end of what the system wrote."""
    rule = names.rules.get(shelving.reason.split()[-1]) if shelving.reason.split() else None
    if shelving.begun_by == SYSTEM and rule is not None:
        return words("aside.quieted", rule=words.of(rule))
    return shelving.reason


def until(words: Words, shelving: Shelving, clock: Clock) -> str:
    """When it ends by itself, to the minute; what does not says so."""
    if shelving.until is None:
        return words("aside.open_end" if shelving.kind in ENDS else "aside.while_holds")
    return words("aside.until", at=clock.told(shelving.until))


def button(words: Words, shelving: Shelving) -> html.Button | None:
    """Ends it, where a person may."""
    if shelving.kind not in ENDS:
        return None
    label = words(f"aside.end_{shelving.kind.value}")
    return html.Button(label, type="button", className="end", **data(end=str(shelving.num)))
