"""The whole flow against the real database: people, alerts and time at random, and what always holds.

docs/orders.md lists the invariants in words.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from model.order import OVER, OrderCommand, OrderState
from model.person import person
from model.position import Position
from model.severity import Severity
from model.text import Text
from orders.clock import TimeLimit, TimeUnit
from orders.comparing import compare_new
from orders.errors import Refused
from orders.flow import allowed
from orders.reminding import remind_due
from store.clocks import clocks_of, pauses_of
from store.orders import orders_by_num
from store.pool import Connection, Pool
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST
from tests.orders.desk import WET, Desk
from tests.orders.test_calendar import works

AREAS = {"wd-west": WEST, "wd-east": EAST, "wd-outside": None}
PEOPLE = st.sampled_from(["zhang", "li", "wang"])
MINUTES = st.sampled_from([1, 7, 30, 240, 1500])
MINUTE = timedelta(minutes=1)
RUNS = {OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.ON_SITE}
HUMAN = [one for one in OrderCommand if one not in {"report", "remind", "escalate", "recur", "move"}]


class City(RuleBasedStateMachine):
    """A district in which everything happens; all of it in one transaction that is thrown away."""

    conn: Connection

    def __init__(self) -> None:
        super().__init__()
        self.conn.execute("savepoint city")
        self.desk = Desk(self.conn)
        self.now = NOW
        self.nums: list[int] = []

    def teardown(self) -> None:
        self.due_is_what_a_slow_walk_says()
        self.conn.execute("rollback to savepoint city")

    def order(self, pick: int) -> str:
        return f"WO-{self.nums[pick % len(self.nums)]:06}"

    def remember(self) -> None:
        self.nums = [num for (num,) in self.desk.rows("select num from work_order order by num")]

    @rule(sensor=st.sampled_from(sorted(AREAS)), level=st.sampled_from(Severity))
    def an_alert_fires(self, sensor: str, level: Severity) -> None:
        self.desk.open(sensor, area=AREAS[sensor], severity=level, now=self.now)
        if not self.desk.rows(
            f"select 1 from alert where sensor_num = {self.desk.sensors[sensor]} and cleared_at is null"
        ):
            self.desk.alert(sensor, at=self.now)
        self.remember()

    @rule(sensor=st.sampled_from(sorted(AREAS)))
    def an_alert_clears(self, sensor: str) -> None:
        self.desk.clear(sensor, at=self.now)

    @rule(
        east=st.booleans(),
        ticket=st.sampled_from([None, "T1", "T2"]),
        category=st.sampled_from(["road_water", "litter"]),
    )
    def somebody_reports(self, east: bool, ticket: str | None, category: str) -> None:
        place = Position(121.495, 31.23) if east else WET
        self.desk.report(now=self.now, position=place, ticket=ticket, category=category)
        self.remember()

    @precondition(lambda self: self.nums)
    @rule(
        pick=st.integers(0, 20),
        into=st.integers(0, 20),
        command=st.sampled_from(HUMAN),
        actor=PEOPLE,
        override=st.sampled_from([None, "seen on site"]),
    )
    def a_person_tries(
        self, pick: int, into: int, command: OrderCommand, actor: str, override: str | None
    ) -> None:
        beside: dict[str, Any] = {
            "dispatch": {"area": WEST, "trade": "general"},
            "assign": {"person": actor},
            "merge": {"into": self.order(into)},
            "extend": {"longer": TimeLimit(amount=2, unit=TimeUnit.WORKING_HOUR)},
            "split": {"name": Text(zh="另一处", en="another")},
        }.get(command.value, {})
        try:
            self.desk.do(self.order(pick), command.value, actor, now=self.now, override=override, **beside)
        except Refused:
            return
        self.remember()

    @precondition(lambda self: self.nums)
    @rule(pick=st.integers(0, 20), actor=PEOPLE, steps=st.integers(1, 4))
    def somebody_works(self, pick: int, actor: str, steps: int) -> None:
        for _ in range(steps):
            order = orders_by_num(self.conn, [self.nums[pick % len(self.nums)]])[0]
            if not allowed(order):
                return
            try:
                self.desk.do(order.id, allowed(order)[0].value, actor, now=self.now)
            except Refused:
                return

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def the_engine_looks(self) -> None:
        remind_due(self.conn, now=self.now, limit=100)
        compare_new(self.conn, now=self.now, limit=100)

    @invariant()
    def every_order_is_what_its_history_says(self) -> None:
        events = self.desk.rows(
            "select order_num, command, from_state, to_state, actor from work_order_event order by num"
        )
        for order in orders_by_num(self.conn, self.nums):
            own = [one[1:] for one in events if one[0] == order.num]
            assert own[-1][2] == order.state
            for before, after in pairwise(own):
                assert after[1] == before[2], (before, after)
            words = Counter(one[0] for one in own)
            assert order.round == words["dispatch"] + words["rework"]
            assert (order.returns, order.reworks) == (words["return"], words["rework"])
            assert_another_verified(own)

    @invariant()
    def clocks_run_where_people_work_and_stand_where_they_cannot(self) -> None:
        clocks, pauses = clocks_of(self.conn, self.nums), pauses_of(self.conn, self.nums)
        for order in orders_by_num(self.conn, self.nums):
            running = [one for one in clocks if one.order_num == order.num and one.stopped_at is None]
            assert order.paused == any(one.order_num == order.num and one.until is None for one in pauses)
            if order.state in {OrderState.PARKED, OrderState.MERGED}:
                assert order.paused
            elif order.state not in RUNS:
                assert (running, order.paused) == ([], False)
            stood = [one.since for one in pauses if one.order_num == order.num and one.until is None]
            for one in running:
                # What had run out before it was paused stays due since then.
                assert (one.due_at is None) <= order.paused
                assert not order.paused or one.due_at is None or one.due_at <= stood[0]
                assert one.round == order.round
            resolve = [one.due_at for one in running if one.sort == "resolve"]
            assert order.due_at == (resolve[0] if resolve else None)

    @invariant()
    def what_is_merged_lies_in_an_unclosed_order_and_ends_with_it(self) -> None:
        by_id = {order.id: order for order in orders_by_num(self.conn, self.nums)}
        for order in by_id.values():
            assert (order.state is OrderState.MERGED) <= (order.merged_id is not None)
            if order.state is OrderState.MERGED and order.merged_id is not None:
                assert by_id[order.merged_id].state not in {*OVER, OrderState.MERGED}

    @invariant()
    def what_the_tables_never_hold(self) -> None:
        for what, sql in NEVER.items():
            assert self.desk.rows(sql) == [(0,)], what

    def due_is_what_a_slow_walk_says(self) -> None:
        clocks, pauses = clocks_of(self.conn, self.nums), pauses_of(self.conn, self.nums)
        for one in clocks:
            if one.due_at is not None and one.stopped_at is None:
                stood = [(p.since, p.until or self.now) for p in pauses if p.order_num == one.order_num]
                assert one.due_at == slow_due(one.since, one.amount, one.unit, stood)


NEVER = {
    "a wet sensor that lost its order without a named override": """
        select count(*) from alert a
         where a.cleared_at is null
           and not exists (select from work_order o
                            where (o.rule_id, o.sensor_num) = (a.rule_id, a.sensor_num)
                              and (not o.is_over
                                   or exists (select from work_order_event e
                                               where e.order_num = o.num and e.override is not null)))""",
    "somebody who decided on his own wish": """
        select count(*) from work_order_extension where person(asked_by) = person(decided_by)""",
    "a case whose first order belongs to another case": """
        select count(*) from order_row o join order_row c on c.id = o.case_id where c.case_id <> c.id""",
    "two unclosed orders of one rule, sensor and origin": """
        select count(*) from (select 1 from work_order where not is_over and sensor_num is not null
                               group by rule_id, sensor_num, origin having count(*) > 1) t""",
    "a rung of a clock that has stopped, and is still to come": """
        select count(*) from work_order_rung r join work_order_clock c using (order_num, round, sort)
         where c.stopped_at is not null and r.reached_at is null and r.due_at is not null""",
    "a ticket told twice": """
        select count(*) from (select 1 from report group by source, ticket
                               having count(*) > 1 and ticket is not null) t""",
}


def assert_another_verified(events: list[tuple[str, str, str, str]]) -> None:
    resolver = ""
    for command, _, _, actor in events:
        resolver = actor if command == "resolve" else resolver
        assert command != "verify" or person(actor) != person(resolver)


def slow_due(since: datetime, amount: float, unit: str, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """When a limit is used up, found minute by minute; a working day has 7.5 hours here."""
    left, at = round(amount * {"urgent_hour": 60, "working_hour": 60, "working_day": 450}[unit]), since
    while left:
        stands = any(begin <= at < end for begin, end in pauses)
        left -= not stands and (unit == "urgent_hour" or works(at))
        at += MINUTE
    return at


@pytest.mark.long
@pytest.mark.timeout(600)  # a failure is made smaller step by step
def test_the_whole_flow(pool: Pool) -> None:
    with pool.connection() as conn:

        class Here(City):
            pass

        Here.conn = conn
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=15,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
