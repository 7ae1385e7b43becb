"""The figures of a seat as ``yiping alerts figures`` tells them: lines for people, or JSON."""

import json
from collections.abc import Iterator, Sequence

from alerts.noise_figures import Figure, SeatFigures, Verdict
from store.noise import Actor

WORDS = {
    "alarms_a_day": "alarms",
    "alarms_an_hour": "alarms",
    "alarms_in_10_min": "alarms, on average",
    "raw_events_per_matter": "raw events to an incident",
    "most_in_10_min": "most alarms",
    "floods": "floods of alarms",
    "time_in_flood": "time in a flood",
    "blue": "alarms at blue",
    "yellow": "alarms at yellow",
    "orange_and_red": "alarms at orange or red",
    "ten_worst": "alarms of the ten worst",
    "chattering": "rules that chattered at a sensor",
    "stale": "alerts over 24 h old",
    "suppressed_outside": "quiet outside of the procedure",
    "unanswered": "unacknowledged for over 10 min",
    "mean_time_to_acknowledge": "time to acknowledge, on average",
}


def text(found: SeatFigures, *, seat: str) -> str:
    """One line a figure with its target, then the lists behind them."""
    return "\n".join(_lines(found, seat))


def _lines(found: SeatFigures, seat: str) -> Iterator[str]:
    noise = found.noise
    days = "1 day" if noise.span.days == 1 else f"{noise.span.days} days"
    yield f"{seat}: {days} up to {noise.at:%Y-%m-%d %H:%M} UTC"
    yield (
        f"  {noise.raw_events} raw events, {noise.alarms} alarms, {noise.matters} incidents or single alerts"
        f"; {noise.alarms_10min} alarms in the last 10 min"
    )
    if noise.since is not None:
        yield f"  a flood of alarms lasts since {noise.since:%Y-%m-%d %H:%M:%S} UTC"
    yield from map(_line, found.figures)
    yield from _listed("the ten worst", found.actors, "alarms")
    yield from _listed("chattered", found.chatterers, "firings")
    if found.stale:
        yield "  over 24 h old:"
    for one in found.stale:
        yield f"    {one.num:>6}  {one.rule_id}  {one.sensor_id}  since {one.opened_at:%Y-%m-%d %H:%M} UTC"


def as_json(found: SeatFigures, *, seat: str) -> str:
    """The same for programs; times in RFC 3339, durations in seconds."""
    noise = found.noise
    told = {
        "seat": seat,
        "at": noise.at.isoformat(),
        "span_s": noise.span.total_seconds(),
        "flooded_since": noise.since.isoformat() if noise.since else None,
        "alarms_10min": noise.alarms_10min,
        "raw_events": noise.raw_events,
        "alarms": noise.alarms,
        "matters": noise.matters,
        "figures": {one.key: _told(one) for one in found.figures},
        "ten_worst": [one._asdict() for one in found.actors],
        "chattered": [one._asdict() for one in found.chatterers],
        "stale": [{**one._asdict(), "opened_at": one.opened_at.isoformat()} for one in found.stale],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _line(figure: Figure) -> str:
    value = "-" if figure.value is None else f"{figure.value:.{0 if figure.value >= 1000 else 2}f}"
    value = value.removesuffix(".00")
    word = "" if figure.verdict is Verdict.TOLD else f"  {figure.verdict}"
    bound = "" if figure.target is None else f"  ({'least' if figure.least else 'most'} {figure.target:g})"
    return f"  {WORDS[figure.key]:<33} {value:>8} {figure.unit:<14}{word}{bound}".rstrip()


def _told(figure: Figure) -> dict[str, object]:
    return {
        "value": figure.value,
        "unit": figure.unit,
        "target": figure.target,
        "verdict": figure.verdict,
    }


def _listed(title: str, actors: Sequence[Actor], what: str) -> Iterator[str]:
    if actors:
        yield f"  {title}:"
    for one in actors:
        yield f"    {one.times:>6} {what}  {one.rule_id}  {one.sensor_id}"
