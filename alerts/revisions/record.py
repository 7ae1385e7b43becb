"""What is known of a rule beside its text: since when it is in force, who stands for it, what came before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from alerts.revisions.life import stage
from alerts.revisions.rulebook import Current, InForce
from alerts.revisions.text import AnyRule
from model.proposal import Proposal, ProposalEvent, ProposalState, Revision, Source
from store import backtests, proposals, rules
from store.backtests import Recorded
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A rule in force with its history, the oldest revision first; ``tried`` is its last recorded back-test.

    ``shipped_differs`` says that the program ships another text than the local one in force; ``set_aside`` is
    the revision of a shipped text that came after that, None where none did.
    """

    rule: AnyRule
    revision: Revision | None
    history: Sequence[Revision]
    tried: Recorded | None
    shipped_differs: bool

    @property
    def approver(self) -> str:
        """Who stands for the rule: whoever approved it here, else whom the shipped text names."""
        local = self.revision.approver if self.revision else None
        return local or self.rule.passport.approver

    @property
    def since(self) -> datetime | None:
        return self.revision.effective_at if self.revision else None

    @property
    def set_aside(self) -> Revision | None:
        last = self.history[-1] if self.history else None
        return last if last is not None and last.effective_at is None and self.shipped_differs else None


def records(conn: Connection, standing: InForce, shipped: Mapping[str, AnyRule]) -> list[Record]:
    """Every rule in force, by id."""
    histories: dict[str, list[Revision]] = {}
    for one in rules.revisions(conn):
        histories.setdefault(one.rule_id, []).append(one)
    tried = backtests.last(conn)
    return [
        _record(current, histories.get(rule_id, []), tried.get(rule_id), shipped.get(rule_id))
        for rule_id, current in standing.rules.items()
    ]


def without_database(standing: InForce) -> list[Record]:
    """The same where nothing but the shipped texts is known."""
    return [_record(current, (), None, None) for current in standing.rules.values()]


def _record(
    current: Current, history: Sequence[Revision], tried: Recorded | None, shipped: AnyRule | None
) -> Record:
    local = current.revision is not None and current.revision.source.is_local
    return Record(
        rule=current.rule,
        revision=current.revision,
        history=history,
        tried=tried,
        shipped_differs=local and shipped is not None and shipped.digest != current.rule.digest,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A proposal with what it stands at by the clock, and its history."""

    proposal: Proposal
    stage: ProposalState
    events: Sequence[ProposalEvent]


def told_proposals(
    conn: Connection, *, now: datetime, rule_id: str | None = None, waiting: bool = False
) -> list[Told]:
    """Proposals of a rule or of all, the newest first; with ``waiting`` those that are not through yet."""
    found = proposals.proposals(conn, rule_id=rule_id, waiting_at=now if waiting else None)
    events: dict[int, list[ProposalEvent]] = {}
    for event in proposals.events(conn, [one.num for one in found]):
        events.setdefault(event.proposal_num, []).append(event)
    following = next_effective(rules.revisions(conn, {one.rule_id for one in found}))
    return [
        Told(
            proposal=one,
            stage=stage(one, now=now, next_effective=following.get(one.num)),
            events=events.get(one.num, ()),
        )
        for one in found
    ]


def next_effective(history: Sequence[Revision]) -> dict[int, datetime]:
    """By proposal, when the revision after the one that came of it comes, or came, into force."""
    valid = [one for one in history if one.effective_at is not None and not one.withdrawn]
    return {
        one.proposal_num: later.effective_at
        for one, later in pairwise(valid)
        if one.proposal_num is not None and later.rule_id == one.rule_id and later.effective_at is not None
    }


def came_from(revision: Revision) -> str:
    """Where a revision comes from, in words: ``approved``, ``shipped, set aside`` and so on."""
    if revision.withdrawn:
        return "approved, withdrawn"
    if revision.source is Source.SHIPPED and not revision.body:
        return "shipped no more"
    if revision.source is Source.SHIPPED and revision.effective_at is None:
        return "shipped, set aside"
    return revision.source.value
