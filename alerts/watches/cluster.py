"""Cluster: of the sensors of an area, so many have an open alert of one rule.

A level needs ``count`` sensors and, where it says so, ``share`` of all sensors of the rule's kinds in the
area: three of four speak louder than three of forty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from alerts.gathering import AreaKey, carriers, gathered, level_from, member_from
from alerts.watch import Held
from model.area import Level
from model.definition import Definition
from model.kind import Kind
from model.severity import SEVERITIES, Severity
from store.watches import Member

ENOUGH = "enough sensors of the area have an open alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From how many sensors, and from which share of them, a level holds."""

    severity: Severity
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """``steps``, lowest first; the sensors of ``kinds`` in an area of ``level`` are the whole."""

    rules: tuple[str, ...]
    kinds: tuple[str, ...]
    level: Level
    steps: tuple[Step, ...]
    looks_at: str = "members"
    metric: str = "sensors"
    quiets: bool = False

    def holding(self, now: datetime, view: Sequence[Member]) -> Mapping[AreaKey, Held]:  # noqa: ARG002
        return {
            key: held
            for key, members in gathered(view, self.rules).items()
            if (held := self._held(key, members)) is not None
        }

    def row(self, table: Definition, *, at: datetime) -> Member:  # noqa: ARG002  one signature for all
        return member_from(table, rules=self.rules)

    def _held(self, key: AreaKey, members: Sequence[Member]) -> Held | None:
        worst = carriers(members)
        count, sensors = len(worst), members[0].sensors
        reached = [step for step in self.steps if count >= step.count and count >= step.share * sensors]
        if not reached:
            return None
        area, origin = key
        return Held(
            severity=reached[-1].severity,
            value=count,
            reason=ENOUGH,
            origin=origin,
            carriers=worst,
            area=area,
            about=area,
        )


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> Cluster:
    """The watch that a rule describes. Raises DefinitionError where its levels do not rise."""
    watch = Cluster(
        rules=(definition.take("rule", str),),
        kinds=(definition.choice("kind", dict(kinds)).id,),
        level=level_from(definition),
        steps=tuple(_step(table) for table in definition.tables("levels")),
    )
    for lower, upper in pairwise(watch.steps):
        if not (
            lower.severity < upper.severity and lower.count <= upper.count and lower.share <= upper.share
        ):
            raise definition.error(
                "levels", "must rise from blue to red, and neither count nor share may fall"
            )
    return watch


def _step(table: Definition) -> Step:
    step = Step(
        severity=table.choice("severity", SEVERITIES),
        count=table.take("count", int),
        share=table.take("share", float, 0.0),
    )
    if step.count < 2:
        raise table.error("count", "one sensor is no cluster")
    if not 0 <= step.share <= 1:
        raise table.error("share", f"{step.share:g} is not within 0..1")
    table.finish()
    return step
