"""Another metric of the same sensor that a rule needs to judge its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts import ladder
from model.definition import Definition
from model.kind import Kind

Told = tuple[float, datetime] | None
"""A value and its time, None where none was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another metric, of which a value counts for ``holds``; what ``limit`` bounds is the condition's matter.

    ``limit`` is in the metric's unit.
    """

    metric: str
    limit: float
    holds: timedelta

    def at(self, told: Told, at: datetime) -> float | None:
        """The value that counts at a time, None where none is recent enough."""
        return told[0] if told is not None and abs(at - told[1]) <= self.holds else None


def beside_from(definition: Definition, name: str, kind: Kind, *, limit: str) -> Beside | None:
    """The table under ``name``, None where there is none. Raises DefinitionError where it is wrong."""
    table = definition.optional_table(name)
    if table is None:
        return None
    metric = table.choice("metric", dict(kind.metrics))
    # Written out all the same: a number without its unit is one that nobody can check.
    table.choice("unit", {metric.unit.name: metric.unit})
    beside = Beside(metric=metric.name, limit=table.take(limit, float), holds=ladder.delay(table, "holds_s"))
    if not beside.limit > 0:
        raise table.error(limit, f"{beside.limit:g} is not above 0")
    table.finish()
    return beside


def dump_told(told: Told) -> Any:
    """A value and its time as JSON can hold them."""
    return told and [told[0], told[1].isoformat()]


def load_told(dumped: Any) -> Told:
    """What ``dump_told`` wrote."""
    return dumped and (dumped[0], datetime.fromisoformat(dumped[1]))
