"""Signals that end a process: how they are put off, and how they are heard no more."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def put_off() -> Iterator[None]:
    """Hear Ctrl-C, SIGTERM and SIGHUP only at the end of the block.

    A signal between the start of a child and the line that notes it would leave a child that nobody stops.
    Outside of the main thread, where Python hears no signals, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    before = {number: signal.signal(number, note) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for late in heard:
            signal.raise_signal(late)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """End what runs, as Ctrl-C does."""
    raise KeyboardInterrupt


@contextmanager
def stopping_signals() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the block as Ctrl-C does."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    """From here on everything is being stopped: a second Ctrl-C must not leave half of it behind."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
