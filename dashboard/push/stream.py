"""The routes `/push` and `/snapshot`."""

import threading
from collections.abc import Iterator

from flask import Flask, Response, request

from dashboard.push.frames import Mark, beat_frame, delta_frame, frame, mark_from
from dashboard.push.hub import Hub, follow

BEAT_S = 3.0
RETRY_MS = 1000


class Viewers:
    """How many screens hold a stream; `limit` keeps threads free for everything else."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Take a place; False when all are taken."""
        with self._lock:
            if self.count >= self.limit:
                return False
            self.count += 1
            return True

    def leave(self) -> None:
        with self._lock:
            self.count -= 1


def add_routes(server: Flask, hub: Hub, viewers: Viewers) -> None:
    """Put both routes on the server."""

    @server.get("/snapshot")
    def snapshot() -> Response:
        body = hub.snapshot()
        if body is None:
            return Response("the database has not answered yet", 503, {"Retry-After": "2"})
        return Response(body, mimetype="application/octet-stream", headers={"Cache-Control": "no-store"})

    @server.get("/push")
    def push() -> Response:
        if not viewers.enter():
            return Response("too many screens", 503, {"Retry-After": "30"})
        mark = mark_from(request.headers.get("Last-Event-ID") or request.args.get("after"))
        response = Response(events(hub, mark), mimetype="text/event-stream")
        # Not in the generator: one that was never started would not run its `finally`.
        response.call_on_close(viewers.leave)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        return response


def events(hub: Hub, mark: Mark | None, *, beat_s: float = BEAT_S) -> Iterator[str]:
    """The frames of one viewer; `snapshot` ends them when the ring does not hold the viewer's mark."""
    yield f"retry: {RETRY_MS}\n\n"
    for reached, delta in follow(hub, mark, beat_s=beat_s):
        yield delta_frame(delta, reached.run) if delta else beat_frame(reached, hub.pulse())
    if not hub.closing.is_set():
        yield frame("snapshot", {})
