"""The areas as layers for the map: cut, simplified by band, kept."""

import json
from typing import Any

import numpy as np
import pytest
from shapely.geometry import Polygon, box, shape

from dashboard.atlas import Atlas, Atlases
from dashboard.push.city import City, city_of
from dashboard.push.nesting import nesting
from geo.layers import BANDS, BANDS_BY_NAME, band_of
from geo.shape import AreaShape
from model.area import Area, Level
from tests.dashboard.cities import AREAS, KIND, KINDS, sensor, small_city, text
from tests.dashboard.conftest import Enter

FULL = BANDS_BY_NAME["full"]


def wavy(west: float, east: float) -> Polygon:
    """A field of 1 km whose borders swing by half a metre at every step."""
    steps = np.linspace(0, 1, 200)
    swing = 5e-6 * (-1.0) ** np.arange(200)
    lats = 31.2 + 0.01 * steps
    left, right = zip(west + swing, lats, strict=True), zip(east + swing, lats, strict=True)
    return Polygon([*left, *reversed(list(right))])


SHAPES = [
    AreaShape(area=AREAS["d"], polygon=box(121.40, 31.2, 121.42, 31.21)),
    AreaShape(area=AREAS["s"], polygon=box(121.40, 31.2, 121.42, 31.21)),
    AreaShape(area=AREAS["g1"], polygon=wavy(121.40, 121.41)),
    AreaShape(area=AREAS["g2"], polygon=wavy(121.41, 121.42)),
]


def with_shapes(shapes: list[AreaShape] = SHAPES) -> City:
    return city_of([sensor(1, "g1"), sensor(2, "g2"), sensor(3, None)], AREAS, KINDS, shapes)


@pytest.fixture
def atlas() -> Atlas:
    return Atlas(with_shapes())


def codes(layer: str) -> list[str]:
    return [feature["properties"]["code"] for feature in json.loads(layer)["features"]]


def corners(layer: str) -> int:
    return sum(len(feature["geometry"]["coordinates"][0]) for feature in json.loads(layer)["features"])


def test_sensors_under_an_area_are_those_of_all_below() -> None:
    city = small_city(sensor(1, "g1"), sensor(2, "s"), sensor(3, "g2"), sensor(4, None), sensor(5, "gone"))
    assert city.under(None).tolist() == [0, 1, 2, 3, 4]
    assert city.under("d").tolist() == [0, 1, 2]
    assert city.under("s").tolist() == [0, 1, 2]
    assert city.under("g2").tolist() == [2]
    assert city.under("gone").tolist() == []


def test_an_area_that_is_its_own_ancestor_holds_nothing() -> None:
    loop = {
        code: Area(code=code, parent=parent, level=Level.GRID, name=text(code))
        for code, parent in (("a", "b"), ("b", "a"), ("c", "elsewhere"))
    }
    assert nesting(loop) == {"c": (0, 1)}


def test_a_layer_is_cut_to_what_lies_below_an_area(atlas: Atlas) -> None:
    assert codes(atlas.layer(Level.GRID, FULL)) == ["g1", "g2"]
    assert codes(atlas.layer(Level.GRID, FULL, "s")) == ["g1", "g2"]
    assert codes(atlas.layer(Level.GRID, FULL, "g1")) == []
    assert codes(atlas.layer(Level.STREET, FULL, "d")) == ["s"]
    assert codes(atlas.layer(Level.GRID, FULL, "nowhere")) == []


def test_a_layer_has_fewer_corners_the_farther_the_map_is(atlas: Atlas) -> None:
    counts = [corners(atlas.layer(Level.GRID, band)) for band in BANDS]
    assert counts == sorted(counts)
    assert counts[0] < 20 < 700 < counts[-1]


@pytest.mark.parametrize("zoom", [9, 11, 13, 15, 18])
def test_neighbours_keep_their_common_border_in_every_band(atlas: Atlas, zoom: int) -> None:
    layer = json.loads(atlas.layer(Level.GRID, band_of(zoom)))
    west, east = (shape(feature["geometry"]) for feature in layer["features"])
    assert west.intersection(east).area == pytest.approx(0, abs=1e-16)
    assert west.union(east).area == pytest.approx(west.area + east.area, abs=1e-16)
    assert west.intersection(east).length > 0.009


def test_a_view_tells_the_way_the_bounds_and_what_lies_below(atlas: Atlas) -> None:
    view = atlas.view("s")
    assert (view["way"], view["counts"], view["level"]) == (["d", "s"], {"grid": 2}, "street")
    assert view["bounds"] == pytest.approx([121.40, 31.2, 121.42, 31.21])
    assert shape(view["outline"]).equals(SHAPES[1].polygon)
    assert atlas.view(None)["counts"] == {"district": 1, "street": 1, "grid": 2}
    assert atlas.view(None)["outline"] is None
    with pytest.raises(KeyError):
        atlas.view("nowhere")


def test_a_layer_is_simplified_once(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    first = atlas.layer(Level.GRID, BANDS[0])

    def again(*_: Any, **__: Any) -> None:
        raise AssertionError("simplified anew")

    monkeypatch.setattr("dashboard.atlas.layer", again)
    assert atlas.layer(Level.GRID, BANDS[0]) == first
    assert codes(atlas.layer(Level.GRID, BANDS[0], "s")) == ["g1", "g2"]


def test_the_atlas_stays_until_an_area_differs() -> None:
    now = [with_shapes()]
    atlases = Atlases(lambda: now[0])
    first = atlases.now()
    now[0] = with_shapes()
    assert atlases.now() is first
    moved = AreaShape(area=AREAS["g2"], polygon=box(121.41, 31.2, 121.43, 31.21))
    now[0] = with_shapes([*SHAPES[:3], moved])
    assert atlases.now() is not first


def test_another_border_or_name_is_another_epoch() -> None:
    renamed = {**AREAS, "s": Area(code="s", parent="d", level=Level.STREET, name=text("new"))}
    sensors = [sensor(1, "g1", KIND)]
    epochs = {
        city_of(sensors, AREAS, KINDS, SHAPES).epoch,
        city_of(sensors, AREAS, KINDS, SHAPES[:3]).epoch,
        city_of(sensors, renamed, KINDS, SHAPES).epoch,
    }
    assert len(epochs) == 3
    assert city_of(sensors, AREAS, KINDS, SHAPES).epoch in epochs


def test_a_browser_that_has_a_layer_is_told_so_without_it(enter: Enter) -> None:
    officer = enter("officer")
    first = officer.get("/areas/grid.geojson?band=street")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = officer.get("/areas/grid.geojson?band=street", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/areas/grid.geojson?band=none", 400),
        ("/areas/planet.geojson", 404),
        ("/areas/view.json?area=nowhere", 404),
        ("/areas/view.json", 200),
    ],
)
def test_what_no_map_would_ask_is_refused(enter: Enter, path: str, status: int) -> None:
    assert enter("officer").get(path).status_code == status
