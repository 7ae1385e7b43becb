"""Silent: nothing was heard of a sensor for so many of its expected periods.

Only what is live is heard: a drill proves no sensor alive. The time of a view runs only while the feed can
be relied on (``alerts/feed.py``). A sensor that was never heard has time from its registration: it may have
to be put up yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.watch import Held, Subject, kinds_from
from model.definition import Definition
from model.kind import Kind
from model.reading import Origin
from model.severity import SEVERITIES, Severity
from store.watches import Arrival

FEWEST_PERIODS = 3.0
"""A feed is known to be broken after two periods at the latest, and must be known before its sensors are."""
QUIET = "nothing heard for its periods"
NEVER = "never heard since its registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """``periods`` of the sensor's own; ``never_after_s`` from the registration on."""

    kinds: tuple[str, ...]
    severity: Severity
    periods: float
    never_after_s: float
    looks_at: str = "arrivals"
    metric: str = "quiet_s"
    quiets: bool = False

    def holding(self, now: datetime, view: Sequence[Arrival]) -> Mapping[Subject, Held]:  # noqa: ARG002
        return {
            (one.sensor_num, Origin.LIVE): Held(
                severity=self.severity,
                value=one.quiet_s,
                reason=QUIET if one.heard else NEVER,
                origin=Origin.LIVE,
                carriers=(one.sensor_num,),
                area=one.area,
            )
            for one in view
            if one.kind in self.kinds and one.quiet_s >= self._bound_s(one)
        }

    def row(self, table: Definition, *, at: datetime) -> Arrival:  # noqa: ARG002  one signature for all
        return Arrival(
            sensor_num=table.take("sensor", int, 1),
            kind=table.take("kind", str, self.kinds[0]),
            area=None,
            every_s=table.take("every_s", int),
            heard=table.take("heard", bool, default=True),
            quiet_s=table.take("quiet_s", float),
        )

    def _bound_s(self, one: Arrival) -> float:
        periods_s = self.periods * one.every_s
        return periods_s if one.heard else max(periods_s, self.never_after_s)


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> Silent:
    """The watch that a rule describes. Raises DefinitionError where it would blame sensors for their feed."""
    watch = Silent(
        kinds=tuple(kind.id for kind in kinds_from(definition, kinds)),
        severity=definition.choice("severity", SEVERITIES),
        periods=definition.take("periods", float),
        never_after_s=definition.take("never_after_s", float),
    )
    if watch.periods < FEWEST_PERIODS:
        raise definition.error("periods", f"must be at least {FEWEST_PERIODS:g}")
    if watch.never_after_s <= 0:
        raise definition.error("never_after_s", "must be above 0 seconds")
    return watch
