"""What an officer does to alerts from the wall, on a real database."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from alerts import desk
from dashboard import alert_actions
from dashboard.alert_actions import shelf_from
from dashboard.application import application, screen_for
from dashboard.screen import Screen
from model.alert import AlertState, Aside, Pair
from model.severity import Severity
from store.alerts import recent_alerts
from store.asides import asides
from store.pool import Connection
from tests.dashboard.conftest import config_for, log_in, token
from tests.dashboard.storms import calm, raise_alert

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
SHELF = {"reason": "计划检修", "comment": "泵 3", "hours": 2}


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city, with one alert."""
    raise_alert(small_city, "wd-west", Severity.RED)
    screen = screen_for(config_for(small_city))
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.fixture
def officer(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "officer")


def ack(client: FlaskClient, num: int, **headers: str) -> TestResponse:
    return post(client, f"/alerts/{num}/ack", {}, **headers)


def post(client: FlaskClient, path: str, body: dict[str, object], **headers: str) -> TestResponse:
    client.get("/m", headers={"Accept": "text/html"})
    return client.post(path, json=body, headers={"X-CSRFToken": token(client), **headers})


def reason(answer: TestResponse) -> str:
    return str((answer.json or {})["reason"])


def states(live: Screen) -> list[AlertState]:
    with live.pool.connection() as conn:
        return [view.alert.state for view in recent_alerts(conn, limit=9)]


def test_an_officer_acknowledges_and_the_second_is_told_who_was_first(
    live: Screen, officer: FlaskClient
) -> None:
    answer = ack(officer, 1)
    assert answer.status_code == 200, answer.text
    assert (answer.json or {})["done"] == "已确认告警 · officer"
    assert states(live) == [AlertState.ACKED]
    again = ack(officer, 1)
    assert again.status_code == 409
    assert re.fullmatch(rf"officer 已于 {TIME} 先行确认", reason(again))


def test_an_unknown_alert_is_told_as_such(officer: FlaskClient) -> None:
    assert (ack(officer, 77).json or {})["reason"] == "没有这条告警"


def test_an_acknowledged_return_is_over(small_city: str, live: Screen, officer: FlaskClient) -> None:
    calm(small_city, "wd-west")
    assert ack(officer, 1).status_code == 200
    assert states(live) == [AlertState.NORM]


def test_staff_and_forged_requests_acknowledge_nothing(live: Screen, officer: FlaskClient) -> None:
    staff = log_in(application(live).test_client(), "staff")
    assert ack(staff, 1).status_code == 403
    assert post(staff, "/alerts/1/shelve", SHELF).status_code == 403
    assert staff.get("/incidents.geojson").status_code == 403
    assert ack(officer, 1, **{"X-CSRFToken": "forged"}).status_code == 403
    assert states(live) == [AlertState.UNACK]


def test_a_shelf_keeps_who_why_and_until_and_the_second_is_told_all_of_it(
    live: Screen, officer: FlaskClient
) -> None:
    before = datetime.now(UTC)
    assert post(officer, "/alerts/1/shelve", SHELF).status_code == 200
    assert states(live) == [AlertState.SHLVD]
    with live.pool.connection() as conn:
        (view,) = asides(conn, limit=9)
    assert (view.shelving.begun_by, view.shelving.reason) == ("officer", "计划检修（泵 3）")
    assert view.shelving.until is not None
    assert timedelta(hours=2) <= view.shelving.until - before < timedelta(hours=2, minutes=1)
    again = post(officer, "/alerts/1/shelve", SHELF)
    assert again.status_code == 409
    assert re.fullmatch(rf"officer 已于 {TIME} 先行搁置，至 {TIME}：计划检修（泵 3）", reason(again))


def test_of_two_who_shelve_or_unshelve_at_once_one_wins(live: Screen, officer: FlaskClient) -> None:
    server = officer.application
    clients = [log_in(server.test_client(), "officer") for _ in range(4)]
    with ThreadPoolExecutor(4) as people:
        begun = list(people.map(lambda one: post(one, "/alerts/1/shelve", SHELF).status_code, clients))
        ended = list(people.map(lambda one: post(one, "/shelvings/1/end", {}), clients))
    assert sorted(begun) == [200, 409, 409, 409]
    assert sorted(one.status_code for one in ended) == [200, 409, 409, 409]
    (told,) = {reason(one) for one in ended if one.status_code == 409}
    assert re.fullmatch(rf"officer 已于 {TIME} 先行结束静置", told)
    assert states(live) == [AlertState.UNACK]


@pytest.mark.parametrize(
    "changed",
    [{"reason": None}, {"comment": 3}, {"hours": 25}, {"hours": True}, {"hours": "2"}, {"hours": 2.0}],
)
def test_a_shelf_of_another_length_or_without_words_is_no_shelf(changed: dict[str, object]) -> None:
    assert shelf_from(SHELF) is not None
    assert shelf_from({**SHELF, **changed}) is None
    assert shelf_from([SHELF]) is None


def test_a_shelf_without_a_reason_is_refused_in_words_and_nothing_is_set_aside(
    live: Screen, officer: FlaskClient
) -> None:
    answer = post(officer, "/alerts/1/shelve", {**SHELF, "reason": "  "})
    assert (answer.status_code, reason(answer)) == (409, "请写明搁置理由")
    answer = post(officer, "/alerts/1/shelve", {**SHELF, "hours": 25})
    assert (answer.status_code, reason(answer)) == (400, "搁置时长只能是 1、2、4、8 或 24 小时")
    assert states(live) == [AlertState.UNACK]


def test_ending_a_shelf_never_ends_a_later_one_nor_what_the_design_suppresses(
    live: Screen, officer: FlaskClient
) -> None:
    for step in ("/alerts/1/shelve", "/shelvings/1/end", "/alerts/1/shelve", "/shelvings/1/end"):
        answer = post(officer, step, SHELF)
    assert answer.status_code == 409
    assert states(live) == [AlertState.SHLVD]
    with live.pool.connection() as conn:
        pair = asides(conn, limit=9)[0].shelving.pair
        desk.suppress(conn, pair, actor="yiping", reason="quieted by sensor_chatter", now=datetime.now(UTC))
    assert reason(post(officer, "/shelvings/3/end", {})) == "设计抑制由系统自动解除，不能人工取消"
    assert reason(post(officer, "/shelvings/77/end", {})) == "没有这条静置记录"
    assert post(officer, "/shelvings/2/end", {}).status_code == 200
    assert states(live) == [AlertState.DSUPR]


def test_a_shelf_that_somebody_renews_in_between_stays(
    live: Screen, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renewed(conn: Connection, pair: Pair, *, actor: str, now: datetime) -> None:
        with live.pool.connection() as other:
            desk.unshelve(other, pair, actor="chen", now=now)
            desk.shelve(other, pair, actor="chen", reason="x", until=now + timedelta(hours=1), now=now)
        desk.unshelve(conn, pair, actor=actor, now=now)

    assert post(officer, "/alerts/1/shelve", SHELF).status_code == 200
    monkeypatch.setitem(alert_actions.ENDS, Aside.SHELVED, renewed)
    answer = post(officer, "/shelvings/1/end", {})
    assert answer.status_code == 409
    assert re.fullmatch(rf"chen 已于 {TIME} 先行结束静置", reason(answer))
    assert states(live) == [AlertState.SHLVD]
