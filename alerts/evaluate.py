"""One reading against one rule: pure, and every change with a named reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.condition import NO_FACTS, Facts, Seen, Standing, remembered
from alerts.rule import Rule
from model.severity import Severity


class Change(StrEnum):
    """What a reading did to an alert."""

    FIRED = "fired"
    ESCALATED = "escalated"
    EASED = "eased"
    CLEARED = "cleared"


REASONS = {
    Change.FIRED: "held beyond on value for its delay",
    Change.ESCALATED: "held beyond a higher on value for its delay",
    Change.EASED: "held within a higher off value for its delay",
    Change.CLEARED: "held within off value for its delay",
}
SILENCE = "began anew after a long silence"
REVISED = "rule revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change of an alert. ``severity`` is the level it goes to, for CLEARED the one it came from."""

    change: Change
    reason: str
    severity: Severity
    at: datetime
    value: float


def evaluate(
    rule: Rule, standing: Standing, seen: Seen, facts: Facts = NO_FACTS
) -> tuple[Standing, Sequence[Transition]]:
    """What the rule stands at after a value, and the transitions that it causes, in order.

    The value must be plausible and, of its metric, later than all that made ``standing``. The same object
    comes back where a rule at rest stays at rest.
    """
    condition = rule.condition
    state = remembered(condition, standing, at=seen.at, forget_after=rule.forget_after)
    after = condition.step(state, seen, facts)
    if standing.at is None and after == condition.rest:
        return standing, ()
    levels = condition.severity(standing.state), condition.severity(state), condition.severity(after)
    before = condition.told(standing.state, seen)
    forgotten = _transition(levels[0], levels[1], seen.at, before, reason=SILENCE)
    changed = _transition(levels[1], levels[2], seen.at, condition.told(after, seen))
    rests = after == condition.rest
    return (
        Standing(condition.rest, None) if rests else Standing(after, _later(standing.at, seen.at)),
        [transition for transition in (forgotten, changed) if transition is not None],
    )


def withdrawn(seen: Seen, severity: Severity) -> Transition:
    """The end of an alert whose rule was revised so far that what it stood at means nothing any more."""
    return Transition(change=Change.CLEARED, reason=REVISED, severity=severity, at=seen.at, value=seen.value)


def _later(before: datetime | None, at: datetime) -> datetime:
    # Metrics of one sensor may come a little out of order among each other.
    return at if before is None else max(before, at)


def _transition(
    before: Severity | None, after: Severity | None, at: datetime, value: float, *, reason: str | None = None
) -> Transition | None:
    severity = after or before
    if before == after or severity is None:
        return None
    change = _change(before, after)
    return Transition(change=change, reason=reason or REASONS[change], severity=severity, at=at, value=value)


def _change(before: Severity | None, after: Severity | None) -> Change:
    if before is None:
        return Change.FIRED
    if after is None:
        return Change.CLEARED
    return Change.ESCALATED if after > before else Change.EASED
