"""Server-sent events as text, and where a viewer left off. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.push.picture import Delta

_MARK = re.compile(r"([0-9a-f]{8,32})-(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Mark:
    """The last delta that a viewer has: `run` names the server's life and the city, `seq` the delta."""

    run: str
    seq: int

    def __str__(self) -> str:
        return f"{self.run}-{self.seq}"


def mark_from(text: str | None) -> Mark | None:
    """The mark that a viewer sent, None for none or nonsense."""
    found = _MARK.fullmatch(text or "")
    return Mark(found[1], int(found[2])) if found else None


def frame(event: str, told: Mapping[str, object], mark: Mark | None = None) -> str:
    """One event; with a mark the browser sends it back as Last-Event-ID."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    head = f"id: {mark}\n" if mark else ""
    return f"{head}event: {event}\ndata: {body}\n\n"


def delta_frame(delta: Delta, run: str) -> str:
    """A delta as two parallel lists of sensors, and maps of areas and figures."""
    told = {
        "after": delta.after,
        "seq": delta.seq,
        "index": list(delta.states),
        "state": list(delta.states.values()),
        "areas": delta.areas,
        "figures": delta.figures,
    }
    return frame("delta", told, Mark(run, delta.seq))


def beat_frame(mark: Mark, pulse: Mapping[str, object]) -> str:
    """A heartbeat; it names the last delta before it, so that a viewer that missed one knows."""
    return frame("beat", {**pulse, "run": mark.run, "seq": mark.seq})
