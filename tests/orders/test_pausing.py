"""When a notification is tried again, and when a channel is left alone."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.pausing import LONGEST_PAUSE_S, LONGEST_S, SHORTEST_S, is_paused, pause_s, wait_s
from store.outbox_channels import Health
from tests.fixtures.notifications import AT


def at(second: float) -> datetime:
    return AT + timedelta(seconds=second)


def health(failures: int = 8, since: float = 0, pauses: int = 0, until: float | None = None) -> Health:
    return Health(
        failures=failures,
        failing_since=at(since),
        pauses=pauses,
        try_again_at=None if until is None else at(until),
    )


def pause(found: Health, second: float = 1, after_s: float | None = None) -> float | None:
    return pause_s(found, now=at(second), after_s=after_s, rng=Random(1))


@given(tries=st.integers(1, 10_000), after_s=st.none() | st.floats(0, 3600), seed=st.integers(0, 99))
def test_a_try_waits_two_seconds_to_ten_minutes_or_as_long_as_asked(
    tries: int, after_s: float | None, seed: int
) -> None:
    found = wait_s(tries, after_s=after_s, rng=Random(seed))
    assert max(SHORTEST_S, after_s or 0) <= found <= max(LONGEST_S, after_s or 0)
    assert wait_s(tries + 1, after_s=None, rng=Random(seed)) >= wait_s(tries, after_s=None, rng=Random(seed))


def test_what_failed_together_does_not_come_back_together() -> None:
    rng = Random(1)
    assert len({wait_s(3, after_s=None, rng=rng) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("found", "second", "is_left_alone"),
    [
        (health(failures=7), 60, False),
        (health(failures=8), 1, True),
        (health(failures=300), 0.9, False),  # many at once, but not for a second
        (health(failures=9, until=5), 4, False),  # it is paused already
        (health(failures=9, until=5), 5, True),  # the one that looked failed too
    ],
)
def test_only_a_receiver_that_keeps_failing_is_left_alone(
    found: Health, second: float, is_left_alone: bool
) -> None:
    assert (pause(found, second) is not None) == is_left_alone


def test_pauses_double_up_to_five_minutes() -> None:
    lengths = [pause(health(pauses=pauses)) or 0 for pauses in range(12)]
    share = lengths[0]  # of the same chance each time
    assert lengths == pytest.approx([min(LONGEST_PAUSE_S, 2.0**pauses) * share for pauses in range(12)])
    assert 0.5 <= share <= 1


def test_a_pause_is_not_shorter_than_the_receiver_asked_for() -> None:
    assert pause(health(), after_s=120) == 120


def test_a_pause_ends_by_itself() -> None:
    assert is_paused(health(until=5), now=at(4.9))
    assert not is_paused(health(until=5), now=at(5))
    assert not is_paused(Health(), now=at(0))
