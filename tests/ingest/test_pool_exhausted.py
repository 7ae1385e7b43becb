"""The database gives no more connections: ingest waits for one as for a database that is away."""

from pathlib import Path

from tests.fixtures.broker import OwnBroker
from tests.fixtures.database import as_admin
from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import MANY, begin, log_of, send, send_first, wait_stored, without_growth
from yiping.runtime.provide import Servers


def test_without_any_connection_it_waits_and_afterwards_all_is_stored(
    start: Start, small_city: str, servers: Servers, broker: OwnBroker, tmp_path: Path
) -> None:
    assert servers.admin_url is not None
    process = begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    name = small_city.partition("?")[0].rpartition("/")[2]
    as_admin(servers.admin_url, f"alter database {name} connection limit 0")
    as_admin(
        servers.admin_url,
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
    )
    with without_growth(process):
        send(broker.sim_url, 1, MANY)
        wait_until(lambda: "[database_away]" in log_of(tmp_path))
    as_admin(servers.admin_url, f"alter database {name} connection limit -1")
    wait_stored(small_city, MANY + 1)
