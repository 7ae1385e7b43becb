"""What a silent gauge would say by now, in its own words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.incidents.reckoning import HORIZON, reckoned
from model.catalogue import load_kinds

METRIC = next(
    metric
    for kind in load_kinds().values()
    for metric in kind.metrics.values()
    if (metric.unit.name, metric.decimals) == ("cm", 1)
)
HEARD = datetime(2026, 8, 25, 10, 2, tzinfo=UTC)


def course(*values: float) -> list[tuple[datetime, float]]:
    """One value a minute up to when the gauge was heard last."""
    return [(HEARD - timedelta(minutes=ago), value) for ago, value in enumerate(reversed(values))][::-1]


@pytest.mark.parametrize(
    ("values", "minutes", "value", "words"),
    [
        ((10.8, 11.6, 12.4), 10, 20.4, "last 12.4 cm at 10:02 UTC, rising 0.8 cm/min, about 20.4 cm by now"),
        ((14.0, 13.0, 12.0), 5, 7.0, "last 12.0 cm at 10:02 UTC, falling 1 cm/min, about 7.0 cm by now"),
        ((12.0, 12.0, 12.0), 5, 12.0, "last 12.0 cm at 10:02 UTC, steady, about 12.0 cm by now"),
        ((12.0,), 5, 12.0, "last 12.0 cm at 10:02 UTC; too few readings to tell how it goes on"),
        (
            (3.0, 2.0, 1.0),
            5,
            0.0,
            "last 1.0 cm at 10:02 UTC, falling 1 cm/min, about 0.0 cm by now, the end of its range",
        ),
        (
            (1.0, 2.0, 3.0),
            45,
            33.0,
            "last 3.0 cm at 10:02 UTC, rising 1 cm/min, about 33.0 cm after 30 min and not reckoned further",
        ),
    ],
)
def test_the_last_value_goes_on_by_its_slope(
    values: tuple[float, ...], minutes: int, value: float, words: str
) -> None:
    found = reckoned(METRIC, course(*values), heard_at=HEARD, now=HEARD + timedelta(minutes=minutes))
    assert found is not None
    assert (found.value, found.words) == (pytest.approx(value), words)


def test_a_metric_that_was_never_told_has_no_value() -> None:
    assert reckoned(METRIC, [], heard_at=HEARD, now=HEARD) is None


@given(
    st.lists(st.floats(METRIC.low, METRIC.high), min_size=1, max_size=32),
    st.integers(-60, 10_000),
)
def test_nothing_is_reckoned_beyond_the_range_or_the_horizon(values: list[float], seconds: int) -> None:
    found = reckoned(METRIC, course(*values), heard_at=HEARD, now=HEARD + timedelta(seconds=seconds))
    assert found is not None
    assert METRIC.low <= found.value <= METRIC.high
    latest = reckoned(METRIC, course(*values), heard_at=HEARD, now=HEARD + HORIZON)
    if seconds >= HORIZON.total_seconds():
        assert found == latest
