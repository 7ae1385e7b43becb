"""One reading against one rule: pure, and every change with a named reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from alerts.condition import NO_FACTS, Facts, Seen, Standing, State, hears, remembered
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
class Basis:
    """What a rule decided on: its state before and after a value. Put in words only when it is written."""

    rule: Rule
    before: State
    after: State
    seen: Seen
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change of an alert. ``severity`` is the level it goes to, for CLEARED the one it came from.

    ``basis`` is what it was decided on, or that in words of JSON; see ``alerts/inputs.py``.
    """

    change: Change
    reason: str
    severity: Severity
    at: datetime
    value: float
    basis: Basis | Mapping[str, Any] | None = field(default=None, compare=False, repr=False)


def evaluate(
    rule: Rule, standing: Standing, seen: Seen, facts: Facts = NO_FACTS
) -> tuple[Standing, Sequence[Transition]]:
    """What the rule stands at after a value, and the transitions that it causes, in order.

    The value must be plausible and, of its metric, later than all that made ``standing``. The same object
    comes back where a rule at rest stays at rest, or does not hear the value.
    """
    condition = rule.condition
    state = remembered(condition, standing, at=seen.at, forget_after=rule.forget_after)
    if state is standing.state and not hears(condition, state, seen):
        return standing, ()
    after = condition.step(state, seen, facts)
    if standing.at is None and after == condition.rest:
        return standing, ()
    found: Sequence[Transition] = ()
    if after is not standing.state:
        basis = Basis(rule=rule, before=standing.state, after=after, seen=seen, facts=facts)
        found = [*_forgotten(basis, state), *_changed(basis, state)]
    rests = after == condition.rest
    return Standing(condition.rest, None) if rests else Standing(after, _later(standing.at, seen.at)), found


def revised(seen: Seen, before: Severity, after: Severity | None) -> Transition:
    """What becomes of an alert whose rule was revised: what it stood at means another level now, or none."""
    return Transition(
        change=_change(before, after),
        reason=REVISED,
        severity=before if after is None else after,
        at=seen.at,
        value=seen.value,
    )


def _later(before: datetime | None, at: datetime) -> datetime:
    # Metrics of one sensor may come a little out of order among each other.
    return at if before is None else max(before, at)


def _forgotten(basis: Basis, state: State) -> Sequence[Transition]:
    """What a long silence ended; it tells the last value before."""
    if state is basis.before:
        return ()
    condition = basis.rule.condition
    levels = condition.severity(basis.before), condition.severity(state)
    return _transition(basis, *levels, told=basis.before, reason=SILENCE)


def _changed(basis: Basis, state: State) -> Sequence[Transition]:
    condition = basis.rule.condition
    return _transition(basis, condition.severity(state), condition.severity(basis.after), told=basis.after)


def _transition(
    basis: Basis, before: Severity | None, after: Severity | None, *, told: State, reason: str | None = None
) -> Sequence[Transition]:
    """The change from one level to another, if there is one."""
    severity = after or before
    if before == after or severity is None:
        return ()
    change = _change(before, after)
    return [
        Transition(
            change=change,
            reason=reason or REASONS[change],
            severity=severity,
            at=basis.seen.at,
            value=basis.rule.condition.told(told, basis.seen),
            basis=basis,
        )
    ]


def _change(before: Severity | None, after: Severity | None) -> Change:
    if before is None:
        return Change.FIRED
    if after is None:
        return Change.CLEARED
    return Change.ESCALATED if after > before else Change.EASED
