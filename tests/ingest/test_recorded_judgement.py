"""Real floods are believed: no limit that the product ships calls a recorded point suspect."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ingest.judge import Trail, judge
from ingest.limits import ClockBounds, limits_of
from model.catalogue import load_kinds
from model.reading import Quality
from store.columns import NO_TIME, QUALITIES

POINTS = 166_066


def floods(path: Path) -> Iterator[tuple[str, int, list[tuple[float, float]]]]:
    """Sensor, start in microseconds, and the profile as seconds and cm."""
    csv.field_size_limit(10_000_000)
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            start = datetime.fromisoformat(row["flood_start_time"] + "+00:00")
            seconds = json.loads(row["flood_profile_time_secs"])
            depths = [inch * 2.54 for inch in json.loads(row["flood_profile_depth_inches"])]
            yield row["sensor_id"], int(start.timestamp()) * 1_000_000, [*zip(seconds, depths, strict=True)]


def points(path: Path) -> Iterator[tuple[int, int, float]]:
    """Every point of the file in order of time: a number for its sensor, microseconds, cm."""
    numbers: dict[str, int] = {}
    rows = [
        (numbers.setdefault(sensor, len(numbers)), start_us + round(second * 1_000_000), cm)
        for sensor, start_us, profile in floods(path)
        for second, cm in profile
    ]
    yield from sorted(rows, key=lambda row: row[1])


@pytest.mark.recorded
def test_no_recorded_point_of_a_street_flood_is_suspect(recorded: Path) -> None:
    rows = [*points(recorded / "data/water/floodnet_flood_events_before_2025.csv")]
    sensor, at_us, cm = (np.array(column) for column in zip(*rows, strict=True))
    # Where a sensor repeats a time, only the first is newer than all before.
    _, firsts = np.unique(np.stack([sensor, at_us]), axis=1, return_index=True)
    fresh = np.isin(np.arange(len(rows)), firsts)
    found, _ = judge(
        key=sensor.astype(np.intp),
        fresh=fresh,
        measure=np.zeros(len(rows), np.int16),
        value=cm,
        observed_us=at_us,
        lag_us=np.full(len(rows), NO_TIME),
        limits=limits_of(load_kinds(), [("water_depth", "depth_cm")]),
        trail=Trail.unknown(len(set(sensor.tolist()))),
        clock=ClockBounds(),
    )
    assert np.bincount(found).tolist() == [POINTS]
    assert QUALITIES[0] is Quality.GOOD
