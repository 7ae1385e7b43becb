"""The surfaces of incidents for the map: risk lies on the ground, not on the points that told of it."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request

from dashboard.atlas import compact
from dashboard.layers import collection, kept
from model.reading import Origin
from store.incidents import IncidentView, incident_of, recent_incidents
from store.pool import Pool

MOST_SURFACES = 40


def surface(view: IncidentView) -> dict[str, Any]:
    """An incident's surface with its level, and whether anything on it stands."""
    incident = view.incident
    told = {
        "id": incident.id,
        "level": int(incident.severity),
        "open": incident.open_members > 0,
        "drill": incident.origin is not Origin.LIVE,
    }
    return {"type": "Feature", "geometry": view.hull, "properties": told}


def surfaces(views: Iterable[IncidentView]) -> dict[str, Any]:
    """Those that are drawn already, the worst last so that it lies on top."""
    drawn = [surface(view) for view in views if view.hull is not None]
    return collection(sorted(drawn, key=lambda one: (one["properties"]["open"], one["properties"]["level"])))


def add_routes(server: Flask, pool: Pool) -> None:
    """Put `/incidents.geojson` on the server: what stands below `?under=`, and the incident `?id=` anyway."""

    @server.get("/incidents.geojson")
    def incident_surfaces() -> Response:
        asked = request.args.get("id") or None
        with pool.connection() as conn:
            found = recent_incidents(conn, limit=MOST_SURFACES, under=request.args.get("under") or None)
            views = {view.incident.id: view for view in found if view.incident.closed_at is None}
            if asked is not None and asked not in views and (one := incident_of(conn, asked)) is not None:
                views[asked] = one
        return kept(compact(surfaces(views.values())))
