"""Crews, the rota and contacts from files and to files."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from model.errors import YipingError
from store.contacts import contacts
from store.crews import hold_duty
from store.duty import duties
from store.pool import Connection
from yiping.duty import contact_rows, crew_rows, rota_rows
from yiping.duty.register import Register, take_in, write_out
from yiping.registry.formats import Manner
from yiping.registry.request import Outcome, Request

CREWS, ROTA, CONTACTS = "crews", "rota", "contacts"


def import_file(
    conn: Connection, what: str, request: Request, *, by: str, now: datetime, zone: ZoneInfo
) -> Outcome:
    """Takes in a file of crews, turns or contacts; turns are set by ``by``. The caller owns the transaction.

    Raises YipingError where it is none of these, TableError or DefinitionError where it cannot be used.
    """
    if not request.dry_run:
        hold_duty(conn)
    return take_in(_register(conn, what, by=by, now=now, zone=zone), request)


def export_file(
    conn: Connection,
    what: str,
    file: Path,
    manner: Manner,
    *,
    since: datetime,
    until: datetime | None,
    crew: str | None,
    zone: ZoneInfo,
) -> int:
    """Writes all crews or contacts, or the turns between two times, of one crew or all; returns how many."""
    if what == ROTA:
        turns = duties(conn, since=since, until=until, crew=crew)
        return write_out(rota_rows.FIELDS, rota_rows.rota_cells(conn, turns, zone=zone), file, manner)
    if what == CONTACTS:
        held = [contact_rows.contact_cells(one, zone) for one in contacts(conn, now=since)]
        return write_out(contact_rows.FIELDS, held, file, manner)
    register = _register(conn, what, by="", now=since, zone=zone)
    return write_out(register.fields, register.standing.values(), file, manner)


def _register(conn: Connection, what: str, *, by: str, now: datetime, zone: ZoneInfo) -> Register[Any]:
    if what == CREWS:
        return crew_rows.crew_register(conn, now=now, zone=zone)
    if what == ROTA:
        return rota_rows.rota_register(conn, by=by, now=now, zone=zone)
    if what == CONTACTS:
        return contact_rows.contact_register(conn, now=now, zone=zone)
    raise YipingError(f"{what!r} is not one of {CREWS}, {ROTA}, {CONTACTS}")
