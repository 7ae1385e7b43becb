"""`yiping demo`: as `yiping up`, with the demo district and a storm over it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yiping.child import Child
    from yiping.runtime.provide import Servers
    from yiping.settings import Settings


def demo(
    pace: Annotated[float, typer.Option(help="How many times faster than life the storm goes.")] = 60.0,
    scenario: Annotated[str, typer.Option(help="Which scenario plays.")] = "storm",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the data of earlier demos away and see the storm anew.")
    ] = False,
) -> None:
    """Start everything, load the demo district and play a storm over it; Ctrl-C stops it all.

    On data of an earlier demo the storm begins where that ended, and never runs ahead of the clock: soon
    after it goes at the pace of life. --fresh begins with an empty city. The storm is live in this city of
    its own; where other sensors are registered as well, it is an exercise. Without channels of your own
    (YIPING_CHANNELS) whoever has to know is told by lines of JSON in log/notices.jsonl below the home.
    """
    from dataclasses import replace
    from functools import partial

    from yiping.city import demo_origin, last_told, load_demo
    from yiping.duty.demo_contacts import channels_file
    from yiping.installation import forget_data, our, run_installation
    from yiping.progress import progress_for
    from yiping.settings import load_settings

    def storm(settings: "Settings", servers: "Servers") -> "Sequence[Child]":
        origin = demo_origin(servers.database_url)
        told = last_told(servers.database_url, origin)
        after = () if told is None else ("--after", f"{told:%Y-%m-%dT%H:%M:%S}")
        words = (scenario, "--pace", str(pace), "--loop", "--origin", origin.value, *after)
        url = servers.broker_sim_url
        return [our("sim", *words, settings=settings, servers=servers, broker_url=url, lasting=False)]

    settings = load_settings(os.environ, cwd=Path.cwd())
    if fresh:
        forget_data(settings)
    tells_itself = settings.channels is None
    if tells_itself:
        settings = replace(settings, channels=channels_file(settings.home))
    load = partial(load_demo, with_contacts=tells_itself)
    run_installation(settings, progress=progress_for(), load=load, more=storm)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
