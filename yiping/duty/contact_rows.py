"""Contacts as rows of a file, both ways: who is told in which role, on which channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from model.duty import Contact, Scope
from orders.plan import shipped_plans
from store.areas import area_rows
from store.contacts import end_contact, last_contacts, put_contact
from store.crews import people
from store.pool import Connection
from store.sensors import registry, sites
from yiping.duty.cells import moment, name_word, written_moment
from yiping.duty.register import Cells, Register
from yiping.registry.cells import text
from yiping.registry.row import RowCheck, one_of

FIELDS = ("role", "scope", "scope_id", "channel", "address", "name", "valid_to")
REQUIRED = ("role", "scope", "scope_id", "channel")
SCOPES = {scope.value: scope for scope in Scope}
Known = Mapping[Scope, Mapping[str, str]]
"""What there is in each scope, by id."""


def contact_register(conn: Connection, *, now: datetime, zone: ZoneInfo) -> Register[Contact]:
    """The contacts; a new one, or another name for one that stands, holds from ``now`` on."""
    there, known = {contact_key(one): one for one in last_contacts(conn)}, _known(conn)

    def put(wanted: Sequence[Contact]) -> None:
        for contact in wanted:
            _put(conn, contact, there.get(contact_key(contact)), now=now)

    return Register(
        things="contacts",
        fields=FIELDS,
        required=REQUIRED,
        key_field="address",
        make=lambda row: _contact(row, known, now=now, zone=zone),
        key=contact_key,
        cells=lambda contact: contact_cells(contact, zone),
        standing={key: contact_cells(one, zone) for key, one in there.items()},
        put=put,
    )


def contact_key(contact: Contact) -> str:
    """What makes two contacts the same but for their names and times."""
    return " ".join((contact.role, contact.scope, contact.scope_id, contact.channel, contact.address))


def contact_cells(contact: Contact, zone: ZoneInfo) -> Cells:
    """What a file says of a contact, by field."""
    return {
        "role": contact.role,
        "scope": contact.scope.value,
        "scope_id": contact.scope_id,
        "channel": contact.channel,
        "address": contact.address or None,
        "name": contact.name or None,
        "valid_to": written_moment(contact.valid_to, zone),
    }


def known_roles() -> list[str]:
    """Every role that a plan tells."""
    return sorted({tell.whom for plan in shipped_plans().by_id.values() for tell in plan.tells})


def _known(conn: Connection) -> Known:
    found = {
        Scope.PERSON: (one.id for one in people(conn)),
        Scope.AREA: (one.code for one in area_rows(conn)),
        Scope.SENSOR: (one.id for one in registry(conn)),
        Scope.SITE: (one.id for one, _ in sites(conn)),
    }
    return {scope: {one: one for one in ids} for scope, ids in found.items()}


def _contact(row: RowCheck, known: Known, *, now: datetime, zone: ZoneInfo) -> Contact | None:
    role, scope = row.required("role", name_word), row.required("scope", one_of(SCOPES, "scope"))
    scope_id = row.required("scope_id", one_of(known[scope], scope.value)) if scope else None
    channel = row.required("channel", name_word)
    address = row.optional("address", text, kept=None, default="")
    name = row.optional("name", text, kept=None, default="")
    ends = row.optional("valid_to", moment(zone), kept=None, default=None)
    if role and role not in known_roles():
        row.doubt("role", f"no plan tells this role; they tell {', '.join(known_roles())}")
    if not (role and scope and scope_id and channel) or address is None or name is None:
        return None
    return Contact(
        role=role,
        scope=scope,
        scope_id=scope_id,
        channel=channel,
        address=address,
        name=name,
        valid_from=min(now, ends) if ends else now,
        valid_to=ends,
    )


def _put(conn: Connection, contact: Contact, before: Contact | None, *, now: datetime) -> None:
    ends = min(now, contact.valid_to or now)
    if before is not None and (before.valid_to is None or before.valid_to > ends):
        end_contact(conn, before.num, at=ends)
    if before is None or contact.valid_to is None or contact.valid_to > now:
        put_contact(conn, contact)
