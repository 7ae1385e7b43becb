"""Crews as rows of a file, both ways."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from model.duty import DESK, GENERAL, Crew
from orders.plan import shipped_plans
from store.areas import area_rows
from store.crews import crews, put_crews
from store.pool import Connection
from yiping.duty.cells import areas_of, moment, name_word, written_areas, written_moment
from yiping.duty.register import Cells, Register
from yiping.registry.row import RowCheck
from yiping.registry.sensor_rows import name_of

FIELDS = ("id", "name_zh", "name_en", "trade", "areas", "valid_from", "valid_to")
REQUIRED = ("id", "name_zh", "trade", "areas")


def crew_register(conn: Connection, *, now: datetime, zone: ZoneInfo) -> Register[Crew]:
    """All crews; a new one is there from ``now`` on where its row does not say since when."""
    there = {crew.id: crew for crew in crews(conn)}
    known = {area.code for area in area_rows(conn)}

    def cells(crew: Crew) -> Cells:
        return {
            "id": crew.id,
            "name_zh": crew.name.zh,
            "name_en": crew.name.en,
            "trade": crew.trade,
            "areas": written_areas(crew.areas),
            "valid_from": written_moment(crew.valid_from, zone),
            "valid_to": written_moment(crew.valid_to, zone),
        }

    return Register(
        things="crews",
        fields=FIELDS,
        required=REQUIRED,
        key_field="id",
        make=lambda row: _crew(row, there, known, now=now, zone=zone),
        key=lambda crew: crew.id,
        cells=cells,
        standing={crew.id: cells(crew) for crew in there.values()},
        put=lambda wanted: put_crews(conn, wanted),
    )


def known_trades() -> list[str]:
    """Every trade that a plan asks for, and those of orders without one."""
    return sorted({DESK, GENERAL, *shipped_plans().trades})


def _crew(
    row: RowCheck, there: Mapping[str, Crew], known: Collection[str], *, now: datetime, zone: ZoneInfo
) -> Crew | None:
    crew_id, trade = row.required("id", name_word), row.required("trade", name_word)
    before = there.get(crew_id or "")
    name, areas = name_of(row, before.name if before else None), row.required("areas", areas_of(known))
    since = before.valid_from if before else now
    begins = row.optional("valid_from", moment(zone), kept=since, default=since)
    ends = row.optional("valid_to", moment(zone), kept=before.valid_to if before else None, default=None)
    if begins and ends and ends <= begins:
        row.refuse("valid_to", f"is not after {written_moment(begins, zone)}, when it begins")
    if trade and trade not in known_trades():
        row.doubt("trade", f"no plan asks for this trade; they ask for {', '.join(known_trades())}")
    if not (crew_id and trade and name and areas and begins):
        return None
    return Crew(id=crew_id, name=name, trade=trade, areas=areas, valid_from=begins, valid_to=ends)
