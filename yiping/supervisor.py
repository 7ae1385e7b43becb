"""Keeps children running: a crashed one comes back, slower each time, and all end together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from model.errors import YipingError
from yiping.child import Child, Running, last_lines, rotate

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
STEADY_S = 60.0  # a child that ran this long has recovered: its next crash waits the first wait again
LOOK_EVERY_S = 0.2
ROTATE_EVERY_S = 30.0

__all__ = ["Attempts", "Child", "Running", "after_exit", "supervise", "watch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Crashes in a row, since when the child runs, when it is due again; monotonic seconds."""

    started_s: float
    failures: int = 0
    due_s: float | None = None


def after_exit(attempts: Attempts, now_s: float) -> Attempts:
    """What follows a crash at `now_s`: the wait doubles from half a second up to 30 s."""
    steady = now_s - attempts.started_s >= STEADY_S
    failures = 0 if steady else attempts.failures
    # 2.0 ** 6 is past the cap; a higher power would only overflow after weeks of crashing
    wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(failures, 6))
    return replace(attempts, failures=failures + 1, due_s=now_s + wait_s)


def after_start(attempts: Attempts, now_s: float) -> Attempts:
    """What follows a new start at `now_s`."""
    return replace(attempts, started_s=now_s, due_s=None)


@dataclass(slots=True)
class Watched:
    """A running child and the record of its crashes."""

    running: Running
    attempts: Attempts
    finished: bool = False


def watch(one: Watched, now_s: float, say: Callable[[str], None]) -> None:
    """Look at one child once: note a crash, or start it again when it is due."""
    if one.finished or one.running.alive:
        return
    code = one.running.process.returncode
    if one.attempts.due_s is None and code == 0 and not one.running.child.lasting:
        one.finished = True
        say(f"{one.running.child.name} is done")
    elif one.attempts.due_s is None:
        one.attempts = after_exit(one.attempts, now_s)
        report(one, code, now_s, say)
    elif now_s >= one.attempts.due_s:
        start_again(one, now_s, say)


def start_again(one: Watched, now_s: float, say: Callable[[str], None]) -> None:
    """Start a child again; a start that fails counts as a crash."""
    try:
        one.running.again()
        one.attempts = after_start(one.attempts, now_s)
    except YipingError as error:
        one.attempts = after_exit(one.attempts, now_s)
        say(str(error))


def report(one: Watched, code: int, now_s: float, say: Callable[[str], None]) -> None:
    """Tell of a crash: how it ended, when it starts again, and at the first one the end of its log."""
    name, wait_s = one.running.child.name, (one.attempts.due_s or now_s) - now_s
    say(f"{name} ended ({ending(code)}); starting it again in {wait_s:.1f} s; its log is {one.running.log}")
    for line in last_lines(one.running.log) if one.attempts.failures == 1 else ():
        say(f"  {name} | {line}")


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def supervise(
    children: Sequence[Running], *, say: Callable[[str], None], ticks: Sequence[Callable[[], None]] = ()
) -> None:
    """Keep the children running until an exception, such as Ctrl-C, ends the loop.

    The caller stops them; `ticks` are called at every look, five times a second.
    """
    watched = [Watched(one, Attempts(started_s=time.monotonic())) for one in children]
    rotated_s = time.monotonic()
    while True:
        now_s = time.monotonic()
        for one in watched:
            watch(one, now_s, say)
        if now_s - rotated_s >= ROTATE_EVERY_S:
            rotated_s = now_s
            for one in watched:
                rotate(one.running.log)
        for tick in ticks:
            tick()
        time.sleep(LOOK_EVERY_S)
