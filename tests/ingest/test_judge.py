"""How far values are trusted: by range, pace, neighbours, standing still, and the clock."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.judge import Trail
from ingest.lag import beyond_window
from model.reading import Quality
from tests.ingest.judging import HOUR, START, Oracle, Told, judged, rows_of

GOOD, CLOCK, SUSPECT, BAD = Quality.GOOD, Quality.CLOCK_SUSPECT, Quality.SUSPECT, Quality.BAD
KEYS = 3


def each_minute(*values: float) -> list[Told]:
    return [Told(value=value, at_s=60 * number) for number, value in enumerate(values)]


def lagging(lags_s: Sequence[float], every_s: float = 60) -> list[Told]:
    """Readings that move a little, so that nothing but the clock is in doubt."""
    return [
        Told(value=1 + number % 2, at_s=every_s * number, lag_s=lag_s) for number, lag_s in enumerate(lags_s)
    ]


def qualities(stream: Sequence[Told]) -> list[Quality]:
    return judged(stream, Trail.unknown(KEYS))[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param((10, 12, 30, 41), (GOOD,) * 4, id="a quick flood is good"),
        pytest.param((0, 300, 301), (GOOD, SUSPECT, BAD), id="the range includes its ends"),
        pytest.param((10, -1, 10), (GOOD, BAD, GOOD), id="a bad value is nobody's neighbour"),
        pytest.param((10, float("nan"), 10), (GOOD, BAD, GOOD), id="no number is bad"),
        pytest.param((10, 40, 71), (GOOD, GOOD, SUSPECT), id="30 a minute is believed and 31 is not"),
        pytest.param((71, 56, 40), (GOOD, GOOD, SUSPECT), id="falling has a limit of its own"),
        pytest.param((10, 90, 90), (GOOD, SUSPECT, GOOD), id="a step is believed at its second reading"),
        pytest.param(
            (10, 90, 10, 10), (GOOD, SUSPECT, SUSPECT, GOOD), id="a spike is suspect on its way back too"
        ),
    ],
)
def test_a_value_is_judged_by_range_and_pace(values: Sequence[float], expected: Sequence[Quality]) -> None:
    assert qualities(each_minute(*values)) == list(expected)


def test_far_from_both_neighbours_is_a_spike_even_where_the_pace_is_possible() -> None:
    slow = [Told(value=value, at_s=600 * number) for number, value in enumerate((10, 12, 70, 68))]
    assert qualities(slow) == [GOOD, GOOD, SUSPECT, GOOD]


def test_a_first_reading_has_nothing_to_be_measured_by() -> None:
    assert qualities([Told(value=250, at_s=0)]) == [GOOD]


def test_a_change_within_a_second_counts_as_one_over_ten() -> None:
    waves = [Told(value=value, at_s=number) for number, value in enumerate((10, 12, 10, 15.5))]
    assert qualities(waves) == [GOOD, GOOD, GOOD, SUSPECT]


@pytest.mark.parametrize(("gap_s", "expected"), [(3600, SUSPECT), (3601, GOOD)])
def test_after_a_silence_the_readings_before_prove_nothing(gap_s: float, expected: Quality) -> None:
    far = [Told(value=5, at_s=0), Told(value=6, at_s=60), Told(value=250, at_s=60 + gap_s)]
    assert qualities(far)[-1] == expected


def test_the_reading_before_a_silence_is_no_neighbour_of_the_second_after_it() -> None:
    far = [Told(value=5, at_s=0), Told(value=100, at_s=4000), Told(value=155, at_s=4000 + 600)]
    assert qualities(far) == [GOOD, GOOD, GOOD]


def still(value: float, minutes: int, measure: int = 0) -> list[Told]:
    return [Told(value=value, at_s=60 * number, measure=measure) for number in range(minutes + 1)]


def test_a_value_that_stands_still_is_suspect_until_it_moves() -> None:
    stream = [*still(12.3, 60), Told(value=12.4, at_s=3660)]
    assert qualities(stream) == [GOOD] * 60 + [SUSPECT, GOOD]


def test_a_dry_road_may_stand_still() -> None:
    assert set(qualities(still(0, 300))) == {GOOD}


def test_a_silence_is_no_standing_still() -> None:
    assert qualities([Told(value=12.3, at_s=0), Told(value=12.3, at_s=3601)]) == [GOOD, GOOD]


def test_a_metric_without_limits_is_judged_by_range_alone() -> None:
    wild = [replace(one, measure=1) for one in each_minute(-100, 100, -100, 100)]
    assert qualities([*wild, Told(value=101, at_s=300, measure=1)]) == [GOOD] * 4 + [BAD]
    assert set(qualities(still(5, 300, measure=1))) == {GOOD}


def test_a_late_reading_is_judged_by_range_and_leaves_no_trail() -> None:
    trail = judged(each_minute(10, 11), Trail.unknown(KEYS))[1]
    late = [Told(value=250, at_s=30, fresh=False), Told(value=301, at_s=31, fresh=False)]
    found, after = judged(late, trail)
    assert found == [GOOD, BAD]
    for known, told in zip(astuple(trail), astuple(after), strict=True):
        np.testing.assert_array_equal(known, told)


def test_a_key_knows_nothing_of_another() -> None:
    apart = [Told(value=200.0 * (number % 2), at_s=60 * number, key=number % 2) for number in range(8)]
    assert set(qualities(apart)) == {GOOD}


@given(
    before=st.lists(st.floats(0, 300), max_size=5),
    after=st.floats(0, 300),
    every_s=st.sampled_from([1, 60, 300]),
)
def test_no_suspicion_outlasts_the_second_reading_of_what_is_true(
    before: list[float], after: float, every_s: int
) -> None:
    stream = each_minute(*before, after, after, after)
    stream = [replace(one, at_s=one.at_s / 60 * every_s) for one in stream]
    assert qualities(stream)[-2:] == [GOOD, GOOD]


@pytest.mark.parametrize(
    ("lag_s", "expected"),
    [(-300, CLOCK), (-11, CLOCK), (-10, GOOD), (0, GOOD), (86_400, GOOD), (86_401, CLOCK), (None, GOOD)],
)
@pytest.mark.parametrize("fresh", [True, False])
def test_one_reading_shows_a_clock_ahead_or_a_reading_too_late(
    lag_s: float | None, expected: Quality, fresh: bool
) -> None:
    assert qualities([Told(value=1, at_s=0, lag_s=lag_s, fresh=fresh)]) == [expected]


JITTER = (0, 4, -5, 2, 5, -3, 1, -4, 3, 0, 4, -2, 5, 1, 0, -5)


def test_a_clock_behind_is_suspect_after_ten_minutes_of_the_same_lag() -> None:
    stream = lagging([180 + jitter for jitter in JITTER])
    assert qualities(stream) == [GOOD] * 10 + [CLOCK] * 6


def test_clocks_behind_are_followed_key_by_key_from_batch_to_batch() -> None:
    stream = [replace(one, key=key) for one in lagging([300] * 13) for key in range(KEYS)]
    found, trail = judged(stream[: 9 * KEYS], Trail.unknown(KEYS))
    assert set(found) == {GOOD}
    assert judged(stream[9 * KEYS :], trail)[0] == [GOOD] * KEYS + [CLOCK] * 3 * KEYS


def test_a_lag_of_two_minutes_is_the_way_of_the_network() -> None:
    assert set(qualities(lagging([120] * 30))) == {GOOD}


def test_a_draining_backlog_is_good() -> None:
    # Kept for an hour at one reading a minute, then sent at one a second.
    assert set(qualities(lagging([3600 - 59 * number for number in range(60)]))) == {GOOD}


def test_a_backlog_that_drains_only_a_little_faster_than_live_is_good() -> None:
    assert set(qualities(lagging([3600 - 2 * number for number in range(200)]))) == {GOOD}


def test_a_clock_set_right_is_good_at_once_and_begins_anew() -> None:
    found = qualities(lagging([300] * 12 + [1] + [300] * 12))
    assert found == [GOOD] * 10 + [CLOCK] * 2 + [GOOD] * 11 + [CLOCK] * 2


def test_a_bad_value_tells_of_its_clock_all_the_same() -> None:
    stream = [replace(one, value=-1) for one in lagging([300] * 10)]
    assert qualities([*stream, Told(value=1, at_s=600, lag_s=300)]) == [BAD] * 10 + [CLOCK]


def test_the_worst_that_is_known_of_a_reading_is_what_it_is_called() -> None:
    ahead = [replace(one, lag_s=-60) for one in each_minute(10, 90, 301)]
    assert qualities(ahead) == [CLOCK, SUSPECT, BAD]


def test_beyond_the_window_only_live_readings_become_history() -> None:
    received = np.full(3, START)
    observed = received - np.array([HOUR, HOUR + 1, HOUR + 1])
    found = beyond_window(observed, received, np.array([True, True, False]), HOUR)
    assert found.tolist() == [False, True, False]


def test_an_empty_batch_changes_nothing() -> None:
    assert judged([], Trail.unknown(0))[0] == []
    assert len(judged([], Trail.unknown(KEYS))[1]) == KEYS


VALUES = st.sampled_from([-101.0, 0.0, 11.0, 11.0, 25.0, 70.0, 301.0])
STEPS = st.sampled_from([1, 60, 200, 600, 600, 1800, 3600, 3601, 7201])
LAGS = st.sampled_from([None, -11, -5, 0, 120, 121, 126, 131, 132, 137, 143, 200, 209, 215, 900, 90_000])


@st.composite
def streams(draw: st.DrawFn) -> list[Told]:
    """Readings of three keys, some late, with times that rise a key among the fresh."""
    length = draw(st.integers(0, 60))
    now_s = [0.0] * KEYS
    stream = []
    for _ in range(length):
        key, fresh = draw(st.integers(0, KEYS - 1)), draw(st.integers(0, 9)) > 0
        now_s[key] += draw(STEPS) if fresh else 0
        at_s = now_s[key] if fresh else now_s[key] - 0.5
        stream.append(
            Told(
                value=draw(VALUES),
                at_s=at_s,
                key=key,
                fresh=fresh,
                measure=int(key == KEYS - 1),
                lag_s=draw(LAGS),
            )
        )
    return stream


@st.composite
def wandering_streams(draw: st.DrawFn) -> list[Told]:
    """Lags that wander in small steps, where runs of equal lags begin and end, of keys in turn."""
    steps = draw(st.lists(st.integers(-12, 12), min_size=1, max_size=80))
    lags = np.maximum(130 + np.cumsum(steps), 0)
    stream = lagging([float(lag) for lag in lags], every_s=draw(st.sampled_from([60, 150, 300])))
    keys = draw(st.integers(1, KEYS))
    return [replace(one, key=number % keys) for number, one in enumerate(stream)]


def batches(stream: list[Told], cuts: list[int]) -> Iterator[list[Told]]:
    for begin, end in pairwise(sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})):
        yield stream[begin:end]


@settings(max_examples=300)
@given(stream=streams() | wandering_streams(), cuts=st.lists(st.integers(1, 80), max_size=6))
def test_wherever_a_stream_is_cut_it_is_judged_as_one_reading_after_another(
    stream: list[Told], cuts: list[int]
) -> None:
    oracles = [Oracle() for _ in range(KEYS)]
    found: list[Quality] = []
    trail = Trail.unknown(KEYS)
    for batch in batches(stream, cuts):
        told, trail = judged(batch, trail)
        found += told
    assert found == [oracles[one.key].judge(one) for one in stream]
    np.testing.assert_array_equal(rows_of(trail), [oracle.row() for oracle in oracles])
