"""``yiping geo``: positions of a CSV file converted and located."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geo.shape import AreaShape
    from geo.sheet import Sheet

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a head.")]
Lon = Annotated[str, typer.Option(help="The column of longitudes, or of eastings.")]
Lat = Annotated[str, typer.Option(help="The column of latitudes, or of northings.")]
Out = Annotated[Path | None, typer.Option(help="Where the answer goes; the screen when left out.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Positions of a CSV file: convert, locate.", no_args_is_help=True)
    group.command("convert")(convert)
    group.command("locate")(locate)
    app.add_typer(group, name="geo")


def convert(
    file: File,
    from_: Annotated[str, typer.Option("--from", help="GCJ-02, BD-09, WGS-84, EPSG:4490, ...")],
    to: Annotated[str, typer.Option(help="The same names.")] = "WGS-84",
    lon: Lon = "lon",
    lat: Lat = "lat",
    out: Out = None,
) -> None:
    """Write the file with two more columns: each position in the other coordinate system."""
    from geo.crs import crs_from
    from geo.positions import converted
    from geo.sheet import read_sheet

    sheet = read_sheet(file)
    added = converted(sheet, lon=lon, lat=lat, source=crs_from(from_), target=crs_from(to))
    _write(sheet, added, out)


def locate(
    file: File,
    level: Annotated[str, typer.Option(help="district, street, zone, committee or grid.")],
    lon: Lon = "lon",
    lat: Lat = "lat",
    from_: Annotated[str, typer.Option("--from", help="What the positions are in.")] = "WGS-84",
    areas: Annotated[Path | None, typer.Option(help="A polygon file instead of the areas known.")] = None,
    code: Annotated[str, typer.Option(help="Its field that holds the code.")] = "code",
    name: Annotated[str, typer.Option(help="Its field that holds the name.")] = "name",
    areas_crs: Annotated[str | None, typer.Option(help="Its coordinate system, if it says none.")] = None,
    out: Out = None,
) -> None:
    """Write the file with four more columns: code and name of the area that holds each position, the nearest
    area and its distance in metres, which is 0 inside."""
    from geo.crs import crs_from
    from geo.positions import located
    from geo.read import Fields, read_area_file
    from geo.sheet import read_sheet
    from model.area import LEVELS

    if level not in LEVELS:
        raise typer.BadParameter(f"{level!r} is not one of {', '.join(LEVELS)}", param_hint="--level")
    sheet = read_sheet(file)
    if areas is None:
        shapes = _known(level)
    else:
        fields = Fields(code=code, name=name)
        shapes = read_area_file(areas, level=LEVELS[level], fields=fields, crs=areas_crs).shapes
    _write(sheet, located(sheet, shapes, level=level, lon=lon, lat=lat, source=crs_from(from_)), out)


def _known(level: str) -> "Sequence[AreaShape]":
    from model.area import LEVELS
    from store.areas import area_shapes
    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    with connect(database_url(settings_here()), name="geo") as conn:
        return area_shapes(conn, [LEVELS[level]])


def _write(sheet: "Sheet", added: dict[str, list[str]], out: Path | None) -> None:
    if out is None:
        print(sheet.text_with(added), end="")
    else:
        out.write_bytes(sheet.bytes_with(added))
        print(f"{len(sheet.rows)} rows in {out}")
