"""Rule revisions: each rule as it was whenever it changed, and from when on it was in force."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from model.proposal import Revision, Source
from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("rules")


def is_ready(conn: Connection) -> bool:
    """Whether the database has been brought up to date so far that it can be asked about rules."""
    row = conn.execute(_SQL["is_ready"]).fetchone()
    return bool(row and row[0])


def record_revision(conn: Connection, *, rule_id: str, digest: str, body: str, now: datetime) -> int:
    """The revision under which this text of a rule is, or was last, in force; a new one where none is."""
    if (known := _known(conn, rule_id, digest, now)) is not None:
        return known
    hold_rules(conn)
    if (known := _known(conn, rule_id, digest, now)) is not None:
        return known
    return add_revision(
        conn, rule_id, source=Source.SHIPPED, digest=digest, body=body, now=now, effective_at=now
    )


def hold_rules(conn: Connection) -> None:
    """Waits until nobody else writes revisions or decides on proposals, and makes others wait for us."""
    conn.execute(_SQL["hold_rules"])


def add_revision(
    conn: Connection,
    rule_id: str,
    *,
    source: Source,
    digest: str,
    body: str,
    now: datetime,
    effective_at: datetime | None,
    proposal_num: int | None = None,
) -> int:
    """Records the next revision of a rule and returns its number. The caller holds the rules."""
    words = {"rule_id": rule_id, "digest": digest, "body": body, "now": now, "effective_at": effective_at}
    row = conn.execute(
        _SQL["record_revision"], {**words, "source": source.value, "proposal_num": proposal_num}
    ).fetchone()
    assert row is not None  # noqa: S101  an insert without error returns its row
    move_version(conn)
    return int(row[0])


def move_version(conn: Connection) -> None:
    """Makes every process look at the rules anew."""
    conn.execute(_SQL["move_version"])


def rules_version(conn: Connection) -> int:
    """A number that differs after every change of what is, or will be, in force."""
    row = conn.execute(_SQL["rules_version"]).fetchone()
    return int(row[0]) if row else 0


def in_force(conn: Connection, *, now: datetime) -> list[Revision]:
    """The revision of each rule that is in force at an aware time; those that were retired among them."""
    return [_revision(row) for row in conn.execute(_SQL["in_force"], {"now": now})]


def next_effective(conn: Connection, *, now: datetime) -> datetime | None:
    """When the next approved revision comes into force, None where none waits."""
    row = conn.execute(_SQL["next_effective"], {"now": now}).fetchone()
    return row[0] if row else None


def open_alerts(
    conn: Connection, rule_ids: Collection[str], *, limit: int
) -> list[tuple[int, Severity, float]]:
    """Open alerts of some rules with level and value, held until the commit."""
    rows = conn.execute(_SQL["open_alerts"], {"rule_ids": list(rule_ids), "limit": limit})
    return [(num, Severity(severity), value) for num, severity, value in rows]


def drop_standing(conn: Connection, rule_ids: Collection[str]) -> None:
    """Forgets what some rules stood at, at every sensor."""
    conn.execute(_SQL["drop_standing"], {"rule_ids": list(rule_ids)})


def known_rules(conn: Connection) -> set[str]:
    """Every rule that any revision was recorded of."""
    return {rule_id for (rule_id,) in conn.execute(_SQL["known_rules"])}


def revisions(conn: Connection, rule_ids: Collection[str] | None = None) -> list[Revision]:
    """Every revision of some rules, or of all, by rule and the oldest first."""
    wanted = None if rule_ids is None else list(rule_ids)
    return [_revision(row) for row in conn.execute(_SQL["revisions"], {"rule_ids": wanted})]


def _known(conn: Connection, rule_id: str, digest: str, now: datetime) -> int | None:
    words = {"rule_id": rule_id, "digest": digest, "now": now}
    row = conn.execute(_SQL["known_revision"], words).fetchone()
    return row[0] if row else None


def _revision(row: tuple[Any, ...]) -> Revision:
    told = dict(zip(Revision.__dataclass_fields__, row, strict=True))
    return Revision(**{**told, "source": Source(told["source"])})
