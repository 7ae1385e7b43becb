"""Numbers, times and places in words for people. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.words import Words
from model.kind import Kind, Metric
from model.text import Text
from orders.clock import TimeUnit
from orders.flow import SYSTEM

SPANS, COUNTS = frozenset({"quiet_s", "still_s"}), frozenset({"cycles", "sensors", "rules"})
"""What watches tell of, as their alerts' metric."""
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


def age(words: Words, seconds: float) -> str:
    """A span in its largest whole unit."""
    for key, unit_s in (("days", DAY_S), ("hours", HOUR_S), ("minutes", MINUTE_S)):
        if seconds >= unit_s:
            return words(f"age.{key}", n=int(seconds // unit_s))
    return words("age.seconds", n=int(max(0.0, seconds)))


def milliseconds(at: datetime) -> int:
    """A time as the page's scripts count it, ms since the epoch UTC."""
    return int(at.timestamp() * 1000)


def brief(at: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """A time of the district to the minute, with its date unless that is today."""
    there = at.astimezone(zone)
    return f"{there:%H:%M}" if there.date() == now.astimezone(zone).date() else f"{there:%m-%d %H:%M}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Date and time of the district, to the second."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def actor(words: Words, name: str) -> str:
    """Who did it; the system by its word."""
    return words("order.system") if name == SYSTEM else name


def trade(words: Words, name: str | None) -> str:
    """The word of a trade; one that only this installation has by its own name."""
    key = f"trade.{name}"
    return words(key) if key in words.keys() else name or "–"  # noqa: SIM118  not a mapping


def limit(words: Words, amount: float, unit: str) -> str:
    """So many hours or days, as limits are told; parts of an hour that counts day and night are minutes."""
    if unit == TimeUnit.URGENT_HOUR and amount < 1:
        return words("age.minutes", n=f"{amount * 60:g}")
    return words("clock.limit", n=f"{amount:g}", unit=words(f"time_unit.{unit}"))


def metric_of(kind: Kind | None, name: str | None) -> Metric | None:
    """The metric of this name, None when the catalogue does not know it any more."""
    return kind.metrics.get(name) if kind and name else None


def reading(words: Words, metric: Metric | None, value: float | None) -> str:
    """A value with its unit; states read yes or no."""
    if value is None:
        return "–"
    if metric is None:
        return f"{value:g}"
    if metric.unit.quantity == "state":
        return words("value.yes" if value >= 0.5 else "value.no")
    return f"{number(value, metric.decimals)} {words(f'unit.{metric.unit.name}')}"


def watched(words: Words, metric: str, value: float) -> str | None:
    """What a watch counted, which no kind has as a metric; None for what none counts."""
    if metric in SPANS:
        return words(f"watch_value.{metric}", age=age(words, value))
    return words(f"watch_value.{metric}", n=f"{value:g}") if metric in COUNTS else None


def number(value: float, decimals: int) -> str:
    """A number with so many decimals and separated thousands."""
    return f"{value:,.{decimals}f}"


def place(words: Words, path: tuple[Text, ...], *, last: int = 3) -> str:
    """The last steps of the way down to an area."""
    return " › ".join(words.of(step) for step in path[-last:])
