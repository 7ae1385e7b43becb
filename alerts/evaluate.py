"""One reading against one rule: pure, and every change with a named reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.condition import State
from alerts.rule import Rule
from model.reading import Reading
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change of an alert. ``severity`` is the level it goes to, for CLEARED the one it came from."""

    change: Change
    reason: str
    severity: Severity
    at: datetime
    value: float


def evaluate(rule: Rule, state: State, reading: Reading) -> tuple[State, Transition | None]:
    """The state after ``reading``, and the transition it causes, if any.

    The reading must be good and later than all that made ``state``.
    """
    if state is rule.condition.rest and rule.condition.quiet(reading.value):
        return state, None
    after = rule.condition.step(state, value=reading.value, at=reading.observed_at)
    before_level, level = rule.condition.severity(state), rule.condition.severity(after)
    after = rule.condition.rest if after == rule.condition.rest else after
    if (change := _change(before_level, level)) is None:
        return after, None
    severity = level or before_level
    assert severity is not None  # noqa: S101  a change has a level on at least one side
    return after, Transition(
        change=change,
        reason=REASONS[change],
        severity=severity,
        at=reading.observed_at,
        value=reading.value,
    )


def _change(before: Severity | None, after: Severity | None) -> Change | None:
    if before == after:
        return None
    if before is None:
        return Change.FIRED
    if after is None:
        return Change.CLEARED
    return Change.ESCALATED if after > before else Change.EASED
