"""The sites of the district with their dossiers (一楼一档)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point, Polygon

from geo.shape import AreaShape
from model.definition import Definition
from model.site import Site
from model.text import Text
from sims.district.lines import point_at
from sims.district.places import brought_inside, near, within
from sims.district.projection import metres, position_of

LIFT_MAKERS = ("三菱", "奥的斯", "永大", "通力", "日立")
BUILDING_FIELDS = ("id", "zh", "en", "lon", "lat", "storeys", "built", "wall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A site and its point in metres."""

    site: Site
    point: Point


def sites_from(
    definition: Definition, inside: Polygon, committees: list[AreaShape], rng: np.random.Generator
) -> list[Placed]:
    """Written sites, buildings and lifts, all inside the district. Raises DefinitionError naming the key."""
    written = [_written(table, inside) for table in definition.tables("site")]
    buildings = [one for table in definition.tables("building") for one in _buildings(table, inside, rng)]
    lifts = list(_lifts(definition.table("estates"), committees, rng))
    definition.finish()
    return [*written, *buildings, *lifts]


def _placed(id_: str, kind: str, name: Text, point: Point, dossier: dict[str, str | int | float]) -> Placed:
    site = Site(id=id_, kind=kind, name=name, position=position_of(point), dossier=dossier)
    return Placed(site=site, point=point)


def _written(table: Definition, inside: Polygon) -> Placed:
    point = brought_inside(Point(point_at(table, "at")), inside)
    dossier = dict(table.take("dossier", dict))
    placed = _placed(table.take("id", str), table.take("kind", str), table.text("name"), point, dossier)
    table.finish()
    return placed


def _buildings(table: Definition, inside: Polygon, rng: np.random.Generator) -> Iterator[Placed]:
    for row in table.take("rows", list):
        words = str(row).split("|")
        if len(words) != len(BUILDING_FIELDS):
            raise table.error("rows", f"{row!r} is not {'|'.join(BUILDING_FIELDS)}")
        entry = dict(zip(BUILDING_FIELDS, words, strict=True))
        yield _building(entry, inside, rng)
    table.finish()


def _building(entry: dict[str, str], inside: Polygon, rng: np.random.Generator) -> Placed:
    point = Point(metres(np.array([float(entry["lon"]), float(entry["lat"])])))
    built = int(entry["built"])
    dossier: dict[str, str | int | float] = {
        "storeys": int(entry["storeys"]),
        "built": built,
        "wall": entry["wall"],
        "wall_m2": int(entry["storeys"]) * int(rng.integers(380, 720)),
        "sealant_renewed": min(2025, built + 10 + int(rng.integers(0, 6))),
        "inspected": int(rng.integers(2021, 2026)),
    }
    name = Text(zh=entry["zh"], en=entry["en"])
    return _placed(entry["id"], "building", name, brought_inside(point, inside), dossier)


def _lifts(table: Definition, committees: list[AreaShape], rng: np.random.Generator) -> Iterator[Placed]:
    count, each = table.take("count", int), table.take("lifts_per_estate", int)
    years = table.take("first_built", int), table.take("last_built", int)
    table.finish()
    if not 0 < count <= len(committees):
        raise table.error("count", f"there are {len(committees)} committees, one estate each at most")
    for index in np.sort(rng.choice(len(committees), size=count, replace=False)):
        yield from _estate(committees[index], each, years, rng)


def _estate(
    committee: AreaShape, lifts: int, years: tuple[int, int], rng: np.random.Generator
) -> Iterator[Placed]:
    polygon = committee.polygon
    if not isinstance(polygon, Polygon):
        raise TypeError(f"committee {committee.area.code} has more than one part")
    centre, built = within(polygon, rng), int(rng.integers(years[0], years[1] + 1))
    zh, en = committee.area.name.zh.removesuffix("居委"), committee.area.name.en.removesuffix(" Committee")
    for number in range(1, lifts + 1):
        name = Text(zh=f"{zh}小区{number}号楼电梯", en=f"{en} Estate, lift of block {number}")
        dossier: dict[str, str | int | float] = {
            "storeys": int(rng.integers(8, 33)),
            "built": built,
            "maker": LIFT_MAKERS[int(rng.integers(len(LIFT_MAKERS)))],
            "serviced": f"2026-{int(rng.integers(9, 12)):02}-{int(rng.integers(1, 20)):02}",
            "committee": committee.area.code,
        }
        point = near(centre, 70, polygon, rng)
        yield _placed(f"lift-{committee.area.code[6:]}-{number}", "lift", name, point, dossier)
