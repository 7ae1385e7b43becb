"""The programs of the host: found, judged by version, and good to run."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from yiping.progress import SilentProgress
from yiping.runtime import programs
from yiping.runtime.programs import Missing, Programs, on_host
from yiping.runtime.provide import Servers, provide
from yiping.settings import Settings


@pytest.fixture
def installed(servers: Servers, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host that has the programs of `servers` installed; its folder of PostgreSQL servers."""
    assert servers.cluster is not None
    own = servers.cluster.programs
    (open_folder / "sbin").mkdir()
    for program in (own.mosquitto, own.mosquitto_passwd):
        (open_folder / "sbin" / program.name).symlink_to(program)
    monkeypatch.setattr(programs, "HOST_PATHS", str(open_folder / "sbin"))
    monkeypatch.setattr(programs, "HOST_POSTGRES", own.postgres_bin.parents[1])
    return own.postgres_bin.parents[1]


def test_installed_programs_are_found(installed: Path) -> None:
    found = on_host()
    assert isinstance(found, Programs)
    assert found.origin == "host"
    assert found.postgres_bin.parents[1] == installed


def test_installed_programs_serve(installed: Path, home_settings: Callable[..., Settings]) -> None:
    found = provide(home_settings(YIPING_RUNTIME="host"), progress=SilentProgress())
    try:
        assert found.origin == "host"
        psycopg.connect(found.database_url).close()
    finally:
        found.stop()


def test_an_untested_timescaledb_of_the_host_is_refused_with_the_reason(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "timescaledb_version", lambda _: "2.9.1")
    found = on_host()
    assert isinstance(found, Missing)
    assert "TimescaleDB 2.9.1 is not a tested version" in found.reason


def test_a_host_without_mosquitto_says_so(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "host_program", lambda _: None)
    assert on_host() == Missing(reason="mosquitto is not installed")
