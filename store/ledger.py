"""The ledger: where every received reading went, per hour of arrival and sensor."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from store.arrays import times, whole_numbers
from store.pool import Connection
from store.sql import load

_SQL = load("ledger")


@dataclass(slots=True, kw_only=True)
class Counts:
    """Counts of one batch for one hour and sensor.

    A message that cannot be read counts as one reading received, and so does a notice: a message that is
    none.
    """

    messages: int = 0
    received: int = 0
    stored: int = 0
    duplicate: int = 0
    late: int = 0
    dead_letter: int = 0
    notice: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HourAccount:
    """One hour of the ledger, and the rows that the tables hold of it."""

    hour: datetime
    messages: int
    received: int
    stored: int
    duplicate: int
    late: int
    notice: int
    dead_letter: int
    readings_removed: int
    dead_letters_removed: int
    readings_held: int
    dead_letters_held: int

    @property
    def unaccounted(self) -> int:
        """Readings received that went nowhere; negative when more went somewhere than came."""
        known = self.stored + self.duplicate + self.late + self.notice + self.dead_letter
        return self.received - known

    @property
    def balances(self) -> bool:
        """True when all went somewhere, and the tables hold it or maintenance has removed it."""
        return (
            self.unaccounted == 0
            and self.readings_held + self.readings_removed == self.stored + self.late
            and self.dead_letters_held + self.dead_letters_removed == self.dead_letter
        )


def add_counts(conn: Connection, counts: Mapping[tuple[datetime, int], Counts]) -> None:
    """Adds a batch's counts by (hour, sensor number), 0 standing for no known sensor."""
    keys = sorted(counts)
    rows = [counts[key] for key in keys]
    conn.execute(
        _SQL["add_counts"],
        {
            "hours": times(hour for hour, _ in keys),
            "sensor_nums": whole_numbers(sensor_num for _, sensor_num in keys),
            "messages": whole_numbers(row.messages for row in rows),
            "received": whole_numbers(row.received for row in rows),
            "stored": whole_numbers(row.stored for row in rows),
            "duplicate": whole_numbers(row.duplicate for row in rows),
            "late": whole_numbers(row.late for row in rows),
            "notice": whole_numbers(row.notice for row in rows),
            "dead_letter": whole_numbers(row.dead_letter for row in rows),
        },
    )


def by_hour(
    conn: Connection, *, since: datetime, until: datetime, under: str | None = None
) -> list[HourAccount]:
    """The account of each hour in which anything arrived between two aware times on the hour.

    With ``under`` only what the sensors of that area and all below sent; messages of no known sensor are then
    left out.
    """
    rows = conn.execute(_SQL["by_hour"], {"since": since, "until": until, "under": under})
    names = [field.name for field in fields(HourAccount)]
    return [HourAccount(**dict(zip(names, row, strict=True))) for row in rows]


def days_of_sensor(
    conn: Connection, sensor_num: int, *, since: datetime, until: datetime, zone: str
) -> list[tuple[date, Counts]]:
    """What arrived of one sensor on each day of ``zone`` that had anything, the newest first."""
    asked = {"sensor_num": sensor_num, "since": since, "until": until, "zone": zone}
    names = [field.name for field in fields(Counts)]
    return [
        (day, Counts(**dict(zip(names, counts, strict=True))))
        for day, *counts in conn.execute(_SQL["of_sensor"], asked)
    ]
