"""The ledger's lines of a batch: where everything went that it received."""

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.clock import time_of, us_of
from ingest.limits import HOUR_US
from ingest.rows import Normalised
from store.ledger import Counts

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
_SENSORS = 1 << 32


class Fate(NamedTuple):
    """Of each reading of a batch: stored as current, stored as history, or there already."""

    current: Mask
    late: Mask
    duplicate: Mask


Lines = dict[tuple[datetime, int], Counts]


def lines_of(batch: Normalised, fate: Fate) -> Lines:
    """Counts by hour of arrival and sensor, dead letters left out: see ``count_letter``."""
    hours = np.array([us_of(message.received_at) // HOUR_US for message in batch.messages], np.int64)
    messages = hours * _SENSORS + batch.sensor_nums
    readings = batch.readings.received_us // HOUR_US * _SENSORS + batch.readings.sensor_num
    notices = messages[list(batch.notices)]
    codes = np.unique(np.concatenate([messages, readings]))
    columns = [
        _counted(codes, some)
        for some in (
            messages,
            np.concatenate([readings, notices]),
            readings[fate.current],
            readings[fate.duplicate],
            readings[fate.late],
            notices,
        )
    ]
    return {
        (time_of(code // _SENSORS * HOUR_US), code % _SENSORS): Counts(
            messages=sent, received=received, stored=kept, duplicate=duplicate, late=late, notice=notice
        )
        for code, sent, received, kept, duplicate, late, notice in zip(codes.tolist(), *columns, strict=True)
    }


def count_letter(lines: Lines, received_at: datetime, sensor_num: int, *, kept: bool) -> None:
    """Counts a refusal: a dead letter, or a duplicate of one that is kept already."""
    hour = time_of(us_of(received_at) // HOUR_US * HOUR_US)
    line = lines.setdefault((hour, sensor_num), Counts())
    line.received += 1
    line.dead_letter += kept
    line.duplicate += not kept


def _counted(codes: Codes, some: Codes) -> list[int]:
    counted: list[int] = np.bincount(np.searchsorted(codes, some), minlength=len(codes)).tolist()
    return counted
