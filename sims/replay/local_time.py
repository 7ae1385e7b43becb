"""Local times of a zone as UTC, where clocks are put forward and back.

An hour that comes twice (clocks put back) is told apart by a second time of the same event: of the possible
readings, the one that agrees best with the event's known length. Without a second time the first of the two
hours is meant. A time that never was (clocks put forward) is read by the same rule: as a clock that was not
yet, or already, put forward.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def possible(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments that a clock reading can mean, one or two, in UTC; the earlier clock setting first."""
    moments = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return moments if moments[0] != moments[1] else moments[:1]


def first_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a clock reading; of two, the one before clocks were changed."""
    return possible(local, zone)[0]


def start_of(start: datetime, end: datetime, length_s: float, zone: ZoneInfo) -> datetime:
    """When an event began, from two clock readings and its length in seconds.

    Where start is ambiguous, the end decides; an end that is ambiguous itself is tried both ways.
    """
    choices = possible(start, zone)
    if len(choices) == 1:
        return choices[0]
    ends = possible(end, zone)
    return min(choices, key=lambda one: min(abs((last - one).total_seconds() - length_s) for last in ends))
