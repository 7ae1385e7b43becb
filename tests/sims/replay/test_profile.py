"""One row an event."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sims.replay import load_map, messages
from sims.replay.errors import BadRowError, FeedError
from tests.sims.replay.feeds import HEADER, flood, floods

GOOD = flood("A-1", "2023-10-30T12:00:00.000", "2023-10-30T12:02:00.000", "[0.0, 10, 1]", "[0, 60, 120]")

BEGAN, ENDED = "2023-10-30T12:00:00", "2023-10-30T12:02:00"
BAD = [
    ("flood_start_time", flood("A-1", "yesterday", ENDED, "[1]", "[0]")),
    ("flood_start_time", flood("A-1", "2023-10-30T12:00:00Z", ENDED, "[1]", "[0]")),
    ("flood_end_time", flood("A-1", BEGAN, "", "[1]", "[0]")),
    ("sensor_id", flood("", BEGAN, ENDED, "[1]", "[0]")),
    ("flood_profile_depth_inches", flood("A-1", BEGAN, ENDED, "[1, 2]", "[0]")),
    ("flood_profile_depth_inches", flood("A-1", BEGAN, ENDED, "[1", "[0]")),
    ("flood_profile_depth_inches", flood("A-1", BEGAN, ENDED, "[true]", "[0]")),
    ("flood_profile_depth_inches", flood("A-1", BEGAN, ENDED, "[NaN]", "[0]")),
    ("flood_profile_time_secs", flood("A-1", BEGAN, ENDED, "[1]", "[null]")),
    ("flood_profile_time_secs", flood("A-1", BEGAN, ENDED, "[]", "[]")),
    ("flood_profile_time_secs", flood("A-1", BEGAN, ENDED, "[1,2]", "[9,0]")),
    ("flood_profile_time_secs", f'"A-1","{BEGAN}","{ENDED}","[1]"\n'),
]


def test_a_profile_becomes_readings_in_centimetres_and_utc(tmp_path: Path) -> None:
    found = list(messages(load_map("floodnet"), floods(tmp_path, GOOD)))
    assert [message.samples[0].value for message in found] == [0.0, 25.4, 2.54]
    assert found[0].samples[0].observed_at == datetime(2023, 10, 30, 16, 0, tzinfo=UTC)
    assert found[2].due == datetime(2023, 10, 30, 16, 2, tzinfo=UTC)
    assert {message.sensor.street for message in found} == {"staten-island"}


def test_another_zone_can_be_told_for_the_same_file(tmp_path: Path) -> None:
    feed = load_map("floodnet", zone="UTC")
    assert next(messages(feed, floods(tmp_path, GOOD))).due == datetime(2023, 10, 30, 12, tzinfo=UTC)


def test_floods_of_several_sensors_are_told_in_time_order(tmp_path: Path) -> None:
    other = flood("B-2", "2023-10-30T12:01:00", "2023-10-30T12:03:00", "[1, 2]", "[0, 90]")
    found = list(messages(load_map("floodnet"), floods(tmp_path, other, GOOD)))
    assert [message.sensor.id for message in found] == ["A-1", "B-2", "A-1", "A-1", "B-2"]


def test_a_missing_depth_is_no_reading(tmp_path: Path) -> None:
    row = flood("A-1", "2023-10-30T12:00:00", "2023-10-30T12:02:00", "[1, null, 2]", "[0, 60, 120]")
    assert len(list(messages(load_map("floodnet"), floods(tmp_path, row)))) == 2


def test_a_repeated_time_is_told_twice(tmp_path: Path) -> None:
    row = flood("A-1", "2023-10-30T12:00:00", "2023-10-30T12:02:00", "[1, 1]", "[60, 60]")
    assert len(list(messages(load_map("floodnet"), floods(tmp_path, row)))) == 2


@pytest.mark.parametrize(("column", "row"), BAD)
def test_a_bad_row_stops_with_file_line_and_column(tmp_path: Path, column: str, row: str) -> None:
    file = floods(tmp_path, GOOD, row, GOOD)
    with pytest.raises(BadRowError, match="line 3") as stopped:
        list(messages(load_map("floodnet"), file))
    assert (stopped.value.file, stopped.value.line, stopped.value.column) == (file, 3, column)


@pytest.mark.parametrize(("column", "row"), BAD)
def test_a_bad_row_that_is_skipped_costs_no_good_one(tmp_path: Path, column: str, row: str) -> None:
    bad: list[BadRowError] = []
    found = list(messages(load_map("floodnet"), floods(tmp_path, GOOD, row, GOOD), bad=bad.append))
    assert len(found) == 6
    assert [(error.line, error.column) for error in bad] == [(3, column)]


def test_a_cell_over_several_lines_does_not_shift_the_line_that_is_named(tmp_path: Path) -> None:
    tall = GOOD.replace("[0.0, 10, 1]", "[0.0,\n10,\n1]")
    with pytest.raises(BadRowError) as stopped:
        list(messages(load_map("floodnet"), floods(tmp_path, tall, BAD[0][1])))
    assert stopped.value.line == 5


def test_a_file_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    file = floods(tmp_path)
    file.write_text(HEADER.replace("flood_end_time", "end"), encoding="utf-8")
    with pytest.raises(FeedError, match="no column flood_end_time"):
        list(messages(load_map("floodnet"), file))


def test_a_sensor_without_a_position_stops_by_name(tmp_path: Path) -> None:
    stranger = flood("Z-9", "2023-10-30T12:00:00", "2023-10-30T12:02:00", "[1]", "[0]")
    with pytest.raises(FeedError, match="no position for 'Z-9'"):
        list(messages(load_map("floodnet"), floods(tmp_path, stranger)))
