"""Servers of an earlier start that are still on their way out."""

import os
import signal
import time
from pathlib import Path

WAIT_S = 60.0


def still_there(program: str, path: Path) -> list[int]:
    """Processes of the program that have our path as an argument, or work in it.

    PostgreSQL's workers rename themselves, but all of them work in the data folder.
    """
    return [int(one.name) for one in Path("/proc").glob("[0-9]*") if is_ours(one, program, path)]


def is_ours(process: Path, program: str, path: Path) -> bool:
    """Whether a process of /proc is the program at work on our path; not when it is gone or a stranger's."""
    try:
        if (process / "comm").read_text(encoding="utf-8").strip() != program:
            return False
        if os.fsencode(path) in (process / "cmdline").read_bytes().split(b"\0"):
            return True
        return (process / "cwd").readlink() == path
    except OSError:
        return False


def wait_gone(program: str, path: Path, wait_s: float = WAIT_S) -> None:
    """Wait until the program is no longer at work on the path; kill what stays longer than `wait_s`.

    After kill -9 of the supervisor its servers were told to stop and may still be writing
    their last files, which a new server must not touch meanwhile.
    """
    until = time.monotonic() + wait_s
    while still_there(program, path):
        if time.monotonic() > until:
            kill_all(program, path)
            until += 1.0
        time.sleep(0.05)


def kill_all(program: str, path: Path) -> None:
    """Kill what is still at work on the path."""
    for pid in still_there(program, path):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
