"""``yiping areas``: boundaries into the store."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Areas and their boundaries.", no_args_is_help=True)
    group.command("import")(import_file)
    app.add_typer(group, name="areas")


def import_file(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, Shapefile or GeoParquet.")],
    level: Annotated[str, typer.Option(help="district, street, zone, committee or grid.")],
    code: Annotated[str, typer.Option(help="The file's field that holds the code.")],
    name: Annotated[str, typer.Option(help="The file's field that holds the name.")],
    parent: Annotated[str | None, typer.Option(help="Code of the area around all of them.")] = None,
) -> None:
    """Import the polygons of a file as areas, and give every sensor the area that now holds it."""
    from geo.read import read_areas
    from model.area import LEVELS
    from yiping.boundaries import import_areas
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    if level not in LEVELS:
        raise typer.BadParameter(f"{level!r} is not one of {', '.join(LEVELS)}", param_hint="--level")
    shapes = read_areas(file, level=LEVELS[level], code=code, name=name, parent=parent)
    exchange = import_areas(database_url(settings_here()), shapes, now=utc_now())
    print(f"{exchange.areas.new} new, {exchange.areas.changed} changed, {exchange.areas.unchanged} unchanged")
    print(f"{len(exchange.sensors)} sensors and {exchange.orders} open orders changed hands")
