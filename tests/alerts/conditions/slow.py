"""What a rung stands at, told slowly and plainly: the past is walked through anew for every value."""

from collections.abc import Sequence
from datetime import datetime

from alerts.ladder import Rung

Past = Sequence[tuple[datetime, float]]


def held(rung: Rung, past: Past) -> bool:
    """Whether the rung is set after all values of ``past``, in their order."""
    is_set, since_change = False, 0
    for last in range(len(past)):
        first = last + 1
        while first > since_change and _opposite(rung, past[first - 1][1], is_set=is_set):
            first -= 1
        delay = rung.off_delay if is_set else rung.on_delay
        if first <= last and past[last][0] - past[first][0] >= delay:
            is_set, since_change = not is_set, last + 1
    return is_set


def _opposite(rung: Rung, value: float, *, is_set: bool) -> bool:
    return value <= rung.off if is_set else value >= rung.on
