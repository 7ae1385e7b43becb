"""Loading a city into the store: areas, base map, sites, sensors."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from geo.locate import AreaIndex
from model.reading import Origin
from model.sensor import Sensor
from model.site import Site
from store.areas import area_shapes, put_areas
from store.base_features import replace_base_features
from store.latest import newest_observed
from store.pool import Connection, connect
from store.sensors import put_sensors, put_sites, registry
from yiping.duty.demo import load_demo_duty
from yiping.duty.demo_contacts import load_demo_contacts
from yiping.process import settings_here


def load_demo(database_url: str, *, with_contacts: bool = False) -> None:
    """Loads the demo district, the same one every time, and a rota for the two weeks from now on.

    What is there already stays: numbers, readings, alerts, orders and turns of duty. ``with_contacts`` lets
    everybody who should know be told, on a channel that the demo brings.
    """
    from sims.district import build

    district, now = build(), datetime.now(UTC)
    with connect(database_url, name="load") as conn:
        put_areas(conn, district.areas, now=now)
        replace_base_features(conn, district.base)
        _put_sites(conn, district.sites)
        _put_sensors(conn, district.sensors)
        load_demo_duty(conn, settings_here(), now=now)
        if with_contacts:
            load_demo_contacts(conn, now=now)


def demo_origin(database_url: str) -> Origin:
    """What a storm over the demo district is: live where nothing else is registered, else an exercise.

    A city of its own has no other truth than its simulator; beside real sensors no figure may be a model's.
    """
    from sims.district import build

    known = {sensor.id for sensor in build().sensors}
    with connect(database_url, name="demo") as conn:
        return Origin.LIVE if all(one.id in known for one in registry(conn)) else Origin.EXERCISE


def last_told(database_url: str, origin: Origin) -> datetime | None:
    """The latest time that any sensor has told of an origin so far, None before the first."""
    with connect(database_url, name="demo") as conn:
        return newest_observed(conn, origin)


def register_sensors(database_url: str, sensors: Sequence[Sensor]) -> int:
    """Registers sensors, each in the area that holds it, and returns how many lie outside of all areas."""
    with connect(database_url, name="register") as conn:
        return _put_sensors(conn, sensors)


def _put_sensors(conn: Connection, sensors: Sequence[Sensor]) -> int:
    codes = _located(conn, sensors)
    put_sensors(conn, [replace(sensor, area=code) for sensor, code in zip(sensors, codes, strict=True)])
    return codes.count(None)


def _put_sites(conn: Connection, sites: Sequence[Site]) -> None:
    put_sites(conn, list(zip(sites, _located(conn, sites), strict=True)))


def _located(conn: Connection, things: Sequence[Sensor] | Sequence[Site]) -> list[str | None]:
    index = AreaIndex(area_shapes(conn))
    return index.locate([thing.position.lon for thing in things], [thing.position.lat for thing in things])
