"""What a machine can check of a proposal before people do: its text, and how that fits the rules in force."""

from collections.abc import Mapping, Sequence

from alerts.errors import ProposalRefused
from alerts.revisions.life import told
from alerts.revisions.rulebook import InForce, newest
from alerts.revisions.text import AnyRule, rule_of, tidy
from alerts.rule import Rule
from alerts.watch_rule import WatchRule
from model.kind import Kind
from model.proposal import Proposal, Revision


def checked(body: str, standing: InForce, *, kinds: Mapping[str, Kind], name: str = "the text") -> AnyRule:
    """The rule that a proposed text describes: it reads, its examples pass, and it fits the rules in force.

    Raises DefinitionError where the text is wrong, ProposalRefused where it does not fit.
    """
    rule = rule_of(tidy(body), kinds=kinds, name=name)
    current = standing.rules.get(rule.id)
    if current is not None:
        check_same_subject(current.rule, rule)
        if current.rule.digest == rule.digest:
            raise ProposalRefused("same_text", f"{rule.id} is in force with this very text already")
    for watched in watched_by(rule):
        if not isinstance(getattr(standing.rules.get(watched), "rule", None), Rule):
            raise ProposalRefused("no_watched", f"watches {watched}, which is no rule in force", rule=watched)
    return rule


def check_same_subject(before: AnyRule, after: AnyRule) -> None:
    """Raises ProposalRefused where a text judges something else than the rule of its id does.

    Alerts, orders and figures go on under the id, so it must stay a claim about one thing.
    """
    if subject(before) != subject(after):
        raise ProposalRefused(
            "other_subject",
            f"{after.id} would judge {subject(after)}, not {subject(before)}; "
            "give it another id, and retire this one",
        )


def subject(rule: AnyRule) -> str:
    """What a rule judges: a metric of a kind, or what its watch looks at."""
    return f"{rule.metric.name} of {rule.kind.id}" if isinstance(rule, Rule) else rule.watch.looks_at


def check_unwatched(rule_id: str, standing: InForce) -> None:
    """Raises ProposalRefused where a watch in force needs this rule."""
    for watch in standing.watches:
        if rule_id in watched_by(watch):
            raise ProposalRefused(
                "watched", f"{watch.id} watches {rule_id}; retire that first", rule=watch.id
            )


def watched_by(rule: AnyRule) -> Sequence[str]:
    """The rules whose alerts a rule looks at."""
    return tuple(getattr(rule.watch, "rules", ())) if isinstance(rule, WatchRule) else ()


def check_base(proposal: Proposal, history: Sequence[Revision]) -> None:
    """Raises ProposalRefused where a rule has another newest revision than the proposer knew."""
    latest = newest(history)
    if latest is not None and latest.revision != proposal.based_on:
        by = latest.approver or "the program"
        raise ProposalRefused(
            "revised",
            f"proposal {proposal.num} was made on revision {proposal.based_on} of {proposal.rule_id}; {by} "
            f"brought revision {latest.revision} at {told(latest.recorded_at)}; propose anew on that",
            revision=latest.revision,
            actor=by,
            at=latest.recorded_at,
        )
