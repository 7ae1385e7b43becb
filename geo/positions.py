"""Positions of a sheet converted and located: the columns that are added to it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.crs import Crs, positions_from_wgs84, positions_to_wgs84
from geo.gcj02 import Pair
from geo.locate import AreaIndex
from geo.shape import AreaShape
from geo.sheet import Sheet, listed

_DEGREE_DECIMALS = 7
_METRE_DECIMALS = 3

Columns = dict[str, list[str]]


def converted(sheet: Sheet, *, lon: str, lat: str, source: Crs, target: Crs) -> Columns:
    """Two columns, named after ``target`` (wgs84_lon, epsg4549_east): each position of the sheet in it.

    Degrees with 7 decimals (1 cm), metres and feet with 3. Raises SheetError that names wrong cells.
    """
    east, north = positions_from_wgs84(*positions_of(sheet, lon=lon, lat=lat, crs=source), target)
    _refuse(sheet, {target.name: np.isfinite(east) & np.isfinite(north)}, f"cannot be told in {target.name}")
    flat = target.known is not None and not target.known.is_geographic
    decimals = _METRE_DECIMALS if flat else _DEGREE_DECIMALS
    axes = ("east", "north") if flat else ("lon", "lat")
    return {
        f"{_word(target)}_{axis}": [f"{number:.{decimals}f}" for number in numbers]
        for axis, numbers in zip(axes, (east, north), strict=True)
    }


def located(
    sheet: Sheet, shapes: Sequence[AreaShape], *, level: str, lon: str, lat: str, source: Crs
) -> Columns:
    """Four columns named after ``level``: code and name of the area that holds each position, empty outside,
    and the nearest area with its distance in metres, 0 inside. Raises SheetError that names wrong cells.
    """
    found = AreaIndex(shapes).locate_or_nearest(*positions_of(sheet, lon=lon, lat=lat, crs=source))
    names = {shape.area.code: shape.area.name.zh for shape in shapes}
    far = ["" if np.isinf(one) else f"{one:.1f}" for one in found.distance_m]
    return {
        level: [code or "" for code in found.codes],
        f"{level}_name": [names.get(code or "", "") for code in found.codes],
        f"nearest_{level}": [code or "" for code in found.nearest],
        f"nearest_{level}_m": far,
    }


def positions_of(sheet: Sheet, *, lon: str, lat: str, crs: Crs) -> Pair:
    """The positions of a sheet in degrees WGS-84. Raises SheetError that names each wrong cell."""
    columns = {
        name: np.array([np.nan if number is None else number for number in sheet.numbers(name)], dtype=float)
        for name in (lon, lat)
    }
    _refuse(sheet, {name: np.isfinite(numbers) for name, numbers in columns.items()}, "is no number")
    east, north = positions_to_wgs84(columns[lon], columns[lat], crs)
    beyond = f"lies outside the globe, read as {crs.name}"
    _refuse(sheet, {lon: np.abs(east) <= 180, lat: np.abs(north) <= 90}, beyond)
    return east, north


def _refuse(sheet: Sheet, right: dict[str, NDArray[np.bool_]], why: str) -> None:
    wrong = [
        f"line {sheet.rows[row].line}, column {name}: {_cell(sheet, name, row)}{why}"
        for name, good in right.items()
        for row in np.nonzero(~good)[0].tolist()
    ]
    if wrong:
        raise listed(sheet.path, wrong)


def _cell(sheet: Sheet, name: str, row: int) -> str:
    cells = sheet.rows[row].cells
    return f"{cells[list(sheet.head.cells).index(name)]!r} " if name in sheet.head.cells else ""


def _word(crs: Crs) -> str:
    named = "wgs84" if crs.name == "EPSG:4326" else crs.name
    return "".join(letter for letter in named.lower() if letter.isalnum())
