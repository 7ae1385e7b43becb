"""The database does not answer for a while: behind a lock, and with all of its processes stopped."""

from pathlib import Path

import psycopg

from tests.fixtures.broker import OwnBroker
from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import (
    MANY,
    begin,
    log_of,
    send,
    send_first,
    settle,
    stored,
    wait_stored,
    without_growth,
)
from yiping.bench import crash
from yiping.runtime.provide import Servers


def test_behind_a_lock_nothing_grows_and_afterwards_all_is_stored(
    start: Start, small_city: str, broker: OwnBroker
) -> None:
    process = begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    with psycopg.connect(small_city) as conn, without_growth(process):
        conn.execute("lock table ledger in access exclusive mode")
        send(broker.sim_url, 1, MANY)
        waits = "select count(*) from pg_locks where not granted and relation = 'ledger'::regclass"
        wait_until(lambda: conn.execute(waits).fetchone() == (1,))
        assert stored(small_city) == 1
    wait_stored(small_city, MANY + 1)


def test_a_lock_that_lasts_too_long_is_given_up_and_tried_again(
    start: Start, small_city: str, broker: OwnBroker, tmp_path: Path
) -> None:
    begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    with psycopg.connect(small_city) as conn:
        conn.execute("lock table ledger in access exclusive mode")
        send(broker.sim_url, 1, 1000)
        wait_until(lambda: "lock timeout" in log_of(tmp_path))
    wait_stored(small_city, 1001)
    assert "[message_buried]" not in log_of(tmp_path)


def test_stopped_and_gone_on_it_has_lost_nothing(start: Start, own_servers: Servers) -> None:
    url, sim_url = own_servers.database_url, own_servers.broker_sim_url
    settle(url)
    process = begin(start, url, own_servers.broker_ingest_url)
    send_first(sim_url, url)
    stopped = crash.stop(own_servers.running[0])
    try:
        with without_growth(process):
            send(sim_url, 1, MANY)
    finally:
        crash.go_on(stopped)
    wait_stored(url, MANY + 1)
