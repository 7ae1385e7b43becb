"""Why a rule holds or not, in words and figures."""

from datetime import timedelta

from alerts.explain import explained
from model.severity import Severity
from tests.alerts.test_backtest import FLOODING, at, series


def told(points: list[tuple[float, float]], seconds: float) -> dict[str, str]:
    found = explained(FLOODING, series([(second, 0, cm) for second, cm in points]), at=at(seconds))
    return dict(found.parts)


def test_a_value_short_of_a_level_is_told_with_what_it_lacks() -> None:
    found = told([(0, 3.2)], 10)
    assert found["blue"] == "does not hold; sets at 5 or more for 180 s: 1.8 off"
    assert found["red"] == "does not hold; sets at 25 or more for 60 s: 21.8 off"


def test_a_run_that_is_not_over_is_told_with_the_seconds_it_lacks() -> None:
    found = told([(0, 6.0), (85, 6.0)], 100)
    # 180 s wanted, 85 s heard
    assert found["blue"].endswith("there since 2025-08-25 00:00:00 UTC, 95 s more")


def test_a_level_that_holds_is_told_with_what_clears_it() -> None:
    found = explained(FLOODING, series([(0, 0, 6.0), (180, 0, 6.0), (240, 0, 1.5)]), at=at(300))
    assert (found.severity, found.since) == (Severity.BLUE, at(180))
    assert dict(found.parts)["blue"] == (
        "holds; clears at 2 or less for 600 s: there since 2025-08-25 00:04:00 UTC, 600 s more"
    )


def test_a_long_silence_is_told() -> None:
    points = series([(0, 0, 6.0), (180, 0, 6.0)])
    spoke = at(180)
    assert not explained(FLOODING, points, at=spoke + FLOODING.forget_after).forgotten
    assert explained(FLOODING, points, at=spoke + FLOODING.forget_after + timedelta(seconds=1)).forgotten


def test_without_any_reading_the_levels_are_told() -> None:
    found = explained(FLOODING, series([]), at=at(0))
    assert (found.severity, found.seen) == (None, None)
    assert dict(found.parts)["blue"] == "does not hold; sets at 5 or more for 180 s"
