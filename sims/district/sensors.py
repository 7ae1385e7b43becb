"""The sensors of the district, group by group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry import Point, Polygon

from model.definition import Definition
from model.kind import Kind
from model.sensor import Sensor
from model.text import Text
from sims.district.base import Road
from sims.district.places import near
from sims.district.projection import position_of
from sims.district.sites import Placed
from sims.district.streets import Street

LOW_POINT_EVERY_M = 420.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What sensors can stand on; all in metres."""

    code: str
    inside: Polygon
    streets: Sequence[Street]
    roads: Sequence[Road]
    sites: Sequence[Placed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place for one sensor."""

    place: Text
    point: Point
    number: int | None = None
    site: str | None = None


def sensors_from(
    definition: Definition, ground: Ground, kinds: Mapping[str, Kind], rng: np.random.Generator
) -> list[Sensor]:
    """Every sensor of every group. Raises DefinitionError naming the key."""
    found = [sensor for table in definition.tables("group") for sensor in _group(table, ground, kinds, rng)]
    definition.finish()
    return found


def _group(
    table: Definition, ground: Ground, kinds: Mapping[str, Kind], rng: np.random.Generator
) -> list[Sensor]:
    kind, prefix = table.choice("kind", dict(kinds)), table.take("prefix", str)
    placers = {"site": _at_sites, "road": _along_roads, "street": _in_streets}
    spots = list(table.choice("on", placers)(table, ground))
    spread, title = table.take("spread_m", float), table.text("name")
    table.finish()
    numbers: dict[str, int] = {}
    return [
        _sensor(
            replace(spot, point=near(spot.point, spread, ground.inside, rng)),
            ground,
            kind,
            prefix,
            title,
            numbers,
        )
        for spot in spots
    ]


def _sensor(
    spot: Spot, ground: Ground, kind: Kind, prefix: str, title: Text, numbers: dict[str, int]
) -> Sensor:
    street = min(ground.streets, key=lambda street: street.polygon.distance(spot.point)).code
    numbers[street] = numbers.get(street, 0) + 1
    return Sensor(
        id=f"{prefix}-{street}-{numbers[street]:03}",
        kind=kind.id,
        name=_title(title, spot),
        position=position_of(spot.point),
        district=ground.code,
        street=street,
        expected_every_s=kind.expected_every_s,
        site=spot.site,
    )


def _at_sites(table: Definition, ground: Ground) -> Iterator[Spot]:
    site_kind, each = table.take("at", str), table.take("per_place", int)
    chosen = [placed for placed in ground.sites if placed.site.kind == site_kind]
    if not chosen:
        raise table.error("at", f"there is no site of kind {site_kind!r}")
    for placed in chosen:
        for number in range(1, each + 1):
            own = number if each > 1 else None
            yield Spot(place=placed.site.name, number=own, point=placed.point, site=placed.site.id)


def _along_roads(table: Definition, ground: Ground) -> Iterator[Spot]:
    count = table.take("count", int)
    spots = [spot for road in ground.roads if road.low for spot in _low_points(road)]
    if len(spots) < count:
        raise table.error("count", f"the roads have {len(spots)} low points only")
    chosen = np.linspace(0, len(spots) - 1, count).round().astype(int)
    return iter([spots[index] for index in chosen])


def _low_points(road: Road) -> list[Spot]:
    each = max(1, round(road.line.length / LOW_POINT_EVERY_M))
    shares = [(number - 0.5) / each for number in range(1, each + 1)]
    points = [road.line.interpolate(share, normalized=True) for share in shares]
    return [Spot(place=road.name, number=n, point=point) for n, point in enumerate(points, start=1)]


def _in_streets(table: Definition, ground: Ground) -> Iterator[Spot]:
    """One in every street, then a second in the largest ones."""
    largest = sorted(ground.streets, key=lambda street: -street.polygon.area)
    for index in range(table.take("count", int)):
        street, rounds = largest[index % len(largest)], index // len(largest)
        number = rounds + 1 if rounds else None
        yield Spot(place=street.name, number=number, point=street.polygon.representative_point())


def _title(pattern: Text, spot: Spot) -> Text:
    number = "" if spot.number is None else str(spot.number)
    return Text(
        zh=pattern.zh.format(place=spot.place.zh, number=number).strip(),
        en=pattern.en.format(place=spot.place.en, number=number).strip(),
    )
