"""The evaluation that an address asks for, and its figures in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.periods import Span, span_of
from dashboard.screen import Screen
from dashboard.words import Words
from model.area import Level
from orders.errors import Refused
from orders.evaluating import Evaluation, evaluate
from orders.evaluation import Figure
from orders.measures import Unit
from store.evaluation import Grouping
from store.pool import Connection

NAMES = ("period", "from", "to", "area", "by")
"""What an address can ask the evaluation for."""
GROUPINGS: Mapping[str, tuple[Grouping, Level | None]] = {
    "area": (Grouping.AREA, None),
    "street": (Grouping.AREA, Level.STREET),
    "committee": (Grouping.AREA, Level.COMMITTEE),
    "crew": (Grouping.CREW, None),
    "plan": (Grouping.PLAN, None),
    "kind": (Grouping.KIND, None),
    "source": (Grouping.SOURCE, None),
}
"""What is counted by, as an address calls it; ``area`` is the level below the area that is asked for."""
MINUTE_S, HOUR_S = 60, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; ``told`` is that in its own words, to make other addresses of."""

    span: Span
    under: str | None
    by: str
    told: Mapping[str, str]


def asked(told: Mapping[str, str], screen: Screen, *, now: datetime) -> Asked:
    """What the values of an address ask for. Raises LookupError for a period or grouping that is none."""
    by = told.get("by", "area")
    if by not in GROUPINGS:
        raise LookupError(by)
    span = span_of(told, zone=screen.config.zone, now=now)
    return Asked(
        span=span, under=told.get("area"), by=by, told={name: told[name] for name in NAMES if name in told}
    )


def evaluation(conn: Connection, screen: Screen, want: Asked, *, now: datetime) -> Evaluation:
    """The figures of what was asked for. Raises LookupError where there never was such an area."""
    by, level = GROUPINGS[want.by]
    period = want.span.period(screen.config.zone, under=want.under)
    try:
        return evaluate(conn, period, by=by, now=now, level=level)
    except Refused as problem:
        raise LookupError(str(problem)) from problem


def figure(words: Words, value: Figure, unit: Unit) -> str:
    """A figure for people; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, timedelta):
        return lasting(words, value)
    return f"{value:.1%}" if unit is Unit.SHARE else f"{value:,}"


def lasting(words: Words, value: timedelta) -> str:
    """A time in its two largest units."""
    seconds = value.total_seconds()
    if seconds < HOUR_S:
        return words("age.minutes", n=round(seconds / MINUTE_S))
    hours, minutes = divmod(round(seconds / MINUTE_S), 60)
    if hours >= 100:
        return words("stats.days", n=f"{hours / 24:.1f}")
    return words("stats.hours_minutes", h=hours, m=f"{minutes:02}")


def days(span: Span) -> str:
    """The first and the last day of a period."""
    return f"{span.first:%Y-%m-%d} – {span.last:%Y-%m-%d}"
