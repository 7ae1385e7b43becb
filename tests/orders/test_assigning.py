"""Orders find somebody, against the real database and the small city."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from model.duty import Crew, Duty, Person
from model.text import Text
from orders.assigning import assign_waiting
from orders.duty import assignment_from
from store.crews import put_crews, put_people
from store.duty import end_duty, put_duties
from store.errors import RefusedDataError
from store.pool import Pool
from tests.fixtures.city import EAST, WEST

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DISTRICT, STREET = "310101", "310101002"
PEOPLE = ("zhang", "li", "wang", "zhao", "qian")
ORDER = (
    "insert into work_order (rule_id, sensor_num, severity, state, origin, area, trade, person, crew,"
    " filed_at, state_since) values (%(rule)s, 1, %(severity)s, %(state)s, %(origin)s, %(area)s, %(trade)s,"
    " %(person)s, %(crew)s, now(), now()) returning num"
)


@pytest.fixture(autouse=True)
def crews(pool: Pool) -> None:
    """Pumps for the street, a desk for the district, a crew for the west alone; nobody on duty."""
    made = [("pumps", "drainage", STREET), ("desk", "desk", DISTRICT), ("west", "drainage", WEST)]
    with pool.connection() as conn:
        put_people(conn, [Person(id=name, name=name) for name in PEOPLE])
        put_crews(
            conn,
            [
                Crew(
                    id=crew_id,
                    name=Text(zh=crew_id, en=crew_id),
                    trade=trade,
                    areas=frozenset({area}),
                    valid_from=NOW - 99 * HOUR,
                )
                for crew_id, trade, area in made
            ],
        )


def on_duty(pool: Pool, crew: str, *people: str, begins: float = -1, ends: float = 1) -> list[int]:
    turns = [
        Duty(
            crew=crew,
            person=person,
            begins=NOW + begins * HOUR,
            ends=NOW + ends * HOUR,
            set_by="li",
            set_at=NOW,
        )
        for person in people
    ]
    with pool.connection() as conn:
        return put_duties(conn, turns, by="li", now=NOW)


def order(pool: Pool, number: int = 0, **changed: object) -> int:
    fields = {"rule": f"r{number}", "severity": 1, "state": "dispatched", "origin": "live", "area": EAST}
    nobody = {"trade": "drainage", "person": None, "crew": None}
    with pool.connection() as conn:
        row = conn.execute(ORDER, {**fields, **nobody, **changed}).fetchone()
    assert row is not None
    return int(row[0])


def assign(pool: Pool, hours: float = 0, limit: int = 100) -> int:
    with pool.connection() as conn:
        return assign_waiting(conn, now=NOW + hours * HOUR, limit=limit)


def has(pool: Pool, num: int) -> tuple[object, ...]:
    with pool.connection() as conn:
        row = conn.execute("select crew, person from work_order where num = %s", [num]).fetchone()
    assert row is not None
    return row


def notes(pool: Pool) -> Sequence[str]:
    with pool.connection() as conn:
        rows = conn.execute(
            "select note from work_order_event where command = 'assign' and actor = 'yiping'"
            " and from_state = 'dispatched' and to_state = 'dispatched' order by num"
        )
        return [note for (note,) in rows]


def test_an_order_goes_to_the_narrowest_crew_that_is_on_duty(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    on_duty(pool, "west", "li")
    east, west = order(pool, 1), order(pool, 2, area=WEST)
    assert assign(pool) == 2
    assert (has(pool, east), has(pool, west)) == (("pumps", "zhang"), ("west", "li"))
    assert notes(pool) == ["pumps zhang on_duty", "west li on_duty"]


def test_a_second_run_changes_nothing(pool: Pool) -> None:
    on_duty(pool, "desk", "wang")
    for number, trade in enumerate(["drainage", "gas", "desk", None]):
        order(pool, number, trade=trade)
    on_duty(pool, "pumps", "zhang", "li")
    assert assign(pool) == 4
    assert assign(pool) == 0
    assert len(notes(pool)) == 4


def test_the_loads_of_a_batch_stay_even_and_count_what_people_have(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang", "li", "wang")
    for number in range(3):
        order(pool, number, state="accepted", person="li", crew="pumps")
    for number in range(3, 10):
        order(pool, number)
    order(pool, 10, state="closed", person="wang", crew="pumps")  # is no load any more
    assert assign(pool) == 7
    people = Counter(assignment_from(note).person for note in notes(pool))
    # 3 of li's own and 7: three each, and the tenth by the alphabet
    assert people == {"zhang": 3, "wang": 3, "li": 1}


def test_the_worst_order_is_assigned_first(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    order(pool, 1)
    worst = order(pool, 2, severity=4)
    assert assign(pool, limit=1) == 1
    assert has(pool, worst) == ("pumps", "zhang")
    assert assign(pool, limit=1) == 1


def test_at_the_change_of_shifts_only_what_nobody_accepted_is_handed_over(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    on_duty(pool, "pumps", "li", begins=1, ends=2)
    taken, left = order(pool, 1), order(pool, 2)
    assign(pool)
    with pool.connection() as conn:
        conn.execute("update work_order set state = 'accepted' where num = %s", [taken])
    assert assign(pool, 0.99) == 0
    assert assign(pool, 1) == 1
    assert (has(pool, taken), has(pool, left)) == (("pumps", "zhang"), ("pumps", "li"))


def test_who_goes_home_early_hands_over_at_once(pool: Pool) -> None:
    (num,) = on_duty(pool, "pumps", "zhang")
    waiting = order(pool)
    assign(pool)
    with pool.connection() as conn:
        assert end_duty(conn, num, by="li", now=NOW)
    on_duty(pool, "desk", "wang")
    assert assign(pool) == 1
    assert has(pool, waiting) == ("desk", "wang")
    assert notes(pool)[-1] == "desk wang desk"


def test_after_the_last_shift_the_crew_has_an_order_without_a_person(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    waiting = order(pool)
    assign(pool)
    assert (assign(pool, 1), assign(pool, 1)) == (1, 0)
    assert (has(pool, waiting), notes(pool)[-1]) == (("pumps", None), "pumps - crew")


def test_a_desk_keeps_an_order_until_its_trade_is_on_duty(pool: Pool) -> None:
    on_duty(pool, "desk", "wang")
    waiting, odd = order(pool, 1), order(pool, 2, trade="lift")
    assign(pool)
    assert has(pool, waiting) == has(pool, odd) == ("desk", "wang")
    on_duty(pool, "pumps", "zhang")
    assert assign(pool) == 1
    assert (has(pool, waiting), has(pool, odd)) == (("pumps", "zhang"), ("desk", "wang"))


def test_with_nobody_on_duty_the_crew_has_it_and_those_that_nobody_can_take_hold_up_none(pool: Pool) -> None:
    for number in range(3):
        order(pool, number, trade="gas", severity=4)
    waiting = order(pool, 3)
    assert assign(pool, limit=1) == 1
    assert (has(pool, waiting), notes(pool)) == (("pumps", None), ["pumps - crew"])
    on_duty(pool, "pumps", "zhang")
    assert assign(pool, limit=1) == 1
    assert has(pool, waiting) == ("pumps", "zhang")


def test_an_order_of_a_crew_that_is_no_more_goes_back_to_nobody(pool: Pool) -> None:
    waiting = order(pool)
    assign(pool)
    with pool.connection() as conn:
        conn.execute("update crew set valid_to = %s where id = 'pumps'", [NOW])
    assert assign(pool) == 1
    assert (has(pool, waiting), notes(pool)[-1]) == ((None, None), "- - nobody")
    assert assign(pool) == 0


def test_exercises_are_assigned_and_replays_and_orders_of_no_trade_go_by_the_general_one(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    drill, replay = order(pool, 1, origin="exercise"), order(pool, 2, origin="replay")
    general = order(pool, 3, trade=None)
    on_duty(pool, "desk", "wang")
    assign(pool)
    assert (has(pool, drill), has(pool, replay)) == (("pumps", "zhang"), (None, None))
    assert has(pool, general) == ("desk", "wang")


def test_an_area_that_is_no_more_still_tells_who_is_near(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    with pool.connection() as conn:
        conn.execute("update area set valid_to = %s where code = %s", [NOW, EAST])
    waiting = order(pool)
    assign(pool)
    assert has(pool, waiting) == ("pumps", "zhang")


def by_hand(pool: Pool, num: int, crew: str | None, person: str | None, hours: float = 0) -> None:
    with pool.connection() as conn:
        conn.execute("update work_order set crew = %s, person = %s where num = %s", [crew, person, num])
        conn.execute(
            "insert into work_order_event (order_num, at, actor, command, from_state, to_state, note)"
            " values (%s, %s, 'officer', 'assign', 'dispatched', 'dispatched', '')",
            [num, NOW + hours * HOUR],
        )


def test_who_was_chosen_by_hand_keeps_an_order_in_whatever_crew_until_a_turn_of_his_ends(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang")
    on_duty(pool, "desk", "wang", ends=4)
    for begins in (2, 3):
        on_duty(pool, "west", "li", begins=begins, ends=begins + 1)
    num = order(pool)
    by_hand(pool, num, "desk", "li")  # of another crew than his, and called from home
    assert [assign(pool, hours) for hours in (0, 1, 2, 3, 3.9)] == [0, 0, 0, 0, 0]
    assert assign(pool, 4) == 1
    assert has(pool, num) == ("pumps", None)


def test_a_crew_that_was_chosen_by_hand_gives_it_to_somebody_of_its_own_or_it_goes_on(pool: Pool) -> None:
    on_duty(pool, "desk", "wang", "zhao")
    order(pool, 0, state="accepted", person="wang", crew="desk")
    num, other = order(pool, 1), order(pool, 2)
    on_duty(pool, "pumps", "zhang")
    by_hand(pool, num, "desk", None)
    by_hand(pool, other, "west", None)
    assert assign(pool) == 2
    assert (has(pool, num), has(pool, other)) == (("desk", "zhao"), ("pumps", "zhang"))
    assert assign(pool) == 0


def test_a_crew_that_was_chosen_by_hand_may_be_of_any_trade(pool: Pool) -> None:
    on_duty(pool, "west", "li")
    num = order(pool, trade="gas")
    by_hand(pool, num, "west", None)
    assert (assign(pool), has(pool, num)) == (1, ("west", "li"))


def test_runs_at_once_assign_each_order_once(pool: Pool) -> None:
    on_duty(pool, "pumps", "zhang", "li", "wang")
    nums = [order(pool, number) for number in range(40)]
    start, handed = threading.Barrier(3), []

    def run() -> None:
        start.wait()
        while some := assign(pool, limit=7):
            handed.append(some)

    runs = [threading.Thread(target=run) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert (sum(handed), len(notes(pool))) == (40, 40)
    assert {has(pool, num)[0] for num in nums} == {"pumps"}


def test_a_turn_of_duty_is_ended_once_and_otherwise_stays(pool: Pool) -> None:
    (num,) = on_duty(pool, "pumps", "zhang")
    assert on_duty(pool, "pumps", "zhang") == []
    for change in ("set ends = ends + '1 hour'", "set person = 'li'"):
        with pytest.raises(RefusedDataError, match="append-only"), pool.connection() as conn:
            conn.execute(f"update duty {change} where num = {num}".encode())
    with pytest.raises(RefusedDataError, match="append-only"), pool.connection() as conn:
        conn.execute("delete from duty")
    with pool.connection() as conn:
        assert end_duty(conn, num, by="li", now=NOW)
        assert end_duty(conn, num, by="wang", now=NOW) is None
    assert len(on_duty(pool, "pumps", "zhang")) == 1
