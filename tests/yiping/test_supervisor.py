"""The supervisor: crashes come back slower each time, and nothing outlives it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from yiping.child import Child, ChildError, Running, rotate
from yiping.supervisor import LONGEST_WAIT_S, Attempts, Watched, after_exit, after_start, supervise, watch

SLEEP = ("sleep", "60")


def waits(*exits_s: float) -> list[float]:
    """The waits that follow crashes at these times, each child starting at once when due."""
    attempts, found = Attempts(started_s=0.0), []
    for now_s in exits_s:
        attempts = after_exit(attempts, now_s)
        assert attempts.due_s is not None
        found.append(attempts.due_s - now_s)
        attempts = after_start(attempts, attempts.due_s)
    return found


def test_the_wait_doubles_with_every_crash() -> None:
    assert waits(0, 1, 3, 6) == [0.5, 1.0, 2.0, 4.0]


def test_the_wait_never_passes_the_longest() -> None:
    crashes = [float(40 * number) for number in range(2000)]
    assert max(waits(*crashes)) == LONGEST_WAIT_S


def test_a_child_that_ran_a_minute_is_forgiven() -> None:
    assert waits(0, 1, 3, 3 + 2 + 60) == [0.5, 1.0, 2.0, 0.5]


def until(true: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def test_a_killed_child_is_started_again_when_due(tmp_path: Path) -> None:
    said: list[str] = []
    one = Watched(Running(Child(name="nap", argv=SLEEP), tmp_path / "nap.log"), Attempts(started_s=0.0))
    first = one.running.process.pid
    one.running.kill()
    watch(one, 1.0, said.append)
    watch(one, 1.4, said.append)
    assert not one.running.alive
    watch(one, 1.5, said.append)  # 1.0 + the first wait of 0.5 s
    assert one.running.alive
    assert one.running.process.pid != first
    assert "nap ended (killed by signal 9); starting it again in 0.5 s" in said[0]
    one.running.stop()


def test_a_child_that_may_end_is_left_alone_when_it_ended_well(tmp_path: Path) -> None:
    said: list[str] = []
    one = Watched(
        Running(Child(name="job", argv=("true",), lasting=False), tmp_path / "log"), Attempts(started_s=0)
    )
    until(lambda: not one.running.alive)
    watch(one, 1.0, said.append)
    watch(one, 100.0, said.append)
    assert said == ["job is done"]


def test_a_child_that_ignores_the_stop_is_killed_after_its_grace(tmp_path: Path) -> None:
    deaf = ("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    running = Running(Child(name="deaf", argv=deaf, grace_s=0.3), tmp_path / "log")
    until(lambda: "deaf" in (tmp_path / "log").read_text())
    running.stop()
    assert running.process.returncode == -signal.SIGKILL


def test_what_a_child_leaves_in_its_session_ends_with_it(tmp_path: Path) -> None:
    running = Running(Child(name="sh", argv=("sh", "-c", "sleep 61 & echo $!; wait")), tmp_path / "log")
    until(lambda: (tmp_path / "log").read_text().strip() != "")
    grandchild = Path("/proc") / (tmp_path / "log").read_text().strip()
    running.stop()
    until(lambda: not grandchild.exists() or "Z" in (grandchild / "stat").read_text().split()[2])


def test_a_command_that_is_missing_is_named_in_the_log(tmp_path: Path) -> None:
    running = Running(Child(name="gone", argv=("/no/such/program",)), tmp_path / "log")
    until(lambda: not running.alive)
    assert "/no/such/program" in (tmp_path / "log").read_text()


def test_a_missing_setpriv_is_an_error_with_a_name(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="cannot start nap"):
        Running(Child(name="nap", argv=SLEEP, wrap=("/no/setpriv",)), tmp_path / "log")


def test_a_log_that_grew_is_moved_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    for text in ("one", "two", "three", "four", "five"):
        log.write_text(text)
        rotate(log, limit_bytes=1, kept=3)
    assert log.read_text() == ""
    assert [(tmp_path / f"a.log.{age}").read_text() for age in (1, 2, 3)] == ["five", "four", "three"]
    assert not (tmp_path / "a.log.4").exists()


def test_the_loop_keeps_children_until_it_is_interrupted(tmp_path: Path) -> None:
    running = Running(Child(name="nap", argv=SLEEP), tmp_path / "nap.log")
    ticks: list[float] = []

    def tick() -> None:
        ticks.append(time.monotonic())
        if len(ticks) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        supervise([running], say=print, ticks=[tick])
    assert running.alive
    running.stop()


PARENT = """
import sys, time
from pathlib import Path
from yiping.child import Child, Running
one = Running(Child(name="nap", argv=("sleep", "62")), Path(sys.argv[1]))
print(one.process.pid, flush=True)
time.sleep(60)
"""


def test_kill_9_of_the_parent_ends_the_child(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=repository,
    )
    assert parent.stdout is not None
    child = Path("/proc") / parent.stdout.readline().strip()
    assert child.exists()
    until(lambda: b"sleep" in (child / "cmdline").read_bytes().split(b"\0")[0])
    parent.kill()
    parent.communicate()
    until(lambda: not child.exists())
