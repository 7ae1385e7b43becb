"""Silent in an incident: where something goes on, a sensor that says nothing is a risk of its own.

It is told sooner than elsewhere, with what the sensor would say by now. When half of the ground is overdue
at once, the feed may be broken: then a sensor has as long as elsewhere, by when that is known. In a drill it
means that the drill is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

from alerts.feed import LEAST_SENSORS
from alerts.incidents.reckoning import reckoned
from alerts.watch import Held, Subject, kinds_from
from alerts.watches.silent import FEWEST_PERIODS
from model.definition import Definition
from model.kind import Kind, Metric
from model.reading import Origin
from model.severity import SEVERITIES, Severity
from store.ground import Quiet, Trail

NOTHING = "nothing that could be carried on"


class Hush(NamedTuple):
    """A quiet sensor with the last values of its main metric; ``quiets`` are rules that will say the same."""

    sensor: Quiet
    trail: Trail
    quiets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentInIncident:
    """``periods`` of the sensor's own; if silent since ``gone_within_s`` before, it was away already."""

    metrics: Mapping[str, Metric]
    severity: Severity
    periods: float
    gone_within_s: float
    looks_at: str = "incident_ground"
    metric: str = "quiet_s"
    quiets: bool = True

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.metrics)

    def holding(self, now: datetime, view: Sequence[Hush]) -> Mapping[Subject, Held]:
        return {
            (one.sensor.sensor_num, one.sensor.origin): self._held(one, now)
            for one in view
            if one.sensor.kind in self.metrics and one.sensor.quiet_s >= self._bound_s(one.sensor)
        }

    def row(self, table: Definition, *, at: datetime) -> Hush:
        quiet_s = table.take("quiet_s", float)
        heard_at = at - timedelta(seconds=quiet_s)
        told = [(float(before_s), float(value)) for before_s, value in table.take("told", list, [])]
        sensor = Quiet(
            incident_id="IN-000001",
            sensor_num=table.take("sensor", int, 1),
            kind=table.choice("kind", {kind: kind for kind in self.metrics}),
            area=None,
            origin=Origin.LIVE,
            every_s=table.take("every_s", int),
            heard_at=heard_at,
            quiet_s=quiet_s,
            live=table.take("live", int, 1),
            overdue=table.take("overdue", int, 1),
        )
        return Hush(sensor, tuple((heard_at - timedelta(seconds=s), value) for s, value in told), ())

    def _bound_s(self, one: Quiet) -> float:
        half = one.overdue * 2 >= one.live
        if one.origin is not Origin.LIVE:
            return inf if half else self.periods * one.every_s
        many = half and one.live >= LEAST_SENSORS
        return (FEWEST_PERIODS if many else self.periods) * one.every_s

    def _held(self, one: Hush, now: datetime) -> Held:
        sensor, metric = one.sensor, self.metrics[one.sensor.kind]
        found = reckoned(metric, one.trail, heard_at=sensor.heard_at, now=now)
        words = found.words if found else f"last heard at {sensor.heard_at:%H:%M} UTC, {NOTHING}"
        return Held(
            severity=self.severity,
            value=found.value if found else sensor.quiet_s,
            reason=f"silent on the ground of {sensor.incident_id}: {words}",
            origin=sensor.origin,
            carriers=(sensor.sensor_num,),
            area=sensor.area,
            quiets=one.quiets,
            metric=metric.name if found else None,
        )


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> SilentInIncident:
    """The watch that a rule describes. Raises DefinitionError where it would be no sooner than ``silent``."""
    watch = SilentInIncident(
        metrics={kind.id: kind.main_metric for kind in kinds_from(definition, kinds)},
        severity=definition.choice("severity", SEVERITIES),
        periods=definition.take("periods", float),
        gone_within_s=definition.take("gone_within_s", float),
    )
    if not 1 < watch.periods < FEWEST_PERIODS:
        raise definition.error("periods", f"must be above 1 and below {FEWEST_PERIODS:g}")
    if watch.gone_within_s <= 0:
        raise definition.error("gone_within_s", "must be above 0 seconds")
    return watch
