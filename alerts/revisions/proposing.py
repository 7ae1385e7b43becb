"""What people do to rules: propose, approve, reject, withdraw, retire. The caller owns the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.errors import ProposalRefused
from alerts.revisions import life
from alerts.revisions.checks import check_base, check_unwatched, checked
from alerts.revisions.rulebook import InForce, newest
from alerts.revisions.text import AnyRule
from alerts.rule import Rule
from model.kind import Kind
from model.proposal import Proposal, ProposalChange, ProposalEvent, ProposalState, Revision, Sort, Source
from store import backtests
from store import proposals as table
from store import rules as revisions
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who does something to a proposal, when, and in which words."""

    actor: str
    now: datetime
    comment: str = ""


def propose(conn: Connection, rule: AnyRule, step: Step) -> Proposal:
    """Proposes a checked text. Raises ProposalRefused without a name or a why."""
    return _propose(conn, rule.id, Sort.REVISE, rule.digest, rule.body, step)


def retire(conn: Connection, rule_id: str, standing: InForce, step: Step) -> Proposal:
    """Proposes that a rule is in force no more. Raises ProposalRefused where a watch needs it."""
    if rule_id not in standing.rules:
        raise ProposalRefused("no_rule", f"there is no rule {rule_id!r} in force", rule=rule_id)
    check_unwatched(rule_id, standing)
    return _propose(conn, rule_id, Sort.RETIRE, "", "", step)


def approve(
    conn: Connection,
    num: int,
    step: Step,
    *,
    standing: InForce,
    kinds: Mapping[str, Kind],
    effective_at: datetime | None = None,
    untested: str | None = None,
) -> Revision:
    """Approves a proposal: its text is in force from ``effective_at``, or from now on.

    Raises ProposalRefused where it was decided on (saying who was first and when), the approver proposed it,
    the rule was revised since, no back-test of this text is recorded and ``untested`` does not say why, or
    the time cannot be; DefinitionError where this program does not read the text any more.
    """
    life.check_words(actor=step.actor)
    revisions.hold_rules(conn)
    proposal = _decidable(conn, num, ProposalChange.APPROVED)
    life.check_four_eyes(proposal, step.actor)
    history = revisions.revisions(conn, [proposal.rule_id])
    check_base(proposal, history)
    if proposal.sort is Sort.REVISE:
        _check_text(conn, proposal, standing, kinds, untested=untested)
    latest, begin = newest(history), effective_at or step.now
    life.check_effective(begin, now=step.now, after=latest.effective_at if latest else None)
    _decide(conn, proposal, ProposalChange.APPROVED, step, effective_at=begin, untested=untested)
    revisions.add_revision(
        conn,
        proposal.rule_id,
        source=Source.RETIRED if proposal.sort is Sort.RETIRE else Source.APPROVED,
        digest=proposal.digest,
        body=proposal.body,
        now=step.now,
        effective_at=begin,
        proposal_num=num,
    )
    return revisions.revisions(conn, [proposal.rule_id])[-1]


def reject(conn: Connection, num: int, step: Step) -> None:
    """Rejects a proposal, with words that tell why. Raises ProposalRefused."""
    life.check_words(actor=step.actor, comment=step.comment)
    proposal = _decidable(conn, num, ProposalChange.REJECTED)
    life.check_four_eyes(proposal, step.actor)
    _decide(conn, proposal, ProposalChange.REJECTED, step)


def withdraw(conn: Connection, num: int, step: Step) -> None:
    """Takes back a proposal, or an approval that waits for its time. Raises ProposalRefused."""
    life.check_words(actor=step.actor)
    revisions.hold_rules(conn)
    proposal = _decidable(conn, num, ProposalChange.WITHDRAWN)
    life.check_withdrawal(proposal, step.actor, now=step.now)
    if not table.withdraw(conn, num, from_state=proposal.state):
        raise _first(conn, num)
    if proposal.state is ProposalState.APPROVED:
        revisions.move_version(conn)
    _note(conn, num, ProposalChange.WITHDRAWN, step, proposal.state, ProposalState.WITHDRAWN)


def _propose(conn: Connection, rule_id: str, sort: Sort, digest: str, body: str, step: Step) -> Proposal:
    life.check_words(actor=step.actor, comment=step.comment)
    latest = newest(revisions.revisions(conn, [rule_id]))
    num = table.propose(
        conn,
        rule_id=rule_id,
        sort=sort,
        digest=digest,
        body=body,
        based_on=latest.revision if latest else 0,
        actor=step.actor.strip(),
        why=step.comment.strip(),
        now=step.now,
    )
    _note(conn, num, ProposalChange.PROPOSED, step, None, ProposalState.PROPOSED)
    return wanted(conn, num)


def wanted(conn: Connection, num: int) -> Proposal:
    """A proposal by its number. Raises ProposalRefused where there is none."""
    if (found := table.proposal(conn, num)) is None:
        raise ProposalRefused("unknown", f"there is no proposal {num}", num=num)
    return found


def _decidable(conn: Connection, num: int, change: ProposalChange) -> Proposal:
    proposal = wanted(conn, num)
    try:
        life.decide(proposal.state, change)
    except ProposalRefused:
        raise _first(conn, num) from None
    return proposal


def _first(conn: Connection, num: int) -> ProposalRefused:
    """The refusal that tells who was first."""
    last = table.events(conn, [num])[-1]
    words = f"proposal {num} is {last.to_state}: {last.actor} was first, at {life.told(last.at)}"
    return ProposalRefused("first", words, actor=last.actor, at=last.at, state=last.to_state)


def _check_text(
    conn: Connection,
    proposal: Proposal,
    standing: InForce,
    kinds: Mapping[str, Kind],
    *,
    untested: str | None,
) -> None:
    rule = checked(proposal.body, standing, kinds=kinds, name=f"proposal {proposal.num}")
    tested = backtests.last_of_text(conn, rule.digest) is not None
    life.check_tested(can_be=isinstance(rule, Rule), tested=tested, untested=untested)


def _decide(
    conn: Connection,
    proposal: Proposal,
    change: ProposalChange,
    step: Step,
    *,
    effective_at: datetime | None = None,
    untested: str | None = None,
) -> None:
    after = life.decide(proposal.state, change)
    why = (untested or "").strip() or None
    words = {"actor": step.actor.strip(), "now": step.now}
    if not table.decide(conn, proposal.num, after, effective_at=effective_at, untested=why, **words):  # type: ignore[arg-type]
        raise _first(conn, proposal.num)
    _note(conn, proposal.num, change, step, proposal.state, after)


def _note(
    conn: Connection,
    num: int,
    change: ProposalChange,
    step: Step,
    before: ProposalState | None,
    after: ProposalState,
) -> None:
    event = ProposalEvent(
        proposal_num=num,
        at=step.now,
        actor=step.actor.strip(),
        change=change,
        from_state=before,
        to_state=after,
        comment=step.comment.strip(),
    )
    table.add_event(conn, event)
