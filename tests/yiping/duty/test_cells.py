"""Times as people write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiping.duty.cells import moment, written_moment
from yiping.registry.cells import CellError
from yiping.registry.table import Cell

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
EIGHT = datetime(2026, 11, 20, 0, tzinfo=UTC)  # 8 in Shanghai


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20 08:00",
        "2026-11-20T08:00:00",
        "2026/11/20 8:00",
        "2026年11月20日 08:00",
        "2026-11-20 00:00Z",
        "2026-11-20 01:00 +01:00",
        datetime(2026, 11, 20, 7, 59, 59, 999_997),  # noqa: DTZ001  a spreadsheet knows no zones
    ],
)
def test_a_time_is_that_of_the_district_unless_it_says_otherwise(cell: Cell) -> None:
    assert moment(SHANGHAI)(cell) == EIGHT


@pytest.mark.parametrize("cell", ["2026-11-20", "20261120", date(2026, 11, 20)])
def test_a_day_means_its_start(cell: Cell) -> None:
    assert moment(SHANGHAI)(cell) == datetime(2026, 11, 19, 16, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["tomorrow", "08:00", "2026-11-31 08:00", "2026-11-20 8", 46346.333, True])
def test_what_is_no_time_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError):
        moment(SHANGHAI)(cell)


def test_a_time_that_the_clocks_leap_over_is_refused() -> None:
    with pytest.raises(CellError, match="leap over"):
        moment(BERLIN)("2026-03-29 02:30")


@given(st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_written_time_is_read_as_the_same_one(time: datetime) -> None:
    for zone in (SHANGHAI, BERLIN):
        assert moment(SHANGHAI)(written_moment(time, zone)) == time
