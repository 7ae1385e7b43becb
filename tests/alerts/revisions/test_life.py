"""The life of a proposal: a Hypothesis machine against a plain account of who did what, when."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alerts.errors import ProposalRefused
from alerts.revisions.life import (
    LAST_CALL,
    allowed,
    check_four_eyes,
    check_withdrawal,
    decide,
    stage,
)
from model.person import person
from model.proposal import Proposal, ProposalChange, ProposalState, Sort

START = datetime(2026, 8, 25, tzinfo=UTC)
PEOPLE = st.sampled_from(["li", "Li ", "wang", "WANG", "chen"])
HUMAN = st.sampled_from([ProposalChange.APPROVED, ProposalChange.REJECTED, ProposalChange.WITHDRAWN])


def proposal(state: ProposalState, effective_at: datetime | None = None) -> Proposal:
    return Proposal(
        num=1, rule_id="r", sort=Sort.REVISE, digest="d", body="b", based_on=1, proposed_by="li",
        proposed_at=START, why="w", state=state, effective_at=effective_at,
    )  # fmt: skip


class ProposalMachine(RuleBasedStateMachine):
    """One proposal by li: people try everything, time passes, a later revision may come."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.stored = ProposalState.PROPOSED
        self.effective: datetime | None = None
        self.later: datetime | None = None
        self.done: list[tuple[ProposalChange, str]] = []

    @property
    def proposal(self) -> Proposal:
        return proposal(self.stored, self.effective)

    @rule(change=HUMAN, who=PEOPLE, wait_h=st.integers(0, 5))
    def attempt(self, change: ProposalChange, who: str, wait_h: int) -> None:
        may = self.may(change, who)
        try:
            after = decide(self.stored, change)
            if change is ProposalChange.WITHDRAWN:
                check_withdrawal(self.proposal, who, now=self.now)
            else:
                check_four_eyes(self.proposal, who)
        except ProposalRefused:
            assert not may
            return
        assert may
        self.stored = after
        self.done.append((change, person(who)))
        if change is ProposalChange.APPROVED:
            self.effective = self.now + timedelta(hours=wait_h)

    def may(self, change: ProposalChange, who: str) -> bool:
        """The same rules, told from the history alone."""
        own, made = who.strip().lower() == "li", [one for one, _ in self.done]
        if not made:
            return own is (change is ProposalChange.WITHDRAWN)
        if made != [ProposalChange.APPROVED] or change is not ProposalChange.WITHDRAWN:
            return False
        assert self.effective is not None
        return self.effective - self.now >= LAST_CALL

    @rule(hours=st.integers(1, 3))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.effective is not None and self.later is None)
    @rule(hours=st.integers(0, 3))
    def revise_again(self, hours: int) -> None:
        assert self.effective is not None
        self.later = self.effective + timedelta(hours=hours)

    @invariant()
    def nobody_decides_on_his_own(self) -> None:
        for change, who in self.done:
            assert change is ProposalChange.WITHDRAWN or who != "li"

    @invariant()
    def in_force_is_what_was_approved_has_begun_and_was_not_replaced(self) -> None:
        made = [one for one, _ in self.done]
        began = (
            made == [ProposalChange.APPROVED] and self.effective is not None and self.effective <= self.now
        )
        replaced = self.later is not None and self.later <= self.now
        told = stage(self.proposal, now=self.now, next_effective=self.later)
        assert (told is ProposalState.IN_FORCE) == (began and not replaced)
        assert (told is ProposalState.SUPERSEDED) == (began and replaced)
        assert (told is ProposalState.APPROVED) == (made == [ProposalChange.APPROVED] and not began)

    @invariant()
    def what_is_decided_takes_no_second_decision(self) -> None:
        assert len(self.done) <= 2
        if self.done and self.done[-1][0] is not ProposalChange.APPROVED:
            assert allowed(self.stored) == frozenset()


TestProposalMachine = ProposalMachine.TestCase
