"""One batch, one transaction: every reading goes to exactly one place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.batch import Stored, store_batch
from ingest.message import Message
from ingest.worker import Worker
from store.columns import Columns
from store.errors import UnreachableError
from store.ledger import by_hour
from store.pool import Pool
from store.sensors import put_sensors
from tests.fixtures.batches import NOW, Send, depth, message
from tests.fixtures.city import EAST, WEST, sensor

FLOOD = [(0, 30), (60, 30), (120, 30), (180, 30)]


def rows(pool: Pool, sql: str) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def assert_ledger_balances(pool: Pool) -> None:
    with pool.connection() as conn:
        accounts = by_hour(conn, since=NOW - timedelta(hours=2), until=NOW + timedelta(hours=2))
    assert accounts
    assert all(account.balances for account in accounts)


def test_a_reading_is_stored_with_both_times(pool: Pool, send: Send) -> None:
    assert send(depth(12.4)) == Stored(stored=1)
    found = rows(pool, "select metric, value, quality, origin, observed_at, received_at from reading")
    assert found == [("depth_cm", 12.4, "good", "live", NOW - timedelta(hours=1), NOW)]
    assert_ledger_balances(pool)


def test_a_redelivered_message_is_counted_and_not_stored_again(pool: Pool, send: Send) -> None:
    send(depth(12.4))
    assert send(depth(12.4, again=True)) == Stored(duplicate=1)
    assert rows(pool, "select count(*) from reading") == [(1,)]
    assert_ledger_balances(pool)


def test_a_reading_twice_in_one_batch_is_stored_once(pool: Pool, send: Send) -> None:
    assert send(depth(12.4), depth(12.4)) == Stored(stored=1, duplicate=1)
    assert_ledger_balances(pool)


def test_a_late_reading_becomes_history_and_leaves_the_latest_value(pool: Pool, send: Send) -> None:
    send(depth(3.0, seconds=60))
    assert send(depth(30.0, seconds=0)) == Stored(late=1)
    assert rows(pool, "select count(*) from reading") == [(2,)]
    assert rows(pool, "select value from sensor_latest") == [(3.0,)]
    assert_ledger_balances(pool)


def test_an_impossible_value_is_kept_as_bad_and_raises_no_alert(pool: Pool, send: Send) -> None:
    send(depth(9999, 0), depth(9999, 60), depth(9999, 600))
    assert rows(pool, "select distinct quality from reading") == [("bad",)]
    assert rows(pool, "select count(*) from alert") == [(0,)]


def test_the_ledger_answers_for_an_area_and_all_below(pool: Pool, send: Send) -> None:
    send(depth(1), depth(2, sensor="wd-east"), depth(3, 60, sensor="wd-east"), depth(4, sensor="wd-outside"))

    def received(under: str | None) -> int:
        with pool.connection() as conn:
            accounts = by_hour(
                conn, since=NOW - timedelta(hours=2), until=NOW + timedelta(hours=2), under=under
            )
        assert all(account.balances for account in accounts)
        return sum(account.received for account in accounts)

    assert [received(under) for under in (WEST, EAST, "310101", None)] == [1, 2, 3, 4]


BAD = {
    "malformed": message(b'{"t": 17645'),
    "wrong_type": message({"t": NOW.isoformat(), "v": {"depth_cm": "12"}}),
    "not_a_number": message(b'{"t": 1764576000123, "v": {"depth_cm": NaN}}'),
    "future_time": message({"t": (NOW + timedelta(minutes=6)).isoformat(), "v": {"depth_cm": 1}}),
    "unknown_sensor": message({"t": NOW.isoformat(), "v": {"depth_cm": 1}}, sensor="nobody"),
    "address_mismatch": message({"t": NOW.isoformat(), "v": {"depth_cm": 1}}, kind="rain"),
    "unknown_metric": message({"t": NOW.isoformat(), "v": {"depth_km": 1}}),
    "bad_time": message({"t": "yesterday", "v": {"depth_cm": 1}}),
    "unknown_origin": message({"t": NOW.isoformat(), "v": {"depth_cm": 1}, "o": "guess"}),
    "payload_too_large": message(b" " * 1_000_000),
    "topic": message({}, topic="yiping/v1/310101/up"),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_message_becomes_a_dead_letter_and_its_neighbours_are_stored(
    reason: str, pool: Pool, send: Send
) -> None:
    assert send(depth(1, 0), BAD[reason], depth(2, 60)) == Stored(stored=2, dead_letter=1)
    assert rows(pool, "select reason, payload from dead_letter") == [(reason, BAD[reason].payload)]
    assert_ledger_balances(pool)


def test_of_a_message_with_one_unknown_metric_the_known_one_is_stored(pool: Pool, send: Send) -> None:
    both = message({"t": NOW.isoformat(), "v": {"depth_cm": 1, "battery_v": 3.6}})
    assert send(both) == Stored(stored=1, dead_letter=1)
    assert_ledger_balances(pool)


def test_a_bad_message_sent_again_is_one_dead_letter(pool: Pool, send: Send) -> None:
    send(message(b"{"))
    assert send(message(b"{", again=True)) == Stored(duplicate=1)
    assert send(message(b"{")) == Stored(dead_letter=1)
    assert rows(pool, "select count(*) from dead_letter") == [(2,)]
    assert_ledger_balances(pool)


def test_a_message_that_a_rule_breaks_on_is_buried_alone(pool: Pool, worker: Worker) -> None:
    def hook(_conn: object, readings: Columns) -> None:
        if 13 in readings.value:
            raise ZeroDivisionError("a defect")

    batch = worker.normalised([depth(value, value) for value in range(11, 16)])
    assert store_batch(pool, batch, replace(worker.terms, hook=hook)) == Stored(stored=4, dead_letter=1)
    assert rows(pool, "select detail from dead_letter") == [("ZeroDivisionError: a defect",)]
    assert_ledger_balances(pool)


def test_when_the_database_goes_away_within_a_batch_nothing_of_it_is_kept(pool: Pool, worker: Worker) -> None:
    def hook(*_: object) -> None:
        raise UnreachableError("the line is cut")

    with pytest.raises(UnreachableError):
        store_batch(pool, worker.normalised([depth(1)]), replace(worker.terms, hook=hook))
    assert rows(pool, "select count(*) from reading") == [(0,)]
    assert rows(pool, "select count(*) from ledger") == [(0,)]


def test_a_sensor_registered_meanwhile_is_known_at_its_first_message(pool: Pool, send: Send) -> None:
    with pool.connection() as conn:
        put_sensors(conn, [sensor("wd-new", "water_depth", 121.487)])
    assert send(depth(1, sensor="wd-new")) == Stored(stored=1)


def clockless(cm: float, **changed: object) -> Message:
    return message({"v": {"depth_cm": cm}}, **changed)


def test_a_device_without_a_clock_is_observed_when_it_arrives_and_marked(pool: Pool, send: Send) -> None:
    assert send(clockless(3, mid=7)) == Stored(stored=1)
    assert rows(pool, "select observed_at, clockless from reading") == [(NOW, True)]


def test_sent_again_it_does_not_become_a_second_reading(pool: Pool, send: Send) -> None:
    send(clockless(3, mid=7))
    later = NOW + timedelta(seconds=5)
    assert send(clockless(3, mid=7, again=True, received_at=later)) == Stored(duplicate=1)
    assert rows(pool, "select count(*) from reading") == [(1,)]
    assert_ledger_balances(pool)


def test_sent_again_within_one_batch_it_does_not_either(pool: Pool, send: Send) -> None:
    later = NOW + timedelta(seconds=5)
    twice = clockless(3, mid=7), clockless(3, mid=7, again=True, received_at=later)
    assert send(*twice) == Stored(stored=1, duplicate=1)


def test_the_same_words_in_another_packet_are_another_reading(pool: Pool, send: Send) -> None:
    later = NOW + timedelta(seconds=5)
    send(clockless(3, mid=7))
    assert send(clockless(3, mid=8, again=True, received_at=later)) == Stored(stored=1)
    assert send(clockless(4, mid=7, again=True, received_at=later + timedelta(seconds=5))) == Stored(stored=1)


def test_a_message_that_names_another_device_than_its_topic_is_refused(pool: Pool, send: Send) -> None:
    assert send(message({"t": NOW.isoformat(), "v": {"depth_cm": 1}, "id": "wd-east"})) == Stored(
        dead_letter=1
    )
    assert rows(pool, "select reason from dead_letter") == [("device_mismatch",)]


def test_a_reading_of_two_days_ago_is_history_and_raises_nothing(pool: Pool, send: Send) -> None:
    days_ago = [depth(90, at - 2 * 86_400, received_at=NOW) for at in (0, 60, 120)]
    assert send(*days_ago) == Stored(late=3)
    assert rows(pool, "select distinct quality from reading") == [("clock_suspect",)]
    assert rows(pool, "select count(*) from alert") == [(0,)]
    assert_ledger_balances(pool)


def test_a_clock_a_minute_ahead_is_suspect_and_its_flood_still_an_alert(pool: Pool, send: Send) -> None:
    ahead = [depth(cm, 3600 + at, received_at=NOW + timedelta(seconds=at - 60)) for at, cm in FLOOD]
    assert send(*ahead) == Stored(stored=4)
    assert rows(pool, "select distinct quality from reading") == [("clock_suspect",)]
    assert rows(pool, "select count(*) from alert") == [(1,)]


def test_a_leaf_before_the_sensor_is_suspect_and_raises_nothing(pool: Pool, send: Send) -> None:
    send(*(depth(cm, 60 * at) for at, cm in enumerate([1, 1, 250, 1, 1])))
    found = rows(pool, "select value from reading where quality = 'suspect'")
    assert found[0] == (250.0,)
    assert rows(pool, "select count(*) from alert") == [(0,)]


def test_a_row_that_somebody_else_wrote_meanwhile_is_a_duplicate_and_costs_nothing(
    pool: Pool, send: Send
) -> None:
    send(depth(1, 60))
    with pool.connection() as conn:
        conn.execute("delete from sensor_latest")
    assert send(depth(2, 60), depth(3, 120)) == Stored(stored=1, duplicate=1)
    assert rows(pool, "select value from reading order by observed_at") == [(1.0,), (3.0,)]
    assert_ledger_balances(pool)


def test_a_drill_does_not_make_the_real_flood_look_odd(pool: Pool, send: Send) -> None:
    for at in range(0, 240, 60):
        send(depth(30, at))
        drill = {"t": (NOW - timedelta(hours=1) + timedelta(seconds=at + 30)).isoformat(), "o": "exercise"}
        send(message({**drill, "v": {"depth_cm": 250}}))
    assert rows(pool, "select distinct quality from reading") == [("good",)]


def test_a_drill_is_judged_by_its_own_values_and_never_by_its_clock(pool: Pool, send: Send) -> None:
    for at, cm in enumerate([1, 1, 250, 1, 1]):
        told = NOW - timedelta(days=400) + timedelta(seconds=60 * at)
        sent = {"t": told.isoformat(), "v": {"depth_cm": cm}, "o": "replay"}
        assert send(message(sent)) == Stored(stored=1)
    found = rows(pool, "select quality from reading order by observed_at")
    assert found[:3] == [("good",), ("good",), ("suspect",)]
    assert ("clock_suspect",) not in found
