"""A polygon file made ready to come into force: parents found, examined, and reported."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import shapely

from geo.errors import AreaFileError
from geo.findings import Finding, FindingKind, examine
from geo.locate import AreaIndex
from geo.read import AreaFile, Fields, read_area_file
from geo.report import as_geojson, as_json, table
from geo.shape import AreaShape
from model.area import Area, Level
from model.errors import YipingError
from store.areas import area_shapes
from store.pool import connect

FATAL = frozenset({FindingKind.DUPLICATE_CODE, FindingKind.UNKNOWN_PARENT})
"""What no import survives: nobody could say which of two areas with one code is meant."""
SHOWN = 20


class AreaImportError(YipingError):
    """The areas cannot come into force as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read; see geo.read.Fields. ``parents`` is a polygon file of the level above."""

    level: Level
    fields: Fields
    parents: Path | None
    crs: str | None
    encoding: str | None
    layer: str | None
    strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Areas with their parents, how the file was understood, and what is wrong with them."""

    file: AreaFile
    shapes: Sequence[AreaShape]
    findings: Sequence[Finding]


def prepare(database_url: str, path: Path, reading: Reading) -> Prepared:
    """Reads a file and examines its areas beside those of the levels above that are in force.

    An area that names no parent gets the deepest area of a level above that holds a point inside it.
    Raises AreaFileError or, with ``strict``, AreaImportError for any finding.
    """
    found = read_area_file(
        path,
        level=reading.level,
        fields=reading.fields,
        crs=reading.crs,
        encoding=reading.encoding,
        layer=reading.layer,
        strict=reading.strict,
    )
    with connect(database_url, name="areas") as conn:
        above = area_shapes(conn, [level for level in Level if level < reading.level])
    holders = above if reading.parents is None else _parents_of(reading.parents, reading)
    shapes = with_parents(found.shapes, holders)
    wanted = {shape.area.parent for shape in shapes}
    findings = examine(shapes, [shape for shape in above if shape.area.code in wanted])
    return Prepared(file=found, shapes=shapes, findings=findings)


def with_parents(shapes: Sequence[AreaShape], above: Sequence[AreaShape]) -> list[AreaShape]:
    """The areas, each with the parent that it names or that holds a point inside it; None where none does."""
    inside = shapely.point_on_surface([shape.polygon for shape in shapes])
    codes = AreaIndex(above).locate(shapely.get_x(inside), shapely.get_y(inside))
    return [
        shape if shape.area.parent is not None or code is None else _under(shape, code)
        for shape, code in zip(shapes, codes, strict=True)
    ]


def refuse_fatal(prepared: Prepared, *, strict: bool) -> None:
    """Raises AreaImportError when the areas must not come into force."""
    fatal = [one for one in prepared.findings if strict or one.kind in FATAL]
    if fatal:
        first = fatal[0]
        more = f" and {len(fatal) - 1} more" if len(fatal) > 1 else ""
        raise AreaImportError(
            f"nothing was imported: {first.kind} at {', '.join(first.codes)} ({', '.join(first.names)}){more}"
        )


def told(prepared: Prepared) -> str:
    """What a person should know of the file before it comes into force."""
    file = prepared.file
    lines = [f"{len(prepared.shapes)} areas, {file.crs.name}, texts in {file.encoding}"]
    lines += [f"repaired {one.label}: {one.reason}, {one.changed_m2:+.1f} m2" for one in file.repairs[:SHOWN]]
    if len(file.repairs) > SHOWN:
        lines.append(f"and {len(file.repairs) - SHOWN} more repairs")
    if prepared.findings:
        lines.append(table(prepared.findings, limit=SHOWN))
    return "\n".join(lines)


def write_reports(prepared: Prepared, *, report: Path | None, places: Path | None) -> None:
    """Writes the findings as JSON and the places as GeoJSON, where asked for."""
    for path, content in ((report, as_json(prepared.findings)), (places, as_geojson(prepared.findings))):
        if path is not None:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def in_force_from(day: date | None, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment from which boundaries are in force: now, or the beginning of a day that has come.

    Raises AreaImportError for a day to come: what is in force is what was imported last.
    """
    if day is None:
        return now
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    if moment > now:
        raise AreaImportError(
            f"--valid-from {day} is still to come: import the file on that day; until then "
            "`yiping areas diff` shows what it will change"
        )
    return max(moment, now - timedelta(days=36_500))


def _parents_of(path: Path, reading: Reading) -> Sequence[AreaShape]:
    if reading.level is Level.DISTRICT:
        raise AreaFileError("a district has no parent here: leave --parent out")
    above = replace(reading.fields, parent=None)
    return read_area_file(
        path, level=Level(reading.level - 1), fields=above, crs=reading.crs, encoding=reading.encoding
    ).shapes


def _under(shape: AreaShape, parent: str) -> AreaShape:
    area: Area = replace(shape.area, parent=parent)
    return replace(shape, area=area)
