"""The rules in force, as the page of the rules and the health page ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from alerts.revisions.record import Record, Told, records, told_proposals
from alerts.revisions.rulebook import InForce, in_force
from alerts.revisions.text import AnyRule, shipped_rules
from dashboard.screen import Screen
from model.proposal import ProposalState
from store.pool import Connection


@cache
def shipped() -> Mapping[str, AnyRule]:
    """What this program ships, read once."""
    return shipped_rules()


def standing(conn: Connection, screen: Screen, *, now: datetime) -> InForce:
    """The rules in force at ``now``."""
    return in_force(conn, shipped(), kinds=screen.kinds, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """What is wrong with the rules: ``troubles`` cannot be read, of those ``set_aside`` another text ships.

    ``waiting`` is how many proposals wait for a person. Strangers may read it: ids, and no text of a rule.
    """

    in_force: int
    troubles: Sequence[str]
    set_aside: Sequence[str]
    waiting: int


def figures_of_rules(conn: Connection, screen: Screen, *, now: datetime) -> RuleFigures:
    """The figures for the health page."""
    found = standing(conn, screen, now=now)
    return RuleFigures(
        in_force=len(found.rules),
        troubles=[f"{one.rule_id}@{one.revision}" for one in found.troubles],
        set_aside=[one.rule.id for one in all_records(conn, found) if one.set_aside is not None],
        waiting=sum(one.stage is ProposalState.PROPOSED for one in waiting(conn, now=now)),
    )


def all_records(conn: Connection, found: InForce) -> Sequence[Record]:
    """Each rule in force with its history."""
    return records(conn, found, shipped())


def waiting(conn: Connection, *, now: datetime) -> Sequence[Told]:
    """Proposals that wait to be decided on, or for their time."""
    return told_proposals(conn, now=now, waiting=True)
