"""Clocks of orders against the real database: started, stopped, made shorter, set anew with the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from model.order import Purpose
from model.severity import Severity
from orders.calendar import WorkCalendar
from orders.clock import Clock, ClockSort, TimeLimit, TimeUnit
from orders.hours import calendar_in, shifts_from
from orders.plan import shipped_plans
from orders.reminding import follow_calendar
from orders.working import view_of
from store.calendar import CalendarDay, put_day
from store.clocks import ClockRow, clocks_of, put_hours, rungs_of
from tests.fixtures.batches import NOW
from tests.orders.desk import Desk
from tests.orders.test_calendar import SHIFTS, ZONE, walked

MONDAY = datetime(2026, 8, 24, 9, 0, tzinfo=ZONE)
FLOOD = shipped_plans().by_id["flood"]
HOUR = timedelta(hours=1)


def running(desk: Desk, order_id: str) -> dict[str, ClockRow]:
    num = view_of(desk.conn, order_id).order.num
    return {one.sort: one for one in clocks_of(desk.conn, [num]) if one.stopped_at is None}


def lamp(desk: Desk, now: datetime = MONDAY) -> str:
    """An order whose clocks count working time: a sensor that needs a hand."""
    return desk.open(purpose=Purpose.MAINTENANCE, now=now)


def test_a_dispatch_starts_the_clocks_of_its_plan_and_level(desk: Desk) -> None:
    found = running(desk, desk.open())
    for sort, limit in FLOOD.limits[Severity.BLUE].items():
        assert (found[sort].amount, found[sort].unit) == (limit.amount, limit.unit)
        assert found[sort].due_at == NOW + limit.amount * HOUR


def test_a_filed_order_without_an_area_has_no_clocks_yet(desk: Desk) -> None:
    assert running(desk, desk.open("wd-outside", area=None)) == {}


def test_each_step_stops_its_clock_as_met_or_late(desk: Desk) -> None:
    order_id = desk.open()
    late = NOW + FLOOD.limits[Severity.BLUE][ClockSort.ARRIVE].amount * HOUR + timedelta(seconds=1)
    desk.do(order_id, "accept", now=NOW + timedelta(minutes=5))
    view = desk.do(order_id, "arrive", now=late)
    ended = {one.sort: one.ended for one in clocks_of(desk.conn, [view.order.num])}
    assert ended == {"accept": "met", "arrive": "late", "resolve": None}
    assert not view.order.late  # only the work itself tells whether an order was done in time
    assert desk.do(order_id, "resolve", now=NOW + 99 * HOUR).order.late


def test_an_order_that_rises_to_red_has_no_more_time_than_red_allows(desk: Desk) -> None:
    order_id = desk.open()
    desk.open(severity=Severity.RED, now=NOW + timedelta(minutes=1))
    red = FLOOD.limits[Severity.RED][ClockSort.RESOLVE]
    assert running(desk, order_id)["resolve"].due_at == NOW + red.amount * HOUR


def test_working_time_ends_where_a_slow_walk_ends(desk: Desk) -> None:
    for sort, one in running(desk, lamp(desk, MONDAY + timedelta(hours=7, minutes=13))).items():
        length = Clock(limit=TimeLimit(amount=one.amount, unit=TimeUnit(one.unit)), since=one.since)
        calendar = WorkCalendar(zone=ZONE, shifts=SHIFTS)
        minutes = round(length.allowed(calendar) / timedelta(minutes=1))
        assert one.due_at == walked(one.since, minutes), sort


def test_a_day_off_moves_what_is_due_and_its_rungs(desk: Desk) -> None:
    order_id = lamp(desk)
    before = running(desk, order_id)["resolve"].due_at
    off = CalendarDay(day=date(2026, 8, 25), is_worked=False, reason="typhoon", set_by="li", set_at=NOW)
    put_day(desk.conn, off)
    while follow_calendar(desk.conn, limit=1):
        pass
    after = running(desk, order_id)["resolve"].due_at
    assert before is not None
    assert after is not None
    calendar = calendar_in(desk.conn)
    assert not calendar.is_worked(date(2026, 8, 25))
    assert after > before
    num = view_of(desk.conn, order_id).order.num
    (rung,) = [one for one in rungs_of(desk.conn, [num]) if (one.sort, one.share) == ("resolve", 1)]
    assert rung.due_at == after == view_of(desk.conn, order_id).order.due_at
    assert not follow_calendar(desk.conn, limit=1)


def test_other_hours_set_every_waiting_clock_anew_in_steps(desk: Desk) -> None:
    ids = [lamp(desk), desk.open("wd-east", purpose=Purpose.MAINTENANCE, now=MONDAY), desk.open("crowd-west")]
    before = [running(desk, one)["resolve"].due_at for one in ids]
    put_hours(desk.conn, zone="Asia/Shanghai", hours="10:00-12:00")
    steps = 1
    while follow_calendar(desk.conn, limit=1):
        steps += 1
    after = [running(desk, one)["resolve"].due_at for one in ids]
    assert [was == now for was, now in zip(before, after, strict=True)] == [False, False, True]
    assert steps == 3
    short = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"), shifts=shifts_from("10:00-12:00"))
    one = running(desk, ids[0])["resolve"]
    limit = TimeLimit(amount=one.amount, unit=TimeUnit(one.unit))
    assert one.due_at == Clock(limit=limit, since=MONDAY.astimezone(UTC)).due_at(short)


def test_the_same_hours_told_twice_change_nothing(desk: Desk) -> None:
    for _ in range(2):
        put_hours(desk.conn, zone="Asia/Shanghai", hours="08:30-11:30/13:00-17:30")
    assert not follow_calendar(desk.conn, limit=1)
    assert desk.rows("select version from work_hours") == [(0,)]
