"""Firings beside labelled events, and beside those of another rule."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from model.errors import YipingError
from model.severity import Severity
from tests.yiping.rules.test_shifts import DAY, SHANGHAI, firing
from yiping.rules.difference import difference
from yiping.rules.truth import Event, read_truth, score

NEAR = timedelta(minutes=30)


def event(hour: float, lasted: float = 1, num: int = 1) -> Event:
    began = DAY + timedelta(hours=hour)
    return Event(sensor_num=num, began=began, ended=began + timedelta(hours=lasted))


def test_precision_recall_and_lead_are_those_of_the_counts() -> None:
    firings = [firing(1.9), firing(2.95), firing(10), firing(20.5), firing(1, num=2)]
    found = score(firings, [event(2), event(15), event(20)], near=NEAR)
    # hits: 1.9 and 2.95 during the first event, 20.5 during the last; missed: the one at 15
    assert (found.hits, found.precision, found.recall) == (3, 3 / 5, 1 - 1 / 3)
    assert found.missed == [event(15)]
    assert found.leads_s == pytest.approx([360.0, -1800.0])  # 1.9 is 6 minutes early, 20.5 half an hour late
    assert found.lead_s == pytest.approx(-720.0)


def test_a_firing_that_was_over_long_before_an_event_is_no_hit() -> None:
    assert score([firing(0)], [event(1.5)], near=NEAR).hits == 1
    assert score([firing(0)], [event(1.51)], near=NEAR).hits == 0


def test_nothing_is_no_precision_and_no_recall() -> None:
    found = score([], [], near=NEAR)
    assert (found.precision, found.recall, found.lead_s) == (None, None, None)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["sensor_id,began,ended", *lines]) + "\n", encoding="utf-8")
    return path


def test_times_without_a_zone_are_those_of_the_district(tmp_path: Path) -> None:
    path = write(
        tmp_path / "truth.csv", "wd,2026-08-25T02:00,2026-08-24T19:00:00Z", "other,2026-01-01,2026-01-02"
    )
    assert read_truth(path, sensors={"wd": 1}, zone=SHANGHAI) == ([event(2)], 1)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("wd,yesterday,2026-08-25", "line 2, column began"),
        ("wd,2026-08-25", "line 2, column ended"),
        ("wd,2026-08-25,2026-08-24", "lies before began"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(YipingError, match=named):
        read_truth(write(tmp_path / "truth.csv", line), sensors={"wd": 1}, zone=SHANGHAI)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("sensor,began\n")
    with pytest.raises(YipingError, match="has no column sensor_id, ended"):
        read_truth(path, sensors={}, zone=SHANGHAI)


def test_firings_of_two_rules_are_paired_where_they_overlap() -> None:
    old = [firing(0), firing(5), firing(9), firing(5, num=2)]
    new = [firing(0), replace(firing(5.5), peak=Severity.BLUE), firing(20), firing(5, num=3)]
    found = difference(new, old)
    assert found.same == 1
    assert found.changed == [(old[1], new[1])]
    assert found.only_tried == [new[2], new[3]]
    assert found.only_in_force == [old[2], old[3]]
