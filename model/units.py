"""The closed table of units. A unit that is not here does not exist for the catalogue."""

from dataclasses import dataclass
from math import pi


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one quantity; ``(value - zero) * scale`` is a value in the quantity's first unit of UNITS."""

    name: str
    quantity: str
    scale: float
    suffix: str
    """How the end of a metric's name says this unit, empty where the name needs none."""
    zero: float = 0.0
    """What this unit shows where the first unit shows 0: 32 for degrees Fahrenheit."""


UNITS = {
    unit.name: unit
    for unit in (
        Unit("cm", "length", 1.0, "_cm"),
        Unit("um", "length", 0.0001, "_um"),
        Unit("mm", "length", 0.1, "_mm"),
        Unit("m", "length", 100.0, "_m"),
        Unit("km", "length", 100_000.0, "_km"),
        Unit("in", "length", 2.54, "_in"),
        Unit("ft", "length", 30.48, "_ft"),
        Unit("mm/h", "rain_intensity", 1.0, "_mm_h"),
        Unit("in/h", "rain_intensity", 25.4, "_in_h"),
        Unit("Hz", "frequency", 1.0, "_hz"),
        Unit("deg", "angle", 1.0, "_deg"),
        Unit("arcsec", "angle", 1 / 3600, "_arcsec"),
        Unit("rad", "angle", 180 / pi, "_rad"),
        Unit("s", "duration", 1.0, "_s"),
        Unit("ms", "duration", 0.001, "_ms"),
        Unit("min", "duration", 60.0, "_min"),
        Unit("h", "duration", 3600.0, "_h"),
        Unit("d", "duration", 86_400.0, "_d"),
        Unit("persons", "count", 1.0, ""),
        Unit("persons/h", "flow", 1.0, "_per_h"),
        Unit("persons/min", "flow", 60.0, "_per_min"),
        Unit("persons/m2", "density", 1.0, "_per_m2"),
        Unit("yes/no", "state", 1.0, ""),
        Unit("times", "occurrences", 1.0, "_times"),
        Unit("C", "temperature", 1.0, "_c"),
        Unit("F", "temperature", 5 / 9, "_f", zero=32.0),
        Unit("K", "temperature", 1.0, "_k", zero=273.15),
        Unit("%", "share", 1.0, "_pct"),
        Unit("ratio", "share", 100.0, "_ratio"),
        # Of the lower explosive limit, which differs by gas: it is no share of the air.
        Unit("%LEL", "explosive_gas", 1.0, "_lel_pct"),
        Unit("%/m", "obscuration", 1.0, "_pct_per_m"),
        Unit("ppm", "volume_fraction", 1.0, "_ppm"),
        Unit("ppb", "volume_fraction", 0.001, "_ppb"),
        Unit("ug/m3", "mass_concentration", 1.0, "_ug_m3"),
        Unit("mg/m3", "mass_concentration", 1000.0, "_mg_m3"),
        Unit("V", "voltage", 1.0, "_v"),
        Unit("mV", "voltage", 0.001, "_mv"),
        Unit("A", "current", 1.0, "_a"),
        Unit("mA", "current", 0.001, "_ma"),
        Unit("W", "power", 1.0, "_w"),
        Unit("kW", "power", 1000.0, "_kw"),
        Unit("kWh", "energy", 1.0, "_kwh"),
        Unit("Wh", "energy", 0.001, "_wh"),
        Unit("dB", "sound_level", 1.0, "_db"),
        Unit("kg", "mass", 1.0, "_kg"),
        Unit("g", "mass", 0.001, "_g"),
        Unit("t", "mass", 1000.0, "_t"),
        Unit("L", "volume", 1.0, "_l"),
        Unit("mL", "volume", 0.001, "_ml"),
        Unit("m3", "volume", 1000.0, "_m3"),
        Unit("m3/h", "volume_flow", 1.0, "_m3_h"),
        Unit("m3/s", "volume_flow", 3600.0, "_m3_s"),
        Unit("L/h", "volume_flow", 0.001, "_l_h"),
        Unit("L/min", "volume_flow", 0.06, "_l_min"),
        Unit("L/s", "volume_flow", 3.6, "_l_s"),
        Unit("kPa", "pressure", 1.0, "_kpa"),
        Unit("Pa", "pressure", 0.001, "_pa"),
        Unit("hPa", "pressure", 0.1, "_hpa"),
        Unit("MPa", "pressure", 1000.0, "_mpa"),
        Unit("bar", "pressure", 100.0, "_bar"),
        Unit("mbar", "pressure", 0.1, "_mbar"),
        Unit("psi", "pressure", 6.894757293168361, "_psi"),
        Unit("m/s", "speed", 1.0, "_m_s"),
        Unit("km/h", "speed", 1 / 3.6, "_km_h"),
        Unit("mm/s", "speed", 0.001, "_mm_s"),
        Unit("m/s2", "acceleration", 1.0, "_m_s2"),
        # Standard gravity; the plain letter is the gram.
        Unit("gn", "acceleration", 9.80665, "_gn"),
        Unit("um/m", "strain", 1.0, "_um_m"),
        Unit("kN", "force", 1.0, "_kn"),
        Unit("N", "force", 0.001, "_n"),
        Unit("lux", "illuminance", 1.0, "_lux"),
    )
}


def convert(value: float, *, source: Unit, target: Unit) -> float:
    """``value`` in ``source`` told in ``target``. Raises ValueError between quantities."""
    if source.quantity != target.quantity:
        raise ValueError(f"{source.name} ({source.quantity}) is no unit of {target.quantity}")
    if source is target:
        return value
    return (value - source.zero) * source.scale / target.scale + target.zero
