"""What befalls orders, and who calls: by chance that can be repeated."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from math import cos, hypot, radians
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from model.order import OrderCommand, OrderEvent, OrderState, Source, WorkOrder
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from orders import flow
from tests.fixtures.batches import NOW
from yiping.bench.feeds import callers
from yiping.bench.feeds.agenda import Agenda, FeedClock
from yiping.bench.feeds.callers import Call, calls_about, early_calls
from yiping.bench.feeds.script import Fate, fate_of, next_step, wait

FATES = st.builds(
    Fate,
    is_no_case=st.booleans(),
    returns=st.booleans(),
    parks=st.booleans(),
    asks=st.booleans(),
    is_granted=st.booleans(),
    reworks=st.booleans(),
)
SKIPS = st.sets(st.sampled_from([OrderCommand.ARRIVE])).map(frozenset)
PLACE = Position(-74.0, 40.7)


def order(**changed: object) -> WorkOrder:
    fields = {
        "num": 1,
        "id": "WO-000001",
        "rule_id": "r",
        "sensor_num": 1,
        "severity": Severity.BLUE,
        "state": OrderState.DISPATCHED,
        "origin": Origin.LIVE,
        "area": "1",
        "filed_at": NOW,
        "state_since": NOW,
        "resolved_by": None,
    }
    return WorkOrder(**{**fields, **changed})  # type: ignore[arg-type]


def after(before: WorkOrder, event: OrderEvent) -> WorkOrder:
    """The order as the store would hold it."""
    asked = {OrderCommand.EXTEND: event.actor, OrderCommand.GRANT: None, OrderCommand.REFUSE: None}
    return replace(
        before,
        state=event.to_state,
        before_state=before.state if event.command is OrderCommand.PARK else before.before_state,
        asked_by=asked.get(event.command, before.asked_by),
        resolved_by=event.actor if event.command is OrderCommand.RESOLVE else before.resolved_by,
        reworks=before.reworks + (event.command is OrderCommand.REWORK),
    )


def walked(standing: WorkOrder, fate: Fate) -> tuple[WorkOrder, list[OrderCommand]]:
    """The order at its end and what was done with it; every step is one that the flow takes."""
    done: list[OrderCommand] = []
    while (step := next_step(standing, fate, done)) is not None:
        actor, note = step.role.value, step.note
        event = flow.decide(standing, step.command, actor=actor, now=NOW, alert_open=False, note=note)
        standing = after(standing, event)
        done.append(step.command)
        assert len(done) < 30
    return standing, done


@given(fate=FATES, skips=SKIPS, source=st.sampled_from([Source.ALERT, Source.HOTLINE]))
def test_whatever_befalls_an_order_its_people_bring_it_to_its_end(
    fate: Fate, skips: frozenset[OrderCommand], source: Source
) -> None:
    begin = OrderState.REPORTED if source is Source.HOTLINE else OrderState.DISPATCHED
    end, done = walked(order(state=begin, source=source, skips=skips), fate)
    if source is Source.HOTLINE and fate.is_no_case:
        assert end.state is OrderState.REJECTED
        return
    assert end.state is OrderState.CLOSED
    wanted = {
        OrderCommand.RETURN: fate.returns,
        OrderCommand.PARK: fate.parks,
        OrderCommand.EXTEND: fate.asks,
        OrderCommand.GRANT: fate.asks and fate.is_granted,
        OrderCommand.REFUSE: fate.asks and not fate.is_granted,
        OrderCommand.REWORK: fate.reworks,
    }
    assert {command: done.count(command) for command in wanted} == wanted


def test_the_same_seed_gives_the_same_schedule_and_another_one_another() -> None:
    def schedule(seed: int) -> list[object]:
        rng = Random(f"{seed} WO-000001")
        fate = fate_of(rng)
        steps = [next_step(order(state=state), fate, ()) for state in OrderState]
        waits = [wait(step, fate, rng) for step in steps if step]
        return [fate, waits, list(calls_about("WO-000001", NOW, PLACE, 150, rng))]

    assert schedule(1) == schedule(1)
    assert schedule(1) != schedule(2)


def test_every_branch_is_taken_by_some_and_not_by_most() -> None:
    rng = Random(1)
    fates = [fate_of(rng) for _ in range(2000)]
    for name in ("returns", "parks", "asks", "reworks"):
        assert 0.01 < sum(getattr(one, name) for one in fates) / len(fates) < 0.1
    assert sum(one.pace > 1 for one in fates) > 0


def test_callers_stand_where_their_plan_takes_them_for_the_same_place() -> None:
    rng = Random(1)
    calls = [one for number in range(3000) for one in calls_about(f"{number}", NOW, PLACE, 150, rng)]
    calls += [one for number in range(1000) for one in early_calls(f"{number}", NOW, PLACE, 150, rng)]
    assert len(calls) > 300
    assert max(metres(one) for one in calls) <= 150 * callers.WITHIN + 0.1
    assert all(one.at >= NOW for one in calls)


def test_a_ticket_that_comes_twice_is_the_same_call_later() -> None:
    rng, seen = Random(1), dict[str, Call]()
    again = 0
    for number in range(3000):
        for call in calls_about(f"{number}", NOW, PLACE, 150, rng):
            first = seen.setdefault(call.ticket, call)
            assert (first.position, first.at <= call.at) == (call.position, True)
            again += first is not call
    assert again > 0


def metres(call: Call) -> float:
    north = (call.position.lat - PLACE.lat) * callers.METRES_A_DEGREE
    east = (call.position.lon - PLACE.lon) * callers.METRES_A_DEGREE * cos(radians(PLACE.lat))
    return hypot(north, east)


def test_deeds_come_by_their_time_and_then_as_they_were_noted() -> None:
    agenda, told = Agenda(), list[str]()
    for minute, name in ((5, "late"), (1, "first"), (1, "second")):
        agenda.note(NOW + timedelta(minutes=minute), partial(told.append, name))
    while agenda.next_due is not None:
        agenda.take()()
    assert told == ["first", "second", "late"]


def test_the_clock_of_a_feed_never_goes_back() -> None:
    clock = FeedClock(NOW)
    clock.move_to(NOW + timedelta(minutes=1))
    clock.move_to(NOW)
    assert clock() == NOW + timedelta(minutes=1)
