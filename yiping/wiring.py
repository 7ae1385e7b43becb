"""How the rooms are joined: what ingest does with live readings inside its transaction."""

from collections.abc import Callable
from datetime import UTC, datetime

from alerts.engine import RuleBook, apply
from ingest.batch import Hook
from ingest.registry import Registry
from store.columns import Columns
from store.pool import Connection


def utc_now() -> datetime:
    """The clock of the shells."""
    return datetime.now(UTC)


def alert_hook(book: RuleBook, registry: Registry, clock: Callable[[], datetime] = utc_now) -> Hook:
    """The hook that evaluates the rules of ``book`` on every batch of live readings."""

    def hook(conn: Connection, readings: Columns) -> int:
        return apply(conn, readings, book=book, sensors=registry.by_num, now=clock())

    return hook
