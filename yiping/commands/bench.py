"""``yiping bench``: measurements on this machine, each with servers of its own that are gone afterwards."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Measure this machine.", no_args_is_help=True)
    group.command("ingest")(ingest)
    group.command("chaos")(chaos)
    group.command("fuzz")(fuzz)
    group.command("floods")(floods)
    group.command("feed")(feed)
    group.command("geo")(geo)
    group.command("alerts")(alerts)
    group.command("orders")(orders)
    app.add_typer(group, name="bench")


def ingest(
    messages: Annotated[
        int, typer.Option(min=10_000, help="Messages a case; a case of 50 readings each takes a tenth.")
    ] = 300_000,
    minutes: Annotated[float, typer.Option(min=0, help="How long latency and memory are watched.")] = 10.0,
    json: Annotated[Path | None, typer.Option(help="Write the figures there, too.")] = None,
) -> None:
    """Measure ingest, what its parts can do alone, and peers; print a table, its ratios last."""
    from yiping.bench.figure import table, write_json
    from yiping.bench.ingest import Amount, bench
    from yiping.process import settings_here
    from yiping.progress import progress_for

    amount = Amount(messages=messages, minutes=minutes)
    figures = list(bench(settings_here(), amount, progress_for()))
    for line in table(figures):
        print(line)
    if json is not None:
        write_json(json, figures)


def chaos(
    kills: Annotated[int, typer.Option(min=1, help="How often something is killed.")] = 200,
    readings: Annotated[int, typer.Option(min=1000, help="How many readings are sent.")] = 1_000_000,
    seed: Annotated[int | None, typer.Option(help="Repeat the chance of an earlier run.")] = None,
) -> None:
    """Kill ingest, database and broker at random amid a load; exit 1 where anything is missing or double."""
    from secrets import randbelow

    from yiping.bench.chaos import bench
    from yiping.bench.ordeal import Ordeal
    from yiping.process import settings_here
    from yiping.progress import progress_for

    ordeal = Ordeal(kills=kills, readings=readings, seed=randbelow(1_000_000) if seed is None else seed)
    print(f"again: yiping bench chaos --kills {kills} --readings {readings} --seed {ordeal.seed}")
    endured = bench(settings_here(), ordeal, progress_for())
    for line in endured.lines:
        print(line)
    raise typer.Exit(0 if endured.is_clean else 1)


def fuzz(
    payloads: Annotated[int, typer.Option(min=1, help="How many messages are tried.")] = 100_000,
    seed: Annotated[int | None, typer.Option(help="Repeat the chance of an earlier run.")] = None,
) -> None:
    """Store odd payloads of all codecs; exit 1 where one crashes ingest or is not accounted for."""
    from secrets import randbelow

    from yiping.bench.fuzz import bench
    from yiping.process import settings_here
    from yiping.progress import progress_for

    chance = randbelow(1_000_000) if seed is None else seed
    print(f"again: yiping bench fuzz --payloads {payloads} --seed {chance}")
    harvest = bench(settings_here(), payloads=payloads, seed=chance, progress_=progress_for())
    print(harvest.line)
    raise typer.Exit(0 if harvest.is_clean else 1)


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


def feed(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The recorded CSV file.")],
    areas: Annotated[Path, typer.Option(exists=True, help="Polygons of the city's districts.")],
    code: Annotated[str, typer.Option(help="The polygons' field that holds the code.")] = "borocode",
    name: Annotated[str, typer.Option(help="The polygons' field that holds the name.")] = "boroname",
    map_: Annotated[str, typer.Option("--map", help="A map TOML, or the name of one.")] = "floodnet",
    rule: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A rule to approve first; may come again."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Repeat the chance of an earlier run.")] = None,
) -> None:
    """Replay a feed in its own time with a crew that works every order; exit 1 where a promise is broken."""
    from secrets import randbelow

    from geo.read import read_areas
    from model.area import Level
    from sims.replay.feed_map import load_map
    from yiping.bench.feed import Feed, bench
    from yiping.process import settings_here
    from yiping.progress import progress_for
    from yiping.signals import stopping_signals

    shapes = read_areas(areas, level=Level.DISTRICT, code=code, name=name, parent=None)
    chance = randbelow(1_000_000) if seed is None else seed
    wanted = Feed(found=load_map(map_), file=file, areas=shapes, rules=rule or ())
    print(f"again with the same chance: --seed {chance}")
    with stopping_signals():
        played = bench(settings_here(), wanted, seed=chance, progress=progress_for())
    for line in played.lines:
        print(line)
    raise typer.Exit(0 if played.is_clean else 1)


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


def alerts(
    quick: Annotated[bool, typer.Option("--quick", help="Less of everything: for its shape.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write the figures there, too.")] = None,
) -> None:
    """Measure rules, orders, a storm of alerts and kills amid it; exit 1 where one is lost or double."""
    from yiping.bench.alerts import FAILED, QUICK, WHOLE, bench
    from yiping.bench.figure import table, write_json
    from yiping.process import settings_here
    from yiping.progress import progress_for
    from yiping.signals import stopping_signals

    with stopping_signals():
        figures = list(bench(settings_here(), QUICK if quick else WHOLE, progress_for()))
    for line in table(figures):
        print(line)
    if json is not None:
        write_json(json, figures)
    raise typer.Exit(int(any(figure.group == FAILED for figure in figures)))


def orders(
    quick: Annotated[bool, typer.Option("--quick", help="Less of everything: for its shape.")] = False,
    part: Annotated[
        list[str] | None, typer.Option(help="Only clocks, storm, asleep or history; may come again.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Repeat the chance of an earlier run.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the figures there, too.")] = None,
) -> None:
    """Measure a storm of orders, clocks, a sleeping engine, long history; exit 1 where any is wrong."""
    from secrets import randbelow

    from yiping.bench.figure import table, write_json
    from yiping.bench.orders import FAILED, PARTS, QUICK, WHOLE, bench
    from yiping.process import settings_here
    from yiping.progress import progress_for
    from yiping.signals import stopping_signals

    if strange := set(part or ()) - set(PARTS):
        raise typer.BadParameter(f"{min(strange)} is none of {', '.join(PARTS)}", param_hint="--part")
    amount, parts = QUICK if quick else WHOLE, part or PARTS
    chance = randbelow(1_000_000) if seed is None else seed
    print(f"again: yiping bench orders{' --quick' if quick else ''} --seed {chance}")
    with stopping_signals():
        figures = list(bench(settings_here(), amount, chance, progress_for(), parts=parts))
    for line in table(figures):
        print(line)
    if json is not None:
        write_json(json, figures)
    raise typer.Exit(int(any(figure.group == FAILED for figure in figures)))
