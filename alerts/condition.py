"""What every condition is: a pure step from one state to the next by one value."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.definition import Definition
from model.kind import Metric
from model.severity import Severity

State = tuple[Any, ...]


class Condition(Protocol):
    """One condition with its numbers. States are immutable; ``rest`` is the one in which nothing is known."""

    rest: State

    def quiet(self, value: float) -> bool:
        """True when ``value`` leaves a condition at rest at rest: the quick way for most readings."""
        ...

    def loud(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of many values are not quiet."""
        ...

    def step(self, state: State, *, value: float, at: datetime) -> State:
        """The state after a good value, read at an aware time later than all before."""
        ...

    def severity(self, state: State) -> Severity | None:
        """The level that holds in ``state``, None for normal."""
        ...

    def dump(self, state: State) -> Any:
        """``state`` as JSON can hold it."""
        ...

    def load(self, dumped: Any) -> State:
        """What ``dump`` wrote; a state of another shape (the rule has changed) becomes rest."""
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


def condition_module(name: str) -> ModuleType:
    """The file of ``alerts/conditions`` that ``name`` means. Raises ModuleNotFoundError."""
    return import_module(f"alerts.conditions.{name}")


def condition_from(name: str, definition: Definition, *, metric: Metric) -> Condition:
    """The condition ``name`` with the numbers that a rule's definition gives it."""
    try:
        module = condition_module(name)
    except ModuleNotFoundError:
        raise definition.error("condition", f"there is no condition {name!r}") from None
    condition: Condition = module.condition_from(definition, metric=metric)
    return condition
