"""The areas in force as GeoJSON texts for the map: simplified once a level and band, cut to any area."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from dashboard.push.city import City
from geo.layers import BANDS, Band, layer
from geo.shape import AreaShape
from model.area import Level

Texts = Mapping[str, str]
"""The text of each feature of a layer by the code of its area."""


@dataclass(slots=True)
class Atlas:
    """The areas of one city, each layer made when it is first asked for. Degrees WGS-84."""

    city: City
    _made: dict[tuple[Level, Band], Texts] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def layer(self, level: Level, band: Band, under: str | None = None) -> str:
        """A FeatureCollection of the areas of a level below `under`, of all when None."""
        texts = self._texts(level, band)
        return collection_of(texts[code] for code in texts if self._below(code, under))

    def view(self, code: str | None) -> dict[str, Any]:
        """What a map needs to look at one area, or at all when None.

        Its way from the top, its bounds (west, south, east, north), its outline, and how many areas of each
        level lie below. Raises KeyError for an area that is not in force.
        """
        area = None if code is None else self.city.areas[code]
        inside = [shape for shape in self.city.shapes if self._below(shape.area.code, code)]
        counts = Counter(shape.area.level.key for shape in inside)
        own = [shape for shape in self.city.shapes if shape.area.code == code]
        return {
            "code": code,
            "level": area and area.level.key,
            "name": area and {"zh": area.name.zh, "en": area.name.en},
            "run": None if code is None else self.city.runs.get(code),
            "way": [step.code for step in self.city.way(code)],
            "counts": {level.key: counts[level.key] for level in Level if counts[level.key]},
            "bounds": bounds_of(own or inside),
            "outline": layer(own, band=BANDS[-1])["features"][0]["geometry"] if own else None,
            "bands": [[one.name, one.last_zoom] for one in BANDS],
        }

    def _below(self, code: str, under: str | None) -> bool:
        if under is None:
            return True
        first, end = self.city.runs.get(under, (0, 0))
        return first < self.city.runs.get(code, (0, 0))[0] < end

    def _texts(self, level: Level, band: Band) -> Texts:
        # Of the whole level at once: a part of it, simplified by itself, would not meet its neighbours.
        with self._lock:
            if (level, band) not in self._made:
                shapes = [shape for shape in self.city.shapes if shape.area.level is level]
                self._made[level, band] = texts_of(shapes, band)
            return self._made[level, band]


def texts_of(shapes: list[AreaShape], band: Band) -> dict[str, str]:
    features = layer(shapes, band=band)["features"] if shapes else []
    return {feature["properties"]["code"]: compact(feature) for feature in features}


def bounds_of(shapes: list[AreaShape]) -> list[float] | None:
    """West, south, east, north around all of them, None without any."""
    if not shapes:
        return None
    return [float(side) for side in shapely.total_bounds([shape.polygon for shape in shapes])]


def collection_of(texts: Iterable[str]) -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(texts)}]}}'


def compact(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


class Atlases:
    """The atlas of the city as it is now; a new one is begun when the areas have changed."""

    def __init__(self, city: Callable[[], City | None]) -> None:
        self._city = city
        self._lock = threading.Lock()
        self._kept: Atlas | None = None

    def now(self) -> Atlas | None:
        """None before the city was read for the first time."""
        city = self._city()
        with self._lock:
            if city is None or self._kept is None or self._kept.city.drawn != city.drawn:
                self._kept = None if city is None else Atlas(city)
            return self._kept
