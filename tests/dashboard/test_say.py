"""Numbers and ages in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard import say
from dashboard.words import words_in
from model.catalogue import load_kinds

ZH, EN = words_in("zh"), words_in("en")


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-5, "0 秒", "0 s"),
        (59.9, "59 秒", "59 s"),
        (60, "1 分钟", "1 min"),
        (7200, "2 小时", "2 h"),
        (3 * 86_400, "3 天", "3 d"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, zh: str, en: str) -> None:
    assert (say.age(ZH, seconds), say.age(EN, seconds)) == (zh, en)


def test_times_are_those_of_the_district() -> None:
    at = datetime(2026, 11, 20, 16, 30, 5, tzinfo=UTC)
    assert say.moment(at, ZoneInfo("Asia/Shanghai")) == "2026-11-21 00:30:05"


def test_every_metric_of_the_catalogue_reads_with_its_decimals() -> None:
    for kind in load_kinds().values():
        for metric in kind.metrics.values():
            told = say.reading(EN, metric, 1.0)
            if metric.unit.quantity == "state":
                assert told == "yes"
            else:
                assert told.startswith(f"{1:.{metric.decimals}f} ")


def test_a_value_that_is_not_there_is_a_dash() -> None:
    assert say.reading(ZH, None, None) == "–"
