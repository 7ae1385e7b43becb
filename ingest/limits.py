"""What kinds and clocks allow, as arrays: what a batch of readings is judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.kind import Kind, Metric
from store.columns import Measure

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
NEVER_US = np.iinfo(np.int64).max
"""Longer than any time between two readings."""

SILENT_PERIODS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBounds:
    """When the time that a device tells is doubted; all in microseconds.

    A clock is ahead when its reading arrives more than ``ahead_us`` before it was observed. It is behind when
    readings arrive more than ``behind_us`` late, all within ``jitter_us`` of the same lateness, for at least
    ``steady_us`` of observed time: a backlog catches up, a wrong clock does not. What arrives later than
    ``window_us`` is history only.
    """

    ahead_us: int = 10 * SECOND_US
    behind_us: int = 2 * MINUTE_US
    jitter_us: int = 10 * SECOND_US
    steady_us: int = 10 * MINUTE_US
    window_us: int = 24 * HOUR_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One row a measure, in the metric's unit; a limit that a metric does not set is infinite, or NEVER_US.

    ``rest`` is NaN where standing still is normal at no value. After ``silence_us`` without a reading the
    readings before it prove nothing.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rise_per_s: NDArray[np.float64]
    fall_per_s: NDArray[np.float64]
    spike: NDArray[np.float64]
    stuck_us: NDArray[np.int64]
    rest: NDArray[np.float64]
    silence_us: NDArray[np.int64]


def limits_of(kinds: Mapping[str, Kind], measures: Sequence[Measure]) -> Limits:
    """The limits of each of ``measures``, in their order. Raises KeyError for a measure that no kind has."""
    metrics = [kinds[kind].metrics[metric] for kind, metric in measures]
    every_us = np.array([kinds[kind].expected_every_s for kind, _ in measures], np.int64) * SECOND_US
    return Limits(
        low=np.array([metric.low for metric in metrics], np.float64),
        high=np.array([metric.high for metric in metrics], np.float64),
        rise_per_s=_or([metric.max_rise_per_min for metric in metrics], np.inf) / 60,
        fall_per_s=_or([metric.max_fall_per_min for metric in metrics], np.inf) / 60,
        spike=_or([metric.spike for metric in metrics], np.inf),
        stuck_us=np.array([_stuck_us(metric) for metric in metrics], np.int64),
        rest=_or([metric.rest for metric in metrics], np.nan),
        silence_us=np.maximum(SILENT_PERIODS * every_us, HOUR_US),
    )


def _or(given: Sequence[float | None], otherwise: float) -> NDArray[np.float64]:
    return np.array([otherwise if one is None else one for one in given], np.float64)


def _stuck_us(metric: Metric) -> int:
    return NEVER_US if metric.stuck_after_s is None else metric.stuck_after_s * SECOND_US
