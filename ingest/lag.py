"""Clocks that run behind: readings that keep arriving late by the same time. Pure, a batch at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.limits import ClockBounds
from store.columns import NO_TIME

Ints = NDArray[np.int64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Lags(NamedTuple):
    """One row a reading: the lag that its run of equal lags began with, and when it was observed."""

    lag_us: Ints
    since_us: Ints


class _Window(NamedTuple):
    """The least and the greatest lag of ``width`` readings from each place on."""

    width: int
    least: Ints
    greatest: Ints


def beyond_window(observed_us: Ints, received_us: Ints, live: Mask, window_us: int) -> Mask:
    """Which live readings arrived so late that they are history only."""
    late: Mask = live & (received_us - observed_us > window_us)
    return late


def steady(lags: Lags, *, lag_us: Ints, observed_us: Ints, clock: ClockBounds) -> Mask:
    """Which readings come from a clock that has been behind for long enough."""
    behind: Mask = lag_us > clock.behind_us
    return behind & (observed_us - lags.since_us >= clock.steady_us)


def follow(*, first: Places, lag_us: Ints, observed_us: Ints, known: Lags, clock: ClockBounds) -> Lags:
    """Which run of equal lags each reading belongs to; a lag that is no lag belongs to none (NO_TIME).

    The readings of one key stand together, in the order of arrival, from each place of ``first`` to the
    next; ``known`` holds what is known of each of these keys, NO_TIME where nothing is. The first lag of a
    run stands for it: a later one that is off by more than ``clock.jitter_us`` begins the next run.
    """
    if not len(first):
        return Lags(lag_us, observed_us)
    behind = lag_us > clock.behind_us
    lag = np.where(behind, lag_us, 0)
    heads = _heads(lag, first, known.lag_us, clock.jitter_us)
    segment = np.repeat(np.arange(len(first)), np.diff(first, append=len(lag)))
    head = np.maximum.accumulate(np.where(heads, np.arange(len(lag)), 0))
    here = heads[head] & (head >= first[segment])
    run_lag = np.where(here, lag[head], known.lag_us[segment])
    since = np.where(here, observed_us[head], known.since_us[segment])
    return Lags(np.where(behind, run_lag, NO_TIME), np.where(behind, since, NO_TIME))


def _heads(lag: Ints, first: Places, known: Ints, jitter: int) -> Mask:
    """Which readings begin a run.

    Whether one does depends on where the run before it began, and so on for ever. So for each reading the
    next head is found as if it were a head itself; the true heads are those that the first ones lead to.
    """
    count = len(lag)
    end = np.append(first[1:], count)
    windows = _windows(lag, longest=int((end - first).max(initial=1)))
    begun = np.where(known == NO_TIME, first, _reach(windows, first, end, known, jitter))
    ends = np.repeat(end, end - first)
    after = _reach(windows, np.arange(1, count + 1), ends, lag, jitter)
    jump = np.append(np.where(after < ends, after, count), count)
    heads = np.zeros(count + 1, np.bool_)
    heads[begun[begun < end]] = True
    while (jump < count).any():
        heads[jump[heads]] = True
        jump = jump[jump]
    return heads[:count]


def _windows(lag: Ints, *, longest: int) -> Sequence[_Window]:
    windows = [_Window(1, lag, lag)]
    while (width := windows[-1].width) * 2 <= longest:
        _, least, greatest = windows[-1]
        windows.append(
            _Window(
                2 * width,
                np.minimum(least[:-width], least[width:]),
                np.maximum(greatest[:-width], greatest[width:]),
            )
        )
    return windows


def _reach(windows: Sequence[_Window], start: Places, end: Places, lag: Ints, jitter: int) -> Places:
    """The first place from ``start`` on, at most ``end``, where the lag is off ``lag`` by over ``jitter``."""
    place = start.copy()
    for width, least, greatest in reversed(windows):
        at = np.minimum(place, len(least) - 1)
        near = (least[at] >= lag - jitter) & (greatest[at] <= lag + jitter)
        place += width * (near & (place + width <= end))
    return place
