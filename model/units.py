"""The closed table of units. A unit that is not here does not exist for the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one quantity; ``scale`` takes a value to the quantity's first unit in UNITS."""

    name: str
    quantity: str
    scale: float
    suffix: str
    """How the end of a metric's name says this unit, empty where the name needs none."""


UNITS = {
    unit.name: unit
    for unit in (
        Unit("cm", "length", 1.0, "_cm"),
        Unit("mm", "length", 0.1, "_mm"),
        Unit("m", "length", 100.0, "_m"),
        Unit("in", "length", 2.54, "_in"),
        Unit("mm/h", "rain_intensity", 1.0, "_mm_h"),
        Unit("in/h", "rain_intensity", 25.4, "_in_h"),
        Unit("Hz", "frequency", 1.0, "_hz"),
        Unit("deg", "angle", 1.0, "_deg"),
        Unit("s", "duration", 1.0, "_s"),
        Unit("min", "duration", 60.0, "_min"),
        Unit("persons", "count", 1.0, ""),
        Unit("persons/h", "flow", 1.0, "_per_h"),
        Unit("persons/min", "flow", 60.0, "_per_min"),
        Unit("persons/m2", "density", 1.0, "_per_m2"),
        Unit("yes/no", "state", 1.0, ""),
    )
}


def convert(value: float, *, source: Unit, target: Unit) -> float:
    """``value`` in ``source`` told in ``target``. Raises ValueError between quantities."""
    if source.quantity != target.quantity:
        raise ValueError(f"{source.name} ({source.quantity}) is no unit of {target.quantity}")
    return value if source is target else value * source.scale / target.scale
