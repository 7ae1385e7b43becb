"""The registry of sensors, and the sites that carry them."""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from model.position import Position
from model.sensor import Sensor
from model.site import Site
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("sensors")


def registry(conn: Connection) -> list[Sensor]:
    """Every sensor in the order of its number."""
    return [
        Sensor(
            num=num,
            id=sensor_id,
            kind=kind,
            name=Text(zh=zh, en=en),
            position=Position(lon, lat),
            district=district,
            street=street,
            site=site,
            area=area,
            expected_every_s=every_s,
        )
        for num, sensor_id, kind, zh, en, lon, lat, district, street, site, area, every_s in conn.execute(
            _SQL["registry"]
        )
    ]


def put_sensors(conn: Connection, sensors: Sequence[Sensor]) -> None:
    """Registers sensors, or brings their entries up to date; numbers once given stay."""
    with conn.cursor() as cursor:
        cursor.executemany(_SQL["put_sensor"], [_sensor_row(sensor) for sensor in sensors])
    conn.execute(_SQL["move_version"])


def registry_version(conn: Connection) -> int:
    """A number that differs after every change of the registry."""
    row = conn.execute(_SQL["registry_version"]).fetchone()
    return int(row[0]) if row else 0


def put_sites(conn: Connection, sites: Sequence[tuple[Site, str | None]]) -> None:
    """Writes sites, each with the code of the area that holds it."""
    with conn.cursor() as cursor:
        cursor.executemany(
            _SQL["put_site"],
            [
                {**_place(site), "kind": site.kind, "area": area, "dossier": Jsonb(dict(site.dossier))}
                for site, area in sites
            ],
        )


def _sensor_row(sensor: Sensor) -> dict[str, object]:
    return {
        **_place(sensor),
        "kind": sensor.kind,
        "district": sensor.district,
        "street": sensor.street,
        "site": sensor.site,
        "area": sensor.area,
        "expected_every_s": sensor.expected_every_s,
    }


def _place(thing: Sensor | Site) -> dict[str, object]:
    return {
        "id": thing.id,
        "name_zh": thing.name.zh,
        "name_en": thing.name.en,
        "lon": thing.position.lon,
        "lat": thing.position.lat,
    }
