"""Many readings as columns: a batch is judged, stored and evaluated without an object for each value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.reading import Origin, Quality, Reading

QUALITIES = tuple(Quality)
ORIGINS = tuple(Origin)
NO_TIME = np.iinfo(np.int64).min
"""Stands for no time in columns of microseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
Measure = tuple[str, str]
"""A kind of sensor and one of its metrics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """``n`` readings, a column each, in the order of arrival.

    ``measure`` is the place in ``measures``, ``quality`` in QUALITIES and ``origin`` in ORIGINS; times are
    microseconds since 1970-01-01 UTC; values are in the catalogue's units.
    """

    measures: Sequence[Measure]
    sensor_num: NDArray[np.int32]
    measure: NDArray[np.int16]
    value: NDArray[np.float64]
    observed_us: NDArray[np.int64]
    received_us: NDArray[np.int64]
    quality: NDArray[np.int8]
    origin: NDArray[np.int8]
    clockless: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.sensor_num)

    def take(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """The readings that a mask or places choose."""
        names = [one.name for one in fields(self) if one.name != "measures"]
        return replace(self, **{name: getattr(self, name)[which] for name in names})

    def readings(self) -> list[Reading]:
        """An object for each."""
        return [
            Reading(
                sensor_num=sensor_num,
                metric=self.measures[measure][1],
                value=value,
                observed_at=_EPOCH + observed * _US,
                received_at=_EPOCH + received * _US,
                quality=QUALITIES[quality],
                origin=ORIGINS[origin],
            )
            for sensor_num, measure, value, observed, received, quality, origin in zip(
                self.sensor_num.tolist(),
                self.measure.tolist(),
                self.value.tolist(),
                self.observed_us.tolist(),
                self.received_us.tolist(),
                self.quality.tolist(),
                self.origin.tolist(),
                strict=True,
            )
        ]


def columns_of(readings: Iterable[Reading], kinds: Sequence[str]) -> Columns:
    """Readings as columns; ``kinds`` tells the kind of each one's sensor."""
    rows = list(readings)
    measures = sorted({(kind, row.metric) for kind, row in zip(kinds, rows, strict=True)})
    place = {measure: number for number, measure in enumerate(measures)}
    return Columns(
        measures=measures,
        sensor_num=np.array([row.sensor_num for row in rows], np.int32),
        measure=np.array([place[kind, row.metric] for kind, row in zip(kinds, rows, strict=True)], np.int16),
        value=np.array([row.value for row in rows], np.float64),
        observed_us=np.array([(row.observed_at - _EPOCH) // _US for row in rows], np.int64),
        received_us=np.array([(row.received_at - _EPOCH) // _US for row in rows], np.int64),
        quality=np.array([QUALITIES.index(row.quality) for row in rows], np.int8),
        origin=np.array([ORIGINS.index(row.origin) for row in rows], np.int8),
        clockless=np.zeros(len(rows), np.bool_),
    )
