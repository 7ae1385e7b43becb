"""Codes of areas after the national standard: district 6 + street 3 + community 3 + sequence 3 digits.

A zone has no official code. Ours is its street's code, the letter Z and its number in the street, so it
sorts beside the street and can never be taken for a community: ``310101002Z1``.
"""

from collections.abc import Sequence
from typing import TypeVar

from shapely.geometry import Polygon

BAND_M = 100.0
T = TypeVar("T")


def street_code(district: str, street: str) -> str:
    return f"{district}{street}"


def zone_code(street: str, number: int) -> str:
    return f"{street}Z{number}"


def committee_code(street: str, number: int) -> str:
    return f"{street}{number:03}"


def grid_code(committee: str, number: int) -> str:
    return f"{committee}{number:03}"


def numbered(shapes: Sequence[Polygon], band_m: float = BAND_M) -> list[tuple[int, Polygon]]:
    """Shapes with numbers from 1: bands of ``band_m`` from the north, west to east within a band."""
    north = max(shape.centroid.y for shape in shapes)
    order = sorted(shapes, key=lambda shape: (band(shape, north, band_m), shape.centroid.x))
    return list(enumerate(order, start=1))


def band(shape: Polygon, north: float, band_m: float) -> int:
    """In which band below ``north`` the centre of a shape lies, 0 is the northernmost."""
    return round((north - shape.centroid.y) / band_m)
