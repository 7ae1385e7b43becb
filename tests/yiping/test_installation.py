"""A whole installation: all of it starts, and none of it is left."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fixtures.servers import KEPT, settings_for
from yiping.installation import InstallationError, forget_data, require_free
from yiping.runtime.mosquitto import any_free
from yiping.runtime.provide import Servers
from yiping.welcome import boxed

REPOSITORY = Path(__file__).resolve().parents[2]


def until(true: Callable[[], bool], within_s: float = 90.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.1)


def of_home(home: Path) -> list[str]:
    """The command lines of every process that was started for this home, servers and rooms alike."""
    word, found = os.fsencode(home), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words, environ = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue
        if word in words or b"YIPING_HOME=" + word in environ.split(b"\0"):
            found.append(words.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.fixture
def up(servers: Servers, open_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`yiping up` on a home of its own, with its rooms running."""
    kept = {name: os.environ[name] for name in (*KEPT, "PATH", "HOME") if name in os.environ}
    home = open_folder / "home"
    process = subprocess.Popen(
        [sys.executable, "-m", "yiping", "up"],
        cwd=REPOSITORY,
        env={**kept, "YIPING_HOME": str(home), "YIPING_DASHBOARD_PORT": str(any_free())},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until(lambda: (home / "log" / "dashboard.log").exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()[1]
        assert len(of_home(home)) > 2
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()
        until(lambda: of_home(home) == [])


def test_ctrl_c_ends_everything(up: subprocess.Popen[str], open_folder: Path) -> None:
    os.killpg(up.pid, signal.SIGINT)
    _, said = up.communicate(timeout=60)
    assert up.returncode == 130
    assert of_home(open_folder / "home") == []
    assert said.rstrip().endswith("stopped")
    assert "Traceback" not in said


def test_sigterm_ends_everything(up: subprocess.Popen[str], open_folder: Path) -> None:
    up.terminate()
    up.communicate(timeout=60)
    assert of_home(open_folder / "home") == []


def test_kill_9_ends_everything(up: subprocess.Popen[str], open_folder: Path) -> None:
    up.kill()
    up.wait()
    until(lambda: of_home(open_folder / "home") == [])


def test_a_second_up_on_the_home_is_refused(up: subprocess.Popen[str], open_folder: Path) -> None:
    kept = {name: os.environ[name] for name in (*KEPT, "PATH", "HOME") if name in os.environ}
    second = subprocess.run(
        [sys.executable, "-m", "yiping", "up"],
        cwd=REPOSITORY,
        env={**kept, "YIPING_HOME": str(open_folder / "home"), "YIPING_DASHBOARD_PORT": str(any_free())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert f"already runs there as process {up.pid}" in second.stderr


def test_a_dashboard_port_in_use_is_named_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InstallationError, match="YIPING_DASHBOARD_PORT"):
            require_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(InstallationError, match="YIPING_DASHBOARD_HOST"):
        require_free("192.0.2.1", 8050)  # TEST-NET-1 of RFC 5737: nobody's


def test_the_box_holds_every_line() -> None:
    assert boxed(["a", "b"])[2:4] == ["│ a", "│ b"]


def test_data_is_thrown_away_and_passwords_stay(open_folder: Path) -> None:
    settings = settings_for(open_folder / "home")
    (settings.home / "postgres").mkdir(parents=True)
    (settings.home / "secrets.toml").touch()
    forget_data(settings)
    assert sorted(path.name for path in settings.home.iterdir()) == ["lock", "secrets.toml"]


def test_data_of_named_servers_is_not_thrown_away(open_folder: Path) -> None:
    settings = settings_for(open_folder / "home", YIPING_DATABASE_URL="postgresql://a:b3x@far/c")
    with pytest.raises(InstallationError, match="not thrown away"):
        forget_data(settings)
