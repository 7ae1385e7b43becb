"""People in a square."""

import numpy as np
import pytest

from sims.signals.footfall import QUIET_DENSITY_PER_M2, Surge, daily_density, surge_density

SURGE = Surge(site="a-square", cameras=1, peak_min=60, breadth_min=10, density_per_m2=4.0)


def test_the_evening_is_busiest_and_the_night_nearly_empty() -> None:
    hours = np.arange(0, 24, 0.25)
    density = daily_density(hours)
    assert hours[density.argmax()] == pytest.approx(20)
    assert density[hours == 4.0][0] < 0.05 * density.max()


def test_an_ordinary_day_stays_far_below_two_persons_a_square_metre() -> None:
    assert daily_density(np.arange(0, 24, 0.1)).max() == pytest.approx(QUIET_DENSITY_PER_M2)
    assert QUIET_DENSITY_PER_M2 < 1.0


def test_midnight_follows_on_the_evening_without_a_step() -> None:
    before, after = daily_density(np.array([23.999, 0.001]))
    assert before == pytest.approx(after, abs=0.01)


def test_a_surge_rises_to_its_density_and_goes() -> None:
    density = surge_density(SURGE, np.arange(0, 7200, 60.0))
    assert density.max() == pytest.approx(4.0)
    assert density.argmax() == 60
    assert density[0] == 0
    assert density[-1] == 0
