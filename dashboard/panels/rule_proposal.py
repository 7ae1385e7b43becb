"""One proposal: what it changes, what happened to it, and what this person may do."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import dcc, html

from alerts.revisions.diff import Difference, worded
from alerts.revisions.life import allowed
from alerts.revisions.record import Told
from dashboard.panels import rule_signs
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.person import person
from model.proposal import ProposalChange, ProposalState, Sort
from store.backtests import Recorded


def differences(words: Words, told: Told, found: Sequence[Difference]) -> html.Section:
    """Each number that would change."""
    if told.proposal.sort is Sort.RETIRE:
        main: Any = html.P(words("rules.retire_hint", rule=told.proposal.rule_id), className="warning")
    elif not found:
        main = html.P(words("rules.no_difference"), className="dim")
    else:
        head = [html.Th(words(f"rules.diff_{name}")) for name in ("key", "before", "after")]
        main = html.Table([html.Thead(html.Tr(head)), html.Tbody([_row(one) for one in found])])
    return html.Section([html.H2(words("rules.difference")), main], className="sheet rule-diff")


def _row(one: Difference) -> html.Tr:
    before = "–" if one.before is None else worded(one.before)
    after = "–" if one.after is None else worded(one.after)
    return html.Tr(
        [
            html.Td(html.Code(one.key)),
            html.Td(before, className="before"),
            html.Td(after, className="after"),
        ]
    )


def facts(
    words: Words, told: Told, tried: Recorded | None, zone: ZoneInfo, *, testable: bool
) -> html.Section:
    """Who proposed what, when and why, and whether it was tried on history."""
    one = told.proposal
    lines: list[tuple[str, Any]] = [
        ("rules.proposer", f"{one.proposed_by} · {rule_signs.moment(one.proposed_at, zone)}"),
        ("rules.why", one.why),
    ]
    if testable:
        lines.append(("rule_column.tried", _tried(words, told, tried, zone)))
    if one.decided_by is not None:
        lines.append(("rules.decider", f"{one.decided_by} · {rule_signs.moment(one.decided_at, zone)}"))
    if one.effective_at is not None:
        lines.append(("rule_column.since", rule_signs.moment(one.effective_at, zone)))
    if one.untested is not None:
        lines.append(("rules.untested", one.untested))
    return html.Section(
        [
            html.Header([html.H2(one.rule_id), rule_signs.stage(words, told.stage)]),
            html.Dl([part for key, said in lines for part in (html.Dt(words(key)), html.Dd(said))]),
        ],
        className="sheet rule-passport",
    )


def _tried(words: Words, told: Told, tried: Recorded | None, zone: ZoneInfo) -> Any:
    if tried is None:
        command = f"yiping rules backtest @{told.proposal.num} --from … --to … --record"
        return [words("rules.never_tried"), html.Br(), html.Code(command)]
    return words(
        "rules.tried",
        day=f"{tried.ran_at.astimezone(zone):%Y-%m-%d}",
        readings=f"{tried.readings:,}",
        firings=tried.firings,
        orders=tried.orders,
    )


def events(words: Words, told: Told, zone: ZoneInfo) -> html.Section:
    """Everything that people did, oldest first."""
    lines = [
        html.Li(
            [
                html.Time(rule_signs.moment(one.at, zone)),
                html.Strong(words(f"proposal_change.{one.change.value}")),
                html.Span(one.actor, className="actor"),
                html.P(one.comment) if one.comment else None,
            ]
        )
        for one in told.events
    ]
    return html.Section([html.H2(words("rules.history")), html.Ol(lines)], className="sheet timeline")


def decision(words: Words, told: Told, actor: str, *, needs_reason: bool) -> html.Section:
    """What this person may do now."""
    one, changes = told.proposal, allowed(told.stage)
    own = person(actor) == person(one.proposed_by)
    may_decide = ProposalChange.APPROVED in changes and not own
    may_withdraw = ProposalChange.WITHDRAWN in changes and (own or told.stage is ProposalState.APPROVED)
    hint = words("rules.own") if own and ProposalChange.APPROVED in changes else ""
    fields = [
        _field(
            words,
            "from",
            dcc.Input(id="rule-from", placeholder="2026-08-25 17:00", autoComplete="off"),
            words("rules.from_hint"),
        ),
        _field(words, "untested_why", html.Textarea(id="rule-untested", rows=2)) if needs_reason else None,
    ]
    return html.Section(
        [
            html.H2(words("order.next")),
            html.P(hint, className="warning") if hint else None,
            *(fields if may_decide else []),
            _field(words, "comment", html.Textarea(id="rule-comment", rows=2, maxLength=2000))
            if may_decide or may_withdraw
            else html.P(words("order.no_next"), className="dim"),
            html.Div(
                [
                    _button(words, "withdraw", one.num) if may_withdraw else None,
                    _button(words, "reject", one.num) if may_decide else None,
                    _button(words, "approve", one.num, "primary") if may_decide else None,
                ],
                className="buttons",
            ),
        ],
        className="sheet rule-decision",
    )


def _field(words: Words, name: str, control: Any, hint: str = "") -> html.Label:
    return html.Label([words(f"rules.{name}"), control, html.Small(hint, className="dim") if hint else None])


def _button(words: Words, act: str, num: int, className: str = "") -> html.Button:  # noqa: N803  the word of Dash
    attributes = data(rule=act, subject=str(num))
    return html.Button(words(f"rule_act.{act}"), type="button", className=className, **attributes)
