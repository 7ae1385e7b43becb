"""What only time can tell of a sensor, tick by tick against a real database."""

import pytest

from alerts import desk, watch_alerts, watching
from model.alert import Pair
from store.orders import open_orders
from store.pool import Pool, connect
from tests.fixtures.city import WEST
from tests.yiping.tasks.watched import ALERTS, NAMES, SETTINGS, at, hear, live, one_away, rows, tick
from yiping.tasks import watching as task


def test_a_silent_sensor_has_one_alert_and_one_blue_order_until_it_speaks(city: Pool) -> None:
    live(city, 0.5, 12, away=one_away("wd-west", 0.5, 10))
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "rtnun")]
    # Last heard at 0:00, told after five minutes of the feed's time, cleared when it speaks again at 10:00.
    assert rows(city, "select opened_at, cleared_at, metric from alert") == [(at(5), at(10), "quiet_s")]
    assert rows(city, "select severity, area, state from work_order") == [(1, WEST, "dispatched")]
    assert rows(city, "select change, reason from alert_event order by num") == [
        ("fired", "nothing heard for its periods"),
        ("cleared", "no longer so for its delay"),
    ]


def test_what_a_tick_has_done_is_committed_when_it_returns(city: Pool, small_city: str) -> None:
    live(city, 0.5, 5, away=one_away("wd-west", 0))
    hear(city, ["wd-east"], at(5))
    with connect(small_city, name="test") as conn:
        task.run(conn, at(5), SETTINGS)
        assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "unack")]


def test_a_sensor_never_heard_is_told_of_once_after_a_day(city: Pool) -> None:
    rows(city, "update sensor set registered_at = registered_at - interval '23:25' returning 1")
    rows(city, "delete from feed_stop returning 1")  # as if somebody had looked for longer than a day
    live(city, 0.5, 4)
    assert rows(city, ALERTS) == []
    live(city, 4, 9)
    live(city, 9, 12)
    assert rows(city, ALERTS) == [("sensor_silent_safety", "lift-east", "unack")]
    assert rows(city, "select reason from alert_event") == [("never heard since its registration",)]


def test_of_many_that_are_silent_one_look_tells_some_and_the_next_goes_on(
    city: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(city, 0.5, 6, away=lambda name, _: name in {"wd-west", "wd-east"}, ticks=lambda minute: minute < 3)
    live(city, 6, 10, away=lambda name, _: name in {"wd-west", "wd-east"}, ticks=lambda minute: minute < 0)
    rows(city, "delete from feed_stop returning 1")
    rows(city, f"update feed set heard_until = '{at(9.9)}' returning 1")
    monkeypatch.setattr(watching, "MOST_CHANGES", 1)
    assert tick(city, at(10)) is True
    assert len(rows(city, ALERTS)) == 1
    assert tick(city, at(10)) is False
    assert len(rows(city, ALERTS)) == 2


class KilledError(Exception):
    """Stands for a process that ends amid its transaction."""


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (watching.feeds, "keep_feeds"),
        (watching, "record_revision"),
        (watch_alerts, "_note"),
        (watch_alerts, "open_order"),
        (watching, "wake"),
    ],
)
def test_a_process_that_ends_amid_a_tick_changes_nothing_but_the_tick(
    city: Pool, place: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KilledError

    live(city, 0.5, 5, away=one_away("wd-west", 0))
    assert rows(city, ALERTS) == []
    with monkeypatch.context() as patch:
        patch.setattr(place, name, die)
        hear(city, ["wd-east"], at(5))
        with pytest.raises(KilledError):
            tick(city, at(5))
    assert rows(city, ALERTS) == []
    assert rows(city, "select * from work_order") == []
    live(city, 5.5, 6.5, away=one_away("wd-west", 0))
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "unack")]
    assert rows(city, "select command from work_order_event order by num") == [("file",), ("dispatch",)]


def test_a_pair_out_of_service_has_an_alert_and_no_order(city: Pool) -> None:
    num = rows(city, "select num from sensor where id = 'wd-west'")[0][0]
    with city.connection() as conn:
        pair = Pair("sensor_silent_flood", num)  # type: ignore[arg-type]
        desk.take_out_of_service(conn, pair, actor="Li", reason="road works", now=at(0))
    live(city, 0.5, 6, away=one_away("wd-west", 0))
    assert rows(city, ALERTS) == [("sensor_silent_flood", "wd-west", "oosrv")]
    assert rows(city, "select * from work_order") == []


def test_a_sensor_that_is_silent_again_joins_its_unclosed_order(city: Pool) -> None:
    live(city, 0.5, 17, away=lambda *who: one_away("wd-west", 0, 6)(*who) or one_away("wd-west", 8)(*who))
    assert rows(city, ALERTS) == [
        ("sensor_silent_flood", "wd-west", "norm"),
        ("sensor_silent_flood", "wd-west", "unack"),
    ]
    assert rows(city, "select count(distinct order_num) from alert") == [(1,)]


def still(pool: Pool, name: str, value: float, seconds: int, origin: str = "live") -> None:
    """The trail of a sensor's metric says that it has told one value for so long."""
    rows(
        pool,
        f"update sensor_latest set unchanged_us = 1, last_us = {seconds}::bigint * 1000000 + 1,"
        f" last_value = {value} where sensor_num = (select num from sensor where id = '{name}')"
        f" and origin = '{origin}' returning 1",
    )


def test_a_gauge_that_stands_still_is_stuck_and_clears_after_an_hour_of_moving(city: Pool) -> None:
    still(city, "wd-west", 0, 90_000)  # dry is at rest
    still(city, "wd-east", 7, 86_399)
    still(city, "wd-east", 7, 90_000, origin="exercise")
    still(city, "wd-outside", 7, 86_400)
    tick(city, at(1))
    assert rows(city, ALERTS) == [("sensor_stuck", "wd-outside", "unack")]
    still(city, "wd-outside", 8, 0)
    for minute in (10, 69, 70):
        hear(city, list(NAMES), at(minute))
        still(city, "wd-outside", 8, 0)
        tick(city, at(minute))
    assert rows(city, "select cleared_at from alert") == [(at(70),)]


def test_the_order_of_a_watch_is_listed_while_its_alert_is_open(city: Pool) -> None:
    live(city, 0.5, 7, away=one_away("wd-west", 0))
    with city.connection() as conn:
        assert [(one.sensor_id, one.alert_open) for one in open_orders(conn)] == [("wd-west", True)]
