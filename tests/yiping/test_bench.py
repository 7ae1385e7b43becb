"""What the measurements are made of; their figures are nobody's assertion."""

from pathlib import Path

import numpy as np
import pytest

from sims.replay.tape import Tape
from store.pool import connect
from yiping.bench import stage
from yiping.bench.floods import rounds_of
from yiping.bench.ingest import Measured
from yiping.bench.registry import write
from yiping.bench.stage import BenchError, wait_connected
from yiping.registry.importing import import_sensors
from yiping.registry.request import Request


def test_readings_a_second_are_readings_by_seconds() -> None:
    assert Measured(readings=3000, seconds=1.5).readings_per_s == 2000  # 3000 / 1.5


def test_an_ingest_that_never_connects_is_told_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "CONNECTED_WITHIN_S", 0.0)
    (tmp_path / "ingest.log").write_text("no way in\n")
    with pytest.raises(BenchError, match="no way in"):
        wait_connected(tmp_path / "ingest.log")


def test_no_sensor_has_a_second_event_in_a_round() -> None:
    hour = 3_600_000
    events = [(0, 1), (1, 2), (60_000, 1), (hour, 2), (hour + 1, 1), (3 * hour, 2)]
    tape = Tape(
        times_ms=np.array([time for time, _ in events], np.int64),
        sensors=np.array([sensor for _, sensor in events], np.int32),
        values=np.zeros(len(events)),
    )
    rounds = [[(time, sensor) for time, sensor, _ in part.readings()] for part in rounds_of(tape)]
    # both speak again after an hour, each its first event of the new round; sensor 2 then once more
    assert rounds == [events[:3], events[3:5], events[5:]]


def test_the_file_of_made_up_sensors_can_be_imported_as_it_is(small_city: str, tmp_path: Path) -> None:
    write(tmp_path / "sensors.csv", 500)
    with connect(small_city, name="test") as conn:
        outcome = import_sensors(conn, Request(file=tmp_path / "sensors.csv"))
    assert (outcome.rows, len(outcome.new), outcome.wrong) == (500, 500, [])
