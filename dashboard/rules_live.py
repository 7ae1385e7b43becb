"""What the screens tell by the rules, as these are in force now: their names, the lines of charts."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from alerts.revisions.rulebook import InForce, Rulebook
from dashboard.rules_now import shipped
from model.kind import Kind
from model.text import Text
from store.errors import UnreachableError
from store.pool import Pool

FRESH_S = 5.0
WAIT_S = 1.0
K = TypeVar("K")
V = TypeVar("V")


class Living(Mapping[K, V]):
    """A mapping that ``make`` draws from the rules in force, looked at anew after ``FRESH_S``.

    Before the first look it is that of the shipped rules; while the database is away it stays as it was.
    """

    def __init__(
        self, pool: Pool, kinds: Mapping[str, Kind], make: Callable[[InForce], Mapping[K, V]]
    ) -> None:
        self._pool = pool
        self._book = Rulebook(shipped(), kinds)
        self._make = make
        self._lock = threading.Lock()
        self._at_s = float("-inf")
        self._drawn_from = self._book.found
        self._known = make(self._book.found)

    def __getitem__(self, key: K) -> V:
        return self._now()[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> Mapping[K, V]:
        with self._lock:
            if time.monotonic() - self._at_s >= FRESH_S:
                self._at_s = time.monotonic()
                with suppress(UnreachableError), self._pool.connection(WAIT_S) as conn:
                    self._book.look(conn, now=datetime.now(UTC))
            if self._book.found is not self._drawn_from:
                self._drawn_from, self._known = self._book.found, self._make(self._book.found)
            return self._known


def names_of(found: InForce) -> Mapping[str, Text]:
    """The name of each rule, by its id; that of a shipped rule even after its end, for its last alerts."""
    before = {rule_id: rule.name for rule_id, rule in shipped().items()}
    return before | {rule_id: one.rule.name for rule_id, one in found.rules.items()}
