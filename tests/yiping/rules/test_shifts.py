"""Orders per area and shift, and which firings file one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.backtest import Firing
from model.errors import YipingError
from model.severity import Severity
from yiping.rules.shifts import DEFAULT, Load, loads, orders_of, shift_of, shifts_between, shifts_from

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 8, 25, tzinfo=SHANGHAI)


def firing(hour: float, lasted: float | None = 1, num: int = 1) -> Firing:
    began = (DAY + timedelta(hours=hour)).astimezone(UTC)
    cleared = None if lasted is None else began + timedelta(hours=lasted)
    return Firing(sensor_num=num, began=began, cleared=cleared, peak=Severity.RED, value=30.0)


def test_the_night_shift_belongs_to_the_day_on_which_it_began() -> None:
    shifts = shifts_from(DEFAULT)
    names = [shift_of(DAY + timedelta(hours=hour), shifts) for hour in (7.9, 8, 19.9, 20, 31.9)]
    yesterday, today = DAY.date() - timedelta(days=1), DAY.date()
    assert names == [
        (yesterday, "20-08"),
        (today, "08-20"),
        (today, "08-20"),
        (today, "20-08"),
        (today, "20-08"),
    ]


@pytest.mark.parametrize(
    "text", ["08-20", "08-20/21-08", "8-20/20-8", "08-25/25-08", "08-20/20-08/08-20", ""]
)
def test_shifts_that_do_not_fill_the_day_are_refused(text: str) -> None:
    with pytest.raises(YipingError, match="--shifts"):
        shifts_from(text)


def test_shifts_may_be_written_from_any_hour_with_minutes() -> None:
    assert [shift.name for shift in shifts_from("22:30-06/06-14/14-22:30")] == [
        "06-14",
        "14-22:30",
        "22:30-06",
    ]


@given(st.integers(0, 96), st.integers(1, 200), st.sampled_from([DEFAULT, "00-08/08-16/16-00"]))
def test_every_hour_lies_in_one_of_the_shifts_between(first: int, hours: int, text: str) -> None:
    shifts, since = shifts_from(text), DAY + timedelta(hours=first)
    between = list(shifts_between(since, since + timedelta(hours=hours), shifts, SHANGHAI))
    each = {shift_of(since + timedelta(hours=hour), shifts) for hour in range(hours)}
    assert (set(between), len(between)) == (each, len(each))


def test_a_firing_soon_after_another_joins_its_order() -> None:
    found = [firing(0), firing(3), firing(8.1), firing(3, num=2)]
    filed = orders_of(found, closed_after=timedelta(hours=4))
    # the second stands until 4, so its order is open until 8
    assert filed == [found[0], found[3], found[2]]


def test_while_an_alert_stands_its_order_is_open() -> None:
    assert len(orders_of([firing(0, None), firing(90)], closed_after=timedelta())) == 1


def test_orders_are_counted_by_area_and_shift() -> None:
    filed = [firing(9), firing(10), firing(21), firing(33), firing(9, num=2)]
    found = loads(
        filed,
        shifts=shifts_from(DEFAULT),
        areas={1: "A", 2: None},
        since=DAY + timedelta(hours=8),
        until=DAY + timedelta(hours=8, days=2),
        zone=SHANGHAI,
    )
    # two day shifts and two night shifts lie in the span
    assert found == [
        Load(area=None, shift="08-20", orders=1, mean=0.5, most=1),
        Load(area="A", shift="08-20", orders=3, mean=1.5, most=2),
        Load(area="A", shift="20-08", orders=1, mean=0.5, most=1),
    ]
