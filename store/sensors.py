"""The registry of sensors, and the sites that carry them."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from model.position import Position
from model.sensor import Sensor
from model.site import Site
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("sensors")
BLOCK = 10_000
"""Rows a statement: enough to be fast, few enough to tell progress and to hear Ctrl-C in between."""

Tell = Callable[[int], None]
Columns = dict[str, list[object]]
T = TypeVar("T")


def registry(conn: Connection, *, under: str | None = None) -> list[Sensor]:
    """Every sensor of the area ``under`` and all below it, in the order of its number."""
    return [_sensor(row) for row in conn.execute(_SQL["registry"], {"under": under})]


def sensor_by_id(conn: Connection, sensor_id: str) -> Sensor | None:
    """One sensor by its id, None where there is none."""
    row = conn.execute(_SQL["one_sensor"], {"id": sensor_id}).fetchone()
    return None if row is None else _sensor(row)


def sensors_at(conn: Connection, site_id: str) -> list[Sensor]:
    """The sensors that a site carries, by id."""
    return [_sensor(row) for row in conn.execute(_SQL["sensors_at"], {"site": site_id})]


def site_by_id(conn: Connection, site_id: str) -> tuple[Site, str | None] | None:
    """One site by its id, with the code of the area that holds it; None where there is none."""
    row = conn.execute(_SQL["one_site"], {"id": site_id}).fetchone()
    return None if row is None else _site(row)


def sites(conn: Connection, *, under: str | None = None) -> list[tuple[Site, str | None]]:
    """Every site of the area ``under`` and all below it, by id, with the code of the area that holds it."""
    return [_site(row) for row in conn.execute(_SQL["sites"], {"under": under})]


def hold_registry(conn: Connection) -> None:
    """Keeps every other writer of sensors and sites waiting until this transaction ends."""
    conn.execute(_SQL["hold_registry"])


def registry_version(conn: Connection) -> int:
    """A number that differs after every change of the registry."""
    row = conn.execute(_SQL["registry_version"]).fetchone()
    return int(row[0]) if row else 0


def put_sensors(conn: Connection, sensors: Sequence[Sensor], *, tell: Tell | None = None) -> int:
    """Registers sensors, or brings their entries up to date, and returns how many were new or changed.

    Numbers once given stay; new ones follow the order of ``sensors``. Of two with one id the last counts. The
    registry's version moves once, and only when something changed. ``tell`` hears how many rows are through.
    """
    hold_registry(conn)
    once = list({sensor.id: sensor for sensor in sensors}.values())
    written = 0
    for through, block in _blocks(once):
        written += conn.execute(_SQL["put_sensors"], _sensor_columns(block)).rowcount
        if tell:
            tell(through)
    return _moved(conn, written)


def put_sites(
    conn: Connection, placed: Sequence[tuple[Site, str | None]], *, tell: Tell | None = None
) -> int:
    """Writes sites, each with the code of the area that holds it, and returns how many were new or changed.

    Of two with one id the last counts. The registry's version moves as by ``put_sensors``.
    """
    hold_registry(conn)
    once = list({site.id: (site, area) for site, area in placed}.values())
    written = 0
    for through, block in _blocks(once):
        written += conn.execute(_SQL["put_sites"], _site_columns(block)).rowcount
        if tell:
            tell(through)
    return _moved(conn, written)


def _sensor(row: tuple[Any, ...]) -> Sensor:
    num, sensor_id, kind, zh, en, lon, lat, district, street, site, area, every_s = row
    return Sensor(
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


def _site(row: tuple[Any, ...]) -> tuple[Site, str | None]:
    site_id, kind, zh, en, lon, lat, area, dossier = row
    name, position = Text(zh=zh, en=en), Position(lon, lat)
    return Site(id=site_id, kind=kind, name=name, position=position, dossier=dossier), area


def _moved(conn: Connection, written: int) -> int:
    if written:
        conn.execute(_SQL["move_version"])
    return written


def _blocks(things: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    for begin in range(0, len(things), BLOCK):
        block = things[begin : begin + BLOCK]
        yield begin + len(block), block


def _sensor_columns(sensors: Sequence[Sensor]) -> Columns:
    return {
        **_places(sensors),
        "districts": [one.district for one in sensors],
        "streets": [one.street for one in sensors],
        "sites": [one.site for one in sensors],
        "areas": [one.area for one in sensors],
        "every_s": [one.expected_every_s for one in sensors],
    }


def _site_columns(placed: Sequence[tuple[Site, str | None]]) -> Columns:
    return {
        **_places([site for site, _ in placed]),
        "areas": [area for _, area in placed],
        "dossiers": [json.dumps(dict(site.dossier), ensure_ascii=False) for site, _ in placed],
    }


def _places(things: Sequence[Sensor] | Sequence[Site]) -> Columns:
    return {
        "ids": [one.id for one in things],
        "kinds": [one.kind for one in things],
        "names_zh": [one.name.zh for one in things],
        "names_en": [one.name.en for one in things],
        "lons": [float(one.position.lon) for one in things],
        "lats": [float(one.position.lat) for one in things],
    }
