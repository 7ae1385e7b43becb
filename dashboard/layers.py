"""The map's own layers as GeoJSON, from the store, kept in memory for one epoch of the city."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, abort
from shapely.geometry import mapping

from dashboard.push.hub import Hub
from geo.shape import AreaShape, BaseFeature
from model.area import LEVELS
from model.order import OrderView
from store.areas import area_shapes
from store.base_features import base_features
from store.pool import Pool

BASE = "base"


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def area_feature(shape: AreaShape) -> dict[str, Any]:
    """An area with its code and names."""
    told = {"code": shape.area.code, "zh": shape.area.name.zh, "en": shape.area.name.en}
    return {"type": "Feature", "geometry": mapping(shape.polygon), "properties": told}


def base_feature(feature: BaseFeature) -> dict[str, Any]:
    """A piece of the base map with its layer, names and breadth in metres."""
    told = {"layer": feature.layer, "zh": feature.name.zh, "en": feature.name.en, "width_m": feature.width_m}
    return {"type": "Feature", "geometry": mapping(feature.geometry), "properties": told}


def order_pins(views: Iterable[OrderView]) -> dict[str, Any]:
    """A pin for each order at its sensor."""
    return collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [view.lon, view.lat]},
            "properties": {
                "id": view.order.id,
                "level": view.order.severity.key,
                "stage": view.order.state.value,
            },
        }
        for view in views
    )


class Layers:
    """GeoJSON texts by name, read again when the city has changed."""

    def __init__(self, pool: Pool, epoch: Callable[[], str]) -> None:
        self._pool = pool
        self._epoch = epoch
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, str]] = {}

    def text(self, name: str) -> str:
        """The layer `base`, or the areas of a level. Raises KeyError for others, UnreachableError."""
        with self._lock:
            epoch = self._epoch()
            if self._kept.get(name, ("", ""))[0] != epoch:
                told = json.dumps(self._read(name), ensure_ascii=False, separators=(",", ":"))
                self._kept[name] = (epoch, told)
            return self._kept[name][1]

    def _read(self, name: str) -> dict[str, Any]:
        with self._pool.connection() as conn:
            if name == BASE:
                return collection(base_feature(feature) for feature in base_features(conn))
            return collection(area_feature(shape) for shape in area_shapes(conn, [LEVELS[name]]))


def add_routes(server: Flask, pool: Pool, hub: Hub) -> None:
    """Put `/areas/<name>.geojson` on the server."""
    layers = Layers(pool, lambda: hub.run_name)

    @server.get("/areas/<name>.geojson")
    def areas(name: str) -> Response:
        if name != BASE and name not in LEVELS:
            abort(404)
        return Response(
            layers.text(name), mimetype="application/geo+json", headers={"Cache-Control": "no-cache"}
        )
