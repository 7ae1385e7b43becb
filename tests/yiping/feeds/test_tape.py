"""What is known of a tape before it is played: where records end, and where alerts change."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from alerts.rule import load_rules
from model.catalogue import load_kinds
from model.sensor import Sensor
from sims.replay.tape import EPOCH, Tape, ms_of
from tests.fixtures.batches import NOW
from tests.fixtures.city import SENSORS
from yiping.bench.feeds.records import SILENT, Records
from yiping.bench.feeds.taking import MOST, cut
from yiping.bench.feeds.turning import turning

MINUTE = timedelta(minutes=1)
WET = SENSORS[:2]


def tape(*readings: tuple[float, int, float]) -> Tape:
    """Readings as (minutes after NOW, sensor, value)."""
    return Tape(
        times_ms=np.array([ms_of(NOW) + round(minute * 60_000) for minute, _, _ in readings], np.int64),
        sensors=np.array([sensor for _, sensor, _ in readings], np.int32),
        values=np.array([value for _, _, value in readings]),
    )


def at(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


GAP = SILENT // MINUTE


@pytest.mark.parametrize(
    ("minutes", "end"),
    [(-1, None), (0, 10), (9, 10), (10, None), (10 + GAP, None), (11 + GAP, 12 + GAP), (13 + GAP, None)],
)
def test_a_record_ends_where_its_sensor_falls_silent(minutes: float, end: float | None) -> None:
    told = tape((0, 0, 1), (5, 1, 1), (10, 0, 1), (11 + GAP, 0, 1), (12 + GAP, 0, 1))
    found = Records(WET, told).end_at("wd-west", at(minutes))
    assert found == (None if end is None else at(end))


def test_events_begin_after_silence() -> None:
    told = tape((0, 0, 1), (5, 1, 1), (10, 0, 1), (11 + GAP, 0, 1))
    events = [("wd-west", at(0)), ("wd-west", at(11 + GAP)), ("wd-east", at(5))]
    assert list(Records(WET, told).events()) == events


def test_a_sensor_that_tells_nothing_has_no_record() -> None:
    records = Records(WET, tape((0, 0, 1)))
    assert records.end_at("wd-east", at(0)) is None
    assert [sensor for sensor, _ in records.events()] == ["wd-west"]


def metric_of(sensor: Sensor, name: str) -> object:
    return load_kinds()[sensor.kind].metrics[name]


def test_turns_are_where_rules_fire_and_change() -> None:
    depths = [(0, 8.0), (3, 8.0), (4, 16.0), (6, 16.0), (8, 1.0), (13, 1.0), (18, 1.0)]
    told = tape(*((minute, 0, cm) for minute, cm in depths), (20, 1, 30.0))
    rules = [one for one in load_rules() if one.id == "road_flooding"]
    found = turning(rules, metric_of(WET[0], "depth_cm"), WET, told)  # type: ignore[arg-type]
    # blue after 180 s, yellow after 120 s more, and normal after ten dry minutes
    assert [EPOCH + timedelta(milliseconds=one) for one in found.times_ms.tolist()] == [at(3), at(6), at(18)]
    assert found.fired == {("road_flooding", "wd-west", at(3))}
    assert [found.next_at("wd-west", at(one)) for one in (0, 3, 18)] == [at(3), at(6), None]
    assert found.next_at("wd-east", at(0)) is None


def test_a_batch_ends_with_all_readings_of_the_next_turn() -> None:
    told = tape(*((minute, 0, 0.0) for minute in range(5)), (4, 1, 0.0), (5, 0, 0.0))
    turns = np.array([ms_of(at(2)), ms_of(at(4))], np.int64)
    assert [cut(told, begin, turns) for begin in (0, 2, 3, 6, 7)] == [3, 3, 6, 7, 7]


def test_a_batch_without_turns_has_an_end() -> None:
    told = tape(*((minute, 0, 0.0) for minute in range(MOST + 5)))
    nothing = np.empty(0, np.int64)
    assert (cut(told, 0, nothing), cut(told, MOST, nothing)) == (MOST, MOST + 5)
