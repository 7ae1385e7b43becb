"""``yiping rules propose`` and what follows: revisions of rules by four eyes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from alerts.revisions.proposing import Step
    from model.proposal import Proposal
    from store.pool import Connection

Actor = Annotated[str, typer.Option("--as", help="Who does this; the name is recorded.")]
Why = Annotated[str, typer.Option(help="Why; it is recorded.")]
Comment = Annotated[str, typer.Option(help="What is to be known; it is recorded.")]
Num = Annotated[int, typer.Argument(help="The number of the proposal.")]
RuleId = Annotated[str, typer.Argument(metavar="RULE", help="A rule's id.")]


def register(app: typer.Typer) -> None:
    """Adds to the group of the rules, which is there already: files are taken in the order of their names."""
    group = next(one.typer_instance for one in app.registered_groups if one.name == "rules")
    assert group is not None  # noqa: S101  rules.py made it
    for command in (propose, retire, proposals, diff, approve, reject, withdraw, history):
        group.command(command.__name__)(command)


def propose(
    rule: Annotated[
        str, typer.Argument(metavar="FILE", help="A .toml file; or RULE@N, to return to that revision.")
    ],
    actor: Actor,
    why: Why,
) -> None:
    """Propose a rule's text. It is checked at once; another person approves or rejects it."""
    from alerts.revisions import proposing
    from alerts.revisions.checks import checked
    from model.catalogue import load_kinds
    from store.backtests import last_of_text
    from yiping.rules.asking import any_rule_named, here
    from yiping.rules.proposals import diff_lines, next_lines

    with here() as (conn, standing):
        text = any_rule_named(rule, standing, conn)
        found = checked(text.body, standing, kinds=load_kinds(), name=rule)
        proposal = proposing.propose(conn, found, _step(actor, why))
        tried = last_of_text(conn, found.digest)
    for line in [*diff_lines(proposal, standing), *next_lines(proposal, found, tried)]:
        print(line)


def retire(rule: RuleId, actor: Actor, why: Why) -> None:
    """Propose that a rule is in force no more; its alerts end then, its orders stay with their crews."""
    from alerts.revisions import proposing
    from yiping.rules.asking import here
    from yiping.rules.proposals import diff_lines, next_lines

    with here() as (conn, standing):
        proposal = proposing.retire(conn, rule, standing, _step(actor, why))
    for line in [*diff_lines(proposal, standing), *next_lines(proposal, None, None)]:
        print(line)


def proposals(
    all_: Annotated[bool, typer.Option("--all", help="Also those that were decided on long ago.")] = False,
) -> None:
    """List proposals that wait to be decided on, or to take effect."""
    from alerts.revisions.record import told_proposals
    from yiping.rules.asking import here, zone_here
    from yiping.rules.proposals import proposal_lines
    from yiping.wiring import utc_now

    with here() as (conn, _):
        found = told_proposals(conn, now=utc_now(), waiting=not all_)
    for one in found:
        for line in proposal_lines(one, zone=zone_here()):
            print(line)
    print(f"{len(found)} proposals")


def diff(num: Num) -> None:
    """Tell in words what a proposal changes: which number, from what to what."""
    from alerts.revisions.proposing import wanted
    from yiping.rules.asking import here
    from yiping.rules.proposals import diff_lines

    with here() as (conn, standing):
        proposal = wanted(conn, num)
    for line in diff_lines(proposal, standing):
        print(line)


def approve(
    num: Num,
    actor: Actor,
    from_: Annotated[
        str | None, typer.Option("--from", help="In force from this time on (ISO 8601); now.")
    ] = None,
    comment: Comment = "",
    without_backtest: Annotated[
        str | None, typer.Option(help="Why this text needs no back-test; it is recorded.")
    ] = None,
) -> None:
    """Approve a proposal of another person. Ingest takes it up by itself when its time has come."""
    from alerts.revisions import proposing
    from model.catalogue import load_kinds
    from yiping.rules.asking import here, time_of, zone_here
    from yiping.rules.proposals import when

    zone = zone_here()
    with here() as (conn, standing):
        made = proposing.approve(
            conn,
            num,
            _step(actor, comment),
            standing=standing,
            kinds=load_kinds(),
            effective_at=None if from_ is None else time_of("--from", from_, zone),
            untested=without_backtest,
        )
    begun = "" if made.effective_at is None else f" from {when(made.effective_at, zone)}"
    print(f"revision {made.revision} of {made.rule_id} is in force{begun}")


def reject(num: Num, actor: Actor, comment: Comment = "") -> None:
    """Reject a proposal of another person; --comment says why."""
    from alerts.revisions.proposing import reject as refuse

    _decide(num, refuse, _step(actor, comment))


def withdraw(num: Num, actor: Actor, comment: Comment = "") -> None:
    """Take back a proposal of one's own, or an approval that waits for its time."""
    from alerts.revisions.proposing import withdraw as take_back

    _decide(num, take_back, _step(actor, comment))


def history(rule: RuleId) -> None:
    """Every revision of a rule and every proposal to it: who, when, why."""
    from alerts.revisions.record import told_proposals
    from model.errors import YipingError
    from store.rules import revisions
    from yiping.rules.asking import here, zone_here
    from yiping.rules.proposals import history_lines
    from yiping.wiring import utc_now

    with here() as (conn, _):
        found = revisions(conn, [rule])
        told = told_proposals(conn, now=utc_now(), rule_id=rule)
    if not found and not told:
        raise YipingError(f"nothing is recorded of a rule {rule!r}; `yiping rules list` has those in force")
    for line in history_lines(found, told, zone=zone_here()):
        print(line)


def _decide(num: int, act: "Callable[[Connection, int, Step], None]", step: "Step") -> None:
    from alerts.revisions.proposing import wanted
    from yiping.rules.asking import here

    with here() as (conn, _):
        act(conn, num, step)
        proposal: Proposal = wanted(conn, num)
    print(f"proposal {num} ({proposal.rule_id}) is {proposal.state}")


def _step(actor: str, comment: str) -> "Step":
    from alerts.revisions.proposing import Step
    from yiping.wiring import utc_now

    return Step(actor=actor, now=utc_now(), comment=comment)
