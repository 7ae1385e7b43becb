"""How the rooms are joined: what ingest does with live readings inside its transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from alerts.engine import RuleBook, apply, facts_of
from ingest.batch import Hook
from ingest.registry import Registry
from store.columns import Columns
from store.pool import Connection


def utc_now() -> datetime:
    """The clock of the shells."""
    return datetime.now(UTC)


def alert_hook(book: RuleBook, registry: Registry, clock: Callable[[], datetime] = utc_now) -> Hook:
    """The hook that evaluates the rules of ``book`` on every batch of live readings."""
    seen, facts = registry.by_num, book.facts

    def hook(conn: Connection, readings: Columns) -> int:
        nonlocal seen, facts
        if registry.by_num is not seen:  # the registry has changed, and dossiers perhaps with it
            seen, facts = registry.by_num, facts_of(conn)
        in_force = replace(book, facts=facts)
        return apply(conn, readings, book=in_force, sensors=registry.by_num, now=clock())

    return hook
