"""Proposals to revise or retire rules, with the history of each."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from model.proposal import Proposal, ProposalChange, ProposalEvent, ProposalState, Sort
from store.pool import Connection
from store.sql import load

_SQL = load("proposals")


def propose(
    conn: Connection,
    *,
    rule_id: str,
    sort: Sort,
    digest: str,
    body: str,
    based_on: int,
    actor: str,
    why: str,
    now: datetime,
) -> int:
    """Writes a proposal down and returns its number."""
    words = {"rule_id": rule_id, "sort": sort.value, "digest": digest, "body": body, "based_on": based_on}
    row = conn.execute(_SQL["propose"], {**words, "actor": actor, "why": why, "now": now}).fetchone()
    assert row is not None  # noqa: S101  an insert without error returns its row
    return int(row[0])


def decide(
    conn: Connection,
    num: int,
    to_state: ProposalState,
    *,
    actor: str,
    now: datetime,
    effective_at: datetime | None = None,
    untested: str | None = None,
) -> bool:
    """Approves or rejects a proposal; False where somebody else decided first."""
    words = {"num": num, "to_state": to_state.value, "actor": actor, "now": now}
    told = {**words, "effective_at": effective_at, "untested": untested}
    return conn.execute(_SQL["decide"], told).rowcount == 1


def withdraw(conn: Connection, num: int, *, from_state: ProposalState) -> bool:
    """Takes back a proposal, or its approval; False where somebody else changed it first."""
    return conn.execute(_SQL["withdraw"], {"num": num, "from_state": from_state.value}).rowcount == 1


def add_event(conn: Connection, event: ProposalEvent) -> None:
    """Adds a line to a proposal's history."""
    conn.execute(_SQL["add_event"], asdict(event))


def proposal(conn: Connection, num: int) -> Proposal | None:
    """One proposal by its number."""
    row = conn.execute(_SQL["proposal"], {"num": num}).fetchone()
    return None if row is None else _proposal(row)


def proposals(
    conn: Connection, *, rule_id: str | None = None, waiting_at: datetime | None = None, limit: int = 200
) -> list[Proposal]:
    """Proposals of a rule or of all, the newest first; with ``waiting_at`` those that wait then."""
    words = {"rule_id": rule_id, "now": waiting_at, "limit": limit}
    return [_proposal(row) for row in conn.execute(_SQL["proposals"], words)]


def events(conn: Connection, nums: Collection[int]) -> list[ProposalEvent]:
    """The history of some proposals, the oldest line first."""
    return [
        ProposalEvent(
            proposal_num=row[0],
            at=row[1],
            actor=row[2],
            change=ProposalChange(row[3]),
            from_state=None if row[4] is None else ProposalState(row[4]),
            to_state=ProposalState(row[5]),
            comment=row[6],
        )
        for row in conn.execute(_SQL["events"], {"nums": list(nums)})
    ]


def _proposal(row: tuple[Any, ...]) -> Proposal:
    told = dict(zip(Proposal.__dataclass_fields__, row, strict=True))
    return Proposal(**{**told, "sort": Sort(told["sort"]), "state": ProposalState(told["state"])})
