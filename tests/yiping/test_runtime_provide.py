"""Providing servers: the three ways, data that stays, and nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from model.broker import broker_from
from tests.fixtures.servers import KEPT
from yiping.progress import SilentProgress
from yiping.runtime import leftover, mosquitto
from yiping.runtime import provide as provide_module
from yiping.runtime.account import Account, AccountError, account_for, require_reach
from yiping.runtime.attach import NotRunningError, attach
from yiping.runtime.broker_check import lets_in
from yiping.runtime.cluster import SOCKET_PATH_LIMIT, socket_folder
from yiping.runtime.hold import HeldError, hold
from yiping.runtime.programs import Missing
from yiping.runtime.provide import ProvideError, Servers, provide
from yiping.runtime.secrets import SecretsError
from yiping.settings import Settings

MakeSettings = Callable[..., Settings]
REPOSITORY = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it changes to another account")

START = """
import os, sys, time
from pathlib import Path
from yiping.progress import SilentProgress
from yiping.runtime.provide import provide
from yiping.settings import load_settings
settings = load_settings(os.environ, cwd=Path.cwd())
servers = provide(settings, progress=SilentProgress())
print(os.geteuid(), settings.home, sep="\\n", flush=True)
sys.stdin.read()
servers.stop()
"""


def start_elsewhere(folder: Path, *before: str, **env: str) -> subprocess.Popen[str]:
    """Provide servers in a process of its own, in this folder; it stops them when its input ends."""
    kept = {name: os.environ[name] for name in (*KEPT, "PATH") if name in os.environ}
    return subprocess.Popen(
        [*before, sys.executable, "-c", START],
        cwd=folder,
        env={**kept, **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> tuple[int, Path]:
    """What the process says when its servers run: its user and its home."""
    assert process.stdout is not None
    uid, home = process.stdout.readline(), process.stdout.readline()
    assert uid, "the process could not provide servers"
    return int(uid), Path(home.strip())


def ours(home: Path) -> list[int]:
    """Server processes that run from this home."""
    works = {"postgres": home / "postgres", "mosquitto": home / "mosquitto" / "mosquitto.conf"}
    return [pid for program, path in works.items() for pid in leftover.still_there(program, path)]


def until(true: Callable[[], bool], within_s: float = 20.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


def test_the_servers_answer(servers: Servers) -> None:
    with psycopg.connect(servers.database_url) as conn:
        row = conn.execute("select extversion from pg_extension where extname = 'timescaledb'").fetchone()
    assert row is not None
    assert lets_in(broker_from(servers.broker_ingest_url))


def test_the_product_is_no_superuser(servers: Servers) -> None:
    with psycopg.connect(servers.database_url) as conn:
        row = conn.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    assert row == (False,)


def test_what_was_acknowledged_is_on_the_disk(servers: Servers) -> None:
    with psycopg.connect(servers.database_url) as conn:
        answers = [conn.execute(f"show {name}").fetchone() for name in ("synchronous_commit", "fsync")]
    assert answers == [("on",), ("on",)]


def test_the_second_start_is_quick_and_keeps_the_data(home_settings: MakeSettings) -> None:
    settings = home_settings()
    with closing_servers(settings) as first, psycopg.connect(first.database_url) as conn:
        conn.execute("create table kept as select 42 as answer")
    began = time.monotonic()
    with closing_servers(settings) as second:
        assert time.monotonic() - began < 10
        with psycopg.connect(second.database_url) as conn:
            assert conn.execute("select answer from kept").fetchone() == (42,)


def closing_servers(settings: Settings) -> "closing[Closable]":
    """Provide servers for a block."""
    return closing(Closable(provide(settings, progress=SilentProgress())))


class Closable:
    """Servers as `closing` wants them."""

    def __init__(self, servers: Servers) -> None:
        self.servers, self.database_url = servers, servers.database_url

    def close(self) -> None:
        self.servers.stop()


def test_a_stop_leaves_no_process_socket_or_address(home_settings: MakeSettings) -> None:
    settings = home_settings()
    provide(settings, progress=SilentProgress()).stop()
    assert ours(settings.home) == []
    assert sorted(path.name for path in settings.home.iterdir()) == [
        "broker.port", "lock", "log", "mosquitto", "postgres", "secrets.lock", "secrets.toml",
    ]  # fmt: skip


def test_kill_9_leaves_no_server_and_the_next_start_works(home_settings: MakeSettings) -> None:
    settings = home_settings()
    process = start_elsewhere(REPOSITORY, YIPING_HOME=str(settings.home))
    said(process)
    assert len(ours(settings.home)) > 2
    process.kill()
    process.communicate()
    until(lambda: ours(settings.home) == [])
    provide(settings, progress=SilentProgress()).stop()


def test_a_start_straight_after_kill_9_waits_for_the_old_servers(home_settings: MakeSettings) -> None:
    settings = home_settings()
    process = start_elsewhere(REPOSITORY, YIPING_HOME=str(settings.home))
    said(process)
    process.kill()
    process.communicate()
    provide(settings, progress=SilentProgress()).stop()


def test_a_killed_database_comes_back_and_an_old_number_of_its_does_not_block_it(
    own_servers: Servers,
) -> None:
    database, cluster = own_servers.running[0], own_servers.cluster
    assert cluster is not None
    database.kill()
    # after a restart of the machine the old number may be another process of the same account
    pid_file, other = cluster.data / "postmaster.pid", own_servers.running[1].process.pid
    pid_file.write_text(f"{other}\n{pid_file.read_text().partition(chr(10))[2]}")
    database.again()
    until(lambda: answers(own_servers.database_url))


def answers(database_url: str) -> bool:
    """Whether the database takes connections."""
    try:
        psycopg.connect(database_url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_two_starts_on_one_home_collide_with_a_clear_message(
    servers: Servers, home_settings: MakeSettings
) -> None:
    settings = home_settings()
    settings.home.mkdir()
    with closing(hold(settings.home)), pytest.raises(HeldError, match=f"process {os.getpid()}"):
        provide(settings, progress=SilentProgress())


def test_a_failed_start_lets_go_of_the_home(home_settings: MakeSettings) -> None:
    settings = home_settings(YIPING_RUNTIME="servers")
    for _ in range(2):
        with pytest.raises(ProvideError, match="YIPING_DATABASE_URL and YIPING_BROKER_URL is missing"):
            provide(settings, progress=SilentProgress())


def test_a_broker_that_fails_stops_the_database_again(
    home_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home_settings()

    def fail(_broker: object, _stack: object) -> None:
        assert ours(settings.home) != []
        raise ProvideError("no broker today")

    monkeypatch.setattr(mosquitto, "start", fail)
    with pytest.raises(ProvideError, match="no broker today"):
        provide(settings, progress=SilentProgress())
    assert ours(settings.home) == []


def test_servers_named_by_settings_are_used_and_not_started(
    servers: Servers, home_settings: MakeSettings
) -> None:
    settings = home_settings(
        YIPING_DATABASE_URL=servers.database_url,
        YIPING_BROKER_URL=servers.broker_ingest_url,
        YIPING_RUNTIME="servers",
    )
    with closing_servers(settings) as found:
        assert (found.servers.origin, found.servers.running) == ("settings", ())
        assert found.database_url == servers.database_url


def test_a_named_database_with_a_default_password_is_refused(
    servers: Servers, home_settings: MakeSettings
) -> None:
    settings = home_settings(
        YIPING_DATABASE_URL="postgresql://postgres:postgres@host/db",
        YIPING_BROKER_URL=servers.broker_ingest_url,
        YIPING_RUNTIME="auto",
    )
    with pytest.raises(SecretsError, match="YIPING_DATABASE_URL"):
        provide(settings, progress=SilentProgress())


def test_where_nothing_works_the_three_ways_are_named(
    home_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, open_folder: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(provide_module, "on_host", lambda: Missing(reason="mosquitto is not installed"))
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = home_settings(YIPING_CACHE=str(open_folder / "cache"), YIPING_RUNTIME="auto")
    with pytest.raises(ProvideError) as refused:
        provide(settings, progress=SilentProgress())
    for word in (
        "mosquitto is not installed",
        "YIPING_DATABASE_URL",
        "postgresql-17-timescaledb",
        "compose.yaml",
    ):
        assert word in str(refused.value)


def test_a_later_command_finds_the_servers(home_settings: MakeSettings) -> None:
    settings = home_settings()
    with closing_servers(settings) as found:
        assert attach(settings).database_url == found.database_url
    with pytest.raises(NotRunningError, match="yiping up"):
        attach(settings)


def test_addresses_left_by_kill_9_are_not_believed(home_settings: MakeSettings) -> None:
    settings = home_settings()
    settings.home.mkdir()
    (settings.home / "servers.json").write_text('{"database_url": "postgresql:///old"}')
    with pytest.raises(NotRunningError):
        attach(settings)


@pytest.mark.parametrize("length", [10, 60, 90, 200])
def test_the_path_of_the_socket_fits_whatever_the_home(tmp_path: Path, length: int) -> None:
    socket = socket_folder(Path("/" + "x" * length)) / ".s.PGSQL.5432.lock"
    assert len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT


def test_a_home_with_a_long_path_and_spaces_works(home_settings: MakeSettings, open_folder: Path) -> None:
    home = open_folder / ("很长的 名字" * 8)
    settings = home_settings(YIPING_HOME=str(home))
    with closing_servers(settings) as found:
        assert answers(found.database_url)
        socket = socket_folder(home)
        assert socket.is_dir()
    assert not socket.exists()


@as_root
def test_as_root_the_servers_run_under_another_account(servers: Servers) -> None:
    uids = [os.stat(f"/proc/{one.process.pid}").st_uid for one in servers.running]  # noqa: PTH116
    assert 0 not in uids


@as_root
def test_as_another_user_everything_works_too(servers: Servers, open_folder: Path) -> None:
    # the capability only lets the other user read this Python, which may lie in root's closed home
    may_read = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    change = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *may_read)
    os.chown(open_folder, 65534, 65534)
    env = {"HOME": str(open_folder)}
    if "YIPING_CACHE" not in os.environ:
        env["YIPING_CACHE"] = "/var/cache/yiping"
    process = start_elsewhere(REPOSITORY, *change, **env)
    uid, home = said(process)
    assert uid == 65534
    assert home.is_relative_to(open_folder / ".local" / "share" / "yiping")
    assert len(ours(home)) > 2
    process.communicate("")
    assert process.returncode == 0
    assert ours(home) == []


@as_root
def test_a_checkout_under_a_closed_folder_works(servers: Servers, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    checkout = closed / "checkout"
    for room in ("model", "geo", "store", "orders", "alerts", "ingest", "yiping"):
        shutil.copytree(REPOSITORY / room, checkout / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", checkout)
    process = start_elsewhere(checkout)
    _, home = said(process)
    try:
        assert home.parent == Path("/var/lib/yiping")
        assert home.name.startswith("checkout-")
        assert len(ours(home)) > 2
    finally:
        process.communicate("")
        shutil.rmtree(home)


@as_root
def test_a_home_that_the_servers_cannot_enter_is_refused_with_its_name(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "home").mkdir(parents=True)
    closed.chmod(0o700)
    account = Account(name="nobody", uid=65534, gid=65534, changed=True)
    with pytest.raises(AccountError, match=r"nobody and cannot enter .*set YIPING_HOME"):
        require_reach(closed / "home", account, "YIPING_HOME")


@as_root
@pytest.mark.parametrize("name", ["root", "no-such-account"])
def test_an_account_that_will_not_do_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AccountError, match=name):
        account_for(name, tmp_path / "none")


def test_sigterm_of_the_holder_frees_the_home(home_settings: MakeSettings) -> None:
    settings = home_settings()
    process = start_elsewhere(REPOSITORY, YIPING_HOME=str(settings.home))
    said(process)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    until(lambda: ours(settings.home) == [])
    hold(settings.home).close()
