"""Rule revisions: each rule as it was whenever it changed."""

from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("rules")


def record_revision(conn: Connection, *, rule_id: str, digest: str, body: str, now: datetime) -> int:
    """The revision number of a rule with this digest; recorded as the next one when it has changed."""
    row = conn.execute(_SQL["newest_revision"], {"rule_id": rule_id}).fetchone()
    revision, known = row if row else (0, None)
    if known == digest:
        return int(revision)
    conn.execute(
        _SQL["record_revision"],
        {"rule_id": rule_id, "revision": revision + 1, "digest": digest, "body": body, "now": now},
    )
    return int(revision) + 1
