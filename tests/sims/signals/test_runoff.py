"""Water at a low point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.signals.runoff import LowPoint, depth_cm, inflow_m3, volumes_m3

STEP_S = 60.0
rains = st.lists(st.floats(0, 300), min_size=1, max_size=200)


def low_point(**changed: float) -> LowPoint:
    return LowPoint(
        **{"catchment_m2": 2000.0, "coefficient": 0.85, "drain_mm_h": 36.0, "bowl_m2": 800.0, **changed}
    )


@given(rains, st.floats(0, 100))
def test_water_is_neither_made_nor_lost(rain: list[float], drain: float) -> None:
    point = low_point(drain_mm_h=drain)
    volumes = volumes_m3(point, np.array(rain), STEP_S)
    inflow = inflow_m3(point, np.array(rain), STEP_S)
    drained = inflow - np.diff(volumes, prepend=0.0)
    capacity = drain / 3.6e6 * point.catchment_m2 * STEP_S
    assert volumes.min() >= 0
    assert drained.min() >= -1e-9
    assert drained.max() <= capacity + 1e-9


@given(rains)
def test_without_a_drain_all_rain_ponds(rain: list[float]) -> None:
    point = low_point(drain_mm_h=0.0)
    volumes = volumes_m3(point, np.array(rain), STEP_S)
    assert volumes[-1] == pytest.approx(inflow_m3(point, np.array(rain), STEP_S).sum())


def test_rain_below_the_drains_capacity_never_ponds() -> None:
    # 42 mm/h x 0.85 = 35.7 mm/h reach a drain of 36 mm/h
    assert volumes_m3(low_point(), np.full(120, 42.0), STEP_S).max() == 0


def test_the_water_falls_again_after_the_rain() -> None:
    rain = np.concatenate([np.full(30, 120.0), np.zeros(180)])
    volumes = volumes_m3(low_point(), rain, STEP_S)
    assert volumes.argmax() == 29
    assert volumes[-1] == 0


def test_the_bowl_fills_as_its_surface_grows() -> None:
    # volume = bowl x depth^2 / (2 x 30 cm): 800 m2 x 0.3 m / 2 = 120 m3 stand 30 cm deep
    assert depth_cm(low_point(), np.array([0.0, 120.0])) == pytest.approx([0, 30])


@given(st.floats(0, 500), st.floats(0, 500))
def test_more_water_stands_deeper(one: float, other: float) -> None:
    low, high = depth_cm(low_point(), np.array(sorted([one, other])))
    assert low <= high
