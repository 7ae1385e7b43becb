"""``yiping sim``: a city that talks MQTT, made up or recorded."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.reading import Origin

if TYPE_CHECKING:
    from model.broker import Broker
    from model.sensor import Sensor
    from sims.counts import Counts
    from sims.message import Message
    from sims.replay.errors import BadRowError
    from sims.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "sims" / "scenarios"
BAD_SHOWN = 20

BrokerOption = Annotated[
    str | None, typer.Option("--broker", help="mqtt://user:password@host:port; else YIPING_BROKER_URL.")
]


def register(app: typer.Typer) -> None:
    """Adds the group ``sim``: one command a scenario, ``replay`` and ``load``."""
    sim = typer.Typer(help="A city that talks MQTT: scenarios and recorded feeds.", no_args_is_help=True)
    for path in sorted(SCENARIOS.glob("*.toml")):
        sim.command(path.stem, help=f"Play the scenario {path.stem} on the demo district.")(
            scenario(path.stem)
        )
    sim.command("replay")(replay)
    sim.command("load")(load)
    app.add_typer(sim, name="sim")


def scenario(name: str) -> Callable[..., None]:
    """The command that plays one scenario."""

    def play(
        seed: Annotated[int | None, typer.Option(help="Chance of this run; else the scenario's own.")] = None,
        pace: Annotated[
            float, typer.Option(min=0, help="Seconds of the scenario a second of life; 0 is full speed.")
        ] = 60.0,
        after: Annotated[
            datetime | None,
            typer.Option(help="Begin later than this (UTC): a city knows these times already."),
        ] = None,
        origin: Annotated[Origin | None, typer.Option(help="Else what the scenario says.")] = None,
        broker: BrokerOption = None,
        loop: Annotated[
            bool, typer.Option("--loop", help="Go on afterwards at the pace of life, with other seeds.")
        ] = False,
    ) -> None:
        from sims.scenario import load_scenario

        found, chance, speed = load_scenario(name), seed, pace
        found = found if origin is None else replace(found, origin=origin)
        while True:
            chance = found.seed if chance is None else chance
            _play(found, chance, speed, broker, after)
            if not loop:
                return
            chance, speed, after = chance + 1, 1.0, None

    return play


def _play(played: "Scenario", seed: int, pace: float, broker: str | None, after: datetime | None) -> None:
    import numpy as np

    from sims import storm
    from sims.district import build
    from sims.pace import start_that_ends_now

    length = timedelta(minutes=played.duration_min)
    now = datetime.now(UTC)
    start = start_that_ends_now(now, length, pace)
    if after is not None:
        start = max(start, after.replace(tzinfo=UTC) + timedelta(minutes=1))
    made = list(storm.messages(played, build(), np.random.default_rng(seed), start))
    print(f"{played.name.en} ({played.name.zh}), seed {seed}, from {start:%Y-%m-%d %H:%M} UTC")
    count = sum(len(message.samples) for message in made)
    _send(made, _broker(broker), speed=pace, readings=count, now=now)


def replay(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The recorded CSV file.")],
    map_: Annotated[str, typer.Option("--map", help="A map TOML, or the name of one in sims/maps.")],
    speed: Annotated[
        float, typer.Option(min=0, help="Seconds of data a second of life; 0 is full speed.")
    ] = 0.0,
    first: Annotated[str, typer.Option("--from", help="Begin here: ISO 8601, UTC without a zone.")] = "",
    last: Annotated[str, typer.Option("--to", help="End before this time.")] = "",
    shift_to_now: Annotated[bool, typer.Option("--shift-to-now", help="Move all times up to now.")] = False,
    zone: Annotated[str | None, typer.Option(help="Time zone of the file; else the map's.")] = None,
    origin: Annotated[Origin | None, typer.Option(help="Else what the map says.")] = None,
    per_message: Annotated[int, typer.Option(min=1, help="Readings of a sensor in one message.")] = 1,
    broker: BrokerOption = None,
    to_registry: Annotated[
        bool, typer.Option("--register/--no-register", help="Write the sensors into the registry first.")
    ] = True,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out; list them last.")] = False,
) -> None:
    """Turn a recorded CSV into messages, one a sensor and time unless --per-message packs them."""
    from sims.replay import feed
    from sims.replay.errors import stop
    from sims.replay.feed_map import load_map

    bad: list[BadRowError] = []
    found = load_map(map_, zone=zone)
    sensors, tape = feed.tape_of(found, file, bad.append if skip_bad else stop)
    tape = tape.between(_time(first, "--from"), _time(last, "--to"))
    if to_registry:
        _register(sensors)
    if shift_to_now:
        tape = tape.ending_now(datetime.now(UTC), speed)
    sent = feed.played(found, sensors, tape, origin=origin or found.origin, per_message=per_message)
    _send(sent, _broker(broker), speed=speed, readings=len(tape))
    _tell_bad(bad)


def _send(
    messages: "Iterable[Message]",
    broker: "Broker",
    *,
    speed: float,
    readings: int,
    now: datetime | None = None,
) -> None:
    from time import monotonic

    from sims.play import play
    from sims.publisher import Publisher

    began = monotonic()
    progress, report = _progress(readings)
    with Publisher(broker) as publisher, progress:
        counts = play(messages, publisher, speed=speed, now=now, report=report)
    print(_summary(counts, monotonic() - began))
    if counts.unheard:
        print(f"{counts.unheard:,} of them found nobody who listens: is ingest running?")


def _summary(counts: "Counts", seconds: float) -> str:
    again = f", {counts.connections - 1} reconnections" if counts.connections > 1 else ""
    return (
        f"sent {counts.sent:,} messages with {counts.readings:,} readings in {seconds:.1f} s "
        f"({counts.sent / max(seconds, 1e-9):,.0f} messages/s), {counts.acknowledged:,} acknowledged{again}"
    )


def _progress(readings: int) -> "tuple[AbstractContextManager[object], Callable[[Counts], None]]":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("{task.completed:>10,.0f}/{task.total:,.0f} readings"),
        BarColumn(),
        TextColumn("{task.fields[rate]:>9,.0f}/s"),
        TextColumn("{task.fields[data_time]}"),
        TimeRemainingColumn(),
    )
    task = progress.add_task("", total=readings, rate=0.0, data_time="")

    def report(counts: "Counts") -> None:
        time = f"{counts.data_time:%Y-%m-%d %H:%M:%S}" if counts.data_time else ""
        rate = counts.readings / max(progress.tasks[0].elapsed or 0.0, 0.1)
        progress.update(task, completed=counts.readings, rate=rate, data_time=time)

    return progress, report


def _broker(url: str | None) -> "Broker":
    from model.broker import broker_from
    from model.errors import YipingError
    from yiping.process import settings_here
    from yiping.runtime.attach import broker_of

    try:
        return broker_from(url) if url else broker_of(settings_here(), publishing=True)
    except ValueError as problem:
        raise YipingError(f"--broker: {problem}") from None


def _register(sensors: "list[Sensor]") -> None:
    from yiping.city import register_sensors
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    outside = register_sensors(database_url(settings_here()), sensors)
    print(f"registered {len(sensors)} sensors, {outside} of them outside of all areas")


def _time(word: str, option: str) -> datetime | None:
    if not word:
        return None
    try:
        time = datetime.fromisoformat(word)
    except ValueError:
        raise typer.BadParameter(f"{word!r} is no ISO 8601 time", param_hint=option) from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _tell_bad(bad: "list[BadRowError]") -> None:
    if bad:
        print(f"left out {len(bad)} bad rows or cells:")
    for error in bad[:BAD_SHOWN]:
        print(f"  {error}")
    if len(bad) > BAD_SHOWN:
        print(f"  and {len(bad) - BAD_SHOWN} more")


def load(
    messages: Annotated[int, typer.Option(min=1, help="How many messages are sent.")] = 100_000,
    per_message: Annotated[int, typer.Option(min=1, help="Readings of a sensor in one message.")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="Messages a second; 0 is full speed.")] = 0.0,
    peak: Annotated[float, typer.Option(min=0, max=1, help="How high values rise in their range.")] = 0.0,
    resend_s: Annotated[
        float, typer.Option(min=0, help="After a broken line send again what was acknowledged so lately.")
    ] = 0.0,
    origin: Annotated[Origin, typer.Option(help="What the readings are said to be.")] = Origin.EXERCISE,
    broker: BrokerOption = None,
) -> None:
    """Send many readings of the demo district's sensors for little of the processor's time."""
    from model.catalogue import load_kinds
    from sims.district import build
    from sims.load import Plan, pour
    from sims.load_demo import tape_from_now, tape_that_ends_now

    sensors, kinds, now = build().sensors, load_kinds(), datetime.now(UTC)
    plan = Plan(count=messages, rate=rate, resend_s=resend_s)
    tape = (
        tape_from_now(sensors, kinds, rate=rate, now=now, per_message=per_message, peak=peak, origin=origin)
        if rate
        else tape_that_ends_now(
            sensors, kinds, count=messages, now=now, per_message=per_message, peak=peak, origin=origin
        )
    )
    poured = pour(_broker(broker), tape, plan)
    print(
        f"sent {poured.acknowledged:,} messages in {poured.seconds:.1f} s "
        f"({poured.acknowledged / poured.seconds:,.0f} messages/s), again {poured.again:,}, "
        f"processor {poured.cpu_s:.2f} s"
    )
    if poured.unheard:
        print(f"{poured.unheard:,} of them found nobody who listens: is ingest running?")
