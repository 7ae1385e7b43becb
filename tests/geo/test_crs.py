"""Coordinate systems by name; always (lon, lat)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from geo.crs import crs_from, from_wgs84, positions_from_wgs84, positions_to_wgs84, to_wgs84
from geo.errors import CrsError

BESSEL = "+proj=tmerc +lat_0=0 +lon_0=121 +ellps=bessel"
NAMES = ("WGS-84", "GCJ-02", "BD-09", "EPSG:4490", "EPSG:4549", f"{BESSEL} +towgs84=500,-200,-600")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("gcj02", "GCJ-02"),
        ("Bd-09", "BD-09"),
        ("wgs 84", "EPSG:4326"),
        ("CGCS2000", "EPSG:4490"),
        ("epsg:2263", "EPSG:2263"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
    ],
)
def test_names_are_taken_as_people_write_them(told: str, name: str) -> None:
    assert crs_from(told).name == name


@pytest.mark.parametrize("told", ["GCJ-03", "EPSG:99", ""])
def test_a_name_of_nothing_is_repeated_in_the_error(told: str) -> None:
    with pytest.raises(CrsError, match=repr(told)):
        crs_from(told)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None)  # the first transformation reads the database of PROJ
@given(lon=st.floats(119.5, 122.5), lat=st.floats(29, 33))
def test_there_and_back_is_the_same_place(name: str, lon: float, lat: float) -> None:
    crs = crs_from(name)
    (east,), (north,) = positions_to_wgs84(*positions_from_wgs84([lon], [lat], crs), crs)
    assert (east, north) == pytest.approx((lon, lat), abs=1e-6)  # a datum shift drops the height


def test_feet_of_new_york_become_degrees_with_longitude_first() -> None:
    (lon,), (lat,) = positions_to_wgs84([987_981], [213_080], crs_from("EPSG:2263"))
    assert (lon, lat) == pytest.approx((-73.9857, 40.7515), abs=1e-3)  # beside the Empire State Building


def test_a_bessel_projection_is_moved_by_its_datum_shift() -> None:
    at = [500_000.0], [3_450_000.0]
    bare = positions_to_wgs84(*at, crs_from(f"{BESSEL} +towgs84=0,0,0"))
    moved = positions_to_wgs84(*at, crs_from(f"{BESSEL} +towgs84=500,-200,-600"))
    assert abs(bare[1][0] - moved[1][0]) > 0.001


@pytest.mark.parametrize("name", [BESSEL, "EPSG:4610"])
def test_a_datum_without_a_known_way_to_wgs_84_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(CrsError, match=r"\+towgs84"):
        positions_to_wgs84([121.0], [31.0], crs_from(name))


def test_shapes_move_as_their_corners_do_and_lose_their_heights() -> None:
    shapes = np.array([box(121, 31, 121.1, 31.1), MultiPolygon([box(121, 31, 122, 32)]), Point(121, 31, 7)])
    moved = to_wgs84(from_wgs84(shapes, crs_from("GCJ-02")), crs_from("GCJ-02"))
    assert [shape.geom_type for shape in moved] == ["Polygon", "MultiPolygon", "Point"]
    assert moved[1].bounds == pytest.approx((121, 31, 122, 32), abs=1e-7)
    assert not moved[2].has_z
