"""What the tests of back pressure share: an ingest with small bounds, many messages, and a look at both."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from model.broker import broker_from
from model.catalogue import load_kinds
from sims.load import Plan, pour
from sims.load_tape import Tape
from store.areas import put_areas
from store.migrate import migrate
from store.pool import connect
from tests.fixtures.city import AREAS, SENSORS
from tests.fixtures.processes import Start, wait_until
from yiping.city import register_sensors

FIRST_MS = 1_764_576_000_000
TAPE = Tape(sensors=SENSORS[:2], kinds=load_kinds(), first_ms=FIRST_MS, step_ms=100)
RECEIVE_MAXIMUM = 500
BOUNDS = {"receive_maximum": str(RECEIVE_MAXIMUM), "batch_rows": "200"}
MANY = 60_000
"""So many messages that holding them all could not be overlooked."""

GROWTH_MB = 10.0
"""Measured: below 1 MB with the bound of RECEIVE_MAXIMUM, 19 MB and more without it."""


def settle(database_url: str) -> None:
    """Make an empty database the small city."""
    migrate(database_url)
    with connect(database_url, name="test") as conn:
        put_areas(conn, AREAS, now=datetime(2026, 1, 1, tzinfo=UTC))
    register_sensors(database_url, SENSORS)


def begin(start: Start, database_url: str, broker_url: str) -> "subprocess.Popen[bytes]":
    """Start ingest with small bounds."""
    return start("ingest", database_url=database_url, broker_url=broker_url, **BOUNDS)


def send(sim_url: str, first: int, count: int) -> None:
    """Send messages ``first`` to ``first + count`` of the tape; the broker has acknowledged them all."""
    poured = pour(broker_from(sim_url), TAPE, Plan(first=first, count=count))
    assert (poured.acknowledged, poured.unheard) == (count, 0)


def send_first(sim_url: str, database_url: str) -> None:
    """Send message 0 until ingest is subscribed and has stored it; from then on the broker keeps all."""
    wait_until(lambda: pour(broker_from(sim_url), TAPE, Plan(count=1)).unheard == 0, every_s=0.3)
    wait_stored(database_url, 1)


def stored(database_url: str) -> int:
    """How many readings the table holds."""
    with psycopg.connect(database_url) as conn:
        row = conn.execute("select count(*) from reading").fetchone()
    assert row is not None
    return int(row[0])


def wait_stored(database_url: str, count: int) -> None:
    """Wait until just so many readings are stored, and the ledger says the same."""
    wait_until(lambda: stored(database_url) >= count, what=f"{count} readings", within_s=120)
    with psycopg.connect(database_url) as conn:
        row = conn.execute(
            "select sum(received - stored - duplicate - late - dead_letter), sum(stored + late) from ledger"
        ).fetchone()
    assert row == (0, count)


def resident_mb(process: "subprocess.Popen[bytes]") -> float:
    """Memory of a process that is in RAM."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@contextmanager
def without_growth(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Fails where ingest takes in more than a little during the block."""
    before = resident_mb(process)
    yield
    assert process.poll() is None
    assert resident_mb(process) - before < GROWTH_MB


def log_of(tmp_path: Path) -> str:
    """What ingest has said."""
    return (tmp_path / "ingest.log").read_text()
