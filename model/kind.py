"""A kind of sensor and what it measures. One TOML file a kind, in ``model/kinds``."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.definition import Definition
from model.text import Text
from model.units import UNITS, Unit

SHAPES = ("drop", "circle", "square", "triangle", "diamond", "wedge", "cross", "hexagon")
"""What a marker on the map can look like: what the eye still tells apart at a few pixels."""

RETENTION_DAYS = 3650
SHORTEST_RETENTION_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measured quantity. ``low``..``high`` is the range that is physically possible, in ``unit``.

    What is set of the rest makes a value suspect: a rise or fall over so many units a minute; a distance over
    ``spike`` from the median of it and the two before it; standing still for ``stuck_after_s`` seconds,
    unless at ``rest``.
    """

    name: str
    label: Text
    unit: Unit
    low: float
    high: float
    decimals: int
    max_rise_per_min: float | None = None
    max_fall_per_min: float | None = None
    spike: float | None = None
    stuck_after_s: int | None = None
    rest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of sensor; ``id`` is the file's stem and the word in the topic.

    Its readings are kept for ``retention_days``.
    """

    id: str
    label: Text
    theme: str
    shape: str
    expected_every_s: int
    retention_days: int
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
        retention_days=definition.take("retention_days", int, RETENTION_DAYS),
        metrics={name: _metric_from(name, table) for name, table in definition.named_tables("metrics")},
    )
    _check_kind(kind, definition)
    definition.finish()
    return kind


def _check_kind(kind: Kind, definition: Definition) -> None:
    if kind.expected_every_s <= 0:
        raise definition.error("expected_every_s", "must be above 0 seconds")
    if kind.retention_days < SHORTEST_RETENTION_DAYS:
        raise definition.error("retention_days", f"must be at least {SHORTEST_RETENTION_DAYS} days")
    if not kind.metrics:
        raise definition.error("metrics", "a kind measures at least one metric")
    for metric in kind.metrics.values():
        if metric.stuck_after_s is not None and metric.stuck_after_s <= kind.expected_every_s:
            problem = f"must be above expected_every_s = {kind.expected_every_s}"
            raise definition.error(f"metrics.{metric.name}.stuck_after_s", problem)


def _metric_from(name: str, definition: Definition) -> Metric:
    metric = Metric(
        name=name,
        label=definition.text("name"),
        unit=definition.choice("unit", UNITS),
        low=definition.take("low", float),
        high=definition.take("high", float),
        decimals=definition.take("decimals", int),
        max_rise_per_min=_above_zero(definition, "max_rise_per_min"),
        max_fall_per_min=_above_zero(definition, "max_fall_per_min"),
        spike=_above_zero(definition, "spike"),
        stuck_after_s=definition.take("stuck_after_s", int, None),
        rest=definition.take("rest", float, None),
    )
    _check_metric(metric, definition)
    definition.finish()
    return metric


def _above_zero(definition: Definition, name: str) -> float | None:
    limit = definition.take(name, float, None)
    if limit is not None and not limit > 0:
        raise definition.error(name, f"{limit} is not above 0")
    return limit


def _check_metric(metric: Metric, definition: Definition) -> None:
    if not metric.low < metric.high:
        raise definition.error("low", f"{metric.low} is not below high = {metric.high}")
    if not metric.name.endswith(metric.unit.suffix):
        problem = f"a metric in {metric.unit.name} is named ..{metric.unit.suffix}, not {metric.name}"
        raise definition.error("unit", problem)
    if metric.rest is not None and metric.stuck_after_s is None:
        raise definition.error("rest", "means nothing without stuck_after_s")
    if metric.rest is not None and not metric.low <= metric.rest <= metric.high:
        raise definition.error("rest", f"{metric.rest} is not within {metric.low}..{metric.high}")
