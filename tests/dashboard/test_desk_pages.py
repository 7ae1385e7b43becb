"""The pages of one sensor, site, area and alert on a real database: what they tell, and to whom."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from alerts.life import SYSTEM
from dashboard.application import screen_for
from dashboard.door.caller import Caller
from dashboard.frame import page_for
from dashboard.history import RANGES, asked_of
from dashboard.screen import Screen
from dashboard.words import words_in
from model.alert import AlertEvent, AlertState, LifeChange
from model.catalogue import load_kinds
from model.duty import Crew, Duty, Person
from model.order import OrderCommand as Do
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from model.site import Site
from model.text import Text
from store.alert_life import add_event
from store.crews import put_crews, put_people
from store.duty import put_duties
from store.ledger import Counts, add_counts
from store.pool import connect
from store.sensors import put_sensors, put_sites
from tests.dashboard.conftest import config_for
from tests.dashboard.flows import give
from tests.dashboard.storms import raise_alert, sensor_called
from tests.fixtures.city import WEST

NOW = datetime.now(UTC)
LANGUAGES = ("zh", "en")


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city, with one red alert in the west."""
    raise_alert(small_city, "wd-west", Severity.RED)
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


def page(screen: Screen, path: str, name: str = "officer", language: str = "zh", search: str = "") -> str:
    """The page as an account gets it, as text."""
    account = next(one for one in screen.config.accounts if one.name == name)
    found = page_for(screen, Caller(account=account, words=words_in(language), area=None), path, search)
    assert isinstance(found, Component)
    return json.dumps(found, cls=PlotlyJSONEncoder, ensure_ascii=False)


def links(told: str) -> list[str]:
    return [part.split('"')[0] for part in told.split('"href": "')[1:]]


def is_missing(told: str) -> bool:
    return words_in("zh")("trouble.missing_title") in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sensor_tells_its_state_place_alerts_and_orders(live: Screen, language: str) -> None:
    told = page(live, "/sensors/wd-west", language=language)
    words = words_in(language)
    assert words("quality.good") in told
    assert f"32.0 {words('unit.cm')}" in told
    assert {"/areas/310101", f"/areas/{WEST}", "/alerts/1", "/orders/WO-000001", f"/wall?area={WEST}"} <= set(
        links(told)
    )


def test_a_sensor_without_anything_says_so_everywhere(live: Screen) -> None:
    told = page(live, "/sensors/lift-east")
    words = words_in("zh")
    for key in ("order.no_reading", "wall.feed_empty", "wall.orders_empty", "aside.empty"):
        assert words(key) in told
    for key in ("sensor_page.no_readings", "sensor_page.no_quality", "sensor_page.no_messages"):
        assert words(key) in told


def test_the_lines_of_rules_stand_in_the_chart_of_a_sensor(live: Screen) -> None:
    lines = live.thresholds[("water_depth", "depth_cm")]
    assert lines
    assert f"≥ {lines[0].value:.1f}" in page(live, "/sensors/wd-west")


def test_a_closed_order_stays_on_the_page_of_its_sensor(live: Screen) -> None:
    for command in (Do.ACCEPT, Do.ARRIVE, Do.RESOLVE):
        give(live.config.database_url, "WO-000001", command)
    give(live.config.database_url, "WO-000001", Do.VERIFY, "zhang")
    give(live.config.database_url, "WO-000001", Do.CLOSE, "zhang")
    assert words_in("zh")("stage_now.closed") in page(live, "/sensors/wd-west")


def test_the_ledger_of_a_sensor_is_told_by_the_days_of_the_district(live: Screen) -> None:
    there = NOW.astimezone(live.config.zone)
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    with connect(live.config.database_url, name="test") as conn:
        num = sensor_called(conn, "wd-west").num
        hours = {midnight - timedelta(hours=1): 7, midnight: 11}
        add_counts(
            conn,
            {
                (hour, num): Counts(messages=count, received=count, stored=count)
                for hour, count in hours.items()
            },
        )
        add_counts(conn, {(midnight, num + 1): Counts(messages=999, received=999, stored=999)})
    told = page(live, "/sensors/wd-west")
    for day, count in ((midnight - timedelta(days=1), 7), (midnight, 11)):
        row = told.split(f'"{day:%Y-%m-%d}"', 1)[1][:300]
        assert f'"{count}"' in row
    assert '"999"' not in told


def test_the_address_chooses_span_and_metric_and_nonsense_is_the_usual() -> None:
    kind = next(kind for kind in load_kinds().values() if len(kind.metrics) > 1)
    second = list(kind.metrics)[1]
    asked = asked_of(f"?range=1y&metric={second}", kind)
    assert (asked.range.key, asked.metric) == ("1y", second)
    assert asked.address(range_key="7d") == f"?range=7d&metric={second}"
    assert asked_of("?range=forever&metric=nothing", kind) == asked_of("", kind)


@pytest.mark.parametrize("key", RANGES)
def test_every_span_is_drawn_and_marked_as_chosen(live: Screen, key: str) -> None:
    told = page(live, "/sensors/wd-west", search=f"?range={key}")
    chosen = told.split('"aria-current": "true"')[0].rsplit("?range=", 1)
    assert "history-graph" in told or words_in("zh")("sensor_page.no_readings") in told
    assert told.count('"aria-current": "true"') == 1
    assert words_in("zh")(f"range.{key}") in told
    assert chosen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_tells_its_dossier_its_sensors_and_what_is_open(live: Screen, language: str) -> None:
    site = Site(
        id="tunnel-1",
        kind="underpass",
        name=Text(zh="东门下立交", en="East Gate underpass"),
        position=Position(121.485, 31.23),
        dossier={"clearance_m": 4.2, "pumps": 3},
    )
    with connect(live.config.database_url, name="test") as conn:
        put_sites(conn, [(site, WEST)])
        put_sensors(conn, [replace(sensor_called(conn, "wd-west"), site="tunnel-1")])
    live.hub.read_once()
    words = words_in(language)
    told = page(live, "/sites/tunnel-1", language=language)
    assert f"4.2 {words('unit.m')}" in told
    assert {"/sensors/wd-west", "/alerts/1", "/orders/WO-000001", f"/areas/{WEST}"} <= set(links(told))
    assert "/sites/tunnel-1" in links(page(live, "/sensors/wd-west"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_tells_its_counts_worst_places_and_what_lies_within(live: Screen, language: str) -> None:
    told = page(live, "/areas/310101002001", language=language)
    assert {f"/areas/{WEST}", "/areas/310101", "/sensors/wd-west", "/orders/WO-000001"} <= set(links(told))
    assert "/wall?area=310101002001" in links(told)
    words = words_in(language)
    worst = told.split(words("area_page.within"), 1)[1]
    assert worst.index(f"/areas/{WEST}") < worst.index("/areas/310101002001002")
    assert words("area_page.within") not in page(live, f"/areas/{WEST}", language=language)


def test_an_area_counts_its_overdue_orders(live: Screen) -> None:
    def overdue() -> str:
        return page(live, f"/areas/{WEST}").split(words_in("zh")("area_page.overdue"), 1)[0][-120:]

    assert '"0"' in overdue()
    with connect(live.config.database_url, name="test") as conn:
        conn.execute("update work_order set due_at = now() - interval '1 minute'")
    assert '"1"' in overdue()


def test_an_area_names_who_is_on_duty_with_his_load(live: Screen) -> None:
    with connect(live.config.database_url, name="test") as conn:
        put_people(conn, [Person(id="zhang", name="张伟")])
        for crew_id, name in (("pumps", "排水一班"), ("lamps", "路灯班")):
            crew = Crew(
                id=crew_id,
                name=Text(zh=name, en=crew_id),
                trade="drainage",
                areas=frozenset({"310101002"}),
                valid_from=NOW - timedelta(days=9),
            )
            put_crews(conn, [crew])
        turn = Duty(
            crew="pumps",
            person="zhang",
            begins=NOW - timedelta(hours=1),
            ends=NOW + timedelta(hours=1),
            set_by="t",
            set_at=NOW,
        )
        put_duties(conn, [turn], by="t", now=NOW)
        conn.execute("update work_order set person = 'zhang'")
    told = page(live, f"/areas/{WEST}")
    words = words_in("zh")
    assert "张伟" in told
    assert words("area_page.load", n=1) in told
    assert words("area_page.nobody_on", crews="路灯班") in told
    assert told.count("路灯班") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alert_tells_rule_passport_sensor_and_order(live: Screen, language: str) -> None:
    told = page(live, "/alerts/1", language=language)
    words = words_in(language)
    assert {"/rules/road_flooding", "/sensors/wd-west", "/orders/WO-000001"} <= set(links(told))
    assert words("alert_page.revision", n=1) in told
    assert words("rules.source") in told
    assert words("alert_page.nobody") in told
    assert '"data-ack": "1"' in told
    assert '"data-shelve": "1"' in told


def test_an_alert_tells_what_each_change_was_decided_on(live: Screen) -> None:
    inputs = {
        "heard": {"metric": "depth_cm", "value": 32.0, "at": "2026-11-20T12:00:00+00:00"},
        "limit": {"on": 25},
        "parts": [["red", "holds since"]],
    }
    with connect(live.config.database_url, name="test") as conn:
        add_event(conn, happened(LifeChange.FIRED, inputs))
        num = sensor_called(conn, "wd-east").num
        add_event(conn, happened(LifeChange.ESCALATED, {"value": 2, "sensors": [num, 99]}))
    told = page(live, "/alerts/1")
    words = words_in("zh")
    assert words("alert_change.fired") in told
    assert "2026-11-20 20:00:00" in told  # 12:00 UTC, in Shanghai
    assert words("inputs.limit") in told
    assert "/sensors/wd-east" in links(told)
    assert "#99" in told


def happened(change: LifeChange, inputs: dict[str, object]) -> AlertEvent:
    return AlertEvent(
        alert_num=1,
        at=NOW,
        recorded_at=NOW,
        change=change,
        reason="held beyond on value for its delay",
        severity=Severity.RED,
        value=32.0,
        from_state=None,
        to_state=AlertState.UNACK,
        actor=SYSTEM,
        comment="",
        inputs=inputs,
    )


def test_a_drill_is_marked_on_every_page(live: Screen) -> None:
    raise_alert(live.config.database_url, "wd-east", Severity.RED, origin=Origin.EXERCISE)
    live.hub.read_once()
    word = words_in("zh")("origin.exercise")
    assert word in page(live, "/sensors/wd-east")
    assert word in page(live, "/alerts/2")
    rows = page(live, "/sensors/wd-east").split('"id": "sensor-beside"')[0]
    assert rows.count(f'"{word}"') >= 3  # its value, its alert, its order
    assert word not in page(live, "/sensors/wd-west")


@pytest.mark.parametrize("path", ["/sensors/nobody", "/sites/nowhere", "/areas/999", "/alerts/999"])
def test_what_there_is_none_of_is_missing(live: Screen, path: str) -> None:
    assert is_missing(page(live, path))


@pytest.mark.parametrize("path", ["/sensors/wd-west", f"/areas/{WEST}", "/alerts/1"])
@pytest.mark.parametrize("name", ["staff", "approver"])
def test_the_pages_are_for_officers_alone(live: Screen, path: str, name: str) -> None:
    assert not is_missing(page(live, path))
    assert is_missing(page(live, path, name))


@pytest.mark.parametrize("path", ["/sensors/s10", "/sites/x", "/areas/g1", "/alerts/1"])
def test_while_the_database_is_away_the_page_says_so(screen: Screen, path: str) -> None:
    assert words_in("zh")("trouble.title") in page(screen, path)
