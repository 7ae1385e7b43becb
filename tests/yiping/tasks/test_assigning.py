"""From a flooded sensor to a person who is on duty."""

from datetime import timedelta
from pathlib import Path

from model.duty import Duty, Person
from store.crews import put_crews, put_people
from store.duty import put_duties
from store.orders import open_orders, order_events
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, depth
from tests.yiping.duty.crewed import crew
from yiping.settings import Settings
from yiping.tasks import assigning

SETTINGS = Settings(home=Path(), cache=Path())


def test_an_order_of_an_alert_gets_a_person_of_its_trade(small_city: str, pool: Pool, send: Send) -> None:
    turn = Duty(
        crew="pumps",
        person="zhang",
        begins=NOW - timedelta(hours=1),
        ends=NOW + timedelta(hours=1),
        set_by="li",
        set_at=NOW,
    )
    with pool.connection() as conn:
        put_people(conn, [Person(id="zhang", name="张伟")])
        put_crews(conn, [crew("pumps", "drainage", "310101")])
        put_duties(conn, [turn], by="li", now=NOW)
    send(*(depth(30, at) for at in (0, 60)))
    with connect(small_city, name="test") as conn:
        assert assigning.run(conn, NOW, SETTINGS) is False
    with pool.connection() as conn:
        (view,) = open_orders(conn)
        last = order_events(conn, view.order.num)[-1]
    assert (view.order.crew, view.order.person) == ("pumps", "zhang")
    assert (last.command, last.actor, last.note) == ("assign", "yiping", "pumps zhang on_duty")
