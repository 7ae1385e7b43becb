"""Codes of areas after the national standard: district 6 + street 3 + community 3 + sequence 3 digits.

A zone has no official code. Ours is its street's code, the letter Z and its number in the street, so it
sorts beside the street and can never be taken for a community: ``310101002Z1``.
"""

import re
from collections.abc import Sequence

from shapely.geometry import Polygon

from model.area import Level

BAND_M = 100.0
LAST_NUMBER = 999

FORMS = {
    Level.DISTRICT: re.compile(r"[0-9]{6}"),
    Level.STREET: re.compile(r"[0-9]{9}"),
    Level.ZONE: re.compile(r"[0-9]{9}Z[0-9]{1,3}"),
    Level.COMMITTEE: re.compile(r"[0-9]{12}"),
    Level.GRID: re.compile(r"[0-9]{15}"),
}
"""What a code of each level looks like."""

_OFFICIAL = {Level.DISTRICT: 6, Level.STREET: 9, Level.ZONE: 9, Level.COMMITTEE: 12, Level.GRID: 15}


def well_formed(code: str, level: Level) -> bool:
    """Whether a code looks as those of its level do."""
    return FORMS[level].fullmatch(code) is not None


def belongs(code: str, parent: str, parent_level: Level) -> bool:
    """Whether a code begins as its parent's does; of a zone's code only the street's part counts."""
    return code.startswith(parent[: _OFFICIAL[parent_level]])


def street_code(district: str, street: str) -> str:
    """District 6 + street 3."""
    return f"{district}{street}"


def zone_code(street: str, number: int) -> str:
    """The code of the zone with ``number`` in its street."""
    return f"{street}Z{number}"


def committee_code(street: str, number: int) -> str:
    """The code of the committee with ``number`` in its street."""
    return f"{street}{number:03}"


def grid_code(committee: str, number: int) -> str:
    """The code of the unit grid with ``number`` in its committee."""
    return f"{committee}{number:03}"


def numbered(shapes: Sequence[Polygon], band_m: float = BAND_M) -> list[tuple[int, Polygon]]:
    """Shapes with numbers from 1: bands of ``band_m`` from the north, west to east within a band."""
    north = max(shape.centroid.y for shape in shapes)
    order = sorted(shapes, key=lambda shape: (band(shape, north, band_m), shape.centroid.x))
    return list(enumerate(order, start=1))


def band(shape: Polygon, north: float, band_m: float) -> int:
    """In which band below ``north`` the centre of a shape lies, 0 is the northernmost."""
    return round((north - shape.centroid.y) / band_m)
