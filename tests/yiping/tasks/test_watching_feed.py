"""No sensor is blamed for a feed that has stopped, is behind, or that nobody looked at."""

import logging

import pytest

from store import feeds
from store.pool import Pool, connect
from tests.fixtures.batches import NOW
from tests.fixtures.city import sensor
from tests.yiping.tasks.watched import ALERTS, NAMES, SETTINGS, all_away, at, hear, live, one_away, rows, tick
from yiping.city import register_sensors
from yiping.tasks import watching as task


def test_when_nothing_arrives_the_feed_is_told_of_once_and_no_sensor(
    city: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    live(city, 0.5, 40, away=all_away(0, 30))
    assert rows(city, ALERTS) == []
    told = [one for one in caplog.records if getattr(one, "action", "") == "feed_stopped"]
    assert [one.getMessage().split(" since")[0] for one in told] == ["feed of the whole city"]
    assert "nothing arrives" in told[0].getMessage()


def test_the_statement_on_the_feed_stands_in_a_row_while_it_lasts(city: Pool) -> None:
    live(city, 0.5, 5, away=all_away(0, 5))
    with city.connection() as conn:
        assert [(one.place, one.reason) for one in feeds.open_stops(conn)] == [("", "nothing arrives")]
    live(city, 5, 12)
    with city.connection() as conn:
        assert feeds.open_stops(conn) == []


def test_while_ingest_works_off_what_the_broker_held_no_sensor_is_told_of(city: Pool) -> None:
    # Ingest stops for twenty minutes, then is as late, and reaches one sensor only after another fifteen.
    live(city, 0.5, 20, away=all_away(0, 20))
    live(city, 20, 35, away=one_away("wd-west", 0), lag=lambda _: 19.0)
    live(city, 35, 41)
    assert rows(city, ALERTS) == []


def test_a_sensor_that_died_before_a_stop_is_told_of_after_it(city: Pool) -> None:
    live(city, 0.5, 45, away=lambda *who: one_away("wd-west", 0)(*who) or all_away(2, 30)(*who))
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "unack")]
    opened = rows(city, "select opened_at from alert")[0][0]
    # 2 minutes before the stop, then 5 more after it and its settling
    assert at(35) < opened < at(40)  # type: ignore[operator]


def test_when_most_of_a_street_is_gone_its_feed_is_told_of(city: Pool) -> None:
    live(city, 0.5, 20, away=lambda name, _: name != "wd-east")
    assert rows(city, ALERTS) == []
    assert ("most of the sensors that lived are not heard",) in rows(city, "select reason from feed_stop")


def test_after_the_feed_is_back_who_stays_away_is_told_of(city: Pool) -> None:
    gone = {"wd-west": 99, "wd-outside": 20, "crowd-west": 20}
    live(city, 0.5, 32, away=lambda name, minute: minute < gone.get(name, 0))
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "unack")]


@pytest.mark.parametrize("ingest_too", [False, True])
def test_a_tick_that_comes_an_hour_late_raises_no_storm(city: Pool, ingest_too: bool) -> None:
    live(
        city,
        0,
        75,
        away=lambda name, minute: one_away("wd-west", 2)(name, minute) or (ingest_too and 2 <= minute < 60),
        ticks=lambda minute: not 2 <= minute < 60,
    )
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "unack")]


def test_a_first_tick_after_all_were_away_blames_nobody_who_is_about_to_return(city: Pool) -> None:
    back = {"wd-west": 62.0}
    live(
        city,
        0.5,
        64,
        away=lambda name, minute: 2 <= minute < back.get(name, 59.0),
        ticks=lambda minute: not 2 <= minute < 61,
    )
    assert rows(city, ALERTS) == []


def test_a_stop_of_over_a_day_does_not_make_those_still_away_the_silent_ones(city: Pool) -> None:
    day = 24 * 60
    live(city, 1500 - 1, 1500, away=lambda *_: True)
    live(city, 2 * day, 2 * day + 20, away=lambda name, _: name != "wd-east")
    assert rows(city, ALERTS) == []


def test_one_stopped_street_blames_none_of_its_sensors(city: Pool, small_city: str) -> None:
    others = [sensor(f"far-{num}", "water_depth", 121.487) for num in range(5)]
    NAMES.update(dict.fromkeys((one.id for one in others), "depth_cm"))
    try:
        register_sensors(small_city, others)
        rows(city, "update sensor set street = '003' where id like 'far-%' returning 1")
        live(city, 0.5, 8)
        live(city, 8, 30, away=lambda name, _: name.startswith("far-"))
    finally:
        for one in others:
            del NAMES[one.id]
    assert rows(city, ALERTS) == []
    assert rows(city, "select place, reason from feed_stop where ended_at is null") == [
        ("310101/003", "nothing arrives")
    ]


def test_a_city_that_was_never_heard_is_one_statement(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    rows(pool, f"update sensor set registered_at = '{at(-9999)}' returning 1")
    for minute in (0, 1, 2):
        tick(pool, at(minute))
    assert rows(pool, ALERTS) == []
    assert [one.getMessage() for one in caplog.records if "feed of" in one.getMessage()] != []
    assert len([one for one in caplog.records if "feed of" in one.getMessage()]) == 1


def test_an_empty_city_is_no_news(fresh_database: str, caplog: pytest.LogCaptureFixture) -> None:
    with connect(fresh_database, name="test") as conn:
        assert task.run(conn, NOW, SETTINGS) is False
    assert caplog.records == []


def test_the_log_of_the_first_look_is_no_warning(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    hear(pool, list(NAMES), at(0))
    tick(pool, at(0))
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []
