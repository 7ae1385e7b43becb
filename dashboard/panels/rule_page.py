"""One rule: its passport, its history, and its text with what a person may do to it."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from alerts.revisions.record import Record, Told, came_from
from alerts.rule import Rule
from dashboard.panels import rule_signs
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.proposal import Revision


def passport(words: Words, record: Record, zone: ZoneInfo) -> html.Section:
    """What stands behind the rule's numbers, and who stands for them."""
    rule = record.rule
    lines: list[tuple[str, Any]] = [
        ("rule_column.name", [words.of(rule.name), html.Span(f" {rule.id}", className="dim")]),
        ("rule_column.kind", _subject(words, record)),
        ("rule_column.levels", rule_signs.levels(words, rule)),
        ("rules.source", words.of(rule.passport.source)),
        ("rules.date", f"{rule.passport.date}"),
        ("rule_column.certainty", [rule_signs.certainty(words, rule), " ", _meaning(words, record)]),
        ("rule_column.approver", record.approver),
        ("rule_column.revision", rule_signs.revision(words, record)),
        ("rule_column.since", rule_signs.moment(record.since, zone)),
        ("rule_column.tried", rule_signs.tried(words, rule, record.tried, zone)),
        ("rules.digest", html.Code(rule.digest[:12])),
    ]
    aside = html.P(words("rules.ships_other_hint"), className="warning") if record.set_aside else None
    return html.Section(
        [
            html.H2(words("rules.passport")),
            html.Dl([part for key, told in lines for part in (html.Dt(words(key)), html.Dd(told))]),
            aside,
        ],
        className="sheet rule-passport",
    )


def _subject(words: Words, record: Record) -> str:
    rule = record.rule
    name = rule_signs.condition_words(words, rule)
    if not isinstance(rule, Rule):
        return name
    return f"{words.of(rule.kind.label)} · {words.of(rule.metric.label)} · {name}"


def _meaning(words: Words, record: Record) -> str:
    return words(f"certainty.{record.rule.passport.certainty}")


def history(
    words: Words, revisions: Sequence[Revision], told: Sequence[Told], zone: ZoneInfo
) -> html.Section:
    """Every revision, the newest first, and every proposal."""
    return html.Section(
        [
            html.H2(words("rules.history")),
            html.Ol([_revision(words, one, zone) for one in reversed(revisions)]),
            html.H2(words("rules.proposals")) if told else None,
            html.Ol([_proposal(words, one, zone) for one in told]) if told else None,
        ],
        className="sheet timeline rule-history",
    )


def _revision(words: Words, one: Revision, zone: ZoneInfo) -> html.Li:
    word = came_from(one).replace(", ", "_").replace(" ", "_")
    return html.Li(
        [
            html.Time(rule_signs.moment(one.effective_at or one.recorded_at, zone)),
            html.Strong(words("rules.revision_line", number=one.revision, word=words(f"came_from.{word}"))),
            html.Span(one.approver or "", className="actor"),
            html.P([words("rules.proposed_why", actor=one.proposed_by), one.why]) if one.why else None,
        ]
    )


def _proposal(words: Words, told: Told, zone: ZoneInfo) -> html.Li:
    one = told.proposal
    return html.Li(
        [
            html.Time(rule_signs.moment(one.proposed_at, zone)),
            html.A(words("rules.proposal_title", num=one.num), href=f"/rules/proposals/{one.num}"),
            rule_signs.stage(words, told.stage),
            html.P([words("rules.proposed_why", actor=one.proposed_by), one.why]),
        ]
    )


def editor(words: Words, body: str, rule_id: str | None) -> html.Section:
    """The rule's text to be changed, checked and proposed; and, of a rule in force, its end."""
    numbers = "\n".join(str(number) for number in range(1, body.count("\n") + 2))
    retire = html.Button(words("rules.retire"), type="button", **data(rule="retire", subject=rule_id or ""))
    return html.Section(
        [
            html.H2(words("rules.text")),
            html.P(words("rules.text_hint"), className="dim"),
            html.Div(
                [
                    html.Pre(numbers, id="rule-lines", **{"aria-hidden": "true"}),  # type: ignore[arg-type]
                    html.Textarea(
                        body, id="rule-text", spellCheck="false", wrap="off", title=words("rules.text")
                    ),
                ],
                className="rule-editor",
            ),
            html.Div(id="rule-told", className="told", role="status"),
            html.Label([words("rules.why"), html.Textarea(id="rule-why", rows=2, maxLength=2000)]),
            html.Div(
                [
                    retire if rule_id else None,
                    html.Button(words("rules.check"), type="button", **data(rule="check")),
                    html.Button(
                        words("rules.propose"), type="button", className="primary", **data(rule="propose")
                    ),
                ],
                className="buttons",
            ),
        ],
        className="sheet rule-text",
    )
