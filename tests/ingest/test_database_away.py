"""The database is killed amid the stream and stays away: the broker holds what comes."""

from pathlib import Path

from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import MANY, begin, log_of, send, send_first, settle, wait_stored, without_growth
from yiping.bench import crash
from yiping.runtime import postgres
from yiping.runtime.provide import Servers


def test_what_comes_while_the_database_is_away_is_not_acknowledged_and_stored_afterwards(
    start: Start, own_servers: Servers, tmp_path: Path
) -> None:
    url, sim_url = own_servers.database_url, own_servers.broker_sim_url
    settle(url)
    process = begin(start, url, own_servers.broker_ingest_url)
    send_first(sim_url, url)
    running, _ = own_servers.running
    crash.end(running)
    with without_growth(process):
        send(sim_url, 1, MANY)
        wait_until(lambda: "[database_away]" in log_of(tmp_path))
    process.kill()  # what it had acknowledged would be gone now
    process.wait()
    begin(start, url, own_servers.broker_ingest_url)
    running.again()
    assert own_servers.cluster is not None
    postgres.wait_ready(own_servers.cluster, running)
    wait_stored(url, MANY + 1)
