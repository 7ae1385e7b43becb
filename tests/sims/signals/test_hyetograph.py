"""The design storm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.signals.cell import StormCell
from sims.signals.hyetograph import DesignStorm


def storm(**changed: float) -> DesignStorm:
    return DesignStorm(**{"return_period_y": 5.0, "duration_min": 120.0, "peak_share": 0.4, **changed})


def test_the_depth_is_that_of_the_shanghai_formula() -> None:
    # q = 1600 (1 + 0.846 lg 5) / 127^0.656 L/(s ha); x 0.36 mm/h; x 2 h
    expected = 1600 * (1 + 0.846 * 0.69897) / 127**0.656 * 0.36 * 2
    assert storm().depth_mm == pytest.approx(expected, rel=1e-5)


@given(st.floats(1, 100), st.floats(10, 600), st.floats(0.05, 0.95))
def test_all_rain_falls_and_none_twice(years: float, duration: float, share: float) -> None:
    found = storm(return_period_y=years, duration_min=duration, peak_share=share)
    minutes = np.arange(0, duration + 3, 1.0)
    assert found.intensity_mm_h(minutes).sum() / 60 == pytest.approx(found.depth_mm, rel=1e-6)


@given(st.floats(0.05, 0.95))
def test_it_never_rains_upwards(share: float) -> None:
    assert storm(peak_share=share).intensity_mm_h(np.arange(-30, 200, 0.5)).min() >= -1e-9


def test_the_peak_comes_at_its_share_of_the_duration() -> None:
    minutes = np.arange(0, 121, 1.0)
    assert minutes[storm().intensity_mm_h(minutes).argmax()] == pytest.approx(48, abs=1)


def test_a_rarer_storm_is_heavier() -> None:
    assert storm(return_period_y=50.0).depth_mm > storm(return_period_y=2.0).depth_mm


def test_the_cell_comes_later_in_the_east_and_is_weaker_away_from_its_track() -> None:
    cell = StormCell(storm=storm(), begins_min=0, speed_m_s=5, radius_m=2000, track_north_m=0)
    offsets = np.arange(0, 9000, 60.0)
    west, east = cell.intensity_mm_h(-1500, 0, offsets), cell.intensity_mm_h(1500, 0, offsets)
    assert (east.argmax() - west.argmax()) * 60 == pytest.approx(3000 / 5, abs=60)
    assert cell.intensity_mm_h(0, 2000, offsets).max() < 0.7 * cell.intensity_mm_h(0, 0, offsets).max()
