"""The doctor: what is missing is named with the one command that mends it."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from yiping import doctor
from yiping.doctor import LOOKS, Finding, examine, sentence
from yiping.runtime.hold import hold
from yiping.settings import Settings

MakeSettings = Callable[..., Settings]
REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_lack_has_a_command(
    home_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = home_settings(YIPING_CACHE=str(tmp_path / "cache"), YIPING_RUNTIME="private")
    lacks = [finding for finding in examine(settings) if not finding.ok]
    assert {"setpriv", "chromium (tests)", "chinese fonts", "private servers"} <= {
        lack.name for lack in lacks
    }
    assert all(lack.mend for lack in lacks)


def test_without_a_chinese_font_duty_sheets_are_lacking_and_nothing_else_is_kept_from_starting(
    home_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor.sheet_font(home_settings()).ok
    monkeypatch.setattr("yiping.sheets.fonts.FAMILIES", ("A font that nobody has",))
    found = doctor.sheet_font(home_settings())
    assert (found.ok, found.blocks, found.mend) == (False, False, "apt-get install -y fonts-noto-cjk")


def test_a_browser_for_tests_is_not_needed() -> None:
    assert not Finding(name="chromium", ok=False, found="none", needed=False).blocks


def test_a_lack_is_told_with_its_mend() -> None:
    lines = sentence(
        Finding(name="setpriv", ok=False, found="not found", mend="apt-get install -y util-linux")
    )
    assert lines[0].startswith("MISSING  setpriv")
    assert lines[1].endswith("mend: apt-get install -y util-linux")


def test_a_port_in_use_is_a_lack(home_settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = doctor.dashboard_port(home_settings(YIPING_DASHBOARD_PORT=str(port)))
    assert found.blocks
    assert "YIPING_DASHBOARD_PORT" in found.mend


def test_a_port_in_use_by_the_running_installation_is_well(home_settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = home_settings(YIPING_DASHBOARD_PORT=str(taken.getsockname()[1]))
        settings.home.mkdir()
        with hold(settings.home):
            assert doctor.dashboard_port(settings).ok


def test_looks_have_names_of_their_own(home_settings: MakeSettings) -> None:
    assert len({finding.name for finding in examine(home_settings())}) == len(LOOKS)


def run_yiping(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "yiping", *words],
        cwd=REPOSITORY,
        env={**{name: value for name, value in os.environ.items() if not name.startswith("YIPING_")}, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_exits_1_when_something_needed_is_missing(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_yiping("doctor", YIPING_DASHBOARD_PORT=port, YIPING_HOME=str(open_folder / "home"))
    assert done.returncode == 1
    assert "cannot start yet: dashboard port" in done.stdout


def test_a_mistake_of_the_user_is_one_line_without_a_traceback() -> None:
    done = run_yiping("doctor", YIPING_DASHBOARD_PORT="no")
    assert done.returncode == 2
    assert done.stderr.startswith("yiping: setting YIPING_DASHBOARD_PORT = 'no'")
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run_yiping("nonsense").returncode == 2


def test_help_lists_every_command_module() -> None:
    done = run_yiping("--help")
    assert {"demo", "doctor", "up"} <= set(done.stdout.split())
