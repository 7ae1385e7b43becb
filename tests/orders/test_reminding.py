"""Orders climb their ladders, each rung once, and after a sleep without a storm."""

import threading
from datetime import datetime, timedelta

from model.area import Level
from model.order import OrderCommand
from orders.plan import shipped_plans
from orders.reminding import remind_due
from orders.working import view_of
from store.orders import order_events
from store.pool import Pool
from tests.fixtures.batches import NOW
from tests.orders.desk import Desk

HOUR = timedelta(hours=1)
LADDER = shipped_plans().by_id["flood"].ladder
"""Accept 0.5 h: committee at 0.8, street at 1, district at 2; arrive 1 h, resolve 4 h: street at 1."""


def reminders(desk: Desk, order_id: str) -> list[str]:
    num = view_of(desk.conn, order_id).order.num
    events = order_events(desk.conn, num)
    return [event.note for event in events if event.command is OrderCommand.REMIND]


def remind(desk: Desk, now: datetime) -> int:
    return remind_due(desk.conn, now=now, limit=100)


def test_an_order_climbs_rung_by_rung_at_the_second_and_each_once(desk: Desk) -> None:
    order_id = desk.open()
    assert remind(desk, NOW + timedelta(minutes=23, seconds=59)) == 0
    assert remind(desk, NOW + timedelta(minutes=24)) == 1
    assert remind(desk, NOW + timedelta(minutes=25)) == 0
    assert remind(desk, NOW + timedelta(minutes=30)) == 1
    assert reminders(desk, order_id) == ["accept 0.8 committee", "accept 1 street"]
    assert view_of(desk.conn, order_id).order.level is Level.STREET


def test_a_step_in_time_climbs_nothing(desk: Desk) -> None:
    order_id = desk.open()
    desk.do(order_id, "accept", now=NOW + timedelta(minutes=20))
    remind(desk, NOW + timedelta(minutes=45))
    assert reminders(desk, order_id) == []


def test_a_parked_order_climbs_nothing_until_it_goes_on(desk: Desk) -> None:
    order_id = desk.open()
    desk.do(order_id, "park", now=NOW + timedelta(minutes=10))
    assert remind(desk, NOW + 100 * HOUR) == 0
    desk.do(order_id, "unpark", now=NOW + 100 * HOUR)
    assert remind(desk, NOW + 100 * HOUR + timedelta(minutes=13, seconds=59)) == 0
    assert remind(desk, NOW + 100 * HOUR + timedelta(minutes=14)) == 1


def test_after_a_sleep_an_order_is_carried_to_its_highest_rung_with_one_line(desk: Desk) -> None:
    order_id = desk.open()
    assert remind(desk, NOW + 5 * HOUR) == 1
    assert reminders(desk, order_id) == ["accept 2 district caught_up"]
    assert view_of(desk.conn, order_id).order.level is Level.DISTRICT
    assert remind(desk, NOW + 5 * HOUR) == 0


def test_a_clock_that_leaps_ahead_and_back_reminds_nobody_twice(desk: Desk) -> None:
    order_id = desk.open()
    leaps = [timedelta(hours=30), timedelta(minutes=1), timedelta(minutes=24), timedelta(hours=1), 31 * HOUR]
    assert [remind(desk, NOW + leap) for leap in leaps] == [1, 0, 0, 0, 0]
    assert len(reminders(desk, order_id)) == 1


def test_a_new_round_climbs_a_ladder_of_its_own(desk: Desk) -> None:
    order_id = desk.open()
    remind(desk, NOW + timedelta(minutes=24))
    desk.do(order_id, "return", note="not ours", now=NOW + timedelta(minutes=25))
    assert remind(desk, NOW + 9 * HOUR) == 0
    view = desk.do(order_id, "dispatch", "li", now=NOW + 9 * HOUR)
    assert view.order.level is None
    assert remind(desk, NOW + 9 * HOUR + timedelta(minutes=24)) == 1


def test_the_ladder_is_the_one_that_the_order_opened_with(desk: Desk) -> None:
    order_id = desk.open()
    desk.conn.execute("update work_order set plan = 'other'")
    for minutes in range(0, 600, 1):
        remind(desk, NOW + timedelta(minutes=minutes))
    shares = {(note.split()[0], float(note.split()[1])) for note in reminders(desk, order_id)}
    assert shares == {(rung.sort.value, rung.share) for rung in LADDER if rung.share > 0} - shadowed()


def shadowed() -> set[tuple[str, float]]:
    """Rungs that are due in the same minute as a higher or later one: one line tells of both."""
    limits = shipped_plans().by_id["flood"].limits
    at = {
        (rung.sort.value, rung.share): (limits[min(limits)][rung.sort].amount * rung.share, rung.level)
        for rung in LADDER
    }
    return {one for one, (due, level) in at.items() if any(d == due and lv < level for d, lv in at.values())}


def test_two_engines_at_once_remind_of_each_order_once(pool: Pool) -> None:
    with pool.connection() as conn:
        desk = Desk(conn)
        for rule in range(40):
            desk.open(rule_id=f"rule_{rule}")
    start, counts = threading.Barrier(2), []

    def engine() -> None:
        start.wait()
        while True:
            with pool.connection() as conn:
                if not (taken := remind_due(conn, now=NOW + timedelta(minutes=24), limit=7)):
                    return
                counts.append(taken)

    engines = [threading.Thread(target=engine) for _ in range(2)]
    for one in engines:
        one.start()
    for one in engines:
        one.join()
    with pool.connection() as conn:
        remind_due(conn, now=NOW + timedelta(minutes=24), limit=100)
        sql = b"select count(*), count(distinct order_num) from work_order_event where command = 'remind'"
        assert conn.execute(sql).fetchone() == (40, 40)
