"""What people do to orders from the tablet and from the officer's desk, on a real database."""

import json
from collections.abc import Iterator

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder
from werkzeug.test import TestResponse

from dashboard.application import application, screen_for
from dashboard.door.caller import Caller
from dashboard.frame import page_for
from dashboard.screen import Screen
from dashboard.words import words_in
from model.severity import Severity
from tests.dashboard.conftest import config_for, log_in, token
from tests.dashboard.storms import calm, raise_alert

ZH = words_in("zh")


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city."""
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.fixture
def staff(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "staff")


@pytest.fixture
def officer(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "officer")


def give(client: FlaskClient, order: str, command: str, **more: object) -> TestResponse:
    client.get("/m", headers={"Accept": "text/html"})
    headers = {"X-CSRFToken": token(client)}
    return client.post(f"/orders/{order}/act", json={"command": command, **more}, headers=headers)


def reason(answer: TestResponse) -> str:
    assert answer.status_code in {400, 403, 409}
    return str((answer.json or {})["reason"])


def page(screen: Screen, path: str, role: int = 0, area: str | None = None, language: str = "zh") -> str:
    """The page as an account gets it, as text."""
    who = Caller(account=screen.config.accounts[role], words=words_in(language), area=area)
    address, _, search = path.partition("?")
    found = page_for(screen, who, address, search)
    assert isinstance(found, Component)
    return json.dumps(found, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_an_order_is_worked_from_tablet_to_desk(
    small_city: str, staff: FlaskClient, officer: FlaskClient
) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    for command, more in (("accept", {}), ("arrive", {}), ("resolve", {"note": "抽排完成"})):
        answer = give(staff, order, command, **more)
        assert answer.status_code == 200, answer.text
        assert "staff" in (answer.json or {})["done"]
    calm(small_city, "wd-west")
    assert give(officer, order, "verify").status_code == 200
    assert (give(officer, order, "close").json or {})["state"] == "closed"


def test_a_second_tap_is_refused_in_plain_words(small_city: str, staff: FlaskClient) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    assert give(staff, order, "accept").status_code == 200
    told = reason(give(staff, order, "accept"))
    assert told.startswith(f"{order} 目前为“已签收”（staff ")
    assert told.endswith("签收），可以：到场、退单、申请延期")


def test_a_resolution_needs_a_note(small_city: str, staff: FlaskClient) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    give(staff, order, "accept")
    give(staff, order, "arrive")
    assert reason(give(staff, order, "resolve", note="  ")) == "请写明处置结果"


def test_staff_may_not_verify_or_close(small_city: str, staff: FlaskClient) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    answer = give(staff, order, "verify")
    assert answer.status_code == 403
    assert "值班长" in reason(answer)


def test_another_person_verifies(small_city: str, officer: FlaskClient) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    for command in ("accept", "arrive"):
        give(officer, order, command)
    give(officer, order, "resolve", note="done")
    assert "另一人核查" in reason(give(officer, order, "verify"))


def test_closing_above_the_off_value_needs_a_reason(
    small_city: str, staff: FlaskClient, officer: FlaskClient
) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    for command, more in (("accept", {}), ("arrive", {}), ("resolve", {"note": "x"})):
        give(staff, order, command, **more)
    give(officer, order, "verify")
    assert "须写明理由" in reason(give(officer, order, "close"))
    assert give(officer, order, "close", override="设备故障，已报修").status_code == 200


def test_an_order_outside_of_all_areas_is_dispatched_by_the_officer(
    small_city: str, officer: FlaskClient
) -> None:
    order = raise_alert(small_city, "wd-outside", Severity.BLUE)
    assert reason(give(officer, order, "dispatch")) == "请选择派往的辖区"
    answer = give(officer, order, "dispatch", area="310101002001")
    assert (answer.json or {})["state"] == "dispatched"


def test_nonsense_is_no_command(staff: FlaskClient) -> None:
    assert give(staff, "WO-000001", "explode").status_code == 400
    assert reason(give(staff, "WO-999999", "accept")) == "没有这张工单"


def test_the_tablet_shows_the_orders_of_its_area_and_below(small_city: str, live: Screen) -> None:
    west = raise_alert(small_city, "wd-west", Severity.RED)
    east = raise_alert(small_city, "wd-east", Severity.BLUE)
    whole = page(live, "/m", role=1, area="310101002")
    assert whole.index(west) < whole.index(east), "the worst first"
    assert ZH("tablet.pick_area") in page(live, "/m", role=1, area=None)


def test_the_tablet_remembers_its_area(staff: FlaskClient) -> None:
    staff.get("/m", headers={"Accept": "text/html"})
    staff.post("/area", json={"code": "310101002"}, headers={"X-CSRFToken": token(staff)})
    with staff.session_transaction() as session:
        assert session["area"] == "310101002"


def test_the_wall_shows_alert_order_and_readings(small_city: str, live: Screen) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    live.hub.read_once()
    wall = page(live, "/wall")
    assert order in wall
    assert "测点wd-west" in wall
    assert "32.0" in wall
    assert ZH("wall.trend_worst") in wall


def test_a_city_without_anything_says_so(fresh_database: str) -> None:
    screen = screen_for(config_for(fresh_database))
    screen.hub.read_once()
    wall = page(screen, "/wall")
    screen.pool.close()
    for key in (
        "wall.empty_city",
        "wall.feed_empty",
        "wall.orders_empty",
        "wall.trend_empty",
        "wall.theme_none",
    ):
        assert ZH(key) in wall


def test_the_page_of_an_order_tells_its_history(small_city: str, live: Screen, staff: FlaskClient) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    give(staff, order, "accept")
    told = page(live, f"/orders/{order}").partition(ZH("order.timeline"))[2]
    assert told.index(ZH("command.file")) < told.index(ZH("command.accept"))
    assert ZH("trouble.missing_title") in page(live, "/orders/WO-424242")


def test_without_a_database_the_page_says_so_and_tries_again(screen: Screen) -> None:
    told = page(screen, "/wall")
    assert ZH("trouble.title") in told
    assert "data-again" in told


def test_areas_are_told_as_geojson(live: Screen, officer: FlaskClient) -> None:
    grids = json.loads(officer.get("/areas/grid.geojson").text)
    assert {feature["properties"]["zh"] for feature in grids["features"]} == {"West区", "East区"}
    assert officer.get("/areas/planet.geojson").status_code == 404
