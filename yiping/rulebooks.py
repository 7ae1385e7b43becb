"""The rules in force, as each process of this program keeps them."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from weakref import WeakKeyDictionary

from alerts.revisions.rulebook import InForce, Rulebook, Trouble
from alerts.revisions.shipping import ship
from alerts.revisions.text import AnyRule, shipped_rules
from model.catalogue import load_kinds
from model.kind import Kind
from store.pool import Connection

_log = logging.getLogger(__name__)


@cache
def catalogue() -> tuple[Mapping[str, AnyRule], Mapping[str, Kind]]:
    """The rules that this program ships and the kinds they speak of, read once."""
    kinds = load_kinds()
    return shipped_rules(kinds=kinds), kinds


def open_rulebook(conn: Connection, *, now: datetime) -> Rulebook:
    """Records what this program ships, and reads what is in force now; what is wrong goes to the log."""
    shipped, kinds = catalogue()
    for rule_id in ship(conn, shipped, now=now):
        _log.warning(
            "this program ships another text of %s than before; the one approved here stays in force, see "
            "`yiping rules history %s`",
            rule_id,
            rule_id,
            extra={"action": "shipped_rule_set_aside"},
        )
    book = Rulebook(shipped, kinds, tell=tell)
    book.look(conn, now=now)
    return book


def tell(found: InForce, before: InForce | None) -> None:
    """Logs what came into force, what went, and what cannot be read."""
    if before is not None:
        _log.info("%s", changes(found, before), extra={"action": "rules_taken_up"})
    _tell_troubles(found.troubles)


def changes(found: InForce, before: InForce) -> str:
    """What is in force now and was not before, in words."""
    new = [
        f"{rule_id} revision {one.revision.revision if one.revision else 'shipped'}"
        for rule_id, one in found.rules.items()
        if rule_id not in before.rules or before.rules[rule_id].rule.digest != one.rule.digest
    ]
    gone = [f"{rule_id} is retired" for rule_id in sorted(found.gone - before.gone)]
    return f"rules taken up: {', '.join([*new, *gone]) or 'none has changed'}"


def _tell_troubles(troubles: Sequence[Trouble]) -> None:
    for trouble in troubles:
        _log.error("%s", trouble, extra={"action": "rule_unreadable"})


_BOOKS: WeakKeyDictionary[Connection, Rulebook] = WeakKeyDictionary()


def in_force_by(conn: Connection, *, now: datetime) -> InForce:
    """What is in force now, for the tasks of one connection: the first of them opens its rulebook."""
    if (book := _BOOKS.get(conn)) is None:
        book = open_rulebook(conn, now=now)
        _BOOKS[conn] = book
    return book.look(conn, now=now)
