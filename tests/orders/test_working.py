"""What people do to orders beyond the way from dispatch to closure, against the real database."""

import threading
from datetime import timedelta

import pytest

from model.order import OrderState, OrderView
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from orders.clock import TimeLimit, TimeUnit
from orders.desk import route_waiting
from orders.errors import Refused
from orders.working import view_of
from store.cases import case_orders
from store.clocks import clocks_of, pauses_of
from store.orders import order_events
from store.pool import Pool
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST
from tests.orders.desk import Desk

HOUR = timedelta(hours=1)
TWO_HOURS = TimeLimit(amount=2, unit=TimeUnit.URGENT_HOUR)


def ended(desk: Desk, view: OrderView) -> dict[tuple[int, str], str | None]:
    return {(one.round, one.sort): one.ended for one in clocks_of(desk.conn, [view.order.num])}


def commands(desk: Desk, order_id: str) -> list[str]:
    return [event.command.value for event in order_events(desk.conn, view_of(desk.conn, order_id).order.num)]


def test_who_accepts_an_order_has_it(desk: Desk) -> None:
    view = desk.do(desk.open(), "accept", "zhang")
    assert view.order.person == "zhang"


def test_what_is_not_ours_goes_back_to_the_desk_and_waits_for_a_person(desk: Desk) -> None:
    order_id = desk.open()
    desk.do(order_id, "accept")
    view = desk.do(order_id, "return", note="a pipe of the waterworks", now=NOW + HOUR)
    assert (view.order.state, view.order.person, view.order.returns) == (OrderState.FILED, None, 1)
    assert ended(desk, view)[1, "resolve"] == "void"
    assert route_waiting(desk.conn, now=NOW + HOUR) == 0
    view = desk.do(order_id, "dispatch", "li", trade="municipal", now=NOW + 2 * HOUR)
    assert (view.order.state, view.order.area, view.order.trade) == (OrderState.DISPATCHED, WEST, "municipal")
    assert ended(desk, view)[2, "accept"] is None


def test_what_is_not_mended_goes_out_again_with_new_clocks(desk: Desk) -> None:
    order_id = desk.open()
    desk.bring(order_id, OrderState.RESOLVED)
    view = desk.do(order_id, "rework", "li", note="still wet", now=NOW + HOUR)
    assert (view.order.state, view.order.round, view.order.reworks) == (OrderState.DISPATCHED, 2, 1)
    assert ended(desk, view) == {
        **{(1, sort): "met" for sort in ("accept", "arrive", "resolve")},
        **{(2, sort): None for sort in ("accept", "arrive", "resolve")},
    }


def test_more_time_is_asked_for_and_granted_by_another_person(desk: Desk) -> None:
    order_id = desk.open()
    due = view_of(desk.conn, order_id).order.due_at
    assert due is not None
    asked = desk.do(order_id, "extend", "zhang", note="no pump here", longer=TWO_HOURS)
    assert (asked.order.asked_by, asked.order.due_at) == ("zhang", due)
    with pytest.raises(Refused, match="zhang asked for more time"):
        desk.do(order_id, "grant", "Zhang")
    granted = desk.do(order_id, "grant", "li")
    assert (granted.order.asked_by, granted.order.due_at) == (None, due + 2 * HOUR)


def test_a_working_day_more_is_as_long_as_the_districts_also_for_urgent_hours(desk: Desk) -> None:
    order_id = desk.open()
    due = view_of(desk.conn, order_id).order.due_at
    assert due is not None
    desk.do(order_id, "extend", longer=TimeLimit(amount=1, unit=TimeUnit.WORKING_DAY))
    assert desk.do(order_id, "grant", "li").order.due_at == due + 7.5 * HOUR


def test_refused_time_changes_nothing_and_can_be_asked_for_again(desk: Desk) -> None:
    order_id = desk.open()
    due = desk.do(order_id, "extend", longer=TWO_HOURS).order.due_at
    assert desk.do(order_id, "refuse", "li").order.due_at == due
    assert desk.do(order_id, "extend", longer=TWO_HOURS).order.asked_by == "zhang"


def test_a_wish_for_time_lapses_with_the_work(desk: Desk) -> None:
    order_id = desk.open()
    desk.bring(order_id, OrderState.ON_SITE)
    desk.do(order_id, "extend", longer=TWO_HOURS)
    assert desk.do(order_id, "resolve").order.asked_by is None


def test_extend_without_an_amount_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="how much more time"):
        desk.do(desk.open(), "extend")


def test_a_pause_moves_what_is_due_by_its_length(desk: Desk) -> None:
    order_id = desk.open()
    due = view_of(desk.conn, order_id).order.due_at
    assert due is not None
    stands = desk.do(order_id, "pause", note="waits for the police", now=NOW + HOUR)
    assert (stands.order.paused, stands.order.due_at) == (True, None)
    goes = desk.do(order_id, "resume", now=NOW + 3 * HOUR)
    assert (goes.order.paused, goes.order.due_at) == (False, due + 2 * HOUR)
    (pause,) = pauses_of(desk.conn, [goes.order.num])
    assert (pause.reason, pause.begun_by) == ("waits for the police", "zhang")


def test_the_next_step_ends_a_pause(desk: Desk) -> None:
    order_id = desk.open()
    desk.do(order_id, "pause")
    assert not desk.do(order_id, "accept", now=NOW + HOUR).order.paused


@pytest.mark.parametrize("state", [OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.ON_SITE])
def test_a_parked_order_comes_back_to_where_it_was(desk: Desk, state: OrderState) -> None:
    order_id = desk.open()
    desk.bring(order_id, state)
    due = view_of(desk.conn, order_id).order.due_at
    assert due is not None
    parked = desk.do(order_id, "park", "li", note="the road opens in spring")
    assert (parked.order.state, parked.order.due_at) == (OrderState.PARKED, None)
    back = desk.do(order_id, "unpark", "li", now=NOW + 48 * HOUR)
    assert (back.order.state, back.order.due_at) == (state, due + 48 * HOUR)


def test_a_merged_order_stands_and_ends_with_the_one_that_took_it_in(desk: Desk) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST)
    merged = desk.do(second, "merge", "li", into=first)
    assert (merged.order.state, merged.order.merged_id, merged.order.due_at) == (
        OrderState.MERGED,
        first,
        None,
    )
    assert commands(desk, first)[-1] == "merge"
    desk.bring(first, OrderState.CLOSED)
    assert view_of(desk.conn, second).order.state is OrderState.CLOSED
    assert set(ended(desk, view_of(desk.conn, second)).values()) == {"void"}


def test_a_merge_is_undone_to_the_second(desk: Desk) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST)
    desk.do(second, "accept", "wang")
    before = view_of(desk.conn, second).order
    assert before.due_at is not None
    desk.do(second, "merge", "li", into=first)
    back = desk.do(second, "unmerge", "li", note="two puddles", now=NOW + HOUR).order
    assert (back.state, back.person, back.merged_id) == (before.state, "wang", None)
    assert back.due_at == before.due_at + HOUR
    assert commands(desk, first)[-1] == "unmerge"


def test_a_wet_sensor_of_a_merged_order_keeps_the_other_open(desk: Desk) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST)
    desk.alert("wd-east")
    desk.do(second, "merge", "li", into=first)
    desk.bring(first, OrderState.VERIFIED)
    assert view_of(desk.conn, first).alert_open
    with pytest.raises(Refused, match="still reads above"):
        desk.do(first, "close", "li")


@pytest.mark.parametrize("case", ["itself", "nothing", "unknown", "closed", "drill", "took_in", "resolved"])
def test_what_cannot_take_an_order_in_is_named(desk: Desk, case: str) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST)
    into, problem = first, "takes no other order in"
    if case == "itself":
        into, problem = second, "into itself"
    elif case in {"nothing", "unknown"}:
        into, problem = {"nothing": None, "unknown": "WO-999999"}[case], "id of an unclosed order"
    elif case == "closed":
        desk.do(first, "cancel", "li")
        problem = "id of an unclosed order"
    elif case == "drill":
        into, problem = desk.open(origin=Origin.EXERCISE), "stay apart"
    elif case == "took_in":
        desk.do(first, "merge", "li", into=second)
        first, second = second, first
        into, problem = desk.open("crowd-west", rule_id="crowd_density"), "let them go first"
        second = first
    else:
        desk.bring(first, OrderState.RESOLVED)
    with pytest.raises(Refused, match=problem):
        desk.do(second, "merge", "li", into=into)


def test_another_task_of_a_case_has_its_own_order_and_the_same_case(desk: Desk) -> None:
    order_id = desk.open()
    desk.do(order_id, "split", "li", name=Text(zh="路灯断电", en="lamp off"), trade="municipal")
    child_id = case_orders(desk.conn, order_id)[-1]
    child = view_of(desk.conn, child_id)
    assert (child.order.case_id, child.order.state, child.order.trade) == (
        order_id,
        OrderState.DISPATCHED,
        "municipal",
    )
    assert (child.name.zh, child.order.area) == ("路灯断电", WEST)
    with pytest.raises(Refused, match="no trade"):
        desk.do(order_id, "split", "li", name=Text(zh="a", en="a"), trade="magic")


def test_supervision_names_who_watches(desk: Desk) -> None:
    assert desk.do(desk.open(), "supervise", "mayor").order.supervised_by == "mayor"


def test_an_order_that_comes_soon_after_a_closed_one_says_which(desk: Desk) -> None:
    first = desk.open()
    desk.bring(first, OrderState.VERIFIED)
    desk.do(first, "close", "li")
    again = desk.open(now=NOW + timedelta(days=6))
    later_id = view_of(desk.conn, again).order.follows_id
    assert later_id == first
    desk.bring(again, OrderState.VERIFIED, now=NOW + timedelta(days=6))
    desk.do(again, "close", "li", now=NOW + timedelta(days=6))
    assert view_of(desk.conn, desk.open(now=NOW + timedelta(days=14))).order.follows_id is None


def test_whoever_read_an_order_before_its_alert_came_again_looks_again(desk: Desk) -> None:
    order_id = desk.open()
    before = view_of(desk.conn, order_id).order.turn
    assert desk.open(severity=Severity.RED) == order_id
    assert view_of(desk.conn, order_id).order.turn > before


@pytest.mark.parametrize("word", ["accept", "park", "supervise", "extend", "pause"])
def test_of_two_people_at_once_one_wins_and_the_other_hears_who(pool: Pool, word: str) -> None:
    with pool.connection() as conn:
        order_id = Desk(conn).open()
    start, heard = threading.Barrier(2), []
    told = {"longer": TWO_HOURS} if word == "extend" else {}

    def act(actor: str) -> None:
        with pool.connection() as conn:
            view_of(conn, order_id)
            start.wait()
            try:
                Desk(conn).do(order_id, word, actor, **told)
            except Refused as refused:
                heard.append((actor, str(refused)))

    people = [threading.Thread(target=act, args=[actor]) for actor in ("zhang", "li")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with pool.connection() as conn:
        done = [event for event in order_events(conn, 1) if event.command == word]
    if word == "supervise" and len(done) == 2:  # both may, one after the other
        return
    ((loser, reason),) = heard
    assert [event.actor for event in done] == [{"zhang": "li", "li": "zhang"}[loser]]
    assert "was first" in reason or "it takes" in reason


def test_an_order_that_takes_in_a_worse_one_has_its_limits(desk: Desk) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST, severity=Severity.RED)
    red_due = view_of(desk.conn, second).order.due_at
    desk.do(second, "merge", "li", into=first)
    taken = view_of(desk.conn, first).order
    assert (taken.severity, taken.due_at) == (Severity.RED, red_due)


def test_a_wish_for_time_lapses_with_the_order_that_took_it_in(desk: Desk) -> None:
    first, second = desk.open(), desk.open("wd-east", area=EAST)
    desk.do(second, "extend", longer=TWO_HOURS)
    desk.do(second, "merge", "li", into=first)
    desk.do(first, "cancel", "li")
    assert view_of(desk.conn, second).order.asked_by is None
