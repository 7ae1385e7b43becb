"""What people tell of becomes a case, and is joined to the case that it is."""

from datetime import timedelta

import pytest

from model.order import OrderState, Source
from model.position import Position
from model.reading import Origin
from orders.comparing import compare_new
from orders.errors import Refused
from orders.working import view_of
from store.cases import reports_of
from tests.fixtures.batches import NOW
from tests.fixtures.city import WEST
from tests.orders.desk import WET, Desk

METRE = 1 / 111_195
"""Degrees of latitude."""

HOUR = timedelta(hours=1)


def north(metres: float) -> Position:
    return Position(WET.lon, WET.lat + metres * METRE)


def test_a_report_is_a_case_that_waits_to_be_taken_on(desk: Desk) -> None:
    view = desk.report(address="河南中路 12 号", ticket="SH-1")
    assert (view.order.state, view.order.source, view.order.area) == (
        OrderState.REPORTED,
        Source.HOTLINE,
        WEST,
    )
    assert (view.name.zh, view.sensor_id) == ("河南中路 12 号 道路积水", None)
    taken = desk.do(view.order.id, "file", "li")
    assert (taken.order.state, taken.order.trade) == (OrderState.DISPATCHED, "drainage")
    assert taken.order.due_at is not None


def test_what_is_no_case_for_the_city_ends_with_a_reason(desk: Desk) -> None:
    view = desk.report()
    with pytest.raises(Refused, match="no case for the city"):
        desk.do(view.order.id, "reject", "li", note=" ")
    assert desk.do(view.order.id, "reject", "li", note="private yard").order.state is OrderState.REJECTED


def test_a_ticket_that_comes_twice_is_one_case(desk: Desk) -> None:
    first = desk.report(ticket="SH-1")
    assert desk.report(ticket="SH-1", words="told again").order.id == first.order.id
    assert desk.report(ticket="SH-1", source=Source.STAFF).order.id == first.order.id  # merged by its place
    assert desk.rows("select source, ticket from report order by num") == [
        ("hotline", "SH-1"),
        ("staff", "SH-1"),
    ]


def test_a_second_report_of_the_place_joins_the_first(desk: Desk) -> None:
    first = desk.report()
    second = desk.report(now=NOW + HOUR, position=north(100), words="still there")
    assert second.order.id == first.order.id
    assert [one.words for one in reports_of(desk.conn, first.order.num)] == ["knee-deep", "still there"]
    assert desk.rows("select note from work_order_event where command = 'merge' and to_state = 'merged'") == [
        ("100 m, 1:00:00",)
    ]
    assert desk.rows("select distinct case_id from order_row") == [(first.order.id,)]


@pytest.mark.parametrize(
    ("metres", "hours", "same"), [(149, 1, True), (151, 1, False), (0, 3, True), (0, 3.1, False)]
)
def test_radius_and_time_are_those_of_the_plan(desk: Desk, metres: float, hours: float, same: bool) -> None:
    first = desk.report()  # a flood: 150 m, 3 h
    second = desk.report(now=NOW + hours * HOUR, position=north(metres))
    assert (second.order.id == first.order.id) is same


def test_another_matter_in_the_same_place_is_another_case(desk: Desk) -> None:
    assert desk.report(category="litter").order.id != desk.report().order.id


def test_a_report_joins_the_order_of_the_sensor_there(desk: Desk) -> None:
    order_id = desk.open()
    assert desk.report(now=NOW + HOUR).order.id == order_id


def test_an_alert_after_a_report_takes_it_over_unless_somebody_works_it_already(desk: Desk) -> None:
    told = desk.report()
    order_id = desk.open(now=NOW + HOUR)
    assert compare_new(desk.conn, now=NOW + HOUR, limit=10) == 1
    assert view_of(desk.conn, told.order.id).order.merged_id == order_id


def test_an_alert_goes_to_the_crew_that_a_report_has_sent_already(desk: Desk) -> None:
    told = desk.report()
    desk.do(told.order.id, "file", "li")
    desk.do(told.order.id, "accept", "zhang")
    order_id = desk.open(now=NOW + HOUR)
    compare_new(desk.conn, now=NOW + HOUR, limit=10)
    assert view_of(desk.conn, order_id).order.merged_id == told.order.id
    assert compare_new(desk.conn, now=NOW + HOUR, limit=10) == 0


def test_two_sensors_are_never_one_case_by_themselves(desk: Desk) -> None:
    desk.open()
    second = desk.open("crowd-west", rule_id="road_flooding", now=NOW)
    compare_new(desk.conn, now=NOW, limit=10)
    assert view_of(desk.conn, second).order.merged_id is None


def test_what_a_person_parted_is_not_joined_again(desk: Desk) -> None:
    first = desk.report()
    desk.report(now=NOW + HOUR, words="another puddle")
    (second,) = [row[0] for row in desk.rows("select id from work_order where state = 'merged'")]
    desk.do(second, "unmerge", "li", note="two puddles", now=NOW + HOUR)
    desk.conn.execute("update work_order set is_compared = false")
    compare_new(desk.conn, now=NOW + HOUR, limit=10)
    assert view_of(desk.conn, second).order.state is OrderState.REPORTED
    third = desk.report(now=NOW + 2 * HOUR)
    assert third.order.id in {first.order.id, second}


def test_a_report_of_a_drill_joins_nothing_real(desk: Desk) -> None:
    order_id = desk.open()
    view = desk.report(origin=Origin.EXERCISE)
    assert (view.order.id != order_id, view.order.origin) == (True, Origin.EXERCISE)


def test_where_the_work_is_done_a_new_report_is_a_new_case(desk: Desk) -> None:
    order_id = desk.open()
    desk.bring(order_id, OrderState.RESOLVED)
    assert desk.report().order.id != order_id


def test_a_report_soon_after_a_closed_order_says_which(desk: Desk) -> None:
    order_id = desk.open()
    desk.bring(order_id, OrderState.CLOSED)
    assert desk.report(now=NOW + timedelta(days=2)).order.follows_id == order_id


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"category": "ufo"}, "'ufo' is no category; there are .*road_water"),
        ({"words": " "}, "needs words"),
        ({"by": ""}, "name of who"),
        ({"source": Source.ALERT}, "no source of reports"),
    ],
)
def test_a_report_that_lacks_something_is_refused(
    desk: Desk, changed: dict[str, object], problem: str
) -> None:
    with pytest.raises(Refused, match=problem):
        desk.report(**changed)


def test_a_report_from_outside_of_all_areas_waits_for_a_person(desk: Desk) -> None:
    view = desk.report(position=Position(121.6, 31.23))
    filed = desk.do(view.order.id, "file", "li")
    assert (filed.order.state, filed.order.area) == (OrderState.FILED, None)


def test_what_no_table_can_hold_is_left_out(desk: Desk) -> None:
    view = desk.report(words="knee\0-deep", ticket="SH\0-1", address="a\0", contact="\0", by="op\0")
    assert desk.report(ticket="SH-1").order.id == view.order.id
    desk.do(view.order.id, "file", "l\0i", note="\0")
    assert desk.rows("select words, ticket, reported_by from report") == [("knee-deep", "SH-1", "op")]


def test_a_changed_boundary_is_seen_by_the_next_report(desk: Desk) -> None:
    first = desk.report()
    desk.conn.execute("update area set valid_to = now() where code = %s", [WEST])
    second = desk.report(category="litter")
    assert (first.order.area, second.order.area) == (WEST, "310101002001")
