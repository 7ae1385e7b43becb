"""The life of a proposal: which step follows which, who may take it, and when. Pure."""

from datetime import datetime, timedelta

from alerts.errors import ProposalRefused
from model.person import person
from model.proposal import Proposal, ProposalChange, ProposalState

_NEXT = {
    (ProposalState.PROPOSED, ProposalChange.APPROVED): ProposalState.APPROVED,
    (ProposalState.PROPOSED, ProposalChange.REJECTED): ProposalState.REJECTED,
    (ProposalState.PROPOSED, ProposalChange.WITHDRAWN): ProposalState.WITHDRAWN,
    (ProposalState.APPROVED, ProposalChange.WITHDRAWN): ProposalState.WITHDRAWN,
    (ProposalState.APPROVED, ProposalChange.TAKEN_UP): ProposalState.IN_FORCE,
    (ProposalState.IN_FORCE, ProposalChange.SUPERSEDED): ProposalState.SUPERSEDED,
}
FURTHEST = timedelta(days=366)
"""How far ahead a revision may be approved: nobody remembers longer what was meant."""
LAST_CALL = timedelta(seconds=10)
"""An approval is taken back this long before it takes effect at the latest: then processes take it up."""


def decide(state: ProposalState, change: ProposalChange) -> ProposalState:
    """The state after a change. Raises ProposalRefused where the state does not take it."""
    if (after := _NEXT.get((state, change))) is None:
        takes = ", ".join(sorted(one for at, one in _NEXT if at is state)) or "nothing any more"
        raise ProposalRefused("state", f"is {state} and cannot be {change}; it takes {takes}", state=state)
    return after


def allowed(state: ProposalState) -> frozenset[ProposalChange]:
    """The changes that a state takes."""
    return frozenset(change for at, change in _NEXT if at is state)


def stage(proposal: Proposal, *, now: datetime, next_effective: datetime | None) -> ProposalState:
    """What a proposal stands at by the clock.

    ``next_effective`` is when a later revision of its rule comes, or came, into force; None for none.
    """
    if proposal.state is not ProposalState.APPROVED or proposal.effective_at is None:
        return proposal.state
    if now < proposal.effective_at:
        return ProposalState.APPROVED
    taken = decide(ProposalState.APPROVED, ProposalChange.TAKEN_UP)
    if next_effective is None or now < next_effective:
        return taken
    return decide(taken, ProposalChange.SUPERSEDED)


def check_words(*, actor: str, comment: str | None = None) -> None:
    """Raises ProposalRefused where a step lacks its name, or the words that it asks for."""
    if not person(actor):
        raise ProposalRefused("nobody", "a name is needed: who does this?")
    if comment is not None and not comment.strip():
        raise ProposalRefused("no_words", "words are needed: why?")


def check_four_eyes(proposal: Proposal, actor: str) -> None:
    """Raises ProposalRefused where the one who decides is the one who proposed."""
    if person(actor) == person(proposal.proposed_by):
        raise ProposalRefused(
            "same_person",
            f"proposal {proposal.num} was made by {proposal.proposed_by}: another person decides",
            actor=proposal.proposed_by,
        )


def check_withdrawal(proposal: Proposal, actor: str, *, now: datetime) -> None:
    """Raises ProposalRefused where a proposal is not this person's, or takes effect at any moment.

    What is approved and waits for its time anybody may take back: nothing changes by it.
    """
    if proposal.state is ProposalState.PROPOSED and person(actor) != person(proposal.proposed_by):
        raise ProposalRefused(
            "not_own",
            f"proposal {proposal.num} is for {proposal.proposed_by} to withdraw; reject it",
            actor=proposal.proposed_by,
        )
    if proposal.effective_at is not None and now > proposal.effective_at - LAST_CALL:
        raise ProposalRefused(
            "in_force",
            f"proposal {proposal.num} takes effect at {told(proposal.effective_at)}: too late for that; "
            "propose the earlier text",
        )


def check_effective(effective_at: datetime, *, now: datetime, after: datetime | None) -> None:
    """Raises ProposalRefused where a time lies in the past, too far off, or before an approved one."""
    if effective_at < now:
        raise ProposalRefused("past", f"a revision cannot take effect in the past ({told(effective_at)})")
    if effective_at > now + FURTHEST:
        raise ProposalRefused("far", f"a revision cannot take effect over {FURTHEST.days} days from now")
    if after is not None and effective_at < after:
        raise ProposalRefused(
            "before_waiting",
            f"this would take effect before a revision that waits for {told(after)}; withdraw that one, "
            "or choose a later time",
            at=after,
        )


def check_tested(*, can_be: bool, tested: bool, untested: str | None) -> None:
    """Raises ProposalRefused where a text that can be back-tested was not, and nobody says why not."""
    if can_be and not tested and not (untested or "").strip():
        raise ProposalRefused(
            "untested",
            "no back-test of this very text is recorded; record one, or say why it needs none "
            "(--without-backtest)",
        )


def told(at: datetime) -> str:
    """A time for people, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
