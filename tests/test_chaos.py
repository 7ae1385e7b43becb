"""The promise in its short form: killed and cut off at random, nothing is missing and nothing double.

`yiping bench chaos --kills 200 --readings 1000000` is the long form.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from yiping.bench.chaos import bench
from yiping.bench.ordeal import Ordeal, strokes
from yiping.bench.stage import BenchError
from yiping.bench.verdict import differences
from yiping.progress import SilentProgress
from yiping.settings import Settings

SHORT = Ordeal(kills=12, readings=30_000, seed=54, resend_s=9.0, seconds_a_kill=2.5)
"""Its seed kills and cuts off each of the three; 9 s are more than the saving interval of the broker."""


@pytest.mark.long
def test_killed_and_cut_off_at_random_nothing_is_missing_and_nothing_double(
    home_settings: Callable[..., Settings],
) -> None:
    endured = bench(home_settings(), SHORT, SilentProgress())
    assert endured.is_clean, "\n".join([*endured.lines, *endured.done.said])
    assert endured.verdict.held == 30_000
    assert endured.done.kills.total() == 12
    assert endured.poured.again > 0


def test_devices_that_keep_too_little_are_refused_before_anything_starts(
    home_settings: Callable[..., Settings],
) -> None:
    ordeal = Ordeal(kills=1, readings=1000, seed=1, resend_s=1.0)
    with pytest.raises(BenchError, match="lose"):
        bench(home_settings(), ordeal, SilentProgress())


def test_the_short_form_kills_each_of_the_three() -> None:
    kills = Counter(stroke.victim for stroke in strokes(SHORT) if stroke.cut_s is None)
    assert any(stroke.amid for stroke in strokes(SHORT))
    assert kills.total() == 12
    assert min(kills[name] for name in ("ingest", "postgres", "mosquitto")) >= 2


def test_the_same_seed_gives_the_same_strokes() -> None:
    assert list(strokes(SHORT)) == list(strokes(SHORT))
    assert list(strokes(SHORT)) != list(strokes(Ordeal(kills=12, readings=30_000, seed=3)))


def test_what_is_missing_double_or_never_sent_is_found() -> None:
    key, other = ("s", "m", "live"), ("s", "m", "exercise")
    assert differences({key: range(0, 30, 10)}, {key: [0, 10, 20]}) == (0, 0, 0)
    assert differences({key: [0, 10, 20]}, {key: [0, 10, 10, 30]}) == (1, 1, 1)
    assert differences({key: [0]}, {other: [0, 0]}) == (1, 1, 1)
