"""The flow of a work order: a Hypothesis machine against stages and branches, written down anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from model.order import OVER, OrderCommand, OrderEvent, OrderState, Source, Stage, WorkOrder
from model.reading import Origin
from model.severity import Severity
from orders.errors import Refused
from orders.flow import allowed, decide, stage_of

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
ON = {
    "reported": {"file": "filed", "reject": "rejected", "merge": "merged"},
    "filed": {"dispatch": "dispatched", "merge": "merged", "cancel": "cancelled"},
    "dispatched": {
        "accept": "accepted",
        "return": "filed",
        "park": "parked",
        "merge": "merged",
        "cancel": "cancelled",
    },
    "accepted": {
        "arrive": "on_site",
        "return": "filed",
        "park": "parked",
        "merge": "merged",
        "cancel": "cancelled",
    },
    "on_site": {
        "resolve": "resolved",
        "return": "filed",
        "park": "parked",
        "merge": "merged",
        "cancel": "cancelled",
    },
    "resolved": {"verify": "verified", "rework": "dispatched", "cancel": "cancelled"},
    "verified": {"close": "closed", "rework": "dispatched", "cancel": "cancelled"},
    "parked": {"cancel": "cancelled"},
}
"""Where each command leads from each state; unpark and unmerge lead back."""

AT_WORK = {"dispatched", "accepted", "on_site"}
WORDS = {
    *("reject", "resolve", "return", "rework", "extend", "refuse", "pause", "park", "unmerge", "split"),
    *("cancel", "supervise"),
}
PEOPLE = st.sampled_from(["zhang", "li", "Li ", ""])


def order_in(state: OrderState, **changed: object) -> WorkOrder:
    order = WorkOrder(
        num=1,
        id="WO-000001",
        rule_id="road_flooding",
        sensor_num=1,
        severity=Severity.RED,
        state=state,
        origin=Origin.LIVE,
        area="310101002001001",
        filed_at=NOW,
        state_since=NOW,
        resolved_by=None,
    )
    return replace(order, **changed)  # type: ignore[arg-type]


def leads_to(order: WorkOrder, command: str) -> str | None:
    """Where a command leads by the table above, None where it is not taken."""
    at_work, state = order.state in AT_WORK, order.state.value
    if command in {"assign", "pause", "resume", "extend", "grant", "refuse", "split", "supervise"}:
        takes = {
            "assign": at_work,
            "pause": at_work and not order.paused,
            "resume": at_work and order.paused,
            "extend": at_work and order.asked_by is None,
            "grant": (at_work or state == "parked") and order.asked_by is not None,
            "refuse": (at_work or state == "parked") and order.asked_by is not None,
            "split": at_work or state == "filed",
            "supervise": state not in {"reported", "merged", "closed", "rejected", "cancelled"},
        }
        return state if takes[command] else None
    if command in {"unpark", "unmerge"}:
        return order.before_state if state == {"unpark": "parked", "unmerge": "merged"}[command] else None
    if "arrive" in order.skips and (state, command) in {("accepted", "resolve"), ("accepted", "arrive")}:
        return "resolved" if command == "resolve" else None
    return ON.get(state, {}).get(command)


class OrderMachine(RuleBasedStateMachine):
    """People try commands at random; the order goes only where the table says, with what it needs."""

    @initialize(source=st.sampled_from(Source), arrives=st.booleans())
    def begin(self, source: Source, arrives: bool) -> None:
        state = OrderState.FILED if source in {Source.ALERT, Source.SPLIT} else OrderState.REPORTED
        skips = frozenset() if arrives else frozenset({OrderCommand.ARRIVE})
        self.order = order_in(state, source=source, skips=skips)
        self.now = NOW

    @rule(
        command=st.sampled_from(OrderCommand),
        actor=PEOPLE,
        note=st.sampled_from(["", " ", "pumped"]),
        wet=st.booleans(),
        override=st.sampled_from([None, "", "sensor defect"]),
    )
    def attempt(self, command: OrderCommand, actor: str, note: str, wet: bool, override: str | None) -> None:
        self.now += timedelta(minutes=1)
        before, told = self.order, (actor, note, wet, override)
        assert (command in allowed(before)) == (leads_to(before, command) is not None)
        try:
            event = decide(
                before, command, actor=actor, now=self.now, alert_open=wet, note=note, override=override
            )
        except Refused:
            assert not self.must_pass(command, *told)
            return
        assert self.must_pass(command, *told)
        assert (event.from_state, event.at, event.actor) == (before.state, self.now, actor.strip())
        assert event.to_state == leads_to(before, command)
        assert event.override == (override if command in {"close", "cancel"} and wet else None)
        self.order = followed(before, event)

    def must_pass(self, command: str, actor: str, note: str, wet: bool, override: str | None) -> bool:
        if leads_to(self.order, command) is None or not actor or (command in WORDS and not note.strip()):
            return False
        name = actor.strip().casefold()
        if command == "verify":
            return name != (self.order.resolved_by or "").strip().casefold()
        if command in {"grant", "refuse"}:
            return name != (self.order.asked_by or "").strip().casefold()
        return not (command in {"close", "cancel"} and wet and not override)

    @invariant()
    def what_is_over_takes_nothing_and_all_else_takes_something(self) -> None:
        if hasattr(self, "order"):
            assert bool(allowed(self.order)) == (self.order.state not in OVER)


def followed(order: WorkOrder, event: OrderEvent) -> WorkOrder:
    """The order after an event, as the desk writes it."""
    aside = event.to_state in {OrderState.PARKED, OrderState.MERGED}
    moved = event.to_state is not order.state
    command = event.command
    return replace(
        order,
        state=event.to_state,
        before_state=order.state if aside and moved else order.before_state if aside else None,
        resolved_by=event.actor if command is OrderCommand.RESOLVE else order.resolved_by,
        asked_by={"extend": event.actor, "grant": None, "refuse": None}.get(command, order.asked_by),
        paused=(order.paused and not moved) if command not in {"pause", "resume"} else command == "pause",
    )


TestOrderMachine = OrderMachine.TestCase


def test_the_stages_in_order_are_the_official_seven() -> None:
    way = ["reported", "filed", "dispatched", "accepted", "on_site", "resolved", "verified", "closed"]
    stages = dict.fromkeys(stage_of(order_in(OrderState(state))) for state in way)
    assert list(stages) == list(Stage)


def test_a_parked_order_stands_at_the_stage_it_was_parked_in() -> None:
    parked = order_in(OrderState.PARKED, before_state=OrderState.ON_SITE)
    assert stage_of(parked) is Stage.HANDLE


@pytest.mark.parametrize("state", OrderState)
def test_a_refusal_names_what_the_state_takes(state: OrderState) -> None:
    order = order_in(state, before_state=OrderState.ACCEPTED)
    with pytest.raises(Refused) as caught:
        decide(order, OrderCommand.REMIND, actor="zhang", now=NOW, alert_open=False)
    for command in allowed(order):
        assert command in str(caught.value)
    assert state in str(caught.value)


def test_the_usual_next_step_comes_first() -> None:
    firsts = [allowed(order_in(state))[0] for state in list(OrderState)[:7]]
    assert firsts == ["file", "dispatch", "accept", "arrive", "resolve", "verify", "close"]


def test_nobody_verifies_what_he_resolved_himself_however_he_writes_his_name() -> None:
    resolved = order_in(OrderState.RESOLVED, resolved_by="zhang")
    for name in ("zhang", "ZHANG ", "ｚｈａｎｇ"):
        with pytest.raises(Refused, match="another person"):
            decide(resolved, OrderCommand.VERIFY, actor=name, now=NOW, alert_open=False)


@pytest.mark.parametrize(
    ("state", "command"), [(OrderState.VERIFIED, "close"), (OrderState.ON_SITE, "cancel")]
)
def test_an_order_of_a_wet_sensor_ends_only_with_a_named_override(state: OrderState, command: str) -> None:
    order, told = order_in(state, resolved_by="zhang"), OrderCommand(command)
    with pytest.raises(Refused, match="override"):
        decide(order, told, actor="li", now=NOW, alert_open=True, note="n")
    event = decide(order, told, actor="li", now=NOW, alert_open=True, note="n", override="sensor defect")
    assert event.override == "sensor defect"


def test_an_action_without_a_name_is_refused() -> None:
    with pytest.raises(Refused, match="who does this"):
        decide(
            order_in(OrderState.DISPATCHED),
            OrderCommand.ACCEPT,
            actor="\u200b ",
            now=NOW,
            alert_open=False,
        )
