"""The desk against the real database: opened once, worked by people, one of two wins."""

import threading
from datetime import timedelta

import pytest

from model.order import OrderCommand, OrderState
from orders import desk
from orders.errors import Refused
from orders.working import Particulars, perform
from store.orders import open_orders, order_events, order_view
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.city import EAST, WEST

DAY = [
    (OrderCommand.ACCEPT, "zhang", ""),
    (OrderCommand.ARRIVE, "zhang", ""),
    (OrderCommand.RESOLVE, "zhang", "pumped dry"),
    (OrderCommand.VERIFY, "li", ""),
    (OrderCommand.CLOSE, "li", ""),
]


STAGES = list(OrderState)[1:8]


def flood(send: Send, sensor: str = "wd-west") -> None:
    send(*(depth(30, at, sensor=sensor) for at in (0, 60)))


def dry(send: Send) -> None:
    send(depth(0, 600), depth(0, 1200))


def work(pool: Pool, order_id: str, commands: list[tuple[OrderCommand, str, str]]) -> None:
    for command, actor, note in commands:
        with pool.connection() as conn:
            perform(conn, order_id=order_id, command=command, actor=actor, now=NOW, note=note)


def only_order(pool: Pool) -> str:
    with pool.connection() as conn:
        (view,) = open_orders(conn)
    return view.order.id


def test_an_order_is_worked_from_dispatch_to_closure(pool: Pool, send: Send) -> None:
    flood(send)
    dry(send)
    order_id = only_order(pool)
    work(pool, order_id, DAY)
    with pool.connection() as conn:
        view = order_view(conn, order_id)
        assert view is not None
        events = order_events(conn, view.order.num)
        assert open_orders(conn) == []
    assert view.order.state is OrderState.CLOSED
    assert view.order.resolved_by == "zhang"
    assert [event.to_state for event in events] == STAGES


def test_a_wet_sensor_keeps_its_order_open(pool: Pool, send: Send) -> None:
    flood(send)
    order_id = only_order(pool)
    with pytest.raises(Refused, match="still reads above"):
        work(pool, order_id, DAY)
    assert only_order(pool) == order_id


def test_of_two_people_at_once_one_wins_and_the_other_hears_who(pool: Pool, send: Send) -> None:
    flood(send)
    order_id = only_order(pool)
    start, heard = threading.Barrier(2), []

    def accept(actor: str) -> None:
        start.wait()
        try:
            work(pool, order_id, [(OrderCommand.ACCEPT, actor, "")])
        except Refused as refused:
            heard.append(str(refused))

    people = [threading.Thread(target=accept, args=[actor]) for actor in ("zhang", "li")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with pool.connection() as conn:
        view = order_view(conn, order_id)
        assert view is not None
        accepted = [event for event in order_events(conn, view.order.num) if event.command == "accept"]
    assert len(accepted) == 1
    assert len(heard) == 1
    assert accepted[0].actor in heard[0] or "is accepted" in heard[0]


def test_orders_of_an_area_are_those_of_all_below_it(pool: Pool, send: Send) -> None:
    flood(send, "wd-west")
    flood(send, "wd-east")
    with pool.connection() as conn:
        found = {
            code: {view.sensor_id for view in open_orders(conn, under=code)}
            for code in (WEST, EAST, "310101")
        }
    assert found == {WEST: {"wd-west"}, EAST: {"wd-east"}, "310101": {"wd-west", "wd-east"}}


def test_a_view_tells_the_place_and_the_last_value(pool: Pool, send: Send) -> None:
    flood(send)
    with pool.connection() as conn:
        (view,) = open_orders(conn)
    assert [name.en for name in view.area_path] == ["District", "Street", "Committee", "West"]
    assert (view.last_metric, view.last_value, view.alert_open) == ("depth_cm", 30.0, True)


def test_an_order_without_an_area_is_dispatched_by_a_person(pool: Pool, send: Send) -> None:
    flood(send, "wd-outside")
    order_id = only_order(pool)
    with pytest.raises(Refused, match="needs the code of an area"):
        work(pool, order_id, [(OrderCommand.DISPATCH, "li", "")])
    with pool.connection() as conn:
        order = perform(
            conn,
            order_id=order_id,
            command=OrderCommand.DISPATCH,
            actor="li",
            now=NOW,
            beside=Particulars(area=EAST),
        )
    assert (order.state, order.area) == (OrderState.DISPATCHED, EAST)


def test_an_order_is_routed_once_its_sensor_has_an_area(pool: Pool, send: Send) -> None:
    flood(send, "wd-outside")
    with pool.connection() as conn:
        assert desk.route_waiting(conn, now=NOW) == 0
        conn.execute("update sensor set area = '310101002001002' where id = 'wd-outside'")
        assert desk.route_waiting(conn, now=NOW + timedelta(minutes=1)) == 1
        (view,) = open_orders(conn)
    assert (view.order.state, view.order.area) == (OrderState.DISPATCHED, EAST)


def test_an_order_that_is_not_there_is_named(pool: Pool) -> None:
    with pytest.raises(Refused, match="WO-999999"):
        work(pool, "WO-999999", DAY[:1])
