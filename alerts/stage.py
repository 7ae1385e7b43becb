"""A stage of an episode: a level with its own words for when it is reached."""

from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Any

from alerts import ladder
from alerts.ladder import Rung
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import SEVERITIES, Severity
from model.units import convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A level, reached by values of ``metric`` that are one of ``codes`` or at least ``on``, in its unit."""

    metric: str
    codes: tuple[float, ...]
    on: float
    rung: Rung

    def reached_by(self, value: float | None) -> bool:
        return value is not None and (value >= self.on or value in self.codes)


def stage_from(table: Definition, *, kind: Kind, metric: Metric) -> Stage:
    """One of a rule's levels; ``metric`` is meant where it names none. Raises DefinitionError."""
    names = dict(kind.metrics)
    of = table.choice("metric", names) if "metric" in table.names() else metric
    if ("codes" in table.names()) == ("on" in table.names()):
        raise table.error("", "needs either codes or on with its unit")
    stage = Stage(
        metric=of.name,
        codes=codes_from(table, "codes") if "codes" in table.names() else (),
        on=_on(table, of) if "on" in table.names() else inf,
        rung=stage_rung(table.choice("severity", SEVERITIES), ladder.delay(table, "on_delay_s")),
    )
    table.finish()
    return stage


def stage_rung(severity: Severity, on_delay: timedelta) -> Rung:
    """The rung of a stage, which hears 1.0 while the stage is reached."""
    return Rung(severity=severity, on=1.0, off=0.0, on_delay=on_delay, off_delay=timedelta(0))


def _on(table: Definition, metric: Metric) -> float:
    unit = ladder.unit_from(table, metric)
    return convert(table.take("on", float), source=unit, target=metric.unit)


def codes_from(table: Definition, name: str) -> tuple[float, ...]:
    codes: list[Any] = table.take(name, list)
    if not codes or not all(type(code) in {int, float} for code in codes):
        raise table.error(name, "must be one or more numbers")
    return tuple(float(code) for code in codes)
