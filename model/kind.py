"""A kind of sensor and what it measures. One TOML file a kind, in ``model/kinds``."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.definition import Definition
from model.text import Text
from model.units import UNITS, Unit

SHAPES = ("drop", "circle", "square", "triangle", "diamond")
"""What a marker on the map can look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measured quantity. ``low``..``high`` is the range that is physically possible, in ``unit``."""

    name: str
    label: Text
    unit: Unit
    low: float
    high: float
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of sensor; ``id`` is the file's stem and the word in the topic."""

    id: str
    label: Text
    theme: str
    shape: str
    expected_every_s: int
    metrics: Mapping[str, Metric]

    @property
    def main_metric(self) -> Metric:
        """The metric that a list or a chart shows when nothing else is asked: the file's first."""
        return next(iter(self.metrics.values()))


def kind_from(definition: Definition, *, stem: str) -> Kind:
    """The kind that a definition describes. Raises DefinitionError naming the key."""
    if (kind_id := definition.take("id", str)) != stem:
        raise definition.error("id", f"{kind_id!r} differs from the file's name {stem!r}")
    kind = Kind(
        id=kind_id,
        label=definition.text("name"),
        theme=definition.take("theme", str),
        shape=definition.choice("shape", {shape: shape for shape in SHAPES}),
        expected_every_s=definition.take("expected_every_s", int),
        metrics={name: _metric_from(name, table) for name, table in definition.named_tables("metrics")},
    )
    if kind.expected_every_s <= 0:
        raise definition.error("expected_every_s", "must be above 0 seconds")
    if not kind.metrics:
        raise definition.error("metrics", "a kind measures at least one metric")
    definition.finish()
    return kind


def _metric_from(name: str, definition: Definition) -> Metric:
    metric = Metric(
        name=name,
        label=definition.text("name"),
        unit=definition.choice("unit", UNITS),
        low=definition.take("low", float),
        high=definition.take("high", float),
        decimals=definition.take("decimals", int),
    )
    if not metric.low < metric.high:
        raise definition.error("low", f"{metric.low} is not below high = {metric.high}")
    if not name.endswith(metric.unit.suffix):
        problem = f"a metric in {metric.unit.name} is named ..{metric.unit.suffix}, not {name}"
        raise definition.error("unit", problem)
    definition.finish()
    return metric
