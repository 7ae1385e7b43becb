"""The wall looks at one area: what its parts answer then, on a real database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder
from shapely.geometry import box

from dashboard import course, feeds, fresh
from dashboard.application import application, screen_for
from dashboard.door.caller import Caller
from dashboard.frame import page_for
from dashboard.panels.crumbs import crumbs
from dashboard.screen import Screen
from dashboard.words import words_in
from geo.shape import AreaShape
from model.area import Area, Level
from model.severity import Severity
from model.text import Text
from store.areas import put_areas
from store.pool import connect
from tests.dashboard.conftest import config_for, log_in
from tests.dashboard.storms import raise_alert
from tests.fixtures.city import EAST, WEST

ZH, EN = words_in("zh"), words_in("en")
COMMITTEE, STREET, DISTRICT = "310101002001", "310101002", "310101"


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city: west is red, east is blue."""
    raise_alert(small_city, "wd-west", Severity.RED)
    raise_alert(small_city, "wd-east", Severity.BLUE, value=6.0)
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.fixture
def officer(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "officer")


def who(screen: Screen, language: str = "zh") -> Caller:
    account = next(one for one in screen.config.accounts if one.name == "officer")
    return Caller(account=account, words=words_in(language), area=None)


def told(part: object) -> str:
    return json.dumps(part, cls=PlotlyJSONEncoder, ensure_ascii=False)


def figures(screen: Screen, area: str) -> dict[str, int]:
    found = json.loads(told(fresh.area_counts(screen, area)))["props"]
    assert found["data-counted"] == area
    counted: dict[str, int] = json.loads(found["data-figures"])
    return {name: count for name, count in counted.items() if count}


def test_the_lists_answer_for_the_area(live: Screen) -> None:
    for area, names in ((None, "we"), (DISTRICT, "we"), (COMMITTEE, "we"), (WEST, "w"), (EAST, "e")):
        for part in (feeds.feed_rows(live, who(live), area), fresh.order_rows(live, who(live), area)):
            seen = told(part)
            assert ("测点wd-west" in seen, "测点wd-east" in seen) == ("w" in names, "e" in names), area


def test_the_pins_are_those_of_the_area(live: Screen) -> None:
    _, pins = fresh.order_rows(live, who(live), WEST)
    assert [pin["properties"]["level"] for pin in pins["features"]] == ["red"]


def test_the_header_counts_the_area(live: Screen) -> None:
    west = {"sensors.total": 2, "sensors.online": 1, "sensors.silent": 1, "alerts.red": 1}
    assert figures(live, WEST) == {**west, "orders.dispatched": 1}
    whole = {"sensors.total": 4, "sensors.online": 2, "sensors.silent": 2, "alerts.red": 1, "alerts.blue": 1}
    assert figures(live, STREET) == {**whole, "orders.dispatched": 2}


def test_the_header_of_the_whole_city_comes_by_the_push_alone(live: Screen) -> None:
    assert fresh.area_counts(live, None) is None


def test_the_themes_count_the_area(live: Screen) -> None:
    east = told(fresh.theme_cards(live, who(live), EAST))
    assert "测点wd-east" in east
    assert "测点wd-west" not in east
    assert ZH("wall.theme_total", n=2) not in east
    assert ZH("wall.theme_total", n=2) in told(fresh.theme_cards(live, who(live), DISTRICT))


def test_the_trend_shows_the_worst_of_the_area(live: Screen) -> None:
    def shown(area: str | None, chosen: int | None = None) -> str:
        return told(course.trend_panel(live, who(live), chosen=chosen, scale=1.0, under=area))

    assert "测点wd-west" in shown(None)
    assert "测点wd-east" in shown(EAST)
    west = next(one.num for one in live.hub.city.sensors if one.id == "wd-west") if live.hub.city else None
    assert "测点wd-west" in shown(EAST, chosen=west)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_crumbs_lead_from_the_city_to_the_area(live: Screen, language: str) -> None:
    words = words_in(language)
    assert live.hub.city is not None
    shown = crumbs(words, live.hub.city.way(WEST), live.config.district_name)
    links = [link for link in shown.children if link.to_plotly_json()["type"] == "A"]  # type: ignore[union-attr]
    names = ["District", "Street", "Committee", "West"]
    ending = "区" if language == "zh" else ""
    assert [link.children for link in links] == [words("wall.city"), *(name + ending for name in names)]
    assert [link.href for link in links] == [
        "/wall",
        *(f"/wall?area={code}" for code in (DISTRICT, STREET, COMMITTEE, WEST)),
    ]


def test_the_page_of_an_area_names_it_and_leaves_the_rest_out(live: Screen) -> None:
    page = told(page_for(live, who(live), "/wall", f"?area={EAST}"))
    assert f"/wall?area={COMMITTEE}" in page
    assert "测点wd-west" not in page
    assert "测点wd-west" in told(page_for(live, who(live), "/wall"))


@pytest.mark.parametrize("words", [ZH, EN])
def test_an_unknown_area_has_a_page_with_a_way_back(live: Screen, words: object) -> None:
    assert words in (ZH, EN)
    language = "zh" if words is ZH else "en"
    page = told(page_for(live, who(live, language), "/wall", "?area=310199"))
    shown = words_in(language)
    assert shown("trouble.area_title") in page
    assert "310199" in page
    assert '"href": "/wall"' in page


def test_an_area_that_nobody_has_read_yet_is_no_unknown_area(small_city: str) -> None:
    screen = screen_for(config_for(small_city))
    assert ZH("trouble.title") in told(page_for(screen, who(screen), "/wall", f"?area={WEST}"))
    screen.pool.close()


def test_a_new_area_and_its_layer_appear_without_a_restart(
    small_city: str, live: Screen, officer: FlaskClient
) -> None:
    before = officer.get("/areas/committee.geojson")
    new = Area(code="310101002002", parent=STREET, level=Level.COMMITTEE, name=Text(zh="新居委", en="New"))
    assert officer.get(f"/areas/view.json?area={new.code}").status_code == 404
    with connect(small_city, name="test") as conn:
        shape = AreaShape(area=new, polygon=box(121.50, 31.22, 121.51, 31.24))
        put_areas(conn, [shape], now=datetime.now(UTC))
    live.hub._city_at = float("-inf")  # a minute has passed
    live.hub.read_once()
    assert "新居委" in officer.get("/areas/committee.geojson").text
    assert "新居委" not in before.text
    assert ZH("wall.city") in told(page_for(live, who(live), "/wall", f"?area={new.code}"))
