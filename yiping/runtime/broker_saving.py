"""Saves of our broker between its own, which come seldom because a full queue takes seconds to write."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

from yiping.child import Running
from yiping.runtime.provide import Servers

FILE, BROKER = "mosquitto.db", "mosquitto"
SAVE_EVERY_S = 5.0
QUICK_BYTES = 25_000_000
"""A file of this size is written in a fraction of a second; while it is, nobody is served."""


def saving(broker: Running, file: Path, *, clock: Callable[[], float] = time.monotonic) -> Callable[[], None]:
    """A function to be called often, which makes the broker save every SAVE_EVERY_S while that is quick.

    ``file`` is what it saves to. A broker that has just started is let be: before it has set up how it takes
    the signal, the signal would end it.
    """
    process, due_s = broker.process, clock() + SAVE_EVERY_S

    def tick() -> None:
        nonlocal process, due_s
        if broker.process is process and clock() < due_s:
            return
        is_new, process, due_s = broker.process is not process, broker.process, clock() + SAVE_EVERY_S
        if not is_new and broker.alive and _is_quick(file):
            process.send_signal(signal.SIGUSR1)

    return tick


def savings(servers: Servers) -> list[Callable[[], None]]:
    """That function for our own broker; nothing where the broker is not ours."""
    return [
        saving(one, servers.broker.folder / FILE)
        for one in servers.running
        if servers.broker is not None and one.child.name == BROKER
    ]


def _is_quick(file: Path) -> bool:
    try:
        return file.stat().st_size <= QUICK_BYTES
    except FileNotFoundError:
        return True
