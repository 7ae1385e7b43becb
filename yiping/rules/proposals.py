"""Revisions and proposals as lines for people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.revisions.diff import differences
from alerts.revisions.record import Record, Told, came_from
from alerts.revisions.rulebook import InForce
from alerts.revisions.text import AnyRule
from alerts.rule import Rule
from model.proposal import Proposal, Revision, Sort
from store.backtests import Recorded
from yiping.rules.asking import sort_of


def list_lines(records: Iterable[Record], standing: InForce, *, zone: ZoneInfo) -> Iterator[str]:
    """Each rule in force, then what is retired and what cannot be read."""
    for one in records:
        rule = one.rule
        yield (
            f"{rule.id:<24} {sort_of(rule):<52} {rule.passport.certainty} "
            f"{rule.name.zh} {rule.name.en}; {one.approver}{_since(one, zone)}"
        )
    for rule_id in sorted(standing.gone):
        yield f"{rule_id:<24} not in force any more, see `yiping rules history {rule_id}`"
    for trouble in standing.troubles:
        yield f"{trouble.rule_id:<24} TROUBLE: {trouble}"


def _since(one: Record, zone: ZoneInfo) -> str:
    if one.revision is None or not one.revision.source.is_local:
        return ""
    told = f"; revision {one.revision.revision}"
    if one.since is not None:
        told += f" since {when(one.since, zone)}"
    if one.set_aside is not None:
        at = when(one.set_aside.recorded_at, zone)
        return f"{told}; THE PROGRAM SHIPS ANOTHER TEXT since {at}, not in force"
    return told


def history_lines(revisions: Sequence[Revision], told: Sequence[Told], *, zone: ZoneInfo) -> Iterator[str]:
    """All revisions of a rule, then all its proposals with what people did, the oldest first."""
    for one in revisions:
        begun = f"in force from {when(one.effective_at, zone)}" if one.effective_at else "never in force"
        words = f" (proposal {one.proposal_num}, approved by {one.approver})" if one.proposal_num else ""
        yield f"revision {one.revision}: {came_from(one)}, {begun}, digest {one.digest[:12] or '-'}{words}"
    for proposal in reversed(told):
        yield from proposal_lines(proposal, zone=zone)


def proposal_lines(told: Told, *, zone: ZoneInfo) -> Iterator[str]:
    """A proposal with its history."""
    one = told.proposal
    begun = f" from {when(one.effective_at, zone)}" if one.effective_at else ""
    untested = f", without a back-test: {one.untested}" if one.untested else ""
    yield f"proposal {one.num}: {one.sort} {one.rule_id}, {told.stage.replace('_', ' ')}{begun}{untested}"
    for event in told.events:
        words = f": {event.comment}" if event.comment else ""
        yield f"  {when(event.at, zone)} {event.change} by {event.actor}{words}"


def diff_lines(proposal: Proposal, standing: InForce) -> Iterator[str]:
    """What a proposal changes of the text in force, or of none."""
    current = standing.rules.get(proposal.rule_id)
    before = current.rule.body if current else ""
    found = differences(before, proposal.body)
    beside = "the text in force" if current else "nothing: the rule is new"
    if proposal.sort is Sort.RETIRE:
        yield f"proposal {proposal.num} retires {proposal.rule_id}"
        return
    yield f"proposal {proposal.num} beside {beside}: {len(found)} differences"
    yield from (f"  {one}" for one in found)


def next_lines(proposal: Proposal, rule: AnyRule | None, tried: Recorded | None) -> Iterator[str]:
    """What is to be done next with a new proposal."""
    if tried is not None:
        yield (
            f"last back-test of this text, {tried.ran_at:%Y-%m-%d}: {tried.readings:,} readings, "
            f"{tried.firings} firings, {tried.orders} orders"
        )
    elif isinstance(rule, Rule):
        yield "no back-test of this text is recorded; try it on history and keep the outcome:"
        yield f"  yiping rules backtest @{proposal.num} --from <date> --to <date> --record"
    yield "another person then decides:"
    yield f"  yiping rules approve {proposal.num} --as <name> [--from <time>] [--comment <words>]"
    yield f"  yiping rules reject {proposal.num} --as <name> --comment <why>"


def when(at: datetime, zone: ZoneInfo) -> str:
    """A time in the district's zone, to the minute."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
