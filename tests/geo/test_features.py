"""Base layers from a district's own files."""

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import LineString, Point

from geo.errors import AreaFileError
from geo.features import read_features

ROADS = geopandas.GeoDataFrame(
    {"name": ["中山路", None], "width": [20.0, 8.0]},
    geometry=[LineString([(121.48, 31.22), (121.49, 31.23)]), LineString([(121.48, 31.23), (121.49, 31.24)])],
    crs="EPSG:4326",
)


def written(frame: geopandas.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path)
    return path


def test_roads_keep_their_names_and_widths(tmp_path: Path) -> None:
    found = read_features(written(ROADS, tmp_path / "r.gpkg"), layer="road", name="name", width="width")
    assert [(one.name.zh, one.width_m) for one in found] == [("中山路", 20.0), ("", 8.0)]


def test_metres_become_degrees(tmp_path: Path) -> None:
    path = written(ROADS.to_crs("EPSG:4549"), tmp_path / "r.gpkg")
    (first, _) = read_features(path, layer="road", width=12)
    assert first.geometry.bounds == pytest.approx((121.48, 31.22, 121.49, 31.23), abs=1e-6)
    assert first.width_m == 12


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"layer": "rail"}, "'rail' is not one of water, road, outline"),
        ({"layer": "road", "name": "label"}, "no field 'label'; it has name, width, geometry"),
        ({"layer": "road", "width": "name"}, "field 'name' is no width in metres"),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, str], problem: str, tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match=problem):
        read_features(written(ROADS, tmp_path / "r.gpkg"), **given)  # type: ignore[arg-type]


def test_a_shape_that_the_layer_is_not_drawn_of_is_named(tmp_path: Path) -> None:
    points = ROADS.set_geometry([Point(121.48, 31.22), Point(121.49, 31.23)], crs="EPSG:4326")
    with pytest.raises(AreaFileError, match="feature 1 is a Point; road is drawn of LineString"):
        read_features(written(points, tmp_path / "p.gpkg"), layer="road")
