"""All rules in force in one table, and what waits for a person above it."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from alerts.revisions.record import Record, Told
from alerts.revisions.rulebook import InForce
from alerts.rule import Rule
from dashboard.panels import rule_signs
from dashboard.words import Words
from model.kind import Kind

COLUMNS = ("name", "kind", "levels", "certainty", "revision", "since", "approver", "tried")


def waiting(words: Words, found: Sequence[Told], zone: ZoneInfo) -> html.Section:
    """Proposals that wait for a decision, or for their time."""
    cards = [proposal(words, one, zone) for one in found]
    calm = html.Span(className="calm")
    empty = html.P(
        [calm, words("rules.none_waiting"), " · ", words("rules.none_waiting_hint")], className="dim"
    )
    return html.Section(
        [html.H2(words("rules.waiting")), html.Div(cards, className="proposals") if cards else empty],
        className="sheet waiting-proposals",
    )


def proposal(words: Words, told: Told, zone: ZoneInfo) -> html.A:
    """One proposal as a card that leads to its page."""
    one = told.proposal
    begun = [words("rules.from", at=rule_signs.moment(one.effective_at, zone))] if one.effective_at else []
    return html.A(
        [
            html.Header([html.Strong(one.rule_id), rule_signs.stage(words, told.stage)]),
            html.P(one.why),
            html.Small(
                " · ".join(
                    [
                        words(f"proposal_sort.{one.sort.value}"),
                        one.proposed_by,
                        rule_signs.moment(one.proposed_at, zone),
                        *begun,
                    ]
                ),
                className="dim",
            ),
        ],
        href=f"/rules/proposals/{one.num}",
        className="proposal",
    )


def troubles(words: Words, found: InForce) -> html.Section | None:
    """What is in force and cannot be read by this program, loudly."""
    if not found.troubles:
        return None
    lines = [
        html.P(
            [html.Strong(words("rules.trouble", rule=one.rule_id, revision=one.revision)), " ", one.problem]
        )
        for one in found.troubles
    ]
    return html.Section([html.H2(words("rules.troubles")), *lines], className="sheet warning")


def table(words: Words, found: Sequence[Record], kinds: Mapping[str, Kind], zone: ZoneInfo) -> html.Section:
    """The rules in force."""
    head = [html.Th(words(f"rule_column.{name}"), className=name) for name in COLUMNS]
    ordered = sorted(found, key=lambda one: _place(one, list(kinds)))
    return html.Section(
        [
            html.H2([words("rules.in_force"), html.Span(f" {len(found)}", className="dim")]),
            html.Table(
                [html.Thead(html.Tr(head)), html.Tbody([row(words, one, zone) for one in ordered])],
                className="rules-table",
            ),
        ],
        className="sheet",
    )


def row(words: Words, record: Record, zone: ZoneInfo) -> html.Tr:
    rule = record.rule
    subject: list[Any] = [words("rules.several"), html.Br()]
    if isinstance(rule, Rule):
        subject = [words.of(rule.kind.label), html.Br()]
    cells: dict[str, Any] = {
        "name": [html.A(words.of(rule.name), href=f"/rules/{rule.id}"), html.Br(), html.Small(rule.id)],
        "kind": [*subject, html.Small(rule_signs.condition_words(words, rule))],
        "levels": rule_signs.levels(words, rule),
        "certainty": rule_signs.certainty(words, rule),
        "revision": [rule_signs.revision(words, record), _aside(words, record)],
        "since": rule_signs.moment(record.since, zone),
        "approver": record.approver,
        "tried": rule_signs.tried(words, rule, record.tried, zone),
    }
    return html.Tr([html.Td(cells[name], className=name) for name in COLUMNS])


def _aside(words: Words, record: Record) -> html.Small | None:
    return html.Small(words("rules.ships_other"), className="aside") if record.set_aside else None


def _place(record: Record, kinds: list[str]) -> tuple[int, str]:
    """Rules of one kind stand together, watches last."""
    rule = record.rule
    return (kinds.index(rule.kind.id) if isinstance(rule, Rule) else len(kinds), rule.id)
