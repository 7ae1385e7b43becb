"""What a changed rule does otherwise than the one in force, firing by firing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.backtest import Firing

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Firings that only one of two rules has, and pairs of (in force, tried) that differ in time or level."""

    same: int
    changed: Sequence[tuple[Firing, Firing]]
    only_tried: Sequence[Firing]
    only_in_force: Sequence[Firing]


def difference(tried: Iterable[Firing], in_force: Iterable[Firing]) -> Difference:
    """Pairs the firings of one sensor that stood at the same time, each at most once, the earliest first."""
    waiting: dict[int, list[Firing]] = {}
    for firing in sorted(in_force, key=_order):
        waiting.setdefault(firing.sensor_num, []).append(firing)
    same, changed, only_tried = 0, [], []
    for firing in sorted(tried, key=_order):
        of_sensor = waiting.get(firing.sensor_num, [])
        other = next((one for one in of_sensor if _overlap(one, firing)), None)
        if other is None:
            only_tried.append(firing)
            continue
        of_sensor.remove(other)
        if _outline(other) == _outline(firing):
            same += 1
        else:
            changed.append((other, firing))
    left = [firing for of_sensor in waiting.values() for firing in of_sensor]
    return Difference(same=same, changed=changed, only_tried=only_tried, only_in_force=left)


def _order(firing: Firing) -> tuple[int, datetime]:
    return firing.sensor_num, firing.began


def _overlap(one: Firing, other: Firing) -> bool:
    return one.began < (other.cleared or _NEVER) and other.began < (one.cleared or _NEVER)


def _outline(firing: Firing) -> tuple[datetime, datetime | None, int]:
    return firing.began, firing.cleared, firing.peak
