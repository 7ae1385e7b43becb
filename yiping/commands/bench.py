"""``yiping bench``: measurements on this machine, each with servers of its own that are gone afterwards."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Measure this machine.", no_args_is_help=True)
    group.command("ingest")(ingest)
    group.command("floods")(floods)
    group.command("geo")(geo)
    app.add_typer(group, name="bench")


def ingest(scenario: Annotated[str, typer.Option(help="Which scenario plays.")] = "storm") -> None:
    """Play a scenario at full speed into an empty database of its own; print readings a second."""
    from yiping.bench.ingest import bench
    from yiping.process import settings_here
    from yiping.progress import progress_for

    found = bench(settings_here(), scenario=scenario, progress=progress_for())
    print(f"{found.readings} readings in {found.seconds:.1f} s: {found.readings_per_s:.0f} readings/s")


def floods(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The recorded CSV file.")],
    areas: Annotated[Path, typer.Option(exists=True, help="Polygons of the city's districts.")],
    code: Annotated[str, typer.Option(help="The polygons' field that holds the code.")] = "borocode",
    name: Annotated[str, typer.Option(help="The polygons' field that holds the name.")] = "boroname",
    map_: Annotated[str, typer.Option("--map", help="A map TOML, or the name of one.")] = "floodnet",
) -> None:
    """Replay a feed of events with a crew that closes every order; print what the tables hold."""
    from geo.read import read_areas
    from model.area import Level
    from sims.replay.feed_map import load_map
    from yiping.bench.floods import bench
    from yiping.process import settings_here
    from yiping.progress import progress_for

    shapes = read_areas(areas, level=Level.DISTRICT, code=code, name=name, parent=None)
    worked = bench(settings_here(), found=load_map(map_), file=file, areas=shapes, progress=progress_for())
    held = worked.held
    print(f"{held.readings} readings, {worked.rounds} rounds, {worked.seconds:.1f} s")
    print(f"{held.alerts} alerts, {held.orders} orders, {held.closed} closed, {held.order_events} events")


def geo(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Streets to read.")] = None,
    code: Annotated[str, typer.Option(help="Their field that holds the code.")] = "id",
    name: Annotated[str, typer.Option(help="Their field that holds the name.")] = "street",
) -> None:
    """Locate, convert, read and examine boundaries, import 100,000 sensors; print how fast each is."""
    from geo.read import Fields
    from yiping.bench import geo as positions
    from yiping.bench import registry
    from yiping.process import settings_here
    from yiping.progress import progress_for

    for timed in positions.bench(file, Fields(code=code, name=name)):
        print(timed.line)
    for timed in registry.bench(settings_here(), progress_for()):
        print(timed.line)
