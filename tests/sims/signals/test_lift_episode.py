"""E-bikes in lifts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.signals.lift_episode import COOL_DOWN_S, Ending, Episode, episode_rows, with_episode

endings = st.sampled_from(Ending)


def episode(ending: Ending, held_s: float = 30.0, begins_s: float = 1000.0) -> Episode:
    return Episode(begins_s=begins_s, held_s=held_s, ending=ending)


@given(endings, st.floats(1, 600))
def test_the_door_is_held_ever_longer_and_then_released(ending: Ending, held_s: float) -> None:
    rows = episode_rows(episode(ending, held_s), report_s=10)
    held = rows[:-2, 1]
    assert (np.diff(rows[:, 0]) > 0).all()
    assert (np.diff(held) >= 0).all()
    assert held[-1] == round(held_s)
    assert rows[-2:, 1].tolist() == [0, 0]


@pytest.mark.parametrize("ending", Ending)
def test_only_a_ride_to_a_floor_reports_a_floor(ending: Ending) -> None:
    reached = episode_rows(episode(ending), report_s=10)[:, 2]
    assert reached.max() == (1 if ending is Ending.REACHED_FLOOR else 0)
    assert reached[-1] == 0


def test_the_cool_down_lasts_120_seconds() -> None:
    rows = episode_rows(episode(Ending.LEFT), report_s=10)
    assert rows[-1, 0] - rows[-2, 0] == COOL_DOWN_S == 120


def test_signs_of_life_pause_during_an_episode() -> None:
    alive = np.array([[0.0, 0, 0], [1010.0, 0, 0], [2000.0, 0, 0]])
    rows = with_episode(alive, episode(Ending.LEFT), report_s=10)
    assert 0.0 in rows[:, 0]
    assert 2000.0 in rows[:, 0]
    assert 1010.0 not in rows[:, 0]
    assert (np.diff(rows[:, 0]) > 0).all()
