"""The closed table of units: values that a textbook gives, and a way back for every pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.units import UNITS, Unit, convert

FIRST = {unit.quantity: unit for unit in reversed(UNITS.values())}
PAIRS = [
    (one, other)
    for one in UNITS.values()
    for other in UNITS.values()
    if one is not other and one.quantity == other.quantity
]


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [
        (124, "mm", "cm", 12.4),
        (1, "ft", "in", 12),
        (212, "F", "C", 100),
        (-40, "F", "C", -40),
        (98.6, "F", "K", 310.15),
        (0, "C", "K", 273.15),
        (0, "C", "F", 32),
        (0.42, "ratio", "%", 42),
        (14.503773773020923, "psi", "bar", 1),
        (1013.25, "hPa", "kPa", 101.325),
        (36, "km/h", "m/s", 10),
        (180, "deg", "rad", 3.141592653589793),
        (7200, "arcsec", "deg", 2),
        (1, "m3/h", "L/min", 16.666666666666668),
        (2, "L/s", "m3/h", 7.2),
        (1, "gn", "m/s2", 9.80665),
        (0.35, "mg/m3", "ug/m3", 350),
        (1, "d", "h", 24),
        (2.5, "kWh", "Wh", 2500),
    ],
)
def test_a_known_value_is_converted(value: float, source: str, target: str, wanted: float) -> None:
    assert convert(value, source=UNITS[source], target=UNITS[target]) == pytest.approx(wanted, rel=1e-12)


@given(pair=st.sampled_from(PAIRS), value=st.floats(-1e9, 1e9))
def test_there_and_back_is_the_same_value(pair: tuple[Unit, Unit], value: float) -> None:
    one, other = pair
    there = convert(value, source=one, target=other)
    # 1e-9 of a zero as far off as 273.15 K.
    assert convert(there, source=other, target=one) == pytest.approx(value, rel=1e-9, abs=1e-6)


@given(value=st.floats(allow_nan=False, allow_infinity=False), unit=st.sampled_from(list(UNITS.values())))
def test_a_value_in_its_own_unit_is_untouched(value: float, unit: Unit) -> None:
    assert convert(value, source=unit, target=unit) == value


@pytest.mark.parametrize("unit", FIRST.values(), ids=lambda unit: unit.name)
def test_the_first_unit_of_a_quantity_measures_the_others(unit: Unit) -> None:
    assert (unit.scale, unit.zero) == (1.0, 0.0)


def test_two_quantities_cannot_be_converted() -> None:
    with pytest.raises(ValueError, match=r"%LEL \(explosive_gas\) is no unit of share"):
        convert(1, source=UNITS["%LEL"], target=UNITS["%"])
