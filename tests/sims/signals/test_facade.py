"""Glass panels in wind."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sims.signals.facade import Settings, wind_m_s

SETTINGS = Settings(
    every_s=300,
    calm_m_s=3,
    gust_m_s=14,
    mm_at_10_m_s=2.2,
    frequency_hz=14,
    hz_per_deg=0.006,
    cooling_deg=6,
)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.integers(0, 2**32 - 1))
def test_wind_never_exceeds_the_gust(storminess: list[float], seed: int) -> None:
    wind = wind_m_s(SETTINGS, np.array(storminess), np.random.default_rng(seed))
    assert wind.min() >= 0
    assert wind.max() <= SETTINGS.gust_m_s


def test_a_storm_blows_harder_than_calm() -> None:
    rng = np.random.default_rng(1)
    calm, storm = wind_m_s(SETTINGS, np.zeros(100), rng), wind_m_s(SETTINGS, np.ones(100), rng)
    assert storm.min() > calm.max()
