"""Stuck: a metric tells the same value for longer than its kind allows, and not at rest.

How long that is stands in the kind (``stuck_after_s``, ``rest``): ingest calls such values suspect, and no
condition hears them. Only what is live is looked at. Time runs from reading to reading, so a sensor that
speaks no more is not stuck.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.watch import Held, Subject, kinds_from
from model.definition import Definition
from model.kind import Kind
from model.reading import Origin
from model.severity import SEVERITIES, Severity
from store.watches import Standstill, Still

SAME = "the same value for too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """``limits`` are those of the kinds, by kind and metric."""

    limits: Mapping[tuple[str, str], Still]
    severity: Severity
    looks_at: str = "standstills"
    metric: str = "still_s"
    quiets: bool = False

    def holding(self, now: datetime, view: Sequence[Standstill]) -> Mapping[Subject, Held]:  # noqa: ARG002
        longest = sorted((one for one in view if self._holds(one)), key=lambda one: one.still_s)
        return {
            (one.sensor_num, Origin.LIVE): Held(
                severity=self.severity,
                value=one.still_s,
                reason=SAME,
                origin=Origin.LIVE,
                carriers=(one.sensor_num,),
                area=one.area,
            )
            for one in longest
        }

    def row(self, table: Definition, *, at: datetime) -> Standstill:  # noqa: ARG002  one signature for all
        kind, metric = next(iter(self.limits))
        return Standstill(
            sensor_num=table.take("sensor", int, 1),
            kind=table.take("kind", str, kind),
            area=None,
            metric=table.take("metric", str, metric),
            value=table.take("value", float),
            still_s=table.take("still_s", float),
        )

    def _holds(self, one: Standstill) -> bool:
        limit = self.limits.get((one.kind, one.metric))
        return limit is not None and one.still_s >= limit.after_s and one.value != limit.rest


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> Stuck:
    """The watch that a rule describes. Raises DefinitionError where no metric of its kinds can be stuck."""
    limits = {
        (kind.id, metric.name): Still(kind.id, metric.name, metric.stuck_after_s, metric.rest)
        for kind in kinds_from(definition, kinds)
        for metric in kind.metrics.values()
        if metric.stuck_after_s is not None
    }
    if not limits:
        raise definition.error("kinds", "none of their metrics has stuck_after_s: nothing can be stuck")
    return Stuck(limits=limits, severity=definition.choice("severity", SEVERITIES))
