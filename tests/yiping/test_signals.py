"""A signal at the worst moment: between the start of a child and the line that notes it."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from yiping.child import Child, started
from yiping.signals import put_off, stopping_signals


def hit() -> None:
    """What a service manager does to this process."""
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """SIGTERM ends the test as Ctrl-C would."""
    with stopping_signals():
        yield


def test_a_signal_in_the_block_is_heard_at_its_end() -> None:
    done = []

    def block() -> None:
        with put_off():
            hit()
            done.append("the rest of the block")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done == ["the rest of the block"]


def test_a_signal_after_the_block_is_heard_at_once() -> None:
    with put_off():
        pass
    with pytest.raises(KeyboardInterrupt):
        hit()


def test_an_error_in_the_block_comes_out() -> None:
    with pytest.raises(LookupError), put_off():
        raise LookupError


def test_another_thread_may_start_children_too() -> None:
    done = []

    def run() -> None:
        with put_off():
            done.append(1)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [1]


def test_a_child_that_a_signal_hits_at_its_start_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[subprocess.Popen[bytes]] = []

    def popen(*args: Any, **options: Any) -> "subprocess.Popen[bytes]":
        made.append(subprocess.Popen(*args, **options))
        hit()
        return made[0]

    monkeypatch.setattr("yiping.child.subprocess", SimpleNamespace(**vars(subprocess) | {"Popen": popen}))
    try:
        with pytest.raises(KeyboardInterrupt), ExitStack() as stack:
            started(Child(name="nap", argv=("sleep", "60")), tmp_path / "nap.log", stack)
        assert made[0].poll() == -signal.SIGTERM
    finally:
        made[0].kill()
        made[0].wait()
