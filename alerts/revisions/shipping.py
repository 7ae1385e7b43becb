"""What the program ships becomes revisions, once at the start of a process."""

from collections.abc import Mapping
from datetime import datetime

from alerts.revisions.rulebook import newest
from alerts.revisions.text import AnyRule
from model.proposal import Revision, Source
from store import rules as table
from store.pool import Connection


def ship(conn: Connection, shipped: Mapping[str, AnyRule], *, now: datetime) -> list[str]:
    """Records what the program ships, and returns the ids of rules whose shipped text was set aside just now.

    A shipped text comes into force at once, unless a local revision of its rule stands or waits for its time.
    A rule that was shipped and is not any more ends by a revision without a text.
    """
    table.hold_rules(conn)
    known: dict[str, list[Revision]] = {}
    for one in table.revisions(conn):
        known.setdefault(one.rule_id, []).append(one)
    for rule_id in known.keys() - shipped.keys():
        last = newest(known[rule_id])
        if last is not None and last.source is Source.SHIPPED and last.body:
            _end(conn, rule_id, now=now)
    aside = []
    for rule in shipped.values():
        history = known.get(rule.id, [])
        standing = newest(history)
        if standing is not None and standing.source.is_local:
            last = next((one for one in reversed(history) if one.source is Source.SHIPPED), None)
            if last is None or last.digest != rule.digest:
                _record(conn, rule, now=now, effective_at=None)
                aside.append(rule.id)
        elif standing is None or standing.digest != rule.digest:
            _record(conn, rule, now=now, effective_at=now)
    return aside


def ship_unknown(conn: Connection, shipped: Mapping[str, AnyRule], *, now: datetime) -> None:
    """Records shipped rules that the database has never heard of, so that people can propose on them.

    Others stay as they are: who only looks, perhaps by another version of the program, changes nothing.
    """
    if not _unknown(conn, shipped):
        return
    table.hold_rules(conn)
    for rule in _unknown(conn, shipped):
        _record(conn, rule, now=now, effective_at=now)


def _unknown(conn: Connection, shipped: Mapping[str, AnyRule]) -> list[AnyRule]:
    known = table.known_rules(conn)
    return [rule for rule in shipped.values() if rule.id not in known]


def _record(conn: Connection, rule: AnyRule, *, now: datetime, effective_at: datetime | None) -> None:
    table.add_revision(
        conn,
        rule.id,
        source=Source.SHIPPED,
        digest=rule.digest,
        body=rule.body,
        now=now,
        effective_at=effective_at,
    )


def _end(conn: Connection, rule_id: str, *, now: datetime) -> None:
    table.add_revision(conn, rule_id, source=Source.SHIPPED, digest="", body="", now=now, effective_at=now)
