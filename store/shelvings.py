"""What keeps the alerts of pairs aside."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from model.alert import Aside, Pair, Shelving
from model.reading import Origin
from store.pool import Connection
from store.sql import load

_SQL = load("shelvings")


def sensor_and_rule(conn: Connection, *, rule_id: str, sensor_id: str) -> tuple[int | None, bool]:
    """The number of a sensor, None where there is none, and whether the rule was ever in force."""
    row = conn.execute(_SQL["pair"], {"rule_id": rule_id, "sensor_id": sensor_id}).fetchone()
    return (None, False) if row is None else (row[0], row[1])


def begin(
    conn: Connection,
    pair: Pair,
    kind: Aside,
    *,
    begun_by: str,
    reason: str,
    since: datetime,
    until: datetime | None,
) -> bool:
    """Sets a pair aside; False when it is already in this way."""
    begun = conn.execute(
        _SQL["begin"],
        {
            **pair._asdict(),
            "kind": kind,
            "begun_by": begun_by,
            "reason": reason,
            "since": since,
            "until": until,
        },
    )
    return begun.rowcount == 1


def end(conn: Connection, pair: Pair, kind: Aside, *, by: str, comment: str, now: datetime) -> bool:
    """Ends what keeps a pair aside; False when it is not in force."""
    ended = conn.execute(
        _SQL["end"], {**pair._asdict(), "kind": kind, "by": by, "comment": comment, "now": now}
    )
    return ended.rowcount == 1


def in_force(conn: Connection, sensor_nums: Collection[int], *, now: datetime) -> dict[Pair, set[Aside]]:
    """What hides the alerts of some sensors at ``now``, by pair; pairs that nothing hides are left out."""
    found: dict[Pair, set[Aside]] = {}
    rows = conn.execute(_SQL["in_force"], {"sensor_nums": list(sensor_nums), "now": now})
    for rule_id, sensor_num, origin, kind in rows:
        found.setdefault(Pair(rule_id, sensor_num, Origin(origin)), set()).add(Aside(kind))
    return found


def of_pair(conn: Connection, pair: Pair) -> dict[Aside, Shelving]:
    """What a pair is set aside by, held until the commit; a shelf that ran out counts until it is ended."""
    rows = conn.execute(_SQL["of_pair"], pair._asdict())
    return {one.kind: one for one in map(shelving_of, rows)}


def expired(conn: Connection, *, now: datetime) -> Shelving | None:
    """The shelf that ran out first by ``now`` and is not ended, None where there is none."""
    row = conn.execute(_SQL["expired"], {"now": now}).fetchone()
    return None if row is None else shelving_of(row)


def last_ended(conn: Connection, pair: Pair, kind: Aside) -> tuple[str, datetime] | None:
    """Who ended this kind for the pair last, and when; None where nobody ever did."""
    return conn.execute(_SQL["last_ended"], {**pair._asdict(), "kind": kind}).fetchone()


def listed(conn: Connection, *, under: str | None = None) -> list[tuple[Shelving, str]]:
    """All that is set aside in ``under`` and below, each with the id of its sensor, the oldest first."""
    return [(shelving_of(row[:9]), row[9]) for row in conn.execute(_SQL["listed"], {"under": under})]


def shelving_of(row: tuple[Any, ...]) -> Shelving:
    """A shelving from its columns in the order of its fields."""
    return Shelving(
        num=row[0],
        pair=Pair(row[1], row[2], Origin(row[3])),
        kind=Aside(row[4]),
        begun_by=row[5],
        reason=row[6],
        since=row[7],
        until=row[8],
    )
