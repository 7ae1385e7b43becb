"""Sensors as rows of a table, both ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from model.kind import Kind
from model.position import Position
from model.sensor import Sensor
from model.text import Text
from yiping.registry.cells import CellError, text, whole, word
from yiping.registry.row import RowCheck, one_of
from yiping.registry.table import Cell

FIELDS = (
    "id",
    "kind",
    "name_zh",
    "name_en",
    "lon",
    "lat",
    "district",
    "street",
    "site",
    "expected_every_s",
)
REQUIRED = ("id", "kind", "name_zh", "lon", "lat", "district", "street")
LONGEST_S = 366 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorsKnown:
    """What sensors are checked against: the catalogue, the sites and the sensors there are, by id."""

    kinds: Mapping[str, Kind]
    sites: Mapping[str, str]
    sensors: Mapping[str, Sensor]


def sensor_maker(known: SensorsKnown) -> Callable[[RowCheck, Position | None], Sensor | None]:
    """Makes sensors of rows, without their areas."""
    kind_of, site_of = one_of(known.kinds, "kind"), one_of(known.sites, "site")

    def make(row: RowCheck, position: Position | None) -> Sensor | None:
        sensor_id, kind = row.required("id", word), row.required("kind", kind_of)
        before = known.sensors.get(sensor_id or "")
        name = name_of(row, before.name if before else None)
        district, street = row.required("district", word), row.required("street", word)
        site = row.optional("site", site_of, kept=before.site if before else None, default=None)
        every_s = row.optional(
            "expected_every_s",
            _period,
            kept=before.expected_every_s if before else None,
            default=kind.expected_every_s if kind else None,
        )
        if not (sensor_id and kind and name and position and district and street and every_s):
            return None
        if before and before.kind != kind.id:
            row.doubt("kind", f"was {before.kind} until now; readings stored so far stay what they are")
        return Sensor(
            num=before.num if before else 0,
            id=sensor_id,
            kind=kind.id,
            name=name,
            position=position,
            district=district,
            street=street,
            site=site,
            expected_every_s=every_s,
        )

    return make


def name_of(row: RowCheck, before: Text | None) -> Text | None:
    """The name; without an English one the Chinese one stands for both."""
    zh = row.required("name_zh", text)
    en = row.optional("name_en", text, kept=before.en if before else None, default=zh)
    return Text(zh=zh, en=en) if zh and en else None


def sensor_cells(sensor: Sensor) -> dict[str, Cell]:
    """What a file says of a sensor, by field."""
    return {
        "id": sensor.id,
        "kind": sensor.kind,
        "name_zh": sensor.name.zh,
        "name_en": sensor.name.en,
        "lon": sensor.position.lon,
        "lat": sensor.position.lat,
        "district": sensor.district,
        "street": sensor.street,
        "site": sensor.site,
        "expected_every_s": sensor.expected_every_s,
    }


def _period(cell: Cell) -> int:
    found = whole(cell)
    if not 0 < found <= LONGEST_S:
        raise CellError(f"is not between 1 s and {LONGEST_S:,} s, a year")
    return found
