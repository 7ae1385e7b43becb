"""What readings are judged by, taken from the kinds' own files."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from ingest.judge import Trail
from ingest.limits import HOUR_US, NEVER_US, Limits, limits_of
from model.catalogue import load_kinds
from model.kind import Kind
from model.reading import Quality
from tests.ingest.judging import Told, judged

GAUGE = """
id = "gauge"
name = { zh = "井", en = "Well" }
theme = "flood"
shape = "drop"
expected_every_s = 900

[metrics.level_cm]
name = { zh = "水位", en = "Level" }
unit = "cm"
low = -5
high = 250
decimals = 1
max_rise_per_min = 30
max_fall_per_min = 12
spike = 40
stuck_after_s = 7200
rest = 1.5

[metrics.tilt_deg]
name = { zh = "倾角", en = "Tilt" }
unit = "deg"
low = 0
high = 90
decimals = 1
"""


@pytest.fixture
def kinds(tmp_path: Path) -> Mapping[str, Kind]:
    (tmp_path / "gauge.toml").write_text(GAUGE, encoding="utf-8")
    return load_kinds(tmp_path)


def row(limits: Limits, place: int) -> list[float]:
    return [float(getattr(limits, name)[place]) for name in Limits.__slots__]


def test_limits_stand_in_the_order_of_the_measures(kinds: Mapping[str, Kind]) -> None:
    found = limits_of(kinds, [("gauge", "tilt_deg"), ("gauge", "level_cm")])
    # low, high, a second's rise and fall (30 / 60 and 12 / 60), spike, 7200 s, rest, ten periods of 900 s
    assert row(found, 1) == pytest.approx([-5, 250, 0.5, 0.2, 40, 7200e6, 1.5, 9000e6])


def test_what_a_metric_does_not_limit_is_without_limit(kinds: Mapping[str, Kind]) -> None:
    found = row(limits_of(kinds, [("gauge", "tilt_deg")]), 0)
    assert found[:6] == [0, 90, np.inf, np.inf, np.inf, float(NEVER_US)]
    assert np.isnan(found[6])


def test_a_measure_that_no_kind_has_is_an_error(kinds: Mapping[str, Kind]) -> None:
    with pytest.raises(KeyError, match="depth_m"):
        limits_of(kinds, [("gauge", "depth_m")])


def test_no_measures_have_no_limits(kinds: Mapping[str, Kind]) -> None:
    assert len(limits_of(kinds, []).low) == 0


SHIPPED = load_kinds()
MEASURES = [(kind.id, metric) for kind in SHIPPED.values() for metric in kind.metrics]


def test_a_silence_lasts_an_hour_or_ten_periods() -> None:
    found = limits_of(SHIPPED, MEASURES).silence_us
    for (kind, _), silence_us in zip(MEASURES, found.tolist(), strict=True):
        assert silence_us == max(HOUR_US, SHIPPED[kind].expected_every_s * 10_000_000)


@pytest.mark.parametrize("place", range(len(MEASURES)), ids=[".".join(one) for one in MEASURES])
def test_no_shipped_limit_doubts_a_metric_that_creeps_through_its_range(place: int) -> None:
    limits = limits_of(SHIPPED, MEASURES)
    values = np.linspace(limits.low[place], limits.high[place], 101)
    stream = [
        Told(value=value, at_s=600 * number, measure=place) for number, value in enumerate(values.tolist())
    ]
    assert set(judged(stream, Trail.unknown(1), limits)[0]) == {Quality.GOOD}
