"""Small parts of the pages of the rules: levels with their values, certainty, who stands for a rule."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from alerts.revisions.diff import worded
from alerts.revisions.record import Record
from alerts.revisions.text import AnyRule
from alerts.rule import Rule
from dashboard.panels import badge
from dashboard.words import Words
from model.proposal import ProposalState
from model.severity import SEVERITIES, Severity
from store.backtests import Recorded

_SPANS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_COUNTS = ("on", "count", "reach", "cycles", "periods")


def levels(words: Words, rule: AnyRule) -> html.Div:
    """Each level of a rule, the lowest first, with the number that sets it."""
    text = tomllib.loads(rule.body)
    unit = unit_of(words, text, rule)
    return html.Div(
        [
            html.Span([badge.level(words, severity), html.Span(f"{told} {unit}".strip())], className="limit")
            for severity, told in limits(text)
        ],
        className="limits",
    )


def limits(text: Mapping[str, Any]) -> Iterator[tuple[Severity, str]]:
    """Each level of a rule's text with its number in words."""
    for table in text.get("levels") or [text]:
        if (severity := SEVERITIES.get(table.get("severity", ""))) is not None:
            told = next((worded(table[name]) for name in _COUNTS if name in table), "")
            yield severity, told or worded(table.get("codes", ""))


def unit_of(words: Words, text: Mapping[str, Any], rule: AnyRule) -> str:
    """The unit that the numbers of the levels are in, where that is plain: a share or a count has none."""
    if not isinstance(rule, Rule) or type(rule.condition).__name__ in {"Ratio", "Balance", "CountInWindow"}:
        return ""
    key = f"unit.{text.get('unit')}"
    told = words(key) if key in words.keys() else str(text.get("unit") or "")  # noqa: SIM118  not a mapping
    per_s = text.get("per_s")
    return f"{told}/{_span(words, per_s)}" if per_s else told


def _span(words: Words, seconds: float) -> str:
    """A span in its largest whole unit, one of them without its number."""
    size, unit = next((size, unit) for size, unit in _SPANS if seconds % size == 0)
    count = worded(seconds / size)
    return f"{'' if count == '1' else count + ' '}{words(f'unit.{unit}')}"


def condition(rule: AnyRule) -> str:
    """The name of a rule's condition or watch, as its text has it."""
    part = rule.condition if isinstance(rule, Rule) else rule.watch
    return type(part).__module__.rsplit(".", 1)[-1]


def condition_words(words: Words, rule: AnyRule) -> str:
    """The same for people; one that has no word yet by its name, so that adding one needs no other file."""
    key = f"condition.{condition(rule)}"
    return words(key) if key in words.keys() else condition(rule)  # noqa: SIM118  not a mapping


def certainty(words: Words, rule: AnyRule) -> html.Span:
    """The letter, with what it means."""
    letter = rule.passport.certainty
    meaning = words(f"certainty.{letter}")
    return html.Span(letter, className=f"sure {letter}", title=meaning)


def revision(words: Words, record: Record) -> html.Span:
    """The number of the revision, and where it comes from."""
    number = str(record.revision.revision) if record.revision else "–"
    local = record.revision is not None and record.revision.source.is_local
    word = words("rules.local" if local else "rules.shipped")
    return html.Span([html.Strong(number), " ", html.Span(word, className="dim")])


def stage(words: Words, state: ProposalState) -> html.Span:
    """What a proposal stands at."""
    return html.Span(words(f"proposal_state.{state.value}"), className=f"stage {state.value}")


def tried(words: Words, rule: AnyRule, found: Recorded | None, zone: ZoneInfo) -> str:
    """The last back-test in one line."""
    if found is None:
        return words("rules.never_tried" if isinstance(rule, Rule) else "rules.cannot_be_tried")
    told = words(
        "rules.tried",
        day=f"{found.ran_at.astimezone(zone):%Y-%m-%d}",
        readings=f"{found.readings:,}",
        firings=found.firings,
        orders=found.orders,
    )
    return told if found.digest == rule.digest else words("rules.tried_older", told=told)


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """A time of the district to the minute, a dash where there is none."""
    return "–" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
