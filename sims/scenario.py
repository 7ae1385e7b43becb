"""A scenario: which weather, which signals drive which sensors, what goes wrong. One TOML a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, cast

from model.catalogue import load_kinds
from model.definition import Definition, read_definition
from model.kind import Kind
from model.reading import Origin
from model.text import Text
from sims import signals
from sims.faults import Faults, faults_from
from sims.signals.cell import StormCell
from sims.signals.hyetograph import DesignStorm
from sims.signals.series import Signal

SCENARIOS = Path(__file__).parent / "scenarios"
_ORIGINS = {origin.value: origin for origin in Origin}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """All sensors of one kind, driven by one signal; ``metrics`` maps its quantities to metrics."""

    kind: Kind
    signal: Signal
    settings: Any
    metrics: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """``origin`` marks every reading, so that a rehearsal is never taken for a real figure."""

    id: str
    name: Text
    seed: int
    duration_min: float
    hour_of_day: float
    origin: Origin
    rain: StormCell
    streams: tuple[Stream, ...]
    faults: Faults


def load_scenario(name: str, folder: Path = SCENARIOS) -> Scenario:
    """The scenario of that name. Raises DefinitionError naming file and key."""
    definition = read_definition(folder / f"{name}.toml")
    kinds = load_kinds()
    scenario = Scenario(
        id=definition.take("id", str),
        name=definition.text("name"),
        seed=definition.take("seed", int),
        duration_min=_positive(definition, "duration_min"),
        hour_of_day=definition.take("hour_of_day", float),
        origin=definition.choice("origin", _ORIGINS),
        rain=_rain(definition.table("weather")),
        streams=tuple(_stream(table, kinds) for table in definition.tables("stream")),
        faults=faults_from(definition.table("faults")),
    )
    if scenario.id != name:
        raise definition.error("id", f"{scenario.id!r} differs from the file's name {name!r}")
    definition.finish()
    return scenario


def signal_names() -> list[str]:
    """Every signal that a scenario may name: the files of ``sims/signals`` that can be read from a table."""
    modules = [module.name for module in iter_modules(signals.__path__)]
    return [name for name in modules if hasattr(import_module(f"sims.signals.{name}"), "series")]


def _rain(table: Definition) -> StormCell:
    share = table.take("peak_share", float)
    if not 0 < share < 1:
        raise table.error("peak_share", "must lie between 0 and 1")
    storm = DesignStorm(
        return_period_y=_positive(table, "return_period_y"),
        duration_min=_positive(table, "rain_min"),
        peak_share=share,
    )
    cell = StormCell(
        storm=storm,
        begins_min=table.take("begins_min", float),
        speed_m_s=_positive(table, "speed_m_s"),
        radius_m=_positive(table, "radius_m"),
        track_north_m=table.take("track_north_m", float),
    )
    table.finish()
    return cell


def _stream(table: Definition, kinds: Mapping[str, Kind]) -> Stream:
    kind = table.choice("kind", dict(kinds))
    name = table.choice("signal", {name: name for name in signal_names()})
    signal = cast("Signal", import_module(f"sims.signals.{name}"))
    metrics = _metrics(table.table("metrics"), kind, signal)
    stream = Stream(kind=kind, signal=signal, settings=signal.read(table), metrics=metrics)
    table.finish()
    return stream


def _metrics(table: Definition, kind: Kind, signal: Signal) -> dict[str, str]:
    """Quantity -> metric; a quantity that is not named is not reported."""
    known = {metric: metric for metric in kind.metrics}
    named = [quantity for quantity in signal.QUANTITIES if quantity in table.names()]
    metrics = {quantity: table.choice(quantity, known) for quantity in named}
    table.finish()
    if not metrics:
        raise table.error("", f"must name at least one of {', '.join(signal.QUANTITIES)}")
    return metrics


def _positive(table: Definition, name: str) -> float:
    value = table.take(name, float)
    if value <= 0:
        raise table.error(name, f"{value} must be above 0")
    return value
