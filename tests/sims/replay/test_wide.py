"""One column a sensor."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sims.replay import load_map, messages, sensors_of
from sims.replay.errors import BadRowError, FeedError
from tests.sims.replay.feeds import counts


def values(file: Path) -> list[float]:
    return [message.samples[0].value for message in messages(load_map("melbourne"), file)]


def test_every_cell_is_a_reading_at_its_hour_in_melbourne(tmp_path: Path) -> None:
    first, second = messages(load_map("melbourne"), counts(tmp_path, "01/01/2018,1,5,7"))
    assert first.due == second.due == datetime(2017, 12, 31, 14, tzinfo=UTC)
    assert [first.samples[0].value, second.samples[0].value] == [5, 7]
    assert first.samples[0].metric == "passing_per_h"


@pytest.mark.parametrize("cell", ["-1", "", "undefined", " "])
def test_a_missing_value_is_no_reading_and_never_a_zero(tmp_path: Path, cell: str) -> None:
    assert values(counts(tmp_path, f"01/01/2018,0,{cell},7")) == [7]


def test_a_true_zero_is_a_reading(tmp_path: Path) -> None:
    assert values(counts(tmp_path, "01/01/2018,0,0,7")) == [0, 7]


def test_the_hour_that_stands_twice_is_told_as_two_hours(tmp_path: Path) -> None:
    rows = ["01/04/2018,1,1,-1", "01/04/2018,2,2,-1", "01/04/2018,2,3,-1", "01/04/2018,3,4,-1"]
    hours = [message.due.hour for message in messages(load_map("melbourne"), counts(tmp_path, *rows))]
    assert hours == [14, 15, 16, 17]


def test_the_hour_that_stands_once_in_the_fold_is_the_first(tmp_path: Path) -> None:
    rows = ["01/04/2018,2,2,-1", "01/04/2018,3,4,-1"]
    hours = [message.due.hour for message in messages(load_map("melbourne"), counts(tmp_path, *rows))]
    assert hours == [15, 17]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2018-01-01,0,1,2", "Date"),
        ("01/01/2018,24,1,2", "Hour"),
        ("01/01/2018,noon,1,2", "Hour"),
        ("01/01/2018,0,1", "Date"),
        ("01/01/2018,0,1,many", "Vic Arts Centre"),
        ("01/01/2018,0,inf,2", "State Library"),
    ],
)
def test_a_bad_row_stops_with_line_and_column(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(BadRowError) as stopped:
        values(counts(tmp_path, "01/01/2018,0,1,2", row))
    assert (stopped.value.line, stopped.value.column) == (3, column)


def test_a_bad_cell_that_is_skipped_costs_only_itself(tmp_path: Path) -> None:
    bad: list[BadRowError] = []
    file = counts(tmp_path, "01/01/2018,0,1,many", "01/01/2018,1,3,4")
    found = list(messages(load_map("melbourne"), file, bad=bad.append))
    assert [message.samples[0].value for message in found] == [1, 3, 4]
    assert len(bad) == 1


def test_a_column_whose_name_differs_is_found_by_its_alias(tmp_path: Path) -> None:
    found = sensors_of(load_map("melbourne"), counts(tmp_path))
    assert [(one.id, one.name.en) for one in found] == [
        ("mel-state-library", "State Library"),
        ("mel-vic-arts-centre", "The Arts Centre"),
    ]


def test_columns_without_a_position_are_named_in_the_error(tmp_path: Path) -> None:
    file = counts(tmp_path, header="Date,Hour,State Library,New Bridge,Old Bridge")
    with pytest.raises(FeedError, match="'New Bridge', 'Old Bridge'"):
        sensors_of(load_map("melbourne"), file)


def test_columns_that_the_map_excuses_are_left_out(tmp_path: Path) -> None:
    from sims.replay.feed_map import MAPS

    text = (MAPS / "melbourne.toml").read_text(encoding="utf-8")
    excusing = text.replace("without_position = []", 'without_position = ["New Bridge"]')
    (tmp_path / "melbourne.toml").write_text(excusing, encoding="utf-8")
    file = counts(tmp_path, "01/01/2018,0,1,2", header="Date,Hour,State Library,New Bridge")
    feed = load_map(tmp_path / "melbourne.toml")
    assert [message.sensor.id for message in messages(feed, file)] == ["mel-state-library"]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="two columns are named State Library"):
        sensors_of(load_map("melbourne"), counts(tmp_path, header="Date,Hour,State Library,State Library"))
