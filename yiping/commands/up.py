"""`yiping up`: the servers and the product, until Ctrl-C."""

import os
from pathlib import Path

import typer


def up() -> None:
    """Start the servers, ingest, alerts and the dashboard; Ctrl-C stops them all."""
    from yiping.installation import run_installation
    from yiping.progress import progress_for
    from yiping.settings import load_settings

    run_installation(load_settings(os.environ, cwd=Path.cwd()), progress=progress_for())


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)
