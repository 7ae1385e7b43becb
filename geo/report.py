"""Findings for people and programs: a table for a terminal, JSON, GeoJSON of the places."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from geo.findings import Finding

_DECIMALS = 7
"""A centimetre; finer figures are not in any boundary."""
_HEAD = ("kind", "area m2", "codes", "names", "lon", "lat")
_RIGHT = {"area m2", "lon", "lat"}


def table(findings: Sequence[Finding], *, limit: int | None = None) -> str:
    """A table in columns, the first ``limit`` findings of each kind, and a last line that counts them all."""
    rows = [_HEAD, *(_row(finding) for finding in _shown(findings, limit))]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths, _HEAD)).rstrip() for row in rows]
    counts = Counter(finding.kind.value for finding in findings)
    total = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    return "\n".join([*lines, total]) if findings else "nothing found"


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One object a finding; ``lon`` and ``lat`` are a point in the place, degrees WGS-84."""
    return [_told(finding) | dict(zip(("lon", "lat"), _point(finding), strict=True)) for finding in findings]


def as_geojson(findings: Sequence[Finding]) -> dict[str, Any]:
    """The places as a FeatureCollection, degrees WGS-84 rounded to a centimetre."""
    return {"type": "FeatureCollection", "features": [_feature(finding) for finding in findings]}


def _feature(finding: Finding) -> dict[str, Any]:
    return {"type": "Feature", "geometry": _rounded(finding), "properties": _told(finding)}


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "codes": list(finding.codes),
        "names": list(finding.names),
        "area_m2": round(finding.area_m2, 1),
    }


def _shown(findings: Sequence[Finding], limit: int | None) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.kind] += 1
        if limit is None or seen[finding.kind] <= limit:
            yield finding


def _row(finding: Finding) -> tuple[str, ...]:
    lon, lat = _point(finding)
    codes, names = (" ".join(words) for words in (finding.codes, finding.names))
    return (finding.kind.value, f"{finding.area_m2:,.0f}", codes, names, f"{lon:.6f}", f"{lat:.6f}")


def _point(finding: Finding) -> tuple[float, float]:
    point: Any = shapely.point_on_surface(finding.place)
    return round(float(point.x), _DECIMALS), round(float(point.y), _DECIMALS)


def _rounded(finding: Finding) -> dict[str, Any]:
    return dict(mapping(shapely.transform(finding.place, lambda rows: np.round(rows, _DECIMALS))))


def _padded(cell: str, width: int, head: str) -> str:
    space = " " * (width - _width(cell))
    return space + cell if head in _RIGHT else cell + space


def _width(text: str) -> int:
    """Columns of a terminal; Chinese takes two each."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
