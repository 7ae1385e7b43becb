"""Chatter: a rule fires again and again on one sensor within a short time, live or in one drill.

As long as it does, its alerts of that sensor are suppressed: what is called for is a repair of the sensor.
That ends ``LOOK_BACK_S`` after the last chatter, since what stands still then is no rattle and must be seen.
The alert of the sensor itself stays for ``clear_after_s``, so that one which rattles now and then has one
alert and one order.

The times are those of the readings. A view reaches back over ``LOOK_BACK_S`` of recording, so that a look
that comes late misses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.watch import Held, Subject, kinds_from
from model.definition import Definition
from model.kind import Kind
from model.reading import Origin
from model.severity import SEVERITIES, Severity
from store.watches import Firing

LOOK_BACK_S = 300.0
AGAIN = "fires again and again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chatter:
    """``cycles`` firings of one rule on one sensor within ``within_s`` seconds."""

    kinds: tuple[str, ...]
    cycles: int
    within_s: float
    severity: Severity
    looks_at: str = "firings"
    metric: str = "cycles"
    quiets: bool = True

    def holding(self, now: datetime, view: Sequence[Firing]) -> Mapping[Subject, Held]:  # noqa: ARG002
        fired: dict[tuple[Subject, str], list[Firing]] = {}
        for one in view:
            if one.kind in self.kinds:
                fired.setdefault(((one.sensor_num, one.origin), one.rule_id), []).append(one)
        most = {key: self._most_within([one.at for one in found]) for key, found in fired.items()}
        worst = sorted((key for key in fired if most[key] >= self.cycles), key=lambda key: most[key])
        rules: dict[Subject, list[str]] = {}
        for subject, rule_id in worst:
            rules.setdefault(subject, []).append(rule_id)
        return {key[0]: self._held(fired[key][-1], most[key], rules[key[0]]) for key in worst}

    def row(self, table: Definition, *, at: datetime) -> Firing:
        return Firing(
            rule_id=table.take("rule", str, "rule"),
            sensor_num=table.take("sensor", int, 1),
            kind=table.take("kind", str, self.kinds[0]),
            area=None,
            origin=Origin.LIVE,
            at=at - timedelta(seconds=table.take("ago_s", float)),
        )

    def _most_within(self, times: Sequence[datetime]) -> int:
        ordered, within = sorted(times), timedelta(seconds=self.within_s)
        first, most = 0, 0
        for last, time in enumerate(ordered, start=1):
            while ordered[first] <= time - within:
                first += 1
            most = max(most, last - first)
        return most

    def _held(self, newest: Firing, cycles: int, rules: Sequence[str]) -> Held:
        return Held(
            severity=self.severity,
            value=cycles,
            reason=AGAIN,
            origin=newest.origin,
            carriers=(newest.sensor_num,),
            area=newest.area,
            quiets=rules,
        )


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> Chatter:
    """The watch that a rule describes. Raises DefinitionError where it could never or would always hold."""
    watch = Chatter(
        kinds=tuple(kind.id for kind in kinds_from(definition, kinds)),
        cycles=definition.take("cycles", int),
        within_s=definition.take("within_s", float),
        severity=definition.choice("severity", SEVERITIES),
    )
    if watch.cycles < 2:
        raise definition.error("cycles", "one firing is no chatter")
    if not 0 < watch.within_s <= LOOK_BACK_S:
        raise definition.error("within_s", f"must lie within 0..{LOOK_BACK_S:g} seconds")
    return watch
