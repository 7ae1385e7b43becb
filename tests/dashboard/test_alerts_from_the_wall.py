"""What an officer does to alerts from the wall, on a real database."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.application import application, screen_for
from dashboard.screen import Screen
from model.alert import AlertState
from model.severity import Severity
from store.alerts import recent_alerts
from tests.dashboard.conftest import config_for, log_in, token
from tests.dashboard.storms import calm, raise_alert


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
    client.get("/m", headers={"Accept": "text/html"})
    return client.post(f"/alerts/{num}/ack", json={}, headers={"X-CSRFToken": token(client), **headers})


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
    assert (again.status_code, (again.json or {})["reason"]) == (409, "officer 已先确认")


def test_an_unknown_alert_is_told_as_such(officer: FlaskClient) -> None:
    assert (ack(officer, 77).json or {})["reason"] == "没有这条告警"


def test_an_acknowledged_return_is_over(small_city: str, live: Screen, officer: FlaskClient) -> None:
    calm(small_city, "wd-west")
    assert ack(officer, 1).status_code == 200
    assert states(live) == [AlertState.NORM]


def test_staff_and_forged_requests_acknowledge_nothing(live: Screen, officer: FlaskClient) -> None:
    staff = log_in(application(live).test_client(), "staff")
    assert ack(staff, 1).status_code == 403
    assert ack(officer, 1, **{"X-CSRFToken": "forged"}).status_code == 403
    assert states(live) == [AlertState.UNACK]
