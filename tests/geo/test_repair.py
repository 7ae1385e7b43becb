"""Broken rings mended and listed, or refused."""

import numpy as np
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Polygon, box

from geo.errors import AreaFileError
from geo.repair import polygons_only, repaired

WHOLE = box(121.48, 31.22, 121.481, 31.221)
BOW_TIE = Polygon([(121.48, 31.22), (121.481, 31.221), (121.481, 31.22), (121.48, 31.221)])
FLAT = Polygon([(121.48, 31.22), (121.481, 31.22), (121.48, 31.22)])
SQUARE_M2 = 95.28 * 110.87


def shapes(*polygons: object) -> np.ndarray:
    return np.array(polygons, dtype=object)


def test_valid_shapes_stay_the_same_and_nothing_is_listed() -> None:
    polygons, repairs = repaired(shapes(WHOLE), ["one"])
    assert (polygons[0], repairs) == (WHOLE, ())


def test_a_bow_tie_becomes_two_triangles_and_is_listed_with_its_areas() -> None:
    polygons, (repair,) = repaired(shapes(WHOLE, BOW_TIE), ["one", "two"])
    assert polygons[0] is WHOLE
    assert polygons[1].is_valid
    assert isinstance(polygons[1], MultiPolygon)
    assert repair.label == "two"
    assert "Self-intersection" in repair.reason
    assert repair.before_m2 == pytest.approx(0, abs=1)  # its halves turn against each other
    assert repair.after_m2 == pytest.approx(SQUARE_M2 / 2, rel=1e-3)
    assert repair.changed_m2 == pytest.approx(SQUARE_M2 / 2, rel=1e-3)


def test_what_is_given_stays_as_it_was() -> None:
    given = shapes(BOW_TIE)
    repaired(given, ["one"])
    assert given[0] is BOW_TIE


def test_strict_refuses_all_broken_shapes_by_name() -> None:
    with pytest.raises(AreaFileError, match=r"one \(Self-inter.*three \(Self-inter"):
        repaired(shapes(BOW_TIE, WHOLE, BOW_TIE), ["one", "two", "three"], strict=True)


def test_a_shape_of_which_nothing_is_left_is_refused_by_name() -> None:
    with pytest.raises(AreaFileError, match=r"nothing is left of the shapes: two"):
        repaired(shapes(WHOLE, FLAT), ["one", "two"])


def test_only_polygons_are_kept() -> None:
    line = LineString([(0, 0), (1, 1)])
    nested = GeometryCollection([WHOLE, MultiPolygon([box(0, 0, 1, 1)])])
    one, two, none = polygons_only(shapes(GeometryCollection([WHOLE, line]), nested, line))
    assert one.equals(WHOLE)
    assert len(two.geoms) == 2
    assert none.is_empty
