"""How the rooms are joined: what ingest does with live readings inside its transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from alerts.engine import RuleBook, apply, facts_of, open_book
from alerts.revisions.rulebook import Rulebook
from ingest.batch import Hook
from ingest.registry import Registry
from store.columns import Columns
from store.pool import Connection


def utc_now() -> datetime:
    """The clock of the shells."""
    return datetime.now(UTC)


def alert_hook(
    book: RuleBook,
    registry: Registry,
    clock: Callable[[], datetime] = utc_now,
    rulebook: Rulebook | None = None,
) -> Hook:
    """The hook that evaluates rules on every batch of live readings.

    These are those in force by ``rulebook`` at the batch's own transaction, or those of ``book`` for ever.
    """
    seen, taken = registry.by_num, rulebook.found if rulebook else None

    def hook(conn: Connection, readings: Columns) -> int:
        nonlocal book, seen, taken
        now = clock()
        if rulebook is not None and (found := rulebook.look(conn, now=now)) is not taken:
            book, taken = open_book(conn, found.conditions, now=now), found
        if registry.by_num is not seen:  # the registry has changed, and dossiers perhaps with it
            seen, book = registry.by_num, replace(book, facts=facts_of(conn))
        return apply(conn, readings, book=book, sensors=registry.by_num, now=now)

    return hook
