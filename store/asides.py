"""What is set aside, as a list shows it; store.shelvings changes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from model.alert import Shelving
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.shelvings import shelving_of
from store.sql import load

_SQL = load("asides")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideView:
    """What keeps a pair aside, with words; ``severity`` is that of its open alert, if there is one."""

    shelving: Shelving
    sensor_id: str
    sensor_name: Text
    area_name: Text | None
    severity: Severity | None


class Ended(NamedTuple):
    """A shelving, and who ended it and when; None for both while it is in force."""

    shelving: Shelving
    by: str | None
    at: datetime | None


def asides(
    conn: Connection, *, limit: int, under: str | None = None, sensor_num: int | None = None
) -> list[AsideView]:
    """What is set aside in ``under`` and all below it, real ones first, then by when they end.

    With ``sensor_num`` only what is of that sensor.
    """
    rows = conn.execute(_SQL["asides"], {"limit": limit, "under": under, "sensor_num": sensor_num})
    return [_view(row) for row in rows]


def aside_by_num(conn: Connection, num: int) -> Ended | None:
    """One shelving, in force or not."""
    row = conn.execute(_SQL["aside"], {"num": num}).fetchone()
    return None if row is None else Ended(shelving_of(row[:9]), row[9], row[10])


def _view(row: tuple[Any, ...]) -> AsideView:
    sensor_id, zh, en, area_zh, area_en, severity = row[9:]
    return AsideView(
        shelving=shelving_of(row[:9]),
        sensor_id=sensor_id,
        sensor_name=Text(zh=zh, en=en),
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        severity=None if severity is None else Severity(severity),
    )
