"""The ingest process on a real broker and a real database: killed, cut off and fed with rubbish."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ingest.codecs.native import encode
from ingest.topics import Address
from model.broker import broker_from
from model.reading import Origin, Sample
from model.sensor import Sensor
from sims.message import Message
from sims.play import play
from sims.publisher import Publisher
from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS
from tests.fixtures.processes import ROOT, Start, wait_until

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = 20_000
SMALL_BATCHES = {"batch_rows": "500", "receive_maximum": "1000"}


def count(database_url: str, sql: str) -> int:
    with psycopg.connect(database_url) as conn:
        row = conn.execute(sql.encode()).fetchone()
    assert row is not None
    return int(row[0])


def dry(sensor: Sensor, number: int) -> Message:
    time = FIRST + timedelta(seconds=number)
    sample = Sample(metric="depth_cm", value=0.5, observed_at=time, origin=Origin.REPLAY)
    return Message(sensor, [sample], time)


def dry_messages(total: int) -> Iterator[Message]:
    """``total`` messages, turn by turn from two sensors."""
    for number in range(total):
        yield dry(SENSORS[number % 2], number)


def begin(start: Start, database_url: str, broker: OwnBroker, **more: str) -> "subprocess.Popen[bytes]":
    return start("ingest", database_url=database_url, broker_url=broker.ingest_url, **more)


def make_session(start: Start, database_url: str, broker: OwnBroker) -> None:
    """One reading gone through tells that ingest is subscribed, and from then on the broker keeps all."""
    process = begin(start, database_url, broker)
    with Publisher(broker_from(broker.sim_url)) as publisher:
        wait_until(
            lambda: play([dry(SENSORS[0], -1)], publisher).unheard < publisher.counts.sent, every_s=0.3
        )
    wait_until(lambda: count(database_url, "select count(*) from reading") == 1)
    process.terminate()
    assert process.wait(20) == 0


def ledger_exit_code(database_url: str, broker: OwnBroker) -> int:
    settings = {"YIPING_DATABASE_URL": database_url, "YIPING_BROKER_URL": broker.ingest_url}
    argv = [sys.executable, "-m", "yiping", "ledger"]
    return subprocess.run(argv, cwd=ROOT, env={**os.environ, **settings}, check=False).returncode


@pytest.mark.long
def test_killed_again_and_again_amid_a_replay_it_loses_nothing_and_doubles_nothing(
    start: Start, small_city: str, broker: OwnBroker
) -> None:
    make_session(start, small_city, broker)
    process = begin(start, small_city, broker, **SMALL_BATCHES)
    killed_at = iter([3_000, 8_000, 14_000])
    kill_at = next(killed_at)
    with Publisher(broker_from(broker.sim_url)) as publisher:
        for number, message in enumerate(dry_messages(COUNT)):
            publisher.send(message)
            if number == kill_at:
                stored = count(small_city, "select count(*) from reading")
                wait_until(lambda: count(small_city, "select count(*) from reading") > stored)  # noqa: B023
                process.kill()
                process.wait()
                process = begin(start, small_city, broker, **SMALL_BATCHES)
                kill_at = next(killed_at, COUNT)
    wait_until(lambda: count(small_city, "select count(*) from reading") >= COUNT + 1)
    wait_until(lambda: count(small_city, "select sum(stored + late) from ledger") >= COUNT + 1)
    distinct = "select count(distinct (sensor_num, metric, observed_at)) from reading"
    assert count(small_city, "select count(*) from reading") == COUNT + 1
    assert count(small_city, distinct) == COUNT + 1
    assert ledger_exit_code(small_city, broker) == 0


def test_what_came_while_ingest_was_away_is_stored_when_it_is_back(
    start: Start, small_city: str, broker: OwnBroker
) -> None:
    make_session(start, small_city, broker)
    with Publisher(broker_from(broker.sim_url)) as publisher:
        play(dry_messages(3_000), publisher)
    begin(start, small_city, broker)
    wait_until(lambda: count(small_city, "select count(*) from reading") == 3_001)


def test_rubbish_lies_in_dead_letters_and_good_neighbours_are_stored(
    start: Start, small_city: str, broker: OwnBroker
) -> None:
    make_session(start, small_city, broker)
    begin(start, small_city, broker)
    soon = datetime.now(UTC) + timedelta(hours=1)
    rubbish = {
        "malformed": b'{"t": 1',
        "wrong_type": b'{"t": 1764576000123, "v": {"depth_cm": "deep"}}',
        "not_a_number": b'{"t": 1764576000123, "v": {"depth_cm": NaN}}',
        "future_time": encode([Sample(metric="depth_cm", value=1, observed_at=soon, origin=Origin.LIVE)]),
        "payload_too_large": b"x" * 1_000_000,
    }
    with Publisher(broker_from(broker.sim_url)) as publisher:
        raw = publisher._connection
        for number, payload in enumerate(rubbish.values()):
            publisher.send(dry(SENSORS[0], number))
            raw.publish(Address("310101", "002", "water_depth", "wd-west").up, payload)
            publisher.counts.sent += 1
        raw.publish(Address("310101", "002", "water_depth", "nobody").up, b"{}")
        publisher.counts.sent += 1
    wait_until(lambda: count(small_city, "select count(*) from dead_letter") == 6)
    wait_until(lambda: count(small_city, "select count(*) from reading") == 6)
    with psycopg.connect(small_city) as conn:
        letters = dict(conn.execute("select reason, payload from dead_letter").fetchall())
    assert {reason: letters[reason] for reason in rubbish} == rubbish
    assert letters["unknown_sensor"] == b"{}"
    assert ledger_exit_code(small_city, broker) == 0


def test_a_ledger_that_does_not_balance_is_told_by_the_exit_code(small_city: str, broker: OwnBroker) -> None:
    with psycopg.connect(small_city) as conn:
        conn.execute("insert into ledger values (date_trunc('hour', now()), 1, 1, 1, 0, 0, 0, 0)")
    assert ledger_exit_code(small_city, broker) == 1
