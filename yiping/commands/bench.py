"""`yiping bench`: how many readings a second this machine takes."""

from typing import Annotated

import typer


def bench(scenario: Annotated[str, typer.Option(help="Which scenario plays.")] = "storm") -> None:
    """Play a scenario at full speed into an empty database of its own; print readings a second."""
    from yiping.bench import bench as measure
    from yiping.process import settings_here
    from yiping.progress import progress_for

    found = measure(settings_here(), scenario=scenario, progress=progress_for())
    print(f"{found.readings} readings in {found.seconds:.1f} s: {found.readings_per_s:.0f} readings/s")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)
