"""``yiping grids``: committees cut into unit grids."""

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Unit grids (单元网格).", no_args_is_help=True)
    group.command("make")(make)
    app.add_typer(group, name="grids")


def make(
    level: Annotated[str, typer.Option(help="What is made; only grid so far.")] = "grid",
    under: Annotated[str | None, typer.Option(help="Only committees of this area; default: all.")] = None,
    size_m: Annotated[float, typer.Option(min=10, max=2000, help="Side of a square in metres.")] = 100.0,
    out: Annotated[Path | None, typer.Option(help="Write them as GeoJSON and put nothing in force.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell everything, change nothing.")] = False,
) -> None:
    """Cut committees into unit grids, numbered west to east, north to south, and put them in force.

    Grids that are there already end, and sensors and open orders go to the new ones.
    """
    if level != "grid":
        raise typer.BadParameter(f"{level!r} cannot be cut out; only grid can", param_hint="--level")
    from geo.grids import grids_of
    from geo.layers import BANDS, layer
    from model.area import Level
    from store.areas import area_rows, area_shapes
    from store.pool import connect
    from yiping.boundaries import import_areas
    from yiping.commands.areas import tell
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    url = database_url(settings_here())
    with connect(url, name="grids") as conn:
        wanted = {area.code for area in area_rows(conn, level=Level.COMMITTEE, under=under)}
        committees = [one for one in area_shapes(conn, [Level.COMMITTEE]) if one.area.code in wanted]
    if not committees:
        raise typer.BadParameter(
            f"no committee is in force under {under or 'the city'}", param_hint="--under"
        )
    grids = [grid for committee in committees for grid in grids_of(committee, size_m=size_m)]
    print(f"{len(grids)} grids of {len(committees)} committees")
    if out is not None:
        out.write_text(json.dumps(layer(grids, band=BANDS[-1]), ensure_ascii=False) + "\n", encoding="utf-8")
        return
    tell(import_areas(url, grids, now=utc_now(), retire=Level.GRID, dry_run=dry_run), dry_run=dry_run)
