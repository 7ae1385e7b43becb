"""The layers of the map as GeoJSON: areas from the atlas, base map and pins of orders from the store."""

import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from flask import Flask, Response, abort, request
from shapely.geometry import mapping

from dashboard.atlas import Atlas, Atlases, compact
from dashboard.push.hub import Hub
from geo.layers import BANDS, BANDS_BY_NAME, Band
from geo.shape import BaseFeature
from model.area import LEVELS
from model.order import OrderView
from store.base_features import base_features, base_version
from store.pool import Pool


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def base_feature(feature: BaseFeature) -> dict[str, Any]:
    """A piece of the base map with its layer, names and breadth in metres."""
    told = {"layer": feature.layer, "zh": feature.name.zh, "en": feature.name.en, "width_m": feature.width_m}
    return {"type": "Feature", "geometry": mapping(feature.geometry), "properties": told}


def order_pins(views: Sequence[OrderView]) -> dict[str, Any]:
    """A pin for each order at its sensor; the first order, which is real and the worst, lies on top."""
    return collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [view.lon, view.lat]},
            "properties": {
                "id": view.order.id,
                "level": view.order.severity.key,
                "stage": view.order.state.value,
                "origin": view.order.origin.value,
            },
        }
        for view in reversed(views)
    )


class BaseMap:
    """The base map as GeoJSON, made again when it has changed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._version: int | None = None
        self._text = ""

    def text(self) -> str:
        """Raises UnreachableError."""
        with self._lock, self._pool.connection() as conn:
            if (version := base_version(conn)) != self._version:
                features = base_features(conn)
                self._text = compact(collection(base_feature(feature) for feature in features))
                self._version = version
            return self._text


def add_routes(server: Flask, pool: Pool, hub: Hub) -> None:
    """Put `/areas/base.geojson`, `/areas/<level>.geojson` and `/areas/view.json` on the server.

    `?under=` is the area to cut to, `?band=` one of geo.layers' bands, the whole truth without.
    """
    base, atlases = BaseMap(pool), Atlases(lambda: hub.city)

    @server.get("/areas/base.geojson")
    def base_layer() -> Response:
        return kept(base.text())

    @server.get("/areas/<name>.geojson")
    def areas(name: str) -> Response:
        if name not in LEVELS:
            abort(404)
        return kept(atlas_of(atlases).layer(LEVELS[name], band_asked(), request.args.get("under") or None))

    @server.get("/areas/view.json")
    def view() -> Response:
        try:
            return kept(compact(atlas_of(atlases).view(request.args.get("area") or None)))
        except KeyError:
            abort(404)


def atlas_of(atlases: Atlases) -> Atlas:
    """The atlas that now holds; without one the request ends here."""
    atlas = atlases.now()
    if atlas is None:
        abort(503)
    return atlas


def band_asked() -> Band:
    """The band of the request; one without a name wants every corner."""
    name = request.args.get("band", BANDS[-1].name)
    if name not in BANDS_BY_NAME:
        abort(400)
    return BANDS_BY_NAME[name]


def kept(text: str) -> Response:
    """An answer that a browser may keep, but must ask whether it still holds."""
    response = Response(text, mimetype="application/geo+json", headers={"Cache-Control": "no-cache"})
    response.set_etag(sha256(text.encode()).hexdigest()[:20])
    response.make_conditional(request)
    return response
