"""Who plays in the trial of kills: lanes of sensors that tell the same scripts, a reading a step. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from model.alert import LifeChange
from model.sensor import Sensor
from sims.message import Message
from yiping.bench.alerting.lives import Lived
from yiping.bench.alerting.script import Script
from yiping.bench.stage import BenchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who plays: by lane a sensor for each script, lane 0 undisturbed. All scripts end at ``until``."""

    scripts: Sequence[Script]
    lanes: Sequence[Sequence[Sensor]]
    until: datetime

    @property
    def steps(self) -> int:
        """Readings of the longest script."""
        return max(len(script.readings) for script in self.scripts)

    def step(self, lane: int, number: int) -> Iterator[Message]:
        """Reading ``number`` of each sensor of a lane that still has one."""
        for script, sensor in zip(self.scripts, self.lanes[lane], strict=True):
            if 0 <= number < len(script.readings):
                yield script.step(sensor, number, until=self.until)

    def stroke(self, number: int) -> list[Message]:
        """What the disturbed lanes tell before kill ``number``, each a step behind the one before."""
        return [
            message for lane in range(1, len(self.lanes)) for message in self.step(lane, number - (lane - 1))
        ]

    @property
    def strokes(self) -> int:
        """How often ingest is killed."""
        return self.steps + len(self.lanes) - 2


def players(scripts: Sequence[Script], disturbed: int) -> dict[str, str]:
    """The ids and kinds of an undisturbed lane and so many others, lane by lane."""
    return {
        f"kill-{lane}-{script.rule.id}": script.rule.kind.id
        for lane in range(disturbed + 1)
        for script in scripts
    }


def cast_of(scripts: Sequence[Script], sensors: Sequence[Sensor], *, until: datetime) -> Cast:
    """The cast of ``players`` that are registered, in their order; times on the wire are whole ms."""
    lanes = [sensors[first : first + len(scripts)] for first in range(0, len(sensors), len(scripts))]
    return Cast(scripts=scripts, lanes=lanes, until=until.replace(microsecond=0))


def require_as_written(cast: Cast, calm: Lived) -> None:
    """Raises BenchError where an undisturbed alert did not live as its rule's example says, to the second."""
    for place, script in enumerate(cast.scripts):
        begun_at = script.begun_at(cast.until)
        wanted = [(begun_at + timedelta(seconds=at), level) for at, level in script.changes]
        turns = calm.lane.get((script.rule.id, place), ())
        found = [
            (turn.at, None if turn.change == LifeChange.CLEARED else turn.severity)
            for turn in turns
            if turn.change != LifeChange.SUPERSEDED
        ]
        if found != wanted:
            raise BenchError(f"undisturbed, {script.rule.id} changed {found}, not {wanted}")
