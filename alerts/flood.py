"""A flood of alarms at a seat: more than a person can read. Pure, from the times of the alarms alone.

A flood begins with the alarm that makes it more than ``BEGINS_ABOVE`` in ``WINDOW`` and ends when fewer than
``ENDS_BELOW`` are left in it (ISA-18.2), so it does not flicker in between. Nothing is remembered: whoever
reads the same alarms again, in another process or after a restart, sees the same floods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

WINDOW = timedelta(minutes=10)
BEGINS_ABOVE = 10
ENDS_BELOW = 5
_WINDOW_S = int(WINDOW.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many alarms began to ask (n,) in which whole seconds since 1970-01-01 UTC (n,); integers."""

    at_s: NDArray[np.int64]
    alarms: NDArray[np.int64]

    def after(self, since: datetime) -> int:
        """How many of them began to ask after a time."""
        return int(self.alarms[self.at_s > since.timestamp()].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """One flood; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None


def heard_from(pairs: Sequence[tuple[int, int]]) -> Heard:
    """Alarms from pairs of a second and how many began in it, in any order."""
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return Heard(at_s=both[:, 0], alarms=both[:, 1])


def floods(heard: Heard, *, until: datetime) -> list[Flood]:
    """The floods up to ``until``, in their order, as if nothing had been heard before the first alarm."""
    times, within = _course(heard, until)
    says = (within > BEGINS_ABOVE).astype(np.int8) - (within < ENDS_BELOW)
    times, says = times[says != 0], says[says != 0]
    # Calm before the first alarm: the turns are a beginning, an end, a beginning and so on.
    turns = [datetime.fromtimestamp(int(at), UTC) for at in times[np.diff(says, prepend=np.int8(-1)) != 0]]
    return [Flood(since=since, until=end) for since, end in zip_longest(turns[::2], turns[1::2])]


def is_settled(heard: Heard, *, since: datetime, until: datetime) -> bool:
    """Whether what was heard before ``since`` can change nothing of a flood at ``until``.

    So it is where once, a whole window after ``since``, too few alarms were left for any flood to go on.
    """
    first = since + WINDOW
    times, within = _course(heard, until)
    at_first = heard.after(since) - heard.after(first)
    fewest = within[times > first.timestamp()].min(initial=at_first)
    return first <= until and bool(fewest < ENDS_BELOW)


def peak(heard: Heard, *, until: datetime) -> int:
    """The most alarms within any one window up to ``until``."""
    return int(_course(heard, until)[1].max(initial=0))


def time_in(found: Iterable[Flood], *, since: datetime, until: datetime) -> timedelta:
    """For how long of the time from ``since`` to ``until`` a flood lasted."""
    parts = (min(one.until or until, until) - max(one.since, since) for one in found)
    return sum((max(part, timedelta(0)) for part in parts), timedelta(0))


def _course(heard: Heard, until: datetime) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The seconds up to ``until`` at which the alarms within ``WINDOW`` become more or fewer, and how many.

    An alarm counts from its second on and no more ``WINDOW`` later.
    """
    times = np.concatenate((heard.at_s, heard.at_s + _WINDOW_S))
    order = np.argsort(times, kind="stable")
    times, within = times[order], np.cumsum(np.concatenate((heard.alarms, -heard.alarms))[order])
    # Several changes in one second are one: the last of them knows the number.
    known = (np.diff(times, append=np.iinfo(np.int64).max) > 0) & (times <= until.timestamp())
    return times[known], within[known]
