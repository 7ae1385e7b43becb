"""Areas for the map, simplified."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box, shape

from geo.layers import BANDS, BANDS_BY_NAME, band_of, layer
from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text


def named(code: str, polygon: Polygon, level: Level = Level.STREET) -> AreaShape:
    return AreaShape(
        area=Area(code=code, parent=None, level=level, name=Text(zh=f"{code}街道", en=code)), polygon=polygon
    )


def neighbours() -> list[AreaShape]:
    """Two streets on both sides of a winding creek of 400 corners, each 3 m beside the last."""
    north = np.linspace(31.20, 31.22, 400)
    creek = np.column_stack([121.48 + 0.0001 * np.sin(north * 20_000), north])
    west = Polygon([(121.47, 31.20), *creek, (121.47, 31.22)])
    east = Polygon([(121.49, 31.22), *creek[::-1], (121.49, 31.20)])
    return [named("310101001", west), named("310101002", east)]


def shapes_of(told: dict[str, object]) -> list[Polygon]:
    return [shape(feature["geometry"]) for feature in json.loads(json.dumps(told))["features"]]


@pytest.mark.parametrize(
    ("zoom", "name"), [(3, "city"), (10, "city"), (10.5, "district"), (14, "street"), (22, "full")]
)
def test_every_zoom_has_a_band(zoom: float, name: str) -> None:
    assert band_of(zoom).name == name


def test_bands_run_from_coarse_to_fine_and_figures_are_finer_than_tolerances() -> None:
    assert [band.tolerance_m for band in BANDS] == sorted((band.tolerance_m for band in BANDS), reverse=True)
    assert all(111_000 * 10**-band.decimals < band.tolerance_m for band in BANDS[:-1])


@pytest.mark.parametrize("band", BANDS, ids=lambda band: band.name)
def test_neighbours_keep_their_common_border(band: object) -> None:
    west, east = shapes_of(layer(neighbours(), band=band))  # type: ignore[arg-type]
    assert west.is_valid
    assert east.is_valid
    assert west.intersection(east).area == 0
    assert shapely.union_all([west, east]).geom_type == "Polygon"
    assert west.touches(east)


def test_coarser_bands_have_fewer_corners() -> None:
    counts = [
        sum(map(shapely.get_num_coordinates, shapes_of(layer(neighbours(), band=band)))) for band in BANDS
    ]
    assert counts[0] < 20
    assert counts == sorted(counts)


def test_borders_stay_near_where_they_were() -> None:
    before = neighbours()[0].polygon
    after = shapes_of(layer(neighbours(), band=BANDS_BY_NAME["street"]))[0]
    assert before.symmetric_difference(after).area * 95_200 * 110_900 < 8 * 2_300  # tolerance x length


def test_each_feature_says_code_names_and_level_in_the_order_given() -> None:
    areas = [named("310101002001", box(121.481, 31.201, 121.482, 31.202), Level.COMMITTEE), *neighbours()]
    told = layer(areas, band=BANDS[0])
    assert [feature["properties"]["code"] for feature in told["features"]] == [one.area.code for one in areas]
    assert told["features"][1]["properties"] == {
        "code": "310101001",
        "zh": "310101001街道",
        "en": "310101001",
        "level": "street",
    }


def test_overlapping_shapes_are_simplified_one_by_one_and_stay_valid() -> None:
    wild = [*neighbours(), named("310101003", box(121.475, 31.205, 121.485, 31.215).buffer(0.002))]
    found = shapes_of(layer(wild, band=BANDS_BY_NAME["district"]))
    assert all(one.is_valid and not one.is_empty for one in found)
    assert sum(map(shapely.get_num_coordinates, found)) < 100


def test_a_shape_that_overlaps_never_moves_farther_than_the_tolerance() -> None:
    # A needle 3 m wide and 300 m long: simplifying as a coverage would drop it for its small area.
    spike = [(121.475, 31.205), (121.485, 31.205), (121.485, 31.21), (121.480015, 31.21), (121.48, 31.2127)]
    wild = Polygon([*spike, (121.479985, 31.21), (121.475, 31.21)])
    found = shapes_of(layer([*neighbours(), named("310101003", wild)], band=BANDS_BY_NAME["district"]))
    assert found[2].bounds[3] == pytest.approx(31.2127, abs=30 / 110_900)


def test_a_level_is_no_neighbour_of_another() -> None:
    district = named("310101", shapely.union_all([one.polygon for one in neighbours()]), Level.DISTRICT)
    assert (
        layer([district, *neighbours()], band=BANDS[1])["features"][1:]
        == layer(neighbours(), band=BANDS[1])["features"]
    )


def test_a_strip_thinner_than_the_figures_does_not_vanish() -> None:
    (strip,) = shapes_of(layer([named("310101001", box(121.48, 31.2, 121.480001, 31.21))], band=BANDS[0]))
    assert strip.is_valid
    assert strip.area > 0


def test_no_areas_are_an_empty_layer() -> None:
    assert layer([], band=BANDS[0]) == {"type": "FeatureCollection", "features": []}
