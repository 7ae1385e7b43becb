"""The life of an alert: a Hypothesis machine against a plain account, and the invariants of the docs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerts import life
from alerts.errors import Refused
from alerts.life import Life, allowed, asks, before_firing, decide, mended
from model.alert import AlertState, Aside, LifeChange

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
DAY = timedelta(hours=24)
# Written down a second time on purpose: the words that begin and end what sets a pair aside.
BEGINS = {"shelved": "shelved", "suppressed": "suppressed", "out_of_service": "out_of_service"}
ENDS = {
    "unshelved": "shelved",
    "shelf_expired": "shelved",
    "released": "suppressed",
    "in_service": "out_of_service",
}
ASIDE = {"shlvd": "shelved", "dsupr": "suppressed", "oosrv": "out_of_service"}


class LifeMachine(RuleBasedStateMachine):
    """Readings, people and time try every change at random; facts are kept beside, not states."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(AlertState.NORM)
        self.holds = False  # the condition of an alert that was fired
        self.wants = False  # it waits for an acknowledgement
        self.aside: set[str] = set()

    @rule(change=st.sampled_from(LifeChange))
    def attempt(self, change: LifeChange) -> None:
        before = self.life
        try:
            self.life = decide(before, change)
        except Refused:
            assert not self.must_pass(change)
            assert change not in allowed(before)
            return
        assert self.must_pass(change)
        assert change in allowed(before)
        self.happen(change)

    def must_pass(self, change: str) -> bool:
        if change == "fired":
            return not self.holds and not self.wants
        if change == "superseded":
            return not self.holds and self.wants
        if change in {"cleared", "escalated", "eased"}:
            return self.holds
        if change == "acknowledged":
            return self.wants
        if change in ENDS:
            return ENDS[change] in self.aside
        return not self.aside if change == "shelved" else BEGINS[change] not in self.aside

    def happen(self, change: str) -> None:
        if change in BEGINS:
            self.aside.add(BEGINS[change])
        self.aside.discard(ENDS.get(change, ""))
        if change == "fired":
            self.holds = True
        if change == "cleared":
            self.holds = False
        if change in {"acknowledged", "superseded"} or (self.holds and self.aside):
            self.wants = False
        elif change in {"fired", "escalated"} or (change in ENDS and self.holds):
            self.wants = True

    @invariant()
    def the_pair_is_set_aside_by_what_began_and_has_not_ended(self) -> None:
        assert self.life.aside == self.aside

    @invariant()
    def an_alert_is_open_as_long_as_its_condition_holds(self) -> None:
        assert (self.life.state in life.OPEN) == self.holds

    @invariant()
    def an_alert_wants_an_acknowledgement_until_it_has_one_or_is_set_aside(self) -> None:
        assert (self.life.state in {"unack", "rtnun"}) == self.wants

    @invariant()
    def an_open_alert_is_set_aside_exactly_when_its_pair_is_and_by_the_strongest(self) -> None:
        if not self.holds:
            return
        assert (self.life.state in ASIDE) == bool(self.aside)
        strongest = next(
            (one for one in ("out_of_service", "suppressed", "shelved") if one in self.aside), None
        )
        assert ASIDE.get(self.life.state) == strongest

    @invariant()
    def something_can_always_happen_and_what_is_in_step_needs_no_mending(self) -> None:
        assert allowed(self.life)
        assert mended(self.life) is None


TestLifeMachine = LifeMachine.TestCase


def test_a_rule_that_stands_at_something_without_an_alert_is_pending_and_may_fire() -> None:
    assert before_firing(rests=True) is AlertState.NORM
    pending = Life(before_firing(rests=False))
    assert pending.state is AlertState.PENDING
    assert decide(pending, LifeChange.FIRED).state is AlertState.UNACK


def test_a_higher_level_asks_anew_and_a_lower_one_does_not() -> None:
    acknowledged = Life(AlertState.ACKED)
    assert decide(acknowledged, LifeChange.ESCALATED).state is AlertState.UNACK
    assert decide(acknowledged, LifeChange.EASED).state is AlertState.ACKED


def test_a_shelved_alert_that_clears_and_fires_again_stays_shelved() -> None:
    shelved = decide(Life(AlertState.UNACK), LifeChange.SHELVED)
    over = decide(shelved, LifeChange.CLEARED)
    assert over == Life(AlertState.NORM, frozenset({Aside.SHELVED}))
    assert decide(over, LifeChange.FIRED).state is AlertState.SHLVD


def test_a_shelf_that_runs_out_below_another_kind_changes_nothing_visible() -> None:
    both = decide(decide(Life(AlertState.UNACK), LifeChange.SHELVED), LifeChange.OUT_OF_SERVICE)
    assert both.state is AlertState.OOSRV
    assert decide(both, LifeChange.SHELF_EXPIRED).state is AlertState.OOSRV
    assert decide(both, LifeChange.IN_SERVICE).state is AlertState.SHLVD


def test_a_refusal_names_the_alert_its_state_and_what_it_takes() -> None:
    with pytest.raises(
        Refused, match=r"alert 7 is rtnun and shelved; it cannot be shelved now, it takes superseded"
    ):
        decide(Life(AlertState.RTNUN, frozenset({Aside.SHELVED})), LifeChange.SHELVED, what="alert 7")


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + DAY + timedelta(seconds=1)])
def test_a_shelf_ends_after_now_and_within_a_day(until: datetime) -> None:
    life.check_shelf(now=NOW, until=NOW + DAY)
    with pytest.raises(Refused, match="within 24 h"):
        life.check_shelf(now=NOW, until=until)


def test_a_step_needs_a_name_and_one_that_hides_alerts_a_reason() -> None:
    life.check_words(LifeChange.ACKNOWLEDGED, actor="zhang")
    life.check_words(LifeChange.IN_SERVICE, actor="zhang")
    with pytest.raises(Refused, match="who does this"):
        life.check_words(LifeChange.ACKNOWLEDGED, actor=" ")
    for change in life.BEGINS:
        with pytest.raises(Refused, match="reason is required"):
            life.check_words(change, actor="zhang", reason=" ")


@pytest.mark.parametrize("state", sorted(life.OPEN))
@pytest.mark.parametrize(
    "aside", [(), (Aside.SHELVED,), (Aside.SUPPRESSED,), (Aside.OUT_OF_SERVICE, Aside.SHELVED)]
)
def test_mending_ends_in_step_and_leaves_alone_what_is(state: AlertState, aside: tuple[Aside, ...]) -> None:
    alone = state in life.ASKING and not aside
    change = mended(Life(state, frozenset(aside)))
    assert (change is None) == (alone or state is asks(aside))
    assert mended(Life(state if alone else asks(aside), frozenset(aside))) is None
