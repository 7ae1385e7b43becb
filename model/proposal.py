"""A proposal to revise or retire a rule, and the revisions that come of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sort(StrEnum):
    """What a proposal asks for: REVISE gives a rule a text (a new rule its first one), RETIRE ends it."""

    REVISE = "revise"
    RETIRE = "retire"


class ProposalState(StrEnum):
    """What a proposal stands at. IN_FORCE and SUPERSEDED follow from APPROVED by time, and are not stored."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class ProposalChange(StrEnum):
    """What happens to a proposal; the first four are people's and make a row of its history."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TAKEN_UP = "taken_up"
    SUPERSEDED = "superseded"


class Source(StrEnum):
    """Where a revision comes from: the program's own file, or an approved proposal."""

    SHIPPED = "shipped"
    APPROVED = "approved"
    RETIRED = "retired"

    @property
    def is_local(self) -> bool:
        return self is not Source.SHIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal as it is stored.

    ``body`` and ``digest`` are the proposed text and its SHA-256, empty for RETIRE. ``based_on`` is the
    newest revision of the rule that the proposer knew, 0 for none. ``decided_by`` approved or rejected it; an
    approval that was taken back before its time keeps them. ``untested`` is why it needed no back-test.
    """

    num: int
    rule_id: str
    sort: Sort
    digest: str
    body: str
    based_on: int
    proposed_by: str
    proposed_at: datetime
    why: str
    state: ProposalState
    decided_by: str | None = None
    decided_at: datetime | None = None
    effective_at: datetime | None = None
    untested: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEvent:
    """One line of a proposal's history; append-only."""

    proposal_num: int
    at: datetime
    actor: str
    change: ProposalChange
    from_state: ProposalState | None
    to_state: ProposalState
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A rule's text as it was recorded.

    ``effective_at`` is when it comes into force, None for a shipped text that was set aside because a local
    one stands. ``withdrawn`` says that its approval was taken back before that. An empty text ends the rule.
    ``proposal_num``, ``approver`` (who decided), ``proposed_by`` and ``why`` are None for what was shipped.
    """

    rule_id: str
    revision: int
    source: Source
    digest: str
    body: str
    recorded_at: datetime
    effective_at: datetime | None
    proposal_num: int | None = None
    approver: str | None = None
    proposed_by: str | None = None
    why: str | None = None
    withdrawn: bool = False
