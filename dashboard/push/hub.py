"""The one thread that reads the truth, and the place where viewers wait for what it found."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import isfinite

from dashboard.push.alive import alive
from dashboard.push.city import City
from dashboard.push.compose import Truth, picture_of
from dashboard.push.frames import Mark
from dashboard.push.picture import Delta, Picture, diff
from dashboard.push.ring import Ring
from dashboard.push.snapshot import snapshot
from dashboard.push.source import Source
from store.errors import UnreachableError

log = logging.getLogger(__name__)

SHORTEST_S = 0.25
LONGEST_S = 2.0
CITY_EVERY_S = 60.0  # areas change without a version
AWAY_AFTER_S = 6.0
PAUSE_S = 1.0


class Hub:
    """Reads at most once per SHORTEST_S and at least every LONGEST_S; viewers wait with `after`."""

    def __init__(self, source: Source, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._life = uuid.uuid4().hex[:8]
        self._city: City | None = None
        self._picture: Picture | None = None
        self._ring = Ring()
        self._read_at = float("-inf")
        self._city_at = float("-inf")
        self._version = 0
        self._newest: datetime | None = None
        self._alive = alive(())
        self.closing = threading.Event()

    # --- the reading thread ---

    def start(self) -> threading.Thread:
        """Begin to read, in a thread that ends with the process."""
        thread = threading.Thread(target=self.run, name="push", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Read until `close`; a database that is away is asked again every PAUSE_S."""
        while not self.closing.is_set():
            try:
                self._follow()
            except UnreachableError as problem:
                log.warning("push is blind: %s", problem, extra={"action": "push_blind"})
            except Exception:  # a defect must not end the only reader: screens would be blind for good
                log.exception("push failed to read", extra={"action": "push_failed"})
            self.closing.wait(PAUSE_S)

    def _follow(self) -> None:
        dirty = True
        self.read_once()
        for notice in self._source.wakes(SHORTEST_S):
            if self.closing.is_set():
                return
            dirty = dirty or notice is not None
            age_s = self._monotonic() - self._read_at
            if age_s >= (SHORTEST_S if dirty else LONGEST_S):
                self.read_once()
                dirty = False

    def read_once(self) -> None:
        """Read the truth and tell the viewers what differs."""
        read = self._source.read()
        self._alive = alive(read.pulses)
        self._show(self._city_at_version(read.registry), read.truth, read.newest)

    def _city_at_version(self, version: int) -> City:
        age_s = self._monotonic() - self._city_at
        if self._city is None or version != self._version or age_s > CITY_EVERY_S:
            city = self._source.city()
            self._version, self._city_at = version, self._monotonic()
            return city
        return self._city

    def _show(self, city: City, truth: Truth, newest: datetime | None) -> None:
        current = picture_of(city, truth)
        with self._changed:
            if self._city is None or self._picture is None or city.epoch != self._city.epoch:
                self._city, self._ring = city, Ring(seq=self._ring.seq + 1)
            elif not (delta := diff(self._picture, current, after=self._ring.seq)).empty:
                self._ring.append(delta)
            self._picture, self._newest = current, newest
            self._read_at = self._monotonic()
            self._changed.notify_all()

    # --- what viewers ask ---

    @property
    def city(self) -> City | None:
        """The city as last read, None before the first time."""
        return self._city

    @property
    def picture(self) -> Picture | None:
        """The picture as last read, None before the first time."""
        return self._picture

    @property
    def run_name(self) -> str:
        """Names this life of the server and this city: marks of another one are worthless."""
        return f"{self._life}{self._city.epoch if self._city else ''}"

    @property
    def mark(self) -> Mark:
        with self._changed:
            return Mark(self.run_name, self._ring.seq)

    def pulse(self) -> dict[str, object]:
        """What a heartbeat tells. Times in ms since the epoch: now, the last read, the newest arrival, when
        engine and ingest last looked, and when ingest last had the broker.

        `database` is whether it answers.
        """
        now, age_s = datetime.now(UTC).timestamp(), self._monotonic() - self._read_at
        return {
            "now": int(now * 1000),
            "read": int((now - age_s) * 1000) if isfinite(age_s) else None,
            "newest": int(self._newest.timestamp() * 1000) if self._newest else None,
            "database": age_s < AWAY_AFTER_S,
            **self._alive,
        }

    def since(self, mark: Mark) -> Delta | None:
        """All after `mark` as one delta, empty for nothing new; None asks for a snapshot."""
        with self._changed:
            return self._ring.since(mark.seq) if mark.run == self.run_name else None

    def wait(self, mark: Mark, timeout_s: float) -> Delta | None:
        """As `since`, after waiting at most `timeout_s` for something new."""
        with self._changed:
            self._changed.wait_for(lambda: self._news(mark), timeout_s)
        return self.since(mark)

    def _news(self, mark: Mark) -> bool:
        return self.closing.is_set() or mark != Mark(self.run_name, self._ring.seq)

    def snapshot(self) -> bytes | None:
        """The whole picture as one binary, None before the first reading."""
        with self._changed:
            if self._city is None or self._picture is None:
                return None
            mark = {"run": self.run_name, "seq": self._ring.seq}
            return snapshot(self._city, self._picture, {**mark, **self.pulse()})

    def close(self) -> None:
        """Let the reader and all viewers end."""
        self.closing.set()
        with self._changed:
            self._changed.notify_all()


def follow(hub: Hub, mark: Mark | None, *, beat_s: float) -> Iterator[tuple[Mark, Delta | None]]:
    """Deltas for one viewer as they come, None when a heartbeat is due, each with the viewer's mark then.

    Ends at `close`, and when only a snapshot helps. A viewer that is slow to take a delta gets the next ones
    merged: nothing queues.
    """
    due = time.monotonic()
    while mark is not None and not hub.closing.is_set():
        delta = hub.wait(mark, max(0.0, due - time.monotonic()))
        if delta is None:
            return
        if not delta.empty:
            mark = Mark(mark.run, delta.seq)
            yield mark, delta
        if time.monotonic() >= due:
            due = time.monotonic() + beat_s
            yield mark, None
