"""Who is told of what happens, and on which channel."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from model.duty import Contact, Scope
from store.pool import Connection
from store.sql import load

_SQL = load("contacts")


def contacts(conn: Connection, *, now: datetime, under: str | None = None) -> list[Contact]:
    """Contacts that hold at ``now`` or later: all, or those of ``under`` and of all that is in it."""
    return [_contact(row) for row in conn.execute(_SQL["contacts"], {"now": now, "under": under})]


def contacts_for(
    conn: Connection,
    *,
    roles: Collection[str],
    path: Sequence[str],
    person: str | None = None,
    sensor: str | None = None,
    site: str | None = None,
    now: datetime,
) -> list[Contact]:
    """Who is told in ``roles`` of an order; ``path`` are the codes of its areas, from the district down.

    Of the contacts of areas those of the narrowest area that has any in a role are told, and no others.
    """
    values = {
        "roles": list(roles),
        "path": list(path),
        "person": person,
        "sensor": sensor,
        "site": site,
        "now": now,
    }
    return [_contact(row) for row in conn.execute(_SQL["contacts_for"], values)]


def last_contacts(conn: Connection) -> list[Contact]:
    """Of every role, scope, channel and address the last contact, whether it still holds or not."""
    return [_contact(row) for row in conn.execute(_SQL["last_contacts"])]


def put_contact(conn: Connection, contact: Contact) -> None:
    """Writes a contact, unless it stands already."""
    conn.execute(
        _SQL["put_contact"],
        {
            "role": contact.role,
            "scope": contact.scope,
            "scope_id": contact.scope_id,
            "channel": contact.channel,
            "address": contact.address,
            "name": contact.name,
            "valid_from": contact.valid_from,
            "valid_to": contact.valid_to,
        },
    )


def end_contact(conn: Connection, num: int, *, at: datetime) -> None:
    """Ends a contact at a time, or when it began where that is later."""
    conn.execute(_SQL["end_contact"], {"num": num, "at": at})


def _contact(row: tuple[Any, ...]) -> Contact:
    return Contact(
        num=row[0],
        role=row[1],
        scope=Scope(row[2]),
        scope_id=row[3],
        channel=row[4],
        address=row[5],
        name=row[6],
        valid_from=row[7],
        valid_to=row[8],
    )
