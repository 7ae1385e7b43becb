"""Conditions under test: given values step by step, and made of the words of a rule."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.condition import NO_FACTS, Condition, Seen, State, condition_from
from model.catalogue import load_kinds
from model.definition import Definition

START = datetime(2025, 8, 25, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def walked(condition: Condition, values: Iterable[tuple[float, float]]) -> Iterator[tuple[datetime, State]]:
    """The state after each (seconds since the one before, value) of the condition's own metric."""
    state, at = condition.rest, START
    for gap_s, value in values:
        at += timedelta(seconds=gap_s)
        state = condition.step(state, Seen(condition.metrics[0], value, at), NO_FACTS)
        yield at, state


def stepped(condition: Condition, state: State, seconds: float, value: float, metric: str = "") -> State:
    """The state after a value at ``seconds``, of the condition's own metric unless told."""
    return condition.step(state, Seen(metric or condition.metrics[0], value, after(seconds)), NO_FACTS)


def made(name: str, words: str, *, kind: str, metric: str) -> Any:
    """The condition that these words of a rule describe."""
    of = load_kinds()[kind]
    definition = Definition(tomllib.loads(words), file="rule.toml")
    return condition_from(name, definition, kind=of, metric=of.metrics[metric])
