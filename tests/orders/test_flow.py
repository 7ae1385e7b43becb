"""The flow of a work order: a Hypothesis machine against an independent list of stages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from model.order import OrderCommand, OrderState, WorkOrder
from model.reading import Origin
from model.severity import Severity
from orders.errors import Refused
from orders.flow import allowed, decide

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
# Written down a second time on purpose: the order of stages as the issue of the city names them.
STAGES = ["filed", "dispatched", "accepted", "on_site", "resolved", "verified", "closed"]
COMMANDS = ["dispatch", "accept", "arrive", "resolve", "verify", "close"]
PEOPLE = st.sampled_from(["zhang", "li", "wang"])


def order_in(state: OrderState, resolved_by: str | None = None) -> WorkOrder:
    return WorkOrder(
        num=7,
        id="WO-000007",
        rule_id="road_flooding",
        sensor_num=1,
        severity=Severity.RED,
        state=state,
        origin=Origin.LIVE,
        area="310101002001001",
        filed_at=NOW,
        state_since=NOW,
        resolved_by=resolved_by,
    )


class OrderMachine(RuleBasedStateMachine):
    """People try commands at random; the order only ever moves one stage forward."""

    @initialize()
    def file(self) -> None:
        self.order = order_in(OrderState.FILED)
        self.history = ["filed"]
        self.now = NOW

    @rule(
        command=st.sampled_from(OrderCommand),
        actor=PEOPLE,
        note=st.sampled_from(["", "pumped"]),
        wet=st.booleans(),
        override=st.sampled_from([None, "", "sensor defect"]),
    )
    def attempt(self, command: OrderCommand, actor: str, note: str, wet: bool, override: str | None) -> None:
        self.now += timedelta(minutes=1)
        before = self.order.state
        try:
            event = decide(
                self.order, command, actor=actor, now=self.now, alert_open=wet, note=note, override=override
            )
        except Refused:
            assert not self.must_pass(command, actor, note, wet, override)
            return
        assert self.must_pass(command, actor, note, wet, override)
        assert (event.from_state, event.at, event.actor) == (before, self.now, actor)
        assert event.override == (override if command == "close" and wet else None)
        resolved_by = actor if command == "resolve" else self.order.resolved_by
        self.order = replace(self.order, state=event.to_state, resolved_by=resolved_by)
        self.history.append(event.to_state)

    def must_pass(self, command: str, actor: str, note: str, wet: bool, override: str | None) -> bool:
        if command not in COMMANDS or STAGES[COMMANDS.index(command)] != self.order.state:
            return False
        if command == "resolve":
            return note != ""
        if command == "verify":
            return actor != self.order.resolved_by
        return not (command == "close" and wet and not override)

    @invariant()
    def the_history_is_the_official_stages_in_order(self) -> None:
        if hasattr(self, "history"):
            assert self.history == STAGES[: len(self.history)]


TestOrderMachine = OrderMachine.TestCase


@pytest.mark.parametrize("state", OrderState)
def test_a_refusal_names_what_the_state_takes(state: OrderState) -> None:
    with pytest.raises(Refused) as caught:
        decide(order_in(state), OrderCommand.FILE, actor="zhang", now=NOW, alert_open=False)
    for command in allowed(state):
        assert command in str(caught.value)
    assert state in str(caught.value)


def test_nobody_verifies_what_he_resolved_himself() -> None:
    resolved = order_in(OrderState.RESOLVED, resolved_by="zhang")
    with pytest.raises(Refused, match="another person"):
        decide(resolved, OrderCommand.VERIFY, actor="zhang", now=NOW, alert_open=False)


def test_an_order_of_a_wet_sensor_closes_only_with_a_named_override() -> None:
    verified = order_in(OrderState.VERIFIED, resolved_by="zhang")
    with pytest.raises(Refused, match="override"):
        decide(verified, OrderCommand.CLOSE, actor="li", now=NOW, alert_open=True)
    event = decide(
        verified, OrderCommand.CLOSE, actor="li", now=NOW, alert_open=True, override="sensor defect"
    )
    assert event.override == "sensor defect"


def test_an_action_without_a_name_is_refused() -> None:
    with pytest.raises(Refused, match="who does this"):
        decide(order_in(OrderState.DISPATCHED), OrderCommand.ACCEPT, actor=" ", now=NOW, alert_open=False)
