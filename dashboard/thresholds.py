"""The values at which rules change level, for the lines of a chart. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.conditions import threshold as ladder
from alerts.rule import Rule
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A level sets at `value`, in the metric's unit; `above` says on which side."""

    severity: Severity
    value: float
    above: bool


def thresholds_of(rules: Iterable[Rule]) -> Mapping[tuple[str, str], tuple[Threshold, ...]]:
    """The steps of every ladder, by kind and metric; other conditions have no lines."""
    found: dict[tuple[str, str], tuple[Threshold, ...]] = {}
    for rule in rules:
        if isinstance(rule.condition, ladder.Threshold):
            key = (rule.kind.id, rule.metric.name)
            found[key] = (*found.get(key, ()), *_steps(rule.condition))
    return found


def _steps(condition: ladder.Threshold) -> Iterable[Threshold]:
    # The ladder keeps its values turned so that beyond means greater; here they are turned back.
    return [
        Threshold(severity=rung.severity, value=rung.on * condition.direction, above=condition.direction > 0)
        for rung in condition.rungs
    ]
