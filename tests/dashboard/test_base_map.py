"""The base map, made once and again when it has changed."""

import json
from dataclasses import replace

import pytest
from shapely.geometry import LineString

from dashboard.layers import BaseMap
from geo.shape import BaseFeature
from model.text import Text
from store.base_features import base_features, replace_base_features
from store.pool import connect, open_pool

ROAD = BaseFeature(
    layer="road",
    name=Text(zh="中山路", en="Zhongshan Road"),
    geometry=LineString([(121.48, 31.22), (121.49, 31.23)]),
    width_m=20.0,
)
WATER = replace(ROAD, layer="water", name=Text(zh="黄浦江", en="Huangpu River"))


def put(database_url: str, *features: BaseFeature) -> None:
    with connect(database_url, name="test") as conn:
        replace_base_features(conn, features)


def test_a_new_layer_is_served_without_a_restart(small_city: str) -> None:
    pool = open_pool(small_city, name="test")
    base = BaseMap(pool)
    assert json.loads(base.text())["features"] == []
    put(small_city, ROAD)
    assert "中山路" in base.text()
    pool.close()


def test_an_unchanged_base_map_is_not_made_again(small_city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = open_pool(small_city, name="test")
    base = BaseMap(pool)
    put(small_city, ROAD)
    first = base.text()
    monkeypatch.delattr("dashboard.layers.base_features")
    assert base.text() == first
    pool.close()


def test_one_layer_is_replaced_and_the_others_stay(small_city: str) -> None:
    put(small_city, ROAD, WATER)
    put(small_city, replace(ROAD, name=Text(zh="复兴路", en="Fuxing Road")))
    with connect(small_city, name="test") as conn:
        assert sorted(feature.name.en for feature in base_features(conn)) == ["Fuxing Road", "Huangpu River"]
