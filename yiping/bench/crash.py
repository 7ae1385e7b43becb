"""Processes that crash or are cut off, with all that descends from them."""

import contextlib
import os
import signal
import time
from pathlib import Path

from yiping.child import Running


def kill(victim: Running) -> None:
    """Kill a process with all of its workers, as a power cut does, and start it again."""
    end(victim)
    victim.again()


def end(victim: Running) -> None:
    """Kill a process with all of its workers."""
    for pid in family(victim.process.pid):
        tell(pid, signal.SIGKILL)
    victim.process.wait()


def cut(victim: Running, seconds: float) -> None:
    """Stop all of a process for a while; its connections stay open and nothing comes through."""
    stopped = stop(victim)
    try:
        time.sleep(seconds)
    finally:
        go_on(stopped)


def stop(victim: Running) -> set[int]:
    """Stop a process and all of its workers, until none is left that could start another; tells which."""
    stopped: set[int] = set()
    try:
        while more := family(victim.process.pid) - stopped:
            stopped |= more
            for pid in more:
                tell(pid, signal.SIGSTOP)
    except BaseException:
        go_on(stopped)
        raise
    return stopped


def go_on(stopped: set[int]) -> None:
    """Let stopped processes go on."""
    for pid in stopped:
        tell(pid, signal.SIGCONT)


def family(pid: int) -> set[int]:
    """A process and all that descend from it; PostgreSQL's workers have sessions of their own."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # the name in brackets may hold anything, so the fields are counted from its end: state, parent
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[int(folder.name)] = int(told[1])
    found, more = set[int](), {pid}
    while more:
        found |= more
        more = {child for child, parent in parents.items() if parent in more} - found
    return found


def tell(pid: int, what: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, what)
