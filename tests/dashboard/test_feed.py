"""The feed of alerts: what comes first on the wall."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.feeds import place_of, rank
from dashboard.panels import feed, incidents
from dashboard.words import languages, words_in
from model.alert import Alert, AlertState
from model.catalogue import load_kinds
from model.incident import Incident
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.alerts import AlertView
from store.incidents import IncidentView

NAMES = feed.Names(kinds=load_kinds(), rules={}, watches={"watch"})
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


def told(one: AlertView, **changed: object) -> AlertView:
    """The same alert with other fields; `kind` is its sensor's."""
    kind = str(changed.pop("kind", one.sensor_kind))
    return replace(one, alert=replace(one.alert, **changed), sensor_kind=kind)  # type: ignore[arg-type]


def incident(severity: Severity, *, open_members: int = 2, origin: Origin = Origin.LIVE) -> IncidentView:
    return IncidentView(
        incident=Incident(
            num=7,
            id="IN-000007",
            hazard="flood",
            origin=origin,
            severity=severity,
            peak_severity=severity,
            lead_num=1,
            members=3,
            open_members=open_members,
            opened_at=NOON,
        ),
        lead=view(1, severity),
        hazard_name=Text(zh="内涝", en="Flooding"),
        area_name=Text(zh="外滩", en="The Bund"),
        hull=None,
        sensors=(),
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
    row = str(feed.row(words, view(1, Severity.RED, state=state), NAMES))
    assert words(f"alert_state.{state.value}") in row
    asks = state in {AlertState.UNACK, AlertState.ACKED}
    assert ("row alert red over" in row) is not asks


def test_a_drill_comes_after_all_that_is_real_and_asks() -> None:
    drill = told(view(1, Severity.RED), origin=Origin.EXERCISE)
    over = view(3, Severity.BLUE, over=True)
    assert order_of(drill, view(2, Severity.BLUE), over) == [2, 3, 1]


@pytest.mark.parametrize("origin", [Origin.EXERCISE, Origin.REPLAY])
def test_what_is_not_real_is_hatched_and_says_its_word(origin: Origin) -> None:
    words = words_in("zh")
    row = str(feed.row(words, told(view(1, Severity.RED), origin=origin), NAMES))
    assert f"level red drill {origin.value}" in row
    assert words(f"origin.{origin.value}") in row
    assert "drill" not in str(feed.row(words, view(1, Severity.RED), NAMES))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"metric": "quiet_s", "value": 5400.0}, "静默 1 小时"),
        ({"metric": "still_s", "value": 90.0}, "不变 1 分钟"),
        ({"metric": "cycles", "value": 4.0}, "反复 4 次"),
        ({"metric": "sensors", "value": 5.0}, "5 个设备"),
        ({"metric": "rules", "value": 2.0}, "2 条规则"),
        ({"metric": "depth_cm", "value": 20.42, "kind": "water_depth"}, "20.4 厘米"),
        ({"metric": "depth_cm", "value": 20.42, "kind": "water_depth", "rule_id": "watch"}, "推算 20.4 厘米"),
    ],
)
def test_the_value_of_an_alert_has_its_unit_whoever_raised_it(changed: dict[str, object], said: str) -> None:
    assert feed.reading(words_in("zh"), told(view(1, Severity.RED), **changed), NAMES) == said


def test_an_incident_stands_among_the_alerts_by_what_is_open_of_it() -> None:
    rows = [incident(Severity.RED, open_members=0), view(2, Severity.YELLOW), incident(Severity.ORANGE)]
    rows += [view(3, Severity.RED), incident(Severity.RED, origin=Origin.EXERCISE)]
    assert sorted(rows, key=place_of) == [rows[3], rows[2], rows[1], rows[4], rows[0]]


def test_an_unfolded_incident_shows_its_members_and_how_many_are_left_out() -> None:
    unfolded = incidents.Unfolded(id="IN-000007", members=[view(5, Severity.RED), view(6, Severity.BLUE)])
    rows = incidents.rows(words_in("zh"), [incident(Severity.RED)], names=NAMES, unfolded=unfolded)
    assert isinstance(rows, list)
    assert [row.className for row in rows] == [
        "row incident red",
        "row alert red member",
        "row alert blue member",
        "row member dim",
    ]
    assert "另有 1 条未显示" in str(rows[-1])
    assert all(part in str(rows[0]) for part in ("共 3 条", "未恢复 2", "内涝", "外滩", "IN-000007"))
