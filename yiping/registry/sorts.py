"""The sorts of things that files hold, sensors and sites, as they stand in the store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from model.catalogue import load_kinds
from model.sensor import Sensor
from model.site import Site
from model.site_kind import SiteKind, load_site_kinds
from store.pool import Connection
from store.sensors import Tell, put_sensors, put_sites, registry, sites
from yiping.registry import sensor_rows, site_rows
from yiping.registry.checking import Make
from yiping.registry.placing import Thing
from yiping.registry.table import Cell

Cells = Mapping[str, Cell]
T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort(Generic[T]):
    """What differs between the sorts. ``standing`` holds the fields of what is in the store, by id.

    ``fields`` are those that a file may have, ``columns`` those of a file of all that stands.
    """

    things: str
    required: Sequence[str]
    fields: Sequence[str]
    columns: Sequence[str]
    make: Make[T]
    cells: Callable[[T, str | None], Cells]
    standing: Mapping[str, Cells]
    put: Callable[[Sequence[tuple[T, str | None]], Tell], int]


def sort_of_sensors(conn: Connection) -> Sort[Sensor]:
    """Sensors, checked against the catalogue and the sites of the store."""
    there = {one.id: one for one in registry(conn)}
    known = sensor_rows.SensorsKnown(
        kinds=load_kinds(), sites={site.id: site.id for site, _ in sites(conn)}, sensors=there
    )

    def put(placed: Sequence[tuple[Sensor, str | None]], tell: Tell) -> int:
        return put_sensors(conn, [replace(sensor, area=area) for sensor, area in placed], tell=tell)

    return Sort(
        things="sensors",
        required=sensor_rows.REQUIRED,
        fields=sensor_rows.FIELDS,
        columns=sensor_rows.FIELDS,
        make=sensor_rows.sensor_maker(known),
        cells=_sensor_cells,
        standing={one.id: _sensor_cells(one, one.area) for one in there.values()},
        put=put,
    )


def sort_of_sites(conn: Connection) -> Sort[Site]:
    """Sites, their dossiers checked against the kinds of sites."""
    there, kinds = sites(conn), load_site_kinds()
    standing = {site.id: _site_cells(site, area) for site, area in there}
    return Sort(
        things="sites",
        required=site_rows.REQUIRED,
        fields=site_rows.fields(kinds.values()),
        columns=_columns_of_sites(kinds, standing.values()),
        make=site_rows.site_maker(kinds, {site.id: site for site, _ in there}),
        cells=_site_cells,
        standing=standing,
        put=lambda placed, tell: put_sites(conn, placed, tell=tell),
    )


def _columns_of_sites(kinds: Mapping[str, SiteKind], standing: Collection[Cells]) -> list[str]:
    """The fields of the kinds at hand, then what dossiers hold beyond them from earlier times."""
    held = {str(cells["kind"]) for cells in standing}
    known = site_rows.fields(kind for name, kind in kinds.items() if name in held)
    beyond = sorted({name for cells in standing for name in cells} - {*known, "area"})
    return [*known, *beyond]


def _sensor_cells(sensor: Sensor, area: str | None) -> Cells:
    return {**sensor_rows.sensor_cells(sensor), "area": area}


def _site_cells(site: Site, area: str | None) -> Cells:
    return {**site_rows.site_cells(site), "area": area}
