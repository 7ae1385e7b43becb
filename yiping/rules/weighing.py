"""What the outcome of a back-test means: orders, truth, and the difference to the rule in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.backtest import Firing
from model.area import Area, Level
from model.sensor import Sensor
from store.backtests import Recorded
from yiping.rules.difference import Difference, difference
from yiping.rules.running import Outcome
from yiping.rules.shifts import Load, Shift, loads, orders_of
from yiping.rules.truth import Score, read_truth, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what firings are weighed.

    ``level`` is that of the areas whose orders are counted, ``closed_after`` how long an order stays open
    once its alert has cleared, ``near`` how long before an event a firing counts for it.
    """

    shifts: Sequence[Shift]
    level: Level
    closed_after: timedelta
    truth: Path | None
    near: timedelta
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An outcome with what it means; ``strangers`` are events of the truth at sensors that were not read."""

    outcome: Outcome
    firings: Sequence[Firing]
    orders: int
    loads: Sequence[Load]
    score: Score | None
    strangers: int
    difference: Difference | None


def weigh(outcome: Outcome, terms: Terms, areas: Sequence[Area]) -> Weighed:
    """What an outcome means. Raises YipingError where the file of the truth is wrong."""
    wish = outcome.wish
    begun = outcome.begun(outcome.firings)
    filed = outcome.begun(orders_of(outcome.firings, closed_after=terms.closed_after))
    scored, strangers = _scored(outcome, terms)
    beside = difference(begun, outcome.begun(outcome.in_force)) if wish.in_force else None
    return Weighed(
        outcome=outcome,
        firings=begun,
        orders=len(filed),
        loads=loads(
            filed,
            shifts=terms.shifts,
            areas=areas_at(terms.level, outcome.sensors, areas),
            since=wish.since,
            until=wish.until,
            zone=terms.zone,
        ),
        score=scored,
        strangers=strangers,
        difference=beside,
    )


def recorded(weighed: Weighed, *, now: datetime) -> Recorded:
    """What the rule's passport keeps of a back-test that ran at ``now``."""
    wish, scored = weighed.outcome.wish, weighed.score
    return Recorded(
        rule_id=wish.rule.id,
        digest=wish.rule.digest,
        ran_at=now,
        since=wish.since,
        until=wish.until,
        area=wish.area,
        origin=wish.origin.value,
        readings=weighed.outcome.readings,
        firings=len(weighed.firings),
        orders=weighed.orders,
        labelled=scored.events if scored else None,
        precision=scored.precision if scored else None,
        recall=scored.recall if scored else None,
    )


def areas_at(level: Level, sensors: Sequence[Sensor], areas: Sequence[Area]) -> Mapping[int, str | None]:
    """The area of a level that holds each sensor, by number; None where the sensor lies in no such area."""
    known = {area.code: area for area in areas}

    def above(code: str | None) -> str | None:
        while code is not None and (area := known.get(code)) is not None:
            if area.level == level:
                return code
            code = area.parent
        return None

    return {sensor.num: above(sensor.area) for sensor in sensors}


def _scored(outcome: Outcome, terms: Terms) -> tuple[Score | None, int]:
    if terms.truth is None:
        return None, 0
    sensors = {one.id: one.num for one in outcome.sensors}
    events, strangers = read_truth(terms.truth, sensors=sensors, zone=terms.zone)
    meant = [one for one in events if _touches(one.began, one.ended, outcome)]
    # A firing from before the span may belong to an event that goes on within it.
    return score(outcome.firings, meant, near=terms.near), strangers + len(events) - len(meant)


def _touches(began: datetime, ended: datetime, outcome: Outcome) -> bool:
    return began < outcome.wish.until and ended >= outcome.wish.since
