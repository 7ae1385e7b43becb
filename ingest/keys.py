"""Readings of a batch by key: which are newer than all that came before them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.judge import Trail
from store.columns import NO_TIME, ORIGINS, Columns
from store.latest import TRAIL, Known

Ints = NDArray[np.int64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The sensors, measures and origins of a batch, one row each; ``of`` is the row of each reading.

    ``newest_us`` is the time of the newest reading before the batch, NO_TIME where there was none.
    """

    of: Places
    newest_us: Ints
    trail: Trail

    @classmethod
    def found(cls, readings: Columns, known: Known) -> Self:
        """The keys of ``readings``, with what the table knows of them."""
        # A sensor is of one kind, so with its number the metric says which measure is meant.
        metrics = {metric: place for place, (_, metric) in enumerate(readings.measures)}
        metric_of = np.array([metrics[metric] for _, metric in readings.measures], np.int64)
        codes = readings.sensor_num.astype(np.int64) * len(metric_of) + metric_of[readings.measure]
        unique, of = np.unique(codes * len(ORIGINS) + readings.origin, return_inverse=True)
        rows, asked = _found(unique, known, metrics, len(metric_of))
        newest, trail = np.full(len(unique), NO_TIME), Trail.unknown(len(unique))
        newest[rows[asked]] = known.observed_us[asked]
        for name in TRAIL:
            getattr(trail, name)[rows[asked]] = known.trail[name][asked]
        return cls(of=of, newest_us=newest, trail=trail)


def _found(unique: Ints, known: Known, metrics: Mapping[str, int], width: int) -> tuple[Places, Mask]:
    """The row among ``unique`` codes of each key that the table knows, and which of them are there."""
    place = {
        (metric, origin.value): number * len(ORIGINS) + at
        for metric, number in metrics.items()
        for at, origin in enumerate(ORIGINS)
    }
    words = np.array([place.get(word, -1) for word in known.words], np.int64)
    codes = known.sensor_num * width * len(ORIGINS) + words
    rows = np.searchsorted(unique, codes)
    return rows, (words >= 0) & (np.append(unique, -1)[rows] == codes)


def newer(keys: Keys, observed_us: Ints) -> Mask:
    """Which readings are newer than all of their key before them, in the table and in the batch.

    The order of arrival decides, not that within a batch, so that any cut into batches gives the same answer.
    """
    fresh = observed_us > keys.newest_us[keys.of]
    if len(keys.newest_us) == len(observed_us):
        return fresh  # no key stands twice: the quick way for most batches
    order = np.argsort(keys.of, kind="stable")
    key = keys.of[order]
    # Places in time instead of times: added to the key's number they cannot overflow.
    times, place = np.unique(observed_us[order], return_inverse=True)
    highest = np.maximum.accumulate(key * len(times) + place)
    before = np.roll(highest, 1) - key * len(times)
    first = np.append(True, key[1:] != key[:-1])
    risen = np.empty_like(fresh)
    risen[order] = first | (place > before)
    return fresh & risen


def last_of_each(keys: Keys, fresh: Mask) -> Places:
    """The place of the last fresh reading of each key that has one, in the order of keys."""
    last = np.full(len(keys.newest_us), -1, np.intp)
    places = np.flatnonzero(fresh)
    last[keys.of[places]] = places  # of places with the same key the last stays
    return last
