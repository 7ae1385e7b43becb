"""The feed of alerts: what comes first on the wall."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.fresh import rank
from dashboard.panels import feed
from dashboard.words import languages, words_in
from model.alert import Alert, AlertState
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.alerts import AlertView

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def view(num: int, severity: Severity, *, over: bool = False, state: AlertState | None = None) -> AlertView:
    alert = Alert(
        num=num,
        rule_id="rule",
        rule_revision=1,
        sensor_num=num,
        metric="metric",
        state=state or (AlertState.RTNUN if over else AlertState.UNACK),
        severity=severity,
        peak_severity=severity,
        value=1.0,
        origin=Origin.LIVE,
        opened_at=NOON - timedelta(minutes=num),
        cleared_at=NOON if over else None,
        area=None,
        order_num=None,
        acknowledged_by=None,
        acknowledged_at=None,
        acknowledged_comment=None,
    )
    name = Text(zh="点", en="point")
    return AlertView(
        alert=alert,
        sensor_id=f"s{num}",
        sensor_name=name,
        sensor_kind="kind",
        lon=121.4,
        lat=31.2,
        area_name=None,
        order_id=None,
    )


def order_of(*views: AlertView) -> list[int]:
    return [one.alert.num for one in sorted(views, key=rank)]


def test_the_worst_open_alert_is_on_top_however_old() -> None:
    assert order_of(view(1, Severity.BLUE), view(2, Severity.YELLOW), view(9, Severity.RED)) == [9, 2, 1]


def test_alerts_of_one_level_stay_newest_first() -> None:
    assert order_of(view(1, Severity.RED), view(2, Severity.RED), view(3, Severity.RED)) == [1, 2, 3]


def test_what_is_over_comes_last_even_when_it_was_red() -> None:
    assert order_of(view(1, Severity.RED, over=True), view(2, Severity.BLUE)) == [2, 1]


def test_what_is_over_stays_newest_first_whatever_its_level() -> None:
    first, second = view(1, Severity.BLUE, over=True), view(2, Severity.RED, over=True)
    assert order_of(first, replace(second)) == [1, 2]


def test_what_asks_comes_first_then_what_waits_for_a_word_then_what_is_set_aside() -> None:
    states = [AlertState.NORM, AlertState.SHLVD, AlertState.RTNUN, AlertState.ACKED]
    views = [view(num, Severity.RED, state=state) for num, state in enumerate(states)]
    assert order_of(*views) == [3, 2, 1, 0]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("state", AlertState)
def test_every_state_is_told_in_words_and_only_what_asks_in_colour(language: str, state: AlertState) -> None:
    words = words_in(language)
    row = str(feed.row(words, view(1, Severity.RED, state=state), None, None))
    assert words(f"alert_state.{state.value}") in row
    asks = state in {AlertState.UNACK, AlertState.ACKED}
    assert ("row alert red over" in row) is not asks
