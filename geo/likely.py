"""Which coordinate systems the numbers of a file could be in: help for a person who must declare one."""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.gcj02 import EAST, NORTH, SOUTH, WEST

Bounds = tuple[float, float, float, float]
"""West, south, east, north in the unit of the numbers."""

FULL_CIRCLE = 360.0
CHINA = (WEST, SOUTH, EAST, NORTH)
_ZONES = range(25, 46)  # 3-degree zones of China, the middle one at 3 x zone degrees
_HALF_ZONE_M = 150_000  # 1.5 degrees at the latitude where they are widest, rounded
_NORTHINGS_M = (1_900_000, 6_000_000)
_FALSE_EAST_M = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A coordinate system that the numbers allow; ``name`` is what to declare, empty where no name exists."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name or 'no EPSG code'} ({self.why})"


def likely_crs(bounds: Bounds) -> list[Candidate]:
    """What a file with these bounds could be in, likelier first; empty when nothing fits.

    Numbers never tell GCJ-02 from WGS-84, so this is advice for a person and decides nothing.
    """
    return [candidate for box, candidate in _table(bounds) if _inside(bounds, box)]


def advice(bounds: Bounds) -> str:
    """The candidates as the end of a sentence, or the bounds when there are none."""
    found = likely_crs(bounds)
    told = ", ".join(f"{edge:.6g}" for edge in bounds)
    if not found:
        return f"its bounds {told} fit no system that is usual here"
    return f"by its bounds {told} it could be {'; '.join(map(str, found))}"


def _inside(bounds: Bounds, box: Bounds) -> bool:
    west, south, east, north = bounds
    return box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]


def _table(bounds: Bounds) -> Iterator[tuple[Bounds, Candidate]]:
    if max(map(abs, bounds)) <= FULL_CIRCLE:
        yield from _degrees()
        return
    yield from _zones_with_prefix()
    yield from _city_grids()
    yield from _zones_without_prefix()
    yield from _feet()


def _degrees() -> Iterator[tuple[Bounds, Candidate]]:
    for name, why in (
        ("EPSG:4490", "degrees in China: CGCS2000, as surveying offices give"),
        ("EPSG:4326", "degrees in China: WGS-84, as GPS and OpenStreetMap give"),
        ("GCJ-02", "degrees in China: AMap, Tencent and most web maps, some 500 m off"),
        ("BD-09", "degrees in China: Baidu, about 1 km off"),
    ):
        yield CHINA, Candidate(name=name, why=why)
    turned = (SOUTH, WEST, NORTH, EAST)
    yield turned, Candidate(name="", why="degrees in China with latitude before longitude: turn them first")
    abroad = Candidate(name="EPSG:4326", why="degrees on earth outside China")
    yield (-180.0, -90.0, WEST, 90.0), abroad
    yield (EAST, -90.0, 180.0, 90.0), abroad
    yield (WEST, -90.0, EAST, SOUTH), abroad


def _zones_with_prefix() -> Iterator[tuple[Bounds, Candidate]]:
    for zone in _ZONES:
        middle = zone * 1_000_000 + _FALSE_EAST_M
        why = f"metres with the zone {zone} before the easting: CGCS2000, 3-degree zone at {3 * zone}° E"
        yield _strip(middle), Candidate(name=f"EPSG:{4513 + zone - 25}", why=why)


def _city_grids() -> Iterator[tuple[Bounds, Candidate]]:
    why = "metres around the middle of the city, as Shanghai's local system: ask for its PROJ text"
    yield (-100_000, -100_000, 100_000, 100_000), Candidate(name="", why=why)


def _zones_without_prefix() -> Iterator[tuple[Bounds, Candidate]]:
    # East China first: its cities are the ones that ask.
    for zone in (40, 41, 39, 38, 37, 36, 42, 43):
        why = f"metres without zone: CGCS2000, 3-degree zone at {3 * zone}° E"
        yield _strip(_FALSE_EAST_M), Candidate(name=f"EPSG:{4534 + zone - 25}", why=why)
    for zone in (51, 50):
        why = f"metres without zone: WGS-84, UTM zone {zone} at {6 * zone - 183}° E"
        yield (100_000, 1_900_000, 900_000, 6_000_000), Candidate(name=f"EPSG:326{zone}", why=why)
    web = Candidate(name="EPSG:3857", why="metres of web maps over China (Web Mercator)")
    yield (8_015_000, 92_000, 15_344_000, 7_510_000), web


def _strip(middle: float) -> Bounds:
    return (middle - _HALF_ZONE_M, _NORTHINGS_M[0], middle + _HALF_ZONE_M, _NORTHINGS_M[1])


def _feet() -> Iterator[tuple[Bounds, Candidate]]:
    why = "US feet: state plane of New York City"
    yield (909_000, 110_000, 1_070_000, 280_000), Candidate(name="EPSG:2263", why=why)
