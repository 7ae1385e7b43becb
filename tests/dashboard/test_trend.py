"""The figure of a sensor's readings."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from alerts.conditions import threshold as ladder
from alerts.rule import load_rules
from dashboard.figures.trend import shown, spaced, trend
from dashboard.thresholds import Threshold, thresholds_of
from model.severity import Severity

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEPS = [
    (Threshold(severity=severity, value=value, above=True), severity.key)
    for severity, value in ((Severity.BLUE, 5.0), (Severity.YELLOW, 15.0), (Severity.RED, 25.0))
]


def minutes(*values: tuple[float, float]) -> list[tuple[datetime, float]]:
    return [(START + timedelta(minutes=minute), value) for minute, value in values]


def drawn(series: list[tuple[datetime, float]], scale: float = 1.0) -> go.Figure:
    return trend(
        series,
        unit="cm",
        thresholds=STEPS,
        since=START,
        until=START + timedelta(hours=1),
        zone=ZoneInfo("Asia/Shanghai"),
        expected_every_s=60,
        scale=scale,
    )


def test_times_are_drawn_in_the_districts_zone() -> None:
    first = drawn(minutes((0, 1.0), (1, 2.0))).data[0].x[0]
    assert first.isoformat() == "2026-11-20T20:00:00"


def test_missing_readings_leave_a_gap() -> None:
    values = list(drawn(minutes((0, 1.0), (1, 2.0), (30, 3.0))).data[0].y)
    assert values == [1.0, 2.0, None, 3.0]


def test_lines_are_those_that_were_reached_and_the_next() -> None:
    assert [label for _, label in shown(STEPS, [1.0])] == ["blue"]
    assert [label for _, label in shown(STEPS, [6.0])] == ["blue", "yellow"]
    assert [label for _, label in shown(STEPS, [99.0])] == ["blue", "yellow", "red"]


def test_each_line_says_its_level_in_words() -> None:
    words = [annotation.text for annotation in drawn(minutes((0, 16.0))).layout.annotations]
    assert words == ["blue", "yellow", "red"]


def test_letters_grow_with_the_screen() -> None:
    assert drawn(minutes((0, 1.0)), scale=2.0).layout.font.size >= 28


def test_every_ladder_of_the_rules_has_its_lines() -> None:
    rules = load_rules()
    lines = thresholds_of(rules)
    ladders = [rule for rule in rules if isinstance(rule.condition, ladder.Threshold)]
    assert ladders
    for rule in ladders:
        assert lines[rule.kind.id, rule.metric.name]


def test_words_of_lines_that_lie_close_give_way_to_the_worst() -> None:
    lines = [
        (Threshold(severity=Severity.BLUE, value=value, above=True), str(value)) for value in (5, 15, 25)
    ]
    assert [words for _, words in spaced(lines, [30.0])] == ["5", "15", "25"]
    assert [words for _, words in spaced(lines, [90.0])] == ["5", "", "25"]  # 25 - 15 < 0.14 * 90 < 25 - 5
    assert [words for _, words in spaced(lines, [200.0])] == ["", "", "25"]
