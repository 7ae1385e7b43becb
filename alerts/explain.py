"""Why a rule holds at a time, or how far it is from holding: its history replayed up to then."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from alerts.backtest import seen_at, steps
from alerts.condition import NO_FACTS, Condition, Facts, Seen, Standing, State
from alerts.rule import Rule
from model.severity import Severity
from store.history import Series

SHORTEST_LOOK_BACK = timedelta(days=30)
Pair = tuple[str, str]
"""What is told of, and what is told of it."""


@runtime_checkable
class Explains(Protocol):
    """A condition that can tell what it waits for, in the units of its rule's metric."""

    def explain(self, state: State, seen: Seen | None) -> Sequence[Pair]:
        """Each part of the condition with what holds in ``state`` after ``seen``, and what is missing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a rule stood at: ``severity`` is None for normal, ``since`` when that level began.

    ``seen`` is the last value it heard before, None where it heard none. ``forgotten`` says that the next
    value would begin anew.
    """

    rule: Rule
    severity: Severity | None
    since: datetime | None
    seen: Seen | None
    forgotten: bool
    parts: Sequence[Pair]


def look_back(rule: Rule) -> timedelta:
    """How long before a time its replay begins: past any silence that makes the rule forget."""
    return max(SHORTEST_LOOK_BACK, 2 * rule.forget_after)


def explained(rule: Rule, series: Series, *, at: datetime, facts: Facts = NO_FACTS) -> Explanation:
    """What the rule stands at after a series of the past, which ends at ``at`` at the latest."""
    standing, since = Standing(rule.condition.rest, None), None
    for step in steps(rule, series, facts):
        standing, since = step.standing, step.transitions[-1].at if step.transitions else since
    seen = seen_at(rule, series, len(series) - 1) if len(series) else None
    return Explanation(
        rule=rule,
        severity=rule.condition.severity(standing.state),
        since=since,
        seen=seen,
        forgotten=standing.at is not None and at - standing.at > rule.forget_after,
        parts=parts_of(rule.condition, standing.state, seen),
    )


def parts_of(condition: Condition, state: State, seen: Seen | None) -> Sequence[Pair]:
    """Each part of a condition with what holds in a state."""
    if isinstance(condition, Explains):
        return condition.explain(state, seen)
    if state == condition.rest:
        return [("state", "at rest: nothing has been heard that could move it")]
    return [("state", json.dumps(condition.dump(state), ensure_ascii=False))]
