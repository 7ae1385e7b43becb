"""What every lasting process of the product shares: settings, logs, and an end that is asked for."""

import logging
import os
import signal
import threading
from pathlib import Path
from types import FrameType

from yiping.settings import Settings, load_settings


def settings_here() -> Settings:
    """The settings of this process, from its environment and folder."""
    return load_settings(os.environ, cwd=Path.cwd())


def log_to_stderr() -> None:
    """Sends the log to stderr: time, level, room, and the stable ``action`` key beside the sentence."""
    handler = logging.StreamHandler()
    form = "%(asctime)s %(levelname)s %(name)s [%(action)s] %(message)s"
    handler.setFormatter(logging.Formatter(form, defaults={"action": "-"}))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()

    def set_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, set_stop)
    return stop
