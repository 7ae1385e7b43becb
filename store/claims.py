"""Who takes which part of the city: advisory locks that end with the connection, and so with the process.

A part is a prefix of topics: '' is the city, then ``<district>`` and ``<district>/<street>``. Who takes a
part holds it alone, and shares all that it lies in with those who take its other parts.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from model.errors import YipingError
from store.errors import UnreachableError, translated
from store.pool import Connection, connect
from store.sql import load

_SQL = load("claims")
LOOK_EVERY_S = 5.0
PATIENCE_S = 3.0
"""How long a claim is asked for again: a process that was killed holds its locks for a moment longer."""
PATIENCE_WITH_ITSELF_S = 60.0
"""The same for a claim that our own lost connection may still hold, until the server has noticed."""
PAUSE_S = 0.2
_NAME = "yiping-claim-"
_LONGEST_NAME = 63  # what PostgreSQL keeps of the name of a connection


class ClaimedError(YipingError):
    """Another process has what this one wants to take; ``holders`` are the names of its connections."""

    def __init__(self, name: str, holders: Iterable[str]) -> None:
        self.holders = frozenset(holders)
        super().__init__(_words(name, [who.removeprefix(_NAME) for who in self.holders]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one process takes for itself: parts of the city, the platforms' topics, sessions at the broker."""

    holder: str
    prefixes: tuple[str, ...] = ()
    sources: bool = False
    client_ids: tuple[str, ...] = ()

    @property
    def locks(self) -> list[tuple[str, bool]]:
        """Name of each lock and whether others share it, in an order that is the same for all processes."""
        above = {higher for prefix in self.prefixes for higher in ancestors(prefix)} - set(self.prefixes)
        parts = [(prefix, True) for prefix in above] + [(prefix, False) for prefix in self.prefixes]
        return [
            *[(f"session:{client_id}", False) for client_id in sorted(self.client_ids)],
            *[(f"prefix:{prefix}", shared) for prefix, shared in sorted(parts)],
            *([("sources", False)] if self.sources else []),
        ]


class Held:
    """A claim that is held; ``beat`` keeps it so."""

    def __init__(
        self, database_url: str, claim: Claim, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database_url, self._claim, self._clock = database_url, claim, clock
        self._name = (_NAME + claim.holder).encode("ascii", "replace")[:_LONGEST_NAME].decode()
        self._stack = ExitStack()
        self._conn: Connection | None = None
        self._looked_s = clock()

    def take(self, *, within_s: float = 0.0, pause: Callable[[float], object] = time.sleep) -> None:
        """Takes all or nothing; a database that is away is waited for ``within_s``.

        Raises ClaimedError, UnreachableError.
        """
        self._wait_for_database(self._clock() + within_s, pause)
        until = self._clock() + PATIENCE_S
        while (refusal := self._try()) is not None:
            if self._clock() >= until:
                self.close()
                raise refusal
            pause(PAUSE_S)

    def _wait_for_database(self, until: float, pause: Callable[[float], object]) -> None:
        while True:
            try:
                self._open()
            except UnreachableError:
                if self._clock() >= until:
                    raise
                pause(PAUSE_S)
            else:
                return

    def beat(self, *, pause: Callable[[float], object] = time.sleep) -> None:
        """Looks every 5 s whether the claim still holds, and takes it again after the database was away.

        Raises ClaimedError when somebody else has taken it meanwhile.
        """
        if self._clock() - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = self._clock()
        if self._is_held():
            return
        try:
            self._take_again(pause)
        except UnreachableError:
            self.close()  # the worker waits for the database too, and tells of it

    def close(self) -> None:
        """Gives the claim back."""
        conn, self._conn = self._conn, None
        try:
            with translated(), self._stack.pop_all():
                if conn is not None:
                    _release(conn)
        except UnreachableError:
            return  # what a lost connection held, the server frees

    def _take_again(self, pause: Callable[[float], object]) -> None:
        until = self._clock() + PATIENCE_WITH_ITSELF_S
        while (refusal := self._try()) is not None:
            if self._clock() >= until or refusal.holders - {self._name}:
                self.close()
                raise refusal
            pause(PAUSE_S)

    def _try(self) -> ClaimedError | None:
        """Takes every lock, or none, and tells why."""
        conn = self._open()
        with translated():
            for name, shared in self._claim.locks:
                row = conn.execute(_SQL["take"], {"name": name, "shared": shared}).fetchone()
                if row is None or not row[0]:
                    holders = [str(who) for (who,) in conn.execute(_SQL["holders"], {"name": name})]
                    _release(conn)
                    return ClaimedError(name, holders)
        return None

    def _is_held(self) -> bool:
        if self._conn is None:
            return False
        try:
            with translated():
                row = self._conn.execute(_SQL["held"]).fetchone()
        except UnreachableError:
            self.close()
            return False
        return row is not None and row[0] == len(self._claim.locks)

    def _open(self) -> Connection:
        if self._conn is not None:
            return self._conn
        name = self._name.removeprefix("yiping-")
        self._conn = self._stack.enter_context(connect(self._database_url, name=name, autocommit=True))
        self._conn.execute(_SQL["keep_alive"])
        return self._conn


@contextmanager
def held(database_url: str, claim: Claim, *, within_s: float = 0.0) -> Iterator[Held]:
    """Holds a claim for as long as the block; the database is waited for ``within_s``.

    Raises ClaimedError, UnreachableError.
    """
    one = Held(database_url, claim)
    try:
        one.take(within_s=within_s)
        yield one
    finally:
        one.close()


def ancestors(prefix: str) -> list[str]:
    """All that a prefix lies in: for ``<district>/<street>`` the city and the district."""
    words = prefix.split("/") if prefix else []
    return ["/".join(words[:count]) for count in range(len(words))]


def _release(conn: Connection) -> None:
    # At once: the server notices the end of a connection a moment later.
    conn.execute(_SQL["release"])


def _words(name: str, others: Collection[str]) -> str:
    kind, _, which = name.partition(":")
    what = {"session": f"the session {which} is", "prefix": f"prefix {which} is, or a part of it,"}
    whole = "the whole city is, or a part of it,"
    taken = whole if name == "prefix:" else what.get(kind, "the topics of the platforms are")
    who = f" by {' and '.join(sorted(others))}" if others else ""
    return (
        f"{taken} taken already{who}: stop that ingest, "
        "or give this one other prefixes (--prefix) and a name of its own (--name)"
    )
