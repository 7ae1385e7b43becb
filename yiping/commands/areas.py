"""``yiping areas``: boundaries into force."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.area import LEVELS, Level

if TYPE_CHECKING:
    from yiping.area_files import Reading
    from yiping.boundaries import Exchange

File = Annotated[Path, typer.Argument(help="GeoJSON, Shapefile (also zipped), GeoPackage or GeoParquet.")]
LevelName = Annotated[str, typer.Option(help="district, street, zone, committee or grid.")]
Code = Annotated[str, typer.Option(help="The file's field that holds the code.")]
Name = Annotated[str, typer.Option(help="The file's field that holds the Chinese name.")]
NameEn = Annotated[str | None, typer.Option(help="The file's field that holds the English name.")]
Parent = Annotated[
    str | None,
    typer.Option(help="A field of the file, one code for all, or a polygon file of the level above."),
]
CrsName = Annotated[
    str | None, typer.Option("--crs", help="EPSG:4490, GCJ-02, BD-09 ... if the file is silent.")
]
Encoding = Annotated[str | None, typer.Option(help="Of the texts, if the file does not say: GBK, UTF-8 ...")]
Layer = Annotated[str | None, typer.Option(help="Which layer, if the file has several.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse invalid rings and every finding.")]
Retire = Annotated[
    bool, typer.Option("--retire", help="End the other areas of this level under the same parents.")
]
Report = Annotated[Path | None, typer.Option(help="Write the findings as JSON.")]
Places = Annotated[Path | None, typer.Option(help="Write the places of the findings as GeoJSON.")]
ValidFrom = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="In force since this day; default: now.")
]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Areas and their boundaries.", no_args_is_help=True)
    group.command("import")(import_file)
    group.command("diff")(diff)
    group.command("list")(list_areas)
    app.add_typer(group, name="areas")


def import_file(
    file: File,
    level: LevelName,
    code: Code = "code",
    name: Name = "name",
    name_en: NameEn = None,
    parent: Parent = None,
    crs: CrsName = None,
    encoding: Encoding = None,
    layer: Layer = None,
    valid_from: ValidFrom = None,
    retire: Retire = False,
    strict: Strict = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell everything, change nothing.")] = False,
    report: Report = None,
    places: Places = None,
) -> None:
    """Put the polygons of a file in force; sensors and open orders go to the area that now holds them."""
    reading = _reading(level, code, name, name_en, parent, crs, encoding, layer, strict)
    _run(file, reading, valid_from, retire=retire, dry_run=dry_run, report=report, places=places)


def diff(
    file: File,
    level: LevelName,
    code: Code = "code",
    name: Name = "name",
    name_en: NameEn = None,
    parent: Parent = None,
    crs: CrsName = None,
    encoding: Encoding = None,
    layer: Layer = None,
    retire: Retire = False,
) -> None:
    """Show what an import would change: how many sensors and open orders change hands, and between whom."""
    reading = _reading(level, code, name, name_en, parent, crs, encoding, layer, strict=False)
    _run(file, reading, None, retire=retire, dry_run=True, report=None, places=None)


def list_areas(
    level: Annotated[str | None, typer.Option(help="Only this level.")] = None,
    under: Annotated[str | None, typer.Option(help="Only this area and all below it.")] = None,
) -> None:
    """List the areas in force."""
    from store.areas import area_rows
    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    wanted = None if level is None else _level(level)
    with connect(database_url(settings_here()), name="areas") as conn:
        rows = area_rows(conn, level=wanted, under=under)
    for area in rows:
        print(f"{area.code:<16} {area.level.key:<10} {area.parent or '-':<16} {area.name.zh}  {area.name.en}")
    print(f"{len(rows)} areas")


def _run(
    file: Path,
    reading: "Reading",
    valid_from: datetime | None,
    *,
    retire: bool,
    dry_run: bool,
    report: Path | None,
    places: Path | None,
) -> None:
    from zoneinfo import ZoneInfo

    from yiping.area_files import in_force_from, prepare, refuse_fatal, told, write_reports
    from yiping.boundaries import import_areas
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    settings = settings_here()
    url = database_url(settings)
    prepared = prepare(url, file, reading)
    print(told(prepared))
    write_reports(prepared, report=report, places=places)
    refuse_fatal(prepared, strict=reading.strict)
    day = valid_from.date() if valid_from else None
    exchange = import_areas(
        url,
        prepared.shapes,
        now=in_force_from(day, now=utc_now(), zone=ZoneInfo(settings.zone)),
        retire=reading.level if retire else None,
        dry_run=dry_run,
    )
    tell(exchange, dry_run=dry_run)


def tell(exchange: "Exchange", *, dry_run: bool) -> None:
    """Print what an import changes, or would change."""
    areas = exchange.areas
    print(
        f"{areas.new} new, {areas.changed} changed, {areas.unchanged} unchanged, {exchange.retired} retired; "
        f"{len(exchange.sensors)} sensors and {exchange.orders} open orders change hands"
    )
    for old, new, count in exchange.between[:40]:
        print(f"  {old or 'outside':<16} -> {new or 'outside':<16} {count:>6} sensors")
    if dry_run:
        print("nothing was changed")


def _reading(
    level: str,
    code: str,
    name: str,
    name_en: str | None,
    parent: str | None,
    crs: str | None,
    encoding: str | None,
    layer: str | None,
    strict: bool,
) -> "Reading":
    from geo.read import Fields
    from yiping.area_files import Reading

    parents = Path(parent) if parent is not None and Path(parent).is_file() else None
    return Reading(
        level=_level(level),
        fields=Fields(code=code, name=name, name_en=name_en, parent=None if parents else parent),
        parents=parents,
        crs=crs,
        encoding=encoding,
        layer=layer,
        strict=strict,
    )


def _level(word: str) -> Level:
    if word not in LEVELS:
        raise typer.BadParameter(f"{word!r} is not one of {', '.join(LEVELS)}", param_hint="--level")
    return LEVELS[word]
