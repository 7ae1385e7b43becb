"""The disk of the database is full: a small one of its own, filled by a stranger's file."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fixtures.broker import OwnBroker
from tests.fixtures.database import as_admin, in_database
from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import MANY, begin, log_of, send, send_first, settle, wait_stored, without_growth
from yiping.runtime.provide import Servers

SIZE_MB = 160
NAME = "test_small_disk"


@pytest.fixture
def small_disk(open_folder: Path) -> Iterator[Path]:
    """A disk of SIZE_MB that the database can be put on."""
    place = open_folder / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=0777", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here, root may: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def small_database(servers: Servers, small_disk: Path) -> Iterator[str]:
    """The address of a small city whose database lies on the small disk."""
    assert servers.cluster is not None
    assert servers.admin_url is not None
    folder = small_disk / "space"
    folder.mkdir()
    if servers.cluster.account.changed:
        os.chown(folder, servers.cluster.account.uid, servers.cluster.account.gid)
    as_admin(servers.admin_url, f"create tablespace {NAME} location '{folder}'")
    try:
        as_admin(
            servers.admin_url, f"create database {NAME} owner yiping template template0 tablespace {NAME}"
        )
        as_admin(in_database(servers.admin_url, NAME), "create extension timescaledb")
        url = in_database(servers.database_url, NAME)
        settle(url)
        yield url
    finally:
        as_admin(servers.admin_url, f"drop database if exists {NAME} with (force)")
        as_admin(servers.admin_url, f"drop tablespace {NAME}")


def test_with_a_full_disk_it_waits_and_afterwards_all_is_stored(
    start: Start, small_database: str, small_disk: Path, broker: OwnBroker, tmp_path: Path
) -> None:
    process = begin(start, small_database, broker.ingest_url)
    send_first(broker.sim_url, small_database)
    filler = small_disk / "filler"
    fill_up(filler)
    with without_growth(process):
        send(broker.sim_url, 1, MANY)
        wait_until(lambda: "No space left on device" in log_of(tmp_path))
    filler.unlink()
    wait_stored(small_database, MANY + 1)
    assert "[message_buried]" not in log_of(tmp_path)


def fill_up(filler: Path) -> None:
    """Write until the disk takes no more."""
    with filler.open("wb") as out, suppress(OSError):
        while True:
            out.write(b"\0" * 65_536)
            out.flush()
