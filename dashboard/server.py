"""Serves the dashboard by gunicorn, one worker process: the push lives in it."""

import signal
import sys
import threading
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it ships none

from dashboard.application import application, screen_for
from dashboard.config import DashboardConfig
from dashboard.push.hub import Hub
from dashboard.threads import SWITCH_S

SPARE_THREADS = 16
GRACE_S = 2
KEEPALIVE_S = 30


class Serving(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings in place of its command line."""

    def __init__(self, config: DashboardConfig) -> None:
        self._dashboard = config
        super().__init__()

    def load_config(self) -> None:
        for name, value in settings(self._dashboard).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker, so that threads and connections belong to it."""
        sys.setswitchinterval(SWITCH_S)
        screen = screen_for(self._dashboard)
        server = application(screen)
        screen.hub.start()
        close_streams_on_stop(screen.hub)
        return server


def settings(config: DashboardConfig) -> dict[str, Any]:
    """gunicorn's settings: a thread for every stream, and some for everything else."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    return {
        "bind": f"{host}:{config.port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": config.viewers + SPARE_THREADS,
        "worker_connections": (config.viewers + SPARE_THREADS) * 4,
        "graceful_timeout": GRACE_S,
        "keepalive": KEEPALIVE_S,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        "proc_name": "yiping-dashboard",
    }


def close_streams_on_stop(hub: Hub) -> None:
    """Make SIGTERM end the open streams, for which gunicorn would wait until its patience ends."""
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        # A thread of its own: the handler may interrupt code that holds the hub's lock.
        threading.Thread(target=hub.close, daemon=True).start()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)


def serve(config: DashboardConfig) -> None:
    """Serve until SIGTERM or SIGINT; blocks. Open streams end within two seconds."""
    Serving(config).run()
