"""What a baseline knows of one sensor between two of its values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from alerts import ladder
from alerts.beside import Told, dump_told, load_told
from alerts.ladder import Latches, Rung
from alerts.learning import Lesson, dump_lesson, load_lesson


class Known(NamedTuple):
    """What is learned, what was told last of each metric, when a value was judged last, and the latches."""

    lesson: Lesson
    own: Told
    second: Told
    gust: Told
    judged_at: datetime | None
    latches: Latches


def dump_known(known: Known) -> dict[str, Any]:
    """All of it as JSON can hold it."""
    return {
        "lesson": dump_lesson(known.lesson),
        "own": known.own and known.own[0],
        "own_at": known.own and known.own[1].isoformat(),
        "second": dump_told(known.second),
        "gust": dump_told(known.gust),
        "judged_at": known.judged_at and known.judged_at.isoformat(),
        "latches": ladder.dump_latches(known.latches),
    }


def load_known(dumped: Mapping[str, Any], rungs: Sequence[Rung]) -> Known:
    """What ``dump_known`` wrote. Raises KeyError, TypeError or ValueError where it is something else."""
    return Known(
        lesson=load_lesson(dumped["lesson"]),
        own=_own(dumped["own"], dumped.get("own_at")),
        second=load_told(dumped["second"]),
        gust=load_told(dumped["gust"]),
        judged_at=dumped["judged_at"] and datetime.fromisoformat(dumped["judged_at"]),
        # A month of learning outlives a change of the levels.
        latches=ladder.load_latches(rungs, dumped["latches"]) or ladder.released(rungs),
    )


def _own(value: Any, at: str | None) -> Told:
    # Once written without its time: then the next value is the first, and nothing that was learned is lost.
    return None if value is None or at is None else (float(value), datetime.fromisoformat(at))
