"""What every condition is: a pure step from one state to the next by one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity

State = tuple[Any, ...]
Facts = Mapping[str, float]
"""What is known of a sensor beside its readings: the numbers of its site's dossier, by field."""

NO_FACTS: Facts = {}
Sizes = Callable[[str], NDArray[np.float64]]
"""The same of many values at once: a field's number beside each value, NaN where it is not known."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One plausible value that a rule hears: of which metric, in its unit, at an aware time."""

    metric: str
    value: float
    at: datetime


class Condition(Protocol):
    """One condition with its numbers. States are immutable; ``rest`` is the one in which nothing is known.

    A condition hears the values of ``metrics``, of which the first is the rule's own; those of one metric
    come in the order of time, later than all before. At rest it hears nothing but loud values and what the
    same sensor tells with them or after, so a state that needs more than that is not at rest.
    """

    metrics: tuple[str, ...]
    rest: State

    def loud(self, metric: str, values: NDArray[np.float64], sizes: Sizes) -> NDArray[np.bool_]:
        """Which of many values can move a condition that is at rest: the quick way past most readings."""
        ...

    def step(self, state: State, seen: Seen, facts: Facts) -> State:
        """The state after a value."""
        ...

    def severity(self, state: State) -> Severity | None:
        """The level that holds in ``state``, None for normal."""
        ...

    def told(self, state: State, seen: Seen) -> float:
        """The value that an alert tells in ``state``, in the unit of the rule's own metric."""
        ...

    def dump(self, state: State) -> Any:
        """``state`` as JSON can hold it."""
        ...

    def load(self, dumped: Any) -> State:
        """What ``dump`` wrote; a state of another shape (the rule has changed) becomes rest."""
        ...


class Sparing(Protocol):
    """A condition that need not hear every value: one learns no more from a panel's tone each second."""

    def hears(self, state: State, seen: Seen) -> bool:
        """Whether a value counts; one that does not is as if it had never been told."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What a condition stands at, and the time of the last reading that it has seen (None at rest)."""

    state: State
    at: datetime | None


def remembered(condition: Condition, standing: Standing, *, at: datetime, forget_after: timedelta) -> State:
    """The state that still counts for a reading at ``at``: rest after a silence over ``forget_after``.

    Nobody knows what happened in the silence, so what held before it proves nothing about what holds now.
    """
    silent = standing.at is not None and at - standing.at > forget_after
    return condition.rest if silent else standing.state


def hears(condition: Condition, state: State, seen: Seen) -> bool:
    """Whether a condition hears a value in ``state``."""
    # Asked of every value: to compare with the protocol would cost many times what a step does.
    spares: Callable[[State, Seen], bool] | None = getattr(condition, "hears", None)
    return spares is None or spares(state, seen)


def condition_module(name: str) -> ModuleType:
    """The file of ``alerts/conditions`` that ``name`` means. Raises ModuleNotFoundError."""
    return import_module(f"alerts.conditions.{name}")


def condition_from(name: str, definition: Definition, *, kind: Kind, metric: Metric) -> Condition:
    """The condition ``name`` with the numbers that a rule's definition gives it."""
    try:
        module = condition_module(name)
    except ModuleNotFoundError:
        raise definition.error("condition", f"there is no condition {name!r}") from None
    condition: Condition = module.condition_from(definition, kind=kind, metric=metric)
    return condition
