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
) -> None:
    """Start everything, load the demo district and play a storm over it; Ctrl-C stops it all."""
    from yiping.city import load_demo
    from yiping.installation import our, run_installation
    from yiping.progress import progress_for
    from yiping.settings import load_settings

    def storm(settings: "Settings", servers: "Servers") -> "Sequence[Child]":
        words = (scenario, "--pace", str(pace), "--loop")
        url = servers.broker_sim_url
        return [our("sim", *words, settings=settings, servers=servers, broker_url=url, lasting=False)]

    settings = load_settings(os.environ, cwd=Path.cwd())
    run_installation(settings, progress=progress_for(), load=load_demo, more=storm)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
